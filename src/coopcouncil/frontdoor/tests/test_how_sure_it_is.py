"""A notice says no more than the person could show: without the registrar's reference nothing may stop."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.people import actions as people_actions
from coopcouncil.people import public as people
from coopcouncil.people.models import IdentityProof
from coopcouncil.sharing import actions as sharing_actions
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice
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
    """By the notice's title: what the council's server got, or fetched where it got an address alone."""
    while outbox.carry_one(clock=clock.now):
        pass
    events = [json.loads(post.body) for post in receiver.posts]
    server = Actor(kind="agency", organisation_id=people.council().id, scopes=frozenset({"notices"}))
    got = [event["data"] if "title" in event["data"] else fetched(server, event["data"]["notice"]) for event in events]
    return {data["title"]: data for data in got}


def fetched(server: Actor, notice_id: str) -> dict[str, Any]:
    """What `GET /api/v1/notices/{id}` answers."""
    parcel = sharing_actions.open_notice(actor=server, notice_id=UUID(notice_id)).parcel
    facts = [{"code": fact.code, "label": fact.label, "value": fact.value} for fact in parcel.facts]
    return {**sharing_actions.described(parcel), "facts": facts}


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
    named = {notice.title for notice in notices if "your_name" in event.notice(notice.code).facts}
    levels = {title: data["identity"] for title, data in what_arrives(receiver).items()}
    assert {title for title, level in levels.items() if level == "low"} == named
    # A notice that names nobody as telling is sure of nobody.
    assert {level for title, level in levels.items() if title not in named} <= {"none"}


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


# --- a proof counts for the person it proved ------------------------------------------------------------------------

NOOR = {"first_names": "Noor", "last_name": "Haddad"}
BORN = date(1958, 4, 12)


def proved(cast: SimpleNamespace, name: str = "Noor Haddad", born_on: date = BORN) -> None:
    """Carys has seen Bilal's passport, which has this name."""
    people_actions.record_document(
        actor=cast.carys.actor,
        account_id=cast.bilal.account_id,
        organisation_id=people.council().id,
        documents=["passport"],
        checks=["security_features", "face_compared", "records_searched"],
        name=name,
        born_on=born_on,
        now=clock.now(),
        today=clock.today(),
    )


def about_to_retire(actor: Actor, **told: Any) -> UUID:
    draft_id = actions.start(actor=actor, event_code="retiring", now=clock.now())
    answer_all(actor, draft_id, **{"your_name": NOOR, "your_date_of_birth": BORN.isoformat(), **told})
    return draft_id


def sent_as(client: Client, draft_id: UUID) -> dict[str, tuple[str, str]]:
    """By notice: its level and its standing, after pressing Send on exactly what the page showed."""
    who = reverse("frontdoor:who", args=[draft_id])
    page = client.get(who)
    ticked = [notice.code for notice in gateways.life_event("retiring").notices if not notice.by_consent]
    assert client.post(who, as_shown(page, tell=ticked)).status_code == 302
    return {row.code: (row.identity, row.standing_means) for row in Notice.objects.all()}


@pytest.mark.parametrize(
    ("told", "known"),
    [
        (NOOR, "Noor Haddad"),
        ({"first_names": "NOOR", "last_name": "Háddad"}, "Noor Haddad"),
        ({"first_names": "Noor", "last_name": "Haddad-Smith"}, "Noor Haddad Smith"),
        ({"first_names": "Noor Zahra Amina", "last_name": "Haddad"}, "Noor Amina Zahra Haddad"),
    ],
)
def test_what_is_told_in_the_name_that_was_proved_goes_as_verified(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client], told: dict[str, str], known: str
) -> None:
    proved(cast, known)
    draft_id = about_to_retire(cast.bilal.actor, your_name=told)
    bilal = client_for("bilal")
    assert "surer who you are" not in bilal.get(reverse("frontdoor:who", args=[draft_id])).content.decode()
    notices = sent_as(bilal, draft_id)
    assert {level for level, _means in notices.values()} == {"medium"}
    assert not any("Nobody has checked" in means for _level, means in notices.values())


