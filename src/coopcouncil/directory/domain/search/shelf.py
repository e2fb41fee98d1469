"""What can be found, in arrays: words in an index, and beside it what filters and distances ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coopcouncil.directory.domain import opening
from coopcouncil.directory.domain.search.entries import PLACE, SERVICE, Ask, Columns, Entry, Found, Hit, Hours
from coopcouncil.directory.domain.search.ranking import FIELDS, nearness, wanted, worth
from coopcouncil.kernel.calendars import Calendar
from coopcouncil.kernel.distance import EARTH
from coopcouncil.kernel.search import Index, Reading

FOR_OTHERS = 0.3  # of the worth of a find that is for other wards
_LEAST_WORTH = 0.12  # of the best find: what is worth less is not shown
Mask = NDArray[np.bool_]


@dataclass(eq=False)
class Shelf:
    """Everything that can be found, built once and then only read."""

    entries: Iterable[Entry]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        columns = Columns()
        self.index = Index(columns.documents(self.entries), FIELDS)
        self.entries = ()
        self.size, self.kinds = len(self.index), columns.kinds
        self._kind_worth = np.array(columns.worth, dtype=np.float32)
        self._is_service = np.array([kind == SERVICE for kind in self.kinds], dtype=bool)
        self._is_place = np.array([kind == PLACE for kind in self.kinds], dtype=bool)
        self._place_of = {key: at for at, key in enumerate(self.index.keys)}
        self._by_name = np.argsort(np.argsort(columns.names)) if columns.names else np.zeros(0, dtype=np.int64)
        self._marks = {mark: np.array(places, dtype=np.int32) for mark, places in columns.marks.items()}
        self._wards = {ward: np.array(places, dtype=np.int32) for ward, places in columns.wards.items()}
        self._for_some = np.array(columns.for_some, dtype=bool)
        self._set_of, self._sets = np.array(columns.set_of, dtype=np.int32), list(columns.sets)
        self._ages = np.array(columns.ages, dtype=np.int16).reshape(-1, 2)
        self._point_of = np.array(columns.point_of, dtype=np.int32)
        self._points = np.radians(np.array(columns.points, dtype=np.float64).reshape(-1, 2))
        self._point_step_free = np.array(columns.step_free, dtype=bool)
        self._first_point = np.searchsorted(self._point_of, np.arange(self.size + 1, dtype=np.int32))

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Every word that stands here, with how often."""
        return self.index.words

    def find(self, reading: Reading, ask: Ask, *, start: int = 0, most: int = 20) -> Found:
        """The finds from `start` on, best first; without words all that is asked for, the nearest first."""
        scores, shown = self._scored(reading)
        shown &= self._allowed(ask)
        metres = self._metres(ask, shown) if ask.near else None
        others = self._others(ask)
        if metres is not None:
            scores = scores * nearness(metres)
        if others is not None:
            scores = np.where(others, scores * np.float32(FOR_OTHERS), scores)
        places = np.flatnonzero(shown)
        if reading:
            total, ranked = self._best(places, scores, start + most, everything=ask.narrows)
        else:
            total, ranked = len(places), self._nearest_first(places, metres, others)
        return Found(
            total, [self._hit(int(at), scores, metres, others, ask.near) for at in ranked[start : start + most]]
        )

    def _best(self, places: Any, scores: Any, most: int, *, everything: bool) -> tuple[int, Any]:
        """How many are worth showing, and the best of them in their order; equals by name."""
        worths = scores[places]
        if len(places) and not everything:
            fit = worths >= worths.max() * np.float32(_LEAST_WORTH)
            places, worths = places[fit], worths[fit]
        total = len(places)
        if total > most:  # only as many are put in order as are asked for, with those that are worth the same
            fit = worths >= np.partition(worths, total - most)[total - most]
            places, worths = places[fit], worths[fit]
        return total, places[np.lexsort((self._by_name[places], -worths))]

    def _nearest_first(self, places: Any, metres: Any, others: Any) -> Any:
        """What is for others last; then the nearest first, what has no place after them, and by name."""
        away = np.zeros(len(places)) if metres is None else np.nan_to_num(metres[places], nan=np.inf)
        last = np.zeros(len(places), dtype=bool) if others is None else others[places]
        return places[np.lexsort((self._by_name[places], away, last))]

    def nearest(self, near: tuple[float, float], *, step_free: bool = False) -> Hit | None:
        """The nearest place where people can ask for anything."""
        metres = self._metres(Ask(near=near, step_free=step_free), self._is_place)
        if not np.isfinite(metres).any():
            return None
        at = int(np.nanargmin(metres))
        return self._hit(at, np.zeros(self.size, dtype=np.float32), metres, None, near)

    def _hit(self, at: int, scores: Any, metres: Any, others: Any, near: Any) -> Hit:
        away = None if metres is None or not np.isfinite(metres[at]) else float(metres[at])
        return Hit(
            self.kinds[at], self.index.keys[at], float(scores[at]), away, self._place(at, near),
            bool(others is not None and others[at]),
        )  # fmt: skip

    def _place(self, at: int, near: tuple[float, float] | None) -> tuple[float, float] | None:
        start, end = self._first_point[at], self._first_point[at + 1]
        if start == end:
            return None
        own = self._points[start:end]
        best = int(np.argmin(_haversine(own, near))) if near else 0
        longitude, latitude = np.degrees(own[best])
        return float(longitude), float(latitude)

    def _scored(self, reading: Reading) -> tuple[NDArray[np.float32], Mask]:
        if not reading:
            return np.zeros(self.size, dtype=np.float32), self._is_service.copy()
        scores, share = self.index.scores(wanted(reading), len(reading.telling))
        scores = worth(scores, share) * self._kind_worth
        return scores, scores > 0

    def _allowed(self, ask: Ask) -> Mask:
        """What the filters let through. They ask of services; other things they leave out."""
        allowed = np.ones(self.size, dtype=bool)
        if ask.narrows:
            allowed &= self._is_service
        for group in ask.marks:
            some = np.zeros(self.size, dtype=bool)
            for mark in group:
                if mark in self._marks:
                    some[self._marks[mark]] = True
            allowed &= some
        if ask.step_free:
            some = np.zeros(self.size, dtype=bool)
            some[self._point_of[self._point_step_free]] = True
            allowed &= some
        if ask.age is not None:
            allowed &= (self._ages[:, 0] <= ask.age) & (ask.age <= self._ages[:, 1])
        if ask.open_at is not None:
            allowed &= self._open(ask.open_at, ask.calendar)
        return allowed

    def _open(self, now: datetime, calendar: Calendar) -> Mask:
        """What is known to be open. Many share the same hours, so that each set is worked out once."""
        states = np.array([opening.is_open(sets, now, calendar) is True for sets in self._sets], dtype=bool)
        found: Mask = states[self._set_of]
        return found

    def hours_of(self, key: Any) -> tuple[Hours, ...]:
        """The sets of hours of a find; none where no times are known."""
        at = self._place_of.get(key)
        return () if at is None else self._sets[self._set_of[at]]

    def _others(self, ask: Ask) -> Mask | None:
        """What is for other wards than the one asked about."""
        if ask.ward is None:
            return None
        others = self._for_some.copy()
        others[self._wards.get(ask.ward, np.zeros(0, dtype=np.int32))] = False
        return others

    def _metres(self, ask: Ask, shown: Mask) -> NDArray[np.float32]:
        """How far each of what is shown is, at its nearest point; NaN where it has none."""
        metres = np.full(self.size, np.nan, dtype=np.float32)
        mine = shown[self._point_of]
        if ask.step_free:
            mine &= self._point_step_free
        if ask.near is None or not mine.any():
            return metres
        owners = self._point_of[mine]
        away = _haversine(self._points[mine], ask.near).astype(np.float32)
        # The points of one thing stand beside each other.
        first = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        metres[owners[first]] = np.minimum.reduceat(away, first)
        return metres

    @cached_property
    def marks(self) -> Mapping[str, int]:
        """How many services carry each mark."""
        return {mark: len(places) for mark, places in self._marks.items()}


def _haversine(points: NDArray[np.float64], near: tuple[float, float]) -> NDArray[np.float64]:
    """Metres from a place in degrees to points in radians. Source: Sinnott (1984), Sky and Telescope 68, 158."""
    lon, lat = np.radians(near[0]), np.radians(near[1])
    across, up = points[:, 0] - lon, points[:, 1] - lat
    half = np.sin(up / 2) ** 2 + np.cos(lat) * np.cos(points[:, 1]) * np.sin(across / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH * np.arcsin(np.sqrt(half))
    return found
