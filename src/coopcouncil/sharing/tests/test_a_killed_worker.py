"""A worker may die anywhere: nothing is lost, and a receiver that knows an id again sees one effect."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.processes import environment

from coopcouncil.foundation import outbox
from coopcouncil.sharing.gateways.posting import TIMEOUT_SECONDS
from coopcouncil.sharing.models import Delivery, DeliveryAttempt
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, state_of

# Carries until it is killed, as the worker does.
WORKER = """
import django, time
django.setup()
from coopcouncil.foundation import clock, outbox
while True:
    if not outbox.carry_one(clock=clock.now):
        time.sleep(0.02)
"""


def _start(address: str, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *(command or ("-c", WORKER))], env=environment(address))


def _until(happened: Callable[[], Any], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_a_worker_killed_between_sending_and_writing_sends_again_and_the_effect_is_one(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    received, go_on, effects = threading.Event(), threading.Event(), set[str]()

    def take(handler: BaseHTTPRequestHandler) -> None:
        effects.add(handler.headers["webhook-id"])  # done, and known again by its id
        if not received.is_set():
            received.set()
            go_on.wait(timeout=30)  # the answer to the first post comes too late: its worker is gone
        handler.send_response(204)
        handler.end_headers()

    receiver.connect(bodies.surgery)
    receiver.answer = take
    amara.tell(draft(bodies.surgery))
    worker = _start(cloned_db.app)
    try:
        assert received.wait(timeout=30)
        worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=10)
    finally:
        worker.kill()
        worker.wait()
        go_on.set()
    assert state_of(bodies.surgery) == "queued"
    assert DeliveryAttempt.objects.count() == 0

    amara.carry()
    assert len(receiver.posts) == 1, "the dead worker's lease has not ended yet"
    amara.carry(outbox.LEASE + timedelta(seconds=30))
    assert state_of(bodies.surgery) == "sent"
    assert len(receiver.posts) == 2
    assert effects == {str(Delivery.objects.get().id)}


def test_workers_killed_again_and_again_lose_nothing(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    # A killed worker holds up the organisation that it was posting to until its lease ends, and nobody else.
    for body in vars(bodies).values():
        receiver.connect(body)
    for _ in range(20):
        amara.tell(*(draft(body, f"tell_{name}") for name, body in vars(bodies).items()))
    for _ in range(3):
        seen = len(receiver.posts)
        worker = _start(cloned_db.app)
        try:
            _until(lambda seen=seen: len(receiver.posts) >= seen + 5)
        finally:
            worker.kill()
            worker.wait()
    amara.carry(outbox.LEASE + timedelta(seconds=60))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    sent = {str(identifier) for identifier in Delivery.objects.values_list("id", flat=True)}
    assert {post.headers["webhook-id"] for post in receiver.posts} == sent


def test_a_worker_told_to_stop_ends_in_time_although_an_agency_keeps_it_waiting(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    received, go_on = threading.Event(), threading.Event()

    def keep_waiting(handler: BaseHTTPRequestHandler) -> None:
        received.set()
        go_on.wait(timeout=90)

    monkeypatch.setenv("COOPCOUNCIL_DATABASE_USE_POOL", "1")  # as `run` starts it
    receiver.connect(bodies.surgery)
    receiver.answer = keep_waiting
    amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    worker = _start(cloned_db.app, "-m", "coopcouncil.project.cli", "worker")
    try:
        assert received.wait(timeout=30)
        _until(lambda: state_of(bodies.council) == "sent")  # by another thread, meanwhile
        worker.send_signal(signal.SIGTERM)
        # Long before its post would end by itself. How long it waits for what is under way, a test of the worker says;
        # how long a machine under load needs to end a process after that, nobody can say.
        assert worker.wait(timeout=TIMEOUT_SECONDS - 5) == 0
    finally:
        worker.kill()
        worker.wait()
        go_on.set()
    amara.carry(outbox.LEASE + timedelta(seconds=60))
    assert len(receiver.posts) == 2
