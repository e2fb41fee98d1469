"""A year of the borough: it adds up, it closes, and a file comes in whole or not at all.

Small here; with COOPCOUNCIL_CHAOS_MONEY=1 (`make chaos`) at full size.
"""

import os
import signal
import time
from typing import Any

import pytest
from django.db import connection

from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.kernel.errors import Mistakes
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.actions import writing
from coopcouncil.ledger.actions.importing import import_file
from coopcouncil.ledger.demo import Size, load_year
from coopcouncil.ledger.demo.plan import FULL
from coopcouncil.ledger.domain import importing, statements
from coopcouncil.ledger.models import Budget, Control, Leg, Posting, Spending
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.tests.conftest import MAPPING, NOW, WHOLE, a_file, breaches, command, open_book
from coopcouncil.people import demo as people_demo
from coopcouncil.places import demo as places_demo

SIZE = FULL if WHOLE else Size(organisations=3, budgets=30, payments=4)
ACTUALS = 100_000 if WHOLE else 600


def test_a_year_adds_up_to_the_penny_and_closes(cloned_db: Any, monkeypatch: Any) -> None:
    people_demo.load()
    places_demo.load()
    books = load_year(size=SIZE, year=2025, now=NOW)
    assert Budget.objects.count() == SIZE.budgets
    assert Posting.objects.count() > SIZE.budgets * SIZE.payments
    balance = statements.trial_balance(sums.sums(), queries.accounts(), year=2025)
    legs = Leg.objects.filter(account__kind="expenditure").values_list("pence", flat=True)
    assert balance.balances
    for by in sums.BY:
        assert sum(item.pence for item in sums.spending_by(by, 2025)) == balance.of_kind("expenditure") == sum(legs)
    for book in books:
        actions.close_month(actor=SYSTEM, period_id=book.months[12])
        actions.certify_year(actor=SYSTEM, book_id=book.id, year=2025)
    assert command(cloned_db, monkeypatch, "verify")["sound"]
    printed = command(cloned_db, monkeypatch, "trial-balance", "--year", "2025/26")
    assert printed["balances"]
    assert printed["debit_pence"] == balance.debit


def killed_in_the_middle(content: bytes) -> None:
    """Bring a file in from another process, and kill that once every row is written and nothing is committed."""
    reads, writes = os.pipe()
    connection.close()
    if child := os.fork():
        with open(reads, "rb") as told:
            assert told.read(6) == b"middle"
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        os.close(writes)
        return
    copy = writing._copy

    def slowly(table: str, columns: Any, rows: Any) -> None:
        copy(table, columns, rows)
        if table == "ledger_leg":
            os.write(writes, b"middle")
            signal.pause()

    writing._copy = slowly
    try:
        mapping = importing.read_mapping(MAPPING, file="m.toml")
        import_file(actor=OPERATOR, content=content, mapping=mapping, file="a.csv", now=NOW)
    finally:
        os._exit(1)


def test_a_file_with_bad_rows_or_killed_in_the_middle_leaves_nothing_and_a_good_one_comes_in_once(
    cloned_db: Any, cast: Any
) -> None:
    book = open_book("ashmere-council", ACTUALS)
    mapping = importing.read_mapping(MAPPING, file="m.toml")
    bad = (7, ACTUALS // 2, ACTUALS)
    told: dict[str, Any] = {"actor": OPERATOR, "mapping": mapping, "file": "a.csv", "now": NOW}
    with pytest.raises(Mistakes) as error:
        import_file(content=a_file(ACTUALS, bad), **told)
    assert [item.place for item in error.value.mistakes] == [f"a.csv, line {line}" for line in bad]
    assert Posting.objects.count() == 1
    began = time.perf_counter()
    assert import_file(content=a_file(ACTUALS), dry_run=True, **told).added == ACTUALS
    assert Posting.objects.count() == 1
    killed_in_the_middle(a_file(ACTUALS))
    assert queries.take_turn(book.id)[0] == Posting.objects.count() == 1  # and nobody holds the book any more
    assert import_file(content=a_file(ACTUALS), **told).added == ACTUALS
    print(f"{ACTUALS} actuals, looked at and brought in: {time.perf_counter() - began:.1f} s")
    again = import_file(content=a_file(ACTUALS), **told)
    assert (again.added, again.there, again.pence) == (0, ACTUALS, ACTUALS)
    assert (Posting.objects.count(), Control.objects.count()) == (ACTUALS + 1, 1)
    assert Spending.objects.get(budget_id=book.budget).pence == ACTUALS
    assert breaches() == []
