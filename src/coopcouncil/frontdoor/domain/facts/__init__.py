"""The types of fact: what boxes a question has, how an answer is read, and how it is said back.

- `parts(fact)` names the boxes. Most types have one, called "value".
- `read(fact, raw, today=…)` turns what was typed (a string, a list of strings, or the boxes by name), or a value read
  before, into the value we keep: JSON only. It raises WrongAnswer with words for the person.
- `fill(fact, value)` gives the boxes again, to show them filled in; `show(fact, value)` gives the lines to print.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts import choices, contact, dates, files, numbers, text
from coopcouncil.frontdoor.domain.facts.files import MEND as NO_FILE_MEND
from coopcouncil.frontdoor.domain.facts.files import NO_FILE
from coopcouncil.frontdoor.domain.facts.kind import Kind, Part, WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

__all__ = ["KINDS", "NO_FILE", "NO_FILE_MEND", "Part", "WrongAnswer", "fill", "parts", "read", "show", "that_fit"]

KINDS: Mapping[str, Kind] = {
    "text": text.TEXT,
    "name": text.NAME,
    "date": dates.DATE,
    "year": numbers.YEAR,
    "money": numbers.MONEY,
    "choice": choices.CHOICE,
    "many": choices.MANY,
    "yes_no": choices.YES_NO,
    "email": contact.EMAIL,
    "phone": contact.PHONE,
    "address": contact.ADDRESS,
    "uprn": numbers.UPRN,
    "nhs_number": numbers.NHS_NUMBER,
    "national_insurance_number": numbers.NATIONAL_INSURANCE_NUMBER,
    "bank_account": numbers.BANK_ACCOUNT,
    "person": dates.PERSON,
    "document": dates.DOCUMENT,
    "file": files.FILE,
}


def parts(fact: Fact) -> tuple[Part, ...]:
    """The boxes of the fact's question, in order."""
    return KINDS[fact.type].parts(fact)


def read(fact: Fact, raw: Any, *, today: date) -> Any:
    """The value to keep, or None for an optional fact left empty. Reading a kept value again gives the same value.

    Raises WrongAnswer: `message` says what is wrong, `mend` how to put it right, `part` names the box. Both are
    English sentences that are translated where they are shown (kernel/words.py), as are the lines of `show`.
    """
    if _is_empty(raw):
        if fact.optional:
            return None
        kind = KINDS[fact.type]
        raise WrongAnswer(kind.nothing_said.given(label=fact.label), mend=kind.example)
    _refuse_oversize(raw)
    return KINDS[fact.type].read(fact, raw, today)


def that_fit(asked: Iterable[Fact], answers: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The kept answers that can still be read: a life event may have been changed, or a day have passed, since."""
    fits: dict[str, Any] = {}
    for fact in asked:
        if fact.code in answers:
            with suppress(WrongAnswer):
                fits[fact.code] = read(fact, answers[fact.code], today=today)
    return fits


def fill(fact: Fact, value: Any) -> dict[str, str | list[str]]:
    """The boxes by name, as a person would have typed them. An empty dict for None."""
    return {} if value is None else KINDS[fact.type].fill(fact, value)


def show(fact: Fact, value: Any) -> list[str]:
    """The value in lines of plain words. One line, except for addresses and other facts of several parts."""
    return [Said("Not given")] if value is None else KINDS[fact.type].show(fact, value)


def _is_empty(raw: Any) -> bool:
    if isinstance(raw, Mapping):
        return all(_is_empty(item) for item in raw.values())
    if isinstance(raw, str):
        return not raw.strip()
    return raw is None or raw == []


def _refuse_oversize(raw: Any) -> None:
    pieces = raw.values() if isinstance(raw, Mapping) else raw if isinstance(raw, (list, tuple)) else [raw]
    if len(pieces) > 100 or any(len(piece) > 10_000 for piece in pieces if isinstance(piece, str)):
        raise WrongAnswer(Said("That is far too long."), mend=Said("Please write less."))
