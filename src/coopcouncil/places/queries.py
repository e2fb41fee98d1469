"""Reads: areas, who lives in them, and which area holds a point."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Max, Sum

from coopcouncil.kernel.errors import NotFound
from coopcouncil.places.domain.ages import Ages
from coopcouncil.places.domain.lookup import PointLookup
from coopcouncil.places.domain.population import Cell, Sex
from coopcouncil.places.domain.small_areas import SmallArea, by_span, common_spans, holders
from coopcouncil.places.models import Area, Dataset, DeprivationFigure, PopulationCell, Postcode

# From the largest to the smallest: an area lies in one of the kind before, or of one before that.
KINDS = [str(kind) for kind in (Area.Kind.BOROUGH, Area.Kind.WARD, Area.Kind.NEIGHBOURHOOD, Area.Kind.LSOA)]
# The kinds whose figures stand for the whole borough: of the first that has any.
COUNTED_BY = [str(kind) for kind in (Area.Kind.WARD, Area.Kind.LSOA, Area.Kind.NEIGHBOURHOOD, Area.Kind.BOROUGH)]

_LOADING_LOCK = 2010_05_09


@dataclass(frozen=True)
class AreaView:
    """An area as other contexts see it. `centre` lies inside it: longitude and latitude in degrees."""

    id: UUID
    kind: str
    code: str
    name: str
    parent_id: UUID | None
    centre: tuple[float, float]


def view(area: Area) -> AreaView:
    return AreaView(area.id, area.kind, area.code, area.name, area.parent_id, (area.centre_lon, area.centre_lat))


def wait_for_other_loads() -> None:
    """Inside a transaction: one load at a time; the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOADING_LOCK])


# --- areas ----------------------------------------------------------------------------------------------------------


def areas_of(kind: str) -> list[Area]:
    """Every area of a kind with its border, by name."""
    return list(Area.objects.filter(kind=kind).order_by("name", "code"))


def area_views(kind: str) -> list[AreaView]:
    return [view(area) for area in Area.objects.filter(kind=kind).defer("geometry").order_by("name", "code")]


def area_of_code(kind: str, code: str) -> Area:
    """Raises NotFound."""
    if area := Area.objects.filter(kind=kind, code=code).select_related("parent", "dataset").first():
        return area
    raise NotFound(f"There is no {kind} with the code {code}.")


def area_of_id(area_id: UUID) -> Area:
    """Raises NotFound."""
    if area := Area.objects.filter(id=area_id).select_related("parent", "dataset").first():
        return area
    raise NotFound("There is no such area.")


def children(area_id: UUID) -> list[Area]:
    return sorted(Area.objects.filter(parent_id=area_id), key=lambda area: (KINDS.index(area.kind), area.name))


def line_of_parents(area: Area) -> list[Area]:
    """The areas that hold `area`, the largest first."""
    found: list[Area] = []
    parent_id = area.parent_id
    while parent_id and len(found) < len(KINDS):
        parent = Area.objects.defer("geometry").get(id=parent_id)
        found.insert(0, parent)
        parent_id = parent.parent_id
    return found


def counts() -> dict[str, int]:
    """How many areas of each kind there are, the largest kind first; kinds without areas are left out."""
    found = dict(Area.objects.values_list("kind").annotate(n=Count("id")))
    return {kind: found[kind] for kind in KINDS if kind in found}


# --- people ---------------------------------------------------------------------------------------------------------


def populations() -> dict[UUID, int]:
    """How many people live in each area: its own figure, or else the sum of the areas in it, where there is one."""
    own: dict[UUID, int] = dict(PopulationCell.objects.values_list("area_id").annotate(n=Sum("count")))
    rows = sorted(Area.objects.values_list("id", "kind", "parent_id"), key=lambda row: -KINDS.index(row[1]))
    sums: dict[UUID, int] = {}
    for area_id, _kind, parent_id in rows:  # smallest kinds first, so that each sum is whole when it is passed on
        people = own.get(area_id, sums.get(area_id))
        if people is not None:
            own[area_id] = people
            if parent_id:
                sums[parent_id] = sums.get(parent_id, 0) + people
    return own


def people_in_all() -> int:
    """Everybody in the borough: the figures of its wards, or of the next kind that has any."""
    found = dict(PopulationCell.objects.values_list("area__kind").annotate(n=Sum("count")))
    return next((found[kind] for kind in COUNTED_BY if kind in found), 0)


