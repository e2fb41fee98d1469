"""Clocks of promises, worked out on paper: due, warned, paused, extended, breached, stopped."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.casework.domain import clocks
from coopcouncil.casework.domain.clocks import (
    Clock,
    Length,
    due_at,
    due_on,
    extend,
    pause,
    resume,
    state,
    stop,
    warn_on,
)
from coopcouncil.casework.domain.promises import read_promises, shipped_promises
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict

ENGLAND = england()
DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))
UNITS = st.sampled_from([clocks.DAYS, clocks.WEEKS, clocks.MONTHS, clocks.WORKING_DAYS])


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def clock(started: date, within: str, **more: Any) -> Clock:
    given: dict[str, Any] = {"may_pause": True, "extend_at_most": 10, **more}
    return Clock("c", at(started), Length.parse(within), "the rule", **given)


def paused(one: Clock, since: date, until: date) -> Clock:
    return resume(pause(one, at=at(since), reason="We asked.", calendar=ENGLAND), at=at(until))


@pytest.mark.parametrize(
    ("started", "within", "due"),
    [
        (date(2027, 12, 20), "10 working_days", date(2028, 1, 6)),  # Christmas, Boxing Day and New Year, all in lieu
        (date(2028, 2, 15), "10 working_days", date(2028, 2, 29)),
        (date(2028, 4, 7), "10 working_days", date(2028, 4, 25)),  # Good Friday and Easter Monday
        (date(2026, 11, 28), "2 working_days", date(2026, 12, 1)),  # come on a Saturday
        (date(2027, 12, 24), "4 days", date(2027, 12, 28)),
        (date(2027, 8, 31), "6 months", date(2028, 2, 29)),
        (date(2026, 8, 31), "6 months", date(2027, 2, 28)),
        (date(2028, 1, 4), "8 weeks", date(2028, 2, 29)),
        (date(2027, 9, 1), "6 months, first day counted", date(2028, 2, 29)),
    ],
)
def test_when_a_clock_is_due(started: date, within: str, due: date) -> None:
    assert due_on(clock(started, within), ENGLAND) == due


@pytest.mark.parametrize("text", ["10 working_days", "1 month", "24 hours", "8 months, first day counted"])
def test_a_length_reads_back_what_it_writes(text: str) -> None:
    assert str(Length.parse(text)) == text


def test_a_last_day_moves_off_a_holiday_only_where_the_rule_says_so() -> None:
    assert due_on(clock(date(2028, 3, 14), "1 month"), ENGLAND) == date(2028, 4, 14), "Good Friday"
    assert due_on(clock(date(2028, 3, 14), "1 month", moves=True), ENGLAND) == date(2028, 4, 18)


def test_a_clock_of_hours_runs_through_the_night_and_over_the_change_of_the_clocks() -> None:
    started = datetime(2028, 3, 25, 18, tzinfo=LONDON)
    repair = Clock("c", started, Length.parse("24 hours"), "the rule", warn_before=4)
    due = due_at(repair, ENGLAND)
    assert due is not None
    assert due.timestamp() - started.timestamp() == 24 * 3600
    assert state(repair, due - timedelta(hours=4), ENGLAND) in {clocks.WARNED, clocks.DUE_TODAY}
    assert state(repair, due + timedelta(seconds=1), ENGLAND) == clocks.BREACHED


def test_the_states_of_a_promise_in_their_order() -> None:
    one = clock(date(2027, 12, 20), "10 working_days", warn_before=2)
    assert warn_on(one, ENGLAND) == date(2028, 1, 4), "two working days before Thursday the sixth"
    seen = [state(one, at(date(2028, 1, day)), ENGLAND) for day in (3, 4, 5, 6, 7)]
    assert seen == [clocks.RUNNING, clocks.WARNED, clocks.WARNED, clocks.DUE_TODAY, clocks.BREACHED]
    assert state(one, at(date(2028, 1, 6), 23, 59), ENGLAND) == clocks.DUE_TODAY, "the last day is a whole one"
    assert state(stop(one, at=at(date(2028, 1, 6))), at(date(2028, 2, 1)), ENGLAND) == clocks.STOPPED


def test_who_hears_of_it_climbs_by_the_day() -> None:
    one = clock(date(2027, 12, 20), "10 working_days", warn_before=2)
    heard = [clocks.rung(one, at(date(2028, 1, day)), ENGLAND, head_after=5) for day in (3, 4, 6, 7, 13, 14)]
    assert heard == ["", "owner", "owner", "manager", "manager", "head_of_service"]


def test_a_stopped_clock_says_whether_the_promise_was_kept() -> None:
    one = clock(date(2027, 12, 20), "10 working_days")
    assert clocks.was_kept(one, ENGLAND) is None
    assert clocks.was_kept(stop(one, at=at(date(2028, 1, 6), 23)), ENGLAND)
    assert not clocks.was_kept(stop(one, at=at(date(2028, 1, 7), 0, 1)), ENGLAND)
    with pytest.raises(Conflict):
        stop(stop(one, at=at(date(2028, 1, 6))), at=at(date(2028, 1, 7)))


def test_while_it_stands_still_nothing_is_due_and_nothing_is_late() -> None:
    one = pause(clock(date(2027, 12, 20), "10 working_days"), at=at(date(2027, 12, 22)), reason="r", calendar=ENGLAND)
    assert due_on(one, ENGLAND) is warn_on(one, ENGLAND) is None
    assert state(one, at(date(2029, 1, 1)), ENGLAND) == clocks.PAUSED


def test_a_rule_that_forbids_it_is_named() -> None:
    strict = clock(date(2028, 1, 4), "10 working_days", may_pause=False, extend_at_most=0)
    with pytest.raises(Conflict, match=r"may not be paused\. The rule is: the rule"):
        pause(strict, at=at(date(2028, 1, 5)), reason="r", calendar=ENGLAND)
    with pytest.raises(Conflict, match=r"may not be extended\. The rule is: the rule"):
        extend(strict, 1, reason="r", told_at=at(date(2028, 1, 5)), calendar=ENGLAND)


def test_no_breach_is_healed_afterwards() -> None:
    one, late = clock(date(2028, 1, 4), "5 working_days"), at(date(2028, 1, 12))
    for change in (
        lambda: pause(one, at=late, reason="r", calendar=ENGLAND),
        lambda: extend(one, 5, reason="r", told_at=late, calendar=ENGLAND),
    ):
        with pytest.raises(Conflict, match="has run out"):
            change()
    smuggled = Clock(**{**vars(one), "pauses": (clocks.Pause(late, "r", at(date(2028, 2, 1))),)})
    assert due_on(smuggled, ENGLAND) == due_on(one, ENGLAND)
    assert state(smuggled, at(date(2028, 2, 2)), ENGLAND) == clocks.BREACHED


def test_an_extension_has_a_limit_over_all_and_a_reason() -> None:
    one = extend(clock(date(2028, 1, 4), "10 working_days"), 6, reason="r", told_at=at(date(2028, 1, 5)),
                 calendar=ENGLAND)  # fmt: skip
    with pytest.raises(Conflict, match="by 4 more at most"):
        extend(one, 5, reason="r", told_at=at(date(2028, 1, 6)), calendar=ENGLAND)
    for count, reason in ((1, " "), (0, "r")):
        with pytest.raises(BadInput):
            extend(one, count, reason=reason, told_at=at(date(2028, 1, 6)), calendar=ENGLAND)


def test_a_clock_is_paused_once_and_resumed_after_it() -> None:
    one = clock(date(2028, 1, 4), "10 working_days")
    with pytest.raises(Conflict):
        resume(one, at=at(date(2028, 1, 5)))
    still = pause(one, at=at(date(2028, 1, 6)), reason="r", calendar=ENGLAND)
    with pytest.raises(Conflict):
        pause(still, at=at(date(2028, 1, 7)), reason="r", calendar=ENGLAND)
    with pytest.raises(BadInput):
        resume(still, at=at(date(2028, 1, 5)))
    with pytest.raises(BadInput):
        pause(resume(still, at=at(date(2028, 1, 10))), at=at(date(2028, 1, 7)), reason="r", calendar=ENGLAND)


@given(DAYS, st.integers(1, 40), st.integers(0, 40), st.integers(0, 60))
def test_pausing_moves_the_due_day_by_exactly_the_working_days_it_stood_still(
    started: date, count: int, after: int, long: int
) -> None:
    one = clock(started, f"{count} working_days")
    due = due_on(one, ENGLAND)
    assert due is not None
    since = min(started + timedelta(days=after), due)
    until = since + timedelta(days=long)
    moved = due_on(paused(one, since, until), ENGLAND)
    assert moved == ENGLAND.add_working_days(due, ENGLAND.working_days_between(since, until))


@given(DAYS, UNITS, st.integers(1, 30), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), max_size=4))
def test_no_pause_and_no_extension_ever_brings_the_due_day_forward(
    started: date, unit: str, count: int, changes: list[tuple[int, int]]
) -> None:
    one = clock(started, f"{count} {unit}", extend_at_most=99)
    day = started
    for number, (after, long) in enumerate(changes):
        before, day = due_at(one, ENGLAND), day + timedelta(days=after)
        assert before is not None
        if at(day) > before:
            break
        if number % 2:
            one = extend(one, long + 1, reason="r", told_at=at(day), calendar=ENGLAND)
        else:
            one = paused(one, day, day + timedelta(days=long))
            day += timedelta(days=long)
        later = due_at(one, ENGLAND)
        assert later is not None
        assert later >= before
        warned = warn_on(one, ENGLAND)
        assert warned is not None
        assert started <= warned <= later.date()


def test_what_is_promised_by_default_can_be_read_and_names_its_source() -> None:
    book = shipped_promises()
    assert book.head_after == 5
    answer = book.by_code("request_answer")
    assert due_on(answer.start(at(date(2027, 12, 20))), ENGLAND) == date(2028, 1, 6)
    assert [promise.code for promise in book.for_kind("never heard of")] == ["request_acknowledge", "request_answer"]
    assert all(promise.source and promise.title for promise in book.promises)
    with pytest.raises(LookupError):
        book.by_code("none")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('code="a"\ntitle="t"\nwithin="soon"\nsource="s"', "is no time"),
        ('code="a"\ntitle="t"\nwithin="2 hours, first day counted"\nsource="s"', "is no time"),
        ('code="a"\ntitle="t"\nwithin="1 month"', "“source” is missing"),
        ('code="a"\ntitle="t"\nwithin="1 month"\nsource="s"\npauses=true', "“pauses” is not known"),
    ],
)
def test_a_promise_that_cannot_be_read_is_named_by_its_place(entry: str, says: str) -> None:
    text = f"[ladder]\nhead_after_working_days=5\n[[promise]]\n{entry}"
    with pytest.raises(BadInput, match=rf"c\.toml, promise 1: .*{says}"):
        read_promises(text, file="c.toml")
