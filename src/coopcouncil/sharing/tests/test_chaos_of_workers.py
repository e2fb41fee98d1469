"""Workers killed all the time, servers that answer anything at all, a day without any answer: nothing is lost.

In small here; at full size by `make chaos`.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from tests.support.processes import environment

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.people import public as people
from coopcouncil.sharing import actions
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, Endpoint
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft

DELIVERIES = int(os.environ.get("COOPCOUNCIL_CHAOS_DELIVERIES", "20"))
OUTAGE = int(os.environ.get("COOPCOUNCIL_CHAOS_OUTAGE", "24"))  # notices told while nobody answers
WITHIN = float(os.environ.get("COOPCOUNCIL_CHAOS_SECONDS", "240"))
KILL_EVERY = os.environ.get("COOPCOUNCIL_CHAOS_KILL_EVERY", "0.6")  # seconds
ORGANISATIONS = max(10, min(50, DELIVERIES // 10))

# Four workers, forked from one that is ready, so that each works as soon as it is born; one is killed at
# every turn.
# All times are shorter, in the same order: a post ends well before its lease.
WORKERS = """
import gc, os, signal, sys, time
from datetime import timedelta
import django
django.setup()
from django.urls import reverse
from coopcouncil.foundation import clock, outbox
from coopcouncil.sharing.domain import breaker, delivery
from coopcouncil.sharing.gateways import posting
outbox.LEASE = timedelta(seconds=0.7)
posting.TIMEOUT_SECONDS = 0.3
delivery.RETRY_AFTER = tuple(timedelta(milliseconds=40 * step) for step in range(1, 5))
breaker.PAUSES = tuple(timedelta(milliseconds=10 * step) for step in range(1, 6))
reverse("sharing:triage")  # an alert has an address, and reading all addresses takes longer than a worker lives
gc.collect()
gc.freeze()  # what all have from birth no worker need look through
parent = os.getppid()

def work():
    while os.getppid() == me:
        if not outbox.carry_one(clock=clock.now):
            time.sleep(0.02)
    os._exit(0)

def born():
    if (child := os.fork()) == 0:
        work()
    return child

me, children, kills = os.getpid(), [], 0
children = [born() for _ in range(4)]
while os.getppid() == parent and not os.path.exists(sys.argv[1]):
    time.sleep(float(sys.argv[2]))
    place = kills % 4
    os.kill(children[place], signal.SIGKILL)
    os.waitpid(children[place], 0)
    kills += 1
    children[place] = born()
for child in children:
    os.kill(child, signal.SIGKILL)
