"""For how long each kind of kept thing is kept: rules as data, which each context declares of its own.

A context reads its `catalogue/retention.toml` and adds to `contributions.retention`, for each rule, how to find what is
due and how to let it go. Whoever runs it (`sharing.actions.retaining`) leaves alone what a hold keeps.
"""

import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coopcouncil.kernel.errors import BadInput

ACTIONS = ("empty", "delete", "restrict")
_NEEDED = ("code", "what", "days", "counted_from", "ground", "action")


@dataclass(frozen=True)
class Rule:
    """`what` is kept for so many `days` counted from a moment that `counted_from` says; `ground` is why so long."""

    code: str
    what: str
    days: int
    counted_from: str
    ground: str
    action: str

    def before(self, now: datetime) -> datetime:
        """What is counted from before this moment is due."""
        return now - timedelta(days=self.days)


@dataclass(frozen=True)
class Due:
    """One thing whose time is over: since when, whose it is (accounts), and the submission on which it hangs."""

    object_id: UUID
    since: datetime
    about: tuple[UUID, ...] = ()
    submission_id: UUID | None = None


@dataclass(frozen=True)
class Keeping:
    """A rule with how to find what is due and how to let it go: `apply(ids, now)` returns how many went."""

    rule: Rule
    due: Callable[[datetime], Iterable[Due]]
    apply: Callable[[Collection[UUID], datetime], int]


def read_rules(text: str, *, file: str) -> dict[str, Rule]:
    """The rules of a catalogue file by their code. Raises BadInput naming the entry and the mend."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(document.get("rule", []), 1):
        place = f"{file}, rule {number}"
        for key in _NEEDED:
            if entry.get(key) in (None, ""):
                raise BadInput(f"“{key}” is missing.", place=place, mend=f"Add: {key} = …")
        if entry["action"] not in ACTIONS:
            raise BadInput(
                f"“{entry['action']}” is no action.", place=place, mend=f"Write one of {', '.join(ACTIONS)}."
            )
        if not isinstance(entry["days"], int) or entry["days"] < 0:
            raise BadInput("“days” is no number of days.", place=place, mend="Write days = 365, say.")
        if entry["code"] in rules:
            raise BadInput(f"“{entry['code']}” stands there twice.", place=place, mend="Give it another code.")
        rules[entry["code"]] = Rule(**{key: entry[key] for key in _NEEDED})
    return rules
