"""Handing an organisation what is no notice, by the way that it takes its notices: its server, a letter, its inbox.

What is handed over, how often it is tried and what it comes to is the caller's; the server's health is counted here, so
that one that fails rests for notices and for all else alike.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from coopcouncil.sharing import formats, gateways, queries
from coopcouncil.sharing.actions import circuit
from coopcouncil.sharing.actions.delivering import NO_ADDRESS, signing_secrets
from coopcouncil.sharing.gateways import GONE, Outcome
from coopcouncil.sharing.models import Delivery, Endpoint

log = structlog.get_logger("coopcouncil.sharing")


@dataclass(frozen=True)
class Parcel:
    """What is handed over: `message_id` by which it is known when it comes again, the event's type, what it is about,
    its data as JSON; and for whoever reads letters, a subject and a text that name where to sign in."""

    message_id: UUID
    kind: str
    subject: str
    data: dict[str, Any]
    letter_subject: str
    letter: str


@dataclass(frozen=True)
class Handed:
    """How one try went. `route`: webhook, email or inbox; `code`: "sent", or a short code of what went wrong."""

    route: str
    code: str
    http_status: int | None
    took_ms: int
    asked_to_wait: timedelta | None = None

    @property
    def is_sent(self) -> bool:
        return self.code == "sent"

    @property
    def needs_a_person(self) -> bool:
        """Whether waiting mends nothing."""
        return self.code == NO_ADDRESS


def hand_over(*, organisation_id: UUID, parcel: Parcel, now: datetime) -> Handed:
    """Try once. Call outside a transaction: the other side may take twenty seconds. Raises only where the database
    cannot be asked.
    """
    endpoint = queries.endpoint_for(organisation_id)
    route = endpoint.route_now if endpoint else Delivery.Route.INBOX.value
    if route == Delivery.Route.BATCH:
        route = Delivery.Route.INBOX.value  # its files are of notices
    try:
        outcome = _send(endpoint, route, parcel, now)
    except (DatabaseError, InterfaceError):
        raise
    except Exception:  # a secret that no key opens, say: whoever waits for it is told that it failed
        log.exception("handing over failed", message=str(parcel.message_id))
        outcome = Outcome("broken", None, 0)
    if route == Delivery.Route.WEBHOOK and endpoint is not None:
        with transaction.atomic():
            circuit.note(organisation_id, outcome, now)
        if outcome.code == GONE:
            circuit.switch_off(endpoint, now)
    return Handed(route, outcome.code, outcome.http_status, outcome.took_ms, outcome.asked_to_wait)


def _send(endpoint: Endpoint | None, route: str, parcel: Parcel, now: datetime) -> Outcome:
    if endpoint is None or route == Delivery.Route.INBOX:
        return Outcome("sent", None, 0)  # it stands in the caller's own list as soon as it is written
    if route == Delivery.Route.EMAIL:
        if not endpoint.email:
            return Outcome(NO_ADDRESS, None, 0)
        return gateways.write(to=endpoint.email, subject=parcel.letter_subject, text=parcel.letter)
    if not endpoint.url or not endpoint.secret:
        return Outcome(NO_ADDRESS, None, 0)
    body = formats.event(
        event_id=parcel.message_id,
        kind=parcel.kind,
        source=gateways.public_url(),
        subject=parcel.subject,
        at=now,
        data=parcel.data,
    )
    return gateways.post(
        url=endpoint.url, message_id=parcel.message_id, body=body, secrets=signing_secrets(endpoint, now), at=now
    )
