"""By when an organisation should answer a notice."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

COUNCIL_TIME = ZoneInfo("Europe/London")
EMERGENCY_WITHIN = timedelta(hours=1)


def answer_due(urgency: str, told_at: datetime) -> datetime:
    """The moment by which a notice of this urgency, told at `told_at` (aware), should have an answer; aware.

    An emergency has an hour. Everything else has the rest of its day in London: a person waits for the answer.
    """
    if urgency == "emergency":
        return told_at + EMERGENCY_WITHIN
    return datetime.combine(told_at.astimezone(COUNCIL_TIME).date(), time(23, 59, 59), COUNCIL_TIME)
