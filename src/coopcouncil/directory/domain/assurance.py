"""When a record of the directory must be confirmed again, and when it has grown stale."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

from coopcouncil.kernel.calendars import add_months

MONTHS_BETWEEN = 6
SOON = timedelta(days=30)

REMIND_BEFORE = timedelta(days=14)

Freshness = Literal["never", "fresh", "soon", "stale"]


def next_due(assured_on: date, *, months: int = MONTHS_BETWEEN) -> date:
    """The working day by which a record must be confirmed again.

    `months` after `assured_on`, or the last day of that month where it has no such day; moved forward off Saturday and
    Sunday. Bank holidays count as working days here. Raises ValueError unless `months` is at least 1.
    Source of the rhythm: Open Referral UK 3.0, `service.assured_date`.
    """
    if months < 1:
        raise ValueError(f"{months} months is no time to wait; give 1 or more.")
    years, month = divmod(assured_on.month - 1 + months, 12)
    year, month = assured_on.year + years, month + 1
    day = date(year, month, min(assured_on.day, monthrange(year, month)[1]))
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def freshness(due_on: date | None, *, today: date, unconfirmed: bool = False) -> Freshness:
    """How far a record can be trusted: "never" confirmed, "fresh", due "soon" (within 30 days), or "stale" (late).

    `unconfirmed`: the day is a feed's, and nobody here has read the record.
    """
    if due_on is None or unconfirmed:
        return "never"
    if due_on < today:
        return "stale"
    return "soon" if due_on - today <= SOON else "fresh"


def stage(due_on: date, *, today: date) -> str:
    """Which reminder a record is at: "" none yet, "soon" from two weeks before its day, "due" from the day itself,
    "late-1", "late-2" and so on from one, two and more months after it.

    Months are those of `add_months`: one month after 31 January is the last day of February.
    """
    if today < due_on - REMIND_BEFORE:
        return ""
    if today < due_on:
        return "soon"
    months = (today.year - due_on.year) * 12 + today.month - due_on.month
    if add_months(due_on, months) > today:
        months -= 1
    return f"late-{months}" if months else "due"
