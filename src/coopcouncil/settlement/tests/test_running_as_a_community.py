"""While a community runs a service: guards, reviews, accounts, and the council that steps in at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock, contributions
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.people.models import Appointment
from coopcouncil.settlement import public
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.domain.takeovers import guards
from coopcouncil.settlement.domain.takeovers.checklists import NOT_MET
from coopcouncil.settlement.models import StepIn
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.tests.taking_over import (
    agree,
    both_sign,
    handed_over,
    sign,
    who,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]


def test_an_agreement_is_renewed_before_it_ends_and_the_old_one_holds_until_both_have_signed(
    two: SimpleNamespace,
) -> None:
    reference = handed_over(two)
    row, now, today = queries.takeover(reference), clock.now(), clock.today()
    assert agree(two, reference, floor=60, ends_on=today + timedelta(1800), service_id=row.service_id) == 2
    held = queries.terms_of(row.id)
    assert held is not None
    assert held.number == 1
    actions.review(
        **who(two.mei.actor, reference), held_on=today, level_met=True, equal=True, words="Well.",
        review_on=today + timedelta(360), today=today,
    )  # fmt: skip
    soon = queries.watched(row, now, today + timedelta(800))
    assert soon is not None
    assert "ends" in {item.code for item in guards.found(soon, today + timedelta(800))}
    both_sign(two, reference, 2)
    later = queries.watched(row, now, today + timedelta(800))
    assert later is not None
    assert not {"ends", "ended"} & {item.code for item in guards.found(later, today + timedelta(800))}
    assert later.floor == 60


def test_accounts_that_came_move_the_day_and_an_answered_alarm_is_not_raised_again_at_once(
    two: SimpleNamespace,
) -> None:
    reference = handed_over(two)
    row, now, late = queries.takeover(reference), clock.now(), clock.today() + timedelta(days=201)
    actions.review(
        **who(two.mei.actor, reference), held_on=clock.today(), level_met=True, equal=True, words="Well.",
        review_on=clock.today() + timedelta(360), today=clock.today(),
    )  # fmt: skip
    assert actions.watch(now=now, today=late) == 1
    alarm = queries.alarms_of(row.id).get(code="accounts")
    actions.answer_alarm(**who(two.mei.actor, reference), alarm_id=alarm.id, answer="By May.", answer_by="Finance")
    assert actions.watch(now=now, today=late) == 0
    assert actions.watch(now=now + timedelta(days=91), today=late) == 1
    due = actions.receive_accounts(
        **who(two.mei.actor, reference), year_ended_on=late - timedelta(30), where="Register 12345", today=late
    )
    assert due > late + timedelta(300)
    with pytest.raises(Conflict, match="here already"):
        actions.receive_accounts(
            **who(two.mei.actor, reference), year_ended_on=late - timedelta(30), where="Again", today=late
        )


def test_before_the_group_runs_it_again_everything_is_asked_again(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    actions.step_in(**who(two.mei.actor, reference), reason="Nobody is there.")
    sign(two, reference, "solvency", NOT_MET)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.put_right(**who(two.grace.actor, reference), reason="They are back.", today=clock.today())
    assert [str(words) for words in refused.value.missing] == ["“Solvency” was checked, and is not so."]


def test_a_ward_that_is_served_worse_is_an_alarm_and_a_difference_by_chance_is_none() -> None:
    def watched(*kept: tuple[str, int, int]) -> guards.Watched:
        day = clock.today() + timedelta(days=400)
        return guards.Watched(True, True, 10, kept, day, day, day, False)

    worse = guards.found(watched(("North", 90, 100), ("East", 92, 100), ("South", 40, 100)), clock.today())
    assert [(item.kind, item.code) for item in worse] == [("unequal", "ward:South")]
    assert guards.found(watched(("North", 9, 10), ("East", 9, 10), ("South", 7, 10)), clock.today()) == []
    assert guards.found(watched(("North", 4, 4), ("East", 0, 5)), clock.today()) == []  # too few to say anything of


def test_a_failure_makes_it_the_councils_again_at_once(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    actions.raise_alarm(**who(two.grace.actor, reference), kind="failure", words="The phone is dead.")
    row = queries.takeover(reference)
    assert row.stage == "stepped_in"
    assert row.service_id is not None
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"
    service = queries.services_to_take(row, None).get(id=row.service_id)
    assert service.alert.startswith("Ashmere Council has taken this service back and runs it now.")
    held = queries.open_step_in(row.id)
    assert held is not None
    with pytest.raises(Conflict, match="First say in public"):
        actions.put_right(**who(two.grace.actor, reference), reason="They have a new phone.", today=clock.today())
    alarm = queries.alarms_of(row.id).get()
    actions.answer_alarm(
        **who(two.grace.actor, reference), alarm_id=alarm.id, answer="A new line.", answer_by="Head of service"
    )
    actions.put_right(**who(two.grace.actor, reference), reason="They have a new phone.", today=clock.today())
    assert directory.service(row.service_id).organisation_name == "Larkhill Tenants’ Co-operative"
    assert queries.services_to_take(row, None).get(id=row.service_id).alert == ""
    actions.take_back_for_good(**who(two.grace.actor, reference), reason="It failed again.")
    assert StepIn.objects.filter(takeover=row).count() == 2
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"
    assert queries.takeover(reference).stage == "returned"


def test_a_group_that_cannot_go_on_says_so_and_nobody_is_left_without_the_service(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    actions.give_back(**who(two.esi.actor, reference), reason="Our organiser is ill.")
    row = queries.takeover(reference)
    assert row.stage == "stepped_in"
    assert row.service_id is not None
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"


def test_the_guards_raise_each_alarm_once_and_step_in_where_the_promise_is_not_kept(
    two: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = handed_over(two)
    row, now, today = queries.takeover(reference), clock.now(), clock.today()
    assert actions.watch(now=now, today=today) == 0
    Appointment.objects.create(
        account_id=two.carys.account_id, organisation_id=row.organisation_id, role="provider_manager",
        starts_on=clock.today(),
    )  # fmt: skip
    assert actions.watch(now=now, today=today) == 1
    assert actions.watch(now=now, today=today) == 0
    assert {alarm.code for alarm in queries.alarms_of(row.id)} == {"conflict"}
    carys = people.actor_for_account(two.carys.account_id, clock.today())
    assert "You serve both sides" in [item.title for item in public.group_items(carys, now)]
    actions.declare_conflict(**who(carys, reference), words="A case owner helps out at weekends.")
    assert "You serve both sides" not in [item.title for item in public.group_items(carys, now)]
    late = today + timedelta(days=300)
    assert actions.watch(now=now, today=late) == 2
    assert {alarm.code for alarm in queries.alarms_of(row.id)} == {"conflict", "accounts", "review"}
    assert queries.takeover(reference).stage == "running"
    ward = contributions.Kept(None, 12, 20)
    monkeypatch.setattr(contributions.kept_by, "_items", [lambda body, kind, since, until: [ward]])
    assert actions.watch(now=now, today=today) == 1
    assert queries.takeover(reference).stage == "stepped_in"
    assert actions.watch(now=now, today=today) == 0
    assert str(StepIn.objects.get(takeover=row).alarm) == "failure: floor"
