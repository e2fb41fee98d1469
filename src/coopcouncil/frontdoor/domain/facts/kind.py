"""The shape that every type of fact has, and what they share."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said


class WrongAnswer(BadInput):
    """An answer that cannot be kept. `part` names the box that is wrong, "" for the whole question."""

    def __init__(self, message: str, *, mend: str = "", part: str = "") -> None:
        super().__init__(message, mend=mend)
        self.part = part


@dataclass(frozen=True)
class Part:
    """One box of a question.

    `width` is a number of characters (GOV.UK input classes: 2, 4, 10, 20, 30) or 0 for the full line;
    `inputmode` and `autocomplete` are the HTML attributes; `control` is input, textarea, radios or checkboxes.
    """

    code: str
    label: str
    control: str = "input"
    width: int = 0
    inputmode: str = ""
    autocomplete: str = ""
    optional: bool = False
    type: str = "text"


@dataclass(frozen=True)
class Kind:
    """How one type of fact is asked, read, filled in again and shown.

    `nothing_said` is what an empty answer is told; `%(label)s` in it stands for the fact's own.
    """

    parts: Callable[[Fact], tuple[Part, ...]]
    read: Callable[[Fact, Any, date], Any]
    show: Callable[[Fact, Any], list[str]]
    fill: Callable[[Fact, Any], dict[str, str | list[str]]]
    nothing_said: Said
    example: str = ""


def one_box(label: str = "", **attributes: Any) -> Callable[[Fact], tuple[Part, ...]]:
    """A single box called "value". `about_you` facts carry the autocomplete token given as `autocomplete`."""
    token = attributes.pop("autocomplete", "")

    def parts(fact: Fact) -> tuple[Part, ...]:
        return (Part("value", label or fact.label, autocomplete=token if fact.about_you else "", **attributes),)

    return parts


def as_typed(fact: Fact, value: Any) -> dict[str, str | list[str]]:
    """For types whose kept value is what was typed."""
    return {"value": value}


def as_line(fact: Fact, value: Any) -> list[str]:
    """For types whose kept value reads well as it is."""
    return [str(value)]


def single(raw: Any) -> str:
    """The text of a one-box answer, tidied: outer and double spaces off, compatible letters made plain."""
    if isinstance(raw, Mapping):
        raw = raw.get("value", "")
    if not isinstance(raw, str):
        raise WrongAnswer(Said("This answer is not text."), mend=Said("Please type it in."))
    value = tidy(raw)
    if not value:
        raise WrongAnswer(Said("There is no answer yet."), mend=Said("Please answer the question."))
    return value


# What nobody sees and nobody means, often brought along by copying: taken out. (Joiners, as in ن‌, are meant: kept.)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u200e\u200f\u061c\u2060\ufeff"))
# What turns the text after it round, so that it reads as something else; and what stands for letters lost on the way.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LOST = "\ufffd"


def tidy(text: str) -> str:
    """One line of text in Unicode normal form C. Raises WrongAnswer for characters that cannot be seen."""
    line = " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())
    if _TURNS & set(line):
        raise WrongAnswer(
            Said("The answer holds a hidden sign that turns text round."), mend=Said("Please type it again.")
        )
    if _LOST in line or any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") for character in line):
        raise WrongAnswer(Said("The answer holds a character that we cannot read."), mend=Said("Please type it again."))
    return line


def boxes(raw: Any, *names: str) -> dict[str, str]:
    """The named boxes of an answer, tidied; a missing box is "". Raises WrongAnswer for another shape."""
    if not isinstance(raw, Mapping):
        raise WrongAnswer(Said("Some of the answer is missing."), mend=Said("Please fill in each box."))
    found = {}
    for name in names:
        value = raw.get(name)
        if value is None:
            value = ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise WrongAnswer(Said("This answer is not text."), mend=Said("Please type it in."), part=name)
        found[name] = tidy(value)
    return found


def compact(text: str) -> str:
    """Capitals and digits only: without the spaces, dashes and dots that people put in."""
    return re.sub(r"[\s.\-–—/]", "", text).upper()


def only_digits(text: str) -> bool:
    """Whether there is something, and all of it is 0 to 9 (not the digits of other scripts)."""
    return bool(re.fullmatch(r"[0-9]+", text))
