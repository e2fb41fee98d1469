"""From a group's interest to running a service, and back at once where it fails."""

import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people import public as people
from coopcouncil.people.models import Appointment
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.demo import takeovers as demo
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, MET, NOT_MET, NOT_NEEDED
from coopcouncil.settlement.models import Agreement, Alarm, StepIn, Takeover, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]
CODE = "infant-feeding-support"
PLAN = {**demo.PLAN, "yearly_cost_pence": 100, "yearly_income_pence": 100}


def who(actor: Any, reference: str, **other: Any) -> dict[str, Any]:
    return {"actor": actor, "reference": reference, "now": clock.now(), **other}


def interest(cast: SimpleNamespace, code: str = CODE) -> str:
    return actions.express_interest(
        actor=cast.amara.actor, code=code, group_name="Mothers of Larkhill", group_kind="neighbours",
        idea="We would answer the phone.", now=clock.now(),
    )  # fmt: skip


def planned(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = interest(cast, code)
    actions.answer_interest(**who(cast.grace.actor, reference), accepted=True, reason="Good.")
    actions.write_plan(**who(cast.amara.actor, reference), **PLAN)
    return reference


def sign(cast: SimpleNamespace, reference: str, code: str, finding: str = MET) -> None:
    actions.sign_check(
        **who(cast.grace.actor, reference), code=code, finding=finding, reasons="Seen.", evidence="", office="legal"
    )


def checked(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = planned(cast, code)
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(cast.grace.actor, reference), organisation_id=body.id)
    for check in CHECKS:
        sign(cast, reference, check)
    return reference


def decide(cast: SimpleNamespace, reference: str, *, agreed: bool = True) -> None:
    actions.decide(
        **who(cast.grace.actor, reference), agreed=agreed, body="Cabinet", competence="Article 7",
        decided_on=clock.today(), reasons="It is good.", record="Item 6", today=clock.today(),
    )  # fmt: skip


def agree(cast: SimpleNamespace, reference: str, **other: Any) -> int:
    row, today = queries.takeover(reference), clock.today()
    service = queries.services_of_type(row.service_type).first()
    given = {
        "service_id": service.id, "delivery_model": "mutual", "starts_on": today, "ends_on": today + timedelta(900),
        "level": "Every call is answered.", "floor": 80, "step_in_rights": "When it fails.", "rewards": "",
        "yearly_payment_pence": 0, "minimum_how": "", "review_on": today + timedelta(90),
        "accounts_due_on": today + timedelta(200), **other,
    }  # fmt: skip
    return actions.write_agreement(**who(cast.grace.actor, reference), **given)


def both_sign(cast: SimpleNamespace, reference: str, number: int = 1) -> None:
    for party, actor in (("council", cast.grace.actor), ("group", cast.esi.actor)):
        actions.sign_agreement(**who(actor, reference), party=party, number=number, office="chair")


def handed_over(cast: SimpleNamespace, code: str = CODE) -> str:
    reference = checked(cast, code)
    decide(cast, reference)
    agree(cast, reference)
    both_sign(cast, reference)
    actions.hand_over(**who(cast.grace.actor, reference), today=clock.today())
    return reference


def test_the_whole_way_to_running_is_on_the_record_and_the_directory_knows_who_runs_it(cast: SimpleNamespace) -> None:
    reference = handed_over(cast)
    row = queries.takeover(reference)
    assert [step.stage for step in queries.steps_of(row.id)] == [
        "interest", "preparing", "checking", "decided", "running"
    ]  # fmt: skip
    assert row.service_id is not None
    service = directory.service(row.service_id)
    assert service.organisation_name == "Larkhill Tenants’ Co-operative"
    assert queries.services_of_type(row.service_type).get(id=row.service_id).owner_id == row.accountable_id
    assert AuditRow.objects.filter(verb="settlement.takeover_moved").count() == 4
    assert AuditRow.objects.filter(verb="directory.service_changed_hands").count() == 1


def test_before_it_is_decided_everything_must_be_there_and_whoever_is_refused_reads_what_is_missing(
    cast: SimpleNamespace,
) -> None:
    reference = planned(cast)
    with pytest.raises(actions.NotThereYet) as refused:
        decide(cast, reference)
    said = [str(words) for words in refused.value.missing]
    assert said[0] == "Nobody has said which organisation of the directory the group is."
    assert len(said) == 1 + len(CHECKS)
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(cast.grace.actor, reference), organisation_id=body.id)
    for check in CHECKS:
        sign(cast, reference, check, NOT_MET if check == "insurance" else MET)
    with pytest.raises(actions.NotThereYet) as refused:
        decide(cast, reference)
    assert [str(words) for words in refused.value.missing] == ["“Insurance” was checked, and is not so."]
    with pytest.raises(BadInput, match="asked of every group"):
        sign(cast, reference, "insurance", NOT_NEEDED)
    sign(cast, reference, "insurance")
    decide(cast, reference)
    assert queries.takeover(reference).stage == "decided"


