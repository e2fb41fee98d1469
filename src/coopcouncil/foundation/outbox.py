"""What must leave the process: written in the transaction that caused it, carried by a worker, at least once.

A worker claims a row with a lease: what is urgent first, then what is due longest. Rows may share a lane (the
organisation that they go to): of one lane only one row is carried at a time, or as many as the lane is wide, so that
whoever answers slowly holds up nobody else. A lane may rest: until then nothing of it is carried, and from then one
row at a time, until it is said to be as before. A worker that is killed leaves a lease that runs out, and the row is
carried again; handlers are therefore idempotent. A row whose handler fails time after time is given up, and stays for a
person to look at.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol
from uuid import UUID, uuid4

import structlog
from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest

from coopcouncil.foundation.database import copy_in, in_one_go
from coopcouncil.foundation.models import Marker, OutboxEntry, OutboxLane

LEASE = timedelta(seconds=45)  # no handler may take longer; a killed worker holds up its lanes for so long
# Times that, at most: so much longer waits what was claimed again and again and never ended. So what kills its worker
# each time leaves workers to all the rest.
LONGEST_LEASE = 8
KEPT_ONCE_DONE = timedelta(days=30)
BACK_OFF_CEILING = timedelta(hours=1)
MOST_ATTEMPTS = 30  # about a day of failures
HEARTBEAT = "worker-heartbeat"

log = structlog.get_logger("coopcouncil.outbox")


class Priority(IntEnum):
    EMERGENCY = 0
    SAME_DAY = 1
    ROUTINE = 2


class Handler(Protocol):
    def __call__(self, object_id: UUID, *, attempt: int, now: datetime) -> datetime | None:
        """Carry it. Return None when it is done, or the moment to try again. An exception means back off."""


_handlers: dict[str, Handler] = {}


def carries(topic: str, handler: Handler) -> None:
    """Register the one handler of a topic."""
    if topic in _handlers:
        raise ValueError(f"{topic} is carried by two handlers.")
    _handlers[topic] = handler


def add(
    topic: str,
    object_id: UUID,
    *,
    due_at: datetime,
    priority: Priority = Priority.ROUTINE,
    lane: UUID | None = None,
) -> None:
    """Promise that `topic`'s handler will be called with `object_id` from `due_at` on, if this transaction commits.

    Of the entries of one `lane` one at a time is carried (see `widen`); an entry without a lane waits for nobody.
    """
    add_all(topic, [Promise(object_id, due_at, priority, lane)])


@dataclass(frozen=True)
class Promise:
    """One entry of several that are made together: the arguments of `add`."""

    object_id: UUID
    due_at: datetime
    priority: Priority = Priority.ROUTINE
    lane: UUID | None = None


def add_all(topic: str, promises: Iterable[Promise]) -> None:
    """`add` for many, in one statement."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{topic} was put in the outbox outside a transaction.")
    if topic not in _handlers:
        raise LookupError(f"Nobody carries {topic}.")
    copy_in(
        [
            OutboxEntry(
                topic=topic,
                object_id=promise.object_id,
                due_at=promise.due_at,
                priority=promise.priority,
                lane=promise.lane,
            )
            for promise in promises
        ]
    )


def hasten(topic: str, object_ids: Collection[UUID], *, due_at: datetime) -> None:
    """Make what waits for a later moment due at `due_at`."""
    OutboxEntry.objects.filter(
        topic=topic, object_id__in=object_ids, done_at__isnull=True, given_up_at__isnull=True, due_at__gt=due_at
    ).update(due_at=due_at)


def widen(lane: UUID, width: int) -> None:
    """Carry `width` (1 or more) entries of a lane at a time from now on."""
    OutboxLane.objects.update_or_create(lane=lane, defaults={"width": width})


def rest(lane: UUID, until: datetime | None) -> None:
    """Carry nothing of a lane until then, and from then one entry at a time; None: carry it as before."""
    if until is None:
        OutboxLane.objects.filter(lane=lane).update(resting_until=None)
    else:
        OutboxLane.objects.update_or_create(lane=lane, defaults={"resting_until": until})


