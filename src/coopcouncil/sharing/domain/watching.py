"""Watching over notices until a person has them in hand: how long we wait, who is called, who owns what is stuck."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from coopcouncil.kernel.errors import BadInput

T = TypeVar("T")


@dataclass(frozen=True)
class OwnerRule:
    """Which role owns a notice. None: whatever it is."""

    role: str
    urgency: tuple[str, ...] | None = None
    safeguarding: bool | None = None

    def fits(self, urgency: str, *, safeguarding: bool) -> bool:
        return (self.urgency is None or urgency in self.urgency) and self.safeguarding in (None, safeguarding)


@dataclass(frozen=True)
class Watch:
    """The catalogue `watch.toml`."""

    within: Mapping[str, timedelta]  # by urgency; what is not named is not watched
    ring_again: timedelta
    escalate_again: timedelta
    triage: frozenset[str]
    owners: tuple[OwnerRule, ...]

    def is_safeguarding(self, purpose: str) -> bool:
        """Whether a notice for this purpose may speak of harm to a child or to an adult at risk."""
        return purpose in self.triage

    def first_look(self, urgency: str, purpose: str) -> timedelta | None:
        """How long after it was told somebody looks whether a person has it; None where nobody need look.

        What may speak of harm is looked at at once, so that the safeguarding officers hear of it.
        """
        return timedelta() if self.is_safeguarding(purpose) else self.within.get(urgency)

    def patience(self, urgency: str) -> timedelta:
        """How long a person may take to say that they have it: what may speak of harm has a working day's patience."""
        return self.within.get(urgency, self.within["same_day"])

    def roles_for(self, urgency: str, purpose: str) -> list[str]:
        """The roles that may own it, the best first."""
        safeguarding = self.is_safeguarding(purpose)
        return [rule.role for rule in self.owners if rule.fits(urgency, safeguarding=safeguarding)]


def least_burdened(people: Iterable[T], burden: Mapping[T, int]) -> T | None:
    """Of people in a steady order whoever has least; the first of several; None where there is nobody."""
    return min(people, key=lambda person: burden.get(person, 0), default=None)


def read_watch(text: str, *, file: str) -> Watch:
    """The catalogue from its text. Raises BadInput, which names the file, the place and the mend."""
    try:
        read: dict[str, Any] = tomllib.loads(text)
        return Watch(
            within={code: timedelta(minutes=minutes) for code, minutes in read["within_minutes"].items()},
            ring_again=timedelta(minutes=read["again_minutes"]["ring"]),
            escalate_again=timedelta(minutes=read["again_minutes"]["escalate"]),
            triage=frozenset(read["triage"]["purposes"]),
            owners=tuple(
                OwnerRule(rule["role"], tuple(rule["urgency"]) if "urgency" in rule else None, rule.get("safeguarding"))
                for rule in read["owner"]
            ),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{file} cannot be read: {error}.", place=file, mend="Compare it with the one shipped."
        ) from error


@cache
def shipped_watch() -> Watch:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.sharing") / "catalogue" / "watch.toml"
    return read_watch(file.read_text(encoding="utf-8"), file="watch.toml")
