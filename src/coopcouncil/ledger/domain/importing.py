"""Files of budgets and actuals as finance systems write them, and the mapping that says which column is what.

Pure: text in, rows out, every mistake with its line and mend. Nothing is guessed: what cannot be read is named.
"""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.ledger.domain.days import read_day

KINDS = ("budgets", "actuals")
NEEDED = {
    "budgets": ("code", "name", "area", "amount"),
    "actuals": ("key", "date", "account", "amount", "fund", "purpose"),
}
ALLOWED = {
    "budgets": (*NEEDED["budgets"], "kind", "outcome"),
    "actuals": (*NEEDED["actuals"], "budget", "evidence", "ward"),
}
LONGEST = {"code": 80, "name": 200, "key": 110, "purpose": 200, "evidence": 200}
MOST_MISTAKES = 1000  # named at a time


@dataclass(frozen=True)
class FileMapping:
    """What a mapping file says: whose book, which year, which column holds what, what values stand for."""

    kind: str
    organisation: str
    year: int
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = "%Y-%m-%d"
    delimiter: str = ","
    rows: int | None = None  # control totals, as the finance system gives them
    pence: int | None = None


@dataclass(frozen=True)
class BudgetRow:
    line: int
    code: str
    name: str
    area: str
    pence: int
    kind: str
    outcome: str


@dataclass(frozen=True)
class ActualRow:
    """One line of a journal: spending above nothing (a refund below), or income where the account is one."""

    line: int
    key: str
    on: date
    account: str
    pence: int
    fund: str
    purpose: str
    budget: str = ""
    evidence: str = ""
    ward: str = ""


@dataclass
class Read:
    """What was read: rows that can be used, mistakes in the others, and the file's own totals."""

    rows: list[Any] = field(default_factory=list)
    mistakes: list[BadInput] = field(default_factory=list)
    counted: int = 0
    pence: int = 0


