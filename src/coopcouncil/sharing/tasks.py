"""The worker's entry: the outbox topic `sharing.deliver`."""

from datetime import datetime
from uuid import UUID

from coopcouncil.sharing import actions


def deliver(object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
    """Carry one delivery. How often it was tried is kept with the delivery, because a replay begins afresh."""
    return actions.deliver(delivery_id=object_id, now=now)
