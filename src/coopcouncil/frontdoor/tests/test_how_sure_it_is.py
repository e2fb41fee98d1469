"""A notice says no more than the person could show: without the registrar's reference nothing may stop."""

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.tests.conftest import Receiver, receiver

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_machine_may_be_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPCOUNCIL_ALLOW_HTTP", "127.0.0.1")


MAY_END = {notice.code for notice in gateways.life_event("death").notices if notice.may_end_entitlement}


def tell_of_a_death(actor: Actor, *, reference: bool) -> UUID:
    now, today = clock.now(), clock.today()
    draft_id = actions.start(actor=actor, event_code="death", now=now)
    answer_all(actor, draft_id, **({} if reference else {"registrar_reference": ""}))
    return actions.send(actor=actor, draft_id=draft_id, now=now, today=today)


def what_arrives(receiver: Receiver) -> dict[str, dict[str, Any]]:
    """By the notice's title: what the server of an organisation really got."""
    while outbox.carry_one(clock=clock.now):
        pass
    events = [json.loads(post.body) for post in receiver.posts]
    return {event["data"]["title"]: event["data"] for event in events}


def test_without_the_registrars_reference_every_notice_is_reported_and_ends_nothing(
    cast: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(people.council().id)
    told = tell_of_a_death(cast.amara.actor, reference=False)
    notices = sharing.submission(cast.amara.actor, told).notices
    assert MAY_END & {notice.code for notice in notices}
    arrived = what_arrives(receiver)
    assert len(arrived) == len(notices)
    for data in arrived.values():
        assert data["standing"] == "reported"
        assert data["standing_words"] == "Reported, not yet verified"
        assert data["may_end_entitlement"] is False
        assert "verified" not in data.values()


def test_with_it_a_notice_is_evidenced_and_only_what_the_life_event_names_may_end_something(
    cast: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(people.council().id)
    told = tell_of_a_death(cast.amara.actor, reference=True)
    notices = {notice.title: notice for notice in sharing.submission(cast.amara.actor, told).notices}
    arrived = what_arrives(receiver)
    assert arrived.keys() == notices.keys()
    evidence = {notice.code for notice in gateways.life_event("death").notices if notice.evidence}
    for title, data in arrived.items():
        code = notices[title].code
        assert data["standing"] == ("evidenced" if code in evidence else "reported")
        assert data["may_end_entitlement"] is (code in MAY_END)
    assert any(data["may_end_entitlement"] for data in arrived.values())


@pytest.mark.parametrize(
    ("reference", "words"),
    [(False, "Reported, not yet verified."), (True, "Reported, with the registrar&#39;s reference.")],
)
def test_the_person_reads_how_sure_each_notice_is(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client], reference: bool, words: str
) -> None:
    told = tell_of_a_death(cast.amara.actor, reference=reference)
    page = client_for("amara").get(reverse("frontdoor:submission", args=[told])).content.decode()
    assert words in page
    if not reference:
        assert "No payment or service stops until the death is checked" in page
        assert page.count(words) == page.count("app-card__who")


def test_a_reference_from_somebody_whom_nobody_knows_proves_nothing_and_ends_nothing(
    cast: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.connect(people.council().id)
    event = gateways.life_event("death")
    asked = replace(
        event, notices=tuple(replace(item, assurance="low" if item.evidence else "none") for item in event.notices)
    )
    monkeypatch.setattr(gateways, "life_events", lambda: {"death": asked})
    nobody = Actor(kind="anonymous", session_key="a-browser")
    told = tell_of_a_death(nobody, reference=True)
    notices = sharing.submission(nobody, told).notices
    evidence = {notice.code for notice in event.notices if notice.evidence}
    assert evidence & {notice.code for notice in notices}
    for notice in notices:
        assert (notice.standing, notice.may_end_entitlement) == ("reported", False)
        assert ("Nobody has checked who sent this" in notice.standing_means) is (notice.code in evidence)
    arrived = what_arrives(receiver)
    assert arrived
    assert {data["identity"] for data in arrived.values()} == {"none"}
    assert not any(data["may_end_entitlement"] for data in arrived.values())


def test_what_is_held_and_not_what_is_asked_for_is_said_of_the_person(
    cast: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.connect(people.council().id)
    event = gateways.life_event("death")
    asked = replace(event, notices=tuple(replace(item, assurance="medium") for item in event.notices))
    monkeypatch.setattr(gateways, "life_events", lambda: {"death": asked})
    told = tell_of_a_death(cast.amara.actor, reference=True)
    notices = sharing.submission(cast.amara.actor, told).notices
    assert {notice.standing for notice in notices} == {"reported"}
    assert all("Nobody has checked who sent this" in notice.standing_means for notice in notices)
    assert {data["identity"] for data in what_arrives(receiver).values()} == {"low"}


def test_an_account_with_an_e_mail_address_alone_shows_nobody_who_it_is(
    cast: SimpleNamespace, receiver: Receiver, client_for: Callable[[str | None], Client]
) -> None:
    receiver.connect(people.council().id)
    now = clock.now()
    draft_id = actions.start(actor=cast.bilal.actor, event_code="death", now=now)
    answer_all(cast.bilal.actor, draft_id)
    bilal, who = client_for("bilal"), reverse("frontdoor:who", args=[draft_id])
    page = bilal.get(who).content.decode()
    assert "need to be surer who you are" in page
    assert "Reported, not verified." in page
    # The way to raise it leads back to what was being told.
    way = f"/account/identity/?next={who}"
    assert way in page
    assert f'href="{who}"' in bilal.get(way).content.decode()
    told = actions.send(actor=cast.bilal.actor, draft_id=draft_id, now=now, today=clock.today())
    asked = {notice.code for notice in gateways.life_event("death").notices if notice.assurance != "none"}
    notices = {notice.code: notice for notice in sharing.submission(cast.bilal.actor, told).notices}
    assert asked & notices.keys()
    for code in asked & notices.keys():
        assert (notices[code].standing, notices[code].may_end_entitlement) == ("reported", False)
    assert {data["identity"] for data in what_arrives(receiver).values()} == {"none"}


def test_whoever_has_proved_enough_is_not_asked_to_prove_more(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    draft_id = actions.start(actor=cast.amara.actor, event_code="death", now=clock.now())
    answer_all(cast.amara.actor, draft_id)
    page = client_for("amara").get(reverse("frontdoor:who", args=[draft_id])).content.decode()
    assert "surer who you are" not in page
