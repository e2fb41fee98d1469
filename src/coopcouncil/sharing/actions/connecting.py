"""Connecting an organisation: where its notices go, the secret that signs them, the keys with which it answers."""

import secrets
from base64 import b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing import formats, gateways, queries
from coopcouncil.sharing.actions.circuit import note_success
from coopcouncil.sharing.actions.delivering import signing_secrets
from coopcouncil.sharing.actions.reviving import send_waiting
from coopcouncil.sharing.domain.owners import KEY_PREFIX, digest
from coopcouncil.sharing.domain.scopes import SCOPES, unknown
from coopcouncil.sharing.gateways import Outcome
from coopcouncil.sharing.models import AgencyKey, Delivery, Endpoint

PERMISSION = "sharing.connect"
CHANGE_OVER = timedelta(hours=24)  # both secrets sign for so long
MOST_AT_A_TIME = 8
_ROUTE_MEND = "Choose webhook, inbox, email or batch."


@dataclass(frozen=True)
class NewKey:
    """A key just made. `key` is shown once and kept nowhere."""

    id: UUID
    key: str


def new_secret() -> str:
    """A signing secret in the form of Standard Webhooks: 32 random bytes in base64 after "whsec_"."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def connect(
    *,
    actor: Actor,
    organisation_id: UUID,
    route: str,
    url: str = "",
    email: str = "",
    concurrency: int | None = None,
    thin: bool | None = None,
    now: datetime,
) -> str | None:
    """Say how an organisation takes its notices from now on. Returns the signing secret if one was made, to show once.

    A server that was switched off, or paused, is tried again from now on. `concurrency`: how many notices are posted
    to it at a time, 1 to 8; None: as before. `thin`: every notice goes without facts, not only those for a sensitive
    purpose; None: as before.
    What still waits goes the new way, at once; so does what could not be delivered the old way.
    Raises BadInput, NotFound, NotAllowed.
    """
    permissions.require(actor, PERMISSION)
    if route not in Delivery.Route.values:
        raise BadInput(f"“{route}” is no way to deliver.", place="route", mend=_ROUTE_MEND)
    if route == Delivery.Route.WEBHOOK:
        gateways.check_address(url)
    if route == Delivery.Route.EMAIL and "@" not in email:
        raise BadInput("There is no e-mail address.", place="email", mend="Write the one that somebody reads daily.")
    if concurrency is not None and not 1 <= concurrency <= MOST_AT_A_TIME:
        raise BadInput(
            "So many notices cannot be posted at a time.", place="concurrency", mend=f"Write 1 to {MOST_AT_A_TIME}."
        )
    people.organisation(organisation_id)
    made = None
    with transaction.atomic():
        endpoint, _ = Endpoint.objects.select_for_update().get_or_create(
            organisation_id=organisation_id, defaults={"route": Delivery.Route.INBOX, "changed_at": now}
        )
        if route == Delivery.Route.WEBHOOK and not endpoint.secret:
            made = endpoint.secret = new_secret()
        moved = endpoint.disabled_at is not None or (endpoint.route, endpoint.url, endpoint.email) != (
            route,
            url,
            email,
        )
        endpoint.disabled_at = None
        endpoint.thin = endpoint.thin if thin is None else thin
        if concurrency is not None and concurrency != endpoint.concurrency:
            endpoint.concurrency = concurrency
            outbox.widen(organisation_id, concurrency)
        endpoint.route, endpoint.url, endpoint.email, endpoint.changed_at = route, url, email, now
        endpoint.save()
        audit.note(actor, "sharing.connected", endpoint, reason=route)
        if moved:
            note_success(organisation_id)
            send_waiting(organisation_id, route=route, now=now)
    return made


def _endpoint_for_update(organisation_id: UUID) -> Endpoint:
    found = Endpoint.objects.select_for_update().filter(organisation_id=organisation_id).first()
    if found is None:
        raise NotFound("This organisation has no connection yet.")
    return found


def rotate_secret(*, actor: Actor, organisation_id: UUID, now: datetime) -> str:
    """Make a new signing secret and return it, to show once. For a day both sign, so that nothing is lost meanwhile."""
    permissions.require(actor, PERMISSION)
    with transaction.atomic():
        endpoint = _endpoint_for_update(organisation_id)
        endpoint.old_secret, endpoint.secret = endpoint.secret, new_secret()
        endpoint.old_secret_until = now + CHANGE_OVER
        endpoint.changed_at = now
        endpoint.save()
        audit.note(actor, "sharing.secret_rotated", endpoint)
    return str(endpoint.secret)


def make_key(
    *, actor: Actor, organisation_id: UUID, name: str, now: datetime, scopes: Collection[str] = ("notices",)
) -> NewKey:
    """Make a key for an organisation's own software, that does what `scopes` name and nothing else.

    Raises BadInput, NotFound, NotAllowed.
    """
    permissions.require(actor, PERMISSION)
    name = name.strip()
    if not name or len(name) > 80:
        raise BadInput("The key needs a name.", place="name", mend="Write which program will use it.")
    if not scopes or unknown(scopes):
        raise BadInput("The key would do nothing that we know.", place="scopes", mend=f"Choose: {', '.join(SCOPES)}.")
    people.organisation(organisation_id)
    key = KEY_PREFIX + secrets.token_urlsafe(30)  # 40 characters
    with transaction.atomic():
        row = AgencyKey.objects.create(
            organisation_id=organisation_id,
            name=name,
            prefix=key[:10],
            digest=digest(key),
            scopes=[scope for scope in SCOPES if scope in scopes],
            created_by_id=actor.account_id,
            created_at=now,
        )
        audit.note(actor, "sharing.key_made", row, reason=", ".join(row.scopes))
    return NewKey(row.id, key)


def revoke_key(*, actor: Actor, key_id: UUID, now: datetime) -> UUID:
    """End a key at once. Returns its organisation's id. Raises NotFound, NotAllowed."""
    permissions.require(actor, PERMISSION)
    with transaction.atomic():
        row = AgencyKey.objects.select_for_update().filter(id=key_id).first()
        if row is None:
            raise NotFound("There is no such key.")
        if row.revoked_at is None:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            audit.note(actor, "sharing.key_revoked", row)
    return row.organisation_id


def send_test(*, actor: Actor, organisation_id: UUID, now: datetime) -> Outcome:
    """Post a signed event that holds nothing, to see whether the other side takes it. Raises BadInput, NotAllowed."""
    permissions.require(actor, PERMISSION)
    endpoint = queries.endpoint_for(organisation_id)
    if endpoint is None or endpoint.route != Delivery.Route.WEBHOOK:
        raise BadInput("Only an organisation with its own server can be tested.", mend="Connect its server first.")
    message_id = uuid4()
    body = formats.event(
        event_id=message_id,
        kind=formats.TEST_TYPE,
        source=gateways.public_url(),
        subject=str(organisation_id),
        at=now,
        data={"words": "This is a test. It is about nobody."},
    )
    gateways.check_address(endpoint.url)
    outcome = gateways.post(
        url=endpoint.url, message_id=message_id, body=body, secrets=signing_secrets(endpoint, now), at=now
    )
    with transaction.atomic():
        audit.note(actor, "sharing.test_sent", endpoint, reason=outcome.code)
        if outcome.is_sent:
            note_success(organisation_id)
    return outcome
