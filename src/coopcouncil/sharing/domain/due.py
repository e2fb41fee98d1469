"""By when an organisation should answer a notice."""

from datetime import date, datetime, time, timedelta

from coopcouncil.kernel.calendars import LONDON

COUNCIL_TIME = LONDON
EMERGENCY_WITHIN = timedelta(hours=1)
# Days after the day it was told, at the end of which an answer is due. Bank holidays come with the clocks of casework.
DAYS = {"same_day": 0, "routine": 5}


def day_of(moment: datetime) -> date:
    """The day on which an aware moment falls in London."""
    return moment.astimezone(COUNCIL_TIME).date()


def answer_due(urgency: str, told_at: datetime) -> datetime:
    """The moment by which a notice of this urgency, told at `told_at` (aware), should have an answer; aware.

    An emergency has an hour; the others have until the end of a day in London. Raises KeyError for another urgency.
    """
    if urgency == "emergency":
        return told_at + EMERGENCY_WITHIN
    day = told_at.astimezone(COUNCIL_TIME).date() + timedelta(days=DAYS[urgency])
    return datetime.combine(day, time(23, 59, 59), COUNCIL_TIME)
