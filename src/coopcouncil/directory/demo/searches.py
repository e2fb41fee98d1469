"""What the people of Ashmere looked for in the last half year and did not find: made up, the same on every machine."""

import random
from datetime import timedelta
from uuid import UUID

from coopcouncil.directory.domain.missing import week_of
from coopcouncil.directory.models import SearchCount
from coopcouncil.foundation import clock
from coopcouncil.places import public as places

# Word, how many a week found nothing, how many left what was found, how many opened something.
_WORDS = (
    ("dentist", 9, 0, 0), ("swimming", 4, 2, 1), ("football", 3, 1, 0), ("gym", 2, 3, 2), ("vet", 2, 0, 0),
    ("driving", 0, 3, 6), ("debt", 0, 1, 14), ("mould", 0, 6, 5), ("autism", 0, 7, 4), ("interpreter", 2, 1, 0),
    ("language:so", 3, 0, 0), ("allotment", 3, 0, 0), ("choir", 1, 0, 0), ("parking", 0, 4, 9), ("food", 0, 1, 18),
)  # fmt: skip
_WEEKS = 26
_MORE_HERE = 3  # wards in which a word is looked for more than elsewhere


def load_searches() -> None:
    """Counts by week, word and ward, where there are none yet."""
    if SearchCount.objects.exists():
        return
    rng, wards = random.Random(2010), sorted(places.areas("ward"), key=lambda ward: ward.code)
    monday, rows = week_of(clock.today()), []
    for word, *a_week in _WORDS:
        here = rng.sample(wards, min(_MORE_HERE, len(wards)))
        for weeks in range(_WEEKS):
            for end, usual in zip(("nothing", "left", "chosen"), a_week, strict=True):
                spread: dict[UUID | None, int] = {}
                for _one in range(rng.randint(usual // 2, usual + usual // 2) if usual else 0):
                    ward = rng.choice([None, None, *(area.id for area in here)])
                    spread[ward] = spread.get(ward, 0) + 1
                rows += [
                    SearchCount(week=monday - timedelta(weeks=weeks), term=word, ward_id=ward, end=end, count=count)
                    for ward, count in spread.items()
                ]
    SearchCount.objects.bulk_create(rows, ignore_conflicts=True)
