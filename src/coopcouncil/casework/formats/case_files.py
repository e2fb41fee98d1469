"""Cases of other systems as CSV: which column means what is said in a mapping (TOML), row by row named by its line.

[columns]              # what we know, and the column of theirs; external_id, title and words are needed
external_id = "Case number"
title = "Category"
words = "Description"

[values.urgency]       # what their values mean
"P1" = "emergency"

[defaults]             # where a column is missing, or empty
channel = "phone"
"""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from coopcouncil.kernel.errors import BadInput, Mistakes

NEEDED = ("external_id", "title", "words")
KNOWN = (*NEEDED, "service_type", "urgency", "channel", "name", "phone", "email", "news")
_CHOICES = {
    "urgency": ("emergency", "same_day", "routine"),
    "channel": ("web", "phone", "counter", "post", "email", "api"),
}
_MOST = {"external_id": 100, "title": 150, "words": 4000, "name": 150, "phone": 30, "email": 254, "news": 4000}
MOST_ROWS = 10_000
MOST_MISTAKES = 50
SYSTEM = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
EXPORTED = (
    "id", "reference", "external_id", "title", "service_type", "state", "outcome", "owner", "organisation", "due_at",
    "opened_at", "changed_at", "closed_at",
)  # fmt: skip


@dataclass(frozen=True)
class ColumnMap:
    """`columns`: ours to theirs; `values`: for one of ours, theirs to ours; `defaults`: ours."""

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One case of another system. `news` is how it stands there, in its words; `line` is that of the file, from 1."""

    line: int
    external_id: str
    title: str
    words: str
    service_type: str = ""
    urgency: str = "routine"
    channel: str = "api"
    name: str = ""
    phone: str = ""
    email: str = ""
    news: str = ""

    @property
    def digest(self) -> str:
        """The same for the same content, wherever it stands in the file."""
        said = asdict(self)
        del said["line"]
        return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_mapping(text: str, *, file: str) -> ColumnMap:
    """Raises BadInput naming the entry and the mend."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    columns, values, defaults = (said.get(name, {}) for name in ("columns", "values", "defaults"))
    if not all(isinstance(table, dict) for table in (columns, values, defaults, *values.values())):
        raise BadInput("columns, values and defaults are tables.", place=file, mend="Write: [columns]")
    for table, names in (("columns", columns), ("values", values), ("defaults", defaults)):
        if unknown := sorted(set(names) - set(KNOWN)):
            raise BadInput(
                f"“{unknown[0]}” is not known.", place=f"{file}, [{table}]", mend=f"Use one of: {', '.join(KNOWN)}."
            )
    for name in NEEDED:
        if name not in columns and (name == "external_id" or name not in defaults):
            raise BadInput(f"“{name}” is missing.", place=f"{file}, [columns]", mend=f'Add: {name} = "their column"')
    return ColumnMap(
        {name: str(column) for name, column in columns.items()},
        {name: {str(theirs): str(ours) for theirs, ours in table.items()} for name, table in values.items()},
        {name: str(value) for name, value in defaults.items()},
    )


def read_rows(text: str, mapping: ColumnMap, *, file: str, service_types: Iterable[str]) -> list[Row]:
    """All rows, or Mistakes with each line and its mend."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    known, rows, mistakes, lines = set(service_types), [], [], dict[str, int]()
    try:
        missing = [column for column in mapping.columns.values() if column not in (reader.fieldnames or ())]
        if missing:
            raise BadInput(
                f"There is no column “{missing[0]}”.", place=f"{file}, line 1", mend="Mend the mapping, or the file."
            )
        for found in reader:
            line = reader.line_num
            try:
                row = _row(found, line, mapping, known, file)
                if row.external_id in lines:
                    raise _wrong(
                        f"“{row.external_id}” stands in line {lines[row.external_id]} already.", file, line,
                        "Keep one of the two.",
                    )  # fmt: skip
                lines[row.external_id] = line
                rows.append(row)
            except BadInput as mistake:
                mistakes.append(mistake)
            if len(mistakes) >= MOST_MISTAKES or len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        mistakes.append(_wrong(f"This is no CSV: {error}.", file, reader.line_num, "Look for a stray quotation mark."))
    if len(rows) > MOST_ROWS:
        mistakes.append(BadInput(f"There are more than {MOST_ROWS} rows.", place=file, mend="Cut the file in two."))
    if mistakes:
        raise Mistakes(mistakes)
    return rows


def _row(found: Mapping[str | Any, Any], line: int, mapping: ColumnMap, service_types: set[str], file: str) -> Row:
    if None in found or None in found.values():
        raise _wrong("This row has more or fewer cells than there are columns.", file, line, "Look for a stray comma.")
    said: dict[str, str] = {}
    for name in KNOWN:
        theirs = found[mapping.columns[name]].strip() if name in mapping.columns else ""
        value = mapping.values.get(name, {}).get(theirs, theirs) or mapping.defaults.get(name, "")
        if name in NEEDED and not value:
            raise _wrong(f"“{mapping.columns.get(name, name)}” is empty.", file, line, "Fill it in, or drop the row.")
        if "\x00" in value or len(value) > _MOST.get(name, 60):
            raise _wrong(f"“{name}” is too long: at most {_MOST.get(name, 60)} characters.", file, line, "Shorten it.")
        if value and name in _CHOICES and value not in _CHOICES[name]:
            raise _wrong(
                f"“{value}” is no {name}.", file, line,
                f"Say under [values.{name}] which of these it is: {', '.join(_CHOICES[name])}.",
            )  # fmt: skip
        if value and name == "service_type" and value not in service_types:
            raise _wrong(
                f"“{value}” is no type of service here.", file, line, "Say under [values.service_type] which it is."
            )
        if value:
            said[name] = value
    return Row(line=line, **said)


def _wrong(message: str, file: str, line: int, mend: str) -> BadInput:
    return BadInput(message, place=f"{file}, line {line}", mend=mend)


def write_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Cases as CSV with the columns `EXPORTED`; what a spreadsheet would take for a formula gets an apostrophe."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(EXPORTED)
    for row in rows:
        writer.writerow([_plain(row[name]) for name in EXPORTED])
    return made.getvalue()


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
