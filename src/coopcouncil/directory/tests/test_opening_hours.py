from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from dateutil import rrule
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coopcouncil.directory.domain.opening import DAYS, Opening, is_open, joined, occurs, on_day, openings, state
from coopcouncil.directory.domain.record import Hours, OtherHours
from coopcouncil.kernel.calendars import LONDON, Calendar, england

OFFICE = Hours(byday="MO,TU,WE,TH,FR", opens_at=time(9), closes_at=time(17))
NIGHT = Hours(byday="FR,SA", opens_at=time(21), closes_at=time(6))
ALWAYS = Hours(byday=",".join(DAYS), opens_at=time(0), closes_at=time(0), on_holidays=True)
FIRST_TUESDAY = Hours(freq="MONTHLY", byday="1TU", opens_at=time(18), closes_at=time(20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def asked(text: str, *hours: Hours, others: tuple[OtherHours, ...] = ()) -> object:
    return state([(hours, others)], at(text), england())


def test_on_a_working_day_it_is_open_until_it_closes() -> None:
    said = state([((OFFICE,), ())], at("2026-11-27 09:00"), england())
    assert (said.open, said.until, said.opens) == (True, at("2026-11-27 17:00"), None)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-27 08:59", "2026-11-27 09:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),  # the minute at which it closes is closed; over a weekend
        ("2026-12-24 18:00", "2026-12-29 09:00"),  # Christmas, Boxing Day and the day instead of it
        ("2026-04-02 20:00", "2026-04-07 09:00"),  # Good Friday and Easter Monday
    ],
)
def test_when_it_is_closed_it_says_when_it_opens_next(now: str, opens: str) -> None:
    said = state([((OFFICE,), ())], at(now), england())
    assert (said.open, said.opens) == (False, at(opens))


def test_what_goes_on_past_midnight_is_open_in_the_small_hours() -> None:
    said = state([((NIGHT,), ())], at("2026-11-28 03:00"), england())
    assert (said.open, said.until) == (True, at("2026-11-28 06:00"))
    assert state([((NIGHT,), ())], at("2026-11-27 03:00"), england()).open is False


def test_day_and_night_never_closes_bank_holidays_included() -> None:
    said = state([((ALWAYS,), ())], at("2026-12-25 03:00"), england())
    assert (said.open, said.until) == (True, None)


def test_by_the_month_it_is_the_first_or_the_last_such_day() -> None:
    assert occurs(FIRST_TUESDAY, date(2026, 12, 1))
    assert not occurs(FIRST_TUESDAY, date(2026, 12, 8))
    last = Hours(freq="MONTHLY", byday="-1FR", opens_at=time(9), closes_at=time(10))
    assert [day for day in range(1, 32) if occurs(last, date(2026, 1, day))] == [30]
    assert occurs(Hours(freq="MONTHLY", bymonthday="-1"), date(2028, 2, 29))


def test_a_closed_day_and_other_times_go_before_the_usual_ones() -> None:
    others = (
        OtherHours(None, date(2026, 11, 27), date(2026, 11, 27), reason="Training"),
        OtherHours(None, date(2026, 11, 28), date(2026, 11, 28), time(10), time(12)),
    )
    said = state([((OFFICE,), others)], at("2026-11-27 10:00"), england())
    assert (said.open, said.opens) == (False, at("2026-11-28 10:00"))
    both = (*others, OtherHours(None, date(2026, 11, 28), date(2026, 11, 28)))
    assert on_day((OFFICE,), both, date(2026, 11, 28), england()) == [], (
        "told that it is closed, nobody should go there"
    )


def test_an_extra_opening_may_fall_on_a_bank_holiday() -> None:
    extra = (OtherHours(None, date(2026, 12, 25), date(2026, 12, 25), time(12), time(15), "Christmas dinner"),)
    assert state([((OFFICE,), extra)], at("2026-12-25 13:00"), england()).open is True


def test_hours_hold_only_while_they_are_valid() -> None:
    summer = Hours(
        byday="MO", opens_at=time(9), closes_at=time(17), valid_from=date(2026, 6, 1), valid_to=date(2026, 8, 31)
    )
    days = (date(2026, 5, 25), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 7))
    assert [occurs(summer, day) for day in days] == [False, True, True, False]
    assert state([((summer,), ())], at("2026-09-01 10:00"), england()).opens is None


def test_where_no_times_are_known_nothing_is_claimed() -> None:
    assert state([((Hours(byday="MO"),), ())], at("2026-11-30 10:00"), england()).open is None
    assert state([], at("2026-11-30 10:00"), england()).open is None
    assert is_open([((Hours(byday="MO"),), ())], at("2026-11-30 10:00"), england()) is None


def test_a_night_lasts_an_hour_less_when_the_clocks_go_forward_and_an_hour_more_when_they_go_back() -> None:
    def hours(day: date) -> float:
        (night,) = on_day((NIGHT,), (), day, england())
        return (night.end.astimezone(UTC) - night.start.astimezone(UTC)).total_seconds() / 3600

    assert [hours(date(2026, 3, 28)), hours(date(2026, 11, 27)), hours(date(2026, 10, 24))] == [8, 9, 10]


