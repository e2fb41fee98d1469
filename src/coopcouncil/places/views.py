"""Pages about the borough and its areas: open to everybody, and the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import jinja, maps, tables
from coopcouncil.foundation.charts import BarChart
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.places import queries
from coopcouncil.places.domain.bands import Band, by_age
from coopcouncil.places.domain.postcodes import normalise
from coopcouncil.places.models import Area, Dataset, DeprivationFigure

_PLURALS = {
    "borough": gettext_lazy("Boroughs"),
    "ward": gettext_lazy("Wards"),
    "neighbourhood": gettext_lazy("Neighbourhoods"),
    "lsoa": gettext_lazy("Small areas"),
}


@dataclass(frozen=True)
class AreaRow:
    """One line of the list of areas."""

    name: str
    code: str
    people: int | None
    decile: int | None
    href: str


def address(kind: str, code: str) -> str:
    return reverse("places:area", args=[kind, code])


def _rows(areas: Sequence[Area], people: dict[UUID, int], deciles: dict[UUID, DeprivationFigure]) -> list[AreaRow]:
    return [
        AreaRow(
            area.name,
            area.code,
            people.get(area.id),
            deciles[area.id].decile if area.id in deciles else None,
            address(area.kind, area.code),
        )
        for area in areas
    ]


def _table(name: str, caption: str, source: str, rows: Sequence[AreaRow]) -> tables.Table:
    """The list of areas, with a column for deprivation where any of them has a figure."""
    columns = [
        tables.Column("name", _("Name"), search="contains", link=lambda row: row.href),
        tables.Column("code", _("Code")),
        tables.Column("people", _("People"), numeric=True),
    ]
    if any(row.decile is not None for row in rows):
        columns.append(tables.Column("decile", _("Deprivation, tenth of England"), numeric=True))
    return tables.Table(
        name=name,
        caption=caption,
        source=source,
        page_size=50,
        order="name",
        columns=columns,
    )


def said(dataset: Dataset | None) -> str:
    """Where a figure comes from, in words."""
    if dataset is None:
        return _("not known")
    words = {"source": dataset.source, "loaded": jinja.date_in_words(dataset.loaded_at)}
    if dataset.as_of is None:
        return _("%(source)s, loaded on %(loaded)s") % words
    words["day"] = jinja.date_in_words(dataset.as_of)
    return _("%(source)s, as it was on %(day)s, loaded on %(loaded)s") % words


@requires("public")
def borough(request: Request) -> HttpResponseBase:
    """The borough: a map of its wards with a table beside it."""
    there = queries.counts()
    kind = next((one for one in queries.COUNTED_BY if one in there), "")
    if not kind:
        return render(request, "places/empty.html")
    areas = queries.areas_of(kind)
    people, deciles = queries.populations(), queries.deciles(kind)
    rows = _rows(areas, people, deciles)
    sources = [_("borders: %(source)s") % {"source": said(queries.dataset_of_kind("areas", kind))}]
    if has_people := any(row.people is not None for row in rows):
        sources.append(_("people: %(source)s") % {"source": said(_people_dataset(kind))})
    if deciles:
        sources.append(_("deprivation: %(source)s") % {"source": said(queries.dataset_of_kind("deprivation", kind))})
    whole = next(iter(queries.areas_of("borough")), None)
    show = "deprivation" if request.GET.get("show") == "deprivation" and deciles else "population"
    return tables.respond(
        request,
        _table("areas", str(_PLURALS[kind]), "; ".join(sources), rows),
        rows,
        "places/borough.html",
        {
            "area_map": _map(show, areas, rows, kind),
            "show": show,
            "has_deprivation": bool(deciles),
            "has_people": has_people,
            "people": queries.people_in_all(),
            "counts": [(_PLURALS[one], number) for one, number in there.items() if one != "borough"],
            "borough": whole,
            "postcodes": queries.count_postcodes(),
        },
    )


def _people_dataset(kind: str) -> Dataset | None:
    """The load that the population of a kind rests on: its own, or that of the areas in it."""
    return queries.dataset_of_kind("population", kind) or queries.newest_dataset("population")


def _map(show: str, areas: Sequence[Area], rows: Sequence[AreaRow], kind: str) -> maps.AreaMap:
    values = [row.decile if show == "deprivation" else row.people for row in rows]
    shapes = [
        maps.Area(row.code, row.name, area.geometry, value, row.href)
        for area, row, value in zip(areas, rows, values, strict=True)
    ]
    if show == "deprivation":
        title, unit = _("How deprived each area is"), _("tenth of England, 1 is the most deprived")
    else:
        title, unit = _("How many people live in each area"), _("people")
    dataset = queries.dataset_of_kind("deprivation", kind) if show == "deprivation" else _people_dataset(kind)
    source = said(dataset or queries.dataset_of_kind("areas", kind))
    return maps.AreaMap("places-map", title, unit, shapes, source, area_label=str(Area.Kind(kind).label))


@requires("public")
def area(request: Request, kind: str, code: str) -> HttpResponseBase:
    """One area: who lives there, how deprived it is, what it lies in and what lies in it."""
    if kind not in queries.KINDS or not code.isprintable():
        raise NotFound("There is no such kind of area.")
    found = queries.area_of_code(kind, code)
    cells, dataset = queries.cells(found.id)
    bands, people = by_age(cells), queries.populations()
    inside = queries.children(found.id)
    rows = _rows(inside, people, queries.deciles(inside[0].kind) if inside else {})
    figure = queries.decile(found.id)
    return tables.respond(
        request,
        _table("inside", str(_PLURALS[inside[0].kind]) if inside else "", said(found.dataset), rows),
        rows,
        "places/area.html",
        {
            "area": found,
            "parents": [(one.name, address(one.kind, one.code)) for one in queries.line_of_parents(found)],
            "has_inside": bool(inside),
            "people": people.get(found.id),
            "people_source": said(dataset),
            "chart": _chart(found, bands, said(dataset)),
            "bands": _band_rows(bands),
            "is_split": any(band.female is not None for band in bands),
            "decile": figure,
            "decile_source": said(figure.dataset) if figure else "",
            "area_map": _near(found, inside, people),
        },
    )


def _near(area: Area, inside: Sequence[Area], people: dict[UUID, int]) -> maps.AreaMap:
    """By how many people they have: the areas in it, or else it and the others of its kind in the same parent."""
    if inside:
        title, shown = _("The parts of %(name)s"), inside
    else:
        beside = queries.children(area.parent_id) if area.parent_id else []
        title, shown = _("%(name)s and what is beside it"), [one for one in beside if one.kind == area.kind] or [area]
    shapes = [
        maps.Area(one.code, one.name, one.geometry, people.get(one.id), address(one.kind, one.code)) for one in shown
    ]
    kind = shown[0].kind
    dataset = _people_dataset(kind) if any(shape.value is not None for shape in shapes) else area.dataset
    return maps.AreaMap("area-map", title % {"name": area.name}, _("people"), shapes, said(dataset))


def _chart(area: Area, bands: Sequence[Band], source: str) -> BarChart | None:
    if len(bands) < 2:
        return None
    title = _("People of %(name)s by age") % {"name": area.name}
    return BarChart("ages", title, _("people"), [(str(band.ages), band.people) for band in bands], source)


def _band_rows(bands: Sequence[Band]) -> list[list[str]]:
    """Ages, women and girls, men and boys, everybody."""
    return [
        [
            str(band.ages),
            *(jinja.number(number) if number is not None else "" for number in (band.female, band.male)),
            jinja.number(band.people),
        ]
        for band in bands
    ]


@requires("public")
def find(request: Request) -> HttpResponse:
    """Which ward is a postcode in?"""
    asked = request.GET.get("postcode")
    values: dict[str, Any] = {"asked": asked or "", "problem": "", "postcode": "", "ward": None, "parents": []}
    if asked is None:
        return render(request, "places/find.html", values)
    try:
        values["postcode"] = normalise(asked.strip())
    except BadInput:
        values["problem"] = _("Enter a full postcode, like AM1 1AA") if asked.strip() else _("Enter a postcode")
        return render(request, "places/find.html", {**values, "error_summary": True}, status=400)
    held = queries.postcode(values["postcode"])
    if held and held.area:
        values["ward"] = held.area
        values["ward_url"] = address(held.area.kind, held.area.code)
        values["smaller"] = _smaller(held.lon, held.lat)
    values["is_known"] = held is not None
    return render(request, "places/find.html", values)


def _smaller(lon: float | None, lat: float | None) -> list[tuple[str, str, str]]:
    """The smaller areas that hold the position: kind, name, address."""
    if lon is None or lat is None:
        return []
    made = []
    for kind in ("neighbourhood", "lsoa"):
        if area_id := queries.lookup(kind).find(lon, lat):
            held = queries.area_of_id(area_id)
            made.append((str(Area.Kind(held.kind).label), held.name, address(held.kind, held.code)))
    return made
