"""Ashmere's places, brought in as a borough's own would be."""

from datetime import date
from uuid import UUID

from django.db import transaction
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.contributions import DemoLoader
from coopcouncil.places import actions, queries
from coopcouncil.places.domain import ashmere, ashmere_people
from coopcouncil.places.domain.ages import EVERYBODY
from coopcouncil.places.domain.population import Cell
from coopcouncil.places.domain.shapes import border
from coopcouncil.places.formats import AreaRow, PostcodeRow

SOURCE = "Made up for the demonstration"
COUNTED_ON = date(2021, 3, 21)
DEPRIVATION_ON = date(2025, 10, 1)

BOROUGH_CODE = "ASH"


def ward_code(number: int) -> str:
    return f"ASH-W{number + 1:02d}"


def neighbourhood_code(number: int) -> str:
    return f"ASH-N{number + 1:02d}"


def small_area_code(number: int) -> str:
    return f"ASH-L{number + 1:03d}"


def load() -> None:
    """Bring Ashmere in, or what is missing of it; a second load changes nothing."""
    drawing = ashmere.draw()
    with transaction.atomic():
        _areas(drawing)
        wards = {area.code: area.id for area in queries.area_views("ward")}
        small = {area.code: area.id for area in queries.area_views("lsoa")}
        _people(drawing, wards, small)
        _deprivation(drawing, wards, small)
        found = ashmere_people.postcodes(drawing)
        rows = [PostcodeRow(one.postcode, (one.lon, one.lat), "Ashmere") for one in found]
        origin = actions.Origin("ashmere-postcodes", SOURCE)
        actions.load_postcodes(actor=OPERATOR, rows=rows, origin=origin, now=clock.now())


def _areas(drawing: ashmere.Drawing) -> None:
    origin = actions.Origin("ashmere-map", SOURCE)

    def bring(kind: str, parent_kind: str, rows: list[AreaRow]) -> None:
        actions.load_areas(
            actor=OPERATOR, rows=rows, kind=kind, parent_kind=parent_kind, origin=origin, now=clock.now()
        )

    bring("borough", "", [_row(BOROUGH_CODE, "Ashmere", drawing.borough)])
    bring("ward", "borough", [_row(ward_code(p.number), p.name, p.shape, BOROUGH_CODE) for p in drawing.wards])
    bring(
        "neighbourhood",
        "ward",
        [_row(neighbourhood_code(p.number), p.name, p.shape, ward_code(p.parent)) for p in drawing.neighbourhoods],
    )
    bring(
        "lsoa",
        "neighbourhood",
        [_row(small_area_code(p.number), p.name, p.shape, neighbourhood_code(p.parent)) for p in drawing.small_areas],
    )


def _row(code: str, name: str, shape: BaseGeometry, parent_code: str = "") -> AreaRow:
    held = mapping(shape)
    geometry = {"type": held["type"], "coordinates": [[list(one) for one in ring] for ring in held["coordinates"]]}
    return AreaRow(code, name, border(geometry, place=name), f"Ashmere, {name}", parent_code)


def _people(drawing: ashmere.Drawing, wards: dict[str, UUID], small: dict[str, UUID]) -> None:
    of_wards = ashmere_people.people_of_wards(drawing)
    of_small = ashmere_people.people_of_small_areas(drawing)
    origin = actions.Origin("ashmere-people", SOURCE, COUNTED_ON)
    by_ward = {wards[ward_code(number)]: cells for number, cells in enumerate(of_wards)}
    by_small = {small[small_area_code(at)]: [Cell("all", EVERYBODY, count)] for at, count in enumerate(of_small)}
    for kind, wanted in (("ward", by_ward), ("lsoa", by_small)):
        actions.store_population(OPERATOR, wanted, kind, origin, clock.now(), sum(map(len, wanted.values())))


def _deprivation(drawing: ashmere.Drawing, wards: dict[str, UUID], small: dict[str, UUID]) -> None:
    of_wards, of_small = ashmere_people.deprivation(drawing)
    tenths = {wards[ward_code(number)]: tenth for number, tenth in enumerate(of_wards)}
    tenths |= {small[small_area_code(number)]: tenth for number, tenth in enumerate(of_small)}
    origin = actions.Origin("ashmere-deprivation", SOURCE, DEPRIVATION_ON)
    actions.store_deprivation(actor=OPERATOR, tenths=tenths, as_of=DEPRIVATION_ON, origin=origin, now=clock.now())


LOADER = DemoLoader(order=20, name="places", load=load)
