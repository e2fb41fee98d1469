"""How fast the list of cases opens where a council keeps 200,000: the desk page of an officer, through HTTP.

Granian as in production with the embedded PostgreSQL and two web processes, one officer who asks again and again for
each page. The cases are written in bulk, as many a team and an officer as in the demo borough, a third of them open.
The limit: 95 of 100 answers of the desk page, an officer's own cases by next clock, within 150 ms. On a machine that
others use too the figures are only as good as `load_average_before` is low.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import psycopg
from serving import HEADERS, Council, at, council
from serving.wire import Wire

CASES = int(os.environ.get("COOPCOUNCIL_BENCH_CASES", "200000"))
LIMIT_MS = 150.0
SECONDS = 8.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGES = {
    "mine": "/cases/",
    "mine, late": "/cases/?due=late",
    "team": "/cases/team/",
    "team, second page": "/cases/team/?page=2",
    "team, words looked for": "/cases/team/?title=damp",
    "closed": "/cases/closed/",
    "desk": "/desk/",
}
# A case as the demo has it, over and over: another id, reference and day; of every third the clock still runs.
FILL = """
INSERT INTO casework_case (id, reference, kind, source, channel, urgency, title, service_type, organisation_id, ward_id,
    person_id, contact, words, team_id, owner_id, promise, next_due_at, state, outcome, asks, opened_at, changed_at,
    closed_at, reopenings)
SELECT gen_random_uuid(), 'B' || lpad(n::text, 9, '0'), 'request', 'resident', 'web', 'routine', one.title,
    one.service_type,
    one.organisation_id, one.ward_id, one.person_id, one.contact, one.words, one.team_id, one.owner_id,
    'request', CASE WHEN n % 3 = 0 THEN now() + (n % 2000 - 300) * interval '11 minutes' END,
    CASE WHEN n % 3 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n % 3 = 0 THEN '' ELSE 'solved' END, 0,
    now() - (n % 900 + 20) * interval '1 day', now() - interval '1 day',
    CASE WHEN n % 3 = 0 THEN NULL ELSE now() - (n % 900) * interval '1 day' END, 0
FROM generate_series(1, {cases}) AS n
JOIN (SELECT *, row_number() OVER (ORDER BY opened_at) AS row, count(*) OVER () AS all_rows FROM casework_case) AS one
    ON one.row = n % one.all_rows + 1
"""


def fill(served: Council) -> int:
    """Write the cases as the database's owner. Returns how many there are then."""
    with psycopg.connect(_owner(served)) as connection:
        connection.execute(FILL.replace("{cases}", str(CASES)))
        row = connection.execute("SELECT count(*) FROM casework_case").fetchone()
    with psycopg.connect(_owner(served), autocommit=True) as connection:
        connection.execute("ANALYZE casework_case")
    assert row is not None
    return int(row[0])


def _owner(served: Council) -> str:
    """The address at which the tables' owner connects."""
    return str(served.command("db", "url", "--owner")["url"])


class Officer:
    """Sam, who owns residents' problems with their homes, in a browser."""

    def __init__(self, served: Council) -> None:
        self.wire, self.cookies = Wire(served.url, HEADERS), dict[str, str]()
        form = TOKEN.search(self.ask("GET", "/demo/"))
        self.ask("POST", "/demo/sign-in/", {"who": "sam", "csrfmiddlewaretoken": form[1] if form else ""})

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> str:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"https://{HEADERS['Host']}{path}",
            "Content_Type": "application/x-www-form-urlencoded",
        }
        answer = self.wire.ask(method, path, urlencode(data or {}).encode(), **headers)
        if answer.status not in (200, 302):
            raise SystemExit(f"{method} {path}: {answer.status}\n{answer.text[:2000]}")
        self.cookies |= answer.cookies
        return answer.text


def times(officer: Officer, path: str) -> Iterator[float]:
    """Milliseconds of each answer, for as long as a run lasts."""
    for _warm in range(5):
        officer.ask("GET", path)
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        began = time.perf_counter()
        officer.ask("GET", path)
        yield (time.perf_counter() - began) * 1000


def main() -> None:
    with council(processes=2, demo_sign_in=True) as served:
        cases = fill(served)
        load = os.getloadavg()[0]
        officer = Officer(served)
        pages = {}
        for name, path in PAGES.items():
            took = list(times(officer, path))
            pages[name] = {
                "p50_ms": round(at(0.5, took), 1), "p95_ms": round(at(0.95, took), 1), "answers": len(took)
            }  # fmt: skip
    p95 = pages["mine"]["p95_ms"]
    told = {"cores": os.cpu_count(), "load_average_before": round(load, 2)}
    print(
        json.dumps(
            {"benchmark": "case_list", "cases": cases, "p95_ms": p95, "limit_ms": LIMIT_MS,
             "ratio": round(p95 / LIMIT_MS, 3), **told, "pages": pages}
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
