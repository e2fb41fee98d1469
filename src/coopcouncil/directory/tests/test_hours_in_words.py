from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coopcouncil.directory.domain import hours_words as words

ROW = {"freq": "WEEKLY", "interval": 1, "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:30"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9", "09:00"), ("9am", "09:00"), ("9.30 am", "09:30"), ("5:15pm", "17:15"), ("17:00", "17:00"), ("1730", "17:30"),
     ("noon", "12:00"), ("midnight", "00:00"), ("12am", "00:00"), ("12 pm", "12:00"), ("24:00", "00:00")],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed: str, meant: str) -> None:
    assert words.typed_time(typed) == meant


@pytest.mark.parametrize("typed", ["25", "13pm", "9:75", "soon", "-1", "9-5", "0am"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        words.typed_time(typed)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.times().map(lambda at: at.replace(second=0, microsecond=0).isoformat("minutes")))
def test_a_time_in_words_is_read_back_as_itself(clock: str) -> None:
    assert words.typed_time(words.time_in_words(clock)) == clock


@pytest.mark.parametrize(
    ("byday", "said"),
    [("", "Every day"), ("MO,TU,WE,TH,FR,SA,SU", "Every day"), ("MO", "Monday"), ("SA,SU", "Saturday and Sunday"),
     ("MO,TU,WE,FR", "Monday to Wednesday and Friday"), ("FR,MO", "Monday and Friday"),
     ("1MO,-1FR", "the first Monday, the last Friday")],
)  # fmt: skip
def test_days_are_said_in_runs(byday: str, said: str) -> None:
    assert words.days_in_words(byday) == said


def test_hours_are_said_as_on_a_door() -> None:
    assert words.hours_in_words(ROW) == "Monday to Friday, 9am to 5:30pm"
    assert words.hours_in_words({**ROW, "opens_at": None}) == "Monday to Friday, by arrangement"
    late = {**ROW, "byday": "SA", "closes_at": "00:00", "on_holidays": True, "valid_to": "2026-12-31"}
    assert words.hours_in_words(late) == "Saturday, 9am to midnight, bank holidays too, until 31 December 2026"
    assert words.hours_in_words({**ROW, "freq": "MONTHLY", "byday": "1MO"}).startswith("Every month, the first Monday")
    closed = {"starts_on": "2026-12-24", "ends_on": "2026-12-26", "reason": "holiday"}
    assert words.others_in_words(closed) == "24 December 2026 to 26 December 2026: closed (holiday)"
    day = date(2026, 11, 27)
    assert words.week_in_words([ROW, late], today=day).count(";") == 1
    held, over = {**ROW, "valid_from": "2024-01-01"}, {**ROW, "valid_to": "2026-11-26"}
    assert words.week_in_words([held, over], today=day) == "Monday to Friday, 9am to 5:30pm"
    assert "from 1 December" in words.week_in_words([{**ROW, "valid_from": "2026-12-01"}], today=day)
    assert words.week_in_words([late] * 9, today=day) == "", "what is too long for the record is not cut in the middle"
