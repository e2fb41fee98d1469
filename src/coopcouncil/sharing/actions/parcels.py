"""Messages to other installations of coopcouncil: signed, with their key, on the same roads as notices.

Two councils are introduced by letter: each makes one for the other, with its address, a key that opens its API, and the
secret that signs what it sends. Carrying may come twice for one parcel: it goes under one id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, transaction

from coopcouncil.foundation import audit, events, outbox, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import formats, gateways
from coopcouncil.sharing.actions import circuit, connecting
from coopcouncil.sharing.domain.delivery import WHOLE_SCHEDULE, next_attempt
from coopcouncil.sharing.events import ParcelDied
from coopcouncil.sharing.gateways import Outcome
from coopcouncil.sharing.models import Parcel, Peer
from coopcouncil.sharing.queries import parcels as queries

TOPIC = "sharing.parcel"
State = Parcel.State
_WAITS = (State.QUEUED, State.RETRYING)

log = structlog.get_logger("coopcouncil.sharing")


@dataclass(frozen=True)
class Letter:
    """What another council needs so that it can send us parcels and read ours. Whoever has it can write in our name."""

    url: str
    key: str
    secret: str


def write_letter(*, actor: Actor, organisation_id: UUID, scope: str, now: datetime) -> Letter:
    """Make the letter for another council: a new key with `scope`, and a new secret. Shown once.

    Raises NotFound, NotAllowed, BadInput where it is the council's own.
    """
    _other(organisation_id)
    with transaction.atomic():
        made = connecting.make_key(
            actor=actor, organisation_id=organisation_id, name="Letter to another council", scopes=(scope,), now=now
        )
        peer = _peer_for_update(organisation_id, now)
        peer.secret, peer.changed_at = connecting.new_secret(), now
        peer.save()
        audit.note(actor, "sharing.letter_written", peer)
    return Letter(f"{gateways.public_url()}/api/v1", made.key, str(peer.secret))


def take_letter(*, actor: Actor, organisation_id: UUID, letter: Letter, now: datetime) -> None:
    """Keep the letter of another council: from now on parcels may go there, and theirs are known.

    What could not be sent goes now. Raises NotFound, NotAllowed, BadInput.
    """
    permissions.require(actor, connecting.PERMISSION)
    _other(organisation_id)
    gateways.check_address(letter.url)
    if not letter.key or not letter.secret.startswith("whsec_"):
        raise BadInput("The letter is not whole.", place="letter", mend="Ask the other council for a new one.")
    with transaction.atomic():
        peer = _peer_for_update(organisation_id, now)
        peer.url, peer.key, peer.their_secret = letter.url.rstrip("/"), letter.key, letter.secret
        peer.changed_at = now
        peer.save()
        audit.note(actor, "sharing.letter_taken", peer)
        circuit.note_success(organisation_id)
        for parcel in queries.dead_of(organisation_id):
            _queue_again(parcel, now)


def send(*, organisation_id: UUID, path: str, kind: str, subject: UUID, data: Any, now: datetime) -> UUID:
    """Send something to another installation: a POST to `path` of its API. Call inside the transaction that causes it.

    `subject` is what it is about, whose key seals it until it has left. Raises Conflict where the two were never
    introduced.
    """
    if not queries.can_be_reached(organisation_id):
        raise Conflict(Said("We have not exchanged letters with this council yet. Ask your administrator."))
    parcel = Parcel.objects.create(
        organisation_id=organisation_id, path=path, kind=kind, subject=subject, content=data, made_at=now, queued_at=now
    )
    outbox.add(TOPIC, parcel.id, due_at=now, lane=organisation_id)
    return parcel.id


def send_again(*, subject: UUID, now: datetime) -> int:
    """Send what could not be sent about this. Call inside a transaction. Returns how many parcels."""
    dead = queries.dead_about(subject)
    for parcel in dead:
        _queue_again(parcel, now)
    return len(dead)


def carry(*, parcel_id: UUID, now: datetime, spread: float = 0.0) -> datetime | None:
    """Try once. Returns None when there is nothing more to send, or the moment to try again."""
    parcel = Parcel.objects.filter(id=parcel_id).first()
    if parcel is None or parcel.state not in _WAITS:
        return None
    if parcel.content is None:  # its person was erased: there is nothing left to say
        Parcel.objects.filter(id=parcel_id, state__in=_WAITS).update(state=State.DEAD, last_error="erased")
        return None
    outcome = _post(parcel, now)
    with transaction.atomic():
        parcel = queries.parcel_for_update(parcel_id)
        circuit.note(parcel.organisation_id, outcome, now)
        if parcel.state not in _WAITS:
            return None
        parcel.attempts += 1
        if outcome.is_sent:
            parcel.state, parcel.sent_at, parcel.content, parcel.last_error = State.SENT, now, None, ""
            parcel.save()
            return None
        parcel.last_error = outcome.code
        again = next_attempt(parcel.attempts, now=now, spread=spread, asked_to_wait=outcome.asked_to_wait)
        if again is None:
            _die(parcel)
            return None
        parcel.state = State.RETRYING
        parcel.save()
        return again


def end_overdue(*, now: datetime) -> int:
    """End what has waited for a server that rests for longer than the whole schedule. Returns how many."""
    with transaction.atomic():
        overdue = queries.overdue_for_update(now - WHOLE_SCHEDULE)
        for parcel in overdue:
            parcel.last_error = "paused"
            _die(parcel)
    return len(overdue)


@dataclass(frozen=True)
class Opened:
    """What another installation sent: under which id, of what kind, about what, and what it says."""

    id: str
    kind: str
    subject: str
    data: Any


def open_parcel(*, actor: Actor, headers: Mapping[str, str], content: bytes, now: datetime) -> Opened:
    """Read what the organisation whose key this is has sent. Raises NotAllowed where it is not signed by it, or too
    old; BadInput where it is no event.
    """
    peer = Peer.objects.filter(organisation_id=actor.organisation_id).first() if actor.organisation_id else None
    found = gateways.signed(headers, content, [str(peer.their_secret)], now=now) if peer and peer.their_secret else None
    if found is None:
        raise NotAllowed("sharing.open_parcel", about_object=False, why="This is not signed as agreed, or too old.")
    return Opened(found, *formats.read_event(content))


def _post(parcel: Parcel, now: datetime) -> Outcome:
    """Whatever goes wrong is the outcome of this attempt."""
    try:
        peer = Peer.objects.filter(organisation_id=parcel.organisation_id).first()
        if peer is None or not peer.is_whole:
            return Outcome("no_address", None, 0)
        body = formats.event(
            event_id=parcel.id, kind=parcel.kind, source=gateways.public_url(), subject=str(parcel.subject),
            at=parcel.made_at, data=parcel.content,
        )  # fmt: skip
        return gateways.post(
            url=f"{peer.url}/{parcel.path}", message_id=parcel.id, body=body, secrets=[str(peer.secret)], at=now,
            headers={"Authorization": f"Bearer {peer.key}"},
        )  # fmt: skip
    except (DatabaseError, InterfaceError):
        raise  # nothing can be written down either: the outbox tries again
    except Exception:
        log.exception("sending a parcel failed", parcel=str(parcel.id))
        return Outcome("broken", None, 0)


def _die(parcel: Parcel) -> None:
    parcel.state = State.DEAD
    parcel.save()
    audit.note(SYSTEM, "sharing.parcel_dead", parcel, reason=parcel.last_error)
    events.emit(ParcelDied(parcel.id, parcel.subject, parcel.kind))


def _queue_again(parcel: Parcel, now: datetime) -> None:
    parcel.state, parcel.attempts, parcel.queued_at = State.QUEUED, 0, now
    parcel.save()
    outbox.add(TOPIC, parcel.id, due_at=now, lane=parcel.organisation_id)


def _other(organisation_id: UUID) -> None:
    people.organisation(organisation_id)
    council = people.council()
    if council is not None and council.id == organisation_id:
        raise BadInput("That is this council itself.", place="organisation", mend="Name the other council.")


def _peer_for_update(organisation_id: UUID, now: datetime) -> Peer:
    Peer.objects.get_or_create(organisation_id=organisation_id, defaults={"changed_at": now})
    return Peer.objects.select_for_update().get(organisation_id=organisation_id)
