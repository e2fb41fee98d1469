"""Opening what cannot wait: for how long, and how long an exemption may keep a reading from the person."""

from datetime import date, datetime, timedelta

OPEN_FOR = timedelta(hours=1)
MOST_DAYS_WITHHELD = 366  # then it is proposed and approved anew, or the person is told


def is_open(until: datetime, reviewed: bool, *, now: datetime) -> bool:
    """Whether it may still be looked at: within its hour, and nobody has reviewed it."""
    return now < until and not reviewed


def ends_in_time(since: date, until: date) -> bool:
    """Whether a withholding has an end that is not before its beginning, nor more than a year after it."""
    return since <= until <= since + timedelta(days=MOST_DAYS_WITHHELD)
