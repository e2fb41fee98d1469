"""What else a person could have, or will soon need, worked out from what they told us of themselves.

Never a decision: a suggestion says what somebody may ask for, and which fact made us think of it. Never from special or
criminal data: a condition may name only what stands in `life_event.KNOWN_AS`, and the check of life events lets nothing
sensitive be known as any of these. Only for a person who agreed to it (`people.public.suggestions_since`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from coopcouncil.frontdoor.domain.ages import (
    STARTS_SCHOOL,
    STARTS_SECONDARY,
    reached_pension_age,
    reaches_pension_age_soon,
    starts_next_september,
)
from coopcouncil.frontdoor.domain.conditions import UNKNOWN, Condition
from coopcouncil.frontdoor.domain.conditions import day_of as born_on
from coopcouncil.frontdoor.domain.conditions import read as read_condition
from coopcouncil.kernel.words import Said

# What a law works out from a date of birth: the fact that it comes from, and how.
WORKED_OUT: Final[Mapping[str, tuple[str, Callable[[date, date], bool]]]] = {
    "reached_pension_age": ("date_of_birth", reached_pension_age),
    "reaches_pension_age_soon": ("date_of_birth", reaches_pension_age_soon),
    "child_starts_school": (
        "children_dates_of_birth",
        lambda born, today: starts_next_september(born, today, STARTS_SCHOOL),
    ),
    "child_starts_secondary": (
        "children_dates_of_birth",
        lambda born, today: starts_next_september(born, today, STARTS_SECONDARY),
    ),
}


@dataclass(frozen=True)
class Suggestion:
    """One thing that somebody may ask for: when we think of it, what it is, why we think of it, and where to ask.

    `when` is a condition over `KNOWN_AS` and `WORKED_OUT`. `service` is a code of the catalogue of service types;
    `event`, where there is one, the life event by which to ask for it: whoever told it already is not told of it
    again. `soon` says that it is not time yet. `source` names the rule.
    """

    code: str
    when: str
    title: Said
    what: Said
    why: Said
    service: str
    source: str
    event: str = ""
    soon: bool = False
    condition: Condition = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "condition", read_condition(self.when))

    @property
    def rests_on(self) -> frozenset[str]:
        """What we must know to think of it."""
        return frozenset(WORKED_OUT[code][0] if code in WORKED_OUT else code for code in self.condition.facts())


SUGGESTIONS: tuple[Suggestion, ...] = (
    Suggestion(
        "carers_assessment",
        'care_hours in ["20_to_34", "35_or_more"]',
        Said("A carer’s assessment"),
        Said("Somebody talks with you about what would make caring easier. It is free."),
        Said("You told us that you care for somebody for 20 hours a week or more."),
        "carers_assessment",
        "Care Act 2014, section 10",
        event="becoming-a-carer",
    ),
    Suggestion(
        "carers_allowance",
        'care_hours == "35_or_more"',
        Said("Carer’s Allowance"),
        Said("Weekly money for people who care for 35 hours or more. What you earn is counted."),
        Said("You told us that you care for somebody for 35 hours a week or more."),
        "national_benefits",
        "Social Security Contributions and Benefits Act 1992, section 70",
        event="becoming-a-carer",
    ),
    Suggestion(
        "early_education",
        "age(children_dates_of_birth) >= 3 and age(children_dates_of_birth) < 5",
        Said("Free hours of early education"),
        Said("Every child of three or four can have 15 free hours a week, and many can have 30."),
        Said("You told us of a child who is three or four."),
        "early_education",
        "Childcare Act 2006, section 7",
    ),
    Suggestion(
        "school_place",
        "child_starts_school",
        Said("A school place"),
        Said("Children start school in the September after they turn four. You apply by 15 January before that."),
        Said("You told us of a child who starts school next September."),
        "school_admissions",
        "School Admissions Code 2021, paragraph 2.17",
        event="starting-school",
        soon=True,
    ),
    Suggestion(
        "secondary_place",
        "child_starts_secondary",
        Said("A place at secondary school"),
        Said("Children move to secondary school in the September after they turn eleven. You apply by 31 October."),
        Said("You told us of a child who starts secondary school next September."),
        "school_admissions",
        "School Admissions Code 2021, paragraph 2.17",
        event="starting-school",
        soon=True,
    ),
    Suggestion(
        "free_school_meals",
        "age(children_dates_of_birth) >= 5 and age(children_dates_of_birth) < 16",
        Said("Free school meals"),
        Said("Your child may eat free at school if your household has little money. The school need not know why."),
        Said("You told us of a child of school age."),
        "free_school_meals",
        "Education Act 1996, section 512ZB",
    ),
    Suggestion(
        "healthy_start",
        "age(children_dates_of_birth) < 4",
        Said("Healthy Start"),
        Said("A card that pays for milk, fruit and vegetables if your household has little money."),
        Said("You told us of a child under four."),
        "healthy_start",
        "Healthy Start Scheme and Welfare Food Regulations 2005",
    ),
    Suggestion(
        "bus_pass",
        "pension_age_reached or reached_pension_age",
        Said("An older person’s bus pass"),
        Said("Local buses are free for you all over England, outside the morning rush."),
        Said("You told us your age, or that you have reached pension age."),
        "older_persons_bus_pass",
        "Transport Act 2000, section 145A",
        event="retiring",
    ),
    Suggestion(
        "pension_soon",
        "reaches_pension_age_soon",
        Said("Your State Pension"),
        Said("You can claim it four months before you reach pension age. It does not start by itself."),
        Said("You told us your date of birth, and you will soon reach pension age."),
        "national_benefits",
        "Pensions Act 1995, schedule 4; Pensions Act 2014, section 26",
        event="retiring",
        soon=True,
    ),
    Suggestion(
        "vote",
        "age(date_of_birth) >= 16 and age(date_of_birth) < 18",
        Said("A place on the list of voters"),
        Said("You can put your name on it at 16, and vote from 18."),
        Said("You told us your date of birth, and you are 16 or 17."),
        "electoral_services",
        "Representation of the People Act 1983, section 4",
        soon=True,
    ),
    Suggestion(
        "working_help",
        'working_hours == "under_16"',
        Said("Help to find more hours"),
        Said("An adviser helps you to look for more work, or to train for another job. It is free."),
        Said("You told us that you work less than 16 hours a week."),
        "employment_support",
        "Localism Act 2011, section 1",
    ),
)  # fmt: skip


def suggest(known: Mapping[str, Iterable[Any]], *, told: Iterable[str], today: date) -> list[Suggestion]:
    """The suggestions for somebody of whom `known` holds the values by what they are known as.

    A person may have several values of one thing (children): a suggestion comes where one of them makes it true. `told`
    are the life events that they told already. What is not known makes no suggestion. What is for now comes first.
    """
    values = {code: tuple(items) for code, items in known.items()}
    done = frozenset(told)
    found = [item for item in SUGGESTIONS if item.event not in done and _holds(item, values, today)]
    return sorted(found, key=lambda item: item.soon)


def _holds(item: Suggestion, values: Mapping[str, tuple[Any, ...]], today: date) -> bool:
    several = [code for code in sorted(item.rests_on) if len(values.get(code, ())) > 1]
    first = {code: items[0] for code, items in values.items() if items}
    cases = [{**first, several[0]: value} for value in values[several[0]]] if several else [first]
    return any(item.condition.decide(_lookup(case, today), today=today) is True for case in cases)


def _lookup(case: Mapping[str, Any], today: date) -> Callable[[str], Any]:
    def value(code: str) -> Any:
        if code not in WORKED_OUT:
            return case.get(code, UNKNOWN)
        source, work_out = WORKED_OUT[code]
        born = born_on(case.get(source))
        return work_out(born, today) if born else UNKNOWN

    return value
