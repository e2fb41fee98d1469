"""Count searches that helped nobody. Nothing of whoever searched is kept, so that there is nobody to audit."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from coopcouncil.directory import queries
from coopcouncil.directory.domain import missing
from coopcouncil.directory.domain.missing import Terms
from coopcouncil.directory.models import SearchCount, SearchEnd, SearchWord
from coopcouncil.foundation import limits
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.keys.tokens import keyed_digest
from coopcouncil.kernel.errors import TooMany

ONCE: dict[str, Any] = {"most": 1, "within": timedelta(days=7)}  # a term, from one place
PLENTY: dict[str, Any] = {"most": 60, "within": timedelta(hours=1)}  # searches, from one place


def count_search(*, terms: Terms, end: SearchEnd, ward_id: UUID | None, caller: str, now: datetime) -> int:
    """Count each term of a search that ended so. `caller` is where it came from: it counts each term once a week.

    Returns how many were counted. An unknown word is counted by its digest alone until it is a common one.
    """
    week = missing.week_of(now.astimezone(LONDON).date())
    with suppress(TooMany):
        limits.take_try(f"search:{caller}", **PLENTY, now=now)
        with transaction.atomic():
            common = {word for word in terms.unknown if _is_common(word, week, caller, now)}
            clear = [*terms.known, *sorted(common)]
            return sum(_count(term, end, ward_id, week, caller, now) for term in clear)
    return 0


def _count(term: str, end: SearchEnd, ward_id: UUID | None, week: date, caller: str, now: datetime) -> bool:
    if not _first_from(f"{caller}:{end}:{term}", now):
        return False
    row, made = SearchCount.objects.get_or_create(week=week, term=term, ward_id=ward_id, end=end)
    if not made:
        SearchCount.objects.filter(id=row.id).update(count=F("count") + 1)
    return True


def _is_common(word: str, week: date, caller: str, now: datetime) -> bool:
    """Count an unknown word by its digest. Whether so many others have used it that it may be written down."""
    digest = keyed_digest("directory_search_word.digest", word)  # whoever has the table alone cannot try words out
    if _first_from(f"{caller}:{digest}", now):
        row, made = SearchWord.objects.get_or_create(digest=digest, week=week)
        if not made:
            SearchWord.objects.filter(id=row.id).update(count=F("count") + 1)
    return queries.times_used(digest, since=week - timedelta(weeks=missing.WEEKS_REMEMBERED)) > missing.COMMON


def _first_from(name: str, now: datetime) -> bool:
    try:
        limits.take_try(f"searched:{name}", **ONCE, now=now)
    except TooMany:
        return False
    return True
