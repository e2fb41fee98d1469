"""Cases as other systems and organisations' software know them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.casework.models import Case, CaseIdentifier
from coopcouncil.kernel.errors import NotFound

PAGE = 100


def identifiers(system: str, external_ids: Collection[str]) -> dict[str, CaseIdentifier]:
    """By the ids of another system; locked, so that two imports of one system do not meet."""
    rows = CaseIdentifier.objects.select_for_update().filter(system=system, external_id__in=external_ids)
    return {row.external_id: row for row in rows.order_by("id")}


def external_id_of(case_id: UUID, system: str) -> str:
    """How another system calls a case; nothing where it knows it not."""
    rows = CaseIdentifier.objects.filter(case_id=case_id, system=system)
    return rows.values_list("external_id", flat=True).first() or ""


def _of(organisation_id: UUID, system: str) -> QuerySet[Case]:
    """What an organisation opened, under its own name, and what it has to act in."""
    opened = CaseIdentifier.objects.filter(system=system).values("case_id")
    rows = Case.objects.filter(Q(organisation_id=organisation_id) | Q(id__in=opened), emptied_at__isnull=True)
    return rows.select_related("owner__account", "organisation").defer("contact")


@dataclass(frozen=True)
class Known:
    """A case with the id that an organisation gave it; without one, it only has to act in it."""

    case: Case
    external_id: str
    opened: bool


def changed(organisation_id: UUID, system: str, *, after: datetime | None, after_id: UUID | None) -> list[Known]:
    """Its cases by when they last changed, from after that moment (and case) on, 100 at most."""
    rows = _of(organisation_id, system)
    if after is not None:
        later = Q(changed_at__gt=after)
        rows = rows.filter(later | Q(changed_at=after, id__gt=after_id) if after_id else later)
    found = list(rows.order_by("changed_at", "id")[:PAGE])
    ids = dict(
        CaseIdentifier.objects.filter(system=system, case_id__in=[row.id for row in found]).values_list(
            "case_id", "external_id"
        )
    )
    return [Known(row, ids.get(row.id, ""), row.id in ids) for row in found]


def known(organisation_id: UUID, system: str, case_id: UUID) -> Known:
    """One of its cases. Raises NotFound."""
    row = _of(organisation_id, system).filter(id=case_id).first()
    if row is None:
        raise NotFound("There is no such case.")
    found = external_id_of(case_id, system)
    return Known(row, found, bool(found))


def exported(system: str, *, since: datetime | None) -> Iterator[dict[str, Any]]:
    """Every case that another system knows, or all cases where none is named; no word of what they are about."""
    rows = Case.objects.select_related("owner__account", "organisation").defer("words", "contact")
    if since is not None:
        rows = rows.filter(changed_at__gte=since)
    ids = dict(CaseIdentifier.objects.filter(system=system).values_list("case_id", "external_id"))
    if system:
        rows = rows.filter(id__in=CaseIdentifier.objects.filter(system=system).values("case_id"))
    for row in rows.order_by("opened_at", "id").iterator(chunk_size=1000):
        yield {
            "id": str(row.id),
            "reference": row.reference,
            "external_id": ids.get(row.id, ""),
            "title": row.title,
            "service_type": row.service_type,
            "state": row.state,
            "outcome": row.outcome,
            "owner": str(row.owner.account),
            "organisation": row.organisation.code if row.organisation else "",
            "due_at": _text(row.next_due_at),
            "opened_at": _text(row.opened_at),
            "changed_at": _text(row.changed_at),
            "closed_at": _text(row.closed_at),
        }


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
