"""What need not be kept goes by a rule that says why; never what is under way, can be appealed, or is held."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, commandline, contributions, keys
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.retention import read_rules
from coopcouncil.kernel.errors import BadInput, NotAllowed
from coopcouncil.people.models import Account
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.actions import governing, requesting, retaining
from coopcouncil.sharing.cli import group
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import DataRequest, Delivery, Hold, Notice, Submission
from coopcouncil.sharing.public import Submitted
from coopcouncil.sharing.tests.conftest import DIED, TOLD, WHO, Teller, draft, only_notice

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
SEVEN_YEARS = timedelta(days=7 * 365 + 2)


def long_ago(amara: Teller, bodies: SimpleNamespace) -> Submitted:
    """What Amara told; by the calendar, seven years ago."""
    told = amara.tell(draft(bodies.surgery))
    Submission.objects.filter(id=told.id).update(submitted_at=amara.now - SEVEN_YEARS)
    return told


@pytest.fixture
def old(amara: Teller, bodies: SimpleNamespace) -> Submission:
    """What Amara told seven years ago; the surgery has done what was needed."""
    told = long_ago(amara, bodies)
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    return Submission.objects.get(id=told.id)


def gone(submission: Submission) -> bool:
    retaining.let_go(actor=SYSTEM, now=clock.now())
    submission.refresh_from_db()
    return submission.facts == {}


def test_what_was_told_as_a_whole_goes_after_its_time_and_is_looked_at_once(old: Submission) -> None:
    assert gone(old)
    assert [line for line in retaining.look(clock.now()) if line.object_id == old.id] == []


def test_nothing_goes_while_a_service_has_not_finished(amara: Teller, bodies: SimpleNamespace) -> None:
    told = long_ago(amara, bodies)
    submission = Submission.objects.get(id=told.id)
    assert not gone(submission)
    (line,) = [line for line in retaining.look(clock.now()) if line.object_id == submission.id]
    assert "Larkhill Surgery was told something and has not finished yet." in line.kept


def test_a_hold_keeps_one_thing_or_everything_until_its_day_or_until_it_is_lifted(
    client_for: ClientFor, cast: SimpleNamespace, old: Submission
) -> None:
    today = clock.today()
    until = {f"until-{part}": getattr(today, part) for part in ("day", "month", "year")}
    page = reverse("sharing:holds")
    asked = {"who": old.reference, "reason": "A claim about her tenancy.", **until}
    assert client_for("carys").post(page, asked).status_code == 302
    hold = Hold.objects.get()
    assert hold.submission_id == old.id
    assert not gone(old)
    lift = reverse("sharing:hold", args=[hold.id])
    assert client_for("jo").post(lift, {"reason": ""}).status_code == 422
    assert client_for("jo").post(lift, {"reason": "It is settled."}).status_code == 302
    asked["who"] = "amara@ashmere.example"
    assert client_for("carys").post(page, asked).status_code == 302
    assert not gone(old)
    assert any("must keep it until" in why for held in contributions.legal_holds for why in held(cast.amara.account_id))
    Hold.objects.update(set_on=today - timedelta(days=9), until=today - timedelta(days=1))
    assert gone(old), "its last day is over"


def test_the_dry_run_says_what_and_why_and_changes_nothing(old: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commandline, "_database", nullcontext)
    said = CliRunner().invoke(group, ["retention", "--dry-run", "--json"])
    assert said.exit_code == 0, said.output
    (line,) = [line for line in json.loads(said.stdout)["due"] if line["id"] == str(old.id)]
    assert (line["rule"], line["action"], line["kept"]) == ("submission_facts", "empty", "")
    assert "Limitation Act" in line["ground"]
    words = CliRunner().invoke(group, ["retention", "--dry-run"]).output
    assert "counted" not in words
    assert "Nothing was changed." in words
    old.refresh_from_db()
    assert old.facts
    assert "1 let go." in CliRunner().invoke(group, ["retention"]).output
    old.refresh_from_db()
    assert not old.facts


def letting_go(then: datetime, capture: Any) -> None:
    with capture(execute=True):
        retaining.let_go(actor=SYSTEM, now=then)


def test_what_each_service_was_told_goes_too_with_the_keys_but_for_what_a_law_keeps(
    amara: Teller, bodies: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    told = amara.tell(
        draft(bodies.surgery),
        draft(bodies.tenants, "care", purpose="leaving_care", facts=(WHO,), fact_codes=(WHO.code,)),
        facts={**TOLD, WHO.code: WHO.value},
    )
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    then = amara.now + SEVEN_YEARS
    due = {(line.rule.code, line.object_id, line.kept) for line in retaining.look(then)}
    assert {("submission_facts", told.id, ""), ("notice_facts", told.id, "")} <= due
    letting_go(then, django_capture_on_commit_callbacks)
    assert only_notice(bodies.surgery).facts is None
    assert WHO.value in str(only_notice(bodies.tenants).facts)
    assert Submission.objects.get(id=told.id).facts == {}
    assert {why for subject, why, _at in keys.destroyed() if subject == told.id} == {"told"}
    assert not [line for line in retaining.look(then) if line.object_id == told.id], "it is looked at once"
    assert public.submission(amara.actor, told.id).notices, "that they were told can still be seen"


def test_a_correction_begins_the_time_of_what_services_were_told_anew(
    amara: Teller, bodies: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    told = amara.tell(draft(bodies.surgery))
    amara.carry()
    actions.correct(actor=amara.actor, submission_id=told.id, fact=replace(DIED, value="2026-10-30"),
                    now=amara.now + timedelta(days=700))  # fmt: skip
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    letting_go(amara.now + SEVEN_YEARS, django_capture_on_commit_callbacks)
    assert Submission.objects.get(id=told.id).facts == {}
    assert all(Notice.objects.values_list("facts", flat=True))
    assert not [subject for subject, _why, _at in keys.destroyed() if subject == told.id]
    letting_go(amara.now + SEVEN_YEARS + timedelta(days=700), django_capture_on_commit_callbacks)
    assert not any(Notice.objects.values_list("facts", flat=True))
    assert [subject for subject, _why, _at in keys.destroyed() if subject == told.id]


def test_what_nobody_keeps_in_an_account_goes_as_well(bodies: SimpleNamespace) -> None:
    somebody = Teller(Teller.somebody(1))
    told = somebody.tell(draft(bodies.surgery))
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    retaining.let_go(actor=SYSTEM, now=somebody.now + SEVEN_YEARS)
    assert Submission.objects.get(id=told.id).facts == {}
    assert actions.empty_what_is_over(now=somebody.now + SEVEN_YEARS) == 0, "that is for safe mode alone"


def test_of_safe_mode_nothing_is_listed(amara: Teller, bodies: SimpleNamespace) -> None:
    told = long_ago(amara, bodies)
    Submission.objects.filter(id=told.id).update(safe=True, account=None, session_digest="x")
    assert [line for line in retaining.look(clock.now()) if line.object_id == told.id] == []


def test_only_the_job_and_the_operator_let_go(cast: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        retaining.let_go(actor=cast.jo.actor, now=clock.now())


def test_every_context_that_keeps_something_of_people_has_rules_with_a_ground() -> None:
    codes = {keeping.rule.code: keeping.rule for keeping in contributions.retention}
    assert {"submission_facts", "drafts", "posted_codes", "ended_proofs", "access_entries"} <= set(codes)
    assert all(rule.ground for rule in codes.values())
    with pytest.raises(BadInput, match=r"rule 1: “ground” is missing"):
        read_rules('[[rule]]\ncode = "x"\nwhat = "x"\ndays = 1\ncounted_from = "x"\naction = "empty"', file="x.toml")
    with pytest.raises(BadInput, match="is no action"):
        read_rules(
            '[[rule]]\ncode = "x"\nwhat = "x"\ndays = 1\ncounted_from = "x"\nground = "x"\naction = "burn"', file="x"
        )


def granted(cast: SimpleNamespace) -> DataRequest:
    now, today = clock.now(), clock.today()
    made = requesting.ask_about_data(actor=cast.amara.actor, kind="erasure", words="", now=now, today=today)
    governing.confirm_identity(actor=cast.carys.actor, request_id=made, how="proof")
    stays = "\n".join(["What a law keeps:", *retaining.kept_by_law(cast.amara.account_id)])
    governing.decide_erasure(actor=cast.carys.actor, request_id=made, words=stays, now=now, today=today)
    return DataRequest.objects.get(id=made)


def test_an_erasure_that_an_officer_granted_is_done_by_the_job_and_says_what_stays(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    row = granted(cast)
    page = client_for("amara").get(reverse("sharing:my_request", args=[row.id])).text
    assert "What a law keeps:" in page
    assert retaining.carry_out_erasures(now=clock.now()) == 1
    row.refresh_from_db()
    account = Account.objects.get(id=cast.amara.account_id)
    assert (row.state, row.letters, account.name, account.is_active) == ("done", [], "", False)
    assert retaining.carry_out_erasures(now=clock.now()) == 0


def test_it_waits_while_something_stands_in_the_way_and_the_person_is_told_once(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    row = granted(cast)
    amara.tell(draft(bodies.surgery))
    for _time in range(2):
        assert retaining.carry_out_erasures(now=clock.now()) == 0
    page = client_for("amara").get(reverse("sharing:my_request", args=[row.id])).text
    assert page.count("Larkhill Surgery was told something and has not finished yet.") == 1
    assert Account.objects.get(id=cast.amara.account_id).is_active


def test_an_officer_sees_what_the_law_keeps_of_this_person_before_they_decide(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    now, today = clock.now(), clock.today()
    made = requesting.ask_about_data(actor=cast.amara.actor, kind="erasure", words="", now=now, today=today)
    governing.confirm_identity(actor=cast.carys.actor, request_id=made, how="proof")
    address, carys = reverse("sharing:data_request", args=[made]), client_for("carys")
    assert "No law makes us keep anything of it." in carys.get(address).text
    born = Fact("your_date_of_birth", "Born", "2008-12-20", "20 December 2008", known_as="date_of_birth")
    amara.tell(
        draft(bodies.surgery, purpose="leaving_care", facts=(born,), fact_codes=(born.code,)),
        facts={born.code: born.value},
    )
    page = carys.get(address).text
    for words in ("regulation 50", "It is kept until 20 December 2083.", "what it decided and why"):
        assert words in page


def test_a_complaint_is_confirmed_and_answered_in_writing(client_for: ClientFor, cast: SimpleNamespace) -> None:
    amara, carys = client_for("amara"), client_for("carys")
    assert amara.post(reverse("sharing:my_data"), {"kind": "complaint", "words": ""}).status_code == 422
    assert amara.post(reverse("sharing:my_data"), {"kind": "complaint", "words": "A wrong letter."}).status_code == 302
    row = DataRequest.objects.get()
    assert row.due_on == clock.today() + timedelta(days=29)
    page = reverse("sharing:my_request", args=[row.id])
    assert "Information Commissioner" in amara.get(page).text
    for verb, words in (("acknowledge", "We look into it."), ("answer", "You are right. We are sorry.")):
        address = reverse("sharing:act_on_request", args=[row.id, verb])
        assert carys.post(address, {"words": words}).status_code == 302
        assert words in amara.get(page).text
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("answered", None)
    assert client_for("jo").post(reverse("sharing:act_on_request", args=[row.id, "answer"]), {"words": "x"}
                                 ).status_code == 409  # fmt: skip
