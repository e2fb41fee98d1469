"""Who could take a service on: bodies that give it already, and neighbours who run a place close by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coopcouncil.kernel.distance import metres
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.access import FAR_M, Place

# Kinds of organisation to which a community service may go.
COMMUNITY_KINDS = frozenset({"charity", "co_operative", "mutual", "tmo", "housing_association"})


@dataclass(frozen=True)
class Body:
    """An organisation: its kind, where it runs places (longitude, latitude), and whether it gives this service."""

    key: str
    name: str
    kind: str
    places: tuple[tuple[float, float], ...]
    gives_it: bool


@dataclass(frozen=True)
class Taker:
    """Who could take it on, and why. `metres` to its nearest place from what is withdrawn, None where it has none."""

    body: Body
    why: Said
    metres: float | None


def who_could_take_it_on(withdrawn: Sequence[Place], bodies: Iterable[Body]) -> list[Taker]:
    """Those who give it already first, then the nearest; whoever runs it today and whoever has no tie are left out.

    A suggestion, no judgement: whether they want to, and can, is asked in the business case.
    """
    runs = {place.body_key for place in withdrawn}
    found = []
    for body in bodies:
        if body.key in runs:
            continue
        away = min(
            (metres(place.longitude, place.latitude, lon, lat) for place in withdrawn for lon, lat in body.places),
            default=None,
        )
        close = away is not None and away <= FAR_M
        if body.gives_it:
            found.append((0, away, body, Said("It gives this service already.")))
        elif close and body.kind in COMMUNITY_KINDS:
            found.append((1, away, body, Said("It runs a place close by, and belongs to its members or is a charity.")))
    found.sort(key=lambda one: (one[0], one[1] is None, one[1] or 0.0, one[2].name))
    return [Taker(body, why, away) for _rank, away, body, why in found]
