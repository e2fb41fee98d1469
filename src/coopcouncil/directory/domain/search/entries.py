"""What is put on the shelf, what is asked of it and what it gives; and the columns that are kept beside the words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.kernel.calendars import Calendar
from coopcouncil.kernel.search import Document

SERVICE, ORGANISATION, PLACE, DOOR = "service", "organisation", "place", "door"
# One thing of the kind that was looked for helps more than who runs it.
_KIND_WORTH = {SERVICE: 1.0, ORGANISATION: 0.85, PLACE: 0.9, DOOR: 1.1}
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


class Columns:
    """What is kept of each entry beside its words, gathered as the index reads them."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.names: list[str] = []
        self.worth: list[float] = []
        self.marks: dict[str, list[int]] = {}
        self.wards: dict[UUID, list[int]] = {}
        self.for_some: list[bool] = []
        self.sets: dict[tuple[Hours, ...], int] = {(): 0}
        self.set_of: list[int] = []
        self.ages: list[tuple[int, int]] = []
        self.point_of: list[int] = []
        self.points: list[tuple[float, float]] = []
        self.step_free: list[bool] = []

    def documents(self, entries: Iterable[Entry]) -> Iterable[Document]:
        for at, entry in enumerate(entries):
            self._note(at, entry)
            yield Document(entry.key, {"name": entry.name, **entry.texts}, entry.tags)

    def _note(self, at: int, entry: Entry) -> None:
        self.kinds.append(entry.kind)
        self.names.append(entry.name.casefold())
        self.worth.append(_KIND_WORTH[entry.kind] * entry.worth)
        for mark in entry.marks:
            self.marks.setdefault(mark, []).append(at)
        for ward in entry.wards:
            self.wards.setdefault(ward, []).append(at)
        self.for_some.append(bool(entry.wards))
        self.set_of.append(self.sets.setdefault(entry.hours, len(self.sets)))
        self.ages.append((entry.youngest or 0, _OLDEST if entry.oldest is None else entry.oldest))
        for point in entry.points:
            self.point_of.append(at)
            self.points.append((point.longitude, point.latitude))
            self.step_free.append(point.step_free)
