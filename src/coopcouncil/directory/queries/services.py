"""Services and places for lists, pages and other contexts: who is told, what is found, what is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField, TextField
from django.db.models.functions import Concat

from coopcouncil.directory.domain import catalogue
from coopcouncil.directory.models import AccessPoint, Service, ServiceArea
from coopcouncil.foundation.remembered import remembered
from coopcouncil.kernel.errors import NotFound


@dataclass(frozen=True)
class ServiceRow:
    """A service as other contexts know it."""

    id: UUID
    code: str
    name: str
    service_type: str
    organisation_id: UUID
    organisation_name: str
    phone: str
    summary: str


@dataclass(frozen=True)
class Place:
    """A ward, as the directory names it."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True)
class Border(Place):
    """A ward with its GeoJSON polygon, in degrees."""

    geometry: dict[str, Any]


_ROW = (
    "id", "code", "name", "service_type", "organisation_id", "organisation__name", "phone", "summary",
)  # fmt: skip


def rows_of(found: QuerySet[Service]) -> list[ServiceRow]:
    return [ServiceRow(*values) for values in found.values_list(*_ROW)]


# --- who is told ----------------------------------------------------------------------------------------------------


def _telling(service_types: frozenset[str]) -> QuerySet[Service]:
    """The open services of these types that may be told anything; none that only a feed has named."""
    return Service.objects.filter(service_type__in=service_types, status=Service.Status.ACTIVE, unconfirmed=False)


@remembered("directory_service", "directory_service_area", "people_organisation", most=2000)
def recipients(
    service_types: frozenset[str], *, ward_id: UUID | None, organisation_id: UUID | None = None
) -> Mapping[str, ServiceRow]:
    """The one open service of each type that is for a ward, in one query. Types that nobody provides are left out.

    A service of the ward comes before one of the whole borough, then the first code in the alphabet. Without a ward
    only those of the whole borough count. Where the organisation is given, it is taken wherever it works: the person
    named it.
    """
    areas = ServiceArea.objects.filter(service=OuterRef("pk"))
    local = Exists(areas.filter(area_id=ward_id)) if ward_id else Value(False, output_field=BooleanField())
    found = _telling(service_types)
    if organisation_id:
        found = found.filter(organisation_id=organisation_id).annotate(local=local, wide=~Exists(areas))
    else:
        found = found.annotate(local=local, wide=~Exists(areas)).filter(Q(local=True) | Q(wide=True))
    found = found.order_by("service_type", "-local", "-wide", "code").distinct("service_type")
    return MappingProxyType({row.service_type: row for row in rows_of(found)})


@remembered("directory_service", "directory_service_area", "people_organisation")
def offered(service_types: frozenset[str]) -> tuple[ServiceRow, ...]:
    """Every organisation that offers one of these types, once a type, by name; in one query.

    Where it has several open services of a type, one for the whole borough comes first, then the first code.
    """
    areas = ServiceArea.objects.filter(service=OuterRef("pk"))
    found = (
        _telling(service_types)
        .annotate(wide=~Exists(areas))
        .order_by("service_type", "organisation__name", "organisation_id", "-wide", "code")
        .distinct("service_type", "organisation__name", "organisation_id")
    )
    return tuple(rows_of(found))


def service_row(service_id: UUID) -> ServiceRow:
    """Raises NotFound."""
    for row in rows_of(Service.objects.filter(id=service_id)):
        return row
    raise NotFound("There is no such service.")


def services_of(organisation_id: UUID) -> list[ServiceRow]:
    """What an organisation answers for and has not closed, by name."""
    return rows_of(
        Service.objects.filter(organisation_id=organisation_id)
        .exclude(status=Service.Status.CLOSED)
        .order_by("name", "code")
    )


# --- pages ----------------------------------------------------------------------------------------------------------


def _type_words() -> Case:
    """The plain words of each service's type, worked out in the database so that lists can filter by them."""
    known = catalogue.shipped_catalogue()
    return Case(
        *(When(service_type=code, then=Value(words_of(kind))) for code, kind in sorted(known.items())),
        default=Value(""),
        output_field=TextField(),
    )


def words_of(kind: catalogue.ServiceType) -> str:
    """Everything that the catalogue says of a type, in one text to look through."""
    return f"{kind.name} {kind.description}"


