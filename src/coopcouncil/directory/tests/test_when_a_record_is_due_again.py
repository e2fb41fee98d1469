from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.directory.domain.assurance import freshness, next_due


def test_a_record_is_due_half_a_year_after_it_was_confirmed() -> None:
    assert next_due(date(2026, 3, 3)) == date(2026, 9, 3)


def test_a_day_that_the_month_does_not_have_becomes_its_last_day() -> None:
    assert next_due(date(2027, 8, 31)) == date(2028, 2, 29)


@pytest.mark.parametrize(("confirmed", "due"), [(date(2026, 5, 21), date(2026, 11, 23)),
                                                (date(2026, 5, 22), date(2026, 11, 23))])  # fmt: skip
def test_a_saturday_and_a_sunday_move_to_monday(confirmed: date, due: date) -> None:
    assert next_due(confirmed) == due


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_it_is_always_a_weekday_no_sooner_than_the_months_and_at_most_two_days_later(day: date, months: int) -> None:
    due = next_due(day, months=months)
    assert due.weekday() < 5
    months_between = (due.year - day.year) * 12 + due.month - day.month
    assert months_between in {months, months + 1}
    assert due > day


def test_no_time_to_wait_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        next_due(date(2026, 1, 1), months=0)


def test_a_record_grows_from_fresh_to_soon_to_stale() -> None:
    due = date(2026, 9, 3)
    assert freshness(None, today=due) == "never"
    assert freshness(due, today=due - timedelta(days=31)) == "fresh"
    assert freshness(due, today=due - timedelta(days=31), unconfirmed=True) == "never"
    assert freshness(due, today=due - timedelta(days=30)) == "soon"
    assert freshness(due, today=due) == "soon"
    assert freshness(due, today=due + timedelta(days=1)) == "stale"
