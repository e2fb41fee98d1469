"""How fast every page of a journey is for twenty people at once: a death told by people who are not signed in, followed
in the same browser, and the pages of an account.

Granian as in production with the embedded PostgreSQL, two web processes; demo sign-in, so that an account can be seen.
Each person goes through the whole journey again and again. First without a pause, so that twenty requests are always
under way: harder than twenty people are, and what bounds it is how many answers a second two cores make (20 divided by
that is the mean). Then once more as people do, who look at a page for 0.5 to 1.5 seconds before they go on;
a redirect is followed at once, as a browser does. The limit that both are held against: 95 of 100 answers of each page
within 100 ms. On a machine that others use too the figures are only as good as `load_average_before` is low;
`processor_ms_each` says what an answer costs the web server, the database and this client, which share the cores.
"""

import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from serving import HEADERS, Council, at, council, milliseconds_each, spent
from serving.wire import Answer, Wire

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.check import check_file
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.sharing.domain.purposes import shipped_purposes

LIMIT_MS = 100.0
PEOPLE = 20
SECONDS = 20.0
READING_SECONDS = (0.5, 1.5)
LIFE_EVENT = "death"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r'<input[^>]*name="(shown|tell)"[^>]*>')
Times = dict[str, list[float]]
Pause = Callable[[], None]


def shipped() -> LifeEvent:
    file = Path(__file__).resolve().parents[1] / "src/coopcouncil/frontdoor/life_events" / f"{LIFE_EVENT}.toml"
    event, problems = check_file(
        file.read_text("utf-8"), file=file.name, service_types=shipped_catalogue(), purposes=shipped_purposes()
    )
    assert event is not None, problems
    return event


class Person:
    """One browser, and whoever reads in it. Every answer's time is kept under the name of its page."""

    def __init__(self, served: Council, times: Times, reads: Pause) -> None:
        self.wire, self.cookies = Wire(served.url, HEADERS), dict[str, str]()
        self.times, self.reads = times, reads

    def ask(self, page: str, method: str, path: str, data: dict[str, object] | None = None) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"https://{HEADERS['Host']}{path}",
            "Content_Type": "application/x-www-form-urlencoded",
        }
        body = urlencode(data or {}, doseq=True).encode()
        began = time.perf_counter()
        answer = self.wire.ask(method, path, body, **headers)
        self.times[page].append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 302):
            raise SystemExit(f"{method} {path}: {answer.status}\n{answer.text[:2000]}")
        self.cookies |= answer.cookies
        if answer.status == 200:
            self.reads()
        return answer

    def post(self, page: str, path: str, form: Answer, **data: object) -> Answer:
        found = TOKEN.search(form.text)
        return self.ask(page, "POST", path, {"csrfmiddlewaretoken": found[1] if found else "", **data})

    def leave(self) -> None:
        self.wire.close()


def tell(person: Person, event: LifeEvent, answers: dict[str, object]) -> None:
    """The whole journey, from the start page to what became of it."""
    start = f"/life-events/{event.code}/"
    onward = person.post("start (POST)", start, person.ask("start", "GET", start)).location
    while True:
        step = person.ask("resume", "GET", onward).location
        if "/question/" not in step:
            break
        fact = event.fact(step.rstrip("/").rsplit("/", 1)[1])
        page = person.ask(f"question {fact.code}", "GET", step)
        boxes = facts.fill(fact, answers.get(fact.code))
        onward = person.post("question (POST)", step, page, **boxes).location
    person.ask("check", "GET", step)
    who = step.replace("/check/", "/who/")
    page = person.ask("who", "GET", who)
    ticks: dict[str, list[str]] = {"shown": [], "tell": []}
    for tag in FIELD.finditer(page.text):
        value = re.search(r'value="([^"]*)"', tag[0])
        if value and (tag[1] == "shown" or "checked" in tag[0]):
            ticks[tag[1]].append(unescape(value[1]))
    sent = person.post("who (POST)", who, page, **ticks).location
    person.ask("sent", "GET", sent)
    person.ask("submission", "GET", sent.replace("/sent/", "/"))
    person.ask("notices", "GET", "/notices/")


