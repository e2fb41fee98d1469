"""What was begun: told apart, thrown away, begun again, and found again after signing out on the way."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


def test_starting_again_throws_away_what_the_same_person_began_of_it(cast: SimpleNamespace) -> None:
    now, today = clock.now(), clock.today()
    amara, bilal = cast.amara.actor, cast.bilal.actor
    sent = actions.start(actor=amara, event_code="death", now=now)
    answer_all(amara, sent)
    actions.send(actor=amara, draft_id=sent, now=now, today=today)
    older = actions.start(actor=amara, event_code="death", now=now)
    other = actions.start(actor=amara, event_code="birth", now=now)
    theirs = actions.start(actor=bilal, event_code="death", now=now)
    anonymous = actions.start(actor=Actor(kind="anonymous", session_key="a"), event_code="death", now=now)
    elsewhere = actions.start(actor=Actor(kind="anonymous", session_key="b"), event_code="death", now=now)

    newer = actions.start(actor=amara, event_code="death", now=now)
    assert {draft.id for draft in Draft.objects.all()} == {sent, other, theirs, anonymous, elsewhere, newer}
    assert [row.object_id for row in AuditRow.objects.filter(verb="frontdoor.telling_discarded")] == [older]

    again = actions.start(actor=Actor(kind="anonymous", session_key="a"), event_code="death", now=now)
    assert {draft.id for draft in Draft.objects.all()} == {sent, other, theirs, again, elsewhere, newer}


def test_the_start_page_says_what_starting_again_does(client_for: ClientFor, cast: SimpleNamespace) -> None:
    client, start = client_for("amara"), reverse("frontdoor:life_event", args=["death"])
    warning = "If you start again, we throw that away."
    assert warning not in client.get(start).content.decode()
    actions.start(actor=cast.amara.actor, event_code="death", now=clock.now())
    assert warning in client.get(start).content.decode()


@pytest.mark.parametrize("page", ["account", "notices"])
def test_each_that_was_begun_can_be_told_apart_and_thrown_away(
    client_for: ClientFor, cast: SimpleNamespace, page: str
) -> None:
    now, client = clock.now(), client_for("amara")
    begun = {
        code: actions.start(actor=cast.amara.actor, event_code=code, now=now - timedelta(hours=hours))
        for hours, code in enumerate(sorted(gateways.life_events()))
        if not gateways.life_event(code).safe_mode
    }
    shown = client.get(reverse(f"frontdoor:{page}")).content.decode()
    words = {}
    for code, draft_id in begun.items():
        event, address = gateways.life_event(code), reverse("frontdoor:resume", args=[draft_id])
        words[code] = re.search(rf'href="{address}">([^<]+)<', shown)[1]
        assert (words[code] == event.title) is not event.quick_exit
        throw = reverse("frontdoor:discard", args=[draft_id])
        assert re.search(rf'href="{throw}">Throw away<span class="govuk-visually-hidden">: {words[code]}<', shown)
        assert client.get(throw).status_code == 200
    assert len(set(words.values())) == len(begun)
    client.post(reverse("frontdoor:discard", args=[begun["death"]]))
    assert words["death"] not in client.get(reverse(f"frontdoor:{page}")).content.decode()


def test_whoever_was_signed_out_on_the_way_is_sent_to_sign_in_and_back(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=clock.now())
    step = client_for("amara").get(reverse("frontdoor:resume", args=[draft_id])).url
    resume = reverse("frontdoor:resume", args=[draft_id])
    stranger = client_for(None)
    answer = stranger.post(step, {"value": "x"})
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={quote(resume, safe='')}"
    assert Draft.objects.get(id=draft_id).answers == {}
    assert stranger.get(step).status_code == 404
    assert client_for("bilal").post(step, {"value": "x"}).status_code == 404


def test_the_way_to_sign_in_tells_nobody_whether_there_is_such_a_draft(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    now, there = clock.now(), Actor(kind="anonymous", session_key="elsewhere")
    drafts = [
        actions.start(actor=cast.amara.actor, event_code="death", now=now),
        actions.start(actor=there, event_code="death", now=now),
        actions.start(actor=cast.bilal.actor, event_code="death", now=now - timedelta(days=90)),
        uuid4(),
    ]
    client = client_for(None)
    for fact in ("person_who_died", "nothing-of-the-kind"):
        seen = set()
        for draft_id in drafts:
            answer = client.post(reverse("frontdoor:question", args=[draft_id, fact]), {})
            seen.add((answer.status_code, answer.url.replace(str(draft_id), "…"), answer.content))
        assert len(seen) == 1
