"""What a feed of Open Referral is asked for, in the database: the profile's own meaning of each filter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from coopcouncil.directory.domain import record
from coopcouncil.directory.domain.openreferral.asking import Asked
from coopcouncil.directory.models import AccessPoint, Attribute, Schedule, Service, ServiceAtLocation
from coopcouncil.directory.queries import bodies, locations
from coopcouncil.directory.queries.filters import Near, ServiceFilter, filtered, metres_from
from coopcouncil.directory.queries.records import records
from coopcouncil.kernel.errors import NotFound

CHUNK = 100
_Organisations: Any = Service._meta.get_field("organisation").related_model  # another context’s table, read here


@dataclass(frozen=True, slots=True)
class Point:
    """What a postcode stands for: its ward and its place, in degrees, as far as they are known."""

    ward_id: UUID | None
    longitude: float | None
    latitude: float | None


def services(asked: Asked, point: Point | None) -> tuple[list[record.Service], int]:
    """A page of the services that are asked for, whole, and how many there are."""
    rows = _services(asked, point)
    start = (asked.page - 1) * asked.per_page
    ids = list(rows.order_by("name", "code").values_list("id", flat=True)[start : start + asked.per_page])
    return records(ids), rows.count()


def changes(asked: Asked, point: Point | None) -> tuple[list[tuple[UUID, Any]], int]:
    """A page of the ids of services and of when each changed, and how many there are."""
    rows = _services(asked, point)
    start = (asked.page - 1) * asked.per_page
    return list(
        rows.order_by("name", "code").values_list("id", "updated_at")[start : start + asked.per_page]
    ), rows.count()


def every_service(asked: Asked, point: Point | None) -> Iterator[record.Service]:
    """All services that are asked for, a hundred at a time."""
    ids = list(_services(asked, point).order_by("name", "code").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from records(ids[start : start + CHUNK])


def all_services(*, closed_too: bool) -> Iterator[record.Service]:
    """The whole directory by name, a hundred services at a time."""
    rows = Service.objects.all() if closed_too else Service.objects.exclude(status=Service.Status.CLOSED)
    ids = list(rows.order_by("name", "code").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from records(ids[start : start + CHUNK])


def services_at_locations(
    asked: Asked, point: Point | None
) -> tuple[list[tuple[record.AtLocation, record.Service]], int]:
    """A page of services at places that may be known, each with its service, and how many there are."""
    rows: Any = ServiceAtLocation.objects.filter(
        location__confidential=False, service_id__in=_services(asked, point, near=False).order_by().values("id")
    )
    if asked.proximity is not None:
        if point is None or point.longitude is None or point.latitude is None:
            return [], 0
        rows = rows.filter(location__latitude__isnull=False)
        rows = rows.annotate(metres=metres_from(point.longitude, point.latitude)).filter(metres__lte=asked.proximity)
    start = (asked.page - 1) * asked.per_page
    ids = list(
        rows.order_by("service__name", "service__code", "id").values_list("id", flat=True)[
            start : start + asked.per_page
        ]
    )
    return with_services(locations.at_locations_of(ids)), rows.count()


def with_services(held: Sequence[record.AtLocation]) -> list[tuple[record.AtLocation, record.Service]]:
    found = {item.id: item for item in records(list(dict.fromkeys(at.service_id for at in held)))}
    return [(at, found[at.service_id]) for at in held]


def organisations(asked: Asked) -> tuple[list[record.Organisation], int]:
    """A page of organisations by name, and how many there are."""
    rows = _Organisations.objects.all()
    if asked.search:
        rows = rows.filter(Q(name__icontains=asked.search) | Q(summary__icontains=asked.search))
    terms = Attribute.objects.filter(organisation=OuterRef("pk"))
    if asked.taxonomy_term_id:
        rows = rows.filter(Exists(terms.filter(term_id=asked.taxonomy_term_id)))
    if asked.taxonomy_id:
        rows = rows.filter(Exists(terms.filter(term__taxonomy_id=asked.taxonomy_id)))
    start = (asked.page - 1) * asked.per_page
    ids = list(rows.order_by("name", "code").values_list("id", flat=True)[start : start + asked.per_page])
    found = bodies.organisations_of(ids)
    return [found[key] for key in ids], rows.count()


def organisation(organisation_id: UUID) -> record.Organisation:
    """Raises NotFound."""
    for found in bodies.organisations_of([organisation_id]).values():
        return found
    raise NotFound("There is no such organisation.")


def services_by(organisation_ids: Sequence[UUID]) -> dict[UUID, list[record.Service]]:
    """The services of each organisation that are not closed, whole, by name."""
    ids = Service.objects.filter(organisation_id__in=organisation_ids).exclude(status=Service.Status.CLOSED)
    made: dict[UUID, list[record.Service]] = {key: [] for key in organisation_ids}
    for item in records(list(ids.order_by("name", "code").values_list("id", flat=True))):
        made[item.organisation.id].append(item)
    return made


def _services(asked: Asked, point: Point | None, *, near: bool = True) -> QuerySet[Service]:
    one = {
        "term_ids": asked.taxonomy_term_id,
        "taxonomy_ids": asked.taxonomy_id,
        "organisation_ids": asked.organization_id,
    }
    rows = filtered(
        ServiceFilter(
            text=asked.search,
            **{name: [key] for name, key in one.items() if key},  # type: ignore[arg-type]
            # "After" means "at or after" in the profile.
            modified_after=asked.modified_after - timedelta(microseconds=1) if asked.modified_after else None,
            # Whoever asks what has changed must hear of what was closed.
            **({"statuses": None} if asked.modified_after else {}),  # type: ignore[arg-type]
            ward_id=point.ward_id if point and asked.proximity is None else None,
            near=_near(asked, point) if near else None,
        )
    )
    if asked.postcode and (point is None or (asked.proximity is not None and point.longitude is None)):
        return rows.none()
    if asked.minimum_age is not None:
        rows = rows.filter(eligibility__minimum_age__gte=asked.minimum_age)
    if asked.maximum_age is not None:
        rows = rows.filter(eligibility__maximum_age__lte=asked.maximum_age)
    return _by_hours(rows, asked)


def _near(asked: Asked, point: Point | None) -> Near | None:
    if asked.proximity is None or point is None or point.longitude is None or point.latitude is None:
        return None
    return Near(point.longitude, point.latitude, asked.proximity)


def _by_hours(rows: QuerySet[Service], asked: Asked) -> QuerySet[Service]:
    """Those with one timetable, at a place that may be known, that opens and closes so and on that day."""
    wanted = {"byday__contains": asked.day or None, "opens_at__gte": asked.start_time, "closes_at__lte": asked.end_time}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    if not wanted:
        return rows
    hours = Schedule.objects.filter(**wanted)
    at = {"service_at_location__location__confidential": False, "service_at_location__service": OuterRef("pk")}
    here = {"location__confidential": False, "location__services__service": OuterRef("pk")}
    return rows.filter(
        Exists(hours.filter(service=OuterRef("pk"))) | Exists(hours.filter(**at)) | Exists(hours.filter(**here))
    )


# --- for feed readers and crawlers -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A service that changed; closing is a change too."""

    id: UUID
    code: str
    name: str
    summary: str
    changed: datetime
    who: str


def newest_changes(most: int) -> list[Change]:
    """The services that changed last, the newest first."""
    rows = Service.objects.order_by("-updated_at", "code")
    columns = ("id", "code", "name", "summary", "updated_at", "organisation__name")
    return [Change(*values) for values in rows.values_list(*columns)[:most]]


def public_pages(most: int) -> list[tuple[str, datetime | None]]:
    """The path of the page of each open service, access point and organisation with services, and when it changed."""
    services = Service.objects.exclude(status=Service.Status.CLOSED).order_by("code")
    found: list[tuple[str, datetime | None]] = [
        (f"services/{code}/", changed) for code, changed in services.values_list("code", "updated_at")[:most]
    ]
    found += [
        (f"access-points/{code}/", None) for code in AccessPoint.objects.order_by("code").values_list("code", flat=True)
    ]
    bodies = services.order_by("organisation__code").values_list("organisation__code", flat=True).distinct()
    found += [(f"organisations/{code}/", None) for code in bodies]
    return found[:most]
