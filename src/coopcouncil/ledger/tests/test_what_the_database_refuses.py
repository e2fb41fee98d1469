"""Raw SQL as the application's own role, really committed: what no program can do to the ledger, ours included."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import Conflict
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.models import Posting, Total
from coopcouncil.ledger.tests.conftest import DAY, NOW, open_book, paid


@pytest.fixture
def book(cloned_db: Any, cast: Any) -> SimpleNamespace:
    return open_book("ashmere-council", 100)


@pytest.fixture
def sql(cloned_db: Any) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cloned_db.app) as made:
        yield made


POSTING = """
    INSERT INTO ledger_posting (id, book_id, number, kind, period_id, effective_on, posted_at, purpose, role, evidence,
        key, reason, legs, pence, seal)
    SELECT %(id)s, %(book)s, %(number)s, 'payment', r.id, '2026-05-06', now(), 'raw', 'import', '', %(id)s::text, '',
        %(legs)s, %(pence)s, '' FROM ledger_period r WHERE r.book_id = %(book)s AND r.number = 2
"""
LEG = """
    INSERT INTO ledger_leg (posting_id, line, fund_id, account_id, budget_id, pence) VALUES (%s, %s, %s, %s, %s, %s)
"""


def write(sql: psycopg.Connection, book: SimpleNamespace, sides: list[tuple[str, int]], **changes: Any) -> None:
    told = {"id": uuid4(), "book": book.id, "number": 2, "legs": len(sides), "pence": 500} | changes
    sql.execute(POSTING, told)
    rows = [
        (told["id"], line, book.fund, account, book.budget if account.startswith("5") else None, pence)
        for line, (account, pence) in enumerate(sides, 1)
    ]
    with sql.cursor() as cursor:
        cursor.executemany(LEG, rows)
    sql.commit()


def refused(sql: psycopg.Connection, rule: str, *args: Any, **changes: Any) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as error:
        write(sql, *args, **changes)
    assert error.value.diag.constraint_name == rule
    sql.rollback()


@pytest.mark.invariants
def test_what_does_not_add_up_is_not_committed_and_what_is_written_is_not_changed(
    book: SimpleNamespace, sql: psycopg.Connection, cloned_db: Any
) -> None:
    """One test, for a database takes longer to make than to try."""
    refused(sql, "ledger_posting_balances_in_each_fund", book, [("5300", 500), ("1000", -499)])
    refused(sql, "ledger_posting_has_the_legs_it_says", book, [("5300", 500)], legs=2)
    refused(sql, "ledger_posting_has_the_legs_it_says", book, [("5300", 500), ("1000", -500)], pence=400)
    refused(sql, "ledger_posting_no_gap", book, [("5300", 500), ("1000", -500)], number=3)
    refused(sql, "ledger_leg_of_its_posting", book, [("5300", 500), ("1000", -400), ("1000", -100)], legs=2)
    refused(sql, "ledger_leg_known_account", book, [("9999", 500), ("1000", -500)])
    refused(sql, "ledger_leg_debt_is_mirrored", book, [("5300", 500), ("2200", -500)])
    refused(sql, "ledger_cash_never_below_nothing", book, [("1000", -10_001), ("5300", 10_001)], pence=10_001)
    assert Posting.objects.count() == 1
    write(sql, book, [("5300", 500), ("1000", -500)])
    assert Posting.objects.count() == 2
    for order in ORDERS:
        not_done(sql, order)
    with psycopg.connect(cloned_db.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("UPDATE ledger_leg SET pence = pence + 1")
    closed_meanwhile(book, sql)


ORDERS = (
    "UPDATE ledger_posting SET purpose = 'x'",
    "DELETE FROM ledger_posting",
    "UPDATE ledger_leg SET pence = pence + 1",
    "DELETE FROM ledger_leg",
    "TRUNCATE ledger_leg",
    "UPDATE ledger_counter SET last_number = 0",
    "UPDATE ledger_balance SET debit = 0",
    "INSERT INTO ledger_total (fund_id, account_id, pence) SELECT id, '4000', 1 FROM ledger_fund",
    "DELETE FROM ledger_total",
    "UPDATE ledger_spending SET pence = 0",
    "UPDATE ledger_fund SET kind = 'unringfenced'",
    "UPDATE ledger_budget SET name = 'x'",
    "UPDATE ledger_budget_change SET pence = 1",
    "DELETE FROM ledger_period",
    "UPDATE ledger_account SET kind = 'income' WHERE code = '5300'",
    "UPDATE ledger_period SET ends_on = ends_on + 1",
    "UPDATE ledger_period SET state = 'certified'",
    "ALTER TABLE ledger_leg DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
)


def not_done(sql: psycopg.Connection, order: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RestrictViolation,
                        psycopg.errors.CheckViolation)):  # fmt: skip
        sql.execute(order)
    sql.rollback()


def closed_meanwhile(book: SimpleNamespace, sql: psycopg.Connection) -> None:
    """The posting waits for the one who closes the month, and then sees it."""
    months = queries.periods(book.id, 2026)[:2]
    with psycopg.connect(sql.info.dsn, password=sql.info.password) as closer:
        for month in months:
            closer.execute("UPDATE ledger_period SET state = 'closed', closings = 1 WHERE id = %s", [month.id])
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(
                refused, sql, "ledger_posting_in_an_open_month", book, [("5300", 500), ("1000", -500)], number=3
            )
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            closer.commit()
            waiting.result(10)


def _each(work: Any, count: int, threads: int) -> list[Any]:
    """Run `work(number)` in so many threads at once; what each returned, or the Conflict that it met."""
    ready = threading.Barrier(threads)

    def one(thread: int) -> list[Any]:
        found: list[Any] = []
        try:
            ready.wait()
            for number in range(thread, count, threads):
                try:
                    found.append(work(number))
                except Conflict as conflict:
                    found.append(conflict)
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(threads) as pool:
        return [item for found in pool.map(one, range(threads)) for item in found]


def test_many_at_once_lose_nothing(cloned_db: Any, cast: Any) -> None:
    """Fifty who draw ten times each, sixteen with one key, sixteen who take it back, debts both ways: one database."""
    book, surgery, hari = open_book("ashmere-council", 100), open_book("larkhill-surgery", 100), cast.hari.actor
    never_in_a_deadlock(book, surgery)
    one_wins(book, hari)
    exactly_a_hundred_leave(book, hari)
    numbers = Posting.objects.filter(book_id=book.id).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 1 + 40 + 2 + 10 + 1))


def exactly_a_hundred_leave(book: SimpleNamespace, hari: Any) -> None:
    answers = _each(
        lambda number: actions.post(actor=hari, book_id=book.id, entry=paid(book, 1_000, f"w{number}"), now=NOW),
        500,
        50,
    )
    assert sum(isinstance(answer, actions.Outcome) for answer in answers) == 10
    assert Total.objects.get(fund_id=book.fund, account_id="1000").pence == 0


def one_wins(book: SimpleNamespace, hari: Any) -> None:
    made = _each(lambda number: actions.post(actor=hari, book_id=book.id, entry=paid(book, 400, "k"), now=NOW), 16, 16)
    assert len({answer.posting_id for answer in made}) == 1
    back = _each(
        lambda number: actions.reverse(actor=hari, posting_id=made[0].posting_id, reason="Twice.", on=DAY, now=NOW),
        16,
        16,
    )
    assert sum(isinstance(answer, actions.Outcome) for answer in back) == 1


def never_in_a_deadlock(book: SimpleNamespace, surgery: SimpleNamespace) -> None:
    def owe(number: int) -> Any:
        one, other = (book, surgery) if number % 2 else (surgery, book)
        return actions.owe(
            actor=SYSTEM, debtor=actions.Side(one.id, one.fund, one.budget),
            creditor=actions.Side(other.id, other.fund), pence=10, effective_on=DAY, purpose="Shared van",
            key=f"van {number}", now=NOW,
        )  # fmt: skip

    assert all(isinstance(answer, actions.Outcome) for answer in _each(owe, 40, 8))