def listed_services() -> QuerySet[Service]:
    """Services that are not closed, with the organisation beside them and `words` to look through."""
    return (
        Service.objects.exclude(status=Service.Status.CLOSED)
        .select_related("organisation")
        .prefetch_related("schedules", "exceptions")
        .annotate(words=Concat("name", Value(" "), "summary", Value(" "), _type_words(), output_field=TextField()))
    )


def service_page(code: str) -> Service:
    """A service with its organisation; closed ones too, so that old addresses still say what became of it."""
    found = Service.objects.select_related("organisation").filter(code=code).first()
    if found is None:
        raise NotFound("There is no such service.")
    return found


def areas_of(service_id: UUID) -> list[Place]:
    """The wards that a service is for, by name; none for the whole borough."""
    rows = ServiceArea.objects.filter(service_id=service_id).order_by("area__name")
    return [Place(*values) for values in rows.values_list("area_id", "area__code", "area__name")]


def siblings(service: Service, *, limit: int = 6) -> list[ServiceRow]:
    """Other services of the same type, by name."""
    others = Service.objects.filter(service_type=service.service_type, status=Service.Status.ACTIVE)
    return rows_of(others.exclude(id=service.id).order_by("name", "code")[:limit])


def service_for_update(service_id: UUID) -> Service:
    """A service, locked until the transaction ends. Raises NotFound."""
    found = Service.objects.select_for_update(of=("self",)).filter(id=service_id).first()
    if found is None:
        raise NotFound("There is no such service.")
    return found


def code_is_taken(code: str) -> bool:
    return Service.objects.filter(code=code).exists()


def due_records(organisation_ids: Iterable[UUID], *, by: date) -> QuerySet[Service]:
    """Open records of these organisations that were never confirmed or must be by `by`, the longest waiting first."""
    return (
        Service.objects.filter(organisation_id__in=organisation_ids)
        .exclude(status=Service.Status.CLOSED)
        .filter(Q(due_on__isnull=True) | Q(due_on__lte=by))
        .select_related("organisation")
        .order_by(F("due_on").asc(nulls_first=True), "name")
    )


def counts_by_organisation() -> dict[UUID, tuple[int, int]]:
    """How many services and access points each organisation has; organisations with neither are left out."""
    services = dict(
        Service.objects.exclude(status=Service.Status.CLOSED)
        .values_list("organisation_id")
        .annotate(count=Count("id"))
        .order_by()
    )
    points = dict(AccessPoint.objects.values_list("organisation_id").annotate(count=Count("id")).order_by())
    return {key: (services.get(key, 0), points.get(key, 0)) for key in {*services, *points}}


def access_points() -> QuerySet[AccessPoint]:
    """Every access point with its organisation and ward."""
    return AccessPoint.objects.select_related("organisation", "ward").defer("ward__geometry")


def access_points_by_help(assisting: frozenset[UUID]) -> QuerySet[AccessPoint]:
    """Every access point, with `helps`: whether it is run by one of these organisations."""
    return access_points().annotate(
        helps=Case(When(organisation_id__in=assisting, then=Value(True)), default=Value(False))
    )


def access_points_of(organisation_id: UUID) -> list[AccessPoint]:
    return list(access_points().filter(organisation_id=organisation_id).order_by("name"))


def access_point_page(code: str) -> AccessPoint:
    """Raises NotFound."""
    found = access_points().filter(code=code).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found


def ward_borders() -> list[Border]:
    """Every ward with its border, by name."""
    area: Any = AccessPoint._meta.get_field("ward").related_model
    rows = area.objects.filter(kind="ward").order_by("name", "code")
    return [Border(*values) for values in rows.values_list("id", "code", "name", "geometry")]


def borough_name() -> str:
    """What the borough is called; nothing before there is one."""
    area: Any = AccessPoint._meta.get_field("ward").related_model
    return area.objects.filter(kind="borough").values_list("name", flat=True).first() or ""


def organisations_with_services() -> list[tuple[str, str]]:
    """Code and name of those who answer for a service, by name: the choices of the list's filter."""
    rows = Service.objects.exclude(status=Service.Status.CLOSED).order_by("organisation__name")
    return list(rows.values_list("organisation__code", "organisation__name").distinct())
