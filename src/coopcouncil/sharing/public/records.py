"""What we know of a person because they told us: theirs alone to see, put right and have removed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.people.public import AddressTold, Clue, Relative
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.records import ToldBefore
from coopcouncil.sharing.queries import Holder, RecordView


def records_of(actor: Actor) -> list[RecordView]:
    """What we know of the person signed in because they told us, by what it is, with every value before."""
    return queries.records_of(actor.account_id) if actor.account_id else []


def joined_records_of(actor: Actor) -> list[RecordView]:
    """What other records of the person signed in hold, which the council joined with this one: to be seen, not changed.

    Read where it lies, and logged so: nothing of it is copied, offered as an answer or told to anybody.
    """
    others = people.joined_records(actor.account_id) if actor.account_id else []
    for other in others:
        audit.read(actor, "sharing.joined_record_read", ("people.account", other), about=[other])
    return [record for other in others for record in queries.records_of(other)]


def record_of(actor: Actor, code: str) -> RecordView | None:
    """One thing that we know of the person signed in, as it is now."""
    return queries.record_of(actor.account_id, code) if actor.account_id else None


def address_told(account_id: UUID) -> AddressTold | None:
    """The address that a person told us of themself, and when: letters to another that was shown before stop."""
    return queries.address_told(account_id)


def known_to_find(account_ids: Collection[UUID]) -> dict[UUID, list[Clue]]:
    """What is known of these people by which an officer may find them, by account. One query."""
    return queries.known_to_find(account_ids)


def relatives_told(account_id: UUID) -> list[Relative]:
    """Of whom a person told us with life events, who may live with them. One query."""
    return queries.relatives_told(account_id)


def record(actor: Actor, record_id: UUID) -> RecordView:
    """One thing that we know of a person, by its newest value. Asks `sharing.see_record`. Raises NotFound."""
    row = queries.record_object(record_id)
    permissions.require(actor, "sharing.see_record", row)
    found = queries.record_of(row.account_id, row.code)
    if found is None or found.id != record_id:
        raise NotFound("That value was replaced by another.")
    return found


def holders(actor: Actor, record_id: UUID) -> list[Holder]:
    """Which organisations were told this thing about the person. Asks `sharing.see_record`."""
    row = queries.record_object(record_id)
    permissions.require(actor, "sharing.see_record", row)
    return queries.holders(row.account_id, row.code)


def correct_record(*, actor: Actor, record_id: UUID, value: Any, now: datetime) -> bool:
    """Put right what we know of the person; both values are kept, and nobody is told. Returns whether it changed.

    Raises NotFound, NotAllowed; Conflict when it was changed meanwhile.
    """
    return actions.correct_record(actor=actor, fact_id=record_id, value=value, now=now)


def remove_record(*, actor: Actor, record_id: UUID) -> None:
    """Forget one thing that we know of the person, with every value before.

    Raises NotFound, NotAllowed; Conflict while a service that was told it has not finished.
    """
    actions.remove_record(actor=actor, fact_id=record_id)


def told_before(actor: Actor, organisations: Collection[UUID]) -> tuple[ToldBefore, ...]:
    """What of the person signed in these organisations got from us before, by service."""
    return queries.told_before(actor.account_id, organisations) if actor.account_id else ()
