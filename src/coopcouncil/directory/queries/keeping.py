"""The history of records, and the changes that wait for the council."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.directory.domain.tongues import language_names
from coopcouncil.directory.models import (
    Audience,
    Basis,
    Feature,
    LocationType,
    PhoneKind,
    ProposedChange,
    ReferredBy,
    Service,
    Version,
    Way,
)
from coopcouncil.foundation import languages
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kept:
    """One change of a record. `made_for` is the organisation for which it was made; nobody’s name is in it."""

    number: int
    verb: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    made_for: str
    made_at: datetime


def history(record_id: UUID, *, page: int = 1, per_page: int = 20) -> tuple[list[Kept], int]:
    """A page of the changes of a service, an organisation or a location, the newest first, and how many there are."""
    rows = Version.objects.filter(record_id=record_id).order_by("-number")
    values = rows.values_list("number", "verb", "before", "after", "reason", "made_for__name", "made_at")
    found = values[(page - 1) * per_page : page * per_page]
    return [Kept(*row[:5], row[5] or "", row[6]) for row in found], rows.count()


def values_before(record_id: UUID, *, after_version: int) -> list[dict[str, Any]]:
    """What each later version changed, as it was before it, the newest first."""
    rows = Version.objects.filter(record_id=record_id, record_kind="service", number__gt=after_version)
    return list(rows.order_by("-number").values_list("before", flat=True))


def proposed_for_update(change_id: UUID) -> ProposedChange:
    """Locked until the transaction ends. Raises NotFound."""
    found = ProposedChange.objects.select_for_update(of=("self",)).filter(id=change_id).first()
    if found is None:
        raise NotFound("There is no such change.")
    return found


def proposed_changes(
    *, organisation_ids: Collection[UUID] | None = None, service_id: UUID | None = None, waiting: bool = True
) -> QuerySet[ProposedChange]:
    """Proposed changes with their service and place, the longest waiting first.

    Of these organisations, or of this service, where they are given.
    """
    rows = ProposedChange.objects.select_related("service", "proposed_for", "location").order_by("proposed_at", "id")
    if organisation_ids is not None:
        rows = rows.filter(proposed_for_id__in=organisation_ids)
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    return rows.filter(state=ProposedChange.State.WAITING) if waiting else rows


def proposed_change(change_id: UUID) -> ProposedChange:
    """Raises NotFound."""
    found = proposed_changes(waiting=False).filter(id=change_id).first()
    if found is None:
        raise NotFound("There is no such change.")
    return found


def labels() -> dict[str, dict[str, str]]:
    """The words of a service’s coded values, by the names of its fields, for `changing.difference`."""
    coded = {
        "delivery_model": Service.DeliveryModel, "scope": Service.Scope, "outcome": Service.Outcome,
        "also_serves": Service.Outcome, "status": Service.Status, "reached_by": Service.ReachedBy,
        "audiences": Audience, "by": ReferredBy, "way": Way, "kind": Basis, "phones": PhoneKind,
        "features": Feature, "location_type": LocationType,
    }  # fmt: skip
    found = {name: {code: str(label) for code, label in choices.choices} for name, choices in coded.items()}
    return {**found, "code": dict(language_names(languages.tag(languages.current())))}


def changes_by(account_id: UUID) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What somebody changed and what they proposed, for their own copy of their data."""
    changed: Any = Version.objects.filter(made_by_id=account_id).order_by("made_at")
    proposed: Any = ProposedChange.objects.filter(proposed_by_id=account_id).order_by("proposed_at")
    return (
        list(changed.values("record_kind", "record_id", "number", "verb", "reason", "made_at")),
        list(proposed.values("service__code", "after", "reason", "state", "proposed_at", "decided_because")),
    )
