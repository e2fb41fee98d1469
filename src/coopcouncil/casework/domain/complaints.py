"""Complaints: by which scheme, through which stages and states, by which days, and which ombudsman comes after us."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.casework.domain.clocks import Clock, Length, due_on
from coopcouncil.casework.domain.promises import Promise
from coopcouncil.kernel.calendars import LONDON, Calendar
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

ANY = "*"
RECEIVED, ACKNOWLEDGED, MET, REPORTED, ANSWERED = "received", "acknowledged", "met", "reported", "answered"
OMBUDSMAN, DECIDED, CONTENT, ENDED = "ombudsman", "decided", "content", "ended"
DECLINED, WITHDRAWN = "declined", "withdrawn"
STATES = (RECEIVED, ACKNOWLEDGED, MET, REPORTED, ANSWERED, OMBUDSMAN, DECIDED, CONTENT, ENDED, DECLINED, WITHDRAWN)
WITH_US = frozenset({RECEIVED, ACKNOWLEDGED, MET, REPORTED})  # something is for the council to do
OVER = frozenset({DECIDED, CONTENT, ENDED, DECLINED, WITHDRAWN})
# Which moves are legal. From `answered` it goes to the next stage (received again), to the ombudsman, or to its end.
MOVES: Mapping[str, frozenset[str]] = {
    RECEIVED: frozenset({ACKNOWLEDGED, MET, DECLINED, WITHDRAWN, OMBUDSMAN}),
    ACKNOWLEDGED: frozenset({ANSWERED, DECLINED, WITHDRAWN, OMBUDSMAN}),
    MET: frozenset({REPORTED, WITHDRAWN, OMBUDSMAN}),
    REPORTED: frozenset({ANSWERED, WITHDRAWN, OMBUDSMAN}),
    ANSWERED: frozenset({RECEIVED, OMBUDSMAN, CONTENT, ENDED}),
    CONTENT: frozenset({RECEIVED, OMBUDSMAN}),
    ENDED: frozenset({RECEIVED, OMBUDSMAN}),
    DECLINED: frozenset({OMBUDSMAN}),
    OMBUDSMAN: frozenset({DECIDED}),
}
UPHELD, PARTLY, NOT_UPHELD = "upheld", "partly", "not_upheld"
OUTCOMES = (UPHELD, PARTLY, NOT_UPHELD)
# What the ombudsman found. Source: the categories of the LGSCO's published decisions.
FAULT, NO_FAULT, NOT_LOOKED_INTO = "fault", "no_fault", "not_looked_into"
FOUND = (FAULT, NO_FAULT, NOT_LOOKED_INTO)
REMEDIES = ("apology", "explanation", "put_right", "decision_again", "payment", "change")
# The steps of the clocks, in the order of a stage.
ACKNOWLEDGE, MEET, REPORT, ANSWER = "complaint_acknowledge", "complaint_meet", "complaint_report", "complaint_answer"
_TITLES = {
    ACKNOWLEDGE: "We say that we have your complaint, and how we understand it",
    MEET: "The panel meets",
    REPORT: "The panel sends its report",
    ANSWER: "You have our answer",
}
# A complaint that was answered and of which nobody says any more ends after this time, where its scheme sets no other.
QUIET_AFTER = timedelta(days=28)
_OF_A_SCHEME = (
    "code", "matter", "title", "hint", "service_types", "ombudsman", "time_limit", "source", "stage",
)  # fmt: skip
_COUNTED_FROM = ("received", "acknowledged", "report")
_DECIDED_BY = ("officer", "another", "independent", "panel")


@dataclass(frozen=True)
class Ombudsman:
    """Who looks at it after us, and within what time of which day: when it was "known" to the person, or "answered"."""

    code: str
    name: str
    phone: str
    web: str
    post: str
    within: Length
    counted_from: str
    source: str

    def last_day(self, *, known_on: date, answered_on: date, calendar: Calendar) -> date:
        """The last day on which they take it as a rule. Later ones they may take for good reasons."""
        return _until(self.within, known_on if self.counted_from == "known" else answered_on, calendar)


@dataclass(frozen=True)
class Stage:
    """One stage of a scheme. Times are None where the scheme sets none."""

    number: int
    title: str
    decided_by: str
    acknowledge_within: Length | None
    meet_within: Length | None
    report_within: Length | None
    answer_within: Length
    counted_from: str
    extend_at_most: int
    ask_within: Length | None
    source: str

    def clocks_at(self, happened: str) -> tuple[Promise, ...]:
        """The clocks that begin when the stage is "received", "acknowledged", or its panel has "met" or "reported"."""
        begun = []
        if happened == RECEIVED:
            begun = [(ACKNOWLEDGE, self.acknowledge_within), (MEET, self.meet_within)]
            if self.counted_from == "received":
                begun.append((ANSWER, self.answer_within))
        elif happened == ACKNOWLEDGED and self.counted_from == "acknowledged":
            begun = [(ANSWER, self.answer_within)]
        elif happened == MET:
            begun = [(REPORT, self.report_within)]
        elif happened == REPORTED:
            begun = [(ANSWER, self.answer_within)]
        return tuple(self._promise(step, length) for step, length in begun if length is not None)

    def _promise(self, step: str, within: Length) -> Promise:
        return Promise(
            code=f"{step}_{self.number}",
            title=_TITLES[step],
            length=within,
            source=self.source,
            step=step,
            extend_at_most=self.extend_at_most if step == ANSWER else 0,
            warn_before=2 if within.count > 5 else 1,
        )

    def ask_until(self, answered_on: date, calendar: Calendar) -> date | None:
        """The last day on which the person asks for the next stage by themself; None where there is no next one."""
        return _until(self.ask_within, answered_on, calendar) if self.ask_within else None


@dataclass(frozen=True)
class Scheme:
    """By which rules complaints about some kinds of service go; `matter` is what a power of a speaker must cover."""

    code: str
    matter: str
    title: str
    hint: str
    service_types: tuple[str, ...]
    ombudsman: Ombudsman
    time_limit: Length
    stages: tuple[Stage, ...]
    source: str

    def stage(self, number: int) -> Stage:
        """Raises LookupError."""
        if not 1 <= number <= len(self.stages):
            raise LookupError(number)
        return self.stages[number - 1]

    def is_last(self, number: int) -> bool:
        return number >= len(self.stages)

    def is_late(self, *, known_on: date, made_on: date, calendar: Calendar) -> bool:
        """Whether it is made after the time limit. It may be looked into all the same: an officer decides."""
        return made_on > _until(self.time_limit, known_on, calendar)


@dataclass(frozen=True)
class SchemeBook:
    schemes: tuple[Scheme, ...]

    def by_code(self, code: str) -> Scheme:
        """Raises LookupError."""
        found = next((scheme for scheme in self.schemes if scheme.code == code), None)
        if found is None:
            raise LookupError(code)
        return found

    def for_service(self, service_type: str) -> Scheme:
        """By whose rules a complaint about a type of service goes."""
        for wanted in (service_type, ANY):
            for scheme in self.schemes:
                if wanted in scheme.service_types:
                    return scheme
        raise LookupError(service_type)


def moved(state: str, to: str) -> str:
    """The state after a move. Raises Conflict where there is no such move."""
    if to not in MOVES.get(state, frozenset()):
        raise Conflict(Said("This complaint has moved on since you opened the page. Nothing was changed."))
    return to


def _until(length: Length, day: date, calendar: Calendar) -> date:
    counted = Clock("", datetime.combine(day, time(12), LONDON), length, "")
    until = due_on(counted, calendar)
    assert until is not None
    return until


def read_schemes(text: str, *, file: str) -> SchemeBook:
    """The book of a catalogue file. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    ombudsmen = {}
    for number, entry in enumerate(document.get("ombudsman", []), 1):
        place = f"{file}, ombudsman {number}"
        _need(entry, ("code", "name", "phone", "web", "post", "within", "from", "source"), place)
        if entry["from"] not in {"known", "answered"}:
            raise BadInput(
                f"“{entry['from']}” is no such day.", place=place, mend='Write from = "known" or "answered".'
            )
        ombudsmen[entry["code"]] = Ombudsman(
            entry["code"], entry["name"], entry["phone"], entry["web"], entry["post"],
            _length(entry["within"], place), entry["from"], entry["source"],
        )  # fmt: skip
    schemes = []
    for number, entry in enumerate(document.get("scheme", []), 1):
        place = f"{file}, scheme {number}"
        _need(entry, _OF_A_SCHEME, place)
        if entry["ombudsman"] not in ombudsmen:
            raise BadInput(
                f"“{entry['ombudsman']}” is not known.", place=place, mend="Add an [[ombudsman]] of that code."
            )
        stages = tuple(
            _stage(stage, at, f"{place}, stage {at}", last=at == len(entry["stage"]))
            for at, stage in enumerate(entry["stage"], 1)
        )
        schemes.append(
            Scheme(
                entry["code"], entry["matter"], entry["title"], entry["hint"], tuple(entry["service_types"]),
                ombudsmen[entry["ombudsman"]], _length(entry["time_limit"], place), stages, entry["source"],
            )
        )  # fmt: skip
    return SchemeBook(tuple(schemes))


