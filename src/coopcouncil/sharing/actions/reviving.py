"""Putting what could not be delivered, or still waits, in the queue again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.submitting import TOPIC, put_in_outbox
from coopcouncil.sharing.models import Delivery, ServerHealth
from coopcouncil.sharing.queries.objections import is_objected_to


def replay(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Put a dead delivery back in the queue, by the route that the organisation has now.

    Raises NotFound, NotAllowed, Conflict when it is not dead (any more).
    """
    with transaction.atomic():
        # First what was told, then its delivery: the order in which it is taken back.
        queries.submission_for_update(queries.delivery_to_carry(delivery_id).notice.submission_id)
        delivery = queries.delivery_for_update(delivery_id)
        permissions.require(actor, "sharing.see_to_stuck", delivery)
        if delivery.state != Delivery.State.DEAD or queries.is_ended(delivery_id):
            raise Conflict(_("This notice is not stuck any more, so it was not sent again."))
        if queries.is_taken_back(delivery.notice):
            raise Conflict(_("The person has taken this back. The notice that says so is sent instead."))
        if is_objected_to(delivery.notice.corrects_id or delivery.notice_id):
            raise Conflict(_("The person objects to this. Answer them first. Nothing was sent."))
        organisation_id = delivery.notice.organisation_id
        route = queries.routes_for({organisation_id}).get(organisation_id, Delivery.Route.INBOX)
        revive(delivery, route, now)
        probe_now(organisation_id, now)
        audit.note(actor, "sharing.delivery_replayed", delivery)


def probe_now(organisation_id: UUID, now: datetime) -> None:
    """Try the organisation's server at once where it is paused: somebody says that it is well again."""
    if ServerHealth.objects.filter(organisation_id=organisation_id, paused_until__gt=now).update(paused_until=now):
        outbox.rest(organisation_id, now)


def revive(delivery: Delivery, route: str, now: datetime) -> None:
    """Put a dead delivery back in the queue with the whole schedule before it. Call inside a transaction."""
    delivery.route, delivery.state, delivery.attempts, delivery.last_error = route, Delivery.State.QUEUED, 0, ""
    delivery.queued_at = delivery.changed_at = delivery.next_attempt_at = now
    delivery.save()
    put_in_outbox([delivery], now)


def send_waiting(organisation_id: UUID, *, route: str, now: datetime) -> None:
    """Send whatever an organisation has not got yet by `route`, from now on, with the whole schedule before it.

    Call inside the transaction that changes the connection.
    """
    waiting = []
    queries.lock_submissions_with_dead(organisation_id)
    for delivery in queries.undelivered_for_update(organisation_id):
        if delivery.state == Delivery.State.DEAD:
            objected = is_objected_to(delivery.notice.corrects_id or delivery.notice_id)
            if objected or queries.is_taken_back(delivery.notice) or queries.is_ended(delivery.id):
                continue
            revive(delivery, route, now)
            continue
        delivery.route, delivery.attempts, delivery.next_attempt_at, delivery.changed_at = route, 0, now, now
        delivery.save()
        waiting.append(delivery.id)
    outbox.hasten(TOPIC, waiting, due_at=now)
