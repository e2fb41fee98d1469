"""How rows of a population file become the cells of each area, nobody counted twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from coopcouncil.kernel.errors import BadInput
from coopcouncil.places.domain.ages import Ages, clash

Sex = Literal["all", "female", "male"]

_SEXES: dict[str, Sex] = {
    "female": "female", "females": "female", "f": "female", "woman": "female", "women": "female",
    "male": "male", "males": "male", "m": "male", "man": "male", "men": "male",
    "all": "all", "both": "all", "total": "all", "persons": "all", "person": "all", "people": "all",
    "all persons": "all", "all people": "all", "both sexes": "all",
}  # fmt: skip
LARGEST = 2_000_000_000  # what a whole number of the database holds


@dataclass(frozen=True)
class Row:
    """One row of a file: an area by code or name, a sex, ages, and how many people. `place` is file and line."""

    place: str
    area: str
    sex: Sex
    ages: Ages
    count: int


@dataclass(frozen=True)
class Cell:
    """How many people of one sex and span of ages."""

    sex: Sex
    ages: Ages
    count: int


def read_sex(label: str) -> Sex:
    """The sex that a label means; "all" for a total. Raises BadInput for other words."""
    known = _SEXES.get(" ".join(label.casefold().split()))
    if known is None:
        raise BadInput(f"“{label}” is not a sex that we know.", mend="Write Female, Male or All.")
    return known


def cells(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Cell]]:
    """The cells of each area, from (area's key, row). Rows of one cell add up.

    A total is left out where the same area is also split: rows for both sexes together where it has rows for one sex,
    rows for all ages where it has rows for some ages. Raises BadInput where spans of ages overlap otherwise, and where
    a sum is larger than a borough could be.
    """
    areas: dict[str, Counter[tuple[Sex, Ages]]] = defaultdict(Counter)
    places: dict[str, Row] = {}
    for key, row in rows:
        areas[key][row.sex, row.ages] += row.count
        places.setdefault(key, row)
    return {key: _without_totals(places[key], sums) for key, sums in areas.items()}


def _without_totals(row: Row, sums: Mapping[tuple[Sex, Ages], int]) -> list[Cell]:
    by_sex = {sex for sex, _ages in sums if sex != "all"}
    kept = {cell: count for cell, count in sums.items() if not by_sex or cell[0] in by_sex}
    for sex in sorted({sex for sex, _ages in kept}):
        spans = {ages for held, ages in kept if held == sex}
        parts = {ages for ages in spans if not ages.is_everybody} or spans
        if pair := clash(parts):
            raise BadInput(
                f"for {row.area} the ages “{pair[0]}” and “{pair[1]}” overlap, so some people would be counted twice.",
                place=row.place,
                mend="Keep one way of splitting the ages in the file.",
            )
        kept = {cell: count for cell, count in kept.items() if cell[0] != sex or cell[1] in parts}
    if (largest := max(kept.values())) > LARGEST:
        raise BadInput(f"{row.area} would have {largest:,} people.", place=row.place, mend="Check the counts.")
    in_order = sorted(kept, key=lambda cell: (cell[0], cell[1].first))
    return [Cell(sex, ages, kept[sex, ages]) for sex, ages in in_order]
