"""Postings a second through the action, by 16 writers in one book, beside pgbench writing the same rows.

Each posting is a transaction that waits for the disk: the posting, two legs, the sums, the audit row. pgbench runs the
same SQL with 16 clients, without the action's permission, checks, seals and audit. After it: no money is lost, numbers
have no gap. The target is 300 a second on two cores.
"""

import json
import os
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

WRITERS = 16
SECONDS = 12
NOW = datetime(2026, 5, 6, tzinfo=UTC)
DAY = date(2026, 5, 6)

PGBENCH = """
\\set pence random(1, 100)
BEGIN;
SELECT last_number + 1 AS number, gen_random_uuid() AS id FROM ledger_take_turn('{book}') \\gset
INSERT INTO ledger_posting (id, book_id, number, kind, period_id, effective_on, posted_at, purpose, role, evidence, key,
  reason, legs, pence, seal) VALUES (':id', '{book}', :number, 'payment', '{period}', '2026-05-06', now(), 'Bench',
  'import', '', ':id', '', 2, :pence, '\\\\x00');
INSERT INTO ledger_leg (posting_id, line, fund_id, account_id, budget_id, pence) VALUES
  (':id', 1, '{fund}', '5300', '{budget}', :pence), (':id', 2, '{fund}', '1000', NULL, -:pence);
COMMIT;
"""


def main(url: str) -> None:
    from django.db import connection

    from coopcouncil.foundation.actors import OPERATOR, SYSTEM
    from coopcouncil.ledger import actions, queries
    from coopcouncil.ledger.actions.founding import found_book
    from coopcouncil.ledger.domain import entries
    from coopcouncil.ledger.models import Posting, Total
    from coopcouncil.people import actions as people
    from coopcouncil.people import public

    body = people.Body("bench", "Bench", "charity")
    people.found_borough(
        actor=SYSTEM, bodies=[body], people=[], posts=[], domain="bench.example", starts_on=DAY, now=NOW
    )
    assert public.organisation_by_code("bench")
    book = found_book(actor=SYSTEM, organisation="bench", year=2026, fund="general", opening=10**12, now=NOW)
    fund = queries.fund(book, "general").id
    (budget,) = actions.set_budgets(
        actor=SYSTEM, book_id=book, year=2026, key="set", reason="Bench", now=NOW,
        lines=[actions.BudgetLine("bench", "Bench", "environment", 10**12)],
    )  # fmt: skip
    stop, counts = threading.Event(), [0] * WRITERS

    def write(writer: int) -> None:
        while not stop.is_set():
            entry = entries.payment(
                fund_id=fund, budget_id=budget, account="5300", cash="1000", pence=100, effective_on=DAY,
                purpose="Bench", key=f"{writer} {counts[writer]}",
            )  # fmt: skip
            actions.post(actor=OPERATOR, book_id=book, entry=entry, now=NOW)
            counts[writer] += 1
        connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        done = [pool.submit(write, writer) for writer in range(WRITERS)]
        time.sleep(SECONDS)
        stop.set()
        for item in done:
            item.result()
    ours = sum(counts) / (time.perf_counter() - began)
    lost = 10**12 - 100 * sum(counts) - Total.objects.get(fund_id=fund, account_id="1000").pence
    gaps = Posting.objects.order_by("-number").values_list("number", flat=True)[0] - Posting.objects.count()
    period = next(item.id for item in queries.periods(book, 2026) if item.number == 2)
    theirs = _pgbench(url, PGBENCH.format(book=book, fund=fund, budget=budget, period=period))
    figures: dict[str, Any] = {
        "postings_a_second": round(ours), "pgbench_a_second": round(theirs), "ratio": round(ours / theirs, 2),
        "pence_lost": lost, "gaps": gaps, "target": 300, "load_average_before": LOAD,
    }  # fmt: skip
    print(json.dumps(figures))


def _pgbench(url: str, script: str) -> float:
    from coopcouncil.project.gateways.postgres import binaries

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        argv = [
            str(binaries() / "pgbench"),
            "-n",
            "-c",
            str(WRITERS),
            "-j",
            "2",
            "-T",
            str(SECONDS),
            "-f",
            file.name,
            url,
        ]
        said = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return float(next(line for line in said.splitlines() if line.startswith("tps")).split()[2])


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        import django

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database

        with database.session() as address:
            django.setup()
            database.bring_up_to_date(address)
            use_database(address)
            main(address)
            close_database()
