"""Jobs of cases that are handed to another council, or came from one."""

from datetime import datetime
from uuid import UUID

from coopcouncil.casework.actions import exchanging


def tell_the_other(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Tell the other council what is new in a case that it has, or is asked to take."""
    exchanging.tell_the_other(transfer_id=object_id, now=now)
    return None
