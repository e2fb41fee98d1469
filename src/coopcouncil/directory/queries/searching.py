"""What the search reads. Each process holds one shelf of everything that can be found, and keeps it fresh."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from coopcouncil.directory.domain import everyday
from coopcouncil.directory.domain.search import ORGANISATION, PLACE, SERVICE, Door, Library, Shelf
from coopcouncil.directory.models import AccessPoint, Service, ServiceArea
from coopcouncil.directory.queries.shelving import TABLES, entries
from coopcouncil.foundation.remembered import stamps_of
from coopcouncil.kernel.search import Phrases

log = structlog.get_logger(__name__)

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
    made = Shelf(entries())
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
    service_type: str = ""
    paused: bool = False
    where: tuple[str, ...] = ()


# Of a service: its id, its state, its wards, and what `Shown` has from `code` on, in its order.
_SHOWN = (
    "id", "status", "wards", "code", "name", "summary", "organisation__name", "phone", "opening_hours", "cost",
    "service_type",
)  # fmt: skip


def hits_shown(found: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], Shown]:
    """What is shown of these finds, as it is now; what has closed or gone is left out. Three queries at most."""
    wanted: dict[str, list[UUID]] = {}
    for kind, id_ in found:
        wanted.setdefault(kind, []).append(id_)
    shown: dict[tuple[str, UUID], Shown] = {}
    if services := wanted.get(SERVICE):
        wards = ServiceArea.objects.filter(service=OuterRef("pk")).order_by("area__name").values("area__name")
        rows = Service.objects.filter(id__in=services).exclude(status=Service.Status.CLOSED)
        for id_, status, where, *row in rows.annotate(wards=ArraySubquery(wards)).values_list(*_SHOWN):
            held = Shown(SERVICE, *row)
            shown[SERVICE, id_] = replace(held, paused=status == Service.Status.PAUSED, where=tuple(where))
    if organisations := wanted.get(ORGANISATION):
        model: Any = Service._meta.get_field("organisation").related_model
        bodies = model.objects.filter(id__in=organisations).values_list("id", "code", "name", "summary", "phone")
        for id_, code, name, summary, phone in bodies:
            shown[ORGANISATION, id_] = Shown(ORGANISATION, code, name, summary, phone=phone)
    if places := wanted.get(PLACE):
        columns = ("id", "code", "name", "address", "postcode", "organisation__name", "phone", "opening_hours")
        points = AccessPoint.objects.filter(id__in=places).values_list(*columns)
        for id_, code, name, address, postcode, *rest in points:
            shown[PLACE, id_] = Shown(PLACE, code, name, f"{address}, {postcode}", *rest)
    return shown
