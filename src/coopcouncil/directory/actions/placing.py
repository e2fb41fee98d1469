"""Locations, and which service is provided where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions.confiding import refuse_what_is_confidential, seal
from coopcouncil.directory.actions.proposing import Edited, propose
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import changing, place_changes
from coopcouncil.directory.events import ServiceEdited
from coopcouncil.directory.models import Accessibility, Location, Service, ServiceAtLocation
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import allowed, require
from coopcouncil.kernel.errors import BadInput, Conflict


@dataclass(frozen=True)
class PlaceChanges:
    """New values of a location, by the names of the model’s fields; `features`: code → details, all that there are."""

    values: Mapping[str, Any] = field(default_factory=dict)
    features: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if strange := sorted(set(self.values) - place_changes.EDITABLE):
            raise BadInput(f"A location’s {', '.join(strange)} cannot be changed here.")


def add_location(
    *, actor: Actor, organisation_id: UUID, changes: PlaceChanges, confidential: bool = False, now: datetime
) -> UUID:
    """Put a location into the directory; a confidential one is sealed at once. Returns its id.

    Raises NotAllowed, BadInput.
    """
    with transaction.atomic():
        location = Location(organisation_id=organisation_id, **({} if confidential else dict(changes.values)))
        require(actor, "directory.add", location)
        _check(Location(organisation_id=organisation_id, **changes.values))
        if confidential:
            location.version = 0
            seal(location, changes.values, now=now)
        else:
            location.save(force_insert=True)
        _write_features(location, changes)
        after = {} if confidential else {name: changing.plain(value) for name, value in changes.values.items()}
        keep(actor, Change("location", location.id, 1, "added", {}, after), now=now, organisation_id=organisation_id)
        audit.note(actor, "directory.location_added", location)
    return location.id


def edit_location(
    *,
    actor: Actor,
    location_id: UUID,
    service_id: UUID,
    changes: PlaceChanges,
    version: int | None = None,
    reason: str = "",
    now: datetime,
) -> Edited:
    """Change a public place of a service. Where people are sent waits for the council, unless whoever edits may agree
    to it; the rest is live.

    Raises NotAllowed, NotFound, BadInput (it is confidential, or the words tell where a confidential place is),
    Conflict.
    """
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        location = queries.location_for_update(location_id)
        require(actor, "directory.edit", location)
        _refuse_confidential(location)
        if version is not None and version != location.version:
            raise Conflict(
                "Somebody else changed this place while you were writing. Nothing was changed; read it again."
            )
        given = {name: changing.plain(value) for name, value in changes.values.items()}
        held = held_of(location)
        wanted = {name: value for name, value in given.items() if held[name] != value}
        if changes.features is not None and sorted(changes.features) != held[place_changes.FEATURES]:
            wanted[place_changes.FEATURES] = sorted(changes.features)
        refuse_what_is_confidential(service, wanted)
        agrees = allowed(actor, "directory.approve", service)
        waiting = {name: value for name, value in wanted.items() if name in place_changes.MATTERS and not agrees}
        live = {name: value for name, value in wanted.items() if name not in waiting}
        as_if = Location(**{item.attname: getattr(location, item.attname) for item in Location._meta.concrete_fields})
        for name in set(wanted) - {place_changes.FEATURES}:
            setattr(as_if, name, wanted[name])
        _check(as_if)
        if live:
            put_place(actor, location, live, details=changes.features, verb="edited", reason=reason, now=now)
        proposal = None
        if waiting:
            before = {name: held[name] for name in waiting}
            proposal = propose(actor, service, before, waiting, location_id=location.id, reason=reason, now=now)
    return Edited(tuple(sorted(live)), tuple(sorted(waiting)), proposal)


def add_place(*, actor: Actor, service_id: UUID, changes: PlaceChanges, reason: str = "", now: datetime) -> Edited:
    """Say that a service is provided at a place that the directory does not have yet. It waits for the council, unless
    whoever says so may agree to it. Raises NotAllowed, NotFound, BadInput.
    """
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        require(actor, "directory.edit", service)
        _check(Location(organisation_id=service.organisation_id, **changes.values))
        refuse_what_is_confidential(service, changes.values)
        held = {name: changing.plain(value) for name, value in changes.values.items() if value not in ("", None)}
        held |= {place_changes.FEATURES: sorted(changes.features or {})}
        if allowed(actor, "directory.approve", service):
            found_place(actor, service, held, details=changes.features, verb="added", reason=reason, now=now)
            return Edited((place_changes.NEW,))
        nothing, new = {place_changes.NEW: None}, {place_changes.NEW: held}
        return Edited((), (place_changes.NEW,), propose(actor, service, nothing, new, reason=reason, now=now))


def held_of(location: Location) -> dict[str, Any]:
    """What a public place says, as JSON holds it, with the codes of what helps people to get in."""
    features = sorted(Accessibility.objects.filter(location=location).values_list("feature", flat=True))
    return {
        **{name: changing.plain(getattr(location, name)) for name in sorted(place_changes.EDITABLE)},
        place_changes.FEATURES: features,
    }


def put_place(
    actor: Actor,
    location: Location,
    values: Mapping[str, Any],
    *,
    details: Mapping[str, str] | None = None,
    verb: str,
    reason: str,
    now: datetime,
) -> None:
    """Write new values into a locked public place, with its version and audit row; for actions of this room.

    `details` says more of each feature.
    """
    _refuse_confidential(location)
    held = held_of(location)
    for name in set(values) - {place_changes.FEATURES}:
        setattr(location, name, values[name])
    _check(location)
    location.version, location.updated_at = location.version + 1, now
    location.save()
    if place_changes.FEATURES in values:
        codes = values[place_changes.FEATURES]
        _write_features(location, PlaceChanges(features={code: (details or {}).get(code, "") for code in codes}))
    before = {name: held[name] for name in values}
    keep(
        actor, Change("location", location.id, location.version, verb, before, dict(values)), now=now, reason=reason,
        organisation_id=location.organisation_id,
    )  # fmt: skip
    audit.note(actor, "directory.location_edited", location, reason=", ".join(sorted(values)))


def found_place(
    actor: Actor,
    service: Service,
    held: Mapping[str, Any],
    *,
    details: Mapping[str, str] | None = None,
    verb: str,
    reason: str,
    now: datetime,
) -> UUID:
    """Put a public place of a locked service into the directory. Returns its id; for actions of this room."""
    columns = {name: value for name, value in held.items() if name != place_changes.FEATURES}
    location = Location(organisation_id=service.organisation_id, **columns)
    _check(location)
    refuse_what_is_confidential(service, columns)
    location.save(force_insert=True)
    codes = held.get(place_changes.FEATURES, ())
    _write_features(location, PlaceChanges(features={code: (details or {}).get(code, "") for code in codes}))
    keep(
        actor, Change("location", location.id, 1, verb, {}, dict(held)), now=now, reason=reason,
        organisation_id=service.organisation_id,
    )  # fmt: skip
    audit.note(actor, "directory.location_added", location)
    ServiceAtLocation.objects.create(service=service, location=location)
    _moved(actor, service, now)
    return location.id


def _refuse_confidential(location: Location) -> None:
    if location.confidential:
        raise BadInput("This location is confidential. Seal its new address instead.")


def put_service_at(*, actor: Actor, service_id: UUID, location_id: UUID, now: datetime, description: str = "") -> UUID:
    """Say that a service is provided at a location. Again, it changes nothing. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        location = queries.location_anywhere(location_id)
        require(actor, "directory.edit", service)
        if location.confidential:
            require(actor, "directory.edit", location)
        found, made = ServiceAtLocation.objects.get_or_create(
            service=service, location=location, defaults={"description": description}
        )
        if made:
            _moved(actor, service, now)
    return found.id


