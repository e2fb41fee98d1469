"""What stands on the search's shelf: services with where, when, for whom and at what cost; organisations; places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from coopcouncil.directory.domain import catalogue, record, speech
from coopcouncil.directory.domain.search import ORGANISATION, PLACE, SERVICE, Entry, Hours, Point
from coopcouncil.directory.models import (
    Accessibility,
    AccessPoint,
    Attribute,
    CostOption,
    Eligibility,
    Feature,
    Language,
    Schedule,
    ScheduleException,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

# Every table that is read here, each with its stamp.
TABLES = (
    "directory_service", "directory_service_area", "directory_access_point", "people_organisation",
    "directory_location", "directory_service_at_location", "directory_schedule", "directory_schedule_exception",
    "directory_accessibility", "directory_language", "directory_eligibility", "directory_cost_option",
    "directory_taxonomy_term", "directory_attribute",
)  # fmt: skip
PAUSED_WORTH = 0.6
_HOURS = (
    "freq", "interval", "byday", "bymonthday", "opens_at", "closes_at", "valid_from", "valid_to", "dtstart",
    "on_holidays",
)  # fmt: skip


@dataclass
class _At:
    """A public place of a service."""

    id: UUID
    location: UUID
    point: Point | None
    called: str


@dataclass
class _Shelves:
    """What belongs to services and their places, by whatever it belongs to. Nothing of a confidential place."""

    wards: dict[UUID, dict[UUID, str]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[UUID, list[_At]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[UUID] = field(default_factory=set)
    hours: dict[UUID, list[record.Hours]] = field(default_factory=lambda: defaultdict(list))
    others: dict[UUID, list[record.OtherHours]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    terms: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    for_whom: dict[UUID, tuple[int | None, int | None, list[str]]] = field(default_factory=dict)
    free: set[UUID] = field(default_factory=set)

    def open_hours(self, service: UUID) -> tuple[Hours, ...]:
        """Its own hours; without, those of each of its places: as `record.Service.open_hours` has it."""
        own, others = self.hours.get(service), tuple(self.others.get(service, ()))
        if own:
            return ((tuple(own), others),)
        found = []
        for at in self.places.get(service, ()):
            if hours := self.hours.get(at.id) or self.hours.get(at.location):
                there = (*self.others.get(at.id, ()), *self.others.get(at.location, ()))
                found.append((tuple(hours), (*there, *others)))
        return tuple(found)


def entries() -> Iterable[Entry]:
    """Services, then organisations, then places; in as many queries however many there are."""
    points: dict[UUID, list[Point]] = {}
    places = list(AccessPoint.objects.values_list(
        "id", "name", "kind", "address", "organisation_id", "longitude", "latitude", "step_free", "ward__name",
    ))  # fmt: skip
    for _id, _name, _kind, _address, organisation, longitude, latitude, step_free, _called in places:
        points.setdefault(organisation, []).append(Point(longitude, latitude, step_free))
    yield from _services(points)
    model: Any = Service._meta.get_field("organisation").related_model
    for id_, name, summary in model.objects.values_list("id", "name", "summary"):
        yield Entry(ORGANISATION, id_, name, {"about": summary}, points=tuple(points.get(id_, ())))
    kinds = dict(AccessPoint.Kind.choices)
    for id_, name, kind, address, _organisation, longitude, latitude, step_free, called in places:
        texts = {"kind": str(kinds[kind]), "more": address, "where": called}
        yield Entry(PLACE, id_, name, texts, points=(Point(longitude, latitude, step_free),))


def _services(points: Mapping[UUID, list[Point]]) -> Iterable[Entry]:
    held, known, spoken = _shelves(), catalogue.shipped_catalogue(), _spoken()
    rows = Service.objects.exclude(status=Service.Status.CLOSED).values_list(
        "id", "name", "summary", "description", "service_type", "organisation_id", "organisation__name", "status",
        "cost",
    )  # fmt: skip
    for id_, name, summary, description, code, organisation, by, status, cost in rows.iterator(chunk_size=5000):
        kind, there = known.get(code), held.wards.get(id_, {})
        texts = {
            "kind": kind.name if kind else "",
            "about": summary if kind is None or kind.description == summary else f"{summary} {kind.description}",
            "more": description,
            "by": by,
            "where": " ".join([*there.values(), *(at.called for at in held.places.get(id_, ()))]),
            "spoken": " ".join([spoken.get(code, ""), *held.terms.get(id_, ())]),
        }
        own = tuple(at.point for at in held.places.get(id_, ()) if at.point)
        low, high, audiences = held.for_whom.get(id_, (None, None, []))
        marks = {f"type:{code}", *(f"audience:{name}" for name in audiences)}
        marks |= {f"language:{name}" for name in held.languages.get(id_, ())}
        if id_ in held.free or cost.strip(" .").casefold() == "free":
            marks.add("free")
        yield Entry(
            SERVICE, id_, name, texts, (f"type:{code}",), frozenset(there),
            # Where it is not said where it is to be had, its organisation's places; of what is hidden, none.
            own or (() if id_ in held.hidden else tuple(points.get(organisation, ()))),
            frozenset(marks), 1.0 if status == Service.Status.ACTIVE else PAUSED_WORTH,
            held.open_hours(id_), low, high,
        )  # fmt: skip


def _shelves() -> _Shelves:
    """Everything at once, each table in one query."""
    held = _Shelves()
    for service, ward, name in ServiceArea.objects.values_list("service_id", "area_id", "area__name"):
        held.wards[service][ward] = name
    step_free = set(Accessibility.objects.filter(feature=Feature.STEP_FREE).values_list("location_id", flat=True))
    services_at: dict[UUID, list[UUID]] = defaultdict(list)
    for id_, service, location, confidential, longitude, latitude, called in ServiceAtLocation.objects.values_list(
        "id", "service_id", "location_id", "location__confidential", "location__longitude", "location__latitude",
        "location__name",
    ):  # fmt: skip
        if confidential:
            held.hidden.add(service)
            continue
        point = None
        if longitude is not None and latitude is not None:
            point = Point(longitude, latitude, location in step_free)
        held.places[service].append(_At(id_, location, point, called))
        services_at[location].append(service)
    for owner, hours in _with_owners(Schedule.objects.all(), _HOURS, _hours):
        held.hours[owner].append(hours)
    columns = ("starts_on", "ends_on", "opens_at", "closes_at")
    for owner, other in _with_owners(ScheduleException.objects.all(), columns, _other):
        held.others[owner].append(other)
    _languages(held, services_at)
    _rest(held)
    return held


def _languages(held: _Shelves, services_at: Mapping[UUID, list[UUID]]) -> None:
    spoken = Language.objects.values_list(
        "service_id", "location_id", "phone__service_id", "phone__contact__service_id", "code"
    )
    for service, location, by_phone, by_contact, code in spoken:
        for owner in (service, by_phone, by_contact, *services_at.get(location, ())):
            if owner:
                held.languages[owner].add(code)


def _rest(held: _Shelves) -> None:
    for service, low, high, audiences in Eligibility.objects.values_list(
        "service_id", "minimum_age", "maximum_age", "audiences"
    ):
        held.for_whom[service] = (low, high, audiences)
    held.free = set(CostOption.objects.filter(amount_pence=0).values_list("service_id", flat=True))
    for service, name in Attribute.objects.exclude(service=None).values_list("service_id", "term__name"):
        held.terms[service].append(name)


def _with_owners(rows: Any, columns: tuple[str, ...], make: Any) -> Iterable[tuple[UUID, Any]]:
    """What `make` makes of each row, with whichever of the three it belongs to."""
    for *owners, values in (
        (*row[:3], row[3:]) for row in rows.values_list("service_id", "service_at_location_id", "location_id", *columns)
    ):
        yield next(owner for owner in owners if owner is not None), make(*values)


def _hours(*values: Any) -> record.Hours:
    return record.Hours(**dict(zip(_HOURS, values, strict=True)))


def _other(*values: Any) -> record.OtherHours:
    return record.OtherHours(None, *values)


def _spoken() -> dict[str, str]:
    """What each type of service is called in the other languages of the site."""
    found: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES[1:]:
        for code, kind in speech.catalogue_in(language).items():
            found.setdefault(code, []).append(str(kind.name))
    return {code: " ".join(names) for code, names in found.items()}
