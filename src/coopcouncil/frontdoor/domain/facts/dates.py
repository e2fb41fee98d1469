"""Dates, and the facts that hold one: a person, a document."""

import re
from datetime import date, timedelta
from typing import Any

from coopcouncil.frontdoor.domain.facts.kind import Kind, Part, WrongAnswer, boxes
from coopcouncil.frontdoor.domain.facts.text import name_line, name_parts, read_name
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

MONTHS = (
    Said("January"), Said("February"), Said("March"), Said("April"), Said("May"), Said("June"),
    Said("July"), Said("August"), Said("September"), Said("October"), Said("November"), Said("December"),
)  # fmt: skip
# As people may type them in the other languages of the site: the first letters are enough.
_OTHER_MONTHS = (
    ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
)  # fmt: skip
EARLIEST_YEAR = 1850  # nobody alive, and no document in use, is older
_EXAMPLE = Said("For example, 27 3 1958.")
_RELATIVE = re.compile(r"today(?:\s*(?P<sign>[+-])\s*(?P<days>\d{1,6}))?")


# What is said of the boxes of a date that are empty.
_MISSING = {
    ("day",): Said("The date needs a day."),
    ("month",): Said("The date needs a month."),
    ("year",): Said("The date needs a year."),
    ("day", "month"): Said("The date needs a day and a month."),
    ("day", "year"): Said("The date needs a day and a year."),
    ("month", "year"): Said("The date needs a month and a year."),
    ("day", "month", "year"): Said("The date needs a day, a month and a year."),
}


def bound(limit: int | str, today: date) -> date:
    """A limit of a date fact as a day: "today", "today-42", "today+30" or an ISO date. Raises ValueError."""
    text = str(limit)
    if relative := _RELATIVE.fullmatch(text):
        days = int(relative["days"] or 0)
        try:
            return today + timedelta(days=-days if relative["sign"] == "-" else days)
        except OverflowError:
            raise ValueError(f"{text} is outside the calendar.") from None
    return date.fromisoformat(text)


def read_date(raw: Any, *, optional: bool = False) -> date | None:
    """A real day from three boxes (`day`, `month` as a number or a name, `year`), or from an ISO date."""
    if isinstance(raw, str):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            raise WrongAnswer(Said("That is not a date."), mend=_EXAMPLE) from None
    given = boxes(raw, "day", "month", "year")
    if optional and not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise WrongAnswer(_MISSING[tuple(missing)], mend=_EXAMPLE, part=missing[0])
    month = _month(given["month"])
    if not re.fullmatch(r"[0-9]{1,2}", given["day"]) or not 1 <= int(given["day"]) <= 31:
        raise WrongAnswer(Said("The day must be a number from 1 to 31."), mend=_EXAMPLE, part="day")
    if not month:
        raise WrongAnswer(Said("The month must be a number from 1 to 12, or its name."), mend=_EXAMPLE, part="month")
    if not re.fullmatch(r"[0-9]{4}", given["year"]):
        raise WrongAnswer(Said("The year must have 4 numbers."), mend=_EXAMPLE, part="year")
    try:
        return date(int(given["year"]), month, int(given["day"]))
    except ValueError:
        raise WrongAnswer(
            Said(
                "There is no %(day)s %(month)s in %(year)s.",
                day=int(given["day"]),
                month=MONTHS[month - 1],
                year=given["year"],
            ),
            mend=Said("Check the day and the month."),
            part="day",
        ) from None


def _month(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    word = text.lower().rstrip(".")
    if len(word) < 3:
        return 0
    english = next((number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word)), 0)
    other = (names.index(word[:3]) + 1 for names in _OTHER_MONTHS if word.isalpha() and word[:3] in names)
    return english or next(other, 0)


def date_line(value: str) -> Said:
    """A kept date as it is said: "3 March 2026"."""
    day = date.fromisoformat(value)
    return Said("%(day)s %(month)s %(year)s", day=day.day, month=MONTHS[day.month - 1], year=day.year)


def date_boxes(value: str) -> dict[str, str | list[str]]:
    """The three boxes of a kept date."""
    day = date.fromisoformat(value)
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


_BOXES = (("day", Said("Day"), 2), ("month", Said("Month"), 2), ("year", Said("Year"), 4))


def _date_parts(fact: Fact) -> tuple[Part, ...]:
    return tuple(
        Part(
            name,
            label,
            width=width,
            inputmode="numeric",
            autocomplete=f"bday-{name}" if fact.is_tellers_birthday else "",
        )
        for name, label, width in _BOXES
    )


