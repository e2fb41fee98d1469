"""Answers that fit no notice, for their organisation and for the administrator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.sharing.models import UnmatchedAnswer


@dataclass(frozen=True)
class Unmatched:
    """What was kept: the organisation's own words."""

    notice: str
    answer: str
    reason: str
    received_at: datetime


def unmatched_given(organisation_id: UUID, answer_id: str) -> UnmatchedAnswer | None:
    return UnmatchedAnswer.objects.filter(organisation_id=organisation_id, answer_id=answer_id).first()


def unmatched_for_table(organisation_ids: Collection[UUID] | None = None) -> QuerySet[UnmatchedAnswer]:
    """What was kept of these organisations, or of all. What was said stays sealed where it is not asked for."""
    found = UnmatchedAnswer.objects.select_related("organisation")
    return found if organisation_ids is None else found.filter(organisation_id__in=organisation_ids)


def unmatched_count() -> int:
    return UnmatchedAnswer.objects.count()