def read_mapping(text: str, *, file: str) -> FileMapping:
    """A mapping file. Raises BadInput naming the key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    of = data.get("file", {})
    kind = of.get("kind")
    if kind not in KINDS:
        raise BadInput("“kind” says what the rows are.", place=f"{file}, [file]", mend='kind = "actuals" or "budgets"')
    columns, constants = _texts(data, "columns", file), _texts(data, "constants", file)
    for name in NEEDED[kind]:
        if name not in columns and name not in constants:
            raise BadInput(f"No column holds “{name}”.", place=f"{file}, [columns]", mend=f'Add: {name} = "…"')
    if strange := sorted({*columns, *constants} - set(ALLOWED[kind])):
        raise BadInput(f"“{strange[0]}” is not used.", place=f"{file}, [columns]", mend="Take it out.")
    if not isinstance(of.get("organisation"), str) or not isinstance(of.get("year"), str):
        raise BadInput(
            "It must say whose book and which year.", place=f"{file}, [file]",
            mend='organisation = "ashmere-council" and year = "2026/27"',
        )  # fmt: skip
    control = data.get("control", {})
    values = {
        name: {str(one): str(other) for one, other in pairs.items()} for name, pairs in data.get("values", {}).items()
    }
    return FileMapping(
        kind, of["organisation"], FinancialYear.parse(of["year"]).starts_in, columns, constants, values,
        str(of.get("date_format", "%Y-%m-%d")), str(of.get("delimiter", ",")), control.get("rows"),
        Money.parse(str(control["total"])).pence if "total" in control else None,
    )  # fmt: skip


def _texts(data: Mapping[str, Any], name: str, file: str) -> dict[str, str]:
    part = data.get(name, {})
    if not isinstance(part, dict) or not all(isinstance(value, str) for value in part.values()):
        raise BadInput("Each line gives a text.", place=f"{file}, [{name}]", mend='Such as: amount = "Net"')
    return dict(part)


def read_rows(content: bytes, mapping: FileMapping, *, file: str) -> Read:
    """The rows of a CSV file (UTF-8) under a mapping. Raises BadInput where the file itself cannot be read."""
    found, seen = Read(), dict[str, int]()
    for line, record in _records(content, mapping, file):
        found.counted += 1
        try:
            row = _budget(line, record) if mapping.kind == "budgets" else _actual(line, record, mapping)
            name = row.code if isinstance(row, BudgetRow) else row.key
            if name in seen:
                raise BadInput(f"“{name}” stands in line {seen[name]} already.", mend="Each row has its own key.")
        except BadInput as error:
            found.mistakes.append(BadInput(error.message, place=f"{file}, line {line}", mend=error.mend))
            continue
        seen[name] = line
        found.pence += row.pence
        found.rows.append(row)
    if not found.counted:
        raise BadInput("The file has no rows.", place=file, mend="Export it again, with a line of headings.")
    if not found.mistakes:
        _control(found, mapping, file)
    return found


def line_of(mistake: BadInput) -> int:
    """The line of the file that a mistake is about; 0 where it is about all of it."""
    number = mistake.place.rpartition(" line ")[2]
    return int(number) if number.isdecimal() else 0


def _control(found: Read, mapping: FileMapping, file: str) -> None:
    for what, told, got in (("rows", mapping.rows, found.counted), ("pence", mapping.pence, found.pence)):
        if told is not None and told != got:
            said, is_ = (str(Money(told)), str(Money(got))) if what == "pence" else (str(told), str(got))
            found.mistakes.append(
                BadInput(
                    f"The control total says {said}, and the file has {is_}.", place=file,
                    mend="A part of it may be missing: export it again.",
                )
            )  # fmt: skip


def _records(content: bytes, mapping: FileMapping, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput("This is not UTF-8.", place=f"{file}, line {line}", mend="Save it as CSV UTF-8.") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter)
    try:
        heads = [head.strip() for head in next(reader, [])]
        places = {}
        for name, column in mapping.columns.items():
            if column not in heads:
                there = ", ".join(f"“{head}”" for head in heads[:20])
                raise BadInput(
                    f"There is no column “{column}”.", place=f"{file}, line 1", mend=f"The columns are: {there}."
                )
            places[name] = heads.index(column)
        constants, values = dict(mapping.constants), mapping.values
        for cells in reader:
            if not any(cells):
                continue
            record = dict(constants)
            for name, at in places.items():
                cell = cells[at].strip() if at < len(cells) else ""
                stands = values.get(name)
                record[name] = stands.get(cell, cell) if stands else cell
            yield reader.line_num, record
    except csv.Error as error:
        raise BadInput(
            f"The line cannot be read: {error}.", place=f"{file}, line {reader.line_num}", mend="Mend it."
        ) from None


def _budget(line: int, record: Mapping[str, str]) -> BudgetRow:
    kind = record.get("kind") or "revenue"
    if kind not in ("revenue", "capital"):
        raise BadInput(f"“{kind}” is neither revenue nor capital.", mend="Say what it stands for in [values.kind].")
    return BudgetRow(
        line, _text(record, "code"), _text(record, "name"), _text(record, "area"), _pence(record, signed=False), kind,
        record.get("outcome", ""),
    )  # fmt: skip


def _actual(line: int, record: Mapping[str, str], mapping: FileMapping) -> ActualRow:
    try:
        on = read_day(_text(record, "date"), mapping.date_format)
    except ValueError:
        raise BadInput(
            f"“{record['date']}” is not a date of the form {mapping.date_format}.", mend="Mend it, or the date_format."
        ) from None
    if on not in FinancialYear(mapping.year):
        raise BadInput(f"{on} is not in {FinancialYear(mapping.year)}.", mend="Take it out, or mend the date.")
    pence = _pence(record, signed=True)
    if not pence:
        raise BadInput("The amount is nothing.", mend="Take the row out.")
    return ActualRow(
        line, _text(record, "key"), on, _text(record, "account"), pence, _text(record, "fund"),
        _text(record, "purpose"),
        record.get("budget", ""), record.get("evidence", "")[:200], record.get("ward", ""),
    )  # fmt: skip


def _text(record: Mapping[str, str], name: str) -> str:
    text = record.get(name, "")
    if not text:
        raise BadInput(f"“{name}” is empty.", mend="Fill it in.")
    if len(text) > LONGEST.get(name, 200) or "\x00" in text:
        raise BadInput(
            f"“{name}” is too long or cannot be kept.", mend=f"Use {LONGEST.get(name, 200)} letters at most."
        )
    return text


def _pence(record: Mapping[str, str], *, signed: bool) -> int:
    text = _text(record, "amount")
    if text.startswith("(") and text.endswith(")"):  # how accountants write what is below nothing
        text = f"-{text[1:-1]}"
    try:
        pence = Money.parse(text).pence
    except BadInput as error:
        raise BadInput(error.message, mend=error.mend) from None
    if pence < 0 and not signed:
        raise BadInput("A budget is not below nothing.", mend="Change a budget instead.")
    if abs(pence) > 10**15:
        raise BadInput(f"“{text}” is too much.", mend="Mend the amount.")
    return pence
