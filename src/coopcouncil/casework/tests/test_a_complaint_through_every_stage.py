"""A complaint walks its stages with every date right over holidays and a leap day, and ends with the ombudsman."""

from datetime import date
from types import SimpleNamespace

import pytest

from coopcouncil.casework.actions import answering, complaining, ombudsman, timing
from coopcouncil.casework.domain.complaints import ANSWER
from coopcouncil.casework.events import ComplaintUpheld
from coopcouncil.casework.models import Case, CaseClock, Complaint, Entry
from coopcouncil.casework.tests.complaining import Desk, answer, at, complain, desk_of, due, take_in
from coopcouncil.foundation import events
from coopcouncil.kernel.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db
ACKNOWLEDGE = "complaint_acknowledge"


@pytest.fixture
def desk(cast: SimpleNamespace) -> Desk:
    return desk_of(cast)


def owner_of(complaint: Complaint) -> object:
    return Case.objects.get(id=complaint.case_id).owner.account_id


def test_both_stages_of_the_code_over_christmas_new_year_and_a_leap_day(
    cast: SimpleNamespace, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[ComplaintUpheld] = []
    monkeypatch.setitem(events._reactions, ComplaintUpheld, [heard.append])
    made = complain(cast.amara.actor, date(2027, 12, 22))
    complaint = Complaint.objects.get(id=made)
    assert owner_of(complaint) == desk.carys.account_id
    # The 25th, 26th and 1st fall on a weekend, and are given on the 27th, 28th and 3rd.
    assert due(made) == {ACKNOWLEDGE: date(2027, 12, 31)}
    take_in(desk.carys, made, date(2027, 12, 31))
    assert due(made) == {ANSWER: date(2028, 1, 17)}
    answering.take_more_time(
        actor=desk.carys, complaint_id=made, count=10, reason="The crew is away.", now=at(date(2028, 1, 17))
    )
    assert due(made) == {ANSWER: date(2028, 1, 31)}
    told = Entry.objects.get(case_id=complaint.case_id, kind="extended").text
    assert "The crew is away." in told
    assert "Local Government and Social Care Ombudsman: 0300 061 0614" in told
    answer(desk.carys, made, date(2028, 1, 31), "partly", remedy_by=date(2028, 2, 14))
    complaint.refresh_from_db()
    assert (complaint.state, complaint.ask_until) == ("answered", date(2028, 2, 28))
    assert due(made) == {}

    complaining.ask_next_stage(
        actor=cast.amara.actor, complaint_id=made, words="", now=at(date(2028, 2, 10)), today=date(2028, 2, 10)
    )
    assert owner_of(complaint) == desk.grace.account_id, "a manager who decided nothing of it"
    assert due(made) == {ACKNOWLEDGE: date(2028, 2, 17)}
    take_in(desk.grace, made, date(2028, 2, 17))
    assert due(made) == {ANSWER: date(2028, 3, 16)}, "over 29 February"
    with pytest.raises(NotAllowed):
        answer(desk.carys, made, date(2028, 2, 29))
    answer(desk.grace, made, date(2028, 3, 16), "upheld", remedies=["payment"], remedy="£150.", payment=15000)
    complaint.refresh_from_db()
    last = complaint.stages.get(number=2)
    assert last.ombudsman_until == date(2028, 11, 1), "twelve months from when she first knew"
    with pytest.raises(Conflict, match="ombudsman comes next"):
        complaining.ask_next_stage(
            actor=cast.amara.actor, complaint_id=made, words="", now=at(date(2028, 3, 20)), today=date(2028, 3, 20)
        )
    assert [row.state for row in CaseClock.objects.filter(case_id=complaint.case_id)] == ["kept"] * 4
    assert [(event.stage, event.on) for event in heard] == [(1, date(2028, 1, 31)), (2, date(2028, 3, 16))]

    ombudsman.ombudsman_asks(
        actor=desk.grace, complaint_id=made, reference="28 001 234", asked_on=date(2028, 5, 2),
        now=at(date(2028, 5, 2)), today=date(2028, 5, 2),
    )  # fmt: skip
    ombudsman.ombudsman_decided(
        actor=desk.grace, complaint_id=made, outcome="fault", words="They pay £50 more.", decided_on=date(2028, 9, 1),
        now=at(date(2028, 9, 1)), today=date(2028, 9, 1),
    )  # fmt: skip
    complaint.refresh_from_db()
    assert (complaint.state, Case.objects.get(id=complaint.case_id).state) == ("decided", "closed")
    assert heard[-1].stage == 0


def test_three_stages_for_a_child_over_easter_and_may_day(cast: SimpleNamespace, desk: Desk) -> None:
    made = complain(cast.amara.actor, date(2028, 3, 27), service_type="fostering")
    assert due(made) == {ANSWER: date(2028, 4, 10)}
    take_in(desk.carys, made, date(2028, 3, 28))
    answer(desk.carys, made, date(2028, 4, 10))
    day = date(2028, 4, 12)
    complaining.ask_next_stage(actor=cast.amara.actor, complaint_id=made, words="No.", now=at(day), today=day)
    assert due(made) == {ANSWER: date(2028, 5, 22)}, "25 working days without Easter and 1 May"
    take_in(desk.grace, made, date(2028, 4, 13))
    answering.take_more_time(
        actor=desk.grace, complaint_id=made, count=40, reason="Many to speak with.", now=at(date(2028, 5, 22))
    )
    assert due(made) == {ANSWER: date(2028, 7, 18)}, "65 in all, without the holiday of 29 May"
    answer(desk.grace, made, date(2028, 7, 18), independent="Prof. E. Example")
    day = date(2028, 7, 20)
    complaining.ask_next_stage(actor=cast.amara.actor, complaint_id=made, words="", now=at(day), today=day)
    assert due(made) == {"complaint_meet": date(2028, 9, 1)}, "30 working days without 28 August"
    answering.panel_met(
        actor=desk.hari, complaint_id=made, met_on=date(2028, 8, 30), independent="A, B and C",
        now=at(date(2028, 9, 1)), today=date(2028, 9, 1),
    )  # fmt: skip
    assert due(made) == {"complaint_report": date(2028, 9, 6)}
    answering.panel_reported(
        actor=desk.hari, complaint_id=made, reported_on=date(2028, 9, 6), now=at(date(2028, 9, 6)),
        today=date(2028, 9, 6),
    )  # fmt: skip
    assert due(made) == {ANSWER: date(2028, 9, 27)}
    for decided_before in (desk.carys, desk.grace):
        with pytest.raises(NotAllowed):
            answer(decided_before, made, date(2028, 9, 20))
    answer(desk.hari, made, date(2028, 9, 20), "upheld")
    assert {row.state for row in CaseClock.objects.filter(case_id=Complaint.objects.get().case_id)} == {"kept"}


def test_six_months_for_an_adult_may_grow_only_before_they_are_over(cast: SimpleNamespace, desk: Desk) -> None:
    made = complain(cast.amara.actor, date(2027, 9, 1), service_type="adult_social_care", known_on=date(2027, 8, 1))
    assert due(made) == {ACKNOWLEDGE: date(2027, 9, 6), ANSWER: date(2028, 2, 29)}
    take_in(desk.carys, made, date(2027, 9, 3))
    with pytest.raises(Conflict, match="has run out"):
        answering.take_more_time(
            actor=desk.carys, complaint_id=made, count=1, reason="Late.", now=at(date(2028, 3, 1))
        )  # fmt: skip
    timing.watch(now=at(date(2028, 3, 1)))
    assert Case.objects.get().escalated_to.account_id == desk.grace.account_id
    answer(desk.carys, made, date(2028, 3, 2))
    assert CaseClock.objects.get(step=ANSWER).state == "late", "no answer heals a breach"


def test_what_is_answered_ends_when_nobody_asks_more_and_goes_on_for_who_asks_late_with_a_reason(
    cast: SimpleNamespace, desk: Desk
) -> None:
    made = complain(cast.amara.actor, date(2028, 1, 4))
    take_in(desk.carys, made, date(2028, 1, 5))
    answer(desk.carys, made, date(2028, 1, 6))
    last = date(2028, 2, 3)
    assert complaining.end_quiet(now=at(last), today=last) == 0
    after = date(2028, 2, 4)
    with pytest.raises(Conflict, match="may still take it up"):
        complaining.ask_next_stage(actor=cast.amara.actor, complaint_id=made, words="", now=at(after), today=after)
    assert complaining.end_quiet(now=at(after), today=after) == 1
    assert complaining.end_quiet(now=at(after), today=after) == 0
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.case.state, complaint.case.outcome) == ("ended", "closed", "ended")
    complaining.ask_next_stage_for(
        actor=desk.hari, complaint_id=made, words="She was in hospital.", now=at(after), today=after
    )
    complaint.refresh_from_db()
    assert (complaint.state, complaint.stage, Case.objects.get().state) == ("received", 2, "open")
