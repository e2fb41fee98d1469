"""What a context needs from those above it: typed lists that each context fills in `apps.ready()`."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django_tasks.base import Task

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.retention import Keeping

T = TypeVar("T")


class Registry(Generic[T]):
    """An ordered list of contributions. Adding the same one twice is a mistake."""

    def __init__(self, what: str) -> None:
        self.what, self._items = what, list[T]()

    def add(self, item: T) -> None:
        if item in self._items:
            raise ValueError(f"{item!r} is contributed to {self.what} twice.")
        self._items.append(item)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True)
class DeskItem:
    """One line of work waiting on a desk or in an account; the desk shows what is due first."""

    title: str
    url: str
    count: int
    why: str
    due_at: datetime | None = None


@dataclass(frozen=True)
class Health:
    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    kind: str
    summary: str
    score: float


@dataclass(frozen=True)
class SearchDoor:
    """A page that does something by itself (a life event, a kind of report), for the directory's search.

    `tag` is what its everyday words call it ("life_event:death"); `words` are further words by which it is found.
    """

    tag: str
    title: str
    url: str
    kind: str
    summary: str
    words: str = ""


@dataclass(frozen=True)
class Completed:
    """That an officer may tell an organisation of a type of service for somebody, in one go.

    `how` and `url` are what is told: a life event.
    """

    service_type: str
    organisation_id: UUID
    how: str
    url: str


@dataclass(frozen=True)
class Measure:
    """A figure computed from the platform's own records, with where it comes from."""

    code: str
    title: str
    value: str
    source: str


@dataclass(frozen=True)
class Kept:
    """How often promises about a type of service were kept in a ward, of all that ended; a ward may be unknown."""

    ward_id: UUID | None
    kept: int
    all: int


@dataclass(frozen=True)
class Owner:
    """Who owns the case about something: a person, by name. `is_open`: it is not over."""

    name: str
    reference: str
    is_open: bool


@dataclass(frozen=True)
class TakenPart:
    """One thing that a person gave or took part in, for their own page alone: what they did, when, and what came of it.

    `kind` says what kind of thing it is, in words that may stand over several ("Problems that you reported").
    """

    kind: str
    what: str
    url: str
    at: datetime
    came_of_it: str


@dataclass(frozen=True)
class Gauge:
    """One operating figure for Prometheus, without labels: never about one person or one organisation."""

    name: str
    help: str
    value: float


@dataclass(frozen=True)
class DemoLoader:
    """A context's part of the demo borough. `order` follows the storeys, the lowest first.

    Loaded once a home; with `each_start` again at every start (addresses that may have moved), so it must be quick.
    """

    order: int
    name: str
    load: Callable[[], None]
    each_start: bool = False


@dataclass(frozen=True)
class DemoProcess:
    """A process that runs beside the demo borough."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """A way of reading somebody's data, as that person is told of it: what was seen, and why. Both are lazy words."""

    verb: str
    what: Any
    why: Any


demo: Registry[DemoLoader] = Registry("demo")
demo_processes: Registry[DemoProcess] = Registry("demo_processes")
# Jobs without arguments, put in the queue once an hour (foundation.jobs). They may come twice: a job is idempotent.
hourly: Registry[Task[[], Any]] = Registry("hourly")
# What a web process makes ready before it answers anybody: files to read, pages to compile.
before_serving: Registry[Callable[[], object]] = Registry("before_serving")
desk: Registry[Callable[[Actor, datetime], list[DeskItem]]] = Registry("desk")
account: Registry[Callable[[Actor, datetime], list[DeskItem]]] = Registry("account")
health: Registry[Callable[[datetime], Health]] = Registry("health")
gauges: Registry[Callable[[datetime], list[Gauge]]] = Registry("gauges")
search_hits: Registry[Callable[[str], list[SearchHit]]] = Registry("search_hits")
# Said in the language of the page.
search_doors: Registry[Callable[[date], list[SearchDoor]]] = Registry("search_doors")
# What officers who may help people can settle with other organisations: as agreements and life events are today.
completing: Registry[Callable[[date], list[Completed]]] = Registry("completing")
measures: Registry[Callable[[datetime], list[Measure]]] = Registry("measures")
# How promises about types of service were kept in the year before a moment, by type and ward: counts that are not
# protected yet, for whoever sets them beside what is promised (settlement/domain/keeping.py) and shows no small ones.
# In a number of queries that does not grow with the types.
kept: Registry[Callable[[Collection[str], datetime], Mapping[str, list[Kept]]]] = Registry("kept")
# The same of one organisation: what it had to do, by type of service, between two moments.
kept_by: Registry[Callable[[UUID, str, datetime, datetime], list[Kept]]] = Registry("kept_by")
# Who owns the case about each of these things that went wrong, by the thing’s id.
owners: Registry[Callable[[Collection[UUID]], dict[UUID, Owner]]] = Registry("owners")
# What an account gave and took part in; never anything that was told in safe mode. For that person's own page alone.
taken_part: Registry[Callable[[UUID], list[TakenPart]]] = Registry("taken_part")
export_person: Registry[Callable[[UUID], dict[str, Any]]] = Registry("export_person")
erase_person: Registry[Callable[[UUID], None]] = Registry("erase_person")
reads: Registry[Read] = Registry("reads")
# For how long each kind of thing is kept, by rules of the context that keeps it (foundation.retention).
retention: Registry[Keeping] = Registry("retention")
# What is sealed by the ring itself, sealed anew under its newest key. Returns how many.
reseal: Registry[Callable[[], int]] = Registry("reseal")
# What an upgrade makes of the rows that are there, by the migration (`app.name`) after which it is due: once all tables
# are of this release, as their owner. It may come twice. Returns of how many.
after_migration: Registry[tuple[str, Callable[[], int]]] = Registry("after_migration")
legal_holds: Registry[Callable[[UUID], list[str]]] = Registry("legal_holds")


def read_verbs() -> dict[str, Read]:
    """The ways of reading, by their verb in the audit trail."""
    return {item.verb: item for item in reads}
