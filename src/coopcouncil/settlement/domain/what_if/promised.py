"""Which promises, and which minimum of the law, such a change touches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from coopcouncil.settlement.domain.catchments import Floats

_METRES = {"m": 1.0, "metre": 1.0, "metres": 1.0, "km": 1000.0, "kilometre": 1000.0, "kilometres": 1000.0,
           "mile": 1609.344, "miles": 1609.344, "minute": 80.0, "minutes": 80.0}  # fmt: skip
_WITHIN = re.compile(
    r"\bwithin\s+(a|an|half a|[0-9][0-9,]*(?:\.[0-9]+)?)\s*(m|metres?|km|kilometres?|miles?)\b"
    r"|\bwithin\s+([0-9]{1,3})(?:\s+|-)minutes?[’']?\s*(?:walk|on foot)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Promise:
    """One promise about the service, or (`is_minimum`) the least that the law asks. `words` say it.

    `within_metres`: of `of_hundred` in a hundred people the nearest place is no farther; None where it promises
    something else, so that somebody has to judge.
    """

    key: str
    title: str
    words: str
    within_metres: float | None = None
    of_hundred: float = 100.0
    is_minimum: bool = False
    basis: str = ""


class State(StrEnum):
    KEPT = "kept"
    BREAKS = "breaks"
    BROKEN_BEFORE = "broken_before"
    JUDGE = "judge"  # no figure of ours can say
    GONE = "gone"  # no place is left at all


@dataclass(frozen=True)
class Effect:
    """What becomes of a promise; the shares of people near enough, from 0 to 1, where it is about nearness."""

    promise: Promise
    state: State
    share_before: float | None
    share_after: float | None

    @property
    def breaks(self) -> bool:
        return self.state in {State.BREAKS, State.GONE}


def read_metres(words: str) -> float | None:
    """The distance that a promise names: “within 1,600 metres”, “within a mile”, “within 20 minutes’ walk”.

    A minute on foot is 80 metres. None where there is none, or more than one.
    """
    found = {_in_metres(*match.groups()) for match in _WITHIN.finditer(words)}
    return found.pop() if len(found) == 1 else None


def _in_metres(number: str | None, unit: str | None, minutes: str | None) -> float:
    if minutes:
        return float(minutes) * _METRES["minutes"]
    words = (number or "").lower()
    count = 1.0 if words in {"a", "an"} else 0.5 if words == "half a" else float(words.replace(",", ""))
    return count * _METRES[(unit or "m").lower()]


def effects(
    promises: Sequence[Promise], *, people: Floats, before: Floats, after: Floats, any_left: bool
) -> list[Effect]:
    """What becomes of each. `before` and `after` are metres to the nearest place, of each small area."""
    return [_effect(promise, people, before, after, any_left) for promise in promises]


def _effect(promise: Promise, people: Floats, before: Floats, after: Floats, any_left: bool) -> Effect:
    if promise.within_metres is None:
        return Effect(promise, State.JUDGE if any_left else State.GONE, None, None)
    was, will = (_near(metres, promise.within_metres, people) for metres in (before, after))
    enough = promise.of_hundred / 100
    if not any_left:
        state = State.GONE
    elif was < enough:
        state = State.BROKEN_BEFORE
    else:
        state = State.KEPT if will >= enough else State.BREAKS
    return Effect(promise, state, was, will)


def _near(metres: Floats, limit: float, people: Floats) -> float:
    whole = people.sum()
    return float(people[np.asarray(metres) <= limit].sum() / whole) if whole else 0.0