def test_it_changes_hands_only_when_both_have_signed_what_stands_and_the_settlement_says_community(
    cast: SimpleNamespace,
) -> None:
    reference = checked(cast)
    decide(cast, reference)
    hand = {**who(cast.grace.actor, reference), "today": clock.today()}
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**hand)
    assert [str(words) for words in refused.value.missing] == ["There is no agreement yet."]
    agree(cast, reference)
    actions.sign_agreement(**who(cast.esi.actor, reference), party="group", number=1, office="chair")
    agree(cast, reference, floor=90)
    with pytest.raises(Conflict, match="changed while you read it"):
        actions.sign_agreement(**who(cast.grace.actor, reference), party="council", number=1, office="director")
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**hand)
    assert [str(words) for words in refused.value.missing] == [
        "The council has not signed the agreement.", "The group has not signed the agreement."
    ]  # fmt: skip
    both_sign(cast, reference, 2)
    with pytest.raises(Conflict, match="signed already"):
        actions.sign_agreement(**who(cast.esi.actor, reference), party="group", number=2, office="chair")
    actions.hand_over(**hand)
    other = checked(cast, "garden-waste")
    decide(cast, other)
    agree(cast, other)
    both_sign(cast, other)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(cast.grace.actor, other), today=clock.today())
    assert [str(words) for words in refused.value.missing] == [
        "The settlement in force does not say that this service is for the community to run."
    ]


def test_a_duty_is_handed_over_only_with_its_minimum_kept(cast: SimpleNamespace) -> None:
    reference = checked(cast, "libraries")
    decide(cast, reference)
    agree(cast, reference)
    both_sign(cast, reference)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(cast.grace.actor, reference), today=clock.today())
    said = [str(words) for words in refused.value.missing]
    assert "The agreement does not say how the least that the law asks is met." in said


def test_nobody_of_the_group_acts_for_the_council_and_no_stranger_for_the_group(cast: SimpleNamespace) -> None:
    reference = planned(cast)
    for stranger in (cast.bilal, cast.femi, cast.esi):
        with pytest.raises(NotAllowed):
            actions.write_plan(**who(stranger.actor, reference), **PLAN)
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(cast.grace.actor, reference), organisation_id=body.id)
    actions.write_plan(**who(cast.esi.actor, reference), **PLAN)
    Appointment.objects.create(
        account_id=cast.grace.account_id, organisation_id=body.id, role="provider_manager", starts_on=clock.today()
    )
    torn = people.actor_for_account(cast.grace.account_id, clock.today())
    with pytest.raises(NotAllowed):
        actions.sign_check(**who(torn, reference), code="land", finding=MET, reasons="Fine.", evidence="", office="x")
    with pytest.raises(NotAllowed):
        actions.decide(
            **who(torn, reference), agreed=True, body="Cabinet", competence="Article 7", decided_on=clock.today(),
            reasons="Good.", record="Item 6", today=clock.today(),
        )  # fmt: skip


def test_once_decided_only_the_managers_of_the_organisation_speak_for_the_group(cast: SimpleNamespace) -> None:
    reference = checked(cast)
    decide(cast, reference)
    agree(cast, reference)
    with pytest.raises(NotAllowed):
        actions.sign_agreement(**who(cast.amara.actor, reference), party="group", number=1, office="chair")


def test_a_failure_makes_it_the_councils_again_at_once(cast: SimpleNamespace) -> None:
    reference = handed_over(cast)
    actions.raise_alarm(**who(cast.grace.actor, reference), kind="failure", words="The phone is dead.")
    row = queries.takeover(reference)
    assert row.stage == "stepped_in"
    assert row.service_id is not None
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"
    held = queries.open_step_in(row.id)
    assert held is not None
    with pytest.raises(Conflict, match="First say in public"):
        actions.put_right(**who(cast.grace.actor, reference), reason="They have a new phone.")
    alarm = queries.alarms_of(row.id).get()
    actions.answer_alarm(
        **who(cast.grace.actor, reference), alarm_id=alarm.id, answer="A new line.", answer_by="Head of service"
    )
    actions.put_right(**who(cast.grace.actor, reference), reason="They have a new phone.")
    assert directory.service(row.service_id).organisation_name == "Larkhill Tenants’ Co-operative"
    actions.take_back_for_good(**who(cast.grace.actor, reference), reason="It failed again.")
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"
    assert queries.takeover(reference).stage == "returned"


