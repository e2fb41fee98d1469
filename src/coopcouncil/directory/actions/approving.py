"""The council agrees to a change that a provider proposed, or does not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions.confiding import refuse_what_is_confidential
from coopcouncil.directory.actions.placing import found_place, held_of, put_place
from coopcouncil.directory.actions.services import put
from coopcouncil.directory.actions.writing import tell_of_decision
from coopcouncil.directory.domain import changing, place_changes
from coopcouncil.directory.events import ChangeDecided
from coopcouncil.directory.models import ProposedChange
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed


def approve_change(*, actor: Actor, change_id: UUID, because: str = "", now: datetime) -> None:
    """Put a proposed change into the record.

    Raises NotAllowed (also to whoever proposed it), NotFound, Conflict (it was decided, or the record has moved on).
    """
    with transaction.atomic():
        proposed = _waiting(actor, change_id, "directory.approve")
        service = queries.service_for_update(proposed.service_id)
        why = proposed.reason or because
        if place_changes.NEW in proposed.after:
            new = proposed.after[place_changes.NEW]
            found_place(actor, service, new, verb="approved", reason=why, now=now)
        elif proposed.location_id is not None:
            location = queries.location_for_update(proposed.location_id)
            _refuse_what_has_moved(proposed, held_of(location))
            refuse_what_is_confidential(service, proposed.after)
            put_place(actor, location, proposed.after, verb="approved", reason=why, now=now)
        else:
            held = changing.snapshot(queries.service_record(service_id=service.id))
            _refuse_what_has_moved(proposed, held)
            put(actor, service, proposed.after, held, verb="approved", reason=why, now=now)
        _decide(actor, proposed, ProposedChange.State.APPROVED, because, now)


def refuse_change(*, actor: Actor, change_id: UUID, because: str, now: datetime) -> None:
    """Leave the record as it is, and say why. Raises NotAllowed, NotFound, Conflict, BadInput (no reason)."""
    with transaction.atomic():
        proposed = _waiting(actor, change_id, "directory.approve")
        if not because.strip():
            raise BadInput("Say why, so that the provider knows what to do.", place="because")
        _decide(actor, proposed, ProposedChange.State.REFUSED, because, now)


def withdraw_change(*, actor: Actor, change_id: UUID, now: datetime) -> None:
    """Take back what one’s own organisation proposed. Raises NotAllowed, NotFound, Conflict."""
    with transaction.atomic():
        proposed = _waiting(actor, change_id, "directory.edit")
        _decide(actor, proposed, ProposedChange.State.WITHDRAWN, "", now)


def _waiting(actor: Actor, change_id: UUID, permission: str) -> ProposedChange:
    proposed = queries.proposed_for_update(change_id)
    require(actor, permission, proposed)
    if permission == "directory.approve" and proposed.proposed_by_id == actor.account_id:
        raise NotAllowed(permission, about_object=False, why="Somebody else must decide on what you proposed.")
    if proposed.state != ProposedChange.State.WAITING:
        raise Conflict(f"This was decided already: {proposed.get_state_display()}.")
    return proposed


def _refuse_what_has_moved(proposed: ProposedChange, held: Mapping[str, Any]) -> None:
    """Raise Conflict where the record says something else by now than when the change was proposed."""
    since = {name: held[name] for name, value in proposed.before.items() if held[name] != value}
    moved = [name for name, value in since.items() if value != proposed.after[name]]
    if moved:
        names = ", ".join(str(changing.WORDS[name]).lower() for name in sorted(moved))
        raise Conflict(
            f"The record has changed since this was proposed: {names}. Nothing was changed now. Refuse it, and ask "
            "the provider to propose it again."
        )


def _decide(actor: Actor, proposed: ProposedChange, state: str, because: str, now: datetime) -> None:
    proposed.state, proposed.decided_at, proposed.decided_because = state, now, because
    proposed.decided_by_id = actor.account_id
    proposed.save(update_fields=["state", "decided_at", "decided_because", "decided_by"])
    audit.note(actor, f"directory.change_{state}", proposed)
    if state != ProposedChange.State.WITHDRAWN:
        tell_of_decision(proposed, now=now)
    events.emit(ChangeDecided(proposed.id, proposed.service_id, proposed.proposed_for_id, state))
