"""Who lives in each small area by age: its own figures, or else those of its ward, spread by number of people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from coopcouncil.places.domain.ages import OLDEST, Ages
from coopcouncil.places.domain.population import Cell

# Ages at which life changes; an edge that a span of the figures crosses is left out, and so is one too near the last.
_EDGES = (15, 16, 25, 30, 45, 65, 80)
_NARROWEST = 10


@dataclass(frozen=True)
class SmallArea:
    """A small area. `centre` lies inside it, in degrees: longitude and latitude. `tenth`: 1 is the most deprived.

    `ages`: people by span of ages, the youngest first, the same spans in every area; fractions where `estimated`.
    """

    id: UUID
    code: str
    name: str
    centre: tuple[float, float]
    ward_code: str
    ward_name: str
    people: int
    ages: Sequence[tuple[Ages, float]]
    estimated: bool
    tenth: int | None


def common_spans(spans: Iterable[Ages]) -> list[Ages]:
    """Wide spans that every one of these fits into, the youngest first; none where there are none."""
    held = [span for span in spans if not span.is_everybody]
    if not held:
        return []
    edges = [0]
    for edge in _EDGES:
        crossed = any(span.first < edge <= (OLDEST if span.last is None else span.last) for span in held)
        if not crossed and edge - edges[-1] >= _NARROWEST:
            edges.append(edge)
    ends = [edge - 1 for edge in edges[1:]]
    return [Ages(first, last) for first, last in zip(edges, [*ends, None], strict=True)]


def by_span(people: int, own: Sequence[Cell], ward: Sequence[Cell], spans: Sequence[Ages]) -> tuple[list[float], bool]:
    """People of an area in each span, and whether they are estimated: by its ward's ages, where it has none itself.

    None of either: no spans. The parts add up to `people`.
    """
    mine = [cell for cell in own if not cell.ages.is_everybody]
    cells = mine or [cell for cell in ward if not cell.ages.is_everybody]
    whole = sum(cell.count for cell in cells)
    if not whole:
        return [], False
    counts: dict[Ages, int] = dict.fromkeys(spans, 0)
    for cell in cells:
        counts[next(span for span in spans if span.overlaps(cell.ages))] += cell.count
    return [count if mine else people * count / whole for count in counts.values()], not mine


def holders(parents: Mapping[UUID, UUID | None], wards: Mapping[UUID, object]) -> dict[UUID, UUID]:
    """The ward that each area lies in, by way of its parents; areas of no ward are left out."""
    found: dict[UUID, UUID] = {}
    for area in parents:
        at: UUID | None = area
        for _step in range(5):
            if at is None or at in wards:
                break
            at = parents.get(at)
        if at is not None and at in wards:
            found[area] = at
    return found
