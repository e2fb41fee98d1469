"""What is taken up for cases with other bodies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from coopcouncil.casework.domain.advocacy import Rung, Track, shipped_tracks
from coopcouncil.casework.models import CaseDocument, Matter, MatterStep
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True)
class MatterView:
    """A matter with its steps, the oldest first; `above` is the rung to climb to, where there is one."""

    row: Matter
    track: Track
    rung: Rung
    above: Rung | None
    steps: list[MatterStep]

    @property
    def name(self) -> str:
        """Of the body."""
        return self.row.organisation.name if self.row.organisation else (self.row.body or {}).get("name", "")


def view(row: Matter, steps: list[MatterStep]) -> MatterView:
    tracks = shipped_tracks()
    track = tracks.get(row.track) or tracks["other"]
    above = track.rung(row.rung + 1) if track.may_climb(row.rung) else None
    return MatterView(row, track, track.rung(row.rung), above, steps)


def matters_of(case_id: UUID) -> list[MatterView]:
    """Every matter of a case with its steps, the oldest first. Three queries, however many there are."""
    files = CaseDocument.objects.defer("content")
    steps = MatterStep.objects.select_related("by").order_by("at", "id").prefetch_related(Prefetch("enclosed", files))
    rows = Matter.objects.select_related("organisation").filter(case_id=case_id).prefetch_related(
        Prefetch("steps", steps)
    )  # fmt: skip
    return [view(row, list(row.steps.all())) for row in rows.order_by("opened_at", "id")]


def matter(matter_id: UUID) -> MatterView:
    """With its case. Raises NotFound."""
    found = Matter.objects.select_related("case", "organisation").filter(id=matter_id).first()
    if found is None:
        raise NotFound("There is no such matter.")
    return view(found, list(found.steps.order_by("at", "id")))


def matter_for_update(matter_id: UUID) -> Matter:
    """Locked until the transaction ends; hold its case first. Raises NotFound."""
    rows = Matter.objects.select_for_update(of=("self",)).select_related("organisation")
    found = rows.filter(id=matter_id).first()
    if found is None:
        raise NotFound("There is no such matter.")
    return found


def letter(step_id: UUID) -> MatterStep:
    """A letter, with its case. Raises NotFound."""
    found = MatterStep.objects.select_related("case", "matter").filter(id=step_id, kind="letter").first()
    if found is None:
        raise NotFound("There is no such letter.")
    return found


def files(case_id: UUID, ids: Collection[UUID]) -> list[CaseDocument]:
    """These files of a case, with what is in them."""
    return list(CaseDocument.objects.filter(case_id=case_id, id__in=ids).order_by("added_at", "id"))


def late(now: datetime, *, most: int) -> list[tuple[UUID, UUID]]:
    """The matters (case, matter) whose answer was due and has not come, and of which nobody was told."""
    rows = Matter.objects.filter(~Q(case__state="closed"), state="open", late_at__isnull=True, due_at__lt=now)
    return list(rows.order_by("due_at").values_list("case_id", "id")[:most])


def for_export(case_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What was taken up elsewhere in these cases, with every step, by case."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = Matter.objects.select_related("organisation").filter(case_id__in=case_ids)
    for row in rows.prefetch_related(Prefetch("steps", MatterStep.objects.order_by("at", "id"))).order_by("opened_at"):
        made = view(row, list(row.steps.all()))
        found.setdefault(row.case_id, []).append(
            {
                "with": made.name,
                "we_asked": row.asks or "",
                "you_agreed": row.agreed_on.isoformat() if row.agreed_on else None,
                "state": row.state,
                "outcome": row.outcome,
                "steps": [{"at": step.at.isoformat(), "what": step.kind, "words": step.words} for step in made.steps],
            }
        )
    return found
