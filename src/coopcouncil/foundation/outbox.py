"""What must leave the process: written in the transaction that caused it, carried by a worker, at least once.

A worker claims a row with a lease (SKIP LOCKED, so workers never wait for each other). A worker that is killed leaves a
lease that runs out, and the row is carried again; handlers are therefore idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

import structlog
from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest

from coopcouncil.foundation.models import Marker, OutboxEntry

LEASE = timedelta(seconds=60)
KEPT_ONCE_DONE = timedelta(days=30)
BACK_OFF_CEILING = timedelta(hours=1)
HEARTBEAT = "worker-heartbeat"

log = structlog.get_logger("coopcouncil.outbox")


class Handler(Protocol):
    def __call__(self, object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
        """Carry it. Return None when it is done, or the moment to try again. An exception means back off."""


_handlers: dict[str, Handler] = {}


def carries(topic: str, handler: Handler) -> None:
    """Register the one handler of a topic."""
    if topic in _handlers:
        raise ValueError(f"{topic} is carried by two handlers.")
    _handlers[topic] = handler


def add(topic: str, object_id: UUID, *, due_at: datetime) -> None:
    """Promise that `topic`'s handler will be called with `object_id` from `due_at` on, if this transaction commits."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{topic} was put in the outbox outside a transaction.")
    if topic not in _handlers:
        raise LookupError(f"Nobody carries {topic}.")
    OutboxEntry.objects.create(topic=topic, object_id=object_id, due_at=due_at)


@dataclass(frozen=True)
class State:
    waiting: int
    oldest_seconds: float
    heartbeat_seconds: float | None


def state(now: datetime) -> State:
    """How full the outbox is, how late its oldest due row, and how long since a worker was alive."""
    # A row written for a moment long past (an import, the demo) has waited only since it was written.
    since = Greatest("due_at", "created_at")
    due = OutboxEntry.objects.filter(done_at__isnull=True).aggregate(
        waiting=Count("id"), oldest=Min(since, filter=Q(due_at__lte=now))
    )
    beat = Marker.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    return State(
        waiting=due["waiting"],
        oldest_seconds=(now - due["oldest"]).total_seconds() if due["oldest"] else 0.0,
        heartbeat_seconds=(now - beat).total_seconds() if beat else None,
    )


def beat(now: datetime) -> None:
    """Show that a worker is alive."""
    Marker.objects.update_or_create(name=HEARTBEAT, defaults={"at": now})


_CLAIM = """
    UPDATE outbox_entry SET lease = %(lease)s, leased_until = %(until)s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM outbox_entry
        WHERE done_at IS NULL AND due_at <= %(now)s AND (leased_until IS NULL OR leased_until < %(now)s)
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, topic, object_id, attempts
"""


def carry_one(*, clock: Callable[[], datetime]) -> bool:
    """Claim one due row, call its handler, write down how it went. Returns whether there was one."""
    now, lease = clock(), uuid4()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"lease": lease, "until": now + LEASE, "now": now})
        row = cursor.fetchone()
    if row is None:
        return False
    identifier, topic, object_id, attempt = row
    again, error = None, ""
    try:
        again = _handlers[topic](object_id, attempt=attempt, now=now)
    except Exception as failure:  # whatever went wrong, the row stays and is tried again
        again, error = clock() + back_off(attempt), type(failure).__name__
        log.exception("carrying failed", topic=topic, object_id=str(object_id), attempt=attempt)
    # Only the holder of the lease may write: a worker that was slow must not undo the work of the one after it.
    held = OutboxEntry.objects.filter(id=identifier, lease=lease)
    if again is None:
        held.update(done_at=clock(), leased_until=None, lease=None, last_error="")
    else:
        held.update(due_at=again, leased_until=None, lease=None, last_error=error)
    return True


def remove_carried(now: datetime) -> int:
    """Throw away rows that were done more than 30 days ago. Returns how many. What is not done stays."""
    return OutboxEntry.objects.filter(done_at__lt=now - KEPT_ONCE_DONE).delete()[0]


def back_off(attempt: int) -> timedelta:
    """Two seconds, doubled at each further attempt, an hour at most."""
    return min(timedelta(seconds=2 ** min(attempt, 12)), BACK_OFF_CEILING)
