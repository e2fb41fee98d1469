"""What people looked for and did not find, in numbers that tell nothing of one person."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from coopcouncil.directory.models import SearchCount, SearchEnd, SearchWord
from coopcouncil.kernel.disclosure import K, protect_table


def times_used(digest: str, *, since: date) -> int:
    """How many have used an unknown word."""
    used = SearchWord.objects.filter(digest=digest, week__gte=since).aggregate(total=Coalesce(Sum("count"), 0))
    return int(used["total"])


def missed(first: date, after: date) -> QuerySet[SearchCount, Any]:
    """The terms of which enough searches ended without help in weeks that began in these days; each with its counts."""
    counts = {end.value: Coalesce(Sum("count", filter=Q(end=end)), 0) for end in SearchEnd}
    rows = SearchCount.objects.filter(week__gte=first, week__lt=after).values("term").annotate(**counts).order_by()
    return rows.filter(Q(nothing__gte=K) | Q(left__gte=K))


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
