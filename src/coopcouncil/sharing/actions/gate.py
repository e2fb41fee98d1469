"""The gate: a notice goes by an agreement that is in force, or because it needs none; else it is held, never lost.

It is asked twice: when the notice is written, and again just before it is sent, because an agreement may have ended in
between. What is held is on the page of whoever told it, in plain words, and on the administrator's desk; it goes by
itself as soon as an agreement covers it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import queries
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.queries.agreements import NO_AGREEMENT, Way, Ways, held_for_update

RELEASED = "sharing.delivery_released"


def deliveries_for(notices: Sequence[Notice], routes: Mapping[UUID, str], now: datetime) -> list[Delivery]:
    """A delivery for each notice, not kept yet: in the queue, or held where the notice may not go."""
    ways, made = Ways(now), []
    for notice in notices:
        way = ways.of(notice)
        made.append(
            Delivery(
                notice=notice,
                route=routes.get(notice.organisation_id, Delivery.Route.INBOX),
                state=Delivery.State.QUEUED if way.is_open else Delivery.State.HELD,
                last_error="" if way.is_open else NO_AGREEMENT,
                agreement_id=way.agreement_id,
                without=way.without,
                queued_at=now,
                next_attempt_at=now if way.is_open else None,
                changed_at=now,
            )
        )
    return made


def hold_back(delivery: Delivery, now: datetime) -> bool:
    """Whether this delivery may not be sent (any more): then it is held. `delivery` came with notice and submission."""
    way = Ways(now).of(delivery.notice)
    if way.is_open:
        if (delivery.agreement_id, delivery.without) != (way.agreement_id, way.without):
            Delivery.objects.filter(id=delivery.id).update(agreement_id=way.agreement_id, without=way.without)
        return False
    with transaction.atomic():
        if (row := queries.delivery_for_update(delivery.id)).state in TO_BE_SENT:
            _hold([row], now)
    return True


def may_go(waiting: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those that may be sent, each told by which agreement; the others are held. The rows come locked, with notice and
    submission, and the caller saves what may go.
    """
    ways, free = Ways(now), []
    for row in waiting:
        if (way := ways.of(row.notice)).is_open:
            row.agreement_id, row.without = way.agreement_id, way.without
            free.append(row)
    going = {row.id for row in free}
    _hold([row for row in waiting if row.id not in going], now)
    return free


def _hold(rows: Sequence[Delivery], now: datetime) -> None:
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(
        state=Delivery.State.HELD, last_error=NO_AGREEMENT, agreement_id=None, without="", next_attempt_at=None,
        changed_at=now,
    )  # fmt: skip
    audit.note_all(SYSTEM, "sharing.delivery_held", rows, reason=NO_AGREEMENT)


def released(now: datetime) -> list[Delivery]:
    """Put back in the queue whatever waited for an agreement and may go now. The caller puts it in the outbox, inside
    the same transaction.
    """
    ways, held = Ways(now), held_for_update()
    over = queries.taken_back(row.notice for row in held)  # tried before it was held, and followed by what ends it
    ended = [row.id for row in held if row.notice_id in over]
    Delivery.objects.filter(id__in=ended).update(state=Delivery.State.STOPPED, changed_at=now)
    free, by_way = [], defaultdict[Way, list[UUID]](list)
    for row in held:
        if row.notice_id not in over and (way := ways.of(row.notice)).is_open:
            free.append(row)
            by_way[way].append(row.id)
    for way, ids in by_way.items():
        Delivery.objects.filter(id__in=ids).update(
            agreement_id=way.agreement_id, without=way.without, state=Delivery.State.QUEUED, last_error="",
            queued_at=now, next_attempt_at=now, changed_at=now,
        )  # fmt: skip
    audit.note_all(SYSTEM, RELEASED, free)
    return free


def let_go(delivery: Delivery, now: datetime) -> None:
    """From held to the queue."""
    delivery.state, delivery.last_error = Delivery.State.QUEUED, ""
    delivery.queued_at = delivery.next_attempt_at = delivery.changed_at = now
    delivery.save()
    audit.note(SYSTEM, RELEASED, delivery)


def stop_held(deliveries: Iterable[Delivery], now: datetime) -> None:
    """What is held, was never tried and is wanted no more: it is not sent. The rows come locked."""
    waiting = [row for row in deliveries if row.state == Delivery.State.HELD]
    tried = queries.tried(row.id for row in waiting)
    for row in waiting:
        if row.id not in tried:
            row.state, row.changed_at = Delivery.State.STOPPED, now
            row.save(update_fields=["state", "changed_at"])
