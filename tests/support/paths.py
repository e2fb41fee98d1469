"""Ways through a life event, as answers, found at random: the shortest, those that ask everything, and all."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts import WrongAnswer, read
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers

WALKS = 400
# For a question that the typical answers never come to: the first of these that it takes.
EXAMPLES: tuple[Any, ...] = (
    "2026-01-05", "2020-03-05", "1980-03-05", "2026-12-20", "2027-01-20", "Example", "07700 900182",
    "noor@ashmere.example",
    {"first_names": "Noor", "last_name": "Haddad"},
    {"first_names": "Noor", "last_name": "Haddad", "date_of_birth": "1980-03-05"},
    {"first_names": "Noor", "last_name": "Haddad", "date_of_birth": "2016-03-05"},
    {"line_1": "3 Weir Court", "town": "Ashmere", "postcode": "AM3 2AD"},
    {"number": "AB123456", "issued_on": "2025-03-05"}, 20000, 2001, "AB123456C", "9434765919", "100023336956",
    {"name_on_account": "N Haddad", "sort_code": "20-00-00", "account_number": "55779911"},
)  # fmt: skip


@dataclass(frozen=True)
class Ways:
    """Answers that lead to the end with somebody told."""

    shortest: dict[str, Any]  # by the fewest questions of all the walks
    longest: dict[str, Any]  # by the most
    others: tuple[dict[str, Any], ...]  # short ones; with the longest, they ask every question that any walk asks

    @property
    def asking_everything(self) -> tuple[dict[str, Any], ...]:
        return (self.longest, *self.others)


def ways(event: LifeEvent, today: date) -> Ways:
    ending = [walk for walk in walks(event, today) if plan(event, walk, today=today).notices]
    longest, others = max(ending, key=len), list[dict[str, Any]]()
    left = set[str]().union(*ending) - set(longest)
    while left:
        others.append(max(ending, key=lambda walk: (len(left & set(walk)), -len(walk))))
        left -= set(others[-1])
    return Ways(min(ending, key=len), longest, tuple(others))


def walks(event: LifeEvent, today: date) -> list[dict[str, Any]]:
    """Answers that lead to the end: the typical ones, and many at random; the same walks on every machine."""
    draw = random.Random(event.code)  # noqa: S311 - nothing is secret here
    typical = typical_answers(event, today=today)
    return [typical, *(walk for _ in range(WALKS) if (walk := _walk(event, typical, draw, today)) is not None)]


def _walk(event: LifeEvent, typical: dict[str, Any], draw: random.Random, today: date) -> dict[str, Any] | None:
    answers: dict[str, Any] = {}
    while fact := plan(event, answers, today=today).next_fact:
        possible = list(_answers(fact, typical.get(fact.code), today))
        if not possible:
            return None
        answers[fact.code] = draw.choice(possible)
    return answers


def _answers(fact: Fact, typical: Any, today: date) -> Iterator[Any]:
    if fact.optional:
        yield None
    if fact.type == "yes_no":
        yield from (True, False)
    elif fact.type == "choice":
        yield from (option.code for option in fact.options)
    elif fact.type == "many":
        yield from ([option.code] for option in fact.options)
        yield [option.code for option in fact.options if not option.exclusive]
    elif typical is not None:
        yield typical
    else:
        yield from _examples(fact, today)


def _examples(fact: Fact, today: date) -> Iterator[Any]:
    for example in EXAMPLES:
        try:
            yield read(fact, example, today=today)
        except WrongAnswer:
            continue
        return
