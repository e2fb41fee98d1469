"""JSON documents of other publishers: read with care, and where in the text each part of them stands."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from coopcouncil.kernel.errors import BadInput

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],\n]')
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class NotJson(BadInput):
    """What was to be JSON is not. `place` names the line where that can be told."""


@dataclass(frozen=True)
class Document:
    """A document and its text. `repeated`: each name that one object has more than once; the last value counts."""

    data: Any
    text: str
    repeated: tuple[Path, ...] = ()

    def lines_of(self, paths: Collection[Path]) -> dict[Path, int]:
        """The line, from 1, of each path; of what is not there, that of the nearest thing that would hold it."""
        wanted = {path[:size] for path in paths for size in range(len(path) + 1)}
        found: dict[Path, int] = {path: line for path, line in _positions(self.text) if path in wanted}
        found[()] = 1
        return {path: next(found[path[:size]] for size in range(len(path), -1, -1) if path[:size] in found)
                for path in paths}  # fmt: skip


def read(content: bytes, *, name: str) -> Document:
    """Raises NotJson, with what is wrong, where, and how it is mended."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NotJson("This is not UTF-8.", place=f"{name}, line {line}", mend="Save it as UTF-8.") from None
    if not text.strip():
        raise NotJson("There is nothing in it.", place=name, mend="Give a JSON document.")
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            twice.append("")
        return made

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
        if _HALF.search(text):
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        place = f"{name}, line {error.lineno}, column {error.colno}"
        raise NotJson(f"This is not JSON: {error.msg}.", place=place, mend="Mend it there.") from None
    except UnicodeEncodeError:
        raise NotJson("It holds half a sign (\\ud800 to \\udfff).", place=name, mend="Write the sign itself.") from None
    except RecursionError:
        raise NotJson("It is nested too deeply.", place=name, mend="Give records as HSDS has them.") from None
    except ValueError as error:  # a number of thousands of digits, or what is no number at all
        raise NotJson(f"This is not JSON: {str(error)[:80]}.", place=name, mend="Write a number, or none.") from None
    return Document(data, text, tuple(_twice(text)) if twice else ())


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _twice(text: str) -> Iterator[Path]:
    seen: set[Path] = set()
    for path, _ in _positions(text):
        if path in seen:
            yield path
        seen.add(path)


def _positions(text: str) -> Iterator[tuple[Path, int]]:
    """The path of each value of a text that is JSON, and the line on which it or its name begins."""
    line = 1
    stack: list[str | int | None] = []
    name_next = False  # whether the next string is a name, rather than a value
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == "\n":
            line += 1
        elif sign in "[{":
            stack.append(0 if sign == "[" else None)
            name_next = sign == "{"
            if sign == "[":
                yield _path(stack), line + _blank_lines(text, token.end())
        elif sign in "]}":
            stack.pop()
            name_next = False
        elif sign == ",":
            top = stack[-1]
            if isinstance(top, int):
                stack[-1] = top + 1
                yield _path(stack), line + _blank_lines(text, token.end())
            else:
                name_next = True
        elif name_next:
            stack[-1] = json.loads(sign)
            name_next = False
            yield _path(stack), line


def _blank_lines(text: str, at: int) -> int:
    """How many lines further on the next thing stands."""
    gap = at
    while gap < len(text) and text[gap].isspace():
        gap += 1
    return text.count("\n", at, gap)


def _path(stack: list[str | int | None]) -> Path:
    return tuple(step for step in stack if step is not None)
