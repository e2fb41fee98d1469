"""Days that a law works out from a date of birth: State Pension age, and the September in which a school begins."""

from calendar import monthrange
from datetime import date
from typing import Final

# Pensions Act 1995, schedule 4, paragraph 1, as changed by the Pensions Act 2014, section 26 (from 66 to 67), and the
# Pensions Act 2007, section 13 (from 67 to 68). The table is by date of birth, in steps of a month from the 6th.
_RISES_TO_67: Final = date(1960, 4, 6)
_AT_67: Final = date(1961, 3, 6)
_RISES_TO_68: Final = date(1977, 4, 6)
_AT_68: Final = date(1978, 4, 6)
_FIRST_OF_THE_RISE_TO_68: Final = date(2044, 5, 6)

STARTS_SCHOOL, STARTS_SECONDARY = 4, 11


def pension_day(born: date) -> date:
    """The day on which somebody reaches State Pension age; who was born before October 1954 reached it by 66."""
    if born < _RISES_TO_67:
        return _after(born, 66 * 12)
    if born < _AT_67:
        return _after(born, 66 * 12 + _steps(_RISES_TO_67, born) + 1)
    if born < _RISES_TO_68:
        return _after(born, 67 * 12)
    if born < _AT_68:
        return _after(_FIRST_OF_THE_RISE_TO_68, 2 * _steps(_RISES_TO_68, born))
    return _after(born, 68 * 12)


def reached_pension_age(born: date, today: date) -> bool:
    """Whether somebody has reached State Pension age."""
    return pension_day(born) <= today


def reaches_pension_age_soon(born: date, today: date) -> bool:
    """Whether somebody reaches State Pension age within a year."""
    return today < pension_day(born) <= _after(today, 12)


def starts_next_september(born: date, today: date, age: int) -> bool:
    """Whether a child begins this school in the next September: the first after they turned `age`.

    Asked for from 1 September, when schools begin to take applications for the year after. A birthday on 1 September
    counts for the next year (School Admissions Code 2021: the cut-off is 31 August).
    """
    september = today.year + (today.month >= 9)
    return date(september - age - 1, 9, 1) <= born < date(september - age, 9, 1)


def _steps(first: date, born: date) -> int:
    """Whole months, each from the 6th, between the first line of a table and the one for this birthday."""
    return (born.year - first.year) * 12 + born.month - first.month - (born.day < first.day)


def _after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
