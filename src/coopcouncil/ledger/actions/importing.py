"""Bringing in what a finance system holds: all of a file or nothing, each row once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.books import BudgetLine, set_budgets
from coopcouncil.ledger.actions.posting import people_of
from coopcouncil.ledger.actions.writing import Posted, Prepared, append, sealed, whole
from coopcouncil.ledger.domain import catalogue, importing
from coopcouncil.ledger.domain.catalogue import CASH
from coopcouncil.ledger.domain.entries import Entry, Line
from coopcouncil.ledger.domain.importing import ActualRow, BudgetRow, FileMapping
from coopcouncil.ledger.models import Budget, Control
from coopcouncil.places import public as places


@dataclass(frozen=True)
class Imported:
    """What a file brought: its rows and what they add up to, and how many were new and how many there already."""

    rows: int
    pence: int
    added: int
    there: int
    digest: str


@whole
def import_file(
    *, actor: Actor, content: bytes, mapping: FileMapping, file: str, now: datetime, dry_run: bool = False
) -> Imported:
    """Bring in a file of budgets or actuals. A row whose key is there already, with the same amount, is passed over.

    Raises Mistakes with every row that cannot be used (nothing goes in then), NotAllowed, NotFound (no such book), and
    Conflict: a month is closed, or the money is not there.
    """
    book = queries.book_of(mapping.organisation)
    require(actor, "ledger.keep" if mapping.kind == "budgets" else "ledger.post", book)
    read = importing.read_rows(content, mapping, file=file)
    queries.take_turn(book.id)
    if mapping.kind == "budgets":
        added = _budgets(actor, book.id, mapping, read, file, now, dry_run)
    else:
        added = _actuals(actor, book.id, mapping, read, file, now, dry_run)
    done = Imported(read.counted, read.pence, added, read.counted - added, sha256(content).hexdigest())
    if not dry_run and added:
        control = Control(
            book_id=book.id, kind=mapping.kind, file=file[:200], digest=done.digest, rows=done.rows, pence=done.pence,
            added=added, loaded_at=now,
        )  # fmt: skip
        sealed(control)
        control.save(force_insert=True)
        number, seal = queries.take_turn(book.id)
        audit.note(actor, "ledger.imported", control, reason=f"number {number}, seal {seal.hex()}")
    return done


def _stop(mistakes: Sequence[BadInput]) -> None:
    if mistakes:
        raise Mistakes(sorted(mistakes, key=importing.line_of)[: importing.MOST_MISTAKES])


def _budgets(
    actor: Actor, book_id: UUID, mapping: FileMapping, read: importing.Read, file: str, now: datetime, dry_run: bool
) -> int:
    held = queries.budgets_by_code(book_id, mapping.year)
    areas, outcomes, new = catalogue.areas(), directory.outcomes(), list[BudgetRow]()
    set_to = queries.first_changes([budget.id for budget in held.values()])
    for row in read.rows:
        place = f"{file}, line {row.line}"
        there = held.get(row.code)
        if row.area not in areas:
            mend = f"Say in [values.area] which of these it is: {', '.join(areas)}."
            read.mistakes.append(BadInput(f"“{row.area}” is no service area.", place=place, mend=mend))
        elif row.outcome and row.outcome not in outcomes:
            mend = f"Use one of: {', '.join(outcomes)}."
            read.mistakes.append(BadInput(f"“{row.outcome}” is no outcome.", place=place, mend=mend))
        elif there is None:
            new.append(row)
        elif set_to.get(there.id) != row.pence:
            mend = "Change the budget instead, with a reason."
            read.mistakes.append(BadInput(f"“{row.code}” was set to another amount.", place=place, mend=mend))
    _stop(read.mistakes)
    if new and not dry_run:
        lines = [BudgetLine(row.code, row.name, row.area, row.pence, row.kind, row.outcome) for row in new]
        set_budgets(
            actor=actor,
            book_id=book_id,
            year=mapping.year,
            lines=lines,
            key="import",
            reason=f"From {file}"[:300],
            now=now,
        )
    return len(new)


def _actuals(
    actor: Actor, book_id: UUID, mapping: FileMapping, read: importing.Read, file: str, now: datetime, dry_run: bool
) -> int:
    accounts, budgets = queries.accounts(), queries.budgets_by_code(book_id, mapping.year)
    funds = {fund.code: fund.id for fund in queries.funds(book_id)}
    wards = {area.code: area.id for area in places.areas()}
    months = {period.number: period for period in queries.periods(book_id, mapping.year)}
    held = queries.held_by_key(book_id, [row.key for row in read.rows])
    who, prepared = people_of(actor), list[Prepared]()
    for row in read.rows:
        account = accounts.get(row.account)
        budget = budgets.get(row.budget)
        wrong = _wrong(row, account.kind if account else "", bool(account and account.between), budget, funds, wards)
        month = months.get((row.on.month - 4) % 12 + 1)
        if not wrong and (month is None or month.state != "open"):
            wrong = f"the month of {row.on} is not open", "Reopen it, or date the row in an open month."
        there = held.get(row.key)
        if not wrong and there and there != (row.on, abs(row.pence)):
            wrong = f"“{row.key}” was posted with another day or amount", "Reverse that one, and use another key."
        if wrong:
            read.mistakes.append(BadInput(f"{wrong[0]}.", place=f"{file}, line {row.line}", mend=wrong[1]))
        elif not there and month is not None and account is not None:
            entry = _entry(row, funds[row.fund], budget.id if budget else None, account.kind, wards.get(row.ward))
            prepared.append(Prepared(book_id, entry, month.id, who.maker_id, who.role))
    _stop(read.mistakes)
    if prepared and not dry_run:
        load_entries(actor=actor, book_id=book_id, prepared=prepared, now=now)
    return len(prepared)


def _wrong(
    row: ActualRow, kind: str, between: bool, budget: Budget | None, funds: dict[str, UUID], wards: dict[str, UUID]
) -> tuple[str, str] | None:
    """What keeps a row out, and what to do; None where nothing does."""
    if kind not in ("income", "expenditure") or between:
        return (
            f"“{row.account}” is no account of income or spending",
            "Say in [values.account] which code it stands for.",
        )
    if row.fund not in funds:
        return f"the book has no fund “{row.fund}”", f"Its funds are: {', '.join(funds) or 'none yet'}."
    if row.budget and budget is None:
        return f"the book has no budget “{row.budget}” in this year", "Import the budgets first, or mend the code."
    if kind == "expenditure" and budget is None:
        return "spending names a budget", "Fill in the column of “budget”."
    if row.ward and row.ward not in wards:
        return f"“{row.ward}” is no ward", "Use the wards’ codes, or leave it empty."
    return None


def _entry(row: ActualRow, fund: UUID, budget: UUID | None, kind: str, ward: UUID | None) -> Entry:
    spent = row.pence if kind == "expenditure" else -row.pence
    named = budget if kind == "expenditure" else None
    lines = (Line(fund, row.account, spent, named), Line(fund, CASH, -spent))
    return Entry("imported", row.on, row.purpose, row.key, lines, row.evidence, ward)


@whole
def load_entries(*, actor: Actor, book_id: UUID, prepared: Iterable[Prepared], now: datetime) -> list[Posted]:
    """Post many entries of one book at once, as a finance system has approved them. Raises NotAllowed, Conflict."""
    require(actor, "ledger.post", queries.book(book_id))
    made = append(prepared, last={book_id: queries.take_turn(book_id)}, now=now)
    if made:
        audit.note(
            actor, "ledger.entries_loaded", made[-1].named, reason=f"numbers {made[0].number} to {made[-1].number}"
        )
    return made