def _stage(entry: Mapping[str, Any], number: int, place: str, *, last: bool) -> Stage:
    _need(entry, ("title", "decided_by", "answer_within", "counted_from", "source"), place)
    for key, known in (("decided_by", _DECIDED_BY), ("counted_from", _COUNTED_FROM)):
        if entry[key] not in known:
            raise BadInput(f"“{entry[key]}” is not known.", place=place, mend=f"Write one of: {', '.join(known)}.")
    if not last:
        _need(entry, ("ask_within",), place)
    if entry["counted_from"] == "acknowledged":
        _need(entry, ("acknowledge_within",), place)
    if entry["decided_by"] == "panel":
        _need(entry, ("meet_within", "report_within"), place)

    def length(key: str) -> Length | None:
        return _length(entry[key], place) if key in entry else None

    return Stage(
        number, entry["title"], entry["decided_by"], length("acknowledge_within"), length("meet_within"),
        length("report_within"), _length(entry["answer_within"], place), entry["counted_from"],
        int(entry.get("extend_at_most", 0)), length("ask_within"), entry["source"],
    )  # fmt: skip


def _length(text: str, place: str) -> Length:
    try:
        return Length.parse(str(text))
    except BadInput as error:
        raise BadInput(error.message, place=place, mend=error.mend) from None


def _need(entry: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
    for key in keys:
        if not entry.get(key):
            raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")


@cache
def shipped_schemes() -> SchemeBook:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "complaints.toml"
    return read_schemes(file.read_text(encoding="utf-8"), file="complaints.toml")
