"""Whether the ledger is what was written: each invariant by name, with the first row that breaks it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, models, transaction

from coopcouncil.ledger import gateways
from coopcouncil.ledger.actions.books import CODES
from coopcouncil.ledger.domain import catalogue, seals
from coopcouncil.ledger.models import (
    Account,
    Book,
    Budget,
    BudgetChange,
    Commitment,
    Control,
    Fund,
    Limit,
    Period,
    Proposal,
    Release,
    Reopening,
    Statement,
    StatementLine,
)
from coopcouncil.ledger.queries import verifying

REGISTERS: tuple[type[models.Model], ...] = (
    Account, Limit, Book, Period, Reopening, Fund, Budget, BudgetChange, Commitment, Release, Proposal, Control,
    Statement, StatementLine,
)  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """A row that is not as it must be."""

    table: str
    row: str
    words: str


@dataclass(frozen=True)
class Checked:
    """One invariant: how many rows were looked at, and the first that breaks it."""

    name: str
    says: str
    rows: int
    breach: Breach | None = None


def verify() -> list[Checked]:
    """Every invariant of `INVARIANTS`, in its order. Reads the whole ledger; changes nothing."""
    with transaction.atomic():
        verifying.read_from_end_to_end()
        return [_checked(name, says, check) for name, says, check in INVARIANTS]


def _checked(name: str, says: str, check: Callable[[], tuple[int, Breach | None]]) -> Checked:
    rows, breach = check()
    return Checked(name, says, rows, breach)


def _by_sql(name: str) -> Callable[[], tuple[int, Breach | None]]:
    """An invariant that the database can check by itself: the query finds the first breach."""

    def check() -> tuple[int, Breach | None]:
        counted, found = verifying.first_breach(name)
        return counted, None if found is None else Breach(*(str(part) for part in found))

    return check


def _chain() -> tuple[int, Breach | None]:
    """Walk each book by number: seals, legs, sums. Each posting once, whatever their number."""
    key, count = gateways.seal_key(), 0
    heads: dict[UUID, tuple[int, bytes]] = {}
    for posting, legs in _postings():
        count += 1
        values = dict(zip((*gateways.POSTING, "seal"), posting, strict=True))
        number, before = heads.get(values["book_id"], (0, b""))
        fault = _fault(values, legs)
        if values["number"] != number + 1:
            row = f"number {number + 1} of book {values['book_id']}"
            return count, Breach("ledger_posting", row, f"is missing: {values['id']} comes next")
        if not seals.same(gateways.posting_seal(key, posting[:-1], legs, before), bytes(values["seal"])):
            fault = fault or "is not what was sealed, or comes after another posting than it did"
        if fault:
            return count, Breach("ledger_posting", f"{values['id']} (number {values['number']})", fault)
        heads[values["book_id"]] = number + 1, bytes(values["seal"])
    for book_id, last, seal in verifying.counters():
        held = heads.get(book_id, (0, b""))
        if held[0] < last:
            row = f"number {held[0] + 1} of book {book_id}"
            return count, Breach("ledger_posting", row, f"is missing, or the counter of {book_id} is wrong")
        if held != (last, seal):
            return count, Breach("ledger_counter", str(book_id), f"says {last}, and the last posting is another")
        heads.pop(book_id, None)
    if heads:
        return count, Breach("ledger_counter", str(next(iter(heads))), "is missing")
    return count, None


def _fault(values: dict[str, Any], legs: list[tuple[Any, ...]]) -> str:
    sums: dict[UUID, int] = {}
    for _line, fund, _account, _budget, _other, pence in legs:
        sums[fund] = sums.get(fund, 0) + pence
    if len(legs) != values["legs"] or sum(leg[-1] for leg in legs if leg[-1] > 0) != values["pence"]:
        return "has not the legs that it says"
    return "does not add up to nothing in each fund" if any(sums.values()) else ""


def _postings() -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    width = len(gateways.POSTING) + 1
    rows = verifying.postings_with_legs((*gateways.POSTING, "seal"), gateways.LEG)
    for _posting_id, group in groupby(rows, key=lambda row: row[0]):
        each = list(group)
        yield tuple(each[0][:width]), [tuple(row[width:]) for row in each if row[width] is not None]


def _registers() -> tuple[int, Breach | None]:
    count = 0
    for model in REGISTERS:
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            count += 1
            if not seals.same(gateways.seal_of(row), bytes(vars(row)["seal"])):
                return count, Breach(model._meta.db_table, str(row.pk), "is not what was sealed")
    return count, None


def _complete() -> tuple[int, Breach | None]:
    count = 0
    for model in REGISTERS:
        named = model._meta.label_lower
        told = verifying.told_of(named)
        held, words = set(model._default_manager.values_list("pk", flat=True)), dict[UUID, str]()
        if model in (Account, Limit):
            kind = named.removeprefix("ledger.")
            words = {uuid5(CODES, f"{kind} {code}"): code for code in (*_known_codes(), *held)}
            held = {which for which, code in words.items() if code in held}
        count += len(told)
        if missing := sorted(told - held):
            row = words.get(missing[0], str(missing[0]))
            return count, Breach(model._meta.db_table, row, "is missing, and the audit trail names it")
    return count, None


def _known_codes() -> Iterator[str]:
    """Accounts and roles that the trail may name: of the shipped chart, and those that sums are kept of."""
    chart = catalogue.shipped_chart()
    yield from (*chart.accounts, *chart.limits, *verifying.accounts_in_use())


INVARIANTS: tuple[tuple[str, str, Callable[[], tuple[int, Breach | None]]], ...] = (
    ("postings", "each posting is as it was sealed, has the legs it says, adds up to nothing in each fund, and "
                 "numbers have no gap", _chain),
    ("registers", "funds, budgets, months and all else are as they were sealed", _registers),
    ("complete", "all that the audit trail says was written is there", _complete),
    ("trail", "each book went as far, and under the seals, that the audit trail says", _by_sql("trail")),
    ("months", "each posting is in a month of its book, and months were closed and reopened as the trail says",
     _by_sql("months")),
    ("legs", "each leg belongs to a posting, and names a fund, an account and a budget of its book", _by_sql("legs")),
    ("people", "whoever checked is not who made", _by_sql("people")),
    ("reversals", "each reversal turns round one posting exactly", _by_sql("reversals")),
    ("debts", "what one book owes another is due in that other", _by_sql("debts")),
    ("balances", "the balances are the sums of the legs", _by_sql("balances")),
    ("totals", "the totals are the sums of the legs", _by_sql("totals")),
    ("spending", "the spending of budgets is the sum of the legs", _by_sql("spending")),
    ("overdraws", "no fund, no cash and no debt is below nothing", _by_sql("overdraws")),
    ("trial balance", "debits and credits are the same in each fund and month", _by_sql("trial balance")),
)  # fmt: skip


def in_one_look() -> list[Checked]:
    """`verify` on one snapshot, while others post."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return verify()