def test_of_two_places_it_is_open_if_one_is() -> None:
    saturday = Hours(byday="SA", opens_at=time(10), closes_at=time(14))
    sets = [((OFFICE,), ()), ((saturday,), ())]
    assert state(sets, at("2026-11-28 11:00"), england()).until == at("2026-11-28 14:00")
    assert is_open(sets, at("2026-11-28 15:00"), england()) is False


# A failing example is shown as it is found: to make it smaller would take minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

# --- properties -----------------------------------------------------------------------------------------------------

TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
RULES = st.builds(
    Hours,
    freq=st.just("WEEKLY"),
    interval=st.integers(1, 4),
    byday=st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(",".join),
    opens_at=TIMES,
    closes_at=TIMES,
    dtstart=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    on_holidays=st.booleans(),
)
# The oracle takes a mixture of "MO" and "1MO" for both at once, where RFC 5545 takes it for either; so not mixed here.
DAYS_OF_THE_MONTH = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", "4", "5", "-1"]), st.sampled_from(DAYS)).map("".join), max_size=3
).map(",".join)
MONTHLY = st.builds(
    Hours,
    freq=st.just("MONTHLY"),
    interval=st.integers(1, 4),
    byday=st.one_of(DAYS_OF_THE_MONTH, st.lists(st.sampled_from(DAYS), max_size=3).map(",".join)),
    bymonthday=st.lists(st.sampled_from(["1", "2", "13", "28", "29", "31", "-1", "-3"]), max_size=2, unique=True).map(
        ",".join
    ),
    dtstart=st.dates(date(2025, 1, 1), date(2026, 6, 30)),
)
OTHERS = st.lists(
    st.builds(
        lambda first, days, times: OtherHours(None, first, first + timedelta(days=days), *times),
        st.dates(date(2026, 11, 20), date(2026, 12, 20)),
        st.integers(0, 3),
        st.one_of(st.just((None, None)), st.tuples(TIMES, TIMES)),
    ),
    max_size=3,
).map(tuple)
MOMENTS = st.integers(0, 41 * 24 * 60).map(
    lambda minutes: (datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(LONDON)
)


def _day(name: str) -> rrule.weekday:
    made = getattr(rrule, name[-2:])
    return made(int(name[:-2])) if len(name) > 2 else made


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(st.one_of(RULES, MONTHLY))
def test_it_comes_on_the_days_that_icalendars_own_rule_gives(hours: Hours) -> None:
    first = datetime.combine(hours.dtstart, time())
    if hours.freq == "MONTHLY" and not hours.byday and not hours.bymonthday and first.day > 28:
        return  # RFC 5545 leaves out the months that have no such day, and so do we; the rest is equal
    rule = rrule.rrule(
        getattr(rrule, hours.freq), dtstart=first, interval=hours.interval, wkst=rrule.MO,
        byweekday=[_day(name) for name in hours.byday.split(",")] if hours.byday else None,
        bymonthday=[int(number) for number in hours.bymonthday.split(",")] if hours.bymonthday else None,
    )  # fmt: skip
    until = first + timedelta(days=400)
    expected = {moment.date() for moment in rule.between(first, until, inc=True)}
    days = [hours.dtstart + timedelta(days=number) for number in range(401)]
    assert {day for day in days if occurs(hours, day)} == expected


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(st.lists(RULES, max_size=3), OTHERS, MOMENTS)
def test_what_is_said_of_now_agrees_with_the_openings_and_with_itself(
    hours: list[Hours], others: tuple[OtherHours, ...], now: datetime
) -> None:
    sets, calendar = [(hours, others)], england()
    said = state(sets, now, calendar)
    assert said.open == is_open(sets, now, calendar)
    if said.open and said.until:
        assert said.until.astimezone(UTC) > now.astimezone(UTC)
        assert is_open(sets, said.until - timedelta(minutes=1), calendar) in (True, False)
        assert is_open(sets, said.until, calendar) is False
    if said.opens:
        assert said.opens.astimezone(UTC) > now.astimezone(UTC)
        assert is_open(sets, said.opens, calendar) is True
        between = now.astimezone(UTC) + (said.opens.astimezone(UTC) - now.astimezone(UTC)) / 2
        assert is_open(sets, between, calendar) is False


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(st.lists(st.tuples(MOMENTS, st.integers(-60, 3000)), max_size=8))
def test_joined_openings_are_in_order_apart_and_lose_no_minute(given: list[tuple[datetime, int]]) -> None:
    raw = [
        Opening(start, (start.astimezone(UTC) + timedelta(minutes=length)).astimezone(LONDON))
        for start, length in given
    ]
    made = joined(raw)
    assert all(a.end.astimezone(UTC) < b.start.astimezone(UTC) for a, b in pairwise(made))
    for item in raw:
        if item.end.astimezone(UTC) > item.start.astimezone(UTC):
            assert any(
                held.start.astimezone(UTC) <= item.start.astimezone(UTC)
                and item.end.astimezone(UTC) <= held.end.astimezone(UTC)
                for held in made
            )


def test_openings_of_a_fortnight_are_those_of_its_days() -> None:
    found = list(openings([((OFFICE,), ())], date(2026, 12, 21), 14, Calendar()))
    assert len(found) == 10
