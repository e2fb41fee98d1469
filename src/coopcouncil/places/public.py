"""The door to places for other contexts: values and ids, never rows of ours."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.places import queries
from coopcouncil.places.domain.population import Cell
from coopcouncil.places.domain.postcodes import normalise
from coopcouncil.places.domain.small_areas import SmallArea
from coopcouncil.places.queries import AreaView

__all__ = [
    "AreaView", "SmallArea", "area", "area_at", "area_by_id", "area_of_postcode", "areas", "borders", "borough",
    "normalise_postcode", "people_from", "people_version", "population", "population_by_age_sex", "postcode_near",
    "postcode_position", "small_areas",
]  # fmt: skip


def areas(kind: str = "ward") -> list[AreaView]:
    """Every area of a kind ("borough", "ward", "neighbourhood", "lsoa"), by name."""
    return queries.area_views(kind)


def area(kind: str, code: str) -> AreaView:
    """Raises NotFound."""
    return queries.view(queries.area_of_code(kind, code))


def area_by_id(area_id: UUID) -> AreaView:
    """Raises NotFound."""
    return queries.view(queries.area_of_id(area_id))


def borough() -> AreaView | None:
    """The borough, or None where only its parts are loaded."""
    return next(iter(queries.area_views("borough")), None)


def normalise_postcode(text: str) -> str:
    """A postcode as it is kept ("am11aa" → "AM1 1AA"). Raises BadInput."""
    return normalise(text)


def area_of_postcode(text: str) -> AreaView | None:
    """The ward of a postcode however it is written; None where it is unknown, or no postcode at all."""
    try:
        return queries.ward_of_postcode(normalise(text))
    except BadInput:
        return None


def postcode_position(text: str) -> tuple[float, float] | None:
    """Longitude and latitude in degrees of a postcode; None where they are not known."""
    try:
        held = queries.postcode(normalise(text))
    except BadInput:
        return None
    return (held.lon, held.lat) if held and held.lon is not None and held.lat is not None else None


def postcode_near(lon: float, lat: float) -> str | None:
    """The known postcode nearest to a point in degrees; None where there is none within some two kilometres."""
    return queries.postcode_near(lon, lat)


def area_at(lon: float, lat: float, kind: str = "ward") -> AreaView | None:
    """The area of a kind that holds a point in degrees, its border included."""
    found = queries.lookup(kind).find(lon, lat)
    try:
        return area_by_id(found) if found else None
    except NotFound:
        return None


def population(area_ids: Iterable[UUID] | None = None) -> dict[UUID, int]:
    """How many people live in each of these areas (all, where none are named); areas without a figure are left out.

    An area without figures of its own has the sum of the areas in it, so do not add areas of two kinds together.
    """
    found = queries.populations()
    return found if area_ids is None else {area_id: found[area_id] for area_id in area_ids if area_id in found}


def population_by_age_sex(area_id: UUID) -> list[Cell]:
    """Who lives in an area: cells of sex ("all", "female", "male"), ages and count that never overlap."""
    return queries.cells(area_id)[0]


def small_areas() -> list[SmallArea]:
    """Everybody of the borough in the smallest areas that have figures, with ages, ward and deprivation, by code."""
    return queries.small_areas()


def borders(kind: str) -> list[tuple[AreaView, Mapping[str, Any]]]:
    """Every area of a kind with its border, GeoJSON in degrees, by name."""
    return [(queries.view(area), area.geometry) for area in queries.areas_of(kind)]


def people_from() -> str:
    """Where the newest figures of people come from, in words; "" where there are none."""
    held = queries.newest_dataset("population")
    return str(held) if held else ""


def people_version() -> str:
    """Changes whenever borders, people or deprivation are loaded anew, for whoever keeps what rests on them."""
    return queries.people_version()


def export_person(account_id: UUID) -> dict[str, Any]:
    """Areas, postcodes and counts: nothing here is about one person, so there is nothing to give them."""
    return {}
