"""Powers to speak for another person: what each covers, when it holds, what it may do before anybody has checked it."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

Why = Literal[
    "covered", "not_covered", "must_be_checked", "not_yet", "ended", "refused", "grown_up", "decides_at_16",
    "decides_for_self", "own_alone",
]  # fmt: skip
MATTERS = ("health", "care", "money", "benefits", "housing", "child", "everyday", "civic", "safety")
WORKS_IN = frozenset({"claimed", "checked"})


@dataclass(frozen=True)
class Rule:
    """What a kind of power covers. `scopes` replace `covers` where a document says what it covers.

    `proved_by` is the evidence that proves it: seen with less, or with nothing, it goes as reported.
    """

    kind: str
    covers: frozenset[str]
    unchecked: frozenset[str]
    proved_by: frozenset[str]
    scopes: Mapping[str, frozenset[str]]
    youngest: int = 0
    until: int = 0
    health_until: int = 0


@dataclass(frozen=True)
class Power:
    """One power as it stands: its kind, how far it was checked, from when to when, and whose it is about.

    `seen` is the evidence that the council saw when it checked, "" before.
    """

    kind: str
    state: str
    starts_on: date
    expires_on: date | None
    born_on: date | None
    scope: tuple[str, ...] = ()
    seen: str = ""

    @property
    def proved(self) -> bool:
        """Whether the council has checked it, and saw what proves a power of this kind."""
        return self.state == "checked" and self.seen in rules()[self.kind].proved_by


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may speak, and if what they say goes as `reported` because the power is not proved."""

    may: bool
    reported: bool
    why: Why


@cache
def rules() -> Mapping[str, Rule]:
    """The table that comes with the program, by kind of power."""
    text = (resources.files("coopcouncil.people") / "standards" / "powers.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    assert tuple(read["matters"]) == MATTERS
    return {
        kind: Rule(
            kind,
            frozenset(row.get("covers", ())),
            frozenset(row["unchecked"]),
            frozenset(row["proved_by"]),
            {name: frozenset(matters) for name, matters in row.get("scopes", {}).items()},
            row.get("youngest", 0),
            row.get("until", 0),
            row.get("health_until", 0),
        )
        for kind, row in read["power"].items()
    }


def age_on(born_on: date, day: date) -> int:
    """Whole years; whoever was born on 29 February is a year older on 1 March of a common year."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def last_covered(power: Power) -> date | None:
    """The first day without the power: its own end, or the birthday at which it ends, whichever comes first."""
    rule = rules()[power.kind]
    ends = [power.expires_on] if power.expires_on else []
    if rule.until and power.born_on:
        ends.append(_birthday(power.born_on, rule.until))
    return min(ends, default=None)


def _birthday(born_on: date, years: int) -> date:
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def may_speak(power: Power, matter: str, today: date, *, decides_for_self: bool = False) -> Verdict:
    """Whether this power lets its holder tell us about `matter` on `today`.

    `decides_for_self` says that a checked record holds that the young person decides on their own health (Gillick): it
    bars a parent, and nobody else, from health matters. Worked out for each day anew: powers end, children grow up.
    """
    rule = rules()[power.kind]
    if blocked := _blocked(power, rule, today):
        return Verdict(False, False, blocked)
    covers = rule.covers.union(*(rule.scopes.get(name, frozenset()) for name in power.scope))
    if matter == "civic":
        return Verdict(False, False, "own_alone")
    if matter not in covers:
        return Verdict(False, False, "not_covered")
    if matter == "health" and rule.health_until:
        if power.born_on and age_on(power.born_on, today) >= rule.health_until:
            return Verdict(False, False, "decides_at_16")
        if decides_for_self:
            return Verdict(False, False, "decides_for_self")
    if power.proved:
        return Verdict(True, False, "covered")
    return Verdict(True, True, "covered") if matter in rule.unchecked else Verdict(False, False, "must_be_checked")


def _blocked(power: Power, rule: Rule, today: date) -> Why | None:
    """Why the power lets nothing be told at all on that day; None where it works."""
    if power.state == "refused":
        return "refused"
    if power.state == "ended" or (power.expires_on and today >= power.expires_on):
        return "ended"
    if today < power.starts_on:
        return "not_yet"
    if rule.until and power.born_on and age_on(power.born_on, today) >= rule.until:
        return "grown_up"
    return None


def works(power: Power, today: date) -> bool:
    """Whether the power lets its holder speak about anything at all on that day."""
    return _blocked(power, rules()[power.kind], today) is None and power.kind != "gillick"


def claim_problem(kind: str, born_on: date, today: date, scope: Iterable[str] = ()) -> str:
    """Why such a power cannot be claimed for somebody born on that day: a code; "" where it can."""
    rule, age = rules()[kind], age_on(born_on, today)
    if born_on > today:
        return "not_born"
    if rule.youngest and age < rule.youngest:
        return "too_young"
    if rule.until and age >= rule.until:
        return "grown_up"
    if rule.scopes and not set(scope) & set(rule.scopes):
        return "no_scope"
    return ""
