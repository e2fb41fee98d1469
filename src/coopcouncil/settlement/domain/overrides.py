"""Decisions that go on though people object: what was said first, and each time that it was looked at again.

Both are rows of one kind, since they are only ever added: whoever looks again writes down the same objection with what
was found. Where it does not go on, no later day is set, so that `review_on` is the day on which that was said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

SOON = timedelta(days=14)


@dataclass(frozen=True)
class Statement:
    """One row: `found` is why it goes on, or what was found when it was looked at again."""

    id: UUID
    said_on: date
    found: str
    softened_by: str
    review_on: date

    @property
    def goes_on(self) -> bool:
        return self.review_on > self.said_on


@dataclass(frozen=True)
class Objection:
    """Who objects to a promise and what they say, what was said first, and what later; `newest` is what counts now."""

    entry_id: UUID
    objectors: str
    objection: str
    first: Statement
    later: tuple[Statement, ...]

    @property
    def newest(self) -> Statement:
        return self.later[-1] if self.later else self.first

    def is_due(self, today: date) -> bool:
        """Whether the day to look again has come, or comes within two weeks."""
        return self.newest.goes_on and self.newest.review_on <= today + SOON


def objections(rows: Iterable[tuple[UUID, str, str, Statement]]) -> list[Objection]:
    """Of rows (promise, objectors, objection, what was said) in the order of time; objections in that of the first."""
    found: dict[tuple[UUID, str, str], list[Statement]] = {}
    for entry_id, objectors, objection, said in rows:
        found.setdefault((entry_id, objectors, objection), []).append(said)
    return [Objection(*key, said[0], tuple(said[1:])) for key, said in found.items()]
