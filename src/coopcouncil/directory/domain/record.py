"""The whole record of a service as values: what pages, feeds, files and searches are made of.

Nothing confidential is ever in one: of a service at a confidential location, the record says only `hidden_place`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coopcouncil.directory.domain.record_parts import (
    Area,
    AtLocation,
    Attribute,
    Basis,
    Capacity,
    Contact,
    Cost,
    Eligibility,
    Feature,
    Funding,
    Hours,
    Identifier,
    Language,
    Location,
    Organisation,
    OtherHours,
    Phone,
    Route,
    Scope,
    Spell,
    Taxonomy,
    Term,
    Way,
)

__all__ = [
    "Area",
    "AtLocation",
    "Attribute",
    "Basis",
    "Capacity",
    "Contact",
    "Cost",
    "Eligibility",
    "Feature",
    "Funding",
    "Hours",
    "Identifier",
    "Language",
    "Location",
    "Organisation",
    "OtherHours",
    "Phone",
    "Route",
    "Scope",
    "Service",
    "Spell",
    "Taxonomy",
    "Term",
    "Way",
]


@dataclass(frozen=True, slots=True)
class Service:
    """A service and all that belongs to it, each list in a steady order.

    `hours` are the service’s own; `open_hours` is what to ask for "open now". `hidden_place`: it is also, or only, at a
    location whose address nobody may know.
    """

    id: UUID
    code: str
    service_type: str
    name: str
    summary: str
    description: str
    organisation: Organisation
    owner_id: UUID | None
    owner_name: str
    delivery_model: str
    scope: str
    outcome: str
    also_serves: tuple[str, ...]
    phone: str
    email: str
    website: str
    opening_hours: str
    cost: str
    alert: str
    accreditations: str
    reached_by: str
    status: str
    assured_on: date | None
    due_on: date | None
    created_at: datetime
    updated_at: datetime
    version: int
    areas: tuple[Area, ...] = ()
    at_locations: tuple[AtLocation, ...] = ()
    hidden_place: bool = False
    hours: tuple[Hours, ...] = ()
    other_hours: tuple[OtherHours, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    languages: tuple[Language, ...] = ()
    costs: tuple[Cost, ...] = ()
    eligibility: Eligibility | None = None
    capacity: Capacity | None = None
    funding: tuple[Funding, ...] = ()
    routes: tuple[Route, ...] = ()
    ways: tuple[Way, ...] = ()
    spells: tuple[Spell, ...] = ()
    scopes: tuple[Scope, ...] = ()
    bases: tuple[Basis, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @property
    def open_hours(self) -> tuple[tuple[tuple[Hours, ...], tuple[OtherHours, ...]], ...]:
        """Each set of hours in which it can be had: its own; without, those of each of its locations.

        A day on which the service itself is closed, or open otherwise, is so at its locations too.
        """
        if self.hours:
            return ((self.hours, self.other_hours),)
        return tuple((at.hours, at.other_hours + self.other_hours) for at in self.at_locations if at.hours)
