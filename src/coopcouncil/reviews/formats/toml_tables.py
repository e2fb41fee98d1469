"""A TOML file read table by table: every mistake is kept, with its file, line, key and mend."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from coopcouncil.kernel import locate
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.kernel.words import Said

LONGEST = 1000  # digits before and after a point: a switching value is an exact fraction, and may be long
_NUMBER = re.compile(
    rf"[+-]?[0-9]{{1,{LONGEST}}}(?:\.[0-9]{{1,{LONGEST}}})?|[+-]?[0-9]{{1,{LONGEST}}}/0*[1-9][0-9]{{0,{LONGEST - 1}}}"
)
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass
class Document:
    """What a file holds, and the mistakes found in it so far. Paths are those of `kernel.locate`."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[locate.Path, int]
    mistakes: list[BadInput] = field(default_factory=list)

    def wrong(self, path: locate.Path, message: str, mend: str) -> None:
        line = locate.line_of(dict(self.lines), path)
        self.mistakes.append(BadInput(message, place=f"{self.file}:{line}", mend=mend))

    def finish(self) -> None:
        """Raises Mistakes, or BadInput for one, where anything was wrong."""
        if self.mistakes:
            self.mistakes.sort(key=lambda mistake: int(mistake.place.rpartition(":")[2]))
            raise self.mistakes[0] if len(self.mistakes) == 1 else Mistakes(self.mistakes)

    def table(self, path: locate.Path, held: Any, known: Sequence[str], required: Sequence[str]) -> "Table":
        """A table, of which unknown and missing keys are mistakes. What is no table reads as an empty one."""
        if not isinstance(held, dict):
            self.wrong(path, Said("“%(key)s” is not a table.", key=named(path)), Said("Give it keys of its own."))
            return Table(self, path, {})
        for key in held:
            if key not in known:
                near = get_close_matches(key, known, 1)
                mend = (
                    Said("Did you mean “%(key)s”?", key=near[0])
                    if near
                    else Said("Use one of: %(keys)s.", keys=", ".join(known))
                )
                self.wrong((*path, key), Said("“%(key)s” is not a key.", key=named((*path, key))), mend)
        for key in required:
            if key not in held:
                message = Said("“%(key)s” is missing.", key=named((*path, key)))
                self.wrong((*path, key), message, Said("Add a line for it: %(key)s = …", key=key))
        return Table(self, path, held)

    def tables(self, key: str) -> list[tuple[locate.Path, Any]]:
        """The elements of an array of tables; none where there is none."""
        held = self.data.get(key, [])
        if not isinstance(held, list):
            self.wrong((key,), Said("“%(key)s” is not a list.", key=key), Said("Write [[%(key)s]] above it.", key=key))
            return []
        return [((key, number), each) for number, each in enumerate(held)]


