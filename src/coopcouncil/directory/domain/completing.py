"""What can be settled at a place, and by whose leave: by the service's own staff, or by an officer who tells it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from coopcouncil.kernel.distance import metres

# Some twenty minutes on foot, at 80 metres a minute: what is farther counts as a gap.
FAR_M = 1600


class Way(StrEnum):
    """How a kind of service can be had at a place, the surest first."""

    OWN = "own"  # who runs the place provides it
    TOLD = "told"  # an officer there may tell everybody who provides it, for the person
    PARTLY = "partly"  # an officer there may tell some of those who provide it
    ASK = "ask"  # people can ask, and are told whom to reach

    @property
    def settles(self) -> bool:
        """Whether it can be settled there, and not only asked about."""
        return self is not Way.ASK


@dataclass(frozen=True)
class Leave:
    """Who may do what: who provides each type, whom an officer may tell of it, and whose officers may.

    An organisation may be told where it is the council, or an agreement in force covers what it would be told for.
    """

    providers: Mapping[str, frozenset[UUID]]
    told: Mapping[str, frozenset[UUID]]
    assisting: frozenset[UUID]

    def way(self, service_type: str, organisation_id: UUID) -> Way:
        """How a type of service can be had where this organisation runs the place."""
        providers = self.providers.get(service_type, frozenset())
        if organisation_id in providers:
            return Way.OWN
        told = self.told.get(service_type, frozenset()) & providers
        if organisation_id not in self.assisting or not told:
            return Way.ASK
        return Way.TOLD if told == providers else Way.PARTLY


@dataclass(frozen=True)
class Spot:
    """A place or the middle of a ward, in degrees."""

    key: UUID
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Nearest:
    """Of a ward its nearest place, and how many metres it is from its middle as the crow flies; None without any."""

    ward: UUID
    place: UUID | None
    metres: float | None

    @property
    def is_gap(self) -> bool:
        return self.metres is None or self.metres > FAR_M


def nearest(wards: Iterable[Spot], places: Sequence[Spot]) -> list[Nearest]:
    """The nearest of the places to each ward; of two that are equally near the first."""
    found = []
    for ward in wards:
        away = [(metres(ward.longitude, ward.latitude, place.longitude, place.latitude), at)
                for at, place in enumerate(places)]  # fmt: skip
        best = min(away, default=None)
        found.append(Nearest(ward.key, places[best[1]].key, best[0]) if best else Nearest(ward.key, None, None))
    return found


def settled_at(leave: Leave, service_types: Collection[str], organisation_id: UUID) -> dict[Way, list[str]]:
    """The types by how they can be had where this organisation runs the place; every way, each in the order given."""
    found: dict[Way, list[str]] = {way: [] for way in Way}
    for code in service_types:
        found[leave.way(code, organisation_id)].append(code)
    return found
