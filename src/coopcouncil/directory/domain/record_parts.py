"""What belongs to a record: terms, hours, places, costs and the rest, as values. See `domain.record`."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Term:
    """A taxonomy term; `taxonomy_code` and `taxonomy_name` say of which taxonomy."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy_id: UUID
    taxonomy_code: str
    taxonomy_name: str
    parent_id: UUID | None
    uri: str


@dataclass(frozen=True, slots=True)
class Taxonomy:
    id: UUID
    code: str
    name: str
    description: str
    uri: str
    version: str


@dataclass(frozen=True, slots=True)
class Attribute:
    id: UUID
    link_type: str
    term: Term


@dataclass(frozen=True, slots=True)
class Language:
    """An ISO 639 code."""

    id: UUID
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class Phone:
    id: UUID
    number: str
    extension: str
    kind: str
    description: str
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    id: UUID
    name: str
    title: str
    department: str
    email: str
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours that come again (`models.Schedule`); without times, open by arrangement. See `domain.opening`."""

    id: UUID | None = None
    freq: str = "WEEKLY"
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    on_holidays: bool = False
    attending_type: str = ""
    description: str = ""
    notes: str = ""
    schedule_link: str = ""


@dataclass(frozen=True, slots=True)
class OtherHours:
    """Days, both included, on which the hours are others; without times, closed."""

    id: UUID | None
    starts_on: date
    ends_on: date
    opens_at: time | None = None
    closes_at: time | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What makes a location open to everybody; `code` is one of `models.Feature`."""

    id: UUID
    code: str
    details: str
    url: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where it is; degrees are WGS 84. Never a confidential one."""

    id: UUID
    organisation_id: UUID | None
    access_point_code: str
    location_type: str
    name: str
    description: str
    url: str
    address_1: str
    address_2: str
    city: str
    region: str
    postcode: str
    country: str
    longitude: float | None
    latitude: float | None
    ward_id: UUID | None
    ward_code: str
    ward_name: str
    transportation: str
    external_identifier: str
    external_identifier_type: str
    updated_at: datetime
    hours: tuple[Hours, ...] = ()
    other_hours: tuple[OtherHours, ...] = ()
    features: tuple[Feature, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    languages: tuple[Language, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLocation:
    """A service at a location. Where it has no hours of its own, those of the location hold."""

    id: UUID
    service_id: UUID
    description: str
    location: Location
    own_hours: tuple[Hours, ...] = ()
    own_other_hours: tuple[OtherHours, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @property
    def hours(self) -> tuple[Hours, ...]:
        return self.own_hours or self.location.hours

    @property
    def other_hours(self) -> tuple[OtherHours, ...]:
        return self.own_other_hours + self.location.other_hours


@dataclass(frozen=True, slots=True)
class Cost:
    """`amount_pence` is in hundredths of the currency; None where it depends."""

    id: UUID
    option: str
    amount_pence: int | None
    currency: str
    amount_description: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Ages in years, both included; `audiences` are codes of `models.Audience`."""

    minimum_age: int | None
    maximum_age: int | None
    audiences: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Capacity:
    places: int | None
    free_places: int | None
    waiting_days: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Funding:
    id: UUID
    source: str


@dataclass(frozen=True, slots=True)
class Route:
    """Who may ask for it (`models.ReferredBy`), and how."""

    id: UUID
    by: str
    how: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """How a citizen can take part (`models.Way`)."""

    id: UUID
    way: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Spell:
    """How it was run; `ends_on` is the first day on which it was run otherwise."""

    id: UUID
    delivery_model: str
    provider: str
    starts_on: date | None
    ends_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    id: UUID
    scope: str
    decided_by: str
    decided_on: date
    reason: str
    review_on: date


@dataclass(frozen=True, slots=True)
class Basis:
    id: UUID
    kind: str
    instrument: str
    section: str
    minimum: str
    source_url: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Area:
    """A ward that a service is for; `id` is the row's own."""

    id: UUID
    ward_id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number under which a register has an organisation."""

    id: UUID
    scheme: str
    kind: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who answers for it: what everybody knows of it, and what the directory says besides."""

    id: UUID
    code: str
    name: str
    kind: str
    summary: str
    alternate_name: str
    description: str
    email: str
    phone: str
    website: str
    logo: str
    uri: str
    legal_status: str
    year_incorporated: int | None
    parent_id: UUID | None
    identifiers: tuple[Identifier, ...] = ()
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    funding: tuple[Funding, ...] = ()
    attributes: tuple[Attribute, ...] = ()
