"""The journey by a plain client: one question a page, who will be told, sent once."""

import io
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.frontdoor import actions, forms, gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.plan import NotFinished, plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.sharing import public as sharing

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


def begin(client: Client, code: str = "death") -> Draft:
    client.post(reverse("frontdoor:life_event", args=[code]))
    return Draft.objects.latest("started_at")


def test_a_person_who_is_not_signed_in_tells_us_and_follows_it_in_the_same_browser(client_for: ClientFor) -> None:
    client = client_for(None)
    draft = begin(client)
    assert draft.account_id is None
    assert draft.session_digest
    assert draft.session_digest != client.session[VISITOR]
    for _ in range(60):
        step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
        if "/question/" not in step:
            break
        fact = gateways.life_event("death").fact(step.rstrip("/").rsplit("/", 1)[1])
        value = typical_answers(gateways.life_event("death"), today=clock.today()).get(fact.code)
        assert client.post(step, facts.fill(fact, value)).status_code == 302
    assert step == reverse("frontdoor:check", args=[draft.id])
    assert client.get(step).status_code == 200
    who = reverse("frontdoor:who", args=[draft.id])
    page = client.get(who)
    assert page.status_code == 200
    told = client.post(who, as_shown(page, tell=["council_tax"]))
    assert told.status_code == 302
    assert "reference" in client.get(told.url).content.decode().lower()
    other = client_for(None)
    assert other.get(told.url).status_code == 404


def test_another_resident_finds_no_draft_and_no_submission(client_for: ClientFor, cast: SimpleNamespace) -> None:
    draft = begin(client_for("amara"))
    assert client_for("bilal").get(reverse("frontdoor:resume", args=[draft.id])).status_code == 404
    with pytest.raises(NotAllowed):
        actions.discard(actor=cast.bilal.actor, draft_id=draft.id, now=clock.now())


def test_a_wrong_answer_is_kept_on_the_page_and_not_in_the_draft(client_for: ClientFor) -> None:
    client = client_for("amara")
    draft = begin(client)
    step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
    response = client.post(step, {})
    assert response.status_code == 422
    assert b"There is a problem" in response.content
    assert Draft.objects.get(id=draft.id).answers == {}


def test_a_question_that_nobody_needs_cannot_be_opened(client_for: ClientFor) -> None:
    client = client_for("amara")
    draft = begin(client)
    event = gateways.life_event("death")
    first = plan(event, {}, today=clock.today()).next_fact
    later = next(fact for fact in sorted(event.facts, key=lambda f: -f.order) if fact != first)
    response = client.get(reverse("frontdoor:question", args=[draft.id, later.code]))
    assert response.status_code == 302
    assert first is not None
    assert response.url.endswith(f"/{first.code}/")


def test_pressing_send_twice_sends_once(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    first = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    again = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    assert first == again
    assert len(sharing.submissions_of(cast.amara.actor)) == 1
    assert Draft.objects.get(id=draft_id).answers == {}


def test_nothing_is_sent_while_a_question_is_left(cast: SimpleNamespace) -> None:
    now = clock.now()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    with pytest.raises(NotFinished):
        actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=clock.today())
    assert sharing.submissions_of(cast.amara.actor) == []


def test_what_was_sent_can_no_longer_be_changed(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    with pytest.raises(Conflict):
        actions.choose(actor=cast.amara.actor, draft_id=draft_id, left_out=[], agreed=[], now=now)


def test_an_expired_draft_is_gone(cast: SimpleNamespace, client_for: ClientFor) -> None:
    long_ago = clock.now() - actions.KEPT_FOR - timedelta(minutes=1)
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=long_ago)
    assert client_for("amara").get(reverse("frontdoor:resume", args=[draft_id])).status_code == 404
    kept = actions.start(actor=cast.amara.actor, event_code="death", now=clock.now())
    assert actions.remove_expired(now=clock.now()) == 1
    assert [draft.id for draft in Draft.objects.all()] == [kept]
    assert AuditRow.objects.get(verb="frontdoor.drafts_expired").reason == "1 removed"
    assert actions.remove_expired(now=clock.now()) == 0
    assert AuditRow.objects.filter(verb="frontdoor.drafts_expired").count() == 1


def test_a_notice_by_consent_is_off_until_the_person_says_yes(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    event = gateways.life_event("death")
    by_consent = {notice.code for notice in event.notices if notice.by_consent}
    assert by_consent
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    sent = {notice.code for notice in sharing.submission(cast.amara.actor, told).notices}
    assert not sent & by_consent

    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    actions.choose(actor=cast.amara.actor, draft_id=draft_id, left_out=[], agreed=by_consent, now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    assert by_consent <= {notice.code for notice in sharing.submission(cast.amara.actor, told).notices}


def test_where_nobody_provides_a_service_the_council_is_told(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    notices = sharing.submission(cast.amara.actor, told).notices
    assert {notice.organisation for notice in notices} == {"Ashmere Council"}


def test_every_step_that_matters_is_in_the_audit_trail_without_a_fact(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    rows = list(AuditRow.objects.filter(actor_id=cast.amara.account_id))
    assert {"frontdoor.telling_begun", "frontdoor.life_event_told"} <= {row.verb for row in rows}
    person = typical_answers(gateways.life_event("death"), today=today)["person_who_died"]
    assert not any(person["last_name"] in f"{row.reason}{row.verb}" for row in rows)


def test_a_document_to_keep_is_made(client_for: ClientFor, cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=now)
    answer_all(cast.amara.actor, draft_id)
    told = actions.send(actor=cast.amara.actor, draft_id=draft_id, now=now, today=today)
    response = client_for("amara").get(reverse("frontdoor:print", args=[told]))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split())
    assert "Nothing but these may be told for this" in words
    assert "Their last address" in words


def test_a_page_of_questions_asks_the_database_the_same_few_things(
    client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client = client_for("amara")
    draft = begin(client)
    step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
    with django_assert_max_num_queries(6):
        client.get(step)


@pytest.mark.parametrize("code", sorted(gateways.life_events()))
def test_every_question_can_be_drawn_empty_filled_and_wrong(code: str) -> None:
    event = gateways.life_event(code)
    typical = typical_answers(event, today=clock.today())
    for fact in event.facts:
        drawn = forms.question(fact, {}, None)
        assert drawn.groups
        marked = forms.question(fact, {}, WrongAnswer("That is wrong.", mend="Try again."))
        assert marked.errors[0]["href"].startswith("#answer")
        assert any(params.get("errorMessage") for _, params in marked.groups), fact.code
        if fact.code in typical:
            assert forms.question(fact, facts.fill(fact, typical[fact.code]), None).groups
