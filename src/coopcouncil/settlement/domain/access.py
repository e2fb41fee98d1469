"""What people of each small area can reach of one service: how far the nearest place is, and how much there is.

Everybody of a small area is taken to live at its middle.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from coopcouncil.settlement.domain.catchments import Decay, Floats, Whole, floating_catchments, nearest

Key = TypeVar("Key")
# Luo and Qi's bands end at 10, 20 and 30 minutes; on foot, at 80 metres a minute, that is here.
REACH_M = 2400.0
# Some twenty minutes on foot: what is farther counts as far, as in the directory.
FAR_M = 1600.0


@dataclass(frozen=True)
class SmallArea:
    """A small census area: its middle in degrees, its people, and how deprived it is (1 the most, 10 the least).

    `ages`: people by span of ages, in order; they add up to `people`, and are fractions where they were estimated.
    """

    key: str
    name: str
    ward_key: str
    ward_name: str
    longitude: float
    latitude: float
    people: float
    ages: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    tenth: int | None = None


@dataclass(frozen=True)
class Place:
    """Where the service is had, in degrees. `supply` is how much of it there is, in one unit for all places.

    `yearly_cost_pence` is None where nobody has said what it costs.
    """

    key: str
    name: str
    longitude: float
    latitude: float
    supply: float = 1.0
    yearly_cost_pence: int | None = None
    body_key: str = ""
    body_name: str = ""


@dataclass(frozen=True)
class Reach:
    """Of each small area, in order: metres to the nearest place (infinite without any), which one (−1), and access.

    `access` is supply per person.
    """

    metres: Floats
    nearest: Whole
    access: Floats


def reach(areas: Sequence[SmallArea], places: Sequence[Place], decay: Decay) -> Reach:
    """Raises BadInput."""
    homes = [(area.longitude, area.latitude) for area in areas]
    spots = [(place.longitude, place.latitude) for place in places]
    metres, which = nearest(homes, spots)
    supply = [place.supply for place in places]
    found = floating_catchments(homes, [area.people for area in areas], spots, supply, decay)
    return Reach(metres, which, found.access)


@dataclass(frozen=True)
class Slice:
    """A part of the people: how many of them live in each small area, in order."""

    key: str
    name: str
    people: Floats


def everybody(areas: Sequence[SmallArea]) -> Slice:
    return Slice("all", "", np.array([area.people for area in areas], dtype=np.float64))


def by_ward(areas: Sequence[SmallArea]) -> list[Slice]:
    """The people of each ward, by its name."""
    found = _split(areas, lambda area: (area.ward_name, area.ward_key))
    return [Slice(key, name, people) for (name, key), people in sorted(found.items())]


def by_tenth(areas: Sequence[SmallArea]) -> list[Slice]:
    """The people of each tenth of deprivation that there is, the most deprived first; areas without one left out."""
    found = _split(areas, lambda area: area.tenth)
    return [Slice(str(tenth), str(tenth), people) for tenth, people in sorted(found.items())]


def by_age(areas: Sequence[SmallArea]) -> list[Slice]:
    """The people of each span of ages, the youngest first."""
    spans: dict[str, None] = {}
    for area in areas:
        spans |= dict.fromkeys(area.ages)
    return [
        Slice(span, span, np.array([area.ages.get(span, 0.0) for area in areas], dtype=np.float64)) for span in spans
    ]


@dataclass(frozen=True)
class Served:
    """How a part of the people is served. Metres to the nearest place: on average, and what half of them have at most.

    `far`: the share of them, from 0 to 1, for whom it is farther than `FAR_M`. `supply` is for 1,000 people.
    """

    key: str
    name: str
    people: float
    metres: float
    half: float
    far: float
    supply: float


def served(parts: Iterable[Slice], found: Reach) -> list[Served]:
    """Of each part in which somebody lives. There is a place at least."""
    return [
        Served(
            part.key, part.name, float(part.people.sum()), average(found.metres, part.people) or 0.0,
            _half(found.metres, part.people),
            float(part.people[found.metres > FAR_M].sum() / part.people.sum()),
            (average(found.access, part.people) or 0.0) * 1000,
        )
        for part in parts
        if part.people.sum()
    ]  # fmt: skip


def _half(values: Floats, people: Floats) -> float:
    """The value that at least half of these people do not exceed."""
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(people[order])
    return float(values[order][np.searchsorted(upto, upto[-1] / 2)])


def _split(areas: Sequence[SmallArea], key: Callable[[SmallArea], Key | None]) -> dict[Key, Floats]:
    found: dict[Key, Floats] = {}
    for at, area in enumerate(areas):
        held = key(area)
        if held is not None:
            found.setdefault(held, np.zeros(len(areas)))[at] = area.people
    return found


def average(values: Floats, people: Floats) -> float | None:
    """The mean of the values over these people; None of nobody, and where a value of somebody is infinite."""
    whole = people.sum()
    if not whole or np.isinf(values[people > 0]).any():
        return None
    return float((values[people > 0] * people[people > 0]).sum() / whole)


def named(places: Iterable[Place]) -> str:
    """The names of places in one text."""
    return ", ".join(place.name for place in places)