def test_a_middle_name_may_be_left_out_where_the_date_of_birth_is_told_too(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    proved(cast, "Noor Amina Haddad")
    draft_id, bilal = about_to_retire(cast.bilal.actor), client_for("bilal")
    page = bilal.get(reverse("frontdoor:who", args=[draft_id])).content.decode()
    assert "surer who you are" not in page
    event, notices = gateways.life_event("retiring"), sent_as(bilal, draft_id)
    assert {code for code, (level, _means) in notices.items() if level == "medium"} == {
        code for code in notices if "your_date_of_birth" in event.notice(code).facts
    }
    # A life event that asks for no date of birth needs the whole name.
    moving = actions.start(actor=cast.bilal.actor, event_code="moving-home", now=clock.now())
    answer_all(cast.bilal.actor, moving, your_name=NOOR)
    page = bilal.get(reverse("frontdoor:who", args=[moving])).content.decode()
    assert "Some services need all first names, as they were proved" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"your_name": {"first_names": "Omar", "last_name": "Haddad"}}, "The name that you told us is not the name"),
        ({"your_date_of_birth": "1958-04-13"}, "The date of birth that you told us is not the one"),
    ],
)
def test_whoever_proved_one_name_and_tells_another_is_reported_and_reads_why_before_sending(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client], told: dict[str, Any], words: str
) -> None:
    proved(cast)
    draft_id, bilal = about_to_retire(cast.bilal.actor, **told), client_for("bilal")
    page = bilal.get(reverse("frontdoor:who", args=[draft_id])).content.decode()
    assert words in page
    assert "Reported, not verified." in page
    assert f'href="{reverse("frontdoor:check", args=[draft_id])}"' in page
    notices = sent_as(bilal, draft_id)
    asked = {item.code: item for item in gateways.life_event("retiring").notices if item.assurance != "none"}
    assert asked.keys() & notices.keys()
    for code in asked.keys() & notices.keys():
        assert notices[code][0] == "none"
        assert "Nobody has checked who sent this" in notices[code][1]
        # That another name was proved is nobody's but theirs.
        assert "name" not in notices[code][1]


def test_a_proof_that_kept_no_name_counts_for_nothing_and_says_what_to_do(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    proved(cast)
    IdentityProof.objects.filter(account=cast.bilal.account_id).update(detail=None)
    draft_id = about_to_retire(cast.bilal.actor)
    page = client_for("bilal").get(reverse("frontdoor:who", args=[draft_id])).content.decode()
    assert "before we kept the name with it" in page
    assert {level for level, _means in sent_as(client_for("bilal"), draft_id).values()} == {"none"}


def test_an_answer_changed_after_looking_is_not_sent_as_it_was_shown(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    """The seal of each notice holds how sure we are: a proof that ends meanwhile shows the page again."""
    proved(cast)
    draft_id, bilal = about_to_retire(cast.bilal.actor), client_for("bilal")
    who = reverse("frontdoor:who", args=[draft_id])
    seen = as_shown(bilal.get(who), tell=["state_pension"])
    IdentityProof.objects.filter(account=cast.bilal.account_id).update(disputed_at=clock.now())
    again = bilal.post(who, seen)
    assert again.status_code == 422
    assert "Something changed since you looked" in again.content.decode()
    assert not Notice.objects.exists()


def test_a_name_put_right_after_sending_takes_the_proof_with_it(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    proved(cast)
    draft_id = about_to_retire(cast.bilal.actor)
    told = actions.send(actor=cast.bilal.actor, draft_id=draft_id, now=clock.now(), today=clock.today())

    def correct(fact_code: str, raw: Any) -> set[str]:
        before = set(Notice.objects.values_list("id", flat=True))
        actions.correct(
            actor=cast.bilal.actor, submission_id=told, fact_code=fact_code, raw=raw, even_so=True, now=clock.now(),
            today=clock.today(),
        )  # fmt: skip
        return set(Notice.objects.exclude(id__in=before).values_list("identity", flat=True))

    assert "medium" in correct("your_phone", "07700 900123")
    assert correct("your_name", {"first_names": "Omar", "last_name": "Haddad"}) == {"none"}
    assert correct("your_phone", "07700 900124") == {"none"}
