"""The worker’s entries of the settlement: the outbox topic `settlement.letter`, and what goes once an hour."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.settlement.actions import finding, takeovers
from coopcouncil.settlement.actions.takeovers import writing


def write_letter(object_id: UUID, *, attempt: int, now: datetime) -> None:
    """Write one letter about a takeover."""
    writing.write_letter(letter_id=object_id, now=now)


@task()
def find_gaps() -> int:
    """Look once a day who has less than others, and flag it. Returns how many flags are new."""
    return finding.find_daily(actor=SYSTEM, now=clock.now(), today=clock.today())


@task()
def watch_takeovers() -> int:
    """Run the guards of every service that a community runs."""
    return takeovers.watch(now=clock.now(), today=clock.today())