print(kills)
"""
MOODS = ("well", "well", "500", "timeout", "reset", "redirect", "gone", "slow", "mixed", "dead")


class Agencies:
    """Servers of many organisations in many moods, on one port. Whatever is taken has its effect once, by its id."""

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.taken: set[str] = set()  # by webhook-id, as a receiver keeps them
        self.posts = self.known_again = 0
        agencies, lock, draw = self, threading.Lock(), random.Random(2010)  # noqa: S311

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                mood, name = self.path.strip("/"), self.headers["webhook-id"]
                with lock:
                    agencies.posts += 1
                    fails = draw.random() < 0.4
                if mood == "mixed":
                    mood = draw.choice(MOODS[1:6])
                if mood == "gone":
                    self._say(410)
                elif mood == "dead" or (fails and mood == "500"):
                    self._say(500)
                elif fails and mood == "redirect":
                    self._say(302)
                elif fails and mood == "reset":
                    self.connection.close()
                else:
                    with lock:
                        if name in agencies.taken:
                            agencies.known_again += 1
                        else:
                            agencies.taken.add(name)
                            agencies.effects[name] += 1
                    if fails and mood == "timeout":
                        time.sleep(0.5)  # it was taken, and nobody hears so
                    self._say(200, slowly=mood == "slow")

            def _say(self, status: int, *, slowly: bool = False) -> None:
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "8" if slowly else "0")
                    self.end_headers()
                    for _ in range(8 if slowly else 0):
                        self.wfile.write(b"x")
                        time.sleep(0.01)
                except OSError:
                    return  # whoever asked was killed

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def agencies() -> Iterator[Agencies]:
    made = Agencies()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _bodies(agencies: Agencies) -> dict[UUID, str]:
    """Organisations, each with a mood."""
    found = {}
    for number in range(ORGANISATIONS):
        mood = MOODS[number % len(MOODS)]
        body = people.create_organisation(actor=OPERATOR, code=f"body-{number}", name=f"Body {number}", kind="charity")
        actions.connect(
            actor=OPERATOR, organisation_id=body, route="webhook", url=f"{agencies.url}/{mood}", now=clock.now()
        )
        found[body] = mood
    return found


def _tell(bodies: dict[UUID, str]) -> None:
    told, number = 0, 0
    while told < DELIVERIES:
        these = list(bodies)[: DELIVERIES - told]
        teller = Teller(Teller.somebody(number))
        teller.tell(*(draft(body, f"tell_{place}") for place, body in enumerate(these)))
        told, number = told + len(these), number + 1


def test_workers_killed_all_the_time_lose_nothing_and_double_no_effect(
    cloned_db: Any, cast: SimpleNamespace, agencies: Agencies, tmp_path: Path
) -> None:
    bodies = _bodies(agencies)
    _tell(bodies)
    enough, began = tmp_path / "enough", time.monotonic()
    workers = subprocess.Popen(
        [sys.executable, "-c", WORKERS, str(enough), KILL_EVERY],
        env=environment(cloned_db.app),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + WITHIN
        while Delivery.objects.filter(state__in=["queued", "retrying"]).exists():
            assert time.monotonic() < until, _what_is_left()
            assert workers.poll() is None
            time.sleep(0.1)
        enough.touch()
        kills = int(workers.communicate(timeout=30)[0])
    finally:
        workers.kill()
        workers.wait()
    seconds = time.monotonic() - began

    states = _states()
    assert sum(states.values()) == DELIVERIES, "lost"
    assert set(states) <= {"sent", "dead"}
    by_post = {str(row) for row in Delivery.objects.filter(state="sent", route="webhook").values_list("id", flat=True)}
    assert by_post <= set(agencies.effects), "said to be sent, and never taken"
    assert max(agencies.effects.values()) == 1, "an effect was doubled"
    # What a server that is gone was to get waits in the inbox; what is dead is somebody's.
    gone = [body for body, mood in bodies.items() if mood == "gone"]
    waiting = Delivery.objects.filter(notice__organisation_id__in=gone).values_list("state", "route")
    assert set(waiting) == {("sent", "inbox")}
    assert Endpoint.objects.filter(disabled_at__isnull=False).count() == len(gone)
    assert not Delivery.objects.filter(state="dead", owner__isnull=True).exists()
    assert not OutboxEntry.objects.filter(topic="sharing.deliver", given_up_at__isnull=False).exists()
    figures = {
        "deliveries": DELIVERIES, "kills": kills, "states": states, "posts": agencies.posts,
        "known_again_by_id": agencies.known_again, "attempts": DeliveryAttempt.objects.count(),
        "lost": 0, "doubled": 0, "seconds": round(seconds, 1),
    }  # fmt: skip
    print(json.dumps(figures))


def _what_is_left() -> list[Any]:
    left = Delivery.objects.filter(state__in=["queued", "retrying"])
    return list(left.values_list("notice__organisation__code", "attempts", "last_error", "next_attempt_at")[:20])


def _states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


@pytest.mark.django_db
def test_a_day_without_any_answer_loses_nothing(
    cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 503
    for hour in range(24):
        for number in range(OUTAGE // 24):
            amara.tell(draft(bodies.surgery), actor=Teller.somebody(hour * OUTAGE + number))
        for _ in range(2):
            amara.carry(timedelta(minutes=30))
    told = OUTAGE // 24 * 24
    assert _states().keys() <= {"queued", "retrying"}
    receiver.answer = 204
    receiver.posts.clear()
    for _ in range(52):
        amara.carry(timedelta(hours=1))
    assert _states() == {"sent": told}
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == len(receiver.posts) == told
    print(json.dumps({"outage_hours": 24, "told_meanwhile": told, "lost": 0, "dead": 0}))
