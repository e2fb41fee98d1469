"""How many submissions a second the real server takes: a bereavement with ten notices, each in one transaction.

Granian in production settings with the embedded PostgreSQL; `POST /api/v1/submissions` with a key of an organisation. A
submission is one row with its facts sealed, ten notices, ten deliveries, ten outbox rows, its rows of the audit trail,
and the reply kept for its Idempotency-Key, committed to disk.

Beside it pgbench writes the very same rows to the same server: what the database alone would do. The limit it is held
against: 150 a second on two cores. On a machine that others use too, `processor_ms_each` (of the web processes, the
database, and this client, which all share the cores) says what is to be expected of two cores with nothing else to do:
2000 divided by its `all`.
"""

import json
import os
import re
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from serving import HEADERS, Council, at, council, milliseconds_each, spent
from serving.wire import Wire

from coopcouncil.project.gateways.postgres import binaries

LIMIT = 150
NOTICES = 10
CLIENTS = 8
SECONDS = 10.0
WARM_UP_SECONDS = 4.0
BODY: dict[str, Any] = {
    "life_event": "death",
    "help": {"channel": "counter", "agreement": "in_person", "officer": "Staff 4417"},
    "agreed": ["bereavement_support"],
    "answers": {
        "person_who_died": {"first_names": "Ivy", "last_name": "Marsh", "date_of_birth": "1941-03-27"},
        "died_on": "2026-11-10",
        "last_address": {"line_1": "8 Lock Lane", "town": "Ashmere", "postcode": "AM3 2AD"},
        "registrar_reference": "ASH 2026 00417",
        "relationship": "child",
        "your_name": {"first_names": "Rowan", "last_name": "Marsh"},
        "your_phone": "07700 900461",
        "lived_alone": True,
        "home": "council",
        "services_used": ["library", "blue_badge", "care", "hospital"],
        "hospital": "Vale Hospital",
        "had_benefits": "yes",
        "national_insurance_number": "AB 12 34 56 C",
        "surgery": "Larkhill Surgery",
    },
}


def ask(url: str, key: str, until: float) -> list[float]:
    """One program that submits again and again. Returns how long each took, in milliseconds."""
    wire, took = Wire(url, {**HEADERS, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}), []
    body = json.dumps(BODY).encode()
    while time.perf_counter() < until:
        began = time.perf_counter()
        answer = wire.ask("POST", "/api/v1/submissions", body, Idempotency_Key=str(uuid4()))
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 201 or len(json.loads(answer.body)["notices"]) != NOTICES:
            raise SystemExit(f"{answer.status}: {answer.text}")
    return took


def submit(served: Council, keys: list[str], seconds: float) -> tuple[list[float], float]:
    """All programs at once. Returns how long each submission took, and the seconds in all."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = pool.map(lambda number: ask(served.url, keys[number % len(keys)], began + seconds), range(CLIENTS))
        took = [milliseconds for run in runs for milliseconds in run]
    return took, time.perf_counter() - began


# --- the same rows by pgbench ---------------------------------------------------------------------------------------

# Tables in the order of writing, and which of their rows belong to one submission.
ROWS = {
    "sharing_idempotent_request": "id = %(request)s",
    "sharing_submission": "id = %(submission)s",
    "sharing_notice": "submission_id = %(submission)s",
    "sharing_delivery": "notice_id IN (SELECT id FROM sharing_notice WHERE submission_id = %(submission)s)",
    "outbox_entry": "object_id IN (SELECT d.id FROM sharing_delivery d JOIN sharing_notice n ON n.id = d.notice_id"
    " WHERE n.submission_id = %(submission)s)",
    "audit_row": "object_id = %(submission)s",
}


def script(connection: psycopg.Connection[Any]) -> str:
    """One real submission as a transaction that writes all its rows again, under ids of their own."""
    asked = connection.execute(
        "SELECT s.id, r.id FROM sharing_submission s, sharing_idempotent_request r WHERE r.status = 201 "
        "AND s.submitted_at = r.created_at ORDER BY s.submitted_at DESC LIMIT 1"
    ).fetchone()
    assert asked is not None
    held = {"submission": asked[0], "request": asked[1]}
    lines, ids = ["BEGIN;"], set()
    for table, where in ROWS.items():
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {where}".encode(), held)  # noqa: S608
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
        ids |= {row[names.index("id")] for row in rows}
        values = ", ".join(_row(names, row, ids, connection) for row in rows)
        lines.append(f"INSERT INTO {table} ({', '.join(names)}) VALUES {values};")  # noqa: S608
    return "\n".join([*lines, "COMMIT;\n"])


def _row(names: list[str], row: Any, ids: set[Any], connection: psycopg.Connection[Any]) -> str:
    """A row's values; each id of this submission is mixed with the number of the run, and so is what must be unique."""
    values = []
    for name, value in zip(names, row, strict=True):
        if isinstance(value, UUID) and value in ids:
            values.append(f"md5(:run || '{value}')::uuid")
        elif name == "reference":
            values.append("substr(md5(:run || 'reference'), 1, 11)")
        elif name == "key":
            values.append("md5(:run || 'key')")
        elif isinstance(value, list | dict):
            values.append(sql.Literal(json.dumps(value)).as_string(connection))
        else:
            values.append(sql.Literal(value).as_string(connection))
    return f"({', '.join(values)})"


def pgbench(served: Council) -> float:
    """Transactions a second of the same rows, by as many clients, for as long."""
    url = served.command("db", "url")["url"]
    with psycopg.connect(url) as connection, tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\\set run random(1, 9000000000000000)\n" + script(connection))
        file.flush()
        command = [
            binaries() / "pgbench",
            "-n",
            "-M",
            "prepared",
            "-f",
            file.name,
            "-c",
            str(CLIENTS),
            "-j",
            "2",
            "-T",
            f"{SECONDS:.0f}",
        ]
        done = subprocess.run([*command, url], capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, flags=re.M)
    if done.returncode or found is None:
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])


def main() -> None:
    with council(processes=2, API_REQUESTS_A_MINUTE="1000000") as served:
        keys = [
            served.command(
                "sharing", "make-key", "ashmere-council", "--name", f"desk {number}", "--scope", "submissions"
            )["key"]
            for number in range(CLIENTS)
        ]
        submit(served, keys, WARM_UP_SECONDS)
        load, before = os.getloadavg()[0], served.processor_seconds()
        took, seconds = submit(served, keys, SECONDS)
        processor = spent(before, served.processor_seconds())
        figure = len(took) / seconds
        peer = pgbench(served)
        print(
            json.dumps(
                {
                    "benchmark": "frontdoor_commit",
                    "submissions_per_second": round(figure, 1),
                    "notices_each": NOTICES,
                    "p50_ms": round(at(0.5, took), 1),
                    "p95_ms": round(at(0.95, took), 1),
                    "processor_ms_each": milliseconds_each(processor, len(took)),
                    "pgbench_per_second": round(peer, 1),
                    "ratio_to_pgbench": round(figure / peer, 3),
                    "limit": LIMIT,
                    "ratio": round(figure / LIMIT, 3),
                    "cores": os.cpu_count(),
                    "load_average_before": round(load, 2),
                }
            )
        )


if __name__ == "__main__":
    main()
