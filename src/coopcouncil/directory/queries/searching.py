"""What the search reads. Each process holds one shelf of everything that can be found, and keeps it fresh."""

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection

from coopcouncil.directory.domain import catalogue, everyday, speech
from coopcouncil.directory.domain.search import ORGANISATION, PLACE, SERVICE, Door, Entry, Library, Point, Shelf
from coopcouncil.directory.models import AccessPoint, Service, ServiceArea
from coopcouncil.foundation.remembered import stamps_of
from coopcouncil.kernel.search import Phrases

log = structlog.get_logger(__name__)

TABLES = ("directory_service", "directory_service_area", "directory_access_point", "people_organisation")
# Seconds. A shelf that took no longer is built anew by whoever finds it old; a larger one in a thread of its own.
AT_ONCE = 0.5


@dataclass(frozen=True)
class _Held:
    stamps: tuple[UUID | None, ...]
    shelf: Shelf
    took: float


_building = threading.Lock()
_held: dict[str, _Held] = {}  # by the database, as tests have several


def shelf() -> Shelf:
    """Everything that can be found as the directory is now, or, where there is very much of it, was moments ago.

    What is shown of each find is read afresh (`hits_shown`), so that a service which has closed since is never shown.
    """
    stamps, database = stamps_of(*TABLES), str(connection.settings_dict["NAME"])
    held = _held.get(database)
    if held is not None and held.stamps == stamps and None not in stamps:
        return held.shelf
    if held is not None and held.took > AT_ONCE and not connection.in_atomic_block:
        if _building.acquire(blocking=False):
            threading.Thread(target=_build_beside, args=(stamps, database), name="search-shelf", daemon=True).start()
        return held.shelf
    with _building:
        held = _held.get(database)
        if held is not None and held.stamps == stamps and None not in stamps:
            return held.shelf
        return _build(stamps, database)


def _build_beside(stamps: tuple[UUID | None, ...], database: str) -> None:
    """Build a shelf while the old one answers. The lock is held by whoever started it, and given back here."""
    try:
        _build(stamps, database)
    except Exception:  # the old one goes on answering, and the next request tries again
        log.exception("search_shelf_not_built")
    finally:
        connection.close()
        _building.release()


def _build(stamps: tuple[UUID | None, ...], database: str) -> Shelf:
    began = time.perf_counter()
    made = Shelf(_entries())
    _held.clear()
    _held[database] = _Held(stamps, made, time.perf_counter() - began)
    return made


def library(doors: Iterable[Door]) -> Library:
    """The shelf with the doors of the site, in the language in which they are given."""
    return _library(shelf(), tuple(doors))


@lru_cache(maxsize=len(settings.LANGUAGES) + 1)
def _library(held: Shelf, doors: tuple[Door, ...]) -> Library:
    return Library(
        held, {door.tag: door for door in doors}, Phrases(everyday.shipped_everyday()), everyday.shipped_dangers(),
        everyday.ordinary_words(),
    )  # fmt: skip


# --- what stands on the shelf ---------------------------------------------------------------------------------------


def _entries() -> Iterable[Entry]:
    """Services, then organisations, then places. Four queries."""
    points: dict[UUID, list[Point]] = {}
    places = list(AccessPoint.objects.values_list(
        "id", "name", "kind", "address", "organisation_id", "longitude", "latitude", "step_free",
        "ward__name",
    ))  # fmt: skip
    for _id, _name, _kind, _address, organisation, longitude, latitude, step_free, _called in places:
        points.setdefault(organisation, []).append(Point(longitude, latitude, step_free))
    yield from _services(points)
    yield from _organisations(points)
    kinds = dict(AccessPoint.Kind.choices)
    for id_, name, kind, address, _organisation, longitude, latitude, step_free, called in places:
        texts = {"kind": str(kinds[kind]), "more": address, "where": called}
        yield Entry(PLACE, id_, name, texts, points=(Point(longitude, latitude, step_free),))


