"""Working days, months and bank holidays, worked out on paper."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.calendars import add_months, england

ENGLAND = england()
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
# As https://www.gov.uk/bank-holidays gave them for England and Wales on 2026-11-20.
PUBLISHED = (
    (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
)


def test_bank_holidays_are_those_that_the_government_publishes() -> None:
    first, last = date(2026, 1, 1), date(2028, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    closed = [day for day in days if day.weekday() < 5 and not ENGLAND.is_working_day(day)]
    assert closed == [date.fromisoformat(f"{year}-{day}") for year, days in PUBLISHED for day in days.split()]


def test_st_andrews_day_is_a_holiday_elsewhere() -> None:
    assert ENGLAND.is_working_day(date(2026, 11, 30))


def test_days_that_were_given_once_are_known() -> None:
    funeral_of_the_queen, coronation = date(2022, 9, 19), date(2023, 5, 8)
    assert not ENGLAND.is_working_day(funeral_of_the_queen)
    assert not ENGLAND.is_working_day(coronation)


def test_a_council_adds_its_own_closed_days() -> None:
    eve = date(2027, 12, 24)
    assert ENGLAND.is_working_day(eve)
    assert not england([eve]).is_working_day(eve)
    assert england([eve]).add_working_days(date(2027, 12, 23), 1) == date(2027, 12, 29)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2027, 12, 23), 1, date(2027, 12, 24)),
        (date(2027, 12, 24), 1, date(2027, 12, 29)),
        (date(2027, 12, 24), 5, date(2028, 1, 5)),
        (date(2028, 2, 25), 2, date(2028, 2, 29)),
        (date(2028, 4, 13), 1, date(2028, 4, 18)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # from a Saturday
        (date(2028, 4, 18), -1, date(2028, 4, 13)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_working_days_over_holidays_and_a_leap_day(day: date, count: int, last: date) -> None:
    assert ENGLAND.add_working_days(day, count) == last


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_and_end_on_one(day: date, count: int) -> None:
    last = ENGLAND.add_working_days(day, count)
    assert ENGLAND.is_working_day(last)
    assert ENGLAND.next_working_day(last) == last
    tomorrow = timedelta(days=1)
    assert ENGLAND.working_days_between(day + tomorrow, last + tomorrow) == count


@given(DAYS, st.integers(1, 60))
def test_counting_back_undoes_counting_on(day: date, count: int) -> None:
    working = ENGLAND.next_working_day(day)
    assert ENGLAND.add_working_days(ENGLAND.add_working_days(working, count), -count) == working


@given(DAYS, st.integers(1, 24))
def test_a_month_later_has_the_same_number_or_is_the_months_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and add_months(later, 0) == later)
