"""Objecting to a disclosure: to which it can be done, and by when the council answers. Article 21 of the UK GDPR."""

from datetime import date

from coopcouncil.kernel.calendars import Calendar, add_months

# Only to what rests on a public task or on legitimate interests (Article 21(1)); consent is simply ended.
BASES = frozenset({"public_task", "legitimate_interests"})
MOST_WORDS = 2000  # characters


def due_on(made_on: date, calendar: Calendar) -> date:
    """The last day for the answer: one month (Article 12(3)), moved to the next working day."""
    return calendar.next_working_day(add_months(made_on, 1))
