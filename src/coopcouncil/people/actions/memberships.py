from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, permissions, sessions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import queries
from coopcouncil.people.events import MembershipDeclared, MembershipVerified
from coopcouncil.people.models import Membership


def declare_membership(*, actor: Actor, ground: str, now: datetime) -> UUID:
    """Say why one belongs to the borough, on one's own word. Said twice, it is still one: the first one's id.

    Raises NotAllowed, BadInput.
    """
    with transaction.atomic():
        if actor.account_id is None:
            raise NotAllowed("people.own_account", about_object=False)
        permissions.require(actor, "people.own_account", actor.account_id)
        queries.account_held_open(actor.account_id)
        if ground not in Membership.Ground.values:
            raise BadInput(_("Choose why you belong here."))
        row = Membership(account_id=actor.account_id, ground=ground, declared_at=now)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return Membership.objects.get(account=actor.account_id, ground=ground, ended_at__isnull=True).id
        audit.note(actor, "people.membership_declared", row, reason=ground)
        events.emit(MembershipDeclared(row.id, row.account_id))
    return row.id


def end_membership(*, actor: Actor, membership_id: UUID, now: datetime, session_key: str = "") -> None:
    """Say that a ground no longer holds. With the last one a person leaves: they stay signed in only in the browser
    with `session_key`. Raises NotAllowed, NotFound.
    """
    with transaction.atomic():
        row = queries.membership_for_update(membership_id)
        permissions.require(actor, "people.own_account", row.account_id)
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        if not queries.is_member(row.account_id):
            sessions.end_sessions(row.account_id, but=session_key)
        audit.note(actor, "people.membership_ended", row)


def verify_membership(*, actor: Actor, membership_id: UUID, now: datetime) -> None:
    """Confirm somebody else's ground, after seeing evidence of it. Raises NotAllowed, NotFound, Conflict."""
    with transaction.atomic():
        row = queries.membership_for_update(membership_id)
        permissions.require(actor, "people.verify_membership", row)
        if row.verified_at is not None:
            raise Conflict(_("Somebody has checked this already."))
        row.verified_at, row.verified_by_id = now, actor.account_id
        row.save(update_fields=["verified_at", "verified_by"])
        audit.note(actor, "people.membership_verified", row)
        events.emit(MembershipVerified(row.id, row.account_id))
