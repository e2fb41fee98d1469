"""Carrying one notice to its organisation. May be called twice for one delivery: the effect is one."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, outbox, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import formats, gateways, queries
from coopcouncil.sharing.actions.submitting import TOPIC, put_in_outbox
from coopcouncil.sharing.domain.delivery import TO_BE_SENT, next_attempt
from coopcouncil.sharing.domain.safe import INSTRUCTION, SafeContact, kept_contact
from coopcouncil.sharing.domain.undo import goes_at
from coopcouncil.sharing.events import DeliveryDied, NoticeSent
from coopcouncil.sharing.gateways import Outcome
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, Endpoint

NO_ADDRESS = "no_address"

log = structlog.get_logger("coopcouncil.sharing")


def deliver(*, delivery_id: UUID, now: datetime) -> datetime | None:
    """Try once. Returns None when there is nothing more to send, or the moment to try again.

    No transaction is held while the other side answers. A worker that dies between the sending and the writing leaves
    the delivery as it was; the next one sends again under the same id, by which the organisation knows it.
    """
    delivery = queries.delivery_to_carry(delivery_id)
    if delivery.state not in TO_BE_SENT:
        return None
    if (at := goes_at(queries.sent_before(delivery.notice), now)) > now:
        return at  # what it corrects goes first
    outcome = _try_to_send(delivery, now)
    route = delivery.route
    with transaction.atomic():
        delivery = queries.delivery_for_update(delivery_id)
        delivery.route = route
        DeliveryAttempt.objects.create(
            delivery=delivery, at=now, outcome=outcome.code, http_status=outcome.http_status, took_ms=outcome.took_ms
        )
        if delivery.state not in TO_BE_SENT:  # answered, or carried by another worker, in the meantime
            return None
        return _write_down(delivery, outcome, now)


def _write_down(delivery: Delivery, outcome: Outcome, now: datetime) -> datetime | None:
    delivery.attempts += 1
    delivery.changed_at = now
    if outcome.is_sent:
        delivery.state, delivery.sent_at = Delivery.State.SENT, now
        delivery.last_error, delivery.next_attempt_at = "", None
        event: object = NoticeSent(delivery.notice_id, delivery.notice.organisation_id)
    else:
        delivery.last_error = outcome.code
        # Without an address, waiting mends nothing: a person must.
        hopeless = outcome.code == NO_ADDRESS
        delivery.next_attempt_at = None if hopeless else next_attempt(delivery.attempts, now=now)
        if delivery.next_attempt_at:
            delivery.state = Delivery.State.RETRYING
            delivery.save()
            return delivery.next_attempt_at
        delivery.state = Delivery.State.DEAD
        event = DeliveryDied(delivery.id, delivery.notice_id, delivery.notice.organisation_id)
    delivery.save()
    audit.note(SYSTEM, f"sharing.delivery_{delivery.state}", delivery, reason=outcome.code)
    events.emit(event)
    return None


def _try_to_send(delivery: Delivery, now: datetime) -> Outcome:
    """Send by the route that the organisation has now. Whatever goes wrong with it is the outcome of this attempt."""
    try:
        endpoint = queries.endpoint_for(delivery.notice.organisation_id)
        delivery.route = endpoint.route if endpoint else Delivery.Route.INBOX
        return _send(delivery, endpoint, now)
    except (DatabaseError, InterfaceError):
        raise  # nothing can be written down either: the outbox tries again
    except Exception:  # a secret or facts that no key opens, say: it must not wait for ever where nobody looks
        log.exception("sending failed", delivery=str(delivery.id))
        return Outcome("broken", None, 0)


def _send(delivery: Delivery, endpoint: Endpoint | None, now: datetime) -> Outcome:
    match delivery.route:
        case Delivery.Route.INBOX:
            return Outcome("sent", None, 0)  # it stands in the inbox as soon as it is written
        case Delivery.Route.EMAIL:
            if endpoint is None or not endpoint.email:
                return Outcome(NO_ADDRESS, None, 0)
            return _write_letter(delivery, endpoint.email)
        case _:
            if endpoint is None or not endpoint.url or not endpoint.secret:
                return Outcome(NO_ADDRESS, None, 0)
            return _post(delivery, endpoint, now)


def _write_letter(delivery: Delivery, address: str) -> Outcome:
    """The letter says that something waits, and where: never what, and never about whom."""
    text = _(
        "Hello,\n\n"
        "A notice for %(organisation)s is waiting in your inbox. It came from somebody who told the council about a "
        "change in their life, and who is waiting to hear from you.\n\n"
        "Please sign in to read it and to answer:\n%(address)s\n\n"
        "For the person’s privacy this letter does not say what the notice is about.\n\n"
        "Thank you,\nyour council\n"
    )
    return gateways.write(
        to=address,
        subject=_("A notice is waiting for you"),
        text=text % {
            "organisation": delivery.notice.organisation.name,
            "address": f"{gateways.public_url()}/inbox/{delivery.notice_id}/",
        },
    )  # fmt: skip


def _post(delivery: Delivery, endpoint: Endpoint, now: datetime) -> Outcome:
    parcel = queries.parcel(delivery)
    answers = f"{gateways.public_url()}/api/v1/notices/{parcel.notice_id}"
    body = formats.notice(
        event_id=delivery.id,
        source=gateways.public_url(),
        at=parcel.told_at,
        data={**described(parcel), "notice_url": answers, "answers_url": f"{answers}/answers"},
        facts=parcel.facts,
    )
    return gateways.post(
        url=endpoint.url, message_id=delivery.id, body=body, secrets=signing_secrets(endpoint, now), at=now
    )


def described(parcel: queries.Parcel) -> dict[str, object]:
    """A notice without its facts, as JSON: what it is for, and what allows it."""
    return {
        "notice": str(parcel.notice_id),
        "reference": parcel.reference,
        "life_event": parcel.event_code,
        "title": parcel.title,
        "service_type": parcel.service_type,
        "purpose": parcel.purpose,
        "purpose_words": parcel.purpose_words,
        "basis": parcel.basis,
        "gateway": parcel.gateway,
        "urgency": parcel.urgency,
        "identity": parcel.identity,
        "by_consent": parcel.by_consent,
        "standing": parcel.standing,
        "standing_words": parcel.standing_words,
        "standing_means": parcel.standing_means,
        "acting": parcel.acting,
        "may_end_entitlement": parcel.may_end_entitlement,
        "safe_contact": _how_to_reach(parcel.safe_contact),
        "must_not_be_told": parcel.instead_of or None,
        "needs": [{"code": need.code, "words": need.words} for need in parcel.needs],
        "language": parcel.language,
        "how_told": parcel.how_told or None,
        "told_at": parcel.told_at.isoformat(),
        "kind": parcel.kind,
        "corrects": str(parcel.corrects) if parcel.corrects else None,
        "because": parcel.because or None,
        "words": parcel.words or None,
    }


def _how_to_reach(contact: SafeContact | None) -> dict[str, str] | None:
    """How somebody in danger may be reached, with the instruction that goes with it; None where any way will do."""
    return {"instruction": INSTRUCTION, **kept_contact(contact)} if contact else None


def signing_secrets(endpoint: Endpoint, now: datetime) -> list[str]:
    """The secret and, while the organisation changes over, the one before it."""
    old = endpoint.old_secret if endpoint.old_secret_until and now < endpoint.old_secret_until else None
    return [secret for secret in (endpoint.secret, old) if secret]


def replay(*, actor: Actor, delivery_id: UUID, now: datetime) -> None:
    """Put a dead delivery back in the queue, by the route that the organisation has now.

    Raises NotFound, NotAllowed, Conflict when it is not dead (any more).
    """
    permissions.require(actor, "sharing.replay")
    with transaction.atomic():
        # First what was told, then its delivery: the order in which it is taken back.
        queries.submission_for_update(queries.delivery_to_carry(delivery_id).notice.submission_id)
        delivery = queries.delivery_for_update(delivery_id)
        if delivery.state != Delivery.State.DEAD:
            raise Conflict(_("This notice is not stuck any more, so it was not sent again."))
        if queries.is_taken_back(delivery.notice):
            raise Conflict(_("The person has taken this back. The notice that says so is sent instead."))
        organisation_id = delivery.notice.organisation_id
        route = queries.routes_for({organisation_id}).get(organisation_id, Delivery.Route.INBOX)
        _revive(delivery, route, now)
        audit.note(actor, "sharing.delivery_replayed", delivery)


def _revive(delivery: Delivery, route: str, now: datetime) -> None:
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
            if queries.is_taken_back(delivery.notice):
                continue
            _revive(delivery, route, now)
            continue
        delivery.route, delivery.attempts, delivery.next_attempt_at, delivery.changed_at = route, 0, now, now
        delivery.save()
        waiting.append(delivery.id)
    outbox.hasten(TOPIC, waiting, due_at=now)
