"""The door of reviews."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.contributions import SearchHit
from coopcouncil.reviews import queries

__all__ = ["export_person", "search_hits"]


def search_hits(text: str) -> list[SearchHit]:
    """Published appraisals that have all the words of `text`."""
    words = text.replace("\x00", "").split()
    if not words:
        return []
    return [
        SearchHit(
            title=found.title,
            url=reverse("reviews:appraisal", args=[found.reference]),
            kind=_("Appraisal"),
            summary=found.summary,
            score=0.5,
        )
        for found in queries.appraisals_with(words)
    ]


def export_person(account_id: UUID) -> dict[str, Any]:
    """Appraisals and unit costs are about services and money; who published one is in the audit trail alone."""
    return {}
