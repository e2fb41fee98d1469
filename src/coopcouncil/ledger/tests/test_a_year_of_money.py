"""A year of the borough: it adds up, it closes, and a file comes in whole or not at all.

Small here; with COOPCOUNCIL_CHAOS_MONEY=1 (`make chaos`) at full size.
"""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.support import processes

from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.kernel.errors import Mistakes
from coopcouncil.ledger import actions, queries
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
STOPPED_THERE = "SELECT pid FROM pg_locks WHERE relation = 'ledger_control'::regclass AND NOT granted"


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


def killed_in_the_middle(cloned_db: Any, place: Path, content: bytes) -> None:
    """Bring a file in by the command, and kill that when every row is written and nothing is committed."""
    file, mapping = place / "a.csv", place / "m.toml"
    file.write_bytes(content)
    mapping.write_text(MAPPING)
    command = [Path(sys.executable).with_name("coopcouncil"), "ledger", "import", str(file), "--mapping", str(mapping)]
    with psycopg.connect(cloned_db.owner) as holder:
        holder.execute("LOCK TABLE ledger_control IN EXCLUSIVE MODE")  # the row of the file itself comes last
        with subprocess.Popen(command, env=processes.environment(cloned_db.app)) as bringing:
            while not holder.execute(STOPPED_THERE).fetchall():
                assert bringing.poll() is None, "it ended before it was killed"
                time.sleep(0.02)
            bringing.kill()
        assert bringing.returncode == -signal.SIGKILL


def test_a_file_with_bad_rows_or_killed_in_the_middle_leaves_nothing_and_a_good_one_comes_in_once(
    cloned_db: Any, cast: Any, tmp_path: Path
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
    killed_in_the_middle(cloned_db, tmp_path, a_file(ACTUALS))
    assert queries.take_turn(book.id)[0] == Posting.objects.count() == 1  # and nobody holds the book any more
    assert import_file(content=a_file(ACTUALS), **told).added == ACTUALS
    print(f"{ACTUALS} actuals, looked at and brought in: {time.perf_counter() - began:.1f} s")
    again = import_file(content=a_file(ACTUALS), **told)
    assert (again.added, again.there, again.pence) == (0, ACTUALS, ACTUALS)
    assert (Posting.objects.count(), Control.objects.count()) == (ACTUALS + 1, 1)
    assert Spending.objects.get(budget_id=book.budget).pence == ACTUALS
    assert breaches() == []
