"""Trying a life event out, with nothing stored: its cases, each question that they are asked, and who they tell."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import Slice, plan
from coopcouncil.frontdoor.domain.telling import Shown, shown
from coopcouncil.frontdoor.domain.typical import from_file


@dataclass(frozen=True)
class Told:
    """A notice that the case tells, with its facts as people read them."""

    slice: Slice
    facts: tuple[Shown, ...]


@dataclass(frozen=True)
class Try:
    """One case: the questions in the order in which they are asked, each with its answer, and who is told.

    `open` is the question at which it stops, where an answer is missing; None where it comes to its end. `expected` are
    the codes that the case says it tells; None for the typical answers, which say nothing of that.
    """

    name: str
    asked: tuple[tuple[Fact, Any], ...]
    told: tuple[Told, ...]
    open: Fact | None
    expected: tuple[str, ...] | None

    @property
    def is_right(self) -> bool:
        """Whether it ends, and tells whom it says."""
        told = {item.slice.notice.code for item in self.told}
        return self.open is None and (self.expected is None or told == set(self.expected))


def try_out(event: LifeEvent, *, today: date) -> list[Try]:
    """The typical answers, then every case of the event."""
    typical = dict(event.typical)
    tries = [_try(event, "Typical answers", typical, None, today)]
    return tries + [_try(event, case.name, {**typical, **dict(case.answers)}, case.told, today) for case in event.cases]


def _try(event: LifeEvent, name: str, written: Mapping[str, Any], expected: tuple[str, ...] | None, today: date) -> Try:
    given: dict[str, Any] = {}
    for fact in event.facts:
        if fact.code in written:
            with suppress(WrongAnswer):  # then its question stays open, and is shown as the one where the case stops
                given[fact.code] = from_file(fact, written[fact.code], today=today)
    everyone = frozenset(notice.code for notice in event.notices if notice.by_consent)
    answers: dict[str, Any] = {}
    asked: list[tuple[Fact, Any]] = []
    end = plan(event, answers, today=today, agreed=everyone)
    while end.next_fact and end.next_fact.code in given:
        fact = end.next_fact
        answers[fact.code] = given[fact.code]
        asked.append((fact, given[fact.code]))
        end = plan(event, answers, today=today, agreed=everyone)
    told = tuple(
        Told(item, tuple(shown(event, code, value) for code, value in item.facts.items())) for item in end.notices
    )
    return Try(name, tuple(asked), told, end.next_fact, expected)
