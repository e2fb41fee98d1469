"""Who lives in an area, laid out for a chart and a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from coopcouncil.places.domain.ages import Ages
from coopcouncil.places.domain.population import Cell

_MOST = 20  # bars that a person can still read


@dataclass(frozen=True)
class Band:
    """People of a span of ages. `female` and `male` are None where the figures are not split by sex."""

    ages: Ages
    female: int | None
    male: int | None
    people: int


def by_age(cells: Iterable[Cell]) -> list[Band]:
    """The cells by age, youngest first; single years are put together in tens where there are more than 20 spans."""
    held = list(cells)
    spans = {cell.ages for cell in held}
    if len(spans) > _MOST:
        top = min((ages.first for ages in spans if ages.last is None), default=1000)
        held = [Cell(cell.sex, _ten(cell.ages, top), cell.count) for cell in held]
    made = []
    for ages in sorted({cell.ages for cell in held}, key=lambda one: (one.first, one.last or 1000)):
        counts = {"female": 0, "male": 0, "all": 0}
        for cell in held:
            if cell.ages == ages:
                counts[cell.sex] += cell.count
        split = not counts["all"]
        made.append(
            Band(
                ages,
                counts["female"] if split else None,
                counts["male"] if split else None,
                sum(counts.values()),
            )
        )
    return made


def _ten(ages: Ages, top: int) -> Ages:
    """The ten years that hold `ages`; from `top`, where "and over" begins, it stays open."""
    if ages.last is None or ages.first >= top // 10 * 10:
        return Ages(top // 10 * 10, None)
    first = ages.first // 10 * 10
    return Ages(first, first + 9)
