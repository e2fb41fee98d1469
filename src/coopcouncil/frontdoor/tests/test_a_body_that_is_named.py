"""A person who names their surgery is taken at their word: that surgery is told, and never the one of the ward."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.naming import full_key, named, short_key
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.telling import Recipient
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.places import public as places
from coopcouncil.sharing import public as sharing

SURGERIES = [(name, name) for name in ("Larkhill Surgery", "Harbour Street Surgery", "St Anne’s & Quay Practice")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Larkhill Surgery", "Larkhill Surgery"),
        ("  the LARKHILL   surgery. ", "Larkhill Surgery"),
        ("Larkhill", "Larkhill Surgery"),
        ("larkhill practice", "Larkhill Surgery"),
        ("Larkhill GP Surgery", "Larkhill Surgery"),
        ("Harbour-Street Surgery", "Harbour Street Surgery"),
        ("st annes and quay", "St Anne’s & Quay Practice"),
        ("Lark Hill Surgery", None),
        ("Larkhill Medical Centre", None),
        ("Millpond Surgery", None),
        ("Surgery", None),
        ("the surgery", None),
        ("...", None),
        ("", None),
    ],
)
def test_a_name_is_exact_but_for_how_names_are_written(said: str, meant: str | None) -> None:
    assert named(said, SURGERIES) == meant


def test_between_two_of_the_same_name_nobody_guesses() -> None:
    two = [("Larkhill Surgery", 1), ("Larkhill Practice", 2), ("Quay Surgery", 3), ("The Quay Surgery", 4)]
    assert named("Larkhill", two) is None
    assert named("Larkhill Practice", two) == 2, "a name in full wins"
    assert named("Quay Surgery", two) is None


@given(st.text(max_size=60))
@example("𝓐")
def test_a_key_is_its_own_key_and_the_short_one_starts_the_full_one(name: str) -> None:
    assert full_key(full_key(name)) in (full_key(name), full_key(name).removeprefix("the "))
    assert full_key(name).startswith(short_key(name))


@pytest.fixture
def ashmere(loaded_directory: None, cast: SimpleNamespace) -> SimpleNamespace:
    """All of Ashmere's wards, bodies and services, and a postcode whose own surgery is not Larkhill."""
    for district in range(1, 6):
        ward = places.area_of_postcode(f"AM{district} 1AA")
        own = directory.recipient_for("gp_record", ward_id=ward.id) if ward else None
        if own and own.organisation_name != "Larkhill Surgery":
            address = {"line_1": "1 Quay Road", "line_2": "", "town": "Ashmere", "postcode": f"AM{district} 1AA"}
            return SimpleNamespace(cast=cast, address=address, own=own.organisation_name)
    raise AssertionError("Every ward has the same surgery.")


def recipient(notice: str, event: str = "death", **values: Any) -> Recipient:
    told = gateways.life_event(event)
    answers = {**typical_answers(told, today=clock.today()), **values}
    return queries.finder(told, answers)(told.notice(notice))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "lives"), [("death", "last_address"), ("birth", "your_address"), ("becoming-a-carer", "your_address")]
)
def test_the_surgery_that_was_named_is_told_and_not_the_wards(ashmere: SimpleNamespace, event: str, lives: str) -> None:
    at = {lives: ashmere.address}
    assert recipient("gp_surgery", event, surgery="the larkhill surgery", **at).organisation_name == "Larkhill Surgery"
    other = recipient("gp_surgery", event, surgery="Harbour Street", **at)
    assert (other.organisation_name, other.must_find) == ("Harbour Street Surgery", False)
    for said in ("Millpond Surgery", None):
        lost = recipient("gp_surgery", event, surgery=said, **at)
        assert (lost.organisation_name, lost.service_id, lost.must_find) == ("Ashmere Council", None, True)


@pytest.mark.django_db
def test_landlords_and_hospitals_are_found_by_name_too(ashmere: SimpleNamespace) -> None:
    for event in ("death", "moving-home", "losing-a-job", "at-risk-of-losing-home"):
        told = recipient("association_landlord", event, landlord_name="St. Brannock Housing")
        assert told.organisation_name == "St Brannock Housing Trust", event
        assert recipient("association_landlord", event, landlord_name=None).must_find
    co_op = recipient("tenants_landlord", landlord_name="Larkhill Tenants' Co-operative")
    assert co_op.organisation_name == "Larkhill Tenants’ Co-operative"
    assert recipient("hospital", hospital="vale hospitals").organisation_name == "Vale Hospitals Foundation Trust"
    assert recipient("council_landlord").organisation_name == "Ashmere Homes"


@pytest.mark.django_db
def test_the_typical_death_reaches_those_who_answer_in_the_demo(ashmere: SimpleNamespace) -> None:
    event = gateways.life_event("death")
    answers = typical_answers(event, today=clock.today())
    find = queries.finder(event, answers)
    told = {find(part.notice).organisation_name for part in finish(event, answers, today=clock.today()).notices}
    assert {"National Benefits Office", "Ashmere Homes", "Vale Hospitals Foundation Trust", "Larkhill Surgery"} <= told


@pytest.mark.django_db
def test_all_names_are_looked_up_in_one_query(ashmere: SimpleNamespace) -> None:
    event = gateways.life_event("death")
    answers = typical_answers(event, today=clock.today()) | {"landlord_name": "Tidewell Homes"}
    with CaptureQueriesContext(connection) as asked:
        queries.finder(event, answers)
    assert sum("people_organisation" in query["sql"] and "IN (" in query["sql"] for query in asked) <= 2
    assert len(asked) <= 5
    with CaptureQueriesContext(connection) as again:
        queries.finder(event, answers)
    assert len(again) == 2, "the ward, and the stamps of what is remembered"


@pytest.mark.django_db
def test_the_person_and_the_council_read_that_it_must_be_found(
    ashmere: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    actor, now, today = ashmere.cast.amara.actor, clock.now(), clock.today()
    draft_id = actions.start(actor=actor, event_code="death", now=now)
    answer_all(actor, draft_id, surgery="Millpond Surgery")
    page = client_for("amara").get(reverse("frontdoor:who", args=[draft_id]))
    assert page.content.decode().count("We will find it and tell them.") == 1
    told = actions.send(actor=actor, draft_id=draft_id, now=now, today=today)
    notice = next(item for item in sharing.submission(actor, told).notices if item.code == "gp_surgery")
    assert notice.organisation == "Ashmere Council"
    assert notice.what_happens.startswith("We will find it and tell them.")
    assert "the council finds out who it is first" in notice.purpose_words


@pytest.mark.django_db
def test_the_question_offers_the_names_and_takes_any_other(
    ashmere: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    client, actor = client_for("amara"), ashmere.cast.amara.actor
    draft_id = actions.start(actor=actor, event_code="death", now=clock.now())
    answer_all(actor, draft_id)
    page = client.get(reverse("frontdoor:question", args=[draft_id, "surgery"])).content.decode()
    assert 'list="answer-names"' in page
    assert '<option value="Harbour Street Surgery">' in page
    assert "Tidewell Homes" not in page
    other = client.get(reverse("frontdoor:question", args=[draft_id, "registrar_reference"])).content.decode()
    assert "datalist" not in other
    assert (
        client.post(reverse("frontdoor:question", args=[draft_id, "surgery"]), {"value": "Millpond"}).status_code == 302
    )
