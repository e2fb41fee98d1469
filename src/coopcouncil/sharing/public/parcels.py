"""The door to other installations of coopcouncil: who they are, sending them something, reading what they sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import gateways
from coopcouncil.sharing.actions import parcels
from coopcouncil.sharing.actions.parcels import Letter, Opened
from coopcouncil.sharing.queries import parcels as queries

__all__ = [
    "Letter",
    "Opened",
    "is_at_peer",
    "on_the_way",
    "open_parcel",
    "peers",
    "public_address",
    "send_parcel",
    "send_parcels_again",
    "take_letter",
    "write_letter",
]


def peers() -> list[tuple[UUID, str]]:
    """The councils to which something can be sent: id and name, by name."""
    return queries.peers()


def is_at_peer(organisation_id: UUID, url: str) -> bool:
    """Whether an address is of the server of that other installation."""
    return queries.is_at(organisation_id, url)


def on_the_way(subject: UUID) -> tuple[int, int]:
    """How many parcels about this still wait to be sent, and how many could not be."""
    return queries.on_the_way(subject)


def send_parcel(*, organisation_id: UUID, path: str, kind: str, subject: UUID, data: Any, now: datetime) -> UUID:
    """Send something to another installation: a POST to `path` of its API, signed, at least once, under one id.

    Call inside the transaction that causes it. `subject` is what it is about, whose key seals it until it has left.
    Raises Conflict where no letters were exchanged. When its schedule of attempts ends, `ParcelDied` is emitted.
    """
    return parcels.send(organisation_id=organisation_id, path=path, kind=kind, subject=subject, data=data, now=now)


def send_parcels_again(*, subject: UUID, now: datetime) -> int:
    """Send what could not be sent about this. Call inside a transaction. Returns how many parcels."""
    return parcels.send_again(subject=subject, now=now)


def open_parcel(*, actor: Actor, headers: Mapping[str, str], content: bytes, now: datetime) -> Opened:
    """Read what another installation sent with its key. Raises NotAllowed where it is not signed by it, or too old;
    BadInput where it is no event.
    """
    return parcels.open_parcel(actor=actor, headers=headers, content=content, now=now)


def write_letter(*, actor: Actor, organisation_id: UUID, scope: str, now: datetime) -> Letter:
    """Make the letter with which another council may send us something. Asks `sharing.connect`."""
    return parcels.write_letter(actor=actor, organisation_id=organisation_id, scope=scope, now=now)


def take_letter(*, actor: Actor, organisation_id: UUID, letter: Letter, now: datetime) -> None:
    """Keep another council's letter. Asks `sharing.connect`."""
    parcels.take_letter(actor=actor, organisation_id=organisation_id, letter=letter, now=now)


def public_address(path: str) -> str:
    """The whole address of a page here, for another installation."""
    return f"{gateways.public_url()}{path}"