def call_off(topic: str, object_ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Promise no more what no worker has ever claimed. Returns those objects; of others nobody can say that they have
    not left. Call inside a transaction.
    """
    # Locked, so that no worker claims one meanwhile: it passes over what is locked.
    waiting = OutboxEntry.objects.select_for_update().filter(
        topic=topic, object_id__in=object_ids, done_at__isnull=True, given_up_at__isnull=True
    )
    entries = list(waiting.order_by("id"))
    OutboxEntry.objects.filter(id__in=[entry.id for entry in entries if not entry.attempts]).update(done_at=now)
    return {entry.object_id for entry in entries} - {entry.object_id for entry in entries if entry.attempts}


@dataclass(frozen=True)
class State:
    """`oldest_seconds`: how long the oldest due entry has waited for a worker; `given_up`: how many need a person."""

    waiting: int
    oldest_seconds: float
    heartbeat_seconds: float | None
    given_up: int


def state(now: datetime) -> State:
    """How full the outbox is, how late its oldest due row, and how long since a worker was alive.

    What is being carried does not wait; nor does what shares a lane with something carried within the last lease, or
    what is in a lane that rests: it waits for its organisation, which may be slow, and not for us.
    """
    # A row written for a moment long past (an import, the demo) has waited only since it was written.
    since = Greatest("due_at", "created_at")
    moving = OutboxEntry.objects.filter(claimed_at__gt=now - LEASE)
    lanes = moving.filter(lane__isnull=False).values("lane")
    resting = OutboxLane.objects.filter(resting_until__isnull=False).values("lane")
    theirs = Q(lane__in=lanes) | Q(lane__in=resting)
    ours = Q(due_at__lte=now) & ~Q(leased_until__gte=now) & (Q(lane__isnull=True) | ~theirs)
    due = OutboxEntry.objects.filter(done_at__isnull=True).aggregate(
        waiting=Count("id", filter=Q(given_up_at__isnull=True)),
        oldest=Min(since, filter=ours & Q(given_up_at__isnull=True)),
        given_up=Count("id", filter=Q(given_up_at__isnull=False)),
    )
    beat = Marker.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    return State(
        waiting=due["waiting"],
        oldest_seconds=(now - due["oldest"]).total_seconds() if due["oldest"] else 0.0,
        heartbeat_seconds=(now - beat).total_seconds() if beat else None,
        given_up=due["given_up"],
    )


def beat(now: datetime) -> None:
    """Show that a worker is alive."""
    Marker.objects.update_or_create(name=HEARTBEAT, defaults={"at": now})


# Claims are made one after the other, each seeing the leases before it: else two at once could take one lane.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('outbox_entry'))"
# Neither a claim nor the note that one is done need be on the disk at once: where the server dies before, the entry is
# carried again, as after the death of a worker. What the handler itself wrote down waits for the disk.
_NEED_NOT_WAIT = "SET LOCAL synchronous_commit TO off"
_CLAIM = """
    WITH moving AS (
        SELECT lane, count(*) AS entries FROM outbox_entry
        WHERE leased_until >= %(now)s AND lane IS NOT NULL
        GROUP BY lane
    ), shut AS (
        SELECT lane FROM moving LEFT JOIN outbox_lane USING (lane)
        WHERE entries >= CASE WHEN resting_until IS NULL THEN coalesce(width, 1) ELSE 1 END
        UNION ALL
        SELECT lane FROM outbox_lane WHERE resting_until > %(now)s
    )
    UPDATE outbox_entry
    SET lease = %(lease)s, claimed_at = %(now)s, attempts = attempts + 1,
        leased_until = %(now)s + %(lasts)s * least(greatest(attempts, 1), %(most)s)
    WHERE id = (
        SELECT id FROM outbox_entry
        WHERE done_at IS NULL AND given_up_at IS NULL AND due_at <= %(now)s
          AND (leased_until IS NULL OR leased_until < %(now)s)
          AND (lane IS NULL OR lane NOT IN (SELECT lane FROM shut))
        ORDER BY priority, due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, topic, object_id, attempts
"""


_DONE = """
    UPDATE outbox_entry SET done_at = %(now)s, leased_until = NULL, lease = NULL, last_error = ''
    WHERE id = %(id)s AND lease = %(lease)s
"""


def _claim(now: datetime, lease: UUID) -> tuple[UUID, str, UUID, int] | None:
    values = {"lease": lease, "lasts": LEASE, "most": LONGEST_LEASE, "now": now}
    with connection.cursor() as cursor:
        # One message, so that the next one's turn comes as soon as the database has made this claim.
        in_one_go(cursor, f"{_NEED_NOT_WAIT}; {_TURN}; {_CLAIM}", values)
        found: tuple[UUID, str, UUID, int] | None = cursor.fetchone()
    return found


def carry_one(*, clock: Callable[[], datetime]) -> bool:
    """Claim one due row, call its handler, write down how it went. Returns whether there was one."""
    now, lease = clock(), uuid4()
    if (row := _claim(now, lease)) is None:
        return False
    identifier, topic, object_id, attempt = row
    again, error = None, ""
    try:
        again = _handlers[topic](object_id, attempt=attempt, now=now)
    except Exception as failure:  # whatever went wrong, the row stays and is tried again
        again, error = clock() + back_off(attempt), type(failure).__name__
        log.exception("carrying failed", topic=topic, object_id=str(object_id), attempt=attempt)
    # Only the holder of the lease may write: a worker that was slow must not undo the work of the one after it.
    if again is None:
        with connection.cursor() as cursor:
            in_one_go(cursor, f"{_NEED_NOT_WAIT}; {_DONE}", {"id": identifier, "lease": lease, "now": clock()})
        return True
    held = OutboxEntry.objects.filter(id=identifier, lease=lease)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NEED_NOT_WAIT)
        if not error:  # it goes on as it should: only failures one after the other count
            held.update(due_at=again, leased_until=None, lease=None, last_error="", attempts=1)
        elif attempt >= MOST_ATTEMPTS:
            held.update(given_up_at=clock(), leased_until=None, lease=None, last_error=error)
            log.error("given up", topic=topic, object_id=str(object_id), attempts=attempt)
        else:
            held.update(due_at=again, leased_until=None, lease=None, last_error=error)
    return True


def remove_carried(now: datetime) -> int:
    """Throw away rows that were done more than 30 days ago. Returns how many. What is not done stays."""
    return OutboxEntry.objects.filter(done_at__lt=now - KEPT_ONCE_DONE).delete()[0]


def back_off(attempt: int) -> timedelta:
    """Two seconds, doubled at each further attempt, an hour at most."""
    return min(timedelta(seconds=2 ** min(attempt, 12)), BACK_OFF_CEILING)
