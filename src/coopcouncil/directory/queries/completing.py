"""Who provides what, for what can be settled at a place."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.foundation.remembered import remembered


@remembered("directory_service", most=1)
def providers() -> Mapping[str, frozenset[UUID]]:
    """The organisations with an open service of each type."""
    found: dict[str, set[UUID]] = {}
    rows = Service.objects.filter(status=Service.Status.ACTIVE).values_list("service_type", "organisation_id")
    for code, organisation in rows.distinct().order_by():
        found.setdefault(code, set()).add(organisation)
    return MappingProxyType({code: frozenset(held) for code, held in found.items()})


def points_with_places() -> list[tuple[UUID, str, str, UUID, float, float]]:
    """Of every access point its id, code, name, organisation, longitude and latitude, by name."""
    rows = AccessPoint.objects.order_by("name", "code")
    return list(rows.values_list("id", "code", "name", "organisation_id", "longitude", "latitude"))
