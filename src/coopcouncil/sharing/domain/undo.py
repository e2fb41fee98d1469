"""Taking back what was told, and correcting one fact of it: what follows, in what order, and when it is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from coopcouncil.sharing.domain.delivery import FINAL, TO_BE_SENT

REASONS = ("mistake", "not_true_now", "about_me")
PAUSE = timedelta(seconds=2)
MOST_WORDS = 1000  # characters for the services
# For so long an officer sees how far that is which they sent for somebody, and may take it back. A slip of the pen
# shows within days, and the first answers within four weeks; then it is between the person and the services.
OFFICERS_TIME = timedelta(days=28)
_AT_LEAST = ("emergency", "same_day")


@dataclass(frozen=True)
class AtMoment:
    """A submission, and the moment at which somebody wants to take it back: the officer who helped may for a while."""

    submission: Any
    now: datetime

    @property
    def is_still_the_officers(self) -> bool:
        """Whether the officer who helped may still undo it: for some weeks, until the person does something with it."""
        told = self.submission
        return not told.safe and told.person_acted_at is None and self.now < told.submitted_at + OFFICERS_TIME


def urgency_of_withdrawal(urgency: str, *, may_end_entitlement: bool) -> str:
    """How urgent it is that a service hears that a notice was wrong.

    As urgent as the notice was; the same day at least where it may have ended something that a person gets.
    """
    if urgency in _AT_LEAST:
        return urgency
    return "same_day" if may_end_entitlement else urgency


def goes_at(before: Iterable[tuple[str, datetime | None]], now: datetime) -> datetime:
    """When a correction may go: `now`, or else a little after the next attempt at what it must come after.

    `before` has the state and the next attempt of each such delivery. What has died will not come any more, and what
    was answered has come: neither is waited for.
    """
    waits = [attempt or now for state, attempt in before if state in TO_BE_SENT]
    return max([now, *waits]) + PAUSE if waits else now


def is_settled(told: str, corrections: Iterable[str], withdrawal: str | None) -> bool:
    """Whether nothing more is to come of one notice, given the states of its delivery and of what followed it.

    Once it was taken back only the answer to that counts; else its own, and the answer to every correction.
    """
    if withdrawal is not None:
        return withdrawal in FINAL
    return told in FINAL and all(state in FINAL for state in corrections)


def standing_for(told: str, corrections: Iterable[str], withdrawal: str | None) -> str:
    """The one state by which a notice counts in a list: that of whatever is still to be done about it."""
    if withdrawal is not None:
        return withdrawal
    return next((state for state in corrections if state not in FINAL), told)
