"""A refuge whose address is found by nobody: planted in the borough, and its words looked for in every answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coopcouncil.directory import actions
from coopcouncil.directory.models import Service
from coopcouncil.foundation import clock
from coopcouncil.people.public import organisation_by_code

# No other word of the borough is one of these. Small letters: answers are compared so.
ADDRESS = {
    "name": "Quillfeather House",
    "address_1": "7 Nightjar Steps",
    "city": "Ouzelthorpe",
    "postcode": "ZQ9 7XW",
    "longitude": 0.713579,
    "latitude": 51.975317,
    "transportation": "Behind the Wryneck bakery",
    "external_identifier": "100098765432",
}
WORDS = (
    "quillfeather", "nightjar", "ouzelthorpe", "zq9 7xw", "zq97xw", "zq9+7xw", "zq9%207xw", "0.71357", "51.97531",
    "wryneck", "100098765432",
)  # fmt: skip


@dataclass(frozen=True)
class Refuge:
    """What was planted: codes and ids, none of them secret."""

    service: str
    organisation: str
    service_id: UUID
    organisation_id: UUID
    location_id: UUID
    at_id: UUID

    @property
    def codes(self) -> list[str]:
        return [self.service, self.organisation]

    @property
    def ids(self) -> list[str]:
        return [str(key) for key in (self.service_id, self.organisation_id, self.location_id, self.at_id)]


def plant(cast: Any) -> Refuge:
    """A refuge of Safe Harbour, as an administrator puts it into the directory, changed and proposed to be changed."""
    who: dict[str, Any] = {"actor": cast.jo.actor, "now": clock.now()}
    body = organisation_by_code("safe-harbour")
    location = actions.add_location(
        **who, organisation_id=body.id, changes=actions.PlaceChanges(ADDRESS, {"step_free": ""}), confidential=True
    )
    values = {
        "name": "A safe place to stay", "summary": "A room for you and your children.", "phone": "01632 960899",
        "delivery_model": "third_sector", "scope": "personalised", "outcome": "communities",
    }  # fmt: skip
    service = actions.add_service(
        **who, code="safe-place", service_type="domestic_abuse_support", organisation_id=body.id,
        changes=actions.Changes(values),
    )  # fmt: skip
    at = actions.put_service_at(**who, service_id=service, location_id=location)
    actions.seal_location(**who, location_id=location, held=ADDRESS)
    actions.edit_service(**who, service_id=service, changes=actions.Changes({"description": "Phone first."}))
    return Refuge(Service.objects.get(id=service).code, body.code, service, body.id, location, at)


def found_in(text: str) -> list[str]:
    """The words of the refuge that a text holds."""
    small = text.casefold()
    return [word for word in WORDS if word in small]


def told_by(response: Any) -> str:
    """All that an answer says: its body, streamed or not, and its headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(dict(response.headers))
