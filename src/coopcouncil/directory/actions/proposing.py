"""What an edit did: what is live now, and what waits for the council."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.directory.events import ChangeProposed
from coopcouncil.directory.models import ProposedChange, Service
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotAllowed


@dataclass(frozen=True)
class Edited:
    """What an edit did: the names that are live now, and those that wait for the council, with their proposal."""

    live: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    proposal_id: UUID | None = None

    def __bool__(self) -> bool:
        return bool(self.live or self.waiting)


def propose(
    actor: Actor,
    service: Service,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    location_id: UUID | None = None,
    reason: str,
    now: datetime,
) -> UUID:
    """Write down a change of a service, or of a public place of it, that waits; for actions of this room."""
    if actor.account_id is None:
        raise NotAllowed("directory.edit", about_object=False)  # somebody must answer for a proposal
    made = ProposedChange.objects.create(
        service=service, location_id=location_id, before=dict(before), after=dict(after), reason=reason,
        proposed_by_id=actor.account_id, proposed_for_id=service.organisation_id, proposed_at=now,
    )  # fmt: skip
    audit.note(actor, "directory.change_proposed", made, reason=", ".join(sorted(after)))
    events.emit(ChangeProposed(made.id, service.id, service.organisation_id))
    return made.id
