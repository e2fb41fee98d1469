"""Locations, and which service is provided where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions.confiding import HELD, seal
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import changing
from coopcouncil.directory.events import ServiceEdited
from coopcouncil.directory.models import Accessibility, Location, Service, ServiceAtLocation
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict

_EDITABLE = frozenset({*HELD, "location_type"})


@dataclass(frozen=True)
class PlaceChanges:
    """New values of a location, by the names of the model’s fields; `features`: code → details, all that there are."""

    values: Mapping[str, Any] = field(default_factory=dict)
    features: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if strange := sorted(set(self.values) - _EDITABLE):
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
    *, actor: Actor, location_id: UUID, changes: PlaceChanges, version: int | None = None, now: datetime
) -> tuple[str, ...]:
    """Change a public location. Returns the names of what changed. Raises NotAllowed, NotFound, BadInput, Conflict."""
    with transaction.atomic():
        location = queries.location_for_update(location_id)
        require(actor, "directory.edit", location)
        if location.confidential:
            raise BadInput("This location is confidential. Seal its new address instead.")
        if version is not None and version != location.version:
            raise Conflict(
                "Somebody else changed this place while you were writing. Nothing was changed; read it again."
            )
        changed = sorted(name for name, value in changes.values.items() if getattr(location, name) != value)
        if not changed and changes.features is None:
            return ()
        before = {name: changing.plain(getattr(location, name)) for name in changed}
        for name in changed:
            setattr(location, name, changes.values[name])
        _check(location)
        location.version, location.updated_at = location.version + 1, now
        location.save()
        _write_features(location, changes)
        after = {name: changing.plain(getattr(location, name)) for name in changed}
        keep(
            actor, Change("location", location.id, location.version, "edited", before, after), now=now,
            organisation_id=location.organisation_id,
        )  # fmt: skip
        audit.note(actor, "directory.location_edited", location, reason=", ".join(changed))
    return tuple(changed)


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
