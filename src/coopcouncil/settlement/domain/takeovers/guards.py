"""What is watched for as long as a community runs a service: failure, unequal outcomes, impropriety.

A failure makes the council step in at once. The others are said in public, and need an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.equity import Measure, Member, Share, gaps

FAILURE, UNEQUAL, IMPROPRIETY = "failure", "unequal", "impropriety"
KINDS: Mapping[str, Said] = MappingProxyType(
    {
        FAILURE: Said("The service fails"),
        UNEQUAL: Said("Some people are served worse than others"),
        IMPROPRIETY: Said("Something is not in order"),
    }
)
# A difference between wards of fewer times in a hundred than this is no alarm, however sure.
WORTH_AN_ALARM = 0.10


@dataclass(frozen=True)
class Found:
    """What a guard found. `code` names the guard, or the ward it is about; one alarm of a code is open at a time."""

    kind: str
    code: str
    words: Said


@dataclass(frozen=True)
class Watched:
    """What the guards look at, of one service that a community runs.

    `kept` are (ward’s name or "", kept, all) since it was handed over; `floor` is the least share in a hundred.
    `undeclared`: how many work for the council and for the group, and have not said so.
    """

    floor: int
    kept: Sequence[tuple[str, int, int]]
    accounts_due_on: date
    review_due_on: date
    undeclared: int


def keeps_its_floor(held: Watched, today: date) -> list[Found]:
    """Nothing while fewer than ten times have ended: they say nothing, and might tell of somebody."""
    kept, every = sum(item[1] for item in held.kept), sum(item[2] for item in held.kept)
    if every < K or kept * 100 >= held.floor * every:
        return []
    words = Said(
        "It kept its promise %(share)s times in a hundred; the agreement asks for %(floor)s at least.",
        share=kept * 100 // every, floor=held.floor,
    )  # fmt: skip
    return [Found(FAILURE, "floor", words)]


def serves_all_alike(held: Watched, today: date) -> list[Found]:
    """Wards where the promise is kept less often than elsewhere, told from chance as everywhere (`domain/equity`)."""
    members = [Member(ward, ward, Share(kept, every)) for ward, kept, every in held.kept if ward]
    return [
        Found(UNEQUAL, f"ward:{gap.key}"[:60], gap.grounds)
        for gap in gaps(members, Measure("promise kept", worse="low", threshold=WORTH_AN_ALARM))
        if gap.flagged
    ]


def files_its_accounts(held: Watched, today: date) -> list[Found]:
    if held.accounts_due_on >= today:
        return []
    words = Said("Its yearly accounts have not come. They were due on %(day)s.", day=f"{held.accounts_due_on:%d %B %Y}")
    return [Found(IMPROPRIETY, "accounts", words)]


def is_reviewed(held: Watched, today: date) -> list[Found]:
    if held.review_due_on >= today:
        return []
    words = Said("Its review is overdue. It was due on %(day)s.", day=f"{held.review_due_on:%d %B %Y}")
    return [Found(IMPROPRIETY, "review", words)]


def declares_conflicts(held: Watched, today: date) -> list[Found]:
    if not held.undeclared:
        return []
    words = Said("People who work for the group and for the council, and have not said so: %(count)s.",
                 count=held.undeclared)  # fmt: skip
    return [Found(IMPROPRIETY, "conflict", words)]


GUARDS = (keeps_its_floor, serves_all_alike, files_its_accounts, is_reviewed, declares_conflicts)


def found(held: Watched, today: date) -> list[Found]:
    """Everything that the guards find today."""
    return [item for guard in GUARDS for item in guard(held, today)]
