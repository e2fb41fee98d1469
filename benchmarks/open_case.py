"""How many cases a second the real server opens: each with an owner, its clocks, its history, in one transaction.

Granian in production settings with the embedded PostgreSQL; `POST /api/v1/cases` with a key of an organisation. A case
is one row with its words sealed under a key of its own, its clocks, a line of history, the id of whoever opened it, its
rows of the audit trail, the word to its owner, and the reply kept for its Idempotency-Key, committed to disk.

Beside it, in the same run, `GET /api/v1/life-events`, which opens nothing: what the way through the server alone takes.
The limit: 150 a second on two cores. The peer: Open Zaak publishes 24 to 25 cases a second
(open-zaak.readthedocs.io, "Performance": its own load test, not run here). On a machine that others use too,
`processor_ms_each` says what is to be expected of two cores with nothing else to do: 2000 divided by its `all`.
"""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
from serving import HEADERS, Council, at, council, milliseconds_each, spent
from serving.wire import Wire

LIMIT = 150
PEER = 25
CLIENTS = 8
OFFICERS = 10
SECONDS = float(os.environ.get("SECONDS", "10"))
WARM_UP_SECONDS = 3.0
BODY = json.dumps(
    {
        "title": "Damp in a flat",
        "words": "The wall in the bedroom is wet again, and the window does not close.",
        "channel": "phone",
        "contact": {"name": "Rowan Marsh", "phone": "07700 900461"},
    }
).encode()


A_TEAM = """
    WITH team AS (
        INSERT INTO casework_team (id, code, name, summary, service_types, takes_the_rest, created_at)
        SELECT gen_random_uuid(), 'bench', 'Bench', '', '[]', true, now()
        WHERE NOT EXISTS (SELECT FROM casework_team WHERE takes_the_rest) RETURNING id
    )
    INSERT INTO casework_officer (id, account_id, team_id, rank, is_active, joined_at)
    SELECT gen_random_uuid(), account.id, team.id, 'officer', true, now()
    FROM team, (SELECT id FROM people_account WHERE is_active ORDER BY id LIMIT %s) account
"""


def somebody_owns(served: Council) -> None:
    """A team with some officers, where the borough has none."""
    with psycopg.connect(served.command("db", "url")["url"]) as connection:
        connection.execute(A_TEAM, [OFFICERS])


def ask(url: str, key: str, until: float, *, opens: bool) -> list[float]:
    """One program that asks again and again. Returns how long each took, in milliseconds."""
    wire, took = Wire(url, {**HEADERS, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}), []
    while time.perf_counter() < until:
        began = time.perf_counter()
        if opens:
            answer = wire.ask("POST", "/api/v1/cases", BODY, Idempotency_Key=str(uuid4()))
        else:
            answer = wire.ask("GET", "/api/v1/life-events", b"")
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != (201 if opens else 200):
            raise SystemExit(f"{answer.status}: {answer.text}")
    return took


def run(served: Council, keys: list[str], seconds: float, *, opens: bool = True) -> tuple[list[float], float]:
    """All programs at once. Returns how long each answer took, and the seconds in all."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = pool.map(lambda key: ask(served.url, key, began + seconds, opens=opens), keys)
        took = [milliseconds for each in runs for milliseconds in each]
    return took, time.perf_counter() - began


def main() -> None:
    with council(processes=2, API_REQUESTS_A_MINUTE="1000000") as served:
        somebody_owns(served)
        keys = [
            served.command(
                "sharing", "make-key", "ashmere-council", "--name", f"desk {number}", "--scope", "cases:write"
            )["key"]
            for number in range(CLIENTS)
        ]
        run(served, keys, WARM_UP_SECONDS)
        load, before = os.getloadavg()[0], served.processor_seconds()
        took, seconds = run(served, keys, SECONDS)
        processor = spent(before, served.processor_seconds())
        idle, idle_seconds = run(served, keys, SECONDS / 2, opens=False)
        figure, bare = len(took) / seconds, len(idle) / idle_seconds
        print(
            json.dumps(
                {
                    "benchmark": "open_case",
                    "cases_per_second": round(figure, 1),
                    "p50_ms": round(at(0.5, took), 1),
                    "p95_ms": round(at(0.95, took), 1),
                    "processor_ms_each": milliseconds_each(processor, len(took)),
                    "answers_that_open_nothing_per_second": round(bare, 1),
                    "ratio_to_them": round(figure / bare, 3),
                    "published_peer_per_second": PEER,
                    "ratio_to_peer": round(figure / PEER, 2),
                    "limit": LIMIT,
                    "ratio": round(figure / LIMIT, 3),
                    "cores": os.cpu_count(),
                    "load_average_before": round(load, 2),
                }
            )
        )


if __name__ == "__main__":
    main()
