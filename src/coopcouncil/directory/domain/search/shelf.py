"""What can be found, in arrays: words in an index, and beside it what filters and distances ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from coopcouncil.directory.domain import opening, record
from coopcouncil.directory.domain.search.ranking import FIELDS, nearness, wanted, worth
from coopcouncil.kernel.calendars import Calendar
from coopcouncil.kernel.search import Document, Index, Reading, counted

SERVICE, ORGANISATION, PLACE, DOOR = "service", "organisation", "place", "door"
# One thing of the kind that was looked for helps more than who runs it.
_KIND_WORTH = {SERVICE: 1.0, ORGANISATION: 0.85, PLACE: 0.9, DOOR: 1.1}
_EARTH_M = 6_371_008.8  # mean radius (IUGG)
_LEAST_WORTH = 0.12  # of the best find: what is worth less is not shown
Mask = NDArray[np.bool_]
Hours = tuple[tuple[record.Hours, ...], tuple[record.OtherHours, ...]]
_OLDEST = 200  # years: nobody is left out by age


@dataclass(frozen=True)
class Point:
    """Where something can be had, in degrees."""

    longitude: float
    latitude: float
    step_free: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing on the shelf. `wards` are those that it is for; none: for everybody.

    `marks` are what filters ask for ("free", "language:pt", "audience:carers" …).
    """

    kind: str
    key: Any
    name: str
    texts: Mapping[str, str]
    tags: tuple[str, ...] = ()
    wards: frozenset[UUID] = frozenset()
    points: tuple[Point, ...] = ()
    marks: frozenset[str] = frozenset()
    worth: float = 1.0  # of what its words are worth
    hours: tuple[Hours, ...] = ()  # each set in which it can be had; open if one of them is
    youngest: int | None = None  # years, included
    oldest: int | None = None


@dataclass(frozen=True)
class Ask:
    """What else was asked besides words. `near` is a place in degrees (longitude, latitude), `ward` the ward around it.

    `marks`: groups of marks; of each group one at least must be there.
    """

    near: tuple[float, float] | None = None
    ward: UUID | None = None
    marks: Sequence[frozenset[str]] = ()
    step_free: bool = False
    age: int | None = None  # of whom it is for, in years
    open_at: datetime | None = None  # aware; it must be known to be open then
    calendar: Calendar = field(default=Calendar(), repr=False)

    @property
    def narrows(self) -> bool:
        """Whether only some services can be found by it."""
        return bool(self.marks or self.step_free or self.age is not None or self.open_at)


@dataclass(frozen=True)
class Hit:
    """One find. `metres` to the nearest place where it is to be had; None where that is not known."""

    kind: str
    key: Any
    score: float
    metres: float | None = None
    place: tuple[float, float] | None = None  # the nearest one, in degrees; without a place to measure from, its first
    for_others: bool = False  # it is for other wards than that of whoever asks


@dataclass(frozen=True)
class Found:
    total: int
    hits: Sequence[Hit]


@dataclass(eq=False)
class Shelf:
    """Everything that can be found, built once and then only read."""

    entries: Iterable[Entry]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        held = list(self.entries)
        self.entries = ()
        self.size = len(held)
        self.index = Index(
            (Document(entry.key, {"name": entry.name, **entry.texts}, entry.tags) for entry in held), FIELDS
        )
        self.kinds = [entry.kind for entry in held]
        self._kind_worth = np.array([_KIND_WORTH[entry.kind] * entry.worth for entry in held], dtype=np.float32)
        self._is_service = np.array([kind == SERVICE for kind in self.kinds], dtype=bool)
        self._place_of = {entry.key: at for at, entry in enumerate(held)}
        self._by_name = (
            np.argsort(np.argsort([entry.name.casefold() for entry in held])) if held else np.zeros(0, dtype=int)
        )
        marks: dict[str, list[int]] = {}
        wards: dict[UUID, list[int]] = {}
        for at, entry in enumerate(held):
            for mark in entry.marks:
                marks.setdefault(mark, []).append(at)
            for ward in entry.wards:
                wards.setdefault(ward, []).append(at)
        self._marks = {mark: np.array(places, dtype=np.int32) for mark, places in marks.items()}
        self._wards = {ward: np.array(places, dtype=np.int32) for ward, places in wards.items()}
        self._for_some = np.array([bool(entry.wards) for entry in held], dtype=bool)
        sets: dict[tuple[Hours, ...], int] = {(): 0}
        self._set_of = np.array([sets.setdefault(entry.hours, len(sets)) for entry in held], dtype=np.int32)
        self._sets = list(sets)
        ages = [(entry.youngest or 0, _OLDEST if entry.oldest is None else entry.oldest) for entry in held]
        self._ages = np.array(ages, dtype=np.int16).reshape(-1, 2)
        points = [(at, point) for at, entry in enumerate(held) for point in entry.points]
        self._point_of = np.array([at for at, _point in points], dtype=np.int32)
        self._points = np.radians(
            np.array([[p.longitude, p.latitude] for _at, p in points], dtype=np.float64).reshape(-1, 2)
        )
        self._point_step_free = np.array([point.step_free for _at, point in points], dtype=bool)
        self.vocabulary = counted(text for entry in held for text in (entry.name, *entry.texts.values()))

    def find(self, reading: Reading, ask: Ask, *, start: int = 0, most: int = 20) -> Found:
        """The finds from `start` on, best first; without words all that is asked for, the nearest first."""
        scores, shown = self._scored(reading)
        shown &= self._allowed(ask)
        metres = self._metres(ask) if ask.near else None
        others = self._others(ask)
        if metres is not None:
            scores = scores * nearness(metres)
        if others is not None:
            scores = np.where(others, scores * np.float32(0.3), scores)
        places = np.flatnonzero(shown)
        if reading:
            order = np.lexsort((self._by_name[places], -scores[places]))
            if len(places) and not ask.narrows:
                least = scores[places].max() * _LEAST_WORTH
                order = order[scores[places][order] >= least]
        else:
            away = metres[places] if metres is not None else np.zeros(len(places), dtype=np.float32)
            others_last = others[places] if others is not None else np.zeros(len(places), dtype=bool)
            order = np.lexsort((self._by_name[places], np.nan_to_num(away, nan=np.inf), others_last))
        ranked = places[order]
        return Found(
            len(ranked), [self._hit(int(at), scores, metres, others, ask.near) for at in ranked[start : start + most]]
        )

    def nearest(self, near: tuple[float, float], *, step_free: bool = False) -> Hit | None:
        """The nearest place where people can ask for anything."""
        ask = Ask(near=near, step_free=step_free)
        metres = self._metres(ask)
        metres[[kind != PLACE for kind in self.kinds]] = np.nan
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
        start, end = np.searchsorted(self._point_of, [at, at + 1])
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

    def _metres(self, ask: Ask) -> NDArray[np.float32]:
        """How far each thing is, at its nearest point; NaN where it has none."""
        metres = np.full(self.size, np.nan, dtype=np.float32)
        if ask.near is None or not len(self._points):
            return metres
        away = _haversine(self._points, ask.near).astype(np.float32)
        if ask.step_free:
            away = np.where(self._point_step_free, away, np.float32(np.inf))
        # The points of one thing stand beside each other.
        first = np.flatnonzero(np.r_[True, self._point_of[1:] != self._point_of[:-1]])
        metres[self._point_of[first]] = np.minimum.reduceat(away, first)
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
    found: NDArray[np.float64] = 2 * _EARTH_M * np.arcsin(np.sqrt(half))
    return found
