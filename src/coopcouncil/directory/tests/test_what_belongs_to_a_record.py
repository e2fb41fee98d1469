"""Contacts, languages, wards, ways to take part, terms and the law, as a provider or the council changes them."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.directory import actions, public, queries
from coopcouncil.directory.domain import changing
from coopcouncil.directory.models import ProposedChange, Service, Taxonomy, TaxonomyTerm, Version
from coopcouncil.directory.tests.test_a_providers_area import fill
from coopcouncil.foundation.actors import HeldRole
from coopcouncil.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def service(ashmere: SimpleNamespace, make_service: Callable[..., Service]) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"])


def held(service: Service) -> Any:
    return queries.service_record(service_id=service.id)


def test_whom_to_ask_for_is_live_and_no_history_keeps_a_name(service: Service, client_for: ClientFor) -> None:
    esi = client_for("esi")
    who = {"contacts-0-title": "Repairs desk", "contacts-0-name": "Sol Ade", "contacts-0-number": "01632 960010"}
    assert fill(esi, service, "contacts", **who).status_code == 302
    (contact,) = held(service).contacts
    assert (contact.title, contact.name, contact.phones[0].number) == ("Repairs desk", "Sol Ade", "01632 960010")
    assert fill(esi, service, "contacts", **{"contacts-0-name": "Kit Moss"}).status_code == 302
    (contact,) = held(service).contacts
    assert contact.name == "Kit Moss", "a new name under the same post is a change too"
    kept = str(list(Version.objects.filter(record_id=service.id).values_list("before", "after")))
    assert "Repairs desk" in kept
    assert "Sol" not in kept
    assert "Kit" not in kept
    assert fill(esi, service, "contacts", **{"contacts-0-title": "", "contacts-0-name": ""}).status_code == 422
    emptied = {f"contacts-0-{name}": "" for name in ("title", "name", "department", "number", "email")}
    assert fill(esi, service, "contacts", **emptied).status_code == 302
    assert held(service).contacts == ()


def test_languages_and_ways_are_live_and_can_trade_places(service: Service, client_for: ClientFor) -> None:
    esi = client_for("esi")
    fill(esi, service, "languages", **{"languages-0-code": "so", "languages-0-note": "on Tuesdays"})
    fill(esi, service, "languages", **{"languages-1-code": "pt"})
    assert [(item.code, item.note) for item in held(service).languages] == [("pt", ""), ("so", "on Tuesdays")]
    traded = {"languages-0-code": "so", "languages-0-note": "daily", "languages-1-code": "pt"}
    assert fill(esi, service, "languages", **{**traded, "languages-1-note": "ask first"}).status_code == 302
    assert [(item.code, item.note) for item in held(service).languages] == [("pt", "ask first"), ("so", "daily")]
    twice = {"languages-0-code": "so", "languages-1-code": "so"}
    assert fill(esi, service, "languages", **twice).status_code == 422
    page = client_for(None).get(f"/services/{service.code}/history/").content.decode()
    assert "Somali, on Tuesdays" in page
    way = {"ways-0-way": "member", "ways-0-words": "£1 a year", "ways-0-url": "larkhill.example/join"}
    assert fill(esi, service, "ways", **way).status_code == 302
    assert "Become a member, with a vote" in client_for(None).get(f"/services/{service.code}/").content.decode()
    assert not ProposedChange.objects.exists()


def test_wards_wait_until_the_council_agrees_and_then_reports_go_there(
    ashmere: SimpleNamespace, service: Service, client_for: ClientFor
) -> None:
    here, there = ashmere.wards[0], ashmere.wards[1]
    typed = {"ward_ids": [str(here.id)], "reason": "We work on one estate only."}
    assert fill(client_for("esi"), service, "wards", **typed).status_code == 302
    assert held(service).areas == ()
    (change,) = ProposedChange.objects.all()
    jo, page = client_for("jo"), f"/directory/changes/{change.id}/"
    read = jo.get(page).content.decode()
    assert "For which wards" in read
    assert here.name in read
    assert jo.post(page, {"verdict": "approve", "because": ""}).status_code == 302
    assert [area.name for area in held(service).areas] == [here.name]
    food = service.service_type
    assert food in public.recipients_for(frozenset({food}), ward_id=here.id)
    assert food not in public.recipients_for(frozenset({food}), ward_id=there.id)
    assert fill(client_for("jo"), service, "wards", ward_ids=[]).status_code == 302
    assert held(service).areas == (), "for the whole borough again"


def test_a_term_is_found_by_its_words_or_its_number(service: Service, client_for: ClientFor) -> None:
    lgsl = Taxonomy.objects.create(code="lgsl-test", name="LGSL", description="Services")
    for code, name in (("t579", "Estate mending"), ("t580", "Estate mending advice"), ("t9", "Roof gardens")):
        TaxonomyTerm.objects.create(taxonomy=lgsl, code=code, name=name)
    esi = client_for("esi")
    for typed in ("estate mending", "t9"):
        last = len(held(service).attributes)
        assert fill(esi, service, "terms", **{f"terms-{last}-words": typed}).status_code == 302
    assert sorted(item.term.name for item in held(service).attributes) == ["Estate mending", "Roof gardens"]
    many = fill(esi, service, "terms", **{"terms-2-words": "estate mend"})
    assert many.status_code == 422
    assert "Estate mending advice" in many.content.decode()
    assert fill(esi, service, "terms", **{"terms-2-words": "no such thing"}).status_code == 422
    assert fill(esi, service, "terms", **{"terms-0-keep": []}).status_code == 302
    assert len(held(service).attributes) == 1
    assert not ProposedChange.objects.exists()


def test_the_law_and_who_stays_accountable_are_the_councils_to_say(
    ashmere: SimpleNamespace, service: Service, client_for: ClientFor
) -> None:
    esi, jo = client_for("esi"), client_for("jo")
    address = f"/provider/services/{service.code}/change/law/"
    assert esi.get(address).status_code == 404
    shown = esi.get(f"/provider/services/{service.code}/").content.decode()
    assert "Who stays accountable, and the law" in shown
    assert address not in shown
    assert address in jo.get(f"/services/{service.code}/").content.decode()
    body = str(ashmere.organisation["ashmere-homes"])
    law = {"bases-0-instrument": "Housing Act 1985", "bases-0-section": "section 27", "bases-0-kind": "duty"}
    assert fill(jo, service, "law", owner_id=body, **law).status_code == 302
    found = held(service)
    assert (str(found.owner_id), found.bases[0].instrument) == (body, "Housing Act 1985")
    page = client_for(None).get(f"/services/{service.code}/").content.decode()
    assert "Housing Act 1985, section 27" in page
    assert found.owner_name in client_for(None).get(f"/services/{service.code}/history/").content.decode()
    assert fill(jo, service, "law", **{"bases-0-instrument": ""}).status_code == 422


def test_a_manager_of_the_council_sets_the_law_of_anybodys_service_and_nothing_else(
    ashmere: SimpleNamespace, service: Service
) -> None:
    council = HeldRole("service_manager", ashmere.organisation["ashmere-council"])
    manager = replace(ashmere.cast.carys.actor, roles=frozenset({council}))
    law = {"bases": [{"kind": "power", "instrument": "Localism Act 2011", "section": "section 1"}]}
    assert actions.edit_service(actor=manager, service_id=service.id, changes=actions.Changes(law)).live == ("bases",)
    with pytest.raises(NotAllowed):
        actions.edit_service(actor=manager, service_id=service.id, changes=actions.Changes({"alert": "Ours now"}))


def test_what_is_no_ward_no_term_and_no_body_is_refused(ashmere: SimpleNamespace, service: Service) -> None:
    strange = "00000000-0000-4000-8000-000000000000"
    for values in (
        {"wards": [{"ward_id": strange}]}, {"wards": [{"ward_id": "x"}]}, {"terms": [{"term_id": strange}]},
        {"owner": {"organisation_id": strange}},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            actions.edit_service(actor=ashmere.cast.jo.actor, service_id=service.id, changes=actions.Changes(values))
    assert changing.snapshot(held(service), ("wards", "terms", "owner")) == {"wards": [], "terms": [], "owner": None}
