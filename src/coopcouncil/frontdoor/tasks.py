"""The front door's hourly job, drafts past their day really go; and its letters."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions


@task()
def remove_expired_drafts() -> int:
    """Throw away what was begun and not sent in its time. Returns how many drafts went."""
    return actions.remove_expired(now=clock.now())


def write_return_letter(object_id: UUID, *, attempt: int, now: datetime) -> None:
    """The worker's entry for the outbox topic `frontdoor.return_link`: write the letter with a link to come back by."""
    actions.write_letter(link_id=object_id, now=now)
