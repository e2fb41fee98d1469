from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.years import FinancialYear

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), "2025/26"),
        (date(2026, 4, 1), "2026/27"),
        (date(2024, 2, 29), "2023/24"),
        (date(1999, 12, 31), "1999/00"),
    ],
)
def test_the_year_turns_on_the_first_of_april(day, year):
    assert str(FinancialYear.of(day)) == year


@given(DAYS)
def test_every_day_lies_in_exactly_one_year(day):
    year = FinancialYear.of(day)
    assert day in year
    assert day not in year.next()
    assert day not in FinancialYear(year.starts_in - 1)


@given(DAYS)
def test_one_year_begins_on_the_day_after_another_ends(day):
    year = FinancialYear.of(day)
    assert year.next().first_day == year.last_day + timedelta(days=1)
    assert year < year.next()


@given(DAYS)
def test_a_year_is_read_back_as_it_is_written(day):
    assert FinancialYear.parse(str(FinancialYear.of(day))) == FinancialYear.of(day)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026/28", "2026-27", "26/27", "2026/2027", "2026/27 ", "²026/27", "٢٠٢٦/27"]
)
def test_anything_else_is_refused_with_a_mend(text):
    with pytest.raises(BadInput, match="2026/27"):
        FinancialYear.parse(text)
