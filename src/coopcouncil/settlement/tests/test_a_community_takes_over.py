"""From a group's interest to the day on which it runs a service: the way, who may, and what is missing."""

import re
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people import public as people
from coopcouncil.people.models import Appointment
from coopcouncil.settlement import actions as actions_of_settlement
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, MET, NOT_MET, NOT_NEEDED
from coopcouncil.settlement.domain.takeovers.readiness import missing_to_decide
from coopcouncil.settlement.models import Agreement, Alarm, Takeover, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.tests.taking_over import (
    GROUP,
    PLAN,
    agree,
    both_sign,
    checked,
    decide,
    handed_over,
    interest,
    planned,
    sign,
    who,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]


def test_the_whole_way_to_running_is_on_the_record_and_the_directory_knows_who_runs_it(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    row = queries.takeover(reference)
    assert list(dict.fromkeys(step.stage for step in queries.steps_of(row.id))) == [
        "interest", "preparing", "checking", "decided", "running"
    ]  # fmt: skip
    assert row.service_id is not None
    service = directory.service(row.service_id)
    assert service.organisation_name == "Larkhill Tenants’ Co-operative"
    assert queries.services_to_take(row, None).get(id=row.service_id).owner_id == row.accountable_id
    assert AuditRow.objects.filter(verb="settlement.takeover_moved").count() == 4
    assert AuditRow.objects.filter(verb="directory.service_changed_hands").count() == 1


def test_before_it_is_decided_everything_must_be_there_and_whoever_is_refused_reads_what_is_missing(
    two: SimpleNamespace,
) -> None:
    reference = planned(two)
    with pytest.raises(actions.NotThereYet) as refused:
        decide(two, reference)
    said = [str(words) for words in refused.value.missing]
    assert said[0] == "Nobody has said which organisation of the directory the group is."
    assert len(said) == 1 + len(CHECKS)
    with pytest.raises(Conflict, match="they are what is checked"):
        sign(two, reference, "insurance")
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(two.grace.actor, reference), organisation_id=body.id)
    for check in CHECKS:
        sign(two, reference, check, NOT_MET if check == "insurance" else MET)
    with pytest.raises(actions.NotThereYet) as refused:
        decide(two, reference)
    assert [str(words) for words in refused.value.missing] == ["“Insurance” was checked, and is not so."]
    with pytest.raises(BadInput, match="asked of every group"):
        sign(two, reference, "insurance", NOT_NEEDED)
    sign(two, reference, "insurance")
    decide(two, reference)
    assert queries.takeover(reference).stage == "decided"


def test_it_changes_hands_only_when_both_have_signed_what_stands_and_the_settlement_says_community(
    two: SimpleNamespace,
) -> None:
    reference = checked(two)
    decide(two, reference)
    hand = {**who(two.grace.actor, reference), "today": clock.today()}
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**hand)
    assert [str(words) for words in refused.value.missing] == ["There is no agreement yet."]
    agree(two, reference)
    actions.sign_agreement(**who(two.esi.actor, reference), party="group", number=1, office="chair")
    agree(two, reference, floor=90)
    with pytest.raises(Conflict, match="changed while you read it"):
        actions.sign_agreement(**who(two.mei.actor, reference), party="council", number=1, office="director")
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**hand)
    assert [str(words) for words in refused.value.missing] == [
        "The council has not signed the agreement.", "The group has not signed the agreement."
    ]  # fmt: skip
    both_sign(two, reference, 2)
    with pytest.raises(Conflict, match="signed already"):
        actions.sign_agreement(**who(two.esi.actor, reference), party="group", number=2, office="chair")
    actions.hand_over(**hand)
    other = checked(two, "garden-waste")
    decide(two, other)
    agree(two, other)
    both_sign(two, other)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(two.grace.actor, other), today=clock.today())
    assert [str(words) for words in refused.value.missing] == [
        "The settlement in force does not say that this service is for the community to run."
    ]


def test_a_duty_is_handed_over_only_with_its_minimum_kept(two: SimpleNamespace) -> None:
    reference = checked(two, "libraries")
    decide(two, reference)
    agree(two, reference)
    both_sign(two, reference)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(two.grace.actor, reference), today=clock.today())
    said = [str(words) for words in refused.value.missing]
    assert "The agreement does not say how the least that the law asks is met." in said


