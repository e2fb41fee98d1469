"""How fast every page of a journey is for twenty people at once: a death told by people who are not signed in, followed
in the same browser, and the pages of an account.

Granian as in production with the embedded PostgreSQL, two web processes; demo sign-in, so that an account can be seen.
Each person goes through the whole journey again and again, without a pause for reading, so that twenty requests are
always under way: harder than twenty people are. The limit it is held against: 95 of 100 answers of each page
within 100 ms. On a machine that others use too the figures are only as good as `load_average_before` is low.
"""

import json
import os
import re
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx
from serving import HEADERS, Council, at, council

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.sharing.domain.purposes import shipped_purposes

LIMIT_MS = 100.0
PEOPLE = 20
SECONDS = 20.0
LIFE_EVENT = "death"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input[^>]*name="(shown|tell)"[^>]*>')
Times = dict[str, list[float]]


def shipped() -> LifeEvent:
    file = Path(__file__).resolve().parents[1] / "src/coopcouncil/frontdoor/life_events" / f"{LIFE_EVENT}.toml"
    event, problems = check_file(
        file.read_text("utf-8"), file=file.name, service_types=shipped_catalogue(), purposes=shipped_purposes()
    )
    assert event is not None, problems
    return event


class Person:
    """One browser. Every answer's time is kept under the name of its page."""

    def __init__(self, served: Council, times: Times) -> None:
        self.client = httpx.Client(base_url=served.url, headers=HEADERS, timeout=60)
        self.times = times

    def ask(self, page: str, method: str, path: str, data: dict[str, object] | None = None) -> httpx.Response:
        began = time.perf_counter()
        answer = self.client.request(method, path, data=data, headers={"Referer": f"https://{HEADERS['Host']}{path}"})
        self.times[page].append((time.perf_counter() - began) * 1000)
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{method} {path}: {answer.status_code}\n{answer.text[:2000]}")
        return answer

    def post(self, page: str, path: str, form: httpx.Response, **data: object) -> httpx.Response:
        found = TOKEN.search(form.text)
        return self.ask(page, "POST", path, {"csrfmiddlewaretoken": found[1] if found else "", **data})


def tell(person: Person, event: LifeEvent, answers: dict[str, object]) -> None:
    """The whole journey, from the start page to what became of it."""
    start = f"/life-events/{event.code}/"
    onward = person.post("start (POST)", start, person.ask("start", "GET", start)).headers["location"]
    while True:
        step = person.ask("resume", "GET", onward).headers["location"]
        if "/question/" not in step:
            break
        fact = event.fact(step.rstrip("/").rsplit("/", 1)[1])
        page = person.ask(f"question {fact.code}", "GET", step)
        boxes = facts.fill(fact, answers.get(fact.code))
        onward = person.post("question (POST)", step, page, **boxes).headers["location"]
    person.ask("check", "GET", step)
    who = step.replace("/check/", "/who/")
    page = person.ask("who", "GET", who)
    ticks: dict[str, list[str]] = {"shown": [], "tell": []}
    for tag in FIELD.finditer(page.text):
        value = re.search(r'value="([^"]*)"', tag[0])
        if value and (tag[1] == "shown" or "checked" in tag[0]):
            ticks[tag[1]].append(unescape(value[1]))
    sent = person.post("who (POST)", who, page, **ticks).headers["location"]
    person.ask("sent", "GET", sent)
    person.ask("submission", "GET", sent.replace("/sent/", "/"))
    person.ask("notices", "GET", "/notices/")


def live(served: Council, event: LifeEvent, answers: dict[str, object], until: float) -> Times:
    """One person's run: telling without an account, and looking into one."""
    times: Times = defaultdict(list)
    signed_in = Person(served, times)
    page = signed_in.ask("(demo sign-in)", "GET", "/demo/")
    signed_in.post("(demo sign-in)", "/demo/sign-in/", page, who="amara")
    while time.perf_counter() < until:
        tell(Person(served, times), event, answers)
        signed_in.ask("account", "GET", "/account/")
        signed_in.ask("notices of an account", "GET", "/notices/")
    return times


def main() -> None:
    event = shipped()
    answers = typical_answers(event, today=datetime.now(UTC).date())  # noqa: TID251 - no entry room, and no Django
    with council(processes=2, demo_sign_in=True) as served:
        # A web process reads and checks the life events at its first page: that is not what a page costs.
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: live(served, event, answers, time.perf_counter() + 1), range(4)))
        load = os.getloadavg()[0]
        until = time.perf_counter() + SECONDS
        with ThreadPoolExecutor(PEOPLE) as pool:
            runs = list(pool.map(lambda _: live(served, event, answers, until), range(PEOPLE)))
    times: Times = defaultdict(list)
    for run in runs:
        for page, took in run.items():
            times[page] += took
    pages = {
        page: {"p50_ms": round(at(0.5, took), 1), "p95_ms": round(at(0.95, took), 1), "answers": len(took)}
        for page, took in sorted(times.items())
        if not page.startswith("(")
    }
    slowest = max(pages, key=lambda page: pages[page]["p95_ms"])
    print(
        json.dumps(
            {
                "benchmark": "journey_p95",
                "people": PEOPLE,
                "slowest_page": slowest,
                "p95_ms": pages[slowest]["p95_ms"],
                "limit_ms": LIMIT_MS,
                "ratio": round(pages[slowest]["p95_ms"] / LIMIT_MS, 3),
                "answers_per_second": round(sum(len(took) for took in times.values()) / SECONDS, 1),
                "cores": os.cpu_count(),
                "load_average_before": round(load, 2),
                "pages": pages,
            }
        )
    )


if __name__ == "__main__":
    main()
