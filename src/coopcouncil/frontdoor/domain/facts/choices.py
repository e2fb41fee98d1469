"""Answers picked from a list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts.kind import Kind, WrongAnswer, as_typed, one_box, single
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said


def _read_choice(fact: Fact, raw: Any, today: date) -> str:
    value = single(raw)
    if value not in {option.code for option in fact.options}:
        raise WrongAnswer(Said("That is not one of the answers."), mend=Said("Pick one answer from the list."))
    return value


def _read_many(fact: Fact, raw: Any, today: date) -> list[str]:
    """The codes picked, each once, in the order in which the life event lists them."""
    if isinstance(raw, Mapping):
        raw = raw.get("value", [])
    picked = [raw] if isinstance(raw, str) else raw
    if not isinstance(picked, (list, tuple)) or not picked or not all(isinstance(code, str) for code in picked):
        raise WrongAnswer(Said("That is not one of the answers."), mend=Said("Pick from the list."))
    options = {option.code: option for option in fact.options}
    if any(code not in options for code in picked):
        raise WrongAnswer(Said("That is not one of the answers."), mend=Said("Pick from the list."))
    alone = [options[code] for code in picked if options[code].exclusive]
    if alone and len(set(picked)) > 1:
        raise WrongAnswer(
            Said("You picked “%(answer)s” and something else.", answer=alone[0].label),
            mend=Said("Pick one or the other."),
        )
    return [code for code in options if code in picked]


def _read_yes_no(fact: Fact, raw: Any, today: date) -> bool:
    if isinstance(raw, bool):
        return raw
    value = single(raw).lower()
    if value not in ("yes", "no"):
        raise WrongAnswer(Said("That is not yes or no."), mend=Said("Pick yes or no."))
    return value == "yes"


def _label(fact: Fact, code: str) -> str:
    return next((option.label for option in fact.options if option.code == code), code)


CHOICE = Kind(
    one_box(control="radios"),
    _read_choice,
    lambda fact, value: [_label(fact, value)],
    as_typed,
    Said("Pick an answer."),
)
MANY = Kind(
    one_box(control="checkboxes"),
    _read_many,
    lambda fact, value: [_label(fact, code) for code in value],
    lambda fact, value: {"value": list(value)},
    Said("Pick at least one answer."),
)
YES_NO = Kind(
    one_box(control="radios"),
    _read_yes_no,
    lambda fact, value: [Said("Yes") if value else Said("No")],
    lambda fact, value: {"value": "yes" if value else "no"},
    Said("Pick yes or no."),
)