def cells(area_id: UUID) -> tuple[list[Cell], Dataset | None]:
    """Who lives in an area by sex and age, its own figures or those of the areas in it, and where they come from."""
    holders = [area_id]
    while holders:
        rows = (
            PopulationCell.objects.filter(area_id__in=holders)
            .values("sex", "age_from", "age_to")
            .annotate(n=Sum("count"))
            .order_by("age_from", "age_to", "sex")
        )
        if found := [Cell(cast(Sex, row["sex"]), Ages(row["age_from"], row["age_to"]), row["n"]) for row in rows]:
            newest = Dataset.objects.filter(
                id__in=PopulationCell.objects.filter(area_id__in=holders).values("dataset_id")
            )
            return found, newest.order_by("-written_at").first()
        holders = list(Area.objects.filter(parent_id__in=holders).values_list("id", flat=True))
    return [], None


def cells_of_kind(kind: str) -> dict[UUID, set[tuple[str, int, int | None, int]]]:
    """The cells of every area of a kind, to compare a file with."""
    found: dict[UUID, set[tuple[str, int, int | None, int]]] = {}
    rows = PopulationCell.objects.filter(area__kind=kind)
    for area_id, *cell in rows.values_list("area_id", "sex", "age_from", "age_to", "count"):
        found.setdefault(area_id, set()).add(tuple(cell))  # type: ignore[arg-type]
    return found


def small_areas() -> list[SmallArea]:
    """Everybody of the borough in the smallest areas that have figures, by code; in five queries, however many.

    Of areas without people, or in no ward, there is none.
    """
    own: dict[UUID, list[Cell]] = {}
    for area_id, sex, first, last, count in PopulationCell.objects.order_by("age_from").values_list(
        "area_id", "sex", "age_from", "age_to", "count"
    ):
        own.setdefault(area_id, []).append(Cell(cast(Sex, sex), Ages(first, last), count))
    rows = list(Area.objects.exclude(kind=Area.Kind.BOROUGH).defer("geometry").order_by("code"))
    kind = next((kind for kind in reversed(KINDS) if any(row.kind == kind and row.id in own for row in rows)), None)
    if kind is None:
        return []
    wards = {row.id: row for row in rows if row.kind == Area.Kind.WARD}
    shown = [row for row in rows if row.kind == kind and row.id in own]
    ward_of = holders({row.id: row.parent_id for row in rows}, wards)
    if len(ward_of) < len(rows):  # some were loaded without the areas that hold them
        inside = lookup(Area.Kind.WARD)
        at = {row.id: inside.find(row.centre_lon, row.centre_lat) for row in shown if row.id not in ward_of}
        ward_of |= {area_id: ward_id for area_id, ward_id in at.items() if ward_id in wards}
    whole = any(all(cell.ages.is_everybody for cell in own[row.id]) for row in shown)
    counted = [row.id for row in shown] + (list(wards) if whole else [])
    spans = common_spans(cell.ages for area_id in counted for cell in own.get(area_id, ()))
    tenths = deciles(kind)
    made = []
    for row in shown:
        ward = wards.get(ward_of[row.id]) if row.id in ward_of else None
        people = sum(cell.count for cell in own[row.id])
        if ward is None or not people:
            continue
        counts, estimated = by_span(people, own[row.id], own.get(ward.id, []), spans)
        made.append(
            SmallArea(
                row.id, row.code, row.name, (row.centre_lon, row.centre_lat), ward.code, ward.name, people,
                tuple(zip(spans, counts, strict=False)), estimated,
                tenths[row.id].decile if row.id in tenths else None,
            )
        )  # fmt: skip
    return made


# --- deprivation ----------------------------------------------------------------------------------------------------


def deciles(kind: str) -> dict[UUID, DeprivationFigure]:
    """The latest figure of each area of a kind that has one."""
    rows = DeprivationFigure.objects.filter(area__kind=kind).select_related("dataset").order_by("as_of")
    return {row.area_id: row for row in rows}


def decile(area_id: UUID) -> DeprivationFigure | None:
    return DeprivationFigure.objects.filter(area_id=area_id).select_related("dataset").order_by("-as_of").first()


