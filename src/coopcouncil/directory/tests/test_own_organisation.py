"""What the directory says of an organisation: its manager changes it, everybody reads it, the history shows it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.directory import actions, queries
from coopcouncil.directory.tests.test_a_providers_area import form_of
from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
PAGE = "/provider/organisations/larkhill-tenants-co-op/"
PUBLIC = "/organisations/larkhill-tenants-co-op/"


def fill(client: Client, **typed: Any) -> Any:
    return client.post(PAGE, {**form_of(client.get(PAGE).content.decode()), **typed})


def test_its_manager_changes_it_and_everybody_reads_it_and_its_history(
    ashmere: SimpleNamespace, client_for: ClientFor
) -> None:
    esi = client_for("esi")
    assert PAGE in esi.get("/provider/").content.decode()
    typed = {"description": "We run our own homes.", "website": "larkhill.example", "email": "hello@larkhill.example",
             "phones-0-number": "01632 960077", "phones-0-description": "at night"}  # fmt: skip
    assert fill(esi, **typed).status_code == 302
    page = client_for(None).get(PUBLIC).content.decode()
    for words in ("We run our own homes.", "https://larkhill.example", "hello@larkhill.example", "01632 960077"):
        assert words in page
    assert f"{PUBLIC}history/" in page
    assert PAGE not in page
    past = client_for(None).get(f"{PUBLIC}history/").content.decode()
    for words in ("We run our own homes.", "Larkhill Tenants’ Co-operative", "Other numbers"):
        assert words in past
    assert "Esi" not in past
    assert "Esi" in esi.get(f"{PUBLIC}history/").content.decode()
    body = ashmere.organisation["larkhill-tenants-co-op"]
    before, version = queries.organisations_of([body])[body], queries.detail_version(body)
    assert fill(esi).status_code == 302, "sent as it was"
    assert (queries.organisations_of([body])[body], queries.detail_version(body)) == (before, version)


def test_what_cannot_be_is_said_beside_its_box(ashmere: SimpleNamespace, client_for: ClientFor) -> None:
    esi = client_for("esi")
    assert fill(esi, email="nobody").status_code == 422
    first = form_of(esi.get(PAGE).content.decode())
    fill(esi, description="Once.")
    late = esi.post(PAGE, {**first, "description": "Twice."})
    assert late.status_code == 409
    assert "Twice." in late.content.decode(), "what they wrote is still there"


def test_the_legal_form_is_the_councils_to_say(ashmere: SimpleNamespace, client_for: ClientFor) -> None:
    body = ashmere.organisation["larkhill-tenants-co-op"]
    assert "Legal form" not in client_for("esi").get(PAGE).content.decode()
    assert fill(client_for("jo"), legal_status="Co-operative society", year_incorporated="1988").status_code == 302
    page = client_for(None).get(PUBLIC).content.decode()
    assert "Co-operative society" in page
    assert "1988" in page
    assert fill(client_for("jo"), year_incorporated="12").status_code == 422
    who: dict[str, Any] = {"organisation_id": body, "now": clock.now()}
    with pytest.raises(NotAllowed):
        actions.edit_organisation(actor=ashmere.cast.esi.actor, values={"legal_status": "Company"}, **who)
    with pytest.raises(BadInput, match="cannot be changed here"):
        actions.edit_organisation(actor=ashmere.cast.esi.actor, values={"name": "Ours"}, **who)


def test_somebody_elses_organisation_is_not_found(ashmere: SimpleNamespace, client_for: ClientFor) -> None:
    theirs = "/provider/organisations/ashmere-homes/"
    assert client_for("esi").get(theirs).status_code == 404
    assert client_for("amara").get(theirs).status_code == 403
    assert client_for("jo").get("/provider/organisations/no-such/").status_code == 404


def test_an_organisations_text_tells_no_confidential_address(ashmere: SimpleNamespace, client_for: ClientFor) -> None:
    actions.add_location(
        actor=ashmere.cast.esi.actor, organisation_id=ashmere.organisation["larkhill-tenants-co-op"],
        confidential=True, changes=actions.PlaceChanges({"address_1": "77 Hidden Row"}), now=clock.now(),
    )  # fmt: skip
    answer = fill(client_for("esi"), description="Come to 77 Hidden Row.")
    assert answer.status_code == 422
    assert "confidential place" in answer.content.decode()
