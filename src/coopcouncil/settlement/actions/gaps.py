"""Gaps: that an area or a group has less of what is promised, and what is done about it, by whom, by when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.events import GapFound
from coopcouncil.settlement.models import Gap
from coopcouncil.settlement.queries import entries


@dataclass(frozen=True)
class FoundGap:
    """A gap as the figures show it. `size`, `low` and `high` are in `unit`; `area_id` or `group` says whose it is.

    `people`: how many it is about, None where that may not be said. `grounds` is a sentence for everybody.
    """

    measure: str
    size: float
    low: float
    high: float
    unit: str
    grounds: str
    source: str
    area_id: UUID | None = None
    group: str = ""
    people: int | None = None


def flag_gap(*, actor: Actor, edition: str, code: str, found: FoundGap, now: datetime) -> UUID:
    """Flag a gap of a promise, in public; it stays. Returns its id. Raises NotAllowed, NotFound, BadInput."""
    if found.measure not in Gap.Measure.values:
        raise BadInput(f"“{found.measure}” is no measure of a gap.", place="measure")
    if not found.low <= found.size <= found.high:
        raise BadInput(Said("The size lies outside its interval."), place="size")
    if found.area_id is None and not found.group:
        raise BadInput(Said("Say which area or which group it is about."), place="group")
    with transaction.atomic():
        row = entries.entry_for_update(edition, code)
        require(actor, "settlement.steer")
        made = Gap.objects.create(
            entry=row, found_at=now, measure=found.measure, size=found.size, low=found.low, high=found.high,
            unit=found.unit, grounds=found.grounds, source=found.source, area_id=found.area_id, group=found.group,
            people=found.people,
        )  # fmt: skip
        audit.note(actor, "settlement.gap_flagged", made)
        events.emit(GapFound(made.id, row.id))
    return made.id


def answer_gap(
    *, actor: Actor, gap_id: UUID, what: str, by_whom: str, by_when: date, now: datetime, today: date
) -> None:
    """Publish what will be done about a gap, by whom and by when. Raises NotAllowed, NotFound, BadInput."""
    what, by_whom = what.strip(), by_whom.strip()
    if not what:
        raise BadInput(Said("Say what will be done."), place="what")
    if not by_whom:
        raise BadInput(Said("Say who will do it."), place="by_whom")
    if by_when <= today:
        raise BadInput(Said("Choose a day that is still to come."), place="by_when")
    with transaction.atomic():
        row = entries.gap_for_update(gap_id)
        require(actor, "settlement.write", row.entry)
        row.answer, row.answer_by, row.answer_on, row.answered_at = what, by_whom, by_when, now
        row.save(update_fields=["answer", "answer_by", "answer_on", "answered_at"])
        audit.note(actor, "settlement.gap_answered", row)
