"""How much of a service each person can reach: enhanced two-step floating catchment areas, and the nearest place.

Step 1: each place's supply is shared among the people round it, the near counting more than the far:
``R_j = S_j / Σ_k P_k w(d_kj)``. Step 2: each person has a part in every place in reach: ``A_i = Σ_j R_j w(d_ij)``, in
units of supply per person. `Bands` are the enhanced method (Luo and Qi 2009, Health & Place 15, 1100–1107); one band of
weight 1 is the plain two-step method (Luo and Wang 2003, Environment and Planning B 30, 865–884); `Gaussian` falls off
without steps. All supply that anybody reaches is given out, no more and no less: ``Σ_i P_i A_i = Σ_j S_j``.

Positions are arrays of longitude and latitude in degrees, a row each; distances are metres along a great circle of the
mean sphere (`kernel.distance`), as the crow flies: streets, rivers and railways make the way longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coopcouncil.kernel.distance import EARTH
from coopcouncil.kernel.errors import BadInput

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
# The most distances that are held at once, some 50 MB with what is worked out from them.
CELLS = 2_000_000
# Points of demand in a block: few enough that a block of thousands of places stays in the processor's cache.
_ROWS = 128
_LONGEST = 20_000_000.0  # metres: half way round the earth


class Decay(Protocol):
    """How much a metre's distance takes away."""

    @property
    def reach(self) -> float:
        """Metres beyond which nothing counts."""

    def weights(self, squares: Floats) -> Floats:
        """The weight of each squared straight line through the sphere, in square metres."""


@dataclass(frozen=True)
class Bands:
    """Weights by distance: `weights_by_band[n]` from the edge before up to and with `edges[n]` metres, then nothing.

    Luo and Qi (2009) take three bands of equal width with 1, 0.68 and 0.22 where people will travel, or 1, 0.42 and
    0.09 where distance keeps them away.
    """

    edges: tuple[float, ...]
    weights_by_band: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.edges or len(self.edges) != len(self.weights_by_band):
            raise BadInput("Bands of distance need one weight each.")
        if any(not 0 < edge <= _LONGEST for edge in self.edges) or sorted(set(self.edges)) != list(self.edges):
            raise BadInput("The edges of bands are metres above 0, each farther than the one before.")
        if any(not 0 < weight <= 1 for weight in self.weights_by_band):
            raise BadInput("The weight of a band is above 0 and at most 1.")

    @property
    def reach(self) -> float:
        return self.edges[-1]

    def weights(self, squares: Floats) -> Floats:
        # In how many of the bands' circles a place lies, 0 to all: the innermost band has the first weight.
        inside = np.zeros(squares.shape, dtype=np.uint8)
        for edge in self.edges:
            inside += squares <= straight(edge) ** 2
        return np.array([0.0, *self.weights_by_band[::-1]])[inside]


def one_band(metres: float) -> Bands:
    """The plain two-step method: everybody within so many metres counts alike."""
    return Bands((metres,), (1.0,))


def three_bands(metres: float, *, steep: bool = False) -> Bands:
    """Luo and Qi's three bands of equal width up to `metres`; `steep` where distance keeps people away."""
    return Bands((metres / 3, metres * 2 / 3, metres), (1.0, 0.42, 0.09) if steep else (1.0, 0.68, 0.22))


@dataclass(frozen=True)
class Gaussian:
    """``exp(−d² / 2σ²)`` up to and with `reach` metres, then nothing; `sigma` in metres."""

    sigma: float
    reach: float

    def __post_init__(self) -> None:
        if not (0 < self.sigma <= _LONGEST and 0 < self.reach <= _LONGEST):
            raise BadInput("The width and the reach of a catchment are metres above 0.")

    def weights(self, squares: Floats) -> Floats:
        made = np.zeros_like(squares)
        near = squares <= straight(self.reach) ** 2
        away = along(np.sqrt(squares[near]))
        made[near] = np.exp(-0.5 * (away / self.sigma) ** 2)
        return made


@dataclass(frozen=True)
class Catchments:
    """What each person has and what each place can give.

    `access`: units of supply per person, a value for each point of demand; 0 where nothing is in reach.
    `ratios`: units of supply per person (weighted by distance) round each place; 0 where `idle`.
    `idle`: whether nobody at all is in reach of the place, so that its supply goes to nobody.
    """

    access: Floats
    ratios: Floats
    idle: NDArray[np.bool_]


def straight(metres: float) -> float:
    """The straight line through the sphere between two points that are `metres` apart along it."""
    return float(2 * EARTH * np.sin(min(metres, np.pi * EARTH) / (2 * EARTH)))


def along(chords: Floats) -> Floats:
    """Metres along the sphere between points that are `chords` metres apart through it."""
    return np.asarray(2 * EARTH * np.arcsin(np.minimum(1.0, chords / (2 * EARTH))))


