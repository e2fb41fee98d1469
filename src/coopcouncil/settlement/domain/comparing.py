"""Two editions side by side, in sentences that a citizen reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.promises import COMMUNITY, WORDS, changed

KEPT, NEW, GONE, CHANGED = "kept", "new", "gone", "changed"
# What is about how the promise came to be, and no part of it.
_NOT_COMPARED = frozenset({"evidence", "equality_affected", "equality_regard", "equality_on", "feedback_changed"})
# How many working days a unit of a clock stands for, to say which of two is sooner. Hours run through nights.
_DAYS = {"hour": 5 / 7 / 24, "day": 5 / 7, "working_day": 1.0, "week": 5.0, "month": 21.0}

Say = Callable[[str, Any], str]


@dataclass(frozen=True)
class Change:
    """What became of one promise. `sentences` say it; `why` are the reasons that the newer edition gives."""

    code: str
    title: str
    what: str
    sentences: tuple[Said, ...]
    why: str = ""


def compare(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], say: Say) -> list[Change]:
    """What became of every promise of either edition, by title; what stayed as it was is left out.

    `old` and `new` are promises by code; `say(field, value)` gives a value as people read it.
    """
    found = []
    for code in {*old, *new}:
        before, after = old.get(code), new.get(code)
        if after is None:
            assert before is not None
            words = (Said("This promise is no longer made."),)
            found.append(Change(code, before["title"], GONE, words))
        elif before is None:
            found.append(Change(code, after["title"], NEW, (_new(after, say),), after.get("reasons") or ""))
        elif sentences := _sentences(before, after, say):
            found.append(Change(code, after["title"], CHANGED, sentences, after.get("reasons") or ""))
    return sorted(found, key=lambda change: (change.title.casefold(), change.code))


def _new(after: Mapping[str, Any], say: Say) -> Said:
    return Said("This promise is new. What we provide: %(words)s", words=say("provides", after.get("provides")) or "–")


def _sentences(before: Mapping[str, Any], after: Mapping[str, Any], say: Say) -> tuple[Said, ...]:
    made = []
    for name in changed(before, after):
        if name in _NOT_COMPARED or name == "reasons":
            continue
        made.append(_sentence(name, before.get(name), after.get(name), say))
    return tuple(made)


def _sentence(name: str, was: Any, becomes: Any, say: Say) -> Said:
    before, after = say(name, was), say(name, becomes)
    if name == "kind":
        if becomes == COMMUNITY:
            return Said("Public services withdraw from this. It is for the community to run, with support.")
        return Said("It was “%(before)s”, and becomes “%(after)s”.", before=before, after=after)
    if name == "clock" and was and becomes:
        sooner = _days(becomes) < _days(was)
        return (
            Said("You hear from us sooner: within %(after)s, not %(before)s.", before=before, after=after)
            if sooner
            else Said("You wait longer to hear from us: up to %(after)s, not %(before)s.", before=before, after=after)
        )
    if name == "target" and was is not None and becomes is not None:
        if becomes > was:
            return Said("We mean to keep to it more often: %(after)s, not %(before)s.", before=before, after=after)
        return Said("We mean to keep to it less often: %(after)s, not %(before)s.", before=before, after=after)
    if name == "yearly_cost_pence" and was is not None and becomes is not None:
        if becomes > was:
            return Said("More is spent on it each year: %(after)s, not %(before)s.", before=before, after=after)
        return Said("Less is spent on it each year: %(after)s, not %(before)s.", before=before, after=after)
    if name == "accountable":
        return Said("%(after)s answers for it now, not %(before)s.", before=before or "–", after=after or "–")
    if not before:
        return Said("“%(what)s” is new: %(after)s", what=WORDS[name], after=after)
    if not after:
        return Said("“%(what)s” is gone. It was: %(before)s", what=WORDS[name], before=before)
    return Said("“%(what)s” was: %(before)s It is now: %(after)s", what=WORDS[name], before=_stopped(before),
                after=after)  # fmt: skip


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _days(clock: str) -> float:
    count, unit = clock.split(" ")[:2]
    return int(count) * _DAYS[unit.rstrip("s").rstrip(",")]