def take_service_from(*, actor: Actor, service_id: UUID, location_id: UUID, now: datetime) -> None:
    """Say that a service is not provided at a location any more. Raises NotAllowed, NotFound."""
    with transaction.atomic():
        service = queries.service_for_update(service_id)
        require(actor, "directory.edit", service)
        gone, _ = ServiceAtLocation.objects.filter(service=service, location_id=location_id).delete()
        if gone:
            _moved(actor, service, now)


def _moved(actor: Actor, service: Service, now: datetime) -> None:
    """A service’s places are a change of its record; its version names no address."""
    service.version, service.updated_at = service.version + 1, now
    service.save(update_fields=["version", "updated_at"])
    keep(
        actor, Change("service", service.id, service.version, "moved", {}, {}), now=now,
        organisation_id=service.organisation_id,
    )  # fmt: skip
    audit.note(actor, "directory.service_moved", service)
    events.emit(ServiceEdited(service.id, ("at_locations",)))


def _write_features(location: Location, changes: PlaceChanges) -> None:
    if changes.features is None:
        return
    Accessibility.objects.filter(location=location).exclude(feature__in=list(changes.features)).delete()
    for feature, details in changes.features.items():
        row = Accessibility.objects.filter(location=location, feature=feature).first()
        row = row or Accessibility(location=location, feature=feature)
        row.details = details
        _check(row)
        row.save()


def _check(row: Location | Accessibility) -> None:
    try:
        row.clean_fields(exclude={"organisation", "ward", "access_point", "location"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(messages[0], place=name) from None
    if isinstance(row, Location) and (row.longitude is None) != (row.latitude is None):
        raise BadInput("A point has both a longitude and a latitude.", place="longitude")
