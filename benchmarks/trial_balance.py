"""The trial balance of five million legs: from the sums that the database keeps, beside adding up the legs themselves.

The legs are written by SQL as the superuser with triggers off, and the sums from them in one go, so that the making of
five million legs is not what is measured. Both ways must say the same. The target is below two seconds.
"""

import json
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LEGS = int(os.environ.get("COOPCOUNCIL_BENCH_LEGS", "5000000"))
NOW = datetime(2026, 5, 6, tzinfo=UTC)
BOOKS = 40

FILL = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE places AS
    SELECT row_number() OVER () - 1 AS n, f.id AS fund, f.book_id AS book,
           (SELECT array_agg(r.id ORDER BY r.number) FROM ledger_period r WHERE r.book_id = f.book_id) AS months,
           (SELECT b.id FROM ledger_budget b WHERE b.book_id = f.book_id) AS budget
    FROM ledger_fund f;
CREATE TEMPORARY TABLE made AS
    SELECT gen_random_uuid() AS id, g AS number, p.book, p.fund, p.budget, p.months[g % 12 + 1] AS month,
           1 + g % 997 AS pence, (ARRAY['5000', '5100', '5200', '5300', '5400'])[g % 5 + 1] AS account
    FROM generate_series(1, {postings}) g JOIN places p ON p.n = g % {books};
INSERT INTO ledger_posting (id, book_id, number, kind, period_id, effective_on, posted_at, purpose, role, evidence, key,
        reason, legs, pence, seal)
    SELECT id, book, number, 'imported', month, '2026-04-01', now(), 'Bench', 'import', '', number::text, '', 2, pence,
           '' FROM made;
INSERT INTO ledger_leg (posting_id, line, fund_id, account_id, budget_id, pence)
    SELECT id, 1, fund, account, budget, pence FROM made UNION ALL SELECT id, 2, fund, '1000', NULL, -pence FROM made;
DELETE FROM ledger_balance;
INSERT INTO ledger_balance (fund_id, account_id, period_id, debit, credit)
    SELECT l.fund_id, l.account_id, p.period_id, sum(greatest(l.pence, 0)), sum(greatest(-l.pence, 0))
    FROM ledger_leg l JOIN ledger_posting p ON p.id = l.posting_id GROUP BY 1, 2, 3;
"""


def main(superuser: str) -> None:
    import psycopg
    from django.db import connection

    from coopcouncil.foundation.actors import SYSTEM
    from coopcouncil.ledger import actions, queries
    from coopcouncil.ledger.actions.founding import found_book
    from coopcouncil.ledger.domain import statements
    from coopcouncil.ledger.queries import statements as sums
    from coopcouncil.people import actions as people

    codes = [f"bench-{number}" for number in range(BOOKS)]
    bodies = [people.Body(code, code, "charity") for code in codes]
    people.found_borough(
        actor=SYSTEM, bodies=bodies, people=[], posts=[], domain="bench.example", starts_on=NOW.date(), now=NOW
    )
    for code in codes:
        book = found_book(actor=SYSTEM, organisation=code, year=2026, fund="general", opening=0, now=NOW)
        line = actions.BudgetLine("bench", "Bench", "environment", 1)
        actions.set_budgets(actor=SYSTEM, book_id=book, year=2026, key="set", reason="Bench", now=NOW, lines=[line])
    began = time.perf_counter()
    with psycopg.connect(superuser) as made:
        made.execute(FILL.format(postings=LEGS // 2, books=BOOKS).encode())
    filling = time.perf_counter() - began
    began = time.perf_counter()
    balance = statements.trial_balance(sums.sums(), queries.accounts(), year=2026)
    kept = time.perf_counter() - began
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, sum(pence) FROM ledger_leg GROUP BY 1")
        added_up = {account: int(pence) for account, pence in cursor.fetchall() if pence}
    legs = time.perf_counter() - began
    assert added_up == {line.code: line.pence for line in balance.lines}, "both ways must say the same"
    figures: dict[str, Any] = {
        "legs": LEGS, "seconds": round(kept, 3), "seconds_adding_up_the_legs": round(legs, 2),
        "ratio": round(legs / kept, 1), "balances": balance.balances, "target": 2.0,
        "seconds_to_write_them": round(filling, 1), "load_average_before": LOAD,
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        import django

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database
        from coopcouncil.project.gateways.home import Home

        Home.from_environment().make()
        whole = database.address("superuser")
        with database.session() as address:
            django.setup()
            database.bring_up_to_date(address)
            use_database(address)
            main(whole)
            close_database()
