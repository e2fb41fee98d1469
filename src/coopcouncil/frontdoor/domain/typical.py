"""Values as a life-event file writes them, and the typical answers that every file carries.

A file writes money in pounds, and a date as an ISO date or as "today", "today-12", "today+30".
"""

from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import dates
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent


def from_file(fact: Fact, value: Any, *, today: date) -> Any:
    """A value written in a file as the value we keep. Raises WrongAnswer."""
    if fact.type == "money" and type(value) is int:
        value *= 100
    if fact.type == "date":
        value = _day(value, today)
    if isinstance(value, dict):
        value = {key: _day(inner, today) if key in ("date_of_birth", "issued_on") else inner
                 for key, inner in value.items()}  # fmt: skip
    return facts.read(fact, value, today=today)


def typical_answers(event: LifeEvent, *, today: date) -> dict[str, Any]:
    """The answers of a usual case, as values to plan with: for examples, the demo borough and tests."""
    return {code: from_file(event.fact(code), value, today=today) for code, value in event.typical}


def _day(value: Any, today: date) -> Any:
    if isinstance(value, str) and value.startswith("today"):
        try:
            return dates.bound(value, today).isoformat()
        except ValueError:
            return value
    return value.isoformat() if isinstance(value, date) else value
