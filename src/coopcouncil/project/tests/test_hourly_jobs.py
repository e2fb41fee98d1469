"""Jobs that come round are queued once an hour, however many workers there are, and they do throw things away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from coopcouncil.foundation import clock, contributions, jobs, outbox
from coopcouncil.foundation.models import AuditRow, Marker, OutboxEntry, Session
from coopcouncil.frontdoor.actions import KEPT_FOR, start
from coopcouncil.frontdoor.models import Draft
from coopcouncil.project.tasks import Worker

EXPECTED = {
    "coopcouncil.casework.tasks.ask_again",
    "coopcouncil.casework.tasks.end_quiet_complaints",
    "coopcouncil.casework.tasks.keep_teams",
    "coopcouncil.casework.tasks.own_step_ins",
    "coopcouncil.casework.tasks.own_what_went_wrong",
    "coopcouncil.casework.tasks.publish_failures",
    "coopcouncil.casework.tasks.reports.end_overdue_reports",
    "coopcouncil.casework.tasks.reports.own_reports",
    "coopcouncil.casework.tasks.reports.own_reports_that_nobody_owns",
    "coopcouncil.casework.tasks.reports.remove_expired_report_drafts",
    "coopcouncil.casework.tasks.watch_clocks",
    "coopcouncil.casework.tasks.watch_elsewhere",
    "coopcouncil.directory.tasks.remind_providers",
    "coopcouncil.foundation.tasks.remove_old_sessions",
    "coopcouncil.foundation.tasks.remove_old_counts",
    "coopcouncil.foundation.tasks.remove_carried_entries",
    "coopcouncil.foundation.tasks.remove_finished_jobs",
    "coopcouncil.foundation.tasks.remove_old_lists_of_erased",
    "coopcouncil.frontdoor.tasks.remove_expired_drafts",
    "coopcouncil.settlement.tasks.find_gaps",
    "coopcouncil.settlement.tasks.watch_takeovers",
    "coopcouncil.sharing.tasks.carry_out_erasures",
    "coopcouncil.sharing.tasks.empty_what_is_over",
    "coopcouncil.sharing.tasks.end_overdue",
    "coopcouncil.sharing.tasks.end_overdue_parcels",
    "coopcouncil.sharing.tasks.expire_help",
    "coopcouncil.sharing.tasks.forget_replies",
    "coopcouncil.sharing.tasks.keep_agreements",
    "coopcouncil.sharing.tasks.let_go",
    "coopcouncil.sharing.tasks.make_due_batches",
    "coopcouncil.sharing.tasks.own_what_nobody_owns",
    "coopcouncil.sharing.tasks.remove_unsent_documents",
}


def queued() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("task_path", flat=True))


@pytest.mark.invariants
def test_of_two_workers_at_the_same_moment_one_queues_the_jobs(cloned_db: Any) -> None:
    now, together = clock.now(), Barrier(2)

    def look(_: int) -> bool:
        try:
            together.wait(timeout=10)
            return jobs.enqueue_hourly(now)
        finally:
            connection.close()

    for hour in range(5):
        now = clock.now() + hour * jobs.EVERY
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(look, range(2))) == [False, True]
        assert len(queued()) == (hour + 1) * len(EXPECTED)
    assert set(queued()) == EXPECTED


def test_before_the_hour_is_over_nothing_is_queued_again(cloned_db: Any) -> None:
    now = clock.now()
    assert jobs.enqueue_hourly(now)
    assert not jobs.enqueue_hourly(now + timedelta(minutes=59))
    assert Marker.objects.get(name=jobs.MARKER).at == now
    assert jobs.enqueue_hourly(now + timedelta(hours=1))


def test_where_a_job_cannot_be_queued_the_turn_is_not_lost(cloned_db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def enqueue(self) -> None:
            raise ValueError("no room")

    sound = list(contributions.hourly)
    monkeypatch.setattr(contributions.hourly, "_items", [*sound, Broken()])
    with pytest.raises(ValueError, match="no room"):
        jobs.enqueue_hourly(clock.now())
    assert queued() == []
    monkeypatch.setattr(contributions.hourly, "_items", sound)
    assert jobs.enqueue_hourly(clock.now())


def test_two_workers_throw_away_what_is_over_and_nothing_else(
    cloned_db: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    for begun in (now - KEPT_FOR - timedelta(minutes=1), now):
        start(actor=cast.amara.actor, event_code="death", now=begun)
    for name, ends in (("old", now - timedelta(minutes=1)), ("new", now + timedelta(hours=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    for done in (now - timedelta(days=31), now - timedelta(days=29), None):
        OutboxEntry.objects.create(topic="project.nobody", object_id=uuid4(), due_at=now + jobs.EVERY, done_at=done)

    for worker in (Worker(), Worker()):
        rounds = iter(range(len(EXPECTED) + 1))
        monkeypatch.setattr(
            "coopcouncil.project.tasks.time.sleep",
            lambda _, worker=worker, rounds=rounds: next(rounds, None) is None and worker.stop(),
        )
        worker.work()

    assert set(queued()) == EXPECTED
    assert len(queued()) == len(EXPECTED)
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert [draft.started_at for draft in Draft.objects.all()] == [now]
    # Two jobs know of drafts that are over; whichever comes first says so.
    said = AuditRow.objects.filter(verb__in=["frontdoor.drafts_expired", "sharing.let_go"])
    assert [row.reason for row in said] in (["1 removed"], ["drafts 1"])
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert OutboxEntry.objects.exclude(topic="foundation.forget").count() == 2
    assert not OutboxEntry.objects.filter(done_at__lt=now - outbox.KEPT_ONCE_DONE).exists()