def floating_catchments(
    demand_at: Any, people: Any, supply_at: Any, supply: Any, decay: Decay, *, cells: int = CELLS
) -> Catchments:
    """Access of each point of demand to all supply, and each place's ratio; both steps in blocks of `cells` distances.

    `demand_at` (n × 2) and `supply_at` (m × 2) are degrees, `people` (n) and `supply` (m) are 0 or more. Memory grows
    with n + m, not with n × m. Raises BadInput.
    """
    homes, living = positions(demand_at, "demand"), amounts(people, "people")
    places, offered = positions(supply_at, "supply"), amounts(supply, "supply")
    _same_length(homes, living, "people")
    _same_length(places, offered, "supply")
    asking = np.zeros(len(places))
    for rows, columns, weights in _blocks(homes, places, decay, cells):
        asking[columns] += living[rows] @ weights
    idle = asking <= 0
    ratios = np.divide(offered, asking, out=np.zeros(len(places)), where=~idle)
    access = np.zeros(len(homes))
    for rows, columns, weights in _blocks(homes, places, decay, cells):
        access[rows] = weights @ ratios[columns]
    return Catchments(access, ratios, idle)


def nearest(demand_at: Any, supply_at: Any) -> tuple[Floats, Whole]:
    """Metres from each point of demand to its nearest place, and which one that is; infinity and −1 without any place.

    Of places that are equally near, the first. Raises BadInput.
    """
    homes, places = positions(demand_at, "demand"), positions(supply_at, "supply")
    if not len(places):
        return np.full(len(homes), np.inf), np.full(len(homes), -1, dtype=np.intp)
    if not len(homes):
        return np.zeros(0), np.zeros(0, dtype=np.intp)
    # Places at the same spot would be told apart by chance, so that the tree holds each spot once.
    spots, first = np.unique(places, axis=0, return_index=True)
    chords, found = _tree(on_sphere(spots)).query(on_sphere(homes))
    return along(np.asarray(chords)), np.asarray(first[found], dtype=np.intp)


def on_sphere(degrees: Floats) -> Floats:
    """Positions in metres from the middle of the earth (n × 3) of longitudes and latitudes in degrees (n × 2)."""
    lon, lat = np.radians(degrees).T
    flat = np.cos(lat)
    return EARTH * np.column_stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)])


def _blocks(homes: Floats, places: Floats, decay: Decay, cells: int) -> Iterator[tuple[Whole, Whole, Floats]]:
    """Pieces of the matrix of weights that may hold any: rows of homes, columns of places, weights between them.

    Every home is in one block at most. Neighbours are put together, so that a block has few columns.
    """
    if not len(homes) or not len(places):
        return
    at, spots, reach = on_sphere(homes), on_sphere(places), straight(decay.reach)
    tree = _tree(spots)
    # The leaves of a tree over the homes are groups of neighbours, near in the order of its indices.
    order = np.asarray(_tree(at, leaf=32).indices)
    start, rows_at_once = 0, max(1, min(_ROWS, cells // len(places)))
    while start < len(order):
        rows = order[start : start + rows_at_once]
        group = at[rows]
        middle = group.mean(axis=0)
        wide = float(np.sqrt(((group - middle) ** 2).sum(axis=1).max()))
        columns = np.asarray(tree.query_ball_point(middle, (reach + wide) * (1 + 1e-12)), dtype=np.intp)
        start += len(rows)
        if not len(columns):
            continue
        # About the middle of the block the numbers are small, so squares lose nothing by subtraction.
        ours, theirs = group - middle, spots[columns] - middle
        squares = (ours**2).sum(axis=1)[:, None] + (theirs**2).sum(axis=1)[None, :] - 2 * (ours @ theirs.T)
        yield rows, columns, decay.weights(np.maximum(squares, 0))


def _tree(points: Floats, leaf: int = 16) -> Any:
    # Every program of coopcouncil comes by here, few measure anything, and importing takes a while.
    from scipy.spatial import cKDTree

    return cKDTree(points, leafsize=leaf)


def positions(given: Any, name: str) -> Floats:
    """Longitudes and latitudes as an array (n × 2). Raises BadInput."""
    try:
        made = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput("Positions are numbers of degrees.", place=name) from None
    if made.size == 0:
        return np.zeros((0, 2))
    if made.ndim != 2 or made.shape[1] != 2:
        raise BadInput("Positions are pairs: longitude and latitude.", place=name)
    if not np.isfinite(made).all() or (np.abs(made) > (180.0, 90.0)).any():
        raise BadInput(
            "A position is not on the earth.", place=name,
            mend="Longitude goes from −180 to 180, latitude from −90 to 90, in degrees.",
        )  # fmt: skip
    return made


def amounts(given: Any, name: str) -> Floats:
    """Numbers of people, or of what is offered, as an array. Raises BadInput."""
    try:
        made = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput("Amounts are numbers.", place=name) from None
    if made.size == 0:
        return np.zeros(0)
    if made.ndim != 1:
        raise BadInput("Amounts are a list of numbers, one for each position.", place=name)
    if not np.isfinite(made).all() or (made < 0).any():
        raise BadInput("An amount is below 0, or no number.", place=name, mend="Give 0 or more.")
    return made


def _same_length(at: Floats, held: Floats, name: str) -> None:
    if len(at) != len(held):
        raise BadInput(f"There are {len(at)} positions and {len(held)} amounts.", place=name, mend="Give one each.")
