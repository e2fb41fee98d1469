"""The worker carries what is due, shows that it lives, and stops without dropping what it holds."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django_tasks import default_task_backend, task

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.models import Marker, OutboxEntry
from coopcouncil.project.tasks import Worker

TOPIC = "project.test_letter"


def _add(*objects: UUID, due_at: datetime) -> None:
    with transaction.atomic():
        for number, object_id in enumerate(objects):
            outbox.add(TOPIC, object_id, due_at=due_at + timedelta(milliseconds=number))


def test_told_to_stop_it_finishes_the_entry_it_holds_and_takes_no_other(cloned_db, monkeypatch):
    worker, carried, first, second = Worker(), [], uuid4(), uuid4()

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
    worker, calls = Worker(), []

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
    monkeypatch.setattr("coopcouncil.project.tasks.time.sleep", lambda seconds: worker.stop())
    worker.work()
    assert default_task_backend.get_result(result.id).return_value == "done quickly"
