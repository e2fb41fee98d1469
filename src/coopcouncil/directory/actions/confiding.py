"""Confidential locations (refuges): sealing where they are, reading it by the named grant, and telling nobody else."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import queries
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.models import ConfidentialPlace, Location, Service
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, NotFound

# What of a location says where it is, or which it is.
HELD = (
    "name", "description", "url", "address_1", "address_2", "city", "region", "postcode", "longitude", "latitude",
    "ward_id", "transportation", "external_identifier", "external_identifier_type",
)  # fmt: skip
_NONE = {"longitude", "latitude", "ward_id"}
_TELLING = ("address_1", "postcode")
_LONG_ENOUGH = 5  # shorter words than this stand in any text
AT_THE_DOOR = 0.0002  # degrees: 22 metres to the north, some 14 to the east at our latitude


def seal_location(*, actor: Actor, location_id: UUID, held: Mapping[str, Any] | None = None, now: datetime) -> None:
    """Make a location confidential: what says where it is goes out of its row, and is sealed. Nothing of it is noted.

    `held` is the address, by the names of the model’s fields; without it, what the row says so far. What earlier
    versions say of it stays: seal a refuge before anything of it is written. Raises NotAllowed, NotFound, BadInput.
    """
    with transaction.atomic():
        location = queries.location_for_update(location_id)
        require(actor, "directory.edit", location)
        if strange := sorted(set(held or {}) - set(HELD)):
            raise BadInput(f"{', '.join(strange)}: nothing of an address is called so.")
        if queries.versions_tell(location_id):
            raise BadInput(
                "This address was public before, and the history says so. It cannot be made a secret.",
                mend="Take the place out of the directory, and add the new one as confidential at once.",
            )
        seal(location, dict(held) if held is not None else _own(location), now=now)
        keep(
            actor, Change("location", location.id, location.version, "sealed", {}, {}), now=now,
            organisation_id=location.organisation_id,
        )  # fmt: skip
        audit.note(actor, "directory.location_sealed", location)


def seal(location: Location, held: Mapping[str, Any], *, now: datetime) -> None:
    """Write a confidential location; for this room, the demo borough and imports."""
    for name in HELD:
        setattr(location, name, None if name in _NONE else "")
    location.access_point = None
    location.confidential, location.updated_at, location.version = True, now, location.version + 1
    location.save()
    ConfidentialPlace.objects.update_or_create(
        location=location, defaults={"held": {name: _plain(value) for name, value in held.items()}, "changed_at": now}
    )


def read_confidential(*, actor: Actor, location_id: UUID, why: str) -> dict[str, Any]:
    """Where a confidential location is. Logged, with why (a code). Raises NotAllowed, NotFound, BadInput (no code)."""
    with transaction.atomic():
        location = queries.location_anywhere(location_id)
        require(actor, "directory.confidential_location", location)
        if not why.isidentifier():
            raise BadInput("Say why you need the address.", place="why")
        place = ConfidentialPlace.objects.filter(location_id=location_id).first()
        if place is None:
            raise NotFound("This location is not confidential.")
        audit.read(
            actor, "directory.confidential_location_read", location, reason=why,
            organisation_id=location.organisation_id,
        )  # fmt: skip
        return dict(place.held)


def refuse_what_is_confidential(service: Service, values: Mapping[str, Any]) -> None:
    """Raise BadInput where a text that would be public names the address of a refuge of the same organisation."""
    places = ConfidentialPlace.objects.filter(location__organisation_id=service.organisation_id)
    secret = [_squeezed(str(place.held.get(name) or "")) for place in places for name in _TELLING]
    told = _squeezed(json.dumps(dict(values), ensure_ascii=False, default=str))
    if any(len(word) >= _LONG_ENOUGH and word in told for word in secret):
        raise BadInput(
            "This says where a confidential place is. Nothing was saved.",
            mend="Take the address out, and send it again.",
        )


@dataclass(frozen=True)
class Secret:
    """A confidential place: its street and, where one is known, its postcode, squeezed; its point in degrees.

    A postcode alone gives nobody away: others live there too, and to refuse it would tell that a refuge is near.
    """

    words: tuple[str, ...]
    point: tuple[float, float] | None


def telling_addresses() -> list[Secret]:
    """What would give each confidential place away, for `tells`; for actions of this room."""
    found = []
    for place in ConfidentialPlace.objects.all():
        street, postcode = (_squeezed(str(place.held.get(name) or "")) for name in _TELLING)
        words = (street, *([postcode] if postcode else [])) if len(street) >= _LONG_ENOUGH else ()
        longitude, latitude = place.held.get("longitude"), place.held.get("latitude")
        point = None if longitude is None or latitude is None else (float(longitude), float(latitude))
        if words or point:
            found.append(Secret(words, point))
    return found


def tells(values: Mapping[str, Any], secrets: list[Secret]) -> bool:
    """Whether values of somebody else's name a confidential place of ours, or point at it."""
    if not secrets:
        return False
    told = _squeezed(json.dumps(dict(values), ensure_ascii=False, default=str))
    point = values.get("point")
    return any(
        (secret.words and all(word in told for word in secret.words)) or (point and _is_there(point, secret.point))
        for secret in secrets
    )


def _is_there(point: Sequence[float], secret: tuple[float, float] | None) -> bool:
    return secret is not None and all(abs(one - other) < AT_THE_DOOR for one, other in zip(point, secret, strict=True))


def _own(location: Location) -> dict[str, Any]:
    return {name: getattr(location, name) for name in HELD if getattr(location, name) not in ("", None)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
