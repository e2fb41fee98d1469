"""Matching a bank's or an agency's statement with what is posted."""

import csv
import io
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.kernel.money import Money
from coopcouncil.ledger.domain.days import read_day

NEAR = 5  # days between a posting and its line on a statement, at most


@dataclass(frozen=True)
class StatementMapping:
    """Whose money the statement is about, and which column is what."""

    organisation: str
    fund: str
    issuer: str
    opening: int
    closing: int
    columns: Mapping[str, str]
    account: str = "1000"
    date_format: str = "%Y-%m-%d"
    delimiter: str = ","


@dataclass(frozen=True)
class Told:
    """A line of the statement: money in is above nothing."""

    line: int
    on: date
    pence: int
    reference: str


@dataclass(frozen=True)
class Held:
    """What a posting moved in that account, with the words by which it may be known."""

    posting_id: UUID
    on: date
    pence: int
    known_as: tuple[str, ...]


def read_mapping(text: str, *, file: str) -> StatementMapping:
    """Raises BadInput."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    of, columns = data.get("statement", {}), data.get("columns", {})
    for name in ("organisation", "fund", "issuer", "opening", "closing"):
        if not isinstance(of.get(name), str):
            raise BadInput(f"“{name}” is missing.", place=f"{file}, [statement]", mend=f'Add: {name} = "…"')
    for name in ("date", "amount"):
        if not isinstance(columns.get(name), str):
            raise BadInput(f"No column holds “{name}”.", place=f"{file}, [columns]", mend=f'Add: {name} = "…"')
    return StatementMapping(
        of["organisation"], of["fund"], of["issuer"], Money.parse(of["opening"]).pence,
        Money.parse(of["closing"]).pence,
        columns, str(of.get("account", "1000")), str(of.get("date_format", "%Y-%m-%d")), str(of.get("delimiter", ",")),
    )  # fmt: skip


def read_statement(content: bytes, mapping: StatementMapping, *, file: str) -> list[Told]:
    """The lines of a statement. Raises BadInput, and Mistakes where lines cannot be read or do not add up."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("This is not UTF-8.", place=file, mend="Save it as CSV UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mapping.delimiter)
    for column in mapping.columns.values():
        if column not in (reader.fieldnames or []):
            raise BadInput(f"There is no column “{column}”.", place=f"{file}, line 1", mend="Mend the mapping.")
    found, wrong = list[Told](), list[BadInput]()
    for record in reader:
        place = f"{file}, line {reader.line_num}"
        try:
            found.append(_told(reader.line_num, record, mapping))
        except (BadInput, ValueError) as error:
            words = error.message if isinstance(error, BadInput) else "The date cannot be read."
            wrong.append(BadInput(words, place=place, mend="Mend the line, or the mapping."))
    if not found and not wrong:
        raise BadInput("The statement has no lines.", place=file, mend="Export it again.")
    moved = sum(line.pence for line in found)
    if not wrong and mapping.opening + moved != mapping.closing:
        wrong.append(
            BadInput(
                f"{Money(mapping.opening)} and {Money(moved)} is not {Money(mapping.closing)}.", place=file,
                mend="A line is missing, or the opening or closing balance is wrong.",
            )
        )  # fmt: skip
    if wrong:
        raise Mistakes(wrong)
    return found


def _told(line: int, record: Mapping[str, Any], mapping: StatementMapping) -> Told:
    def cell(name: str) -> str:
        return str(record.get(mapping.columns.get(name, ""), "") or "").strip()

    on = read_day(cell("date"), mapping.date_format)
    return Told(line, on, Money.parse(cell("amount")).pence, cell("reference")[:120])


def match(told: Sequence[Told], held: Sequence[Held]) -> dict[int, UUID]:
    """By line number, the posting that each line is: the same amount to the penny, and either its reference, or the
    only one within `NEAR` days. Never a guess between two; no posting twice."""
    by_pence: dict[int, list[Held]] = defaultdict(list)
    for item in held:
        by_pence[item.pence].append(item)
    found: dict[int, UUID] = {}
    taken: set[UUID] = set()

    def take(line: Told, fits: Sequence[Held]) -> None:
        free = [item for item in fits if item.posting_id not in taken]
        if len(free) == 1:
            found[line.line] = free[0].posting_id
            taken.add(free[0].posting_id)

    for line in told:
        if line.reference:
            take(line, [item for item in by_pence[line.pence] if line.reference in item.known_as])
    for line in told:
        if line.line not in found:
            near = [item for item in by_pence[line.pence] if abs((item.on - line.on).days) <= NEAR]
            alike = [other for other in told if other.line not in found and other.pence == line.pence
                     and abs((other.on - line.on).days) <= 2 * NEAR]  # fmt: skip
            if len(alike) == 1:
                take(line, near)
    return found
