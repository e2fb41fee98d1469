"""The register of service failures: how long a provider may reply, and what is published."""

from datetime import date

from coopcouncil.kernel.calendars import Calendar

REPLY_WITHIN = 10  # working days
MOST_WORDS = 2000  # characters of a reply
SMALLEST = 5  # a count of fewer is not published by ward


def reply_until(told_on: date, calendar: Calendar) -> date:
    """The last day on which a reply is awaited: ten working days after the provider was told."""
    return calendar.add_working_days(told_on, REPLY_WITHIN)
