"""How rows get into the ledger: sealed, in the order of books, tried again where the database says so."""

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, OperationalError, connection, transaction

from coopcouncil.foundation.database import in_one_go
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import gateways
from coopcouncil.ledger.domain.entries import Entry
from coopcouncil.ledger.models.sealing import Sealed

P = ParamSpec("P")
T = TypeVar("T")
TRIES = 6
FEW_LEGS = 20  # above that a stream is quicker than a message
Rows = tuple[str, Sequence[str], Sequence[Sequence[Any]]]  # a table, its columns and its new rows
_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock

SOMETHING_ELSE = Said(
    "Something else was posted under this key already, and stands. For another thing, open the form anew."
)
# What the database refused, by the name of its rule, in words for a person.
REFUSED = {
    "ledger_cash_never_below_nothing": Said(
        "There is not so much money in this fund’s account. Take another fund, or post what came in first."
    ),
    "ledger_fund_never_below_nothing": Said(
        "The fund does not hold so much. Take another fund, or post what came in first."
    ),
    "ledger_posting_in_an_open_month": Said("That month is closed. Post it in an open one."),
    "ledger_posting_not_before_it_happened": Said(
        "It happens after the month in which it would be posted. Mend the day."
    ),
    "ledger_posting_checked_above_the_limit": Said(
        "It is above what one person may post alone. A colleague must look at it."
    ),
    "ledger_posting_once_a_key": SOMETHING_ELSE,
    "ledger_posting_reversed_exactly": Said("A reversal turns round each side of a posting, and nothing else."),
    "ledger_leg_not_before_the_fund_may": Said("This fund may not be spent before its date. Take another fund."),
    "ledger_leg_for_the_purpose_of_the_fund": Said(
        "This fund is for another purpose. Take another fund, or a budget of that purpose."
    ),
    "ledger_leg_budget_of_its_book_and_year": Said("That budget is of another book or of another year."),
    "ledger_leg_spending_names_a_budget": Said("Spending names the budget that it is charged to."),
    "ledger_debt_never_below_nothing": Said(
        "So much is not owed between these two funds. Look at who owes whom, and pay at most that."
    ),
    "ledger_period_moves": Said("A month cannot go that way."),
    "ledger_release_not_more_than_was_committed": Said(
        "That is more than is still committed. Release at most what is open."
    ),
}
_TAKEN_BACK = "ledger_posting_reverses_id"


def sealed(*rows: Sealed) -> None:
    """Seal rows as they are now."""
    for row in rows:
        row.seal = gateways.seal_of(row)


def whole(act: Callable[P, T]) -> Callable[P, T]:
    """One transaction: begun again, a few times, where the database chose it to break a tie; and what the database
    refuses is said as a Conflict. Inside another transaction it is tried once: that one decides."""

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        outermost = not connection.in_atomic_block
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                if not (outermost and left and getattr(error.__cause__, "sqlstate", "") in _AGAIN):
                    raise
                time.sleep(random.uniform(0.005, 0.05) * (TRIES - left))  # noqa: S311 - only so that they part ways
            except IntegrityError as error:
                rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
                if rule.startswith(_TAKEN_BACK):
                    raise Conflict(Said("This was taken back already.")) from error
                if rule not in REFUSED:
                    raise
                raise Conflict(REFUSED[rule]) from error
        raise AssertionError("the last try returns or raises")

    return run


@dataclass(frozen=True)
class Prepared:
    """An entry with all that its posting needs. `mirror_id` is shared by two."""

    book_id: UUID
    entry: Entry
    period_id: UUID
    maker_id: UUID | None
    role: str
    checker_id: UUID | None = None
    reverses_id: UUID | None = None
    reason: str = ""
    mirror_id: UUID | None = None


@dataclass(frozen=True)
class Posted:
    """A posting that is in."""

    id: UUID
    book_id: UUID
    period_id: UUID
    number: int
    reverses_id: UUID | None

    @property
    def named(self) -> tuple[str, UUID]:
        """As the audit trail names it."""
        return "ledger.posting", self.id


def append(prepared: Iterable[Prepared], *, last: dict[UUID, tuple[int, bytes]], now: datetime) -> list[Posted]:
    """Write postings, in this order within each book. `last` is what `take_turn` gave for each book that is held.

    One message for one entry, or two that mirror each other; for more, two statements by COPY. What the database
    refuses it raises as IntegrityError, or at the end of the transaction.
    """
    key, heads = gateways.seal_key(), dict(last)
    made, postings, legs = list[Posted](), list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for item in prepared:
        entry, posting_id = item.entry, uuid4()
        number, before = heads[item.book_id]
        values = (
            posting_id, item.book_id, number + 1, entry.kind, item.period_id, entry.effective_on, now, entry.purpose,
            item.maker_id, item.checker_id, item.role, entry.evidence, entry.key, entry.ward_id, item.reverses_id,
            item.reason, item.mirror_id, len(entry.lines), entry.pence,
        )  # fmt: skip
        sides = [
            (line, side.fund_id, side.account, side.budget_id, side.counterparty_id, side.pence)
            for line, side in enumerate(entry.lines, 1)
        ]
        seal = gateways.posting_seal(key, values, sides, before)
        heads[item.book_id] = number + 1, seal
        postings.append((*values, seal))
        legs += [(posting_id, *side) for side in sides]
        made.append(Posted(posting_id, item.book_id, item.period_id, number + 1, item.reverses_id))
    write = _insert if len(legs) <= FEW_LEGS else _copy
    write(
        (("ledger_posting", (*gateways.POSTING, "seal"), postings), ("ledger_leg", ("posting_id", *gateways.LEG), legs))
    )
    return made


def _insert(tables: Iterable[Rows]) -> None:
    """Few rows: one message for all tables, while others wait for this book."""
    orders, values = list[str](), list[Any]()
    for table, columns, rows in tables:
        row = f"({', '.join(['%s'] * len(columns))})"
        orders.append(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))}")  # noqa: S608
        values += [value for each in rows for value in each]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        in_one_go(cursor, "; ".join(orders), values)


def _copy(tables: Iterable[Rows]) -> None:
    """Many rows: a stream for each table."""
    for table, columns, rows in tables:
        order = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(order) as copy:
            for row in rows:
                copy.write_row(row)
