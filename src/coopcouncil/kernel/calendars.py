"""Working days and months, as the law of England counts them: one calendar for every promise and every last day."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONDAY_TO_FRIDAY = frozenset(range(5))
# The Act under which bank holidays are proclaimed came into force on 16 December 1971; nobody reckons as far as 2101.
_YEARS = range(1972, 2101)


@dataclass(frozen=True)
class Calendar:
    """On which days an office works: `weekdays` (Monday is 0) that are not in `closed`.

    A day that nobody has declared closed counts as a working day, so a promise reckoned too early is never kept late.
    """

    closed: frozenset[date] = field(default=frozenset(), repr=False)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    def also_closed(self, days: Iterable[date]) -> "Calendar":
        """This calendar with more closed days: a council's own, or a holiday that was proclaimed lately."""
        return Calendar(self.closed | frozenset(days), self.weekdays)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.closed

    def next_working_day(self, day: date) -> date:
        """`day` itself where it is one, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is `count` working days after `day` (before it, where `count` is negative).

        `day` itself is not counted, whether it is a working day or not; with a count of 0 it is the answer.
        """
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, until: date) -> int:
        """How many working days there are from `first` (counted) to `until` (not counted). 0 where it is not later."""
        days = (until - first).days
        return sum(self.is_working_day(first + timedelta(days=number)) for number in range(days))


def add_months(day: date, months: int) -> date:
    """The day of the same number so many months later; the last day of the month where it has none of that number.

    The corresponding-date rule of UK law: one month from 31 January is 28 (or 29) February. Source: Dodds v Walker
    [1981] 1 WLR 1027.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def england(also_closed: Iterable[date] = ()) -> Calendar:
    """Working days in England: no Saturdays, Sundays, bank holidays, Good Friday or Christmas Day.

    `also_closed` are days on which this council does not work besides.
    """
    more = tuple(also_closed)
    return _england().also_closed(more) if more else _england()


@cache
def _england() -> Calendar:
    # Half a second to load, and most commands need no calendar.
    from holidays import country_holidays

    return Calendar(frozenset(country_holidays("GB", subdiv="ENG", years=_YEARS)))