@dataclass
class Table:
    """The values of one table. Each reads as a harmless one where it is wrong or missing, and the mistake is kept."""

    document: Document
    path: locate.Path
    held: Mapping[str, Any]

    def number(self, key: str, default: Fraction, *, share: bool = False) -> Fraction:
        """An amount, which is nothing or more; with `share`, from 0 to 1."""
        return self._ranged(key, self.held[key], (*self.path, key), share) if key in self.held else default

    def _ranged(self, key: str, held: Any, path: locate.Path, share: bool) -> Fraction:
        value = self.fraction(held, path)
        if value is None:
            return Fraction(0)
        if share and not 0 <= value <= 1:
            message = Said("“%(key)s” is %(value)s, which is not from 0 to 1.", key=named(path), value=str(held))
            self.document.wrong(path, message, Said('Write a share such as "0.25" or "1/4".'))
        elif value < 0:
            message = Said("“%(key)s” is %(value)s, which is negative.", key=named(path), value=str(held))
            self.document.wrong(path, message, Said("Write nothing or more; a saving is a [[benefit]]."))
        return value

    def shares(self, key: str, default: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        """A list of shares."""
        if key not in self.held:
            return default
        held, path = self.held[key], (*self.path, key)
        if not isinstance(held, list):
            self.document.wrong(path, Said("“%(key)s” is not a list.", key=named(path)), Said('Write ["0.25", "0.5"].'))
            return default
        return tuple(self._ranged(key, item, (*path, at), True) for at, item in enumerate(held))

    def whole(self, key: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
        """A whole number within bounds."""
        if key not in self.held:
            return default
        path = (*self.path, key)
        value = self.fraction(self.held[key], path)
        if value is None:
            return default
        if value.denominator != 1:
            message = Said("“%(key)s” is %(value)s, not a whole number.", key=named(path), value=str(self.held[key]))
            self.document.wrong(path, message, Said("Write a whole number, such as 3."))
            return default
        if (least is not None and value < least) or (most is not None and value > most):
            message = Said("“%(key)s” is %(value)s.", key=named(path), value=str(self.held[key]))
            mend = (
                Said("It is %(least)s or more.", least=least)
                if most is None
                else Said("It is from %(least)s to %(most)s.", least=least, most=most)
            )
            self.document.wrong(path, message, mend)
            return default
        return int(value)

    def fraction(self, held: Any, path: locate.Path) -> Fraction | None:
        """A number exactly as it is written: a whole one, or a text with a decimal number or “n/d”."""
        if type(held) is float:
            message = Said("“%(key)s” is a floating number, which is not exact.", key=named(path))
            self.document.wrong(path, message, Said('Put it in quotes: "%(value)s".', value=repr(held)))
            return None
        text = str(held) if type(held) is int else held
        if not isinstance(text, str) or not _NUMBER.fullmatch(text):
            message = Said("“%(key)s” is %(value)s, which is not a number.", key=named(path), value=str(held)[:60])
            mend = Said('Write a whole number, a decimal such as "0.25", or a fraction such as "1/4", in quotes.')
            self.document.wrong(path, message, mend)
            return None
        return Fraction(text)

    def text(self, key: str, default: str = "", *, empty: bool = False) -> str:
        """A text, on one line; not an empty one unless it may be."""
        if key not in self.held:
            return default
        held, path = self.held[key], (*self.path, key)
        if not isinstance(held, str) or not held.isprintable():
            self.document.wrong(path, Said("“%(key)s” is not a text.", key=named(path)), Said("Put it in quotes."))
            return default
        if not held.strip() and not empty:
            self.document.wrong(path, Said("“%(key)s” is empty.", key=named(path)), Said("Write who or what it is."))
        return held

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """One of some words."""
        if key not in self.held:
            return default
        held, path = self.held[key], (*self.path, key)
        if held not in choices:
            message = Said("“%(key)s” is “%(value)s”.", key=named(path), value=str(held)[:60])
            self.document.wrong(path, message, Said("Use one of: %(keys)s.", keys=", ".join(choices)))
            return default
        return str(held)

    def flag(self, key: str) -> bool:
        """Yes or no; no where it is not said."""
        held = self.held.get(key, False)
        if not isinstance(held, bool):
            path = (*self.path, key)
            self.document.wrong(
                path, Said("“%(key)s” is neither true nor false.", key=named(path)), Said("Write true.")
            )
            return False
        return held


def named(path: locate.Path) -> str:
    """A path as people write it: rows count from 1, `benefit.2.deadweight`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)


def read(content: bytes, *, file: str) -> Document:
    """The tables of a file. Raises BadInput with the line where it stops being TOML in UTF-8."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message, mend = Said("This is not UTF-8 text."), Said("Save the file again as UTF-8.")
        raise BadInput(message, place=f"{file}:{line}", mend=mend) from None
    try:
        data, lines = tomllib.loads(text), locate.lines(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError too
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        message = Said("This is not TOML: %(error)s.", error=str(error).rstrip("."))
        raise BadInput(message, place=f"{file}:{line}", mend=Said("Check quotes and brackets there.")) from None
    return Document(file, data, lines)