def test_whoever_runs_it_so_far_must_have_agreed_where_that_is_not_the_council(two: SimpleNamespace) -> None:
    reference = checked(two)
    decide(two, reference)
    agree(two, reference, consent="")
    both_sign(two, reference)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(two.mei.actor, reference), today=clock.today())
    assert [str(words) for words in refused.value.missing] == [
        "The agreement does not say where the body that runs it so far has agreed."
    ]


def test_nobody_of_the_group_acts_for_the_council_and_no_stranger_for_the_group(two: SimpleNamespace) -> None:
    reference = planned(two)
    for stranger in (two.bilal, two.femi, two.esi):
        with pytest.raises(NotAllowed):
            actions.write_plan(**who(stranger.actor, reference), **PLAN)
    body = people.organisation_by_code("larkhill-tenants-co-op")
    actions.name_organisation(**who(two.grace.actor, reference), organisation_id=body.id)
    actions.write_plan(**who(two.esi.actor, reference), **PLAN)
    Appointment.objects.create(
        account_id=two.grace.account_id, organisation_id=body.id, role="provider_manager", starts_on=clock.today()
    )
    torn = people.actor_for_account(two.grace.account_id, clock.today())
    with pytest.raises(NotAllowed):
        actions.sign_check(**who(torn, reference), code="land", finding=MET, reasons="Fine.", evidence="", office="x")
    with pytest.raises(NotAllowed):
        actions.decide(
            **who(torn, reference), agreed=True, body="Cabinet", competence="Article 7", decided_on=clock.today(),
            reasons="Good.", record="Item 6", today=clock.today(),
        )  # fmt: skip


def test_nobody_checks_and_decides_or_decides_and_signs_alone(two: SimpleNamespace) -> None:
    reference = checked(two)
    actions.sign_check(
        **who(two.grace.actor, reference), code="land", finding=MET, reasons="Seen.", evidence="", office="property"
    )
    with pytest.raises(Conflict, match="You signed a check"):
        decide(two, reference)
    sign(two, reference, "land")
    decide(two, reference)
    agree(two, reference)
    with pytest.raises(Conflict, match="You put the decision on record"):
        actions.sign_agreement(**who(two.grace.actor, reference), party="council", number=1, office="director")


def test_what_was_checked_counts_for_the_body_and_the_plan_that_were_checked(two: SimpleNamespace) -> None:
    reference = checked(two)
    row, today = queries.takeover(reference), clock.today()
    assert missing_to_decide(queries.dossier(row, today)) == []
    actions.write_plan(**who(two.esi.actor, reference), **PLAN)
    assert len(missing_to_decide(queries.dossier(row, today))) == len(CHECKS)
    for check in CHECKS:
        sign(two, reference, check)
    other = people.organisation_by_code("quayside-makers-co-op")
    actions.name_organisation(**who(two.mei.actor, reference), organisation_id=other.id)
    row = queries.takeover(reference)
    said = [str(words) for words in missing_to_decide(queries.dossier(row, today))]
    assert said[0] == "The organisation has no manager here who could speak for it."
    assert len(said) == 1 + len(CHECKS)
    assert {step.reason for step in queries.steps_of(row.id)} >= {"Larkhill Tenants’ Co-operative", other.name}
    surgery = people.organisation_by_code("larkhill-surgery")
    with pytest.raises(BadInput, match="own organisation"):
        actions.name_organisation(**who(two.mei.actor, reference), organisation_id=surgery.id)


