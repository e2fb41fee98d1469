"""Carrying one notice to its organisation. May be called twice for one delivery: the effect is one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.remembered import one_look
from coopcouncil.sharing import formats, gateways, queries
from coopcouncil.sharing.actions import circuit
from coopcouncil.sharing.actions.dead_ends import die
from coopcouncil.sharing.actions.gate import hold_back
from coopcouncil.sharing.actions.reporting import catch_up
from coopcouncil.sharing.domain.delivery import TO_BE_SENT, WHOLE_SCHEDULE, next_attempt
from coopcouncil.sharing.domain.purposes import goes_thin
from coopcouncil.sharing.domain.safe import INSTRUCTION, SafeContact, kept_contact
from coopcouncil.sharing.domain.undo import goes_at
from coopcouncil.sharing.events import NoticeSent
from coopcouncil.sharing.gateways import GONE, Outcome
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, Endpoint

NO_ADDRESS = "no_address"
UNTIL_THE_NEXT_FILE = timedelta(hours=12)
PAUSED = "paused"  # its server failed again and again, so this was not tried any more

log = structlog.get_logger("coopcouncil.sharing")


def deliver(*, delivery_id: UUID, now: datetime, spread: float = 0.0) -> datetime | None:
    """Try once. Returns None when there is nothing more to send, or the moment to try again.

    `spread`, drawn from 0 to 1, is by how much of its tenth the next wait is longer.

    No transaction is held while the other side answers. A worker that dies between the sending and the writing leaves
    the delivery as it was; the next one sends again under the same id, by which the organisation knows it.
    """
    delivery = queries.delivery_to_carry(delivery_id)
    if delivery.state not in TO_BE_SENT:
        return None
    organisation_id = delivery.notice.organisation_id
    with one_look():
        if queries.routes_for({organisation_id}).get(organisation_id) == Delivery.Route.BATCH:
            return now + UNTIL_THE_NEXT_FILE  # `batching.make_batch` sends it; it stays in the outbox for another route
        first = queries.sent_before(delivery.notice)
        if delivery.route == Delivery.Route.WEBHOOK:
            first += queries.told_earlier(delivery.notice, now)
        if (at := goes_at(first, now)) > now:
            return at  # what it corrects, and what this person told them before, goes first
        if hold_back(delivery, now):
            return None  # it goes when an agreement covers it
    outcome = _try_to_send(delivery, now)
    route = delivery.route
    if outcome.is_sent and route == Delivery.Route.WEBHOOK:
        _write_down_that_it_was_posted(delivery, outcome, now)
        return None
    with transaction.atomic():
        delivery = queries.delivery_for_update(delivery_id)
        delivery.route = route
        DeliveryAttempt.objects.create(
            delivery=delivery, at=now, outcome=outcome.code, http_status=outcome.http_status, took_ms=outcome.took_ms
        )
        again = None
        if delivery.state in TO_BE_SENT:  # else answered, or carried by another worker, in the meantime
            again = _write_down(delivery, outcome, now, spread)
        if route == Delivery.Route.WEBHOOK:
            circuit.note(delivery.notice.organisation_id, outcome, now)
        return again


# What a post that was taken changes, in one statement: most posts are taken. It need not be on the disk at once: if the
# database's server dies before, then the note in the outbox that this is done, which comes after it, is lost with it
# (the write-ahead log is lost from its end only). So the notice is posted again under the same id, by which the
# organisation knows it, and is then written down and audited: as after the death of a worker. Of a post that failed,
# and of a letter, which bears no such id, every note waits for the disk.
_POSTED = """
    WITH tried AS (
        INSERT INTO sharing_delivery_attempt (id, delivery_id, at, outcome, http_status, took_ms)
        VALUES (%(attempt)s, %(id)s, %(now)s, %(outcome)s, %(status)s, %(took)s)
    ), sent AS (
        UPDATE sharing_delivery
        SET route = 'webhook', state = 'sent', sent_at = %(now)s, attempts = attempts + 1, last_error = '',
            next_attempt_at = NULL, changed_at = %(now)s
        WHERE id = %(id)s AND state IN ('queued', 'retrying')
        RETURNING id
    )
    SELECT
        EXISTS (SELECT FROM sent),
        EXISTS (SELECT FROM sharing_server_health WHERE organisation_id = %(organisation)s AND failures > 0),
        set_config('synchronous_commit', 'off', true)
"""


def _write_down_that_it_was_posted(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    organisation_id = delivery.notice.organisation_id
    values: dict[str, Any] = {
        "attempt": uuid4(), "id": delivery.id, "now": now, "outcome": outcome.code, "status": outcome.http_status,
        "took": outcome.took_ms, "organisation": organisation_id,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POSTED, values)
        is_sent, had_failed, _off = cursor.fetchone()
        if is_sent:  # else answered, or carried by another worker, in the meantime
            audit.note(SYSTEM, "sharing.delivery_sent", delivery, reason=outcome.code)
            events.emit(NoticeSent(delivery.notice_id, organisation_id))
        if had_failed:
            circuit.note_success(organisation_id)


def _write_down(delivery: Delivery, outcome: Outcome, now: datetime, spread: float) -> datetime | None:
    delivery.attempts += 1
    delivery.changed_at = now
    if outcome.is_sent:
        delivery.state, delivery.sent_at = Delivery.State.SENT, now
        delivery.last_error, delivery.next_attempt_at = "", None
        delivery.save()
        audit.note(SYSTEM, "sharing.delivery_sent", delivery, reason=outcome.code)
        events.emit(NoticeSent(delivery.notice_id, delivery.notice.organisation_id))
        if delivery.route == Delivery.Route.EMAIL:
            catch_up(delivery, now)
        return None
    delivery.last_error = outcome.code
    delivery.next_attempt_at = _again_at(delivery, outcome, now, spread)
    if delivery.next_attempt_at is None:
        die(delivery, now)
        return None
    delivery.state = Delivery.State.RETRYING
    delivery.save()
    return delivery.next_attempt_at


def _again_at(delivery: Delivery, outcome: Outcome, now: datetime, spread: float) -> datetime | None:
    if outcome.code == NO_ADDRESS:  # waiting mends nothing: a person must
        return None
    if outcome.code == GONE:  # it goes to the inbox
        return now
    return next_attempt(delivery.attempts, now=now, spread=spread, asked_to_wait=outcome.asked_to_wait)


def end_overdue(*, now: datetime) -> int:
    """End what has waited for a paused server for longer than the whole schedule, tried or not: then a person must see
    to it. Returns how many deliveries.
    """
    with transaction.atomic():
        overdue = queries.overdue_for_update(now - WHOLE_SCHEDULE)
        for delivery in overdue:
            delivery.last_error, delivery.changed_at = PAUSED, now
            die(delivery, now)
    return len(overdue)


def _try_to_send(delivery: Delivery, now: datetime) -> Outcome:
    """Send by the route that the organisation has now. Whatever goes wrong with it is the outcome of this attempt."""
    try:
        endpoint = queries.endpoint_for(delivery.notice.organisation_id)
        delivery.route = endpoint.route_now if endpoint else Delivery.Route.INBOX
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
        name=f"{delivery.id}.{delivery.attempt_name(delivery.attempts + 1)}",
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
        thin=goes_thin(parcel.purpose, always=endpoint.thin),
    )
    outcome = gateways.post(
        url=endpoint.url, message_id=delivery.id, body=body, secrets=signing_secrets(endpoint, now), at=now
    )
    if outcome.code == GONE:
        circuit.switch_off(endpoint, now)
    return outcome


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
