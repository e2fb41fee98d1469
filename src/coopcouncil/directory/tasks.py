"""The worker’s entries of the directory: the outbox topic `directory.letter`, and what goes once an hour."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from coopcouncil.directory.actions import writing
from coopcouncil.foundation import clock


def write_letter(object_id: UUID, *, attempt: int, now: datetime) -> None:
    """Write one letter to a provider’s manager."""
    writing.write_letter(letter_id=object_id, now=now)


@task()
def remind_providers() -> int:
    """Remind managers of records that they must confirm. Returns of how many records."""
    return writing.remind(now=clock.now(), today=clock.today())
