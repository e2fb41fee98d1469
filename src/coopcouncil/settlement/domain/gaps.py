"""Which gaps the platform's own records show, and when one that was flagged before is flagged again.

- Performance, by ward: the share of times that the promise was kept (exact test, Holm; `domain/equity/`). A ward that
  may not be shown alone is not flagged, and stands among the others only where all of those together are shown.
- Access, by ward, tenth of deprivation and age: metres to the nearest place and supply within reach, worked out for
  everybody, so that there is no chance in them. Distance is a gap where people have `FURTHER_M` or more further than
  others *and* it is far (`FAR_M`); supply, where they have less than half of what others have. One flag says both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain import keeping
from coopcouncil.settlement.domain.access import FAR_M, Served
from coopcouncil.settlement.domain.equity import Figure, Measure, Member, Share, gaps

Dimension = Literal["ward", "tenth", "ages"]
FURTHER_M = 800.0  # ten minutes on foot
LESS = 0.5
# What is given at fewer places than one for so many wards is meant to be travelled to, phoned or written to: it cannot
# be near to every ward, and the 40 services of one counter would all say so. Its figures are shown, and not flagged.
WARDS_A_PLACE = 5
GROWN = 1.1

KEPT = Measure(Said("how often it is kept"), "low", threshold=0.05, counts="times")
_DISTANCE = Measure("distance", "high", threshold=FURTHER_M, unit="metres")
_SUPPLY = Measure("supply", "low", threshold=1e-9)
FEWER_TIMES = Said("times in a hundred fewer than elsewhere")
METRES_FURTHER = Said("metres further than elsewhere")
PER_CENT_LESS = Said("per cent less within reach than elsewhere")
_GROUPS = {
    "tenth": Said("Tenth %(name)s of deprivation, 1 being the most deprived", name=""),
    "ages": Said("People aged %(name)s", name=""),
}


@dataclass(frozen=True)
class Finding:
    """A gap as the records show it. `key` is the ward's code, the tenth or the span of ages; `group` says the latter.

    `people`: who live there; None where it is about times.
    """

    measure: Literal["access", "performance"]
    dimension: Dimension
    key: str
    group: Said | str
    size: float
    low: float
    high: float
    unit: Said
    grounds: Said
    people: int | None = None


@dataclass(frozen=True)
class Flagged:
    """The newest flag of the same promise, measure, ward and group. `answer_on` is None while it has no answer."""

    size: float
    high: float
    unit: str
    answer_on: date | None


def of_performance(counts: Sequence[keeping.Kept]) -> list[Finding]:
    """Wards in which the promise is kept less often than in the others."""
    alone, rest = keeping.parted(counts)
    members = [Member(item.code, item.ward, Share(item.kept, item.all)) for item in alone]
    if rest.all >= K:
        members.append(Member("", "", Share(rest.kept, rest.all)))
    made = []
    for gap in gaps(members, KEPT):
        if gap.flagged and gap.key and gap.size is not None and gap.interval is not None:
            low, high = gap.interval
            made.append(Finding("performance", "ward", gap.key, "", gap.size * 100, low * 100, high * 100, FEWER_TIMES,
                                gap.grounds))  # fmt: skip
    return made


def is_near_home(places: int, wards: int) -> bool:
    """Whether a service of so many places is one that people have near home, so that who is near is a choice."""
    return places > 1 and places * WARDS_A_PLACE >= wards


def of_access(dimension: Dimension, parts: Sequence[Served]) -> list[Finding]:
    """Who of these parts of the people has farther to go than the others, or less within reach."""
    shown = [part for part in parts if part.people >= K]
    far = gaps([Member(part.key, part.name, Figure(part.metres, part.people)) for part in shown], _DISTANCE)
    less = gaps([Member(part.key, part.name, Figure(part.supply, part.people)) for part in shown], _SUPPLY)
    made = []
    for part, distance, supply in zip(shown, far, less, strict=True):
        further = distance.size if distance.flagged and part.metres > FAR_M else None
        missing = supply.size / supply.others if supply.size and supply.others else 0.0
        group = _GROUPS[dimension].given(name=part.name) if dimension in _GROUPS else ""
        if further is not None:
            grounds = Said(
                "It is %(metres)s metres to the nearest place on average, and %(others)s for people elsewhere. We flag"
                " %(further)s metres or more further, where it is more than %(far)s in all.",
                metres=_round(part.metres), others=_round(distance.others or 0.0), further=_round(FURTHER_M),
                far=_round(FAR_M),
            )  # fmt: skip
            if missing > LESS:
                less_too = Said(
                    "For each person there is %(percent)s%% less of it as well.", percent=f"{missing:.0%}"[:-1]
                )
                grounds = Said("%(first)s %(second)s", first=grounds, second=less_too)
        elif missing > LESS:
            grounds = Said("We flag it where there is less than half of what others have, for each person.")
        else:
            continue
        size, unit = (further, METRES_FURTHER) if further is not None else (missing * 100, PER_CENT_LESS)
        made.append(Finding(
            "access", dimension, part.key, group, size, size, size, unit,
            Said("%(what)s Everybody was counted, so there is no chance in it.", what=grounds), round(part.people),
        ))  # fmt: skip
    return made


def _round(metres: float) -> str:
    """To the nearest ten: nobody lives in the middle of an area exactly."""
    return f"{round(metres, -1):,.0f}"


def is_news(held: Flagged | None, found: Finding, unit: str, today: date) -> bool:
    """Whether to flag it: not while a flag waits for its answer, nor while the answer has time to work.

    Within that time only one that has grown beyond the interval of then (and by a tenth, since a figure for everybody
    has no interval). `unit` is the finding's, as it would be kept.
    """
    if held is None:
        return True
    if held.answer_on is None:
        return False
    if held.answer_on < today:
        return True
    return held.unit == unit and found.size > max(held.high, held.size * GROWN)
