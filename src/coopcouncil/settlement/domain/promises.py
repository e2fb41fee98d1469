"""What a promise says, field by field: its words, what changed, and what two people changed at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from coopcouncil.kernel.words import Said

ACTIVE, DAY_TO_DAY, COMMUNITY = "active", "day_to_day", "community"

# Every field that may be edited, and what it is called on pages. The order is that of a page.
WORDS: Mapping[str, Said] = MappingProxyType(
    {
        "title": Said("What it is called"),
        "kind": Said("Kind of promise"),
        "for_whom": Said("Who it is for"),
        "audiences": Said("Groups of people it is for"),
        "minimum_age": Said("From what age"),
        "maximum_age": Said("Up to what age"),
        "wards": Said("Wards it is for"),
        "provides": Said("What we provide"),
        "standard": Said("How good it is"),
        "threshold": Said("When you get it"),
        "clock": Said("How soon"),
        "target": Said("How often we keep to it"),
        "measured_by": Said("Who measures it, and how"),
        "you_do": Said("What you do for yourself"),
        "accountable": Said("Who answers for it"),
        "delivery_model": Said("How it is run"),
        "safeguards": Said("What keeps it safe and fair"),
        "statutory_duty": Said("Whether the law says that it must be there"),
        "statutory_basis": Said("The law behind it"),
        "statutory_minimum": Said("The least that the law asks"),
        "minimum_met": Said("Whether that least is met"),
        "minimum_how": Said("How that least is met"),
        "funding_line": Said("Where its money comes from"),
        "yearly_cost_pence": Said("What it costs a year"),
        "outcome": Said("What it is there to bring about"),
        "evidence": Said("What we know that speaks for it"),
        "reasons": Said("Why it is so"),
        "feedback_changed": Said("What your comments changed"),
        "equality_affected": Said("Whom it affects more than others"),
        "equality_regard": Said("What we did about that"),
        "equality_on": Said("When we looked at equality"),
    }
)
EDITABLE = frozenset(WORDS)
# Read by officers who prepare the edition, on the entry's page too; they are no part of what is promised.
ABOUT_THE_PROMISE = frozenset({"evidence", "reasons", "feedback_changed"})


def plain(value: Any) -> Any:
    """A value as JSON holds it: days as ISO 8601, lists sorted, so that the order of ticks is no change."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(item) for item in value)
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names under which `after` says something else, in the order of a page."""
    return tuple(name for name in WORDS if name in after and before.get(name) != after[name])


@dataclass(frozen=True)
class Merged:
    """What somebody wants who read an older version: what is theirs to write, and where both changed the same."""

    own: Mapping[str, Any]
    both: tuple[str, ...]


def merge(base: Mapping[str, Any], now: Mapping[str, Any], wanted: Mapping[str, Any]) -> Merged:
    """What they left as they read it is not theirs: the other’s change of it stays.

    `base` is what they read, `now` what stands, `wanted` what they sent. Where both came to the same words, there is
    nothing to settle.
    """
    own = {name: wanted[name] for name in changed(base, wanted)}
    theirs = set(changed(base, {name: now.get(name) for name in own}))
    both = tuple(name for name in WORDS if name in theirs and own[name] != now.get(name))
    return Merged({name: value for name, value in own.items() if value != now.get(name)}, both)


def as_it_was(now: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The promise before the changes whose `before` values are given, the newest change first."""
    made = dict(now)
    for before in later:
        made.update(before)
    return made


def missing_to_measure(promise: Mapping[str, Any]) -> tuple[str, ...]:
    """What a promise still lacks so that anybody can say whether it was kept; a community service needs no target."""
    needed: Iterable[str] = ("standard", "measured_by")
    if promise.get("kind") != COMMUNITY:
        needed = ("standard", "target", "measured_by")
    return tuple(name for name in needed if promise.get(name) in (None, ""))
