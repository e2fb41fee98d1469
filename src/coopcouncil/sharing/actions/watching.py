"""Watching over a notice until a person has it in hand; saying that one has."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways, queries
from coopcouncil.sharing.actions.alarms import alert, give_owner
from coopcouncil.sharing.domain.due import day_of
from coopcouncil.sharing.domain.watching import shipped_watch
from coopcouncil.sharing.gateways import Ring
from coopcouncil.sharing.models import Acknowledgement, Alarm, Delivery, Notice

_RING_AFTER_FAILURE = timedelta(minutes=1)

log = structlog.get_logger("coopcouncil.sharing")


def watch(*, delivery_id: UUID, now: datetime) -> datetime | None:
    """Look whether a person has an urgent notice in hand, and call somebody where nobody has.

    Returns when to look again; None once somebody has it, or nothing more can be done by us.
    """
    delivery = queries.delivery_to_carry(delivery_id)
    notice = delivery.notice
    if queries.is_taken_back(notice) or delivery.state == Delivery.State.STOPPED:
        return None
    if shipped_watch().is_safeguarding(notice.purpose) and not queries.is_triaged(notice.id):
        _call_triage(delivery, now)
    if queries.is_in_hand(notice.id):
        return None
    due = notice.created_at + shipped_watch().patience(notice.urgency)
    if now < due:
        return due
    if notice.urgency == Notice.Urgency.EMERGENCY:
        return _ring(delivery_id, now)
    return _escalate(delivery_id, now)


def _call_triage(delivery: Delivery, now: datetime) -> None:
    """Tell the council's safeguarding officers, each once."""
    if (council := people.council()) is None:
        return
    with transaction.atomic():
        alert(delivery, Alarm.Kind.TRIAGE, people.staff(council.id, [Role.SAFEGUARDING_OFFICER], day_of(now)), now)


def _escalate(delivery_id: UUID, now: datetime) -> datetime | None:
    """First the managers of the organisation that was told; an hour later whoever owns it at the council."""
    with transaction.atomic():
        delivery = queries.delivery_for_update(delivery_id)
        organisation_id, today = delivery.notice.organisation_id, day_of(now)
        before = Alarm.objects.filter(delivery=delivery, kind=Alarm.Kind.LATE).exists()
        before = (
            before or delivery.state == Delivery.State.HELD
        )  # they may not know of it yet: only the council sees it
        managers = people.staff(organisation_id, [Role.SERVICE_MANAGER, Role.PROVIDER_MANAGER], today)
        if not before and alert(
            delivery, Alarm.Kind.LATE, managers or people.staff(organisation_id, INBOX_ROLES, today), now
        ):
            audit.note(SYSTEM, "sharing.escalated", delivery, reason="managers")
            return now + shipped_watch().escalate_again
        _call_owner(delivery, now)
    return None


def _call_owner(delivery: Delivery, now: datetime) -> None:
    owner = give_owner(delivery, now)
    alert(delivery, Alarm.Kind.OWNER, [owner] if owner else [], now)
    audit.note(SYSTEM, "sharing.escalated", delivery, reason="owner")


def _ring(delivery_id: UUID, now: datetime) -> datetime:
    """Ring the duty officer, and again until somebody has it. No transaction is held while the telephone rings."""
    with transaction.atomic():
        delivery = queries.delivery_for_update(delivery_id)
        alarm, made = Alarm.objects.get_or_create(
            delivery=delivery, kind=Alarm.Kind.RING, account=None, defaults={"made_at": now}
        )
        if made:
            _call_owner(delivery, now)
    number = alarm.rings + 1
    outcome = gateways.ring(Ring(alarm.id, number, _words(delivery.notice_id)))
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update().get(id=alarm.id)
        alarm.tries += 1
        alarm.outcome = outcome.code
        if outcome.is_sent:
            alarm.rings, alarm.sent_at = max(alarm.rings, number), now
        alarm.save()
        audit.note(SYSTEM, "sharing.duty_rung", delivery, reason=outcome.code)
    if outcome.is_sent:
        return now + shipped_watch().ring_again
    log.error("the duty officer could not be rung", delivery=str(delivery_id), outcome=outcome.code)
    return now + _RING_AFTER_FAILURE


def _words(notice_id: UUID) -> str:
    """What the telephone says: no fact, and nobody's name."""
    return _(
        "This is the council. Somebody told us of an emergency, and nobody has it in hand. Please open %(address)s now."
    ) % {"address": f"{gateways.public_url()}/inbox/{notice_id}/"}


def watch_over(deliveries: list[Delivery], now: datetime) -> None:
    """Have urgent notices, and those that may speak of harm, watched over. Call inside their transaction."""
    looks = [
        outbox.Promise(delivery.id, now + first, outbox.Priority.EMERGENCY)
        for delivery in deliveries
        if (first := shipped_watch().first_look(delivery.notice.urgency, delivery.notice.purpose)) is not None
    ]
    if looks:
        outbox.add_all("sharing.watch", looks)


def acknowledge(*, actor: Actor, notice_id: UUID, now: datetime) -> None:
    """Say, in the inbox, that a person has this notice in hand. Saying it twice is one. Raises NotFound, NotAllowed."""
    _take_in_hand(actor, "sharing.answer_notice", notice_id, Acknowledgement.Place.INBOX, now)


def take_triage(*, actor: Actor, notice_id: UUID, now: datetime) -> None:
    """Say that the council's safeguarding officer has it in hand. Raises NotFound, NotAllowed, Conflict."""
    _take_in_hand(actor, "sharing.triage", notice_id, Acknowledgement.Place.TRIAGE, now)


def _take_in_hand(actor: Actor, permission: str, notice_id: UUID, place: str, now: datetime) -> None:
    with transaction.atomic():
        delivery = queries.notice_delivery(notice_id, lock=True)
        permissions.require(actor, permission, delivery.notice)
        if actor.account_id is None:
            raise Conflict(_("Only a person can say that they have a notice in hand."))
        row, made = Acknowledgement.objects.get_or_create(
            notice_id=notice_id, place=place, defaults={"account_id": actor.account_id, "at": now}
        )
        if made:
            audit.note(actor, "sharing.notice_in_hand", delivery.notice, reason=row.place)