# --- where figures come from ------------------------------------------------------------------------------------------


def newest_dataset(what: str) -> Dataset | None:
    return Dataset.objects.filter(what=what).order_by("-written_at").first()


def dataset_of_kind(what: str, kind: str) -> Dataset | None:
    """The newest load that a kind's areas or population rest on."""
    model: Any = {"areas": Area, "population": PopulationCell, "deprivation": DeprivationFigure}[what]
    path = {"kind": kind} if what == "areas" else {"area__kind": kind}
    held = model.objects.filter(**path).values("dataset_id")
    return Dataset.objects.filter(id__in=held).order_by("-written_at").first()


# --- postcodes and points -------------------------------------------------------------------------------------------


def postcode(text: str) -> Postcode | None:
    """`text` is a postcode as it is kept."""
    return Postcode.objects.filter(postcode=text).select_related("area").first()


def postcode_near(lon: float, lat: float) -> str | None:
    """The known postcode nearest to a point in degrees, not further than some two kilometres."""
    wide, high = 0.03, 0.02
    near = Postcode.objects.filter(lon__range=(lon - wide, lon + wide), lat__range=(lat - high, lat + high))
    # A degree of longitude is shorter than one of latitude: at 53° north by 0.6, squared 0.36.
    away = (F("lon") - lon) * (F("lon") - lon) * 0.36 + (F("lat") - lat) * (F("lat") - lat)
    return near.order_by(away, "postcode").values_list("postcode", flat=True).first()


# Asked at every telling, so its SQL is written out, and leaves the border where it is.
_WARD = """
    SELECT a.id, a.kind, a.code, a.name, a.parent_id, a.centre_lon, a.centre_lat
    FROM places_postcode p JOIN places_area a ON a.id = p.area_id WHERE p.postcode = %s
"""


def ward_of_postcode(text: str) -> AreaView | None:
    """`text` is a postcode as it is kept; None where it or its ward is unknown."""
    with connection.cursor() as cursor:
        cursor.execute(_WARD, [text])
        row = cursor.fetchone()
    return AreaView(row[0], row[1], row[2], row[3], row[4], (row[5], row[6])) if row else None


def postcodes_by_text(texts: Iterable[str]) -> dict[str, Postcode]:
    return {row.postcode: row for row in Postcode.objects.filter(postcode__in=list(texts))}


def count_postcodes() -> int:
    return Postcode.objects.count()


_indexes: dict[str, tuple[UUID | None, PointLookup[UUID]]] = {}
_building = Lock()


def areas_version() -> UUID | None:
    """What stands for all borders as they are now: every load that changes one is a new dataset."""
    return Dataset.objects.filter(what=Dataset.What.AREAS).order_by("-written_at").values_list("id", flat=True).first()


def people_version() -> str:
    """What stands for who lives where, and how deprived it is there, as loaded now. One query."""
    rows = Dataset.objects.exclude(what=Dataset.What.POSTCODES).aggregate(n=Count("id"), newest=Max("written_at"))
    return f"{rows['n']} {rows['newest']}"


def lookup(kind: str) -> PointLookup[UUID]:
    """The index over the borders of a kind; built once for each version of the areas, and kept in this process."""
    version = areas_version()
    held = _indexes.get(kind)
    if held and held[0] == version:
        return held[1]
    with _building:
        made = fresh_lookup(kind)
        _indexes[kind] = (version, made)
    return made


def fresh_lookup(kind: str) -> PointLookup[UUID]:
    """An index over the borders as this transaction sees them."""
    return PointLookup(list(Area.objects.filter(kind=kind).order_by("code").values_list("id", "geometry")))


def labels(kind: str) -> Mapping[str, UUID]:
    """How a file may name an area: by code, or by name where only one has it; without regard to capitals."""
    rows = list(Area.objects.filter(kind=kind).values_list("id", "code", "name"))
    names: dict[str, list[UUID]] = {}
    for area_id, _code, name in rows:
        names.setdefault(fold(name), []).append(area_id)
    single = {name: held[0] for name, held in names.items() if len(held) == 1}
    return {**single, **{fold(code): area_id for area_id, code, _name in rows}}


def fold(label: str) -> str:
    """A name as it is compared: capitals, spaces and the kind of apostrophe do not matter."""
    return " ".join(label.replace("’", "'").casefold().split())
