"""What we promise by default, and within what time: data of a catalogue, until the settlement brings its own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.casework.domain.clocks import Clock, Length
from coopcouncil.kernel.errors import BadInput

_NEEDED = ("code", "title", "within", "source")
_KEYS = frozenset({*_NEEDED, "kinds", "step", "may_pause", "extend_at_most", "warn_before", "moves"})


@dataclass(frozen=True)
class Promise:
    """One promise: within what time which step is done, for which kinds of case. `source` says who set it."""

    code: str
    title: str
    length: Length
    source: str
    kinds: tuple[str, ...] = ()
    step: str = "answer"
    may_pause: bool = False
    extend_at_most: int = 0
    warn_before: int = 1
    moves: bool = False

    def within(self, length: str, *, source: str) -> "Promise":
        """The same promise within another time, as `source` sets it. Raises BadInput for what is no time."""
        return replace(self, length=Length.parse(length), source=source)

    def start(self, at: datetime) -> Clock:
        """The clock of this promise, running from `at` (aware)."""
        return Clock(
            code=self.code,
            started_at=at,
            length=self.length,
            source=self.source,
            may_pause=self.may_pause,
            extend_at_most=self.extend_at_most,
            warn_before=self.warn_before,
            moves=self.moves,
        )


@dataclass(frozen=True)
class PromiseBook:
    """The catalogue. `head_after`: working days after a breach at which the head of service hears of it."""

    promises: tuple[Promise, ...]
    head_after: int

    def by_code(self, code: str) -> Promise:
        """Raises LookupError."""
        found = next((promise for promise in self.promises if promise.code == code), None)
        if found is None:
            raise LookupError(code)
        return found

    def for_kind(self, kind: str) -> tuple[Promise, ...]:
        """What is promised for a kind of case, in the catalogue's order; a request's for a kind without its own."""
        own = tuple(promise for promise in self.promises if kind in promise.kinds)
        return own or tuple(promise for promise in self.promises if "request" in promise.kinds)


def read_promises(text: str, *, file: str) -> PromiseBook:
    """The book of a catalogue file. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    head_after = document.get("ladder", {}).get("head_after_working_days")
    if not isinstance(head_after, int) or head_after < 1:
        raise BadInput("The ladder is missing.", place=file, mend="Add: [ladder] head_after_working_days = 5")
    promises = tuple(
        read_promise(entry, place=f"{file}, promise {number}")
        for number, entry in enumerate(document.get("promise", []), 1)
    )
    codes = [promise.code for promise in promises]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise BadInput(f"“{min(twice)}” is there twice.", place=file, mend="Give one of them another code.")
    return PromiseBook(promises, head_after)


def read_promise(entry: Mapping[str, Any], *, place: str) -> Promise:
    """One promise of a catalogue. Raises BadInput naming the mend."""
    for key in _NEEDED:
        if not entry.get(key):
            raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
    if unknown := sorted(entry.keys() - _KEYS):
        raise BadInput(f"“{unknown[0]}” is not known.", place=place, mend=f"Use one of: {', '.join(sorted(_KEYS))}.")
    try:
        length = Length.parse(str(entry["within"]))
    except BadInput as error:
        raise BadInput(error.message, place=place, mend=error.mend) from None
    return Promise(
        code=entry["code"],
        title=entry["title"],
        length=length,
        source=entry["source"],
        kinds=tuple(entry.get("kinds", ())),
        step=entry.get("step", "answer"),
        may_pause=bool(entry.get("may_pause", False)),
        extend_at_most=int(entry.get("extend_at_most", 0)),
        warn_before=int(entry.get("warn_before", 1)),
        moves=bool(entry.get("moves", False)),
    )


@cache
def shipped_promises() -> PromiseBook:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.casework") / "catalogue" / "clocks.toml"
    return read_promises(file.read_text(encoding="utf-8"), file="clocks.toml")
