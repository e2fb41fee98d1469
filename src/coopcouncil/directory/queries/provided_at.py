"""Which open services are given at which places that may be named and have a position."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coopcouncil.directory.models import Service, ServiceAtLocation
from coopcouncil.directory.queries.services import ServiceRow, rows_of


@dataclass(frozen=True)
class ServicePlace:
    """A service at a place, in degrees. `place` is the access point's code, or the location's id where it is none."""

    service_code: str
    service_type: str
    organisation_id: UUID
    organisation_name: str
    place: str
    name: str
    longitude: float
    latitude: float


def service_places(*, service_types: Iterable[str] = (), kind: str = "") -> list[ServicePlace]:
    """Of these types, or at all access points of a kind; by the name of the place. One query."""
    found = ServiceAtLocation.objects.exclude(service__status=Service.Status.CLOSED).filter(
        location__confidential=False, location__longitude__isnull=False
    )
    if kind:
        found = found.filter(location__access_point__kind=kind)
    else:
        found = found.filter(service__service_type__in=list(service_types))
    rows = found.order_by("location__name", "location_id", "service__code").values_list(
        "service__code", "service__service_type", "service__organisation_id", "service__organisation__name",
        "location__access_point__code", "location_id", "location__name", "location__longitude", "location__latitude",
    )  # fmt: skip
    return [
        ServicePlace(code, kind_, body, called, point or str(location), name or called, lon or 0.0, lat or 0.0)
        for code, kind_, body, called, point, location, name, lon, lat in rows
    ]


def open_service(code: str) -> ServiceRow | None:
    """The service of this code, if it has not closed for good."""
    rows = Service.objects.filter(code=code).exclude(status=Service.Status.CLOSED)
    return next(iter(rows_of(rows)), None)
