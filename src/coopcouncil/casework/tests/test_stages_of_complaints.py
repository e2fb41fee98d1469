"""Stages, days and ombudsmen of complaints, worked out on paper."""

from datetime import date, datetime

import pytest

from coopcouncil.casework.domain import complaints
from coopcouncil.casework.domain.clocks import due_on, extend
from coopcouncil.casework.domain.complaints import ANSWER, RECEIVED, moved, read_schemes, shipped_schemes
from coopcouncil.directory.public import service_types
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict

BOOK, ENGLAND = shipped_schemes(), england()
TAKEN_IN = "complaint_acknowledge"


def days(scheme: str, stage: int, happened: str, on: date) -> dict[str, date | None]:
    """By step, when the clocks are due that begin when the stage is so far."""
    at = datetime(on.year, on.month, on.day, 15, tzinfo=LONDON)
    promises = BOOK.by_code(scheme).stage(stage).clocks_at(happened)
    return {promise.step: due_on(promise.start(at), ENGLAND) for promise in promises}


@pytest.mark.parametrize(
    ("scheme", "stage", "happened", "on", "due"),
    [
        # Christmas 2027 and New Year 2028 fall on weekends, and are given on the working days after them.
        ("corporate", 1, "received", date(2027, 12, 22), {TAKEN_IN: date(2027, 12, 31)}),
        ("corporate", 1, "acknowledged", date(2027, 12, 31), {ANSWER: date(2028, 1, 17)}),
        ("corporate", 2, "received", date(2028, 2, 10), {TAKEN_IN: date(2028, 2, 17)}),
        ("corporate", 2, "acknowledged", date(2028, 2, 17), {ANSWER: date(2028, 3, 16)}),  # over 29 February
        ("housing", 2, "acknowledged", date(2028, 3, 29), {ANSWER: date(2028, 4, 28)}),  # over Easter
        ("children", 1, "received", date(2028, 4, 10), {ANSWER: date(2028, 4, 26)}),
        ("children", 2, "received", date(2028, 4, 10), {ANSWER: date(2028, 5, 18)}),  # and May Day
        ("children", 3, "received", date(2028, 2, 1), {"complaint_meet": date(2028, 3, 14)}),
        ("children", 3, "met", date(2028, 4, 12), {"complaint_report": date(2028, 4, 21)}),
        ("children", 3, "reported", date(2028, 4, 21), {ANSWER: date(2028, 5, 15)}),
        # Six months that begin with the day on which it came: they end a day before the corresponding one.
        ("adults", 1, "received", date(2027, 9, 1), {TAKEN_IN: date(2027, 9, 6), ANSWER: date(2028, 2, 29)}),
        ("health", 1, "received", date(2027, 8, 31), {TAKEN_IN: date(2027, 9, 3), ANSWER: date(2028, 2, 28)}),
    ],
)  # fmt: skip
def test_each_step_is_due_on_its_day(scheme: str, stage: int, happened: str, on: date, due: dict[str, date]) -> None:
    assert days(scheme, stage, happened, on) == due


@pytest.mark.parametrize(
    ("scheme", "stage", "most", "longest"),
    [
        ("corporate", 1, 10, date(2028, 2, 1)),
        ("corporate", 2, 20, date(2028, 2, 29)),
        ("children", 2, 40, date(2028, 4, 4)),  # 65 working days in all
        ("adults", 1, 6, date(2029, 1, 3)),
        ("children", 3, 0, None),
    ],
)
def test_how_much_longer_an_answer_may_take_at_the_very_most(
    scheme: str, stage: int, most: int, longest: date | None
) -> None:
    rules = BOOK.by_code(scheme).stage(stage)
    happened = {"received": "received", "acknowledged": "acknowledged", "report": "reported"}[rules.counted_from]
    begun = datetime(2028, 1, 4, 9, tzinfo=LONDON)
    clock = next(item for item in rules.clocks_at(happened) if item.step == ANSWER).start(begun)
    if not most:
        with pytest.raises(Conflict):
            extend(clock, 1, reason="r", told_at=begun, calendar=ENGLAND)
        return
    assert due_on(extend(clock, most, reason="r", told_at=begun, calendar=ENGLAND), ENGLAND) == longest
    with pytest.raises(Conflict):
        extend(clock, most + 1, reason="r", told_at=begun, calendar=ENGLAND)


