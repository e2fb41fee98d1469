"""The decision of the competent body, and decisions that go on though people here object.

The decision is a small port: who decided, by what power, when, why, and where the record is. Whoever keeps decisions
calls it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.actions.editions import enter_state
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.events import DecisionOverrode, OverrideLookedAt
from coopcouncil.settlement.models import Decision, Override
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries


def record_decision(
    *, actor: Actor, edition: str, body: str, competence: str, decided_on: date, reasons: str, record: str,
    now: datetime, today: date,
) -> None:  # fmt: skip
    """Write down that the competent body agreed to an amended edition, which is agreed from now on.

    Raises NotAllowed, NotFound, BadInput; Conflict where the edition is not ready to be decided on.
    """
    given = {"body": body, "competence": competence, "reasons": reasons, "record": record}
    for name, text in given.items():
        if not text.strip():
            raise BadInput(Said("A decision needs this too."), place=name)
    if decided_on > today:
        raise BadInput(Said("That day has not come yet."), place="decided_on")
    with transaction.atomic():
        held = queries.edition_for_update(edition)
        require(actor, "settlement.steer")
        enter_state(actor, held, states.AGREED, now, "", [])
        made = Decision.objects.create(
            edition=held, decided_on=decided_on, at=now, **{name: text.strip() for name, text in given.items()}
        )
        audit.note(actor, "settlement.decision_recorded", made)


def override_objection(
    *, actor: Actor, edition: str, code: str, objectors: str, objection: str, strategic_reason: str, softened_by: str,
    review_on: date, now: datetime, today: date,
) -> UUID:  # fmt: skip
    """Say in public that a decision goes on though people here object: who, why, what softens it, when it is looked at
    again. Returns its id. Raises NotAllowed, NotFound, BadInput.
    """
    given = {
        "objectors": objectors, "objection": objection, "strategic_reason": strategic_reason,
        "softened_by": softened_by,
    }  # fmt: skip
    for name, text in given.items():
        if not text.strip():
            raise BadInput(Said("Whoever objected is owed this too."), place=name)
    if review_on <= today:
        raise BadInput(Said("Choose a day that is still to come."), place="review_on")
    with transaction.atomic():
        row = entries.entry_for_update(edition, code)
        require(actor, "settlement.steer")
        made = Override.objects.create(
            entry=row, review_on=review_on, at=now, **{name: text.strip() for name, text in given.items()}
        )
        audit.note(actor, "settlement.objection_overridden", made)
        events.emit(DecisionOverrode(made.id, row.id))
    return made.id


def look_again(
    *, actor: Actor, override_id: UUID, found: str, goes_on: bool, softened_by: str, review_on: date | None,
    now: datetime, today: date,
) -> UUID:  # fmt: skip
    """Put on record that an overridden objection was looked at again: what was found, and whether it goes on.

    `softened_by`: what softens it from now on, or what is done instead. `review_on`: the next day, where it goes on.
    Returns the id of the new row. Raises NotAllowed, NotFound, BadInput; Conflict where somebody did so meanwhile.
    """
    if not found.strip():
        raise BadInput(Said("Say what you found."), place="found")
    if not softened_by.strip():
        raise BadInput(Said("Whoever objected is owed this too."), place="softened_by")
    if goes_on and (review_on is None or review_on <= today):
        raise BadInput(Said("Choose a day that is still to come."), place="review_on")
    with transaction.atomic():
        entry, _objection = entries.overridden(override_id)
        require(actor, "settlement.steer")
        row = entries.entry_for_update(entry.edition.code, entry.code)
        _entry, held = entries.overridden(override_id)  # as it stands now that nobody else can add to it
        if held.newest.id != override_id or not held.newest.goes_on:
            raise Conflict(Said("Somebody else has put this on record meanwhile. Read what they found first."))
        made = Override.objects.create(
            entry=row, objectors=held.objectors, objection=held.objection, strategic_reason=found.strip(),
            softened_by=softened_by.strip(), review_on=review_on if goes_on and review_on else today, at=now,
        )  # fmt: skip
        audit.note(actor, "settlement.override_looked_at", made)
        events.emit(OverrideLookedAt(made.id, row.id, goes_on))
    return made.id
