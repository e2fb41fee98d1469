"""What we know of a person already: what it is called, how it is read and shown, and which corrections still stand."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.kernel.words import Said

# What each of `life_event.KNOWN_AS` is called on a page about the person.
WORDS: Mapping[str, Said] = MappingProxyType(
    {
        "name": Said("Your name"),
        "date_of_birth": Said("Your date of birth"),
        "address": Said("Your address"),
        "phone": Said("Your phone number"),
        "email": Said("Your e-mail address"),
        "national_insurance_number": Said("Your National Insurance number"),
        "nhs_number": Said("Your NHS number"),
        "surgery": Said("Your GP surgery"),
        "landlord": Said("Your landlord"),
        "school": Said("A school in your family"),
        "children_dates_of_birth": Said("One of your children"),
        "care_hours": Said("Hours for which you care for somebody"),
        "working_hours": Said("Hours that you work"),
        "household_income_band": Said("Your household’s income"),
        "pension_age_reached": Said("Whether you have reached pension age"),
    }
)


def fits(fact: Fact, value: Any, *, today: date) -> bool:
    """Whether a value that we hold can stand as the answer to this question, just as it is."""
    try:
        return bool(facts.read(fact, value, today=today) == value)
    except WrongAnswer:
        return False


def asked_as(events: Iterable[LifeEvent], code: str, value: Any, *, today: date) -> tuple[LifeEvent, Fact] | None:
    """A question that reads and shows this thing about a person: one that takes the value. None where none does.

    The first; but first of all one that asks for it as it is, not for what a life event changes it to.
    """
    asking = [(event, fact) for event in events for fact in event.facts if fact.known_as == code]
    asking.sort(key=lambda pair: pair[1].asks_anew)
    return next((pair for pair in asking if fits(pair[1], value, today=today)), None)


def to_write_down(event: LifeEvent, told: Mapping[str, Any]) -> dict[str, Any]:
    """What of the facts told is true of the person beyond this telling, by what it is. Never anything sensitive."""
    if event.safe_mode:
        return {}
    return {
        fact.known_as: told[fact.code]
        for fact in event.facts
        if fact.known_as and not (fact.special or fact.criminal) and told.get(fact.code) is not None
    }


def before(corrections: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """By fact, what we held where the answer now is another: corrections of answers that were changed back are none."""
    return {
        code: kept["before"]
        for code, kept in corrections.items()
        if answers.get(code) is not None and answers[code] != kept["before"]
    }
