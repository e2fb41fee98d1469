"""Locations that came, and which services are at them. A confidential location of ours is never touched."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coopcouncil.directory.actions.importing import rows
from coopcouncil.directory.actions.importing.sources import Run
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import record
from coopcouncil.directory.formats.hsds import ours
from coopcouncil.directory.formats.hsds.reading import Feed, Incoming
from coopcouncil.directory.gateways.giving import frame
from coopcouncil.directory.models import Accessibility, Location, Schedule, Service, ServiceAtLocation
from coopcouncil.directory.queries import locations
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.places import public as places

_PLAIN = (
    "location_type", "name", "description", "url", "address_1", "address_2", "city", "region", "postcode", "country",
    "transportation", "external_identifier", "external_identifier_type",
)  # fmt: skip
_OF_LINKS = ("description", "hours")


def bring_in(run: Run, feed: Feed, *, actor: Actor) -> None:
    items = list(feed.of("location").values())
    there = run.ours(items, Everywhere)
    held, around = locations.locations_of(set(there.values())), frame()
    for item in items:
        comes, key = _settled(item.values), there.get(item.key)
        if key is None:
            key = run.new_id(item.key)
            _write(run, key, comes, new=True)
            _remember(run, actor, Change("location", key, 1, "imported", {}, _shown(comes)))
            run.tell(item, key, "added")
            run.note(item, key, comes)
        elif key in held:
            before = ours.location(held[key], around)
            merged = run.merged(item, before, comes)
            if merged.take:
                number = _write(run, key, merged.take, new=False)
                was = {name: before[name] for name in merged.take}
                _remember(run, actor, Change("location", key, number, "imported", _shown(was), _shown(merged.take)))
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


def _write(run: Run, key: UUID, values: Mapping[str, Any], *, new: bool) -> int:
    """Write a location, and return the number of its version."""
    columns: dict[str, Any] = {name: values[name] for name in _PLAIN if name in values}
    if values.get("point"):
        columns["longitude"], columns["latitude"] = values["point"]
        ward = places.area_at(*values["point"])
        columns["ward_id"] = ward.id if ward else None
    elif new and columns.get("postcode"):
        ward = places.area_of_postcode(columns["postcode"])
        columns["ward_id"] = ward.id if ward else None
    if new:
        version = Location.objects.create(id=key, updated_at=run.now, **columns).version
    else:
        version = Location.objects.select_for_update(of=("self",)).values_list("version", flat=True).get(id=key) + 1
        Location.objects.filter(id=key).update(**columns, version=version, updated_at=run.now)
        # Whoever keeps a copy of the feed in step must hear of it.
        Service.objects.filter(at_locations__location_id=key).update(updated_at=run.now)
    if "features" in values:
        Accessibility.objects.filter(location_id=key).delete()
        Accessibility.objects.bulk_create(Accessibility(location_id=key, **held) for held in values["features"])
    if "hours" in values:
        rows.replace(Schedule, values["hours"], location_id=key)
    return int(version)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the history keeps: the words of an address, by the names under which an edit keeps them."""
    made = {name: values[name] for name in _PLAIN if name in values}
    if values.get("point"):
        made["longitude"], made["latitude"] = values["point"]
    return made


def _remember(run: Run, actor: Actor, change: Change) -> None:
    if change.after:
        keep(actor, change, now=run.now, reason=run.source[:500])


def link(run: Run, feed: Feed) -> None:
    """Which service is at which location, and when there. What came before and was taken away here stays away.

    What comes no more stays, for pages tell only a part.
    """
    items = list(feed.of("service_at_location").values())
    known = set(Location.objects.filter(id__in=[key for (kind, _), key in run.seen.items() if kind == "location"])
                .values_list("id", flat=True))  # fmt: skip
    services = [key for (kind, _), key in run.seen.items() if kind == "service"]
    rows_there = ServiceAtLocation.objects.filter(service_id__in=services)
    there = {(row.service_id, row.location_id): row.id for row in rows_there}
    held = {at.id: at for at in locations.at_locations_of(list(there.values()))}
    taken = run.ours(items, ServiceAtLocation)
    before = {
        (row.came.get("service"), row.came.get("location"))
        for (kind, _), row in run.known.items()
        if kind == "service_at_location"
    }
    for item in items:
        service = run.seen.get(("service", item.values["service"]))
        location = run.seen.get(("location", item.values["location"]))
        if service is None or location not in known:
            continue
        where = {"service": str(service), "location": str(location)}
        comes: dict[str, Any] = {name: item.values[name] for name in _OF_LINKS if name in item.values}
        if key := there.get((service, location)):
            if key in held:  # one that was told twice has only just come
                _change(run, item, held[key], comes)
        elif (str(service), str(location)) in before:
            run.tell(item, service, "kept", {"place": ("taken away here", "told by the source")})
            continue
        else:
            key = run.new_id(item.key, set(taken.values()))
            ServiceAtLocation.objects.create(
                id=key, service_id=service, location_id=location, description=comes.get("description", "")
            )
            there[service, location] = key
            rows.replace(Schedule, comes.get("hours", ()), service_at_location_id=key)
            run.tell(item, key, "added")
            run.note(item, key, comes)
        run.note(item, key, where)


def _change(run: Run, item: Incoming, at: record.AtLocation, comes: Mapping[str, Any]) -> None:
    before = {"description": at.description, "hours": ours.hours(at.own_hours)}
    merged = run.merged(item, before, comes)
    if "description" in merged.take:
        ServiceAtLocation.objects.filter(id=at.id).update(description=merged.take["description"])
    if "hours" in merged.take:
        rows.replace(Schedule, merged.take["hours"], service_at_location_id=at.id)
    if merged.take:
        Service.objects.filter(id=at.service_id).update(updated_at=run.now)
    run.tell_merged(item, at.id, before, merged)
    run.note(item, at.id, comes, merged.keep)
