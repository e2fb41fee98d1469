"""The worker carries what is due, shows that it lives, and stops without dropping what it holds."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django_tasks import default_task_backend, task

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.models import Marker, OutboxEntry
from coopcouncil.foundation.outbox import Priority
from coopcouncil.kernel.errors import BadInput
from coopcouncil.project.tasks import Worker, threads

TOPIC = "project.test_letter"


def _add(*objects: UUID, due_at: datetime) -> None:
    with transaction.atomic():
        for number, object_id in enumerate(objects):
            outbox.add(TOPIC, object_id, due_at=due_at + timedelta(milliseconds=number))


def test_told_to_stop_it_finishes_the_entry_it_holds_and_takes_no_other(cloned_db, monkeypatch):
    worker, carried, first, second = Worker(threads=1), [], uuid4(), uuid4()

    def carry(object_id: UUID, *, attempt: int, now: datetime) -> None:
        worker.stop()
        carried.append(object_id)

    monkeypatch.setitem(outbox._handlers, TOPIC, carry)
    _add(first, second, due_at=clock.now() - timedelta(minutes=1))

    worker.work()

    assert carried == [first]
    assert [entry.object_id for entry in OutboxEntry.objects.filter(done_at__isnull=True)] == [second]
    assert OutboxEntry.objects.get(object_id=second).lease is None
    assert Marker.objects.filter(name=outbox.HEARTBEAT).exists()


def test_a_handler_that_fails_does_not_hold_up_the_others(cloned_db, monkeypatch):
    worker, broken, sound = Worker(), uuid4(), uuid4()

    def carry(object_id: UUID, *, attempt: int, now: datetime) -> None:
        if object_id == broken:
            raise ValueError("no such address")
        worker.stop()

    monkeypatch.setitem(outbox._handlers, TOPIC, carry)
    _add(broken, sound, due_at=clock.now() - timedelta(minutes=1))

    worker.work()

    assert OutboxEntry.objects.get(object_id=sound).done_at is not None
    waiting = OutboxEntry.objects.get(object_id=broken)
    assert waiting.done_at is None
    assert waiting.last_error == "ValueError"


def test_a_database_that_is_away_for_a_moment_does_not_end_the_worker(cloned_db, monkeypatch):
    worker, calls = Worker(threads=1), []

    def beat(now: datetime) -> None:
        calls.append(now)
        if len(calls) == 1:
            raise DatabaseError("the server is gone")
        worker.stop()

    monkeypatch.setattr(outbox, "beat", beat)
    monkeypatch.setattr("coopcouncil.project.tasks._PAUSE_WITHOUT_DATABASE", 0.01)
    worker.work()
    assert len(calls) == 2


@task()
def a_job(kind: str) -> str:
    """A job must live at the top of a module, so that a worker can find it by name."""
    return f"done {kind}"


def test_a_job_that_a_page_asked_for_is_done_too(cloned_db, monkeypatch):
    worker = Worker()
    result = a_job.enqueue("quickly")
    monkeypatch.setattr(worker, "_beat", lambda: result.refresh() or (result.is_finished and worker.stop()))
    worker.work()
    assert default_task_backend.get_result(result.id).return_value == "done quickly"


def test_one_slow_agency_holds_up_neither_the_others_nor_an_emergency_nor_the_heartbeat(cloned_db, monkeypatch):
    worker, slow_lane, other_lane = Worker(threads=2), uuid4(), uuid4()
    slow, behind, routine, emergency = (uuid4() for _ in range(4))
    carried: list[UUID] = []
    begun, go_on = threading.Event(), threading.Event()

    def carry(object_id: UUID, *, attempt: int, now: datetime) -> None:
        if object_id == slow:
            begun.set()
            assert go_on.wait(30)
        carried.append(object_id)

    monkeypatch.setitem(outbox._handlers, TOPIC, carry)
    monkeypatch.setattr("coopcouncil.project.tasks._BEAT_EVERY", 0.05)
    early, late = clock.now() - timedelta(minutes=10), clock.now() - timedelta(minutes=5)

    def add(object_id: UUID, due_at: datetime, lane: UUID, priority: Priority = Priority.ROUTINE) -> None:
        with transaction.atomic():
            outbox.add(TOPIC, object_id, due_at=due_at, lane=lane, priority=priority)

    def look_on() -> None:
        try:
            assert begun.wait(30)
            add(routine, early, other_lane)
            add(emergency, late, other_lane, Priority.EMERGENCY)
            _wait_for(lambda: set(carried) >= {routine, emergency})
            beaten = Marker.objects.get(name=outbox.HEARTBEAT).at
            _wait_for(lambda: Marker.objects.get(name=outbox.HEARTBEAT).at > beaten)
            seen.append((list(carried), outbox.state(clock.now()).oldest_seconds))
            go_on.set()
            _wait_for(lambda: behind in carried)
        finally:
            go_on.set()
            worker.stop()
            connection.close()

    seen: list[tuple[list[UUID], float]] = []
    add(slow, early, slow_lane)
    add(behind, early + timedelta(seconds=1), slow_lane)
    watcher = threading.Thread(target=look_on)
    watcher.start()
    worker.work()
    watcher.join(30)
    # What waits for the slow one waits neither for us nor in anybody's way.
    ((while_slow, oldest),) = seen
    assert set(while_slow) == {routine, emergency}
    assert oldest == 0
    assert carried[-2:] == [slow, behind]


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_told_to_stop_it_leaves_an_entry_that_takes_long_to_its_lease(cloned_db, monkeypatch):
    worker, go_on = Worker(threads=1), threading.Event()

    def carry(object_id: UUID, *, attempt: int, now: datetime) -> None:
        worker.stop()
        go_on.wait(30)

    monkeypatch.setitem(outbox._handlers, TOPIC, carry)
    monkeypatch.setattr("coopcouncil.project.tasks._LAST_ENTRY", 0.2)
    _add(uuid4(), due_at=clock.now() - timedelta(minutes=1))
    began = time.monotonic()
    worker.work()
    try:
        assert time.monotonic() - began < 4
        entry = OutboxEntry.objects.get()
        assert entry.done_at is None
        assert entry.leased_until is not None
    finally:
        go_on.set()
        worker._threads[0].join(30)


def test_a_worker_that_lost_a_thread_shows_no_life_and_ends(cloned_db, monkeypatch):
    monkeypatch.setattr(Worker, "_carry", lambda self, turn: None)
    with pytest.raises(RuntimeError, match="thread"):
        Worker(threads=1).work()
    assert not Marker.objects.filter(name=outbox.HEARTBEAT).exists()


@pytest.mark.parametrize("given", ["0", "9", "many", "-1", ""])
def test_a_number_of_threads_that_cannot_be_used_is_refused(given, monkeypatch):
    monkeypatch.setenv("COOPCOUNCIL_WORKER_THREADS", given)
    with pytest.raises(BadInput, match="from 1 to 8"):
        threads()