def test_a_group_that_cannot_go_on_says_so_and_nobody_is_left_without_the_service(cast: SimpleNamespace) -> None:
    reference = handed_over(cast)
    actions.give_back(**who(cast.esi.actor, reference), reason="Our organiser is ill.")
    row = queries.takeover(reference)
    assert row.stage == "stepped_in"
    assert row.service_id is not None
    assert directory.service(row.service_id).organisation_name == "Ashmere Council"


def test_the_guards_raise_each_alarm_once_and_step_in_where_the_promise_is_not_kept(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = handed_over(cast)
    row, now, today = queries.takeover(reference), clock.now(), clock.today()
    assert actions.watch(now=now, today=today) == 0
    Appointment.objects.create(
        account_id=cast.carys.account_id, organisation_id=row.organisation_id, role="provider_manager",
        starts_on=clock.today(),
    )  # fmt: skip
    assert actions.watch(now=now, today=today) == 1
    assert actions.watch(now=now, today=today) == 0
    assert {alarm.code for alarm in queries.alarms_of(row.id)} == {"conflict"}
    carys = people.actor_for_account(cast.carys.account_id, clock.today())
    actions.declare_conflict(**who(carys, reference), words="A case owner helps out at weekends.")
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


def test_the_database_knows_the_same_stages_as_the_rules() -> None:
    text = import_module("coopcouncil.settlement.migrations.0005_takeovers_are_kept").FORWARD
    listed = re.findall(r"\('([a-z_]+)', '([a-z_]+)'\)", text)
    assert sorted(listed) == sorted((one, other) for one, others in stages.FOLLOWS.items() for other in others)
    assert set(stages.FOLLOWS) == set(Takeover.Stage.values) == set(stages.WORDS)


def at_once(*writes: Callable[[], object]) -> None:
    """Write, and let the database look at once at what it looks at when a transaction ends."""
    for write in writes:
        write()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_keeps_the_order_the_signatures_and_the_record_whoever_writes(cast: SimpleNamespace) -> None:
    reference = handed_over(cast)
    row = queries.takeover(reference)

    def refused(rule: str, *writes: Callable[[], object]) -> None:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            at_once(*writes)
        assert rule == error.value.__cause__.diag.constraint_name

    def sql(text: str) -> Callable[[], object]:
        return lambda: connection.cursor().execute(text)

    rows = Takeover.objects.filter(id=row.id)
    refused("settlement_takeover_follows", lambda: rows.update(stage="interest"))
    refused("settlement_takeover_stays", sql("DELETE FROM settlement_takeover"))
    refused("settlement_stepped_in", lambda: rows.update(stage="stepped_in"))
    refused("settlement_only_added", lambda: TakeoverStep.objects.filter(takeover=row).update(reason="x"))
    refused("settlement_only_added", lambda: Agreement.objects.filter(takeover=row).update(floor=1))
    other = checked(cast, "volunteering")
    refused("settlement_takeover_decided", lambda: Takeover.objects.filter(reference=other).update(stage="decided"))
    decide(cast, other)
    agree(cast, other)
    refused("settlement_takeover_signed", lambda: Takeover.objects.filter(reference=other).update(
        stage="running", public_since=clock.now()))  # fmt: skip
    actions.raise_alarm(**who(cast.grace.actor, reference), kind="unequal", words="Fewer calls from Millbrook.")
    refused("settlement_alarm_stays", lambda: Alarm.objects.filter(takeover=row).update(kind="failure"))
    refused("settlement_alarm_stays", sql("DELETE FROM settlement_alarm"))


def test_an_interest_is_read_by_the_group_and_the_council_alone_until_it_is_answered(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    reference = interest(cast)
    page, room = f"/settlement/takeovers/{reference}/", f"/settlement/takeovers/{reference}/work/"
    assert client_for(None).get(page).status_code == 404
    assert client_for("bilal").get(room).status_code == 404
    assert "Only the group and the council" in client_for("amara").get(room).content.decode()
    assert "Answer the group" in client_for("grace").get(room).content.decode()
    with pytest.raises(NotFound):
        actions.answer_support(**who(cast.amara.actor, reference), support_id=cast.amara.account_id, taken=True)
    actions.answer_interest(**who(cast.grace.actor, reference), accepted=True, reason="Good.")
    assert "Mothers of Larkhill" in client_for(None).get(page).content.decode()
