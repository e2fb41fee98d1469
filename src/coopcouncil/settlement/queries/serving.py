"""How people are served today, for pages and for the search for gaps: how often promises are kept, what is in reach."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from coopcouncil.directory import public as directory
from coopcouncil.foundation import contributions
from coopcouncil.settlement.domain import access, keeping
from coopcouncil.settlement.domain.access import REACH_M, Place, Served, SmallArea
from coopcouncil.settlement.domain.catchments import three_bands
from coopcouncil.settlement.domain.gaps import Dimension
from coopcouncil.settlement.queries.exploring import spots, with_figures


def times_kept(
    service_types: Collection[str], now: datetime, wards: Mapping[str, Any]
) -> dict[str, list[keeping.Kept]]:
    """How often answers about these types came in time within a year, by type and ward: not protected yet.

    `wards` are areas by their id as text. A number of queries that does not grow with the types.
    """
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    for find in contributions.kept:
        for code, items in find(service_types, now).items():
            held = counts.setdefault(code, {})
            for item in items:
                ward = str(item.ward_id or "")
                kept, all_ = held.get(ward, (0, 0))
                held[ward] = (kept + item.kept, all_ + item.all)
    return {code: [_in_ward(wards.get(ward), *held) for ward, held in found.items()] for code, found in counts.items()}


def _in_ward(area: Any, kept: int, all_: int) -> keeping.Kept:
    return keeping.Kept(area.name if area else "", kept, all_, area.code if area else "")


def places_of(service_types: Iterable[str]) -> dict[str, list[Place]]:
    """Where each of these types is given, each place once, by type; of types given nowhere there is none."""
    found: dict[str, list[Any]] = {}
    for row in directory.service_places(service_types=service_types):
        found.setdefault(row.service_type, []).append(row)
    return {code: spots(rows) for code, rows in found.items()}


def served(
    found: Sequence[Place], people: Sequence[SmallArea], only: Collection[str] = ()
) -> dict[Dimension, list[Served]]:
    """How near these places are, and how much there is for each person: by ward, tenth and age, as the explorer has it.

    `only`: codes of the wards that it is about; none: all. Nothing where there is no place or nobody lives anywhere.
    """
    lives = [area for area in people if not only or area.ward_key in only]
    if not found or not lives:
        return {}
    # Whoever lives elsewhere shares the supply too, so that it is worked out for all before some are left out.
    reached = access.reach(people, with_figures(found), three_bands(REACH_M))
    kept = [at for at, area in enumerate(people) if not only or area.ward_key in only]
    mine = access.Reach(reached.metres[kept], reached.nearest[kept], reached.access[kept])
    parts: dict[Dimension, list[access.Slice]] = {
        "ward": access.by_ward(lives), "tenth": access.by_tenth(lives), "ages": access.by_age(lives),
    }  # fmt: skip
    return {dimension: access.served(slices, mine) for dimension, slices in parts.items()}