def at_once() -> None:
    """Nobody reads."""


def pauses_of(person: int) -> Pause:
    """Half a second to one and a half at each page; the same for each person at every run."""
    random = Random(person)
    return lambda: time.sleep(random.uniform(*READING_SECONDS))


def live(served: Council, event: LifeEvent, answers: dict[str, object], until: float, reads: Pause) -> Times:
    """One person's run: telling without an account, and looking into one."""
    times: Times = defaultdict(list)
    signed_in = Person(served, times, reads)
    page = signed_in.ask("(demo sign-in)", "GET", "/demo/")
    signed_in.post("(demo sign-in)", "/demo/sign-in/", page, who="amara")
    while time.perf_counter() < until:
        teller = Person(served, times, reads)
        tell(teller, event, answers)
        teller.leave()
        signed_in.ask("account", "GET", "/account/")
        signed_in.ask("notices of an account", "GET", "/notices/")
    signed_in.leave()
    return times


def measure(served: Council, event: LifeEvent, answers: dict[str, object], reads: Callable[[int], Pause]) -> Any:
    """Twenty people for the time of a run: what each page took, the slowest first in words."""
    before, began = served.processor_seconds(), time.perf_counter()
    until = began + SECONDS
    with ThreadPoolExecutor(PEOPLE) as pool:
        runs = list(pool.map(lambda person: live(served, event, answers, until, reads(person)), range(PEOPLE)))
    busy, seconds = spent(before, served.processor_seconds()), time.perf_counter() - began
    times: Times = defaultdict(list)
    for run in runs:
        for page, took in run.items():
            times[page] += took
    count = sum(len(took) for took in times.values())
    pages = {
        page: {"p50_ms": round(at(0.5, took), 1), "p95_ms": round(at(0.95, took), 1), "answers": len(took)}
        for page, took in sorted(times.items())
        if not page.startswith("(")
    }
    slowest = max(pages, key=lambda page: pages[page]["p95_ms"])
    return {
        "slowest_page": slowest,
        "p95_ms": pages[slowest]["p95_ms"],
        "limit_ms": LIMIT_MS,
        "ratio": round(pages[slowest]["p95_ms"] / LIMIT_MS, 3),
        "answers_per_second": round(count / seconds, 1),
        "processor_ms_each": milliseconds_each(busy, count),
        "pages": pages,
    }


def first_question(served: Council, event: LifeEvent) -> float:
    """How long the first question takes that a fresh server is asked, in milliseconds."""
    times: Times = defaultdict(list)
    person, start = Person(served, times, at_once), f"/life-events/{event.code}/"
    onward = person.post("start", start, person.ask("start", "GET", start)).location
    person.ask("question", "GET", person.ask("resume", "GET", onward).location)
    person.leave()
    return times["question"][0]


def main() -> None:
    event = shipped()
    answers = typical_answers(event, today=datetime.now(UTC).date())  # noqa: TID251 - no entry room, and no Django
    with council(processes=2, demo_sign_in=True) as served:
        first = first_question(served, event)
        with ThreadPoolExecutor(4) as pool:  # each process has planned its queries and compiled its pages
            list(pool.map(lambda _: live(served, event, answers, time.perf_counter() + 1, at_once), range(4)))
        load = os.getloadavg()[0]
        without_pause = measure(served, event, answers, lambda _: at_once)
        reading = measure(served, event, answers, pauses_of)
    told = {"cores": os.cpu_count(), "load_average_before": round(load, 2), "first_question_ms": round(first, 1)}
    print(
        json.dumps({"benchmark": "journey_p95", "people": PEOPLE, **without_pause, **told, "people_who_read": reading})
    )


if __name__ == "__main__":
    main()