def within(fact: Fact, day: date, today: date, *, part: str = "day") -> date:
    """The day, when it is inside the fact's limits (no limit below means 1850). Raises WrongAnswer."""
    if day.year < EARLIEST_YEAR:
        raise WrongAnswer(
            Said("The year must be %(year)s or later.", year=EARLIEST_YEAR), mend=Said("Check the year."), part="year"
        )
    if fact.maximum is not None and day > bound(fact.maximum, today):
        if fact.maximum == "today":
            raise WrongAnswer(Said("The date must be today or in the past."), mend=Said("Check the year."), part=part)
        last = date_line(bound(fact.maximum, today).isoformat())
        raise WrongAnswer(
            Said("The date must be %(day)s or before.", day=last), mend=Said("Check the date."), part=part
        )
    if fact.minimum is not None and day < bound(fact.minimum, today):
        if fact.minimum == "today":
            raise WrongAnswer(Said("The date must be today or in the future."), mend=Said("Check the year."), part=part)
        first = date_line(bound(fact.minimum, today).isoformat())
        raise WrongAnswer(
            Said("The date must be %(day)s or later.", day=first), mend=Said("Check the date."), part=part
        )
    return day


def _read_date(fact: Fact, raw: Any, today: date) -> str:
    day = read_date(raw)
    assert day is not None  # only an optional date can be
    return within(fact, day, today).isoformat()


def _born(raw: Any, today: date) -> date:
    day = read_date(raw.get("date_of_birth", raw))
    assert day is not None  # as above
    if day > today:
        raise WrongAnswer(Said("The date of birth must be in the past."), mend=Said("Check the year."), part="year")
    if day.year < EARLIEST_YEAR:
        raise WrongAnswer(
            Said("The year of birth must be %(year)s or later.", year=EARLIEST_YEAR),
            mend=Said("Check the year."),
            part="year",
        )
    return day


def _read_person(fact: Fact, raw: Any, today: date) -> dict[str, str]:
    name = read_name(raw)
    return {**name, "date_of_birth": _born(raw, today).isoformat()}


def _person_parts(fact: Fact) -> tuple[Part, ...]:
    days = tuple(
        Part(name, label, width=width, inputmode="numeric", autocomplete=f"bday-{name}" if fact.about_you else "")
        for name, label, width in (
            ("day", Said("Day of birth"), 2),
            ("month", Said("Month of birth"), 2),
            ("year", Said("Year of birth"), 4),
        )
    )
    return name_parts(fact) + days


def _fill_person(fact: Fact, value: Any) -> dict[str, str | list[str]]:
    name = {"first_names": value["first_names"], "last_name": value["last_name"]}
    return {**name, **date_boxes(value["date_of_birth"])}


def _read_document(fact: Fact, raw: Any, today: date) -> dict[str, str | None]:
    number = boxes(raw, "number")["number"]
    if not number:
        raise WrongAnswer(
            Said("The number on the document is missing."), mend=Said("Copy it from the document."), part="number"
        )
    if len(number) > 40 or not re.fullmatch(r"[A-Za-z0-9 ./\-]+", number):
        raise WrongAnswer(
            Said("The number on the document can have up to 40 letters, numbers, spaces, dots, dashes and slashes."),
            mend=Said("Copy it again from the document."),
            part="number",
        )
    if "issued_on" in raw:
        issued = read_date(raw["issued_on"]) if raw["issued_on"] else None
    else:
        issued = read_date(raw, optional=True)
    if issued:
        within(fact, issued, today)
        if issued > today:
            raise WrongAnswer(
                Said("The date on the document must be in the past."), mend=Said("Check the year."), part="year"
            )
    return {"number": number, "issued_on": issued.isoformat() if issued else None}


def _document_parts(fact: Fact) -> tuple[Part, ...]:
    return (
        Part("number", Said("Number on the document"), width=20),
        Part("day", Said("Day on it"), width=2, inputmode="numeric", optional=True),
        Part("month", Said("Month on it"), width=2, inputmode="numeric", optional=True),
        Part("year", Said("Year on it"), width=4, inputmode="numeric", optional=True),
    )


def _show_document(fact: Fact, value: Any) -> list[str]:
    return [
        Said("Number %(number)s", number=value["number"]),
        *([Said("Dated %(day)s", day=date_line(value["issued_on"]))] if value["issued_on"] else []),
    ]


def _fill_document(fact: Fact, value: Any) -> dict[str, str | list[str]]:
    return {"number": value["number"], **(date_boxes(value["issued_on"]) if value["issued_on"] else {})}


DATE = Kind(
    _date_parts, _read_date, lambda fact, value: [date_line(value)], lambda fact, value: date_boxes(value),
    Said("Enter the date."), _EXAMPLE,
)  # fmt: skip
PERSON = Kind(
    _person_parts,
    _read_person,
    lambda fact, value: [name_line(value), Said("Born %(day)s", day=date_line(value["date_of_birth"]))],
    _fill_person,
    Said("%(label)s: enter the name and the date of birth."),
)
DOCUMENT = Kind(
    _document_parts, _read_document, _show_document, _fill_document, Said("Enter the number on the document."),
)  # fmt: skip
