"""The ways up in a body that the council does not command: rungs, with the time that each has to answer."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.casework.domain.clocks import Clock, Length, due_at
from coopcouncil.kernel.calendars import Calendar
from coopcouncil.kernel.errors import BadInput

_RUNG = ("code", "title", "within", "source", "opening")


@dataclass(frozen=True)
class Rung:
    """Whom one writes to, within how long an answer is expected there, and by whose rule."""

    code: str
    title: str
    within: Length
    source: str
    opening: str


@dataclass(frozen=True)
class Track:
    """A kind of body, and the way up in it, the lowest rung first."""

    code: str
    title: str
    rungs: tuple[Rung, ...]

    def rung(self, number: int) -> Rung:
        """Counted from 0; the last one for every higher number."""
        return self.rungs[min(number, len(self.rungs) - 1)]

    def may_climb(self, number: int) -> bool:
        """Whether there is a rung above."""
        return number + 1 < len(self.rungs)


def read_tracks(text: str, *, file: str) -> dict[str, Track]:
    """The tracks of a catalogue file, by code. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    found: dict[str, Track] = {}
    for number, entry in enumerate(document.get("track", []), 1):
        place = f"{file}, track {number}"
        code, title = _text(entry, "code", place), _text(entry, "title", place)
        if code in found:
            raise BadInput(f"“{code}” is there twice.", place=place, mend="Give one of them another code.")
        rungs = [_rung(rung, f"{place}, rung {at}") for at, rung in enumerate(entry.get("rung", []), 1)]
        if not rungs:
            raise BadInput("It has no rung.", place=place, mend="Add one: [[track.rung]].")
        found[code] = Track(code, title, tuple(rungs))
    return found


def _rung(entry: Mapping[str, Any], place: str) -> Rung:
    code, title, within, source, opening = (_text(entry, key, place) for key in _RUNG)
    try:
        length = Length.parse(within)
    except BadInput as error:
        raise BadInput(error.message, place=place, mend=error.mend) from None
    return Rung(code, title, length, source, opening)


def _text(entry: Mapping[str, Any], key: str, place: str) -> str:
    if not isinstance(entry.get(key), str) or not entry[key].strip():
        raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
    return str(entry[key])


@cache
def shipped_tracks() -> dict[str, Track]:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "advocacy.toml"
    return read_tracks(file.read_text(encoding="utf-8"), file="advocacy.toml")


def answer_due(rung: Rung, sent_at: datetime, calendar: Calendar) -> datetime:
    """The last moment at which an answer to a letter of this rung is in time, by the rule of the rung."""
    due = due_at(Clock(rung.code, sent_at, rung.within, rung.source), calendar)
    assert due is not None  # a clock that never stands still is always due
    return due


@dataclass(frozen=True)
class Words:
    """What a letter says: `asks` one a line, `enclosed` the names of files, `until` the day of the answer."""

    opening: str
    what: str
    asks: str
    enclosed: Sequence[str]
    until: str
    agreed: bool


def paragraphs(words: Words, *, reference: str) -> list[str]:
    """The letter, paragraph by paragraph, in plain English: it goes to a body, not to the resident.

    It says that the person agreed only where they did.
    """
    asks = [line.strip() for line in words.asks.splitlines() if line.strip()]
    made = [words.opening, *(line.strip() for line in words.what.splitlines() if line.strip())]
    if words.agreed:
        made.append("The person agreed that we tell you this and ask you about it.")
    made.append("We ask:" if len(asks) > 1 else f"We ask: {asks[0]}" if asks else "We ask you to put it right.")
    if len(asks) > 1:
        made += [f"{number}. {line}" for number, line in enumerate(asks, 1)]
    if words.enclosed:
        made.append(f"With this letter: {', '.join(words.enclosed)}.")
    made.append(f"Please answer by {words.until}, and quote {reference}. Until it is solved, it stays ours to follow.")
    return made
