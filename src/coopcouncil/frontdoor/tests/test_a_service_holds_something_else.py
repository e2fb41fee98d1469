"""A service holds another value than it was told: it asks, and only the person decides what follows."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.tests.test_undoing import tell
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing_actions
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Message, Notice, Proposal, RecordedFact, Submission

ClientFor = Callable[[str | None], Client]
PHONE = "07700 900456"


def server_of(organisation_id: UUID) -> Client:
    """The organisation's own server, with its key."""
    made = sharing_actions.make_key(
        actor=OPERATOR, organisation_id=organisation_id, name="records", scopes=["notices"], now=clock.now()
    )
    return Client(headers={"Authorization": f"Bearer {made.key}"})


def told_with(code: str) -> Notice:
    """The first notice that holds the fact."""
    held = (notice for notice in Notice.objects.order_by("code") if code in codes_of(notice))
    return next(held)


def codes_of(notice: Notice) -> set[str]:
    return {fact["code"] for fact in notice.facts}


def ask(client: Client, notice: Notice, **changes: Any) -> Any:
    body = {"id": "one", "code": "died_on", "value": "2026-11-09", "words": "It stands so in the register.", **changes}
    return client.post(f"/api/v1/notices/{notice.id}/proposals", body, content_type="application/json")


@pytest.fixture
def told(cast: SimpleNamespace, db: None) -> Notice:
    tell(cast)
    return told_with("died_on")


def test_it_becomes_a_question_that_only_the_person_answers(
    told: Notice, client_for: ClientFor, cast: SimpleNamespace
) -> None:
    server = server_of(told.organisation_id)
    first, again = ask(server, told), ask(server, told)
    assert (first.status_code, first.json()["state"], first.json()["again"]) == (202, "open", False)
    assert again.json() == {**first.json(), "again": True}
    assert ask(server, told, value="2026-11-08").status_code == 409, "the id stands for one proposal"
    assert ask(server, told, id="two").status_code == 409, "one question about a fact at a time"
    made = Proposal.objects.get()
    assert sharing.submission(cast.amara.actor, told.submission_id).notices, "nothing has changed"
    assert not Notice.objects.filter(kind="correction").exists()

    amara, page = client_for("amara"), reverse("frontdoor:settle", args=[made.id])
    assert page in amara.get(reverse("frontdoor:known")).content.decode()
    assert "asks you to check something" in amara.get("/account/").content.decode()
    shown = amara.get(page).content.decode()
    assert "9 November 2026" in shown
    assert "It stands so in the register." in shown
    for other in ("bilal", "dev"):
        assert client_for(other).get(page).status_code == 404
        assert client_for(other).post(page, {"which": "theirs"}).status_code == 404


def test_once_agreed_everyone_who_was_told_the_old_value_is_told_and_both_are_kept(
    told: Notice, client_for: ClientFor
) -> None:
    server = server_of(told.organisation_id)
    ask(server, told)
    holders = {notice.id for notice in Notice.objects.filter(kind="told") if "died_on" in codes_of(notice)}
    page = reverse("frontdoor:settle", args=[Proposal.objects.get().id])
    amara = client_for("amara")
    assert amara.post(page, {}).status_code == 422
    assert amara.post(page, {"which": "theirs"}).status_code == 302
    corrections = Notice.objects.filter(kind="correction")
    assert {notice.corrects_id for notice in corrections} == holders
    assert {fact["value"] for notice in corrections for fact in notice.facts} == {"2026-11-09"}
    assert Submission.objects.get(id=told.submission_id).facts["died_on"] == "2026-11-09"
    found = server.get(f"/api/v1/notices/{told.id}/proposals").json()["proposals"]
    assert [(item["id"], item["state"]) for item in found] == [("one", "accepted")]
    assert amara.post(page, {"which": "mine"}).status_code == 409, "it is answered once"
    assert ask(server, told).json()["state"] == "accepted", "the same proposal again says how it ended"


def test_where_the_person_does_not_agree_nothing_changes_and_the_service_sees_it(
    told: Notice, client_for: ClientFor
) -> None:
    server = server_of(told.organisation_id)
    ask(server, told)
    page = reverse("frontdoor:settle", args=[Proposal.objects.get().id])
    assert client_for("amara").post(page, {"which": "mine"}).status_code == 302
    assert not Notice.objects.filter(kind="correction").exists()
    assert server.get(f"/api/v1/notices/{told.id}/proposals").json()["proposals"][0]["state"] == "declined"
    assert ask(server, told, id="two").status_code == 202, "it may ask again later"


def test_what_we_know_of_the_person_says_who_proposed_it_and_keeps_what_it_was(
    told: Notice, client_for: ClientFor, cast: SimpleNamespace
) -> None:
    tell(cast)  # another thing, told with the same number
    held = told_with("your_phone")
    ask(server_of(held.organisation_id), held, code="your_phone", value=PHONE)
    before = RecordedFact.objects.get(account_id=cast.amara.account_id, code="phone")
    actions.agree(
        actor=cast.amara.actor,
        proposal_id=Proposal.objects.get().id,
        even_so=True,
        now=clock.now(),
        today=clock.today(),
    )
    now = RecordedFact.objects.get(account_id=cast.amara.account_id, code="phone", replaces=before)
    assert now.source == "agreed"
    page = client_for("amara").get(reverse("frontdoor:known")).content.decode()
    assert "An agency proposed it and you agreed" in page
    assert "What we had before" in page
    corrected = {notice.submission_id for notice in Notice.objects.filter(kind="correction")}
    assert corrected == set(Submission.objects.values_list("id", flat=True)), "also who got it with the other thing"


