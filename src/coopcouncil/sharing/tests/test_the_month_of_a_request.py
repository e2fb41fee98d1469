"""By when somebody has an answer about their data: the Information Commissioner's rule, its stops and its extension."""

from datetime import date

import pytest

from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing.domain.rights import (
    CLOSED,
    KINDS,
    MOVES,
    STATES,
    Clock,
    Pause,
    acts,
    complaint_due_on,
    moved,
)

ENGLAND = england()


def due(received: date, *pauses: Pause, extended: bool = False) -> date | None:
    return Clock(received, pauses, extended, ENGLAND).due_on()


@pytest.mark.parametrize(
    ("received", "last_day", "why"),
    [
        (date(2026, 9, 3), date(2026, 10, 5), "3 October 2026 is a Saturday: the Monday"),
        (date(2025, 9, 3), date(2025, 10, 3), "the Commissioner's own example: 3 September, 3 October"),
        (date(2026, 3, 31), date(2026, 4, 30), "April has no 31st: its last day"),
        (date(2027, 1, 30), date(2027, 3, 1), "February's last day, 28, is a Sunday: the Monday"),
        (date(2028, 1, 31), date(2028, 2, 29), "a leap year"),
        (date(2026, 11, 25), date(2026, 12, 29), "Christmas Day, a Saturday, a Sunday, the day in lieu: the Tuesday"),
        (date(2026, 8, 1), date(2026, 9, 1), "it counts from the day itself, a Saturday too"),
    ],
)
def test_it_is_due_on_the_corresponding_day_of_the_next_month(received: date, last_day: date, why: str) -> None:
    assert due(received) == last_day, why


def test_while_something_is_asked_of_the_person_the_clock_stands_still() -> None:
    assert due(date(2026, 6, 1), Pause("identity", date(2026, 6, 3))) is None


def test_the_month_begins_when_we_know_who_asks() -> None:
    assert due(date(2026, 6, 1), Pause("identity", date(2026, 6, 2), date(2026, 6, 16))) == date(2026, 7, 16)


def test_days_of_waiting_for_what_they_mean_do_not_count() -> None:
    waited = Pause("clarification", date(2026, 6, 3), date(2026, 6, 12))
    assert due(date(2026, 6, 1), waited) == date(2026, 7, 10), "1 July and nine days"
    same_day = Pause("clarification", date(2026, 6, 3), date(2026, 6, 3))
    assert due(date(2026, 6, 1), same_day) == date(2026, 7, 1)


def test_two_months_more_count_from_the_same_day() -> None:
    assert due(date(2026, 6, 1), extended=True) == date(2026, 9, 1)


def test_an_extension_is_told_within_the_first_month_and_comes_once() -> None:
    clock = Clock(date(2026, 6, 1), calendar=ENGLAND)
    assert clock.may_extend(date(2026, 7, 1))
    assert not clock.may_extend(date(2026, 7, 2))
    assert not Clock(date(2026, 6, 1), extended=True).may_extend(date(2026, 6, 2))
    assert not Clock(date(2026, 6, 1), [Pause("identity", date(2026, 6, 2))]).may_extend(date(2026, 6, 2))


def test_a_complaint_is_confirmed_by_its_thirtieth_day() -> None:
    assert complaint_due_on(date(2026, 6, 1)) == date(2026, 6, 30), "the day on which it came is the first"


def test_the_table_of_states_has_no_dead_end_and_nothing_is_released_unseen() -> None:
    for kind in KINDS:
        for state, nexts in MOVES[kind].items():
            assert state in STATES
            assert nexts <= set(STATES)
            assert state not in CLOSED
            assert all(onward in CLOSED or onward in MOVES[kind] for onward in nexts)
    into_release = {state for state, nexts in MOVES["access"].items() if "released" in nexts}
    assert into_release == {"reviewed"}
    with pytest.raises(Conflict):
        moved("access", "review", "released")


def test_an_officer_is_offered_what_the_state_allows() -> None:
    offered = acts("access", "received", identified=False, may_extend=True)
    assert offered == ("identity", "pause", "extend", "refuse")
    assert acts("access", "received", identified=True, may_extend=False)[0] == "gather"
    assert acts("complaint", "received", identified=False, may_extend=True) == ("acknowledge",)
    assert acts("access", "released", identified=True, may_extend=True) == ()
