"""Locations that came, and which services are at them. A confidential location of ours is never touched."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coopcouncil.directory.actions.importing import rows
from coopcouncil.directory.actions.importing.sources import Run
from coopcouncil.directory.formats.hsds import ours
from coopcouncil.directory.formats.hsds.reading import Feed
from coopcouncil.directory.gateways.giving import frame
from coopcouncil.directory.models import Accessibility, Location, Schedule, ServiceAtLocation
from coopcouncil.directory.queries import locations
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import public as places

_PLAIN = (
    "location_type", "name", "description", "url", "address_1", "address_2", "city", "region", "postcode", "country",
    "transportation", "external_identifier", "external_identifier_type",
)  # fmt: skip


def bring_in(run: Run, feed: Feed) -> None:
    items = list(feed.of("location").values())
    there = run.ours(items, Everywhere)
    held, around = locations.locations_of(set(there.values())), frame()
    for item in items:
        comes, key = _settled(item.values), there.get(item.key)
        if key is None:
            key = run.new_id(item.key)
            _write(key, comes, new=True)
            run.tell(item, key, "added")
            run.note(item, key, comes)
        elif key in held:
            before = ours.location(held[key], around)
            merged = run.merged(item, before, comes)
            _write(key, merged.take, new=False)
            run.tell_merged(item, key, before, merged)
            run.note(item, key, comes, merged.keep)
        else:  # confidential here: nothing of it is said, nor written down
            run.tell(item, key, "kept", {"location": ("kept as it is", "told by the source")})


class Everywhere:
    """Locations of every kind, to know that one is there."""

    objects = Location.everywhere


def _settled(values: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(values)
    if made.get("postcode"):
        try:
            made["postcode"] = places.normalise_postcode(made["postcode"])
        except BadInput:
            made["postcode"] = made["postcode"][:10]
    return made


def _write(key: UUID, values: Mapping[str, Any], *, new: bool) -> None:
    columns: dict[str, Any] = {name: values[name] for name in _PLAIN if name in values}
    if values.get("point"):
        columns["longitude"], columns["latitude"] = values["point"]
        ward = places.area_at(*values["point"])
        columns["ward_id"] = ward.id if ward else None
    elif new and columns.get("postcode"):
        ward = places.area_of_postcode(columns["postcode"])
        columns["ward_id"] = ward.id if ward else None
    if new:
        Location.objects.create(id=key, **columns)
    elif columns:
        Location.objects.filter(id=key).update(**columns)
    if "features" in values:
        Accessibility.objects.filter(location_id=key).delete()
        Accessibility.objects.bulk_create(Accessibility(location_id=key, **held) for held in values["features"])
    if "hours" in values:
        rows.replace(Schedule, values["hours"], location_id=key)


def link(run: Run, feed: Feed) -> None:
    """Which service is at which location: what came is added. What comes no more stays, for pages tell only a part."""
    items = list(feed.of("service_at_location").values())
    known = set(Location.objects.filter(id__in=[key for (kind, _), key in run.seen.items() if kind == "location"])
                .values_list("id", flat=True))  # fmt: skip
    services = [key for (kind, _), key in run.seen.items() if kind == "service"]
    rows_there = ServiceAtLocation.objects.filter(service_id__in=services)
    there = {(row.service_id, row.location_id): row.id for row in rows_there}
    taken = run.ours(items, ServiceAtLocation)
    for item in items:
        service = run.seen.get(("service", item.values["service"]))
        location = run.seen.get(("location", item.values["location"]))
        if service is None or location not in known:
            continue
        if (service, location) not in there:
            key = run.new_id(item.key, set(taken.values()))
            words = item.values.get("description", "")
            ServiceAtLocation.objects.create(id=key, service_id=service, location_id=location, description=words)
            there[(service, location)] = key
            if "hours" in item.values:
                rows.replace(Schedule, item.values["hours"], service_at_location_id=key)
            run.tell(item, key, "added")
        run.note(item, there[(service, location)], {"service": str(service), "location": str(location)})
