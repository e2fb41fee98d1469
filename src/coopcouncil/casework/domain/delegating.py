"""Letting somebody act for one: for how long it may hold, and how long an invitation waits."""

from datetime import date, timedelta

CODE_HOLDS_FOR = timedelta(days=14)
# Whoever still needs it after a year says so once a year: a right that nobody thinks of is nobody's wish.
LONGEST = timedelta(days=366)
MOST = 20  # at one time


def may_last_until(until: date, today: date) -> bool:
    """Whether a right may hold until that day: from today on, and for a year at most."""
    return today <= until <= today + LONGEST