def test_a_tie_to_the_group_that_comes_later_takes_the_check_away_and_must_be_declared(two: SimpleNamespace) -> None:
    reference = checked(two)
    row = queries.takeover(reference)
    Appointment.objects.create(
        account_id=two.mei.account_id, organisation_id=row.organisation_id, role="provider_manager",
        starts_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(actions.NotThereYet) as refused:
        decide(two, reference)
    said = [str(words) for words in refused.value.missing]
    assert "“Insurance” was signed by somebody with a tie to the group." in said
    assert said[-1] == "Somebody serves both sides, and has not said so."


def test_only_what_the_council_or_who_answers_provides_is_handed_over_and_only_once(two: SimpleNamespace) -> None:
    reference, second = handed_over(two), checked(two)
    decide(two, second)
    service = queries.takeover(reference).service_id
    agree(two, second, service_id=service)
    both_sign(two, second)
    with pytest.raises(actions.NotThereYet) as refused:
        actions.hand_over(**who(two.mei.actor, second), today=clock.today())
    assert "Another group runs this service already." in [str(words) for words in refused.value.missing]
    with pytest.raises(BadInput, match="services that this promise is about"):
        agree(two, second, service_id=directory.services_of(people.organisation_by_code("larkhill-surgery").id)[0].id)


def test_the_group_reads_why_it_was_declined_and_nobody_else_does(
    two: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    reference = interest(two)
    room = f"/settlement/takeovers/{reference}/work/"
    assert GROUP in client_for("grace").get("/settlement/takeovers/mine/").content.decode()
    Appointment.objects.create(
        account_id=two.bilal.account_id, organisation_id=people.organisation_by_code("larkhill-surgery").id,
        role="service_manager", starts_on=clock.today(),
    )  # fmt: skip
    listed = client_for("bilal").get("/settlement/takeovers/mine/?format=csv")
    assert GROUP not in b"".join(listed).decode()
    assert client_for("bilal").get(room).status_code == 404
    actions.answer_interest(**who(two.grace.actor, reference), accepted=False, reason="Two groups do it already.")
    assert "Two groups do it already." in client_for("amara").get(room).content.decode()
    assert GROUP in client_for("amara").get("/settlement/takeovers/mine/").content.decode()
    assert client_for(None).get(f"/settlement/takeovers/{reference}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.write_plan(**who(two.amara.actor, reference), **PLAN)


def test_an_interest_of_somebody_who_is_erased_is_withdrawn_without_its_words(two: SimpleNamespace) -> None:
    reference = interest(two)
    actions_of_settlement.forget_person(two.amara.account_id)
    row = queries.takeover(reference)
    assert (row.stage, row.account_id, row.group_name, row.idea) == ("withdrawn", None, "–", "–")


def test_once_decided_only_the_managers_of_the_organisation_speak_for_the_group(two: SimpleNamespace) -> None:
    reference = checked(two)
    decide(two, reference)
    agree(two, reference)
    with pytest.raises(NotAllowed):
        actions.sign_agreement(**who(two.amara.actor, reference), party="group", number=1, office="chair")


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


def test_the_database_keeps_the_order_the_signatures_and_the_record_whoever_writes(two: SimpleNamespace) -> None:
    reference = handed_over(two)
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
    other = checked(two, "volunteering")
    refused("settlement_takeover_decided", lambda: Takeover.objects.filter(reference=other).update(stage="decided"))
    decide(two, other)
    agree(two, other)
    refused("settlement_takeover_signed", lambda: Takeover.objects.filter(reference=other).update(stage="running"))
    refused("settlement_takeover_stays", lambda: rows.update(idea="Another"))
    refused("settlement_takeover_stays", lambda: rows.update(organisation=row.accountable_id))
    begun = {"reference": "ABC-DEF-GHJ", "stage": "running", "public_since": clock.now(), "id": uuid4()}
    refused("settlement_takeover_follows", lambda: Takeover.objects.create(
        **{field.attname: getattr(row, field.attname) for field in Takeover._meta.concrete_fields} | begun
    ))  # fmt: skip
    actions.raise_alarm(**who(two.grace.actor, reference), kind="unequal", words="Fewer calls from Millbrook.")
    refused("settlement_alarm_stays", lambda: Alarm.objects.filter(takeover=row).update(kind="failure"))
    refused("settlement_alarm_stays", sql("DELETE FROM settlement_alarm"))


def test_an_interest_is_read_by_the_group_and_the_council_alone_until_it_is_answered(
    two: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    reference = interest(two)
    page, room = f"/settlement/takeovers/{reference}/", f"/settlement/takeovers/{reference}/work/"
    assert client_for(None).get(page).status_code == 404
    assert client_for("bilal").get(room).status_code == 404
    assert "Only the group and the council" in client_for("amara").get(room).content.decode()
    assert "Answer the group" in client_for("grace").get(room).content.decode()
    with pytest.raises(NotFound):
        actions.answer_support(**who(two.amara.actor, reference), support_id=two.amara.account_id, taken=True)
    actions.answer_interest(**who(two.grace.actor, reference), accepted=True, reason="Good.")
    assert GROUP in client_for(None).get(page).content.decode()
