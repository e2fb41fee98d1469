"""What people looked for and did not find, in numbers that tell nothing of one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from coopcouncil.directory.domain import leading
from coopcouncil.directory.models import SearchCount, SearchEnd, SearchWord, Service
from coopcouncil.kernel.disclosure import K, protect_table


def times_used(digest: str, *, since: date) -> int:
    """How many have used an unknown word."""
    used = SearchWord.objects.filter(digest=digest, week__gte=since).aggregate(total=Coalesce(Sum("count"), 0))
    return int(used["total"])


def missed(first: date, after: date, *, kinds: Collection[str] | None = None) -> QuerySet[SearchCount, Any]:
    """The terms of which enough searches ended without help in weeks that began in these days; each with its counts.

    With `kinds` only the words that are about one of these kinds of service.
    """
    counts = {end.value: Coalesce(Sum("count", filter=Q(end=end)), 0) for end in SearchEnd}
    rows = SearchCount.objects.filter(week__gte=first, week__lt=after).values("term").annotate(**counts).order_by()
    enough = rows.filter(Q(nothing__gte=K) | Q(left__gte=K))
    if kinds is None:
        return enough
    return enough.filter(term__in=leading.near(enough.values_list("term", flat=True), kinds))


def provided_by(organisation_ids: Collection[UUID]) -> tuple[frozenset[str], frozenset[str]]:
    """The kinds of service that these organisations have open, and the names of the wards that they are for.

    No ward: for the whole borough.
    """
    rows = Service.objects.filter(organisation_id__in=organisation_ids).exclude(status=Service.Status.CLOSED)
    held = list(rows.values_list("service_type", "areas__area__name"))
    return frozenset(kind for kind, _ward in held), frozenset(ward for _kind, ward in held if ward)


@dataclass(frozen=True)
class WardCount:
    """How many searches of a ward ended so; None where that may not be told."""

    ward: str
    count: int | None


def missed_by_ward(term: str, end: str, first: date, after: date) -> tuple[list[WardCount], int | None]:
    """A term's searches that ended so, by ward, and in all; what could give away a small number is left out.

    Wards without one such search are in the table too, so that nobody learns which they are.
    """
    area: Any = SearchCount._meta.get_field("ward").related_model
    names = dict(area.objects.filter(kind="ward").order_by("name").values_list("id", "name"))
    found = dict(
        SearchCount.objects.filter(term=term, end=end, week__gte=first, week__lt=after)
        .values_list("ward_id")
        .annotate(total=Sum("count"))
        .order_by()
    )
    keys: list[UUID | None] = [*names, None]
    table = protect_table(np.array([int(found.get(key) or 0) for key in keys]), k=K).published()
    wards = [WardCount(names[key], count) for key, count in zip(keys[:-1], table[:-2], strict=True) if key is not None]
    return [*wards, WardCount("", table[-2])], table[-1]
