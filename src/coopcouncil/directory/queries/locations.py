"""Where services are. A confidential location is left out here, once for every page, feed, file and search."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coopcouncil.directory.domain import record
from coopcouncil.directory.models import (
    Accessibility,
    Location,
    ProposedChange,
    ServiceAtLocation,
    SourceRecord,
    Version,
)
from coopcouncil.directory.queries import parts
from coopcouncil.directory.queries.grouping import AnyOf, grouped
from coopcouncil.kernel.errors import NotFound

COLUMNS = (
    "id", "organisation_id", "access_point__code", "location_type", "name", "description", "url", "address_1",
    "address_2", "city", "region", "postcode", "country", "longitude", "latitude", "ward_id", "ward__code",
    "ward__name", "transportation", "external_identifier", "external_identifier_type", "updated_at",
)  # fmt: skip
NAMES = tuple(name.replace("__", "_") for name in COLUMNS)  # as `record.Location` calls them
_MAY_BE_NONE = ("access_point_code", "ward_code", "ward_name")  # texts of what is joined


@dataclass(frozen=True, slots=True)
class Placed:
    """Where services are: rows of id, service, words and location, and the services that have a hidden place too."""

    rows: list[tuple[Any, ...]]
    hidden: frozenset[UUID] = frozenset()

    @property
    def owners(self) -> parts.Owners:
        return {
            "service_at_location": [row[0] for row in self.rows],
            "location": list(dict.fromkeys(row[3] for row in self.rows)),
        }


def placed(service_ids: Collection[UUID]) -> Placed:
    """Where each service is provided, the places in the order of their names."""
    rows = list(
        ServiceAtLocation.objects.filter(AnyOf("service_id", service_ids))
        .order_by("location__name", "id")
        .values_list("id", "service_id", "description", "location_id", "location__confidential")
    )
    hidden = frozenset(service for _id, service, _words, _location, confidential in rows if confidential)
    return Placed([row[:4] for row in rows if not row[4]], hidden)


def at_locations(where: Placed, held: parts.Shared) -> dict[UUID, list[record.AtLocation]]:
    """Services at locations by their service, from parts that were fetched for `where.owners`."""
    found = _locations(where.owners["location"], held)
    made: dict[UUID, list[record.AtLocation]] = {}
    for key, service, words, location in where.rows:
        made.setdefault(service, []).append(
            record.AtLocation(
                key, service, words, found[location],
                own_hours=tuple(held.hours.get(key, ())), own_other_hours=tuple(held.other_hours.get(key, ())),
                contacts=tuple(held.reach.contacts.get(key, ())), phones=tuple(held.reach.phones.get(key, ())),
                attributes=tuple(held.attributes.get(key, ())),
            )
        )  # fmt: skip
    return made


def _locations(ids: Collection[UUID], held: parts.Shared) -> dict[UUID, record.Location]:
    features = grouped(
        Accessibility.objects.order_by("feature"), {"location": ids}, ("id", "feature", "details", "url"),
        record.Feature,
    )  # fmt: skip
    found = {}
    for row in Location.objects.filter(AnyOf("id", ids)).values_list(*COLUMNS):
        values: dict[str, Any] = dict(zip(NAMES, row, strict=True))
        key, reach = values["id"], held.reach
        for name in _MAY_BE_NONE:
            values[name] = values[name] or ""
        found[key] = record.Location(
            **values, hours=tuple(held.hours.get(key, ())), other_hours=tuple(held.other_hours.get(key, ())),
            features=tuple(features.get(key, ())), contacts=tuple(reach.contacts.get(key, ())),
            phones=tuple(reach.phones.get(key, ())), languages=tuple(reach.languages.get(key, ())),
            attributes=tuple(held.attributes.get(key, ())),
        )  # fmt: skip
    return found


def at_location(at_id: UUID) -> record.AtLocation:
    """One service at a location that is not confidential. Raises NotFound."""
    rows = ServiceAtLocation.objects.filter(id=at_id, location__confidential=False)
    for found in at_locations_of(list(rows.values_list("id", flat=True))):
        return found
    raise NotFound("There is no such service at a location.")


def at_locations_of(ids: Sequence[UUID]) -> list[record.AtLocation]:
    """Services at locations, in the order of their ids; confidential locations are left out."""
    rows = ServiceAtLocation.objects.filter(id__in=ids, location__confidential=False)
    where = Placed(list(rows.values_list("id", "service_id", "description", "location_id")))
    made = at_locations(where, parts.shared(where.owners))
    found = {at.id: at for held in made.values() for at in held}
    return [found[key] for key in ids if key in found]


def locations_of(ids: Collection[UUID]) -> dict[UUID, record.Location]:
    """Locations by id; those that are confidential, or not there, are left out."""
    return _locations(ids, parts.shared({"location": list(ids)}))


# --- for actions: confidential ones too -----------------------------------------------------------------------------


def location_anywhere(location_id: UUID) -> Location:
    """A location, confidential or not; of a confidential one its row says nothing. Raises NotFound."""
    found: Location | None = Location.everywhere.filter(id=location_id).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found


def location_for_update(location_id: UUID) -> Location:
    """The same, locked until the transaction ends. Raises NotFound."""
    found: Location | None = Location.everywhere.select_for_update(of=("self",)).filter(id=location_id).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found


def confidential_location_of(code: str) -> Location | None:
    """The confidential location of the service of that code, for those who may ask for it."""
    found: Location | None = Location.everywhere.filter(confidential=True, services__service__code=code).first()
    return found


def versions_tell(location_id: UUID) -> bool:
    """Whether the history of a location, what a feed said of it, or a proposed change says where it is or was."""
    told = Version.objects.filter(record_kind="location", record_id=location_id).exclude(before={}, after={})
    came = SourceRecord.objects.filter(kind="location", local_id=location_id).exclude(came={})
    return told.exists() or came.exists() or ProposedChange.objects.filter(location_id=location_id).exists()
