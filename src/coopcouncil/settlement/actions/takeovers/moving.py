"""What every step of a takeover shares: holding it, asking who may, and moving it on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.events import TakeoverMoved
from coopcouncil.settlement.models import Takeover, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries


class NotThereYet(Conflict):
    """A takeover may not go on: `missing` names everything that it lacks. Nothing was changed."""

    def __init__(self, found: Sequence[Said]) -> None:
        self.missing = tuple(found)
        super().__init__(Said("It cannot go on yet. Things that are missing: %(count)s.", count=len(found)))


def held(actor: Actor, reference: str, permission: str) -> Takeover:
    """The takeover, locked until the transaction ends. Raises NotFound, NotAllowed."""
    row = queries.takeover_for_update(reference)
    require(actor, permission, row)
    return row


def at_stage(row: Takeover, *wanted: str) -> None:
    """Raises Conflict where it has moved on, or is not that far."""
    if row.stage not in wanted:
        raise Conflict(
            Said("This cannot be done at this stage: “%(stage)s”. Nothing was changed.", stage=stages.WORDS[row.stage])
        )


def move(actor: Actor, row: Takeover, stage: str, now: datetime, reason: str = "", *names: str) -> None:
    """Bring it to a stage, with its step, audit row and event. Raises Conflict where that stage does not follow."""
    if not stages.may_follow(row.stage, stage):
        at_stage(row)
    row.stage, row.changed_at = stage, now
    row.save(update_fields=["stage", "changed_at", *names])
    TakeoverStep.objects.create(takeover=row, stage=stage, reason=reason, at=now)
    audit.note(actor, "settlement.takeover_moved", row, reason=stage)
    events.emit(TakeoverMoved(row.id, stage))


def whole(given: dict[str, Any], *, may_be_empty: Sequence[str] = ()) -> dict[str, Any]:
    """Texts without blanks round them. Raises BadInput naming the first that is empty."""
    made = {name: text.strip() if isinstance(text, str) else text for name, text in given.items()}
    for name, text in made.items():
        if text == "" and name not in may_be_empty:
            raise BadInput(Said("Write something here. Nothing was changed."), place=name)
    return made
