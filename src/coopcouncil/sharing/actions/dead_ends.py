"""Ending a delivery that died: telling another organisation instead, or closing it. The person reads the reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.alarms import alert, give_owner
from coopcouncil.sharing.actions.submitting import put_on_their_way
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.events import DeliveryDied
from coopcouncil.sharing.models import Alarm, DeadEnd, Delivery, Notice
from coopcouncil.sharing.queries.objections import is_objected_to

MOST_WORDS = 500  # characters of a reason
# What a notice to another organisation has of its own.
_ITS_OWN = frozenset({"id", "organisation", "service", "code", "created_at"})


def own(delivery: Delivery, now: datetime) -> None:
    """Give a delivery that has just died to a person of the council, and tell them. Call inside that transaction."""
    owner = give_owner(delivery, now)
    if owner is not None:
        alert(delivery, Alarm.Kind.DEAD, [owner], now)


def die(delivery: Delivery, now: datetime) -> None:
    """It could not be delivered, as `last_error` says: it is dead and owned. Call inside a transaction."""
    delivery.state, delivery.next_attempt_at = Delivery.State.DEAD, None
    delivery.save()
    own(delivery, now)
    audit.note(SYSTEM, "sharing.delivery_dead", delivery, reason=delivery.last_error)
    events.emit(DeliveryDied(delivery.id, delivery.notice_id, delivery.notice.organisation_id))


def own_what_nobody_owns(*, now: datetime) -> int:
    """Give each stuck delivery whose owner has gone to somebody else. Returns how many found one."""
    with transaction.atomic():
        waiting = queries.unowned_for_update()
        for delivery in waiting:
            own(delivery, now)
    return sum(delivery.owner_id is not None for delivery in waiting)


def close(*, actor: Actor, delivery_id: UUID, reason: str, now: datetime) -> None:
    """Close a dead delivery for a reason that the person reads. It is not done, and never shown as done.

    Raises NotFound, NotAllowed, BadInput, Conflict when it is not stuck (any more).
    """
    with transaction.atomic():
        delivery = _stuck(actor, delivery_id)
        _end(actor, delivery, reason, None, now)
        audit.note(actor, "sharing.delivery_closed", delivery)


def redirect(*, actor: Actor, delivery_id: UUID, organisation_id: UUID, reason: str, now: datetime) -> UUID:
    """Tell another organisation that offers the same type of service the same slice instead, for a reason that the
    person reads. Returns the new notice's id.

    Not what was told in safe mode, nor what the person agreed to have told to this organisation alone. Raises NotFound,
    NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        delivery = _stuck(actor, delivery_id)
        notice = Notice.objects.select_related("submission").get(id=delivery.notice_id)
        if notice.submission.safe:
            raise Conflict(_("This was told in safe mode: nobody else may learn of it. Phone the organisation."))
        if notice.by_consent:
            raise Conflict(_("The person agreed to tell this organisation, and no other. Ask them first."))
        if notice.kind != Notice.Kind.TOLD:
            raise Conflict(_("A correction goes only to whom the first notice went. Phone the organisation."))
        if is_objected_to(notice.id):
            raise Conflict(_("The person objects to this. Answer them first. Nothing was sent."))
        if organisation_id not in dict(queries.others_offering(notice)):
            raise BadInput(_("That organisation does not offer this service."), place="organisation")
        instead = _told_to(notice, organisation_id, now)
        put_on_their_way([instead], now)
        _end(actor, delivery, reason, instead, now)
        audit.note(actor, "sharing.delivery_redirected", delivery, reason=str(instead.id))
    return instead.id


def _stuck(actor: Actor, delivery_id: UUID) -> Delivery:
    found = queries.delivery_to_carry(delivery_id)
    queries.submission_for_update(found.notice.submission_id)
    delivery = queries.delivery_for_update(delivery_id)
    permissions.require(actor, "sharing.see_to_stuck", delivery)
    if delivery.state != Delivery.State.DEAD or queries.is_ended(delivery_id):
        raise Conflict(_("This notice is not stuck any more. Nothing was changed."))
    if queries.is_taken_back(delivery.notice):
        raise Conflict(_("The person has taken this back. The notice that says so is sent instead."))
    return delivery


def _end(actor: Actor, delivery: Delivery, reason: str, instead: Notice | None, now: datetime) -> None:
    reason = reason.strip()
    if not reason or len(reason) > MOST_WORDS:
        raise BadInput(_("Say why, in 500 characters at most: the person reads it."), place="reason")
    if actor.account_id is None:
        raise Conflict(_("Only a person can end this."))
    DeadEnd.objects.create(
        delivery=delivery,
        instead=instead,
        submission_id=delivery.notice.submission_id,
        reason=reason,
        by_id=actor.account_id,
        at=now,
    )


def _told_to(notice: Notice, organisation_id: UUID, now: datetime) -> Notice:
    """The same notice, to another organisation."""
    kept = {
        field.attname: getattr(notice, field.attname)
        for field in Notice._meta.concrete_fields
        if field.name not in _ITS_OWN
    }
    kept["facts"] = slices.kept(slices.cut(slices.read(notice.facts), purpose=notice.purpose))
    before = Notice.objects.filter(submission_id=notice.submission_id, code__startswith=f"{notice.code[:50]}~").count()
    return Notice(**kept, organisation_id=organisation_id, code=f"{notice.code[:50]}~{before + 1}", created_at=now)
