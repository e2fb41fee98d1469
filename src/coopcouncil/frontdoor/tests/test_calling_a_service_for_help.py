"""An officer asks another service while a person waits: what it sees, who may answer, and how it ends."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from coopcouncil.directory.public import service_types
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.safe import REACHES
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.frontdoor.tests.test_helping_somebody_tell import EVENT, actor_of, begin, send, surgery
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing_actions
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import HelpRequest

__all__ = ["surgery"]
pytestmark = pytest.mark.django_db
SERVICE = "council_tax"


@pytest.fixture
def draft(cast: SimpleNamespace, surgery: UUID) -> UUID:
    return begin(actor_of(cast, "dev"), surgery)


def ask(cast: SimpleNamespace, draft: UUID, **instead: Any) -> HelpRequest:
    asked = {"service_type": SERVICE, "question": "Does she pay from today?", "fact_code": "", **instead}
    found = actions.call_for_help(
        actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now(), today=clock.today(), **asked
    )
    return HelpRequest.objects.get(id=found)


def answer(cast: SimpleNamespace, asked: HelpRequest, name: str = "carys", words: str = "Yes, from today.") -> None:
    sharing_actions.answer_help(actor=actor_of(cast, name), help_id=asked.id, answer=words, now=clock.now())


def test_the_service_sees_exactly_the_slice_of_its_own_notice_and_no_fact_before_it_applies(
    cast: SimpleNamespace, draft: UUID
) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    asked = ask(cast, draft)
    event, kept = gateways.life_event(EVENT), queries.draft(draft, now=clock.now())
    stands = plan(event, kept.answers, today=clock.today(), left_out=kept.left_out, agreed=kept.agreed)
    part = next(item for item in stands.notices if item.notice.service == SERVICE)
    assert part.facts
    assert {row["code"]: row["value"] for row in asked.facts} == dict(part.facts)
    assert {row["code"] for row in asked.facts} <= set(part.notice.facts)


def test_a_service_that_nothing_is_told_sees_no_fact(cast: SimpleNamespace, draft: UUID) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    told = {notice.service for notice in gateways.life_event(EVENT).notices}
    other = next(code for code in sorted(service_types()) if code not in told)
    assert ask(cast, draft, service_type=other).facts == []


def test_a_notice_left_out_brings_no_fact_with_it(cast: SimpleNamespace, draft: UUID) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    codes = [notice.code for notice in gateways.life_event(EVENT).notices if notice.service == SERVICE]
    Draft.objects.filter(id=draft).update(left_out=codes)
    kept = queries.draft(draft, now=clock.now())
    applies = plan(gateways.life_event(EVENT), kept.answers, today=clock.today(), left_out=codes).notices
    expected = [item for item in applies if item.notice.service == SERVICE]
    assert bool(ask(cast, draft).facts) == bool(expected)


def test_it_is_answered_in_the_inbox_and_read_beside_the_question(
    cast: SimpleNamespace, draft: UUID, client_for: Callable[[str | None], Client]
) -> None:
    dev, carys = client_for("dev"), client_for("carys")
    page = reverse("frontdoor:call_for_help", args=[draft])
    assert dev.post(page, {"service": SERVICE, "question": "Does she pay from today?"}).status_code == 302
    asked = HelpRequest.objects.get()
    assert asked.organisation_id == organisation_by_code("ashmere-council").id
    assert "Asked now" in carys.get(reverse("sharing:inbox")).content.decode()
    assert "1 officer waits for your answer now" in carys.get(reverse("frontdoor:desk")).content.decode()
    help_page = reverse("sharing:help", args=[asked.id])
    assert help_page in carys.get(reverse("sharing:asked")).content.decode()
    seen = carys.get(help_page).content.decode()
    assert "Does she pay from today?" in seen
    assert "Dev Patel of Larkhill Surgery asks" in seen
    assert AuditRow.objects.filter(verb="sharing.help_read", object_id=asked.id).count() == 1
    assert "Nobody has answered yet" in dev.get(reverse("frontdoor:desk")).content.decode()
    assert carys.post(help_page, {"answer": ""}).status_code == 422
    assert carys.post(help_page, {"answer": "Yes, from today."}).status_code == 302
    question = dev.get(reverse("frontdoor:resume", args=[draft]), follow=True).content.decode()
    assert "Yes, from today." in question
    assert "They have answered." in dev.get(reverse("frontdoor:desk")).content.decode()


def test_only_the_service_that_was_asked_reads_and_answers(
    cast: SimpleNamespace, draft: UUID, client_for: Callable[[str | None], Client]
) -> None:
    page = reverse("sharing:help", args=[ask(cast, draft).id])
    for name, status in {"dev": 404, "esi": 404, "amara": 403, "jo": 403}.items():
        assert client_for(name).get(page).status_code == status, name
        assert client_for(name).post(page, {"answer": "No."}).status_code == status, name


def test_only_the_officer_who_helps_may_ask(
    cast: SimpleNamespace, draft: UUID, client_for: Callable[[str | None], Client]
) -> None:
    for name in (None, "amara", "carys"):
        asked = client_for(name).post(
            reverse("frontdoor:call_for_help", args=[draft]), {"service": SERVICE, "question": "What?"}
        )
        assert asked.status_code == 404, name
    own = actions.start(actor=cast.amara.actor, event_code=EVENT, now=clock.now())
    with pytest.raises(NotFound):
        actions.call_for_help(
            actor=cast.amara.actor, draft_id=own, service_type=SERVICE, question="What?", fact_code="",
            now=clock.now(), today=clock.today(),
        )  # fmt: skip
    with pytest.raises(BadInput):
        ask(cast, draft, service_type="made-up")
    with pytest.raises(BadInput):
        ask(cast, draft, question=" ")


def test_of_two_answers_one_counts_and_the_other_officer_is_told(
    cast: SimpleNamespace, draft: UUID, client_for: Callable[[str | None], Client]
) -> None:
    asked = ask(cast, draft)
    answer(cast, asked)
    late = client_for("carys").post(reverse("sharing:help", args=[asked.id]), {"answer": "No, from Monday."})
    assert late.status_code == 409
    assert "Somebody else has answered this already" in late.content.decode()
    assert "No, from Monday." in late.content.decode()
    asked.refresh_from_db()
    assert asked.answer == "Yes, from today."


def test_taken_back_its_facts_go_and_nobody_can_answer(cast: SimpleNamespace, draft: UUID) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    asked = ask(cast, draft)
    actions.take_question_back(actor=actor_of(cast, "dev"), draft_id=draft, help_id=asked.id, now=clock.now())
    asked.refresh_from_db()
    assert (asked.state, asked.facts) == ("withdrawn", [])
    with pytest.raises(Conflict, match="do not need"):
        answer(cast, asked)
    other = begin(actor_of(cast, "dev"), organisation_by_code("larkhill-surgery").id)
    with pytest.raises(NotFound):
        actions.take_question_back(actor=actor_of(cast, "dev"), draft_id=other, help_id=asked.id, now=clock.now())


@pytest.mark.parametrize("how", ["sent", "discarded", "expired"])
def test_when_the_draft_goes_nothing_that_was_asked_or_answered_stays(
    cast: SimpleNamespace, draft: UUID, how: str
) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    answered, waiting = ask(cast, draft), ask(cast, draft)
    answer(cast, answered)
    if how == "sent":
        send(actor_of(cast, "dev"), draft)
    elif how == "discarded":
        actions.discard(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    else:
        actions.remove_expired(now=clock.now() + timedelta(days=8))
    for row in (answered, waiting):
        row.refresh_from_db()
        assert (row.facts, row.question) == ([], "")
    assert (answered.answer, waiting.state) == ("", "withdrawn")
    assert sharing.help_asked_by(actor_of(cast, "dev"), clock.today()) == []


def test_what_nobody_answered_is_over_with_its_day_and_says_so(cast: SimpleNamespace, draft: UUID) -> None:
    asked = ask(cast, draft)
    tomorrow = localtime(clock.now()) + timedelta(days=1)
    assert [row.state for row in sharing.help_of(draft, tomorrow.date())] == ["expired"]
    with pytest.raises(Conflict, match="another day"):
        sharing_actions.answer_help(actor=actor_of(cast, "carys"), help_id=asked.id, answer="Yes.", now=tomorrow)
    assert sharing_actions.expire_help(now=clock.now()) == 0
    assert sharing_actions.expire_help(now=tomorrow) == 1
    asked.refresh_from_db()
    assert (asked.state, asked.facts) == ("expired", [])


def test_in_safe_mode_only_a_service_that_may_know_can_be_asked(cast: SimpleNamespace, draft: UUID) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    draft = actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    with pytest.raises(Conflict):
        ask(cast, draft)
    council = organisation_by_code("ashmere-council").id
    keep: dict[str, Any] = {"actor": actor_of(cast, "dev"), "draft_id": draft, "now": clock.now()}
    actions.keep_conflicts(asked_about=[council], conflicted=[council], **keep)
    with pytest.raises(Conflict):
        ask(cast, draft)
    actions.keep_conflicts(asked_about=[council], conflicted=[], **keep)
    assert ask(cast, draft).event_title == "Told in safe mode"


def test_five_questions_wait_at_most(cast: SimpleNamespace, draft: UUID) -> None:
    for _ in range(5):
        ask(cast, draft)
    with pytest.raises(Conflict, match="Five questions"):
        ask(cast, draft)


def test_an_officer_whose_role_has_ended_asks_nothing(cast: SimpleNamespace, draft: UUID) -> None:
    with pytest.raises(NotAllowed):
        actions.call_for_help(
            actor=cast.bilal.actor, draft_id=draft, service_type=SERVICE, question="What?", fact_code="",
            now=clock.now(), today=clock.today(),
        )  # fmt: skip


def test_asked_in_safe_mode_the_service_reads_first_how_to_reach_the_person_and_what_not_to_use(
    cast: SimpleNamespace, draft: UUID, client_for: Callable[[str | None], Client]
) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    draft = actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    keep: dict[str, Any] = {"actor": actor_of(cast, "dev"), "draft_id": draft, "now": clock.now()}
    actions.keep_contact(contact=sharing.SafeContact("phone", "07700 900765", "Mondays"), **keep)
    actions.keep_conflicts(asked_about=[organisation_by_code("ashmere-council").id], conflicted=[], **keep)
    asked = ask(cast, draft)
    reaches = {fact.code for fact in gateways.life_event(EVENT).facts if fact.type in REACHES}
    given = {row["code"] for row in asked.facts} & reaches
    assert given
    assert {row["code"] for row in asked.facts if row.get("do_not_use")} == given
    page = client_for("carys").get(reverse("sharing:help", args=[asked.id])).content.decode()
    order = [page.index(text) for text in (
        "Keep this person safe", "Do not write, phone or visit at any other address or number", "07700 900765",
        "Mondays", "What you would be told", "– do not use",
    )]  # fmt: skip
    assert order == sorted(order)
    assert AuditRow.objects.get(verb="sharing.help_asked", object_id=asked.id).reason == ""
    sharing_actions.close_help(actor=actor_of(cast, "dev"), draft_ids=[draft])
    asked.refresh_from_db()
    assert asked.safe_contact is None


def test_what_was_asked_before_it_went_on_in_safe_mode_names_nothing_and_leaves_no_row(
    cast: SimpleNamespace, draft: UUID
) -> None:
    answer_all(actor_of(cast, "dev"), draft)
    asked = ask(cast, draft, fact_code=gateways.life_event(EVENT).facts[0].code)
    assert asked.about
    actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    asked.refresh_from_db()
    assert (asked.state, asked.event_title, asked.about) == ("withdrawn", "Told in safe mode", "")
    assert (asked.question, asked.facts) == ("", [])
    assert not AuditRow.objects.filter(verb="sharing.help_withdrawn").exists()
