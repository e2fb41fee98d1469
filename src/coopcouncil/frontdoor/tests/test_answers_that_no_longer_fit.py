"""A life event changed, or a day gone by, since a question was answered: it is asked again, and nothing is sent."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import NotFinished
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.sharing import public as sharing

pytestmark = pytest.mark.django_db
CODE, CHOICE = "at-risk-of-losing-home", "reason"


def answered(actor: Actor) -> Draft:
    draft_id = actions.start(actor=actor, event_code=CODE, now=clock.now())
    answer_all(actor, draft_id)
    return Draft.objects.get(id=draft_id)


def send(actor: Actor, draft_id: UUID) -> UUID:
    return actions.send(actor=actor, draft_id=draft_id, now=clock.now(), today=clock.today())


def change(monkeypatch: pytest.MonkeyPatch, changed: LifeEvent) -> None:
    events = MappingProxyType({**gateways.life_events(), changed.code: changed})
    monkeypatch.setattr(gateways, "life_events", lambda: events)


def without_option(event: LifeEvent, fact_code: str, option: str) -> LifeEvent:
    facts = tuple(
        replace(fact, options=tuple(o for o in fact.options if o.code != option)) if fact.code == fact_code else fact
        for fact in event.facts
    )
    return replace(event, facts=facts)  # of the same number: a file was changed, and nobody raised its version


def test_an_answer_that_is_no_option_any_more_is_dropped_and_asked_again(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = answered(cast.amara.actor)
    before = draft.answers
    change(monkeypatch, without_option(gateways.life_event(CODE), CHOICE, before[CHOICE]))
    with pytest.raises(NotFinished) as refused:
        send(cast.amara.actor, draft.id)
    assert refused.value.fact.code == CHOICE
    assert sharing.submissions_of(cast.amara.actor) == []
    draft.refresh_from_db()
    assert draft.answers == {code: value for code, value in before.items() if code != CHOICE}
    assert draft.event_version == gateways.life_event(CODE).version
    assert client_for("amara").get(reverse("frontdoor:resume", args=[draft.id])).url.endswith(f"/question/{CHOICE}/")


def test_an_answer_to_a_question_that_is_gone_is_dropped_and_the_rest_is_sent(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = answered(cast.amara.actor)
    draft.answers = {**draft.answers, "asked_last_year": "yes"}
    draft.save()
    told = send(cast.amara.actor, draft.id)
    assert sharing.submission(cast.amara.actor, told).notices


def test_what_was_begun_is_sent_as_the_version_that_it_began_with(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = answered(cast.amara.actor)
    event = gateways.life_event(CODE)
    change(monkeypatch, replace(event, version=event.version + 1))
    told = send(cast.amara.actor, draft.id)
    assert sharing.submission(cast.amara.actor, told).event_version == event.version


def test_nobody_elses_draft_is_touched(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = answered(cast.amara.actor)
    change(monkeypatch, without_option(gateways.life_event(CODE), CHOICE, draft.answers[CHOICE]))
    with pytest.raises(Exception, match="permission"):
        send(cast.bilal.actor, draft.id)
    assert Draft.objects.get(id=draft.id).answers == draft.answers
