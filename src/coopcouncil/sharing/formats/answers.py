"""A file of answers, CSV or JSON, read line by line: what one line says wrongly stops no other.

CSV: UTF-8, a first line with the names of the columns `notice`, `id`, `answer`, and, where they are wanted, `reason`,
`basis` and `at`. JSON: a list of objects with the same names.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.answers import AnswerDraft

MOST_BYTES = 1024 * 1024
MOST_LINES = 2000
NEEDED = ("notice", "id", "answer")
KNOWN = (*NEEDED, "reason", "basis", "at")
_LONGEST = 4000  # characters of one cell; the longest reason has 1,000
_MEND = f"The first line names the columns: {', '.join(KNOWN)}."

Line = AnswerDraft | tuple[int, BadInput]


def read_answers(content: bytes, *, kind: Literal["csv", "json", ""] = "") -> list[Line]:
    """Each line as an answer, or its number with what is wrong with it.

    `kind` is what it is said to be; unless it is said, its first letter tells. The line is that of the CSV file, or the
    place in the JSON list, from 1. Raises BadInput, with its place, where the whole is no file of answers: then nothing
    of it may be used.
    """
    if len(content) > MOST_BYTES:
        raise BadInput("The file is too large.", place="file", mend="Send at most 1 MB; split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The file is not in UTF-8.", place=f"byte {error.start}", mend="Save it as UTF-8.") from None
    if "\x00" in text:
        raise BadInput("The file holds a zero byte.", place="file", mend="Save it as text.")
    if not text.strip():
        raise BadInput("The file is empty.", place="file", mend=_MEND)
    is_json = kind == "json" or (not kind and text.lstrip()[0] in "[{")
    lines = list(_json(text) if is_json else _csv(text))
    if not lines:
        raise BadInput("The file holds no answer.", place="file", mend="Write one answer a line.")
    return lines


def _json(text: str) -> Iterator[Line]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "file"
        raise BadInput("The file is not JSON.", place=at, mend="Write a list of answers.") from None
    if not isinstance(found, list):
        raise BadInput("The file is not a list.", place="line 1", mend="Write the answers in square brackets.")
    _refuse_too_many(len(found))
    for number, item in enumerate(found, 1):
        if not isinstance(item, dict):
            yield number, BadInput("This is no answer.", place=f"line {number}", mend=f"Write: {', '.join(NEEDED)}.")
            continue
        yield _line(number, item)


def _csv(text: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip().lower() for name in next(reader)]
        if missing := [name for name in NEEDED if name not in head]:
            raise BadInput(f"There is no column “{missing[0]}”.", place="line 1", mend=_MEND)
        if len(set(head)) < len(head):
            raise BadInput("A column is there twice.", place="line 1", mend=_MEND)
        lines: list[Line] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number = reader.line_num
            _refuse_too_many(len(lines) + 1)
            if len(cells) != len(head):
                wrong = BadInput("It has more or fewer cells than the first line.", place=f"line {number}", mend=_MEND)
                lines.append((number, wrong))
            else:
                lines.append(_line(number, dict(zip(head, cells, strict=True))))
    except csv.Error as error:
        raise BadInput(
            f"The file is not CSV: {error}.", place=f"line {reader.line_num}", mend="Look at the quotes there."
        ) from None
    yield from lines


def _refuse_too_many(count: int) -> None:
    if count > MOST_LINES:
        raise BadInput("There are too many answers.", place=f"line {count}", mend="Send at most 2,000; split the file.")


def _line(number: int, item: Mapping[Any, Any]) -> Line:
    try:
        given = {name: _text(number, name, item.get(name)) for name in KNOWN}
        unknown = next((name for name in item if name not in KNOWN), None)
        if unknown is not None:
            raise BadInput(f"“{str(unknown)[:40]}” is not known.", place=f"line {number}", mend="Take it out.")
        if not given["notice"]:
            raise BadInput("There is no notice.", place=f"line {number}, notice", mend="Write the notice’s id.")
        return AnswerDraft(
            number,
            given["notice"],
            given["id"],
            given["answer"].lower(),
            given["reason"],
            _moment(number, given["at"]),
            basis=given["basis"],
        )
    except BadInput as error:
        return number, error


def _text(number: int, name: str, value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadInput(f"“{name}” is no text, or too long.", place=f"line {number}, {name}", mend="Write short text.")
    # A spreadsheet may have kept the apostrophe that stands before a sign of a formula.
    return value.strip()


def _moment(number: int, text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError("no zone")
        found.timestamp()
    except (ValueError, OverflowError):
        raise BadInput(
            "That is no time with its zone.", place=f"line {number}, at", mend="Write it as 2026-11-25T10:30:00Z."
        ) from None
    return found
