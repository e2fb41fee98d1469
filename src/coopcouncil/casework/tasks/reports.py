"""The worker's entries for reports: carrying a part to its body, letters, and what goes once an hour."""

import random
from datetime import datetime
from uuid import UUID

from django_tasks import task

from coopcouncil.casework.actions import report_answers, report_delivery, report_drafts, report_owning
from coopcouncil.foundation import clock


def deliver(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Carry one part. How often it was tried is kept with the part, because sending again begins afresh."""
    spread = random.random()  # noqa: S311 - nothing secret hangs on it
    return report_delivery.deliver(part_id=object_id, now=now, spread=spread)


def write_letter(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Write to whoever reported it."""
    report_answers.write_letter(event_id=object_id, now=now)
    return None


@task()
def end_overdue_reports() -> int:
    """End what has waited too long for a server that is paused. Returns how many parts."""
    return report_delivery.end_overdue(now=clock.now())


@task()
def own_reports_that_nobody_owns() -> int:
    """Give what is stuck, and whose owner has gone, to somebody. Returns how many parts."""
    return report_delivery.own_what_nobody_owns(now=clock.now())


@task()
def own_reports() -> int:
    """Open a case of each report of which nobody could own one before. Returns how many."""
    return report_owning.own_all(now=clock.now())


@task()
def remove_expired_report_drafts() -> int:
    """Throw away reports that were begun and not sent. Returns how many."""
    return report_drafts.remove_expired(now=clock.now())