def _services(points: Mapping[UUID, list[Point]]) -> Iterable[Entry]:
    wards: dict[UUID, dict[UUID, str]] = {}
    for service, ward, name in ServiceArea.objects.values_list("service_id", "area_id", "area__name"):
        wards.setdefault(service, {})[ward] = name
    known, spoken = catalogue.shipped_catalogue(), _spoken()
    rows = Service.objects.exclude(status=Service.Status.CLOSED).values_list(
        "id",
        "name",
        "summary",
        "description",
        "service_type",
        "organisation_id",
        "organisation__name",
        "status",
        "cost",
    )
    for id_, name, summary, description, kind, organisation, by, status, cost in rows.iterator(chunk_size=5000):
        held, there = known.get(kind), wards.get(id_, {})
        texts = {
            "kind": held.name if held else "",
            "about": summary if held is None or held.description == summary else f"{summary} {held.description}",
            "more": description,
            "by": by,
            "where": " ".join(there.values()),
            "spoken": spoken.get(kind, ""),
        }
        yield Entry(
            SERVICE, id_, name, texts, (f"type:{kind}",), frozenset(there), tuple(points.get(organisation, ())),
            _marks(kind, cost), 1.0 if status == Service.Status.ACTIVE else 0.6,
        )  # fmt: skip


def _marks(kind: str, cost: str) -> frozenset[str]:
    found = {f"type:{kind}"}
    if cost.strip().casefold().startswith("free"):
        found.add("free")
    return frozenset(found)


def _spoken() -> dict[str, str]:
    """What each type of service is called in the other languages of the site."""
    found: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES[1:]:
        for code, kind in speech.catalogue_in(language).items():
            found.setdefault(code, []).append(str(kind.name))
    return {code: " ".join(names) for code, names in found.items()}


def _organisations(points: Mapping[UUID, list[Point]]) -> Iterable[Entry]:
    model: Any = Service._meta.get_field("organisation").related_model
    for id_, name, summary in model.objects.values_list("id", "name", "summary"):
        yield Entry(ORGANISATION, id_, name, {"about": summary}, points=tuple(points.get(id_, ())))


# --- what is shown of it --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What a list shows of one find."""

    kind: str
    code: str
    name: str
    summary: str
    by: str = ""
    phone: str = ""
    opening_hours: str = ""
    cost: str = ""
    paused: bool = False
    service_type: str = ""
    due_on: Any = None
    where: tuple[str, ...] = ()


def hits_shown(found: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Shown]:
    """What is shown of these finds, as it is now; what has closed or gone is left out. Four queries at most."""
    wanted: dict[str, list[UUID]] = {}
    for kind, id_ in found:
        wanted.setdefault(kind, []).append(id_)
    shown: dict[tuple[str, UUID], Shown] = {}
    if services := wanted.get(SERVICE):
        areas: dict[UUID, list[str]] = {}
        for service, name in (
            ServiceArea.objects.filter(service_id__in=services)
            .order_by("area__name")
            .values_list("service_id", "area__name")
        ):
            areas.setdefault(service, []).append(name)
        for row in Service.objects.filter(id__in=services).exclude(status="closed").select_related("organisation"):
            shown[SERVICE, row.id] = Shown(
                SERVICE, row.code, row.name, row.summary, row.organisation.name, row.phone, row.opening_hours, row.cost,
                row.status == Service.Status.PAUSED, row.service_type, row.due_on, tuple(areas.get(row.id, ())),
            )  # fmt: skip
    if organisations := wanted.get(ORGANISATION):
        model: Any = Service._meta.get_field("organisation").related_model
        for body in model.objects.filter(id__in=organisations):
            shown[ORGANISATION, body.id] = Shown(ORGANISATION, body.code, body.name, body.summary, phone=body.phone)
    if places := wanted.get(PLACE):
        for point in AccessPoint.objects.filter(id__in=places).select_related("organisation"):
            shown[PLACE, point.id] = Shown(
                PLACE, point.code, point.name, f"{point.address}, {point.postcode}", point.organisation.name,
                point.phone, point.opening_hours,
            )  # fmt: skip
    return shown
