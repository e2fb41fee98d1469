"""How a decision can be looked at again, and until which day: data of the catalogue, counted by the calendar."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.calendars import add_months, england
from coopcouncil.kernel.errors import BadInput

ANY = "*"
_WITHIN = re.compile(r"([1-9][0-9]{0,2}) (days?|months?|working_days)")
_NEEDED = ("code", "service_types", "title", "how", "after", "source", "from")


@dataclass(frozen=True)
class Appeal:
    """One way to have a decision looked at again. `count` and `unit` (days, months, working_days) make its last day;
    without them there is none. `counts_first_day` says that the time begins with the day of the decision ("21 days
    beginning with the day on which"), not after it. `moves` says that a last day that is no working day moves to the
    next one. `reviewed` says that it is the way after a decision that was looked at again already.
    """

    code: str
    service_types: tuple[str, ...]
    title: str
    how: str
    after: str
    source: str
    begins: date
    ends: date | None = None
    count: int = 0
    unit: str = ""
    moves: bool = False
    counts_first_day: bool = False
    reviewed: bool = False

    def holds(self, on: date) -> bool:
        return self.begins <= on and (self.ends is None or on < self.ends)


@dataclass(frozen=True)
class AppealBook:
    appeals: tuple[Appeal, ...]

    def for_decision(self, service_type: str, decided_on: date, *, reviewed: bool = False) -> Appeal:
        """The way that was open for this kind of service on the day of the decision; after a review, the next one.

        Raises LookupError for none.
        """
        found = [appeal for appeal in self.appeals if appeal.holds(decided_on)]
        for wanted, after_review in ((service_type, reviewed), (ANY, reviewed), (ANY, False)):
            for appeal in found:
                if wanted in appeal.service_types and appeal.reviewed == after_review:
                    return appeal
        raise LookupError(service_type)

    def by_code(self, code: str) -> Appeal | None:
        return next((appeal for appeal in self.appeals if appeal.code == code), None)

    def last_day(self, appeal: Appeal, decided_on: date) -> date | None:
        """The last day on which it can be asked for, or None where there is none."""
        if not appeal.count:
            return None
        if appeal.unit == "working_days":
            return england().add_working_days(decided_on, appeal.count)
        if appeal.unit == "months":
            day = add_months(decided_on, appeal.count)
        else:
            day = decided_on + timedelta(days=appeal.count - appeal.counts_first_day)
        return england().next_working_day(day) if appeal.moves else day


def read_appeals(text: str, *, file: str) -> AppealBook:
    """The book of a catalogue file. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    appeals = tuple(
        _appeal(entry, f"{file}, appeal {number}") for number, entry in enumerate(document.get("appeal", []), 1)
    )
    for one in appeals:
        for other in appeals:
            if one is not other and one.code == other.code and other.holds(one.begins):
                raise BadInput(f"“{one.code}” holds twice on one day.", place=file, mend="Give the older one an until.")
    return AppealBook(appeals)


def _appeal(entry: Mapping[str, Any], place: str) -> Appeal:
    for key in _NEEDED:
        if not entry.get(key):
            raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
    count, unit = 0, ""
    if within := entry.get("within"):
        match = _WITHIN.fullmatch(str(within))
        if match is None:
            raise BadInput(
                f"“{within}” is no time.", place=place, mend='Write "21 days", "1 month" or "20 working_days".'
            )
        count, unit = int(match[1]), match[2] if match[2] == "working_days" else f"{match[2].rstrip('s')}s"
    return Appeal(
        code=entry["code"],
        service_types=tuple(entry["service_types"]),
        title=entry["title"],
        how=entry["how"],
        after=entry["after"],
        source=entry["source"],
        begins=entry["from"],
        ends=entry.get("until"),
        count=count,
        unit=unit,
        moves=bool(entry.get("moves", False)),
        counts_first_day=bool(entry.get("counts_first_day", False)),
        reviewed=bool(entry.get("reviewed", False)),
    )


@cache
def shipped_appeals() -> AppealBook:
    """The catalogue that comes with the program."""
    file = resources.files("coopcouncil.sharing") / "catalogue" / "appeals.toml"
    return read_appeals(file.read_text(encoding="utf-8"), file="appeals.toml")
