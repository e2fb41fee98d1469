"""Words: free text and names."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts.kind import Kind, Part, WrongAnswer, as_typed, boxes, single, tidy
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

# Characters. A person may have many first names; a family name keeps the length of government data standards.
MAX_NAME = {"first_names": 100, "last_name": 70}


@dataclass(frozen=True)
class _OfName:
    """What is said of one part of a name."""

    missing: Said
    enter: Said
    too_long: Said
    signs: Said


_NAMES = {
    "first_names": _OfName(
        Said("The first names are missing."),
        Said("Enter the first names. If there is only one name, put a dash (-) here."),
        Said("The first names must have %(most)s characters or fewer."),
        Said("The first names can have letters, spaces, dashes and apostrophes only."),
    ),
    "last_name": _OfName(
        Said("The last name is missing."),
        Said("Enter the last name."),
        Said("The last name must have %(most)s characters or fewer."),
        Said("The last name can have letters, spaces, dashes and apostrophes only."),
    ),
}


def _text_parts(fact: Fact) -> tuple[Part, ...]:
    return (Part("value", fact.label, control="textarea" if fact.long else "input"),)


def _read_text(fact: Fact, raw: Any, today: date) -> str:
    if fact.long:
        raw = raw.get("value", "") if isinstance(raw, dict) else raw
        if not isinstance(raw, str):
            raise WrongAnswer(Said("This answer is not text."), mend=Said("Please type it in."))
        value = "\n".join(tidy(line) for line in raw.strip().splitlines())
        if not value:
            raise WrongAnswer(Said("There is no answer yet."), mend=Said("Please answer the question."))
    else:
        value = single(raw)
    if len(value) < fact.min_length:
        raise WrongAnswer(
            Said("The answer is too short."),
            mend=Said("Write at least %(least)s letters or numbers.", least=fact.min_length),
        )
    if len(value) > fact.max_length:
        raise WrongAnswer(
            Said("The answer is too long: it has %(count)s characters.", count=len(value)),
            mend=Said("Use %(most)s or fewer.", most=fact.max_length),
        )
    if fact.pattern and not re.fullmatch(fact.pattern, value):
        raise WrongAnswer(Said("The answer is not in the right form."), mend=fact.pattern_says)
    return value


def _show_text(fact: Fact, value: Any) -> list[str]:
    return str(value).splitlines() or [""]


def read_name(raw: Any) -> dict[str, str]:
    """First names and last name, each checked. A dash stands for "no first name"."""
    given = boxes(raw, "first_names", "last_name")
    for part, said in _NAMES.items():
        value = given[part]
        if not value:
            raise WrongAnswer(said.missing, mend=said.enter, part=part)
        if len(value) > (most := MAX_NAME[part]):
            raise WrongAnswer(said.too_long.given(most=most), mend=Said("Shorten it."), part=part)
        if part == "first_names" and value == "-":
            continue
        if not _is_name(value):
            raise WrongAnswer(said.signs, mend=Said("Take out other signs and numbers."), part=part)
    return given


def _is_name(value: str) -> bool:
    """Letters and marks of any script, spaces, and the signs found in names."""
    allowed = all(unicodedata.category(sign)[0] in "LM" or sign in " '’‘-‐.·,()\u200c\u200d" for sign in value)
    return allowed and any(unicodedata.category(sign)[0] == "L" for sign in value)


def name_line(value: dict[str, Any]) -> str:
    """A name as it is said: first names, then last name."""
    return " ".join(part for part in (value["first_names"], value["last_name"]) if part and part != "-")


def name_parts(fact: Fact) -> tuple[Part, ...]:
    """The two boxes of a name."""
    you = fact.about_you
    return (
        Part("first_names", Said("First names"), width=20, autocomplete="given-name" if you else ""),
        Part("last_name", Said("Last name"), width=20, autocomplete="family-name" if you else ""),
    )


TEXT = Kind(_text_parts, _read_text, _show_text, as_typed, Said("Enter an answer."))
NAME = Kind(
    name_parts,
    lambda fact, raw, today: read_name(raw),
    lambda fact, value: [name_line(value)],
    lambda fact, value: dict(value),
    Said("Enter the name."),
    Said("For example, first names Ruth Ann, last name Okafor."),
)