def test_no_clock_of_a_complaint_may_be_paused() -> None:
    for scheme in BOOK.schemes:
        for stage in scheme.stages:
            for happened in ("received", "acknowledged", "met", "reported"):
                assert not any(promise.may_pause for promise in stage.clocks_at(happened))


def test_every_subject_has_its_rules_and_its_ombudsman() -> None:
    found = {code: BOOK.for_service(code) for code in service_types()}
    assert found["council_housing"].ombudsman.name == "Housing Ombudsman"
    assert found["fostering"].code == "children"
    assert found["hospital_discharge"].ombudsman.code == "phso"
    assert found["libraries"].code == "corporate"
    named = {code for scheme in BOOK.schemes for code in scheme.service_types} - {complaints.ANY}
    assert named <= set(service_types())


def test_the_last_day_for_the_ombudsman_counts_from_what_their_act_says() -> None:
    known, answered = date(2028, 2, 29), date(2028, 5, 2)
    last = {
        scheme.code: scheme.ombudsman.last_day(known_on=known, answered_on=answered, calendar=ENGLAND)
        for scheme in BOOK.schemes
    }
    assert last["corporate"] == last["health"] == date(2029, 2, 28)
    assert last["housing"] == date(2029, 5, 2)


def test_after_twelve_months_it_is_late_and_not_before() -> None:
    scheme = BOOK.by_code("corporate")
    known = date(2027, 2, 28)
    assert not scheme.is_late(known_on=known, made_on=date(2028, 2, 28), calendar=ENGLAND)
    assert scheme.is_late(known_on=known, made_on=date(2028, 2, 29), calendar=ENGLAND)


def test_how_long_the_next_stage_can_be_asked_for() -> None:
    corporate = BOOK.by_code("corporate")
    assert corporate.stage(1).ask_until(date(2028, 4, 3), ENGLAND) == date(2028, 5, 4)
    assert corporate.stage(2).ask_until(date(2028, 4, 3), ENGLAND) is None
    assert corporate.is_last(2)


def test_states_follow_each_other_and_no_end_opens_by_itself() -> None:
    assert set(complaints.MOVES) | complaints.OVER == set(complaints.STATES)
    for state in ("decided", "withdrawn"):
        with pytest.raises(Conflict):
            moved(state, RECEIVED)
    with pytest.raises(Conflict):
        moved("received", "answered")
    assert moved("answered", RECEIVED) == RECEIVED


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('counted_from = "acknowledged"', 'counted_from = "monday"'), "“monday” is not known"),
        (('answer_within = "10 working_days"', 'answer_within = "soon"'), "is no time"),
        (('ombudsman = "o"', 'ombudsman = "x"'), "“x” is not known"),
        (('acknowledge_within = "5 working_days"', ""), "“acknowledge_within” is missing"),
    ],
)
def test_a_scheme_that_cannot_be_read_is_named_by_its_place(change: tuple[str, str], says: str) -> None:
    text = """
    [[ombudsman]]
    code = "o"
    name = "O"
    phone = "1"
    web = "w"
    post = "p"
    within = "12 months"
    from = "known"
    source = "s"
    [[scheme]]
    code = "c"
    matter = "everyday"
    title = "t"
    hint = "h"
    service_types = ["*"]
    ombudsman = "o"
    time_limit = "12 months"
    source = "s"
    [[scheme.stage]]
    title = "t"
    decided_by = "officer"
    acknowledge_within = "5 working_days"
    answer_within = "10 working_days"
    counted_from = "acknowledged"
    source = "s"
    """
    assert read_schemes(text, file="c.toml").by_code("c").stage(1).extend_at_most == 0
    with pytest.raises(BadInput, match=rf"c\.toml, scheme 1.*{says}"):
        read_schemes(text.replace(*change), file="c.toml")
