"""What is watched for as long as a community runs a service: failure, unequal outcomes, impropriety.

A failure makes the council step in at once. The others are said in public, and need an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coopcouncil.kernel.calendars import add_months
from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.equity import Measure, Member, Share, gaps

FAILURE, UNEQUAL, IMPROPRIETY = "failure", "unequal", "impropriety"
KINDS = frozenset({FAILURE, UNEQUAL, IMPROPRIETY})
# A difference between wards of fewer times in a hundred than this is no alarm, however sure.
WORTH_AN_ALARM = 0.10
MONTHS_TO_RENEW = 6
# For so many days an alarm that was answered is not raised again: the answer has time to work.
ANSWER_HOLDS = 90


@dataclass(frozen=True)
class Found:
    """What a guard found. `code` names the guard, or the ward it is about; one alarm of a code is open at a time."""

    kind: str
    code: str
    words: Said


@dataclass(frozen=True)
class Watched:
    """What the guards look at, of one service that a community runs.

    `kept` are (ward’s name or "", kept, all) since it was handed over, a year at most; `floor` is the least share in a
    hundred. `undeclared`: somebody serves both sides and has not said so. `runs`: the group runs it now, and
    the council has not stepped in.
    """

    runs: bool
    is_open: bool
    floor: int
    kept: Sequence[tuple[str, int, int]]
    accounts_due_on: date
    review_due_on: date
    ends_on: date
    undeclared: bool


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
    """Wards where the promise is kept less often than elsewhere, told from chance by the tests of `domain/equity`.

    It is looked at again and again while cases come in, so chance raises one more often than 5 times in 100.
    """
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
    """Says nothing of how many: whoever it is might be known by it."""
    if not held.undeclared:
        return []
    words = Said("Work for the group and for a body that decides on it goes together here, and was not declared.")
    return [Found(IMPROPRIETY, "conflict", words)]


def stays_open(held: Watched, today: date) -> list[Found]:
    if held.is_open:
        return []
    return [Found(FAILURE, "closed", Said("The service does not take anybody now, as the directory says."))]


def has_an_agreement(held: Watched, today: date) -> list[Found]:
    if held.ends_on <= today:
        words = Said("The agreement ended on %(day)s, and no new one was signed.", day=f"{held.ends_on:%d %B %Y}")
        return [Found(IMPROPRIETY, "ended", words)]
    if held.ends_on <= add_months(today, MONTHS_TO_RENEW):
        words = Said("The agreement ends on %(day)s. A new one must be signed before.", day=f"{held.ends_on:%d %B %Y}")
        return [Found(IMPROPRIETY, "ends", words)]
    return []


GUARDS = (
    keeps_its_floor,
    stays_open,
    serves_all_alike,
    files_its_accounts,
    is_reviewed,
    has_an_agreement,
    declares_conflicts,
)


def found(held: Watched, today: date) -> list[Found]:
    """Everything that the guards find today; where the council has stepped in already, no failure besides."""
    made = [item for guard in GUARDS for item in guard(held, today)]
    return [item for item in made if held.runs or item.kind != FAILURE]
