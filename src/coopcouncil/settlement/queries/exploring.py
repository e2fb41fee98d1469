"""What the explorer looks at: where a service is had, who lives where, what is promised about it, who else gives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from coopcouncil.directory import public as directory
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.domain.access import Place, SmallArea
from coopcouncil.settlement.domain.what_if import Body, Promise, Settings, WhatIf, read_metres, what_if
from coopcouncil.settlement.models import Edition, Entry, PlaceFigures


@dataclass(frozen=True)
class Network:
    """All places of one kind, or all where one type of service is given. `types` are the services that it is about."""

    kind: str
    name: str
    places: Sequence[Place]
    types: frozenset[str]


def kinds() -> dict[str, str]:
    """The kinds of place that there are here, code → words, by words."""
    there = {point.kind for point in directory.access_points()}
    return dict(sorted(((kind, name) for kind, name in directory.kinds_of_place().items() if kind in there),
                       key=lambda one: one[1]))  # fmt: skip


def network_of_kind(kind: str) -> Network:
    """Every access point of a kind, and the services that are given there."""
    points = directory.access_points(kind=kind)
    found = [
        Place(point.code, point.name, point.longitude, point.latitude, body_key=str(point.organisation_id),
              body_name=point.organisation_name)
        for point in points
    ]  # fmt: skip
    types = frozenset(row.service_type for row in directory.service_places(kind=kind))
    return Network(kind, directory.kinds_of_place().get(kind, kind), with_figures(found), types)


def network_around(codes: Sequence[str]) -> tuple[Network, list[str]]:
    """What these codes, of places of one kind or of services of one type, belong to, and the places that they mean.

    A service withdrawn takes away the places where no other service of its type is given. Raises BadInput.
    """
    points = {point.code: point for point in directory.access_points()}
    services = {code: directory.open_service(code) for code in codes if code not in points}
    if unknown := [code for code, service in services.items() if service is None]:
        raise BadInput(f"“{unknown[0]}” is no place and no open service that we know.", place="withdraw",
                       mend="Take a code from the list of places or of services.")  # fmt: skip
    found = {service.service_type for service in services.values() if service}
    groups = {points[code].kind for code in codes if code in points}
    if len(found) + len(groups) != 1:
        raise BadInput("These are of different kinds.", place="withdraw", mend="Ask about one kind at a time.")
    if groups:
        return network_of_kind(groups.pop()), list(codes)
    (service_type,) = found
    rows = directory.service_places(service_types=[service_type])
    stays = {row.place for row in rows if row.service_code not in services}
    gone = [place for place in dict.fromkeys(row.place for row in rows) if place not in stays]
    if not gone:
        raise BadInput("No place would be lost: it is given nowhere, or others of its type stay at every place.",
                       place="withdraw", mend="Withdraw the other services of its type too.")  # fmt: skip
    name = directory.service_type(service_type).name
    return Network("", name, with_figures(spots(rows)), frozenset({service_type})), gone


def spots(rows: Iterable[directory.ServicePlace]) -> list[Place]:
    """The places where services are given, each once."""
    found = {
        row.place: Place(row.place, row.name, row.longitude, row.latitude, body_key=str(row.organisation_id),
                         body_name=row.organisation_name)
        for row in rows
    }  # fmt: skip
    return list(found.values())


def with_figures(found: Sequence[Place]) -> list[Place]:
    """Places with what they cost, and with their supply where all are counted in one unit; else each counts as one."""
    rows = {row.place: row for row in PlaceFigures.objects.filter(place__in=[place.key for place in found])}
    units = {rows[place.key].unit if place.key in rows else "" for place in found}
    counted = len(units) == 1 and "" not in units
    made = []
    for place in found:
        row = rows.get(place.key)
        supply = float(row.supply) if counted and row is not None and row.supply is not None else 1.0
        made.append(replace(place, supply=supply, yearly_cost_pence=row.yearly_cost_pence if row else None))
    return made


def unit_of(found: Iterable[Place]) -> str:
    """In what the supply of these places is counted; "" where each place counts as one."""
    keys = [place.key for place in found]
    units = dict(PlaceFigures.objects.filter(place__in=keys).exclude(unit="").values_list("place", "unit"))
    return next(iter(units.values())) if len(units) == len(keys) and len(set(units.values())) == 1 else ""


def instead(code: str, supply: float) -> Place:
    """An access point of any kind, or a postcode, that gives so much of the service. Raises BadInput."""
    for point in directory.access_points():
        if point.code == code:
            return Place(point.code, point.name, point.longitude, point.latitude, supply,
                         body_key=str(point.organisation_id), body_name=point.organisation_name)  # fmt: skip
    at = places.postcode_position(code)
    if at is None:
        raise BadInput(f"“{code}” is no place and no postcode that we know.", place="replace",
                       mend="Take a code from the list of places, or a full postcode of the borough.")  # fmt: skip
    postcode = places.normalise_postcode(code)
    return Place(postcode, postcode, *at, supply)


_held: tuple[str, list[SmallArea]] = ("", [])


def areas() -> list[SmallArea]:
    """Everybody, in the smallest areas that are loaded; kept in this process until they are loaded anew. One query."""
    global _held
    version, held = places.people_version(), _held
    if held[0] != version:
        _held = held = (version, _areas())
    return held[1]


def _areas() -> list[SmallArea]:
    return [
        SmallArea(
            row.code, row.name, row.ward_code, row.ward_name, *row.centre, float(row.people),
            MappingProxyType({str(ages): float(count) for ages, count in row.ages}), row.tenth,
        )
        for row in places.small_areas()
    ]  # fmt: skip


def promises_about(types: frozenset[str]) -> list[Promise]:
    """What the edition in force promises about these services, and the least that the law asks of them."""
    rows = Entry.objects.filter(edition__state=Edition.State.IN_FORCE, service_type__in=types).order_by("title")
    made = []
    for row in rows:
        words = " ".join(filter(None, (row.standard, row.threshold, row.provides)))
        made.append(Promise(row.code, row.title, words, read_metres(words), float(row.target or 100)))
        if row.statutory_duty:
            least = read_metres(row.statutory_minimum)
            made.append(Promise(row.code, row.title, row.statutory_minimum, least, 100.0, True, row.statutory_basis))
    return made


def bodies(types: frozenset[str]) -> list[Body]:
    """Every organisation, where it runs places, and whether it gives one of these services."""
    gives = {service.organisation_id for found in directory.offering(types).values() for service in found}
    spots: dict[str, list[tuple[float, float]]] = {}
    for point in directory.access_points():
        spots.setdefault(str(point.organisation_id), []).append((point.longitude, point.latitude))
    return [
        Body(str(one.id), one.name, one.kind, tuple(spots.get(str(one.id), ())), one.id in gives)
        for one in people.organisations()
    ]


def explore(network: Network, gone: Sequence[str], added: Sequence[str], settings: Settings) -> WhatIf:
    """The answer, from all that is known today. What comes instead gives as much as what goes, shared evenly.

    Raises BadInput.
    """
    supply = sum(place.supply for place in network.places if place.key in set(gone)) / max(1, len(added))
    others = [instead(code, supply) for code in added]
    return what_if(
        areas(), network.places, withdraw=gone, add=others, settings=settings, promises=promises_about(network.types),
        bodies=bodies(network.types),
    )  # fmt: skip
