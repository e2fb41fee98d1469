"""Reads: who is responsible for a place, and what was reported near it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from coopcouncil.casework.domain import duplicates
from coopcouncil.casework.domain.report_categories import Category, shipped_categories
from coopcouncil.casework.domain.report_places import Feature, PlaceIndex
from coopcouncil.casework.domain.routing import Responsible, Spot, responsible
from coopcouncil.casework.models import Report, ReportPlace
from coopcouncil.foundation.remembered import remembered
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.people.public import OrganisationView
from coopcouncil.places import public as places
from coopcouncil.places.public import AreaView

MOST_NEAR = 10
PUBLIC = Q(public_at__isnull=False, hidden_at__isnull=True)


def category(code: str) -> Category:
    """Raises NotFound."""
    try:
        return shipped_categories()[code]
    except KeyError:
        raise NotFound("There is no such kind of problem.") from None


@remembered("casework_report_place", most=1)
def _index() -> PlaceIndex:
    rows = ReportPlace.objects.order_by("name", "id").values_list("kind", "value", "name", "geometry")
    return PlaceIndex([Feature(*row) for row in rows.iterator(chunk_size=1000)])


def small_areas() -> list[tuple[str, Mapping[str, Any]]]:
    """Name and border of every small area, by code."""
    area: Any = Report._meta.get_field("ward").related_model
    return list(area.objects.filter(kind="lsoa").order_by("code").values_list("name", "geometry"))


def shipped(code: str) -> Category | None:
    """A category; None where the catalogue has lost it."""
    return shipped_categories().get(code)


def ward_at(longitude: float, latitude: float) -> AreaView | None:
    return places.area_at(longitude, latitude, "ward")


def has_wards() -> bool:
    return bool(places.areas("ward"))


def spot(longitude: float, latitude: float) -> Spot:
    """What is known of a place, by which it is known who is responsible."""
    ward, index = ward_at(longitude, latitude), _index()
    return Spot(ward.code if ward else "", index.road(longitude, latitude), index.owner(longitude, latitude))


def bodies(found: Category, longitude: float, latitude: float) -> list[tuple[Responsible, OrganisationView]]:
    """Who is responsible there. Raises NotFound where this installation has no council yet."""
    council = people.council()
    if council is None:
        raise NotFound("There is no council here yet.")
    known = {view.code: view for view in people.organisations()}
    held = responsible(found, spot(longitude, latitude), known=known.keys(), council=council.code)
    return [(item, known[item.organisation]) for item in held]


def roads() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Class, name and geometry of every road that is known."""
    rows = ReportPlace.objects.filter(kind=ReportPlace.Kind.ROAD).order_by("name", "id")
    return list(rows.values_list("value", "name", "geometry"))


def ward_borders() -> list[tuple[UUID, str, str, Mapping[str, Any]]]:
    """Id, code, name and border of every ward, by name."""
    area: Any = Report._meta.get_field("ward").related_model
    rows = area.objects.filter(kind="ward").order_by("name", "code")
    return list(rows.values_list("id", "code", "name", "geometry"))


@dataclass(frozen=True)
class Near:
    """A public report near a place: how many metres away."""

    id: UUID
    reference: str
    category: str
    description: str
    place: str
    longitude: float
    latitude: float
    metres: float
    reported_at: datetime
    too: int
    ward_id: UUID | None = None


_NEAR = ("id", "reference", "category", "description", "place", "longitude", "latitude", "reported_at", "too")


def nearby(
    code: str, longitude: float, latitude: float, *, metres: float = duplicates.NEAR_M, most: int = MOST_NEAR
) -> list[Near]:
    """Open public reports of the same category within so many metres, the nearest first.

    One query over a few cells of a grid (index `casework_report_near`), then the exact distance.
    """
    cells = duplicates.cells_around(longitude, latitude, metres)
    rows: Any = Report.objects.filter(PUBLIC, is_open=True, category=code, cell__in=cells).values_list(*_NEAR)
    found = []
    for key, reference, kind, description, place, lon, lat, reported_at, too in rows:
        away = duplicates.distance((longitude, latitude), (lon, lat))
        if away <= metres:
            found.append(Near(key, reference, kind, description, place, lon, lat, away, reported_at, too))
    return sorted(found, key=lambda item: (item.metres, item.reported_at))[:most]


def at(row: Report) -> Near:
    """A report as a point on a map."""
    return Near(
        row.id,
        row.reference,
        row.category,
        "",
        row.place,
        row.longitude,
        row.latitude,
        0.0,
        row.reported_at,
        row.too,
        row.ward_id,
    )


def cells_near(longitude: float, latitude: float, metres: float) -> Q:
    """The condition of lying in the cells about a place."""
    return Q(cell__in=duplicates.cells_around(longitude, latitude, metres))