def test_only_a_fact_of_its_own_slice_and_only_a_value_that_the_question_takes(told: Notice) -> None:
    server = server_of(told.organisation_id)
    others = server_of(organisation_by_code("larkhill-surgery").id)
    assert ask(others, told).status_code == 404, "another organisation's notice"
    assert others.get(f"/api/v1/notices/{told.id}/proposals").status_code == 404
    assert ask(server, told, code="no_such_fact").status_code == 422
    missing = {code for notice in Notice.objects.all() for code in codes_of(notice)} - codes_of(told)
    for code in missing:
        assert ask(server, told, code=code).status_code == 422, "told to others, and not to it"
    for value in ("soon", 7, [], {}, None, {"day": "x"}, "x" * 20_000):
        answer = ask(server, told, value=value)
        assert answer.status_code == 422, value
        assert answer.json()["errors"][0]["place"] == "value"
    now_held = next(fact["value"] for fact in told.facts if fact["code"] == "died_on")
    assert ask(server, told, value=now_held).status_code == 422, "that is what it was told"
    assert ask(server, told, words="\x07").status_code == 422
    assert not Proposal.objects.exists()


def test_nobody_is_asked_about_what_was_told_safely_taken_back_or_without_an_account(
    told: Notice, cast: SimpleNamespace
) -> None:
    server = server_of(told.organisation_id)
    ask(server, told)
    sharing.take_back(
        actor=cast.amara.actor, submission_id=told.submission_id, because="mistake", words="", now=clock.now()
    )
    assert Proposal.objects.get().state == "lapsed"
    assert ask(server, told, id="two").status_code == 409
    Submission.objects.filter(id=told.submission_id).update(account=None, withdrawn_at=None, session_digest="x")
    assert ask(server, told, id="two").status_code == 409
    Submission.objects.filter(id=told.submission_id).update(safe=True)
    refused = ask(server, told, id="two")
    assert refused.status_code == 409
    assert "safe" in refused.json()["detail"]
    assert Proposal.objects.count() == 1
    assert Message.objects.filter(template="proposed").count() <= 1


def test_the_message_holds_no_fact_and_the_trail_none_either(told: Notice, cast: SimpleNamespace) -> None:
    ask(server_of(told.organisation_id), told)
    for message in Message.objects.filter(template="proposed"):
        assert message.values == {"reference": Submission.objects.get(id=told.submission_id).reference}
    rows = AuditRow.objects.filter(verb="sharing.proposed")
    assert rows.count() == 1
    assert not any("2026-11-09" in str(row.__dict__) for row in rows)


def test_an_erased_person_leaves_no_value_in_it(told: Notice, cast: SimpleNamespace) -> None:
    ask(server_of(told.organisation_id), told)
    sharing_actions.erase(actor=SYSTEM, account_id=cast.amara.account_id)
    kept = Proposal.objects.get()
    assert (kept.value, kept.words, kept.state) == (None, None, "lapsed")
    assert ask(server_of(told.organisation_id), told).status_code == 409


def test_an_officer_asks_from_the_notice_with_the_question_itself(told: Notice, client_for: ClientFor) -> None:
    carys, page = client_for("carys"), reverse("frontdoor:propose", args=[told.id, "died_on"])
    notice = reverse("sharing:notice", args=[told.id])
    assert page in carys.get(notice).content.decode()
    form = carys.get(page).content.decode()
    found = re.search(r'name="proposal_id" value="([^"]+)"', form)
    assert found
    given = {"day": "9", "month": "11", "year": "2026", "words": "Our letter.", "proposal_id": found[1]}
    assert carys.post(page, {**given, "day": "40"}).status_code == 422
    for _ in range(2):  # pressed twice
        assert carys.post(page, given).status_code == 302
    assert Proposal.objects.get().value["shown"] == "9 November 2026"
    assert "The person has not answered yet" in carys.get(notice).content.decode()
    assert client_for("dev").get(page).status_code == 404


def test_two_windows_that_answer_at_once_settle_it_once(cloned_db: Any, cast: SimpleNamespace) -> None:
    tell(cast)
    told = told_with("died_on")
    asked = sharing.propose(
        actor=Actor(kind="agency", organisation_id=told.organisation_id, scopes=frozenset({"notices"})),
        notice_id=told.id, proposal_id="one", code="died_on", value="2026-11-09", words="",
        now=clock.now() + timedelta(seconds=1),
    )  # fmt: skip
    outcomes: list[str] = []

    def press(accepted: bool) -> None:
        try:
            if accepted:
                actions.agree(
                    actor=cast.amara.actor, proposal_id=asked.id, even_so=True, now=clock.now(), today=clock.today()
                )
            else:
                sharing.settle_proposal(actor=cast.amara.actor, proposal_id=asked.id, accepted=False, now=clock.now())
            outcomes.append("accepted" if accepted else "declined")
        except Conflict:
            outcomes.append("too late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(accepted,)) for accepted in (True, False, True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[1:] == ["too late"] * 3 or outcomes.count("too late") == 3
    settled = Proposal.objects.get()
    assert settled.state in outcomes
    assert Notice.objects.filter(kind="correction").exists() is (settled.state == "accepted")
