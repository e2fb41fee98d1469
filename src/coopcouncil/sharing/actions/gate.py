"""The gate: a notice goes by an agreement that is in force, or because it needs none; else it is held, never lost.

It is asked twice: when the notice is written, and again just before it is sent, because an agreement may have ended in
between. What is held is on the page of whoever told it, in plain words, and on the administrator's desk; it goes by
itself as soon as an agreement covers it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import queries
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.queries.agreements import NO_AGREEMENT, Ways, held_for_update


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
        row = queries.delivery_for_update(delivery.id)
        if row.state in TO_BE_SENT:
            row.state, row.last_error, row.agreement_id, row.without = Delivery.State.HELD, NO_AGREEMENT, None, ""
            row.next_attempt_at, row.changed_at = None, now
            row.save()
            audit.note(SYSTEM, "sharing.delivery_held", row, reason=NO_AGREEMENT)
    return True


def released(now: datetime) -> list[Delivery]:
    """Put back in the queue whatever waited for an agreement and may go now. The caller puts it in the outbox, inside
    the same transaction.
    """
    ways, free = Ways(now), []
    for delivery in held_for_update():
        if queries.is_taken_back(delivery.notice):  # tried before it was held, and followed since by what ends it
            delivery.state, delivery.changed_at = Delivery.State.STOPPED, now
            delivery.save(update_fields=["state", "changed_at"])
            continue
        way = ways.of(delivery.notice)
        if way.is_open:
            free.append(delivery)
            delivery.agreement_id, delivery.without = way.agreement_id, way.without
            let_go(delivery, now)
    return free


def let_go(delivery: Delivery, now: datetime) -> None:
    """From held to the queue."""
    delivery.state, delivery.last_error = Delivery.State.QUEUED, ""
    delivery.queued_at = delivery.next_attempt_at = delivery.changed_at = now
    delivery.save()
    audit.note(SYSTEM, "sharing.delivery_released", delivery)


def stop_held(deliveries: Iterable[Delivery], now: datetime) -> None:
    """What is held, was never tried and is wanted no more: it is not sent. The rows come locked."""
    waiting = [row for row in deliveries if row.state == Delivery.State.HELD]
    tried = queries.tried(row.id for row in waiting)
    for row in waiting:
        if row.id not in tried:
            row.state, row.changed_at = Delivery.State.STOPPED, now
            row.save(update_fields=["state", "changed_at"])
