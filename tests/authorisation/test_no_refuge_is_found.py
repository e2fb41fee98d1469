"""Where a refuge is: no page, list, file, feed, search, log or audit view tells it; whom the grant names reads it.

Every other route, by every visitor of the matrix, is swept there (`test_matrix.answer`).
"""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from coopcouncil.directory import actions, public, queries
from coopcouncil.directory.domain import changing
from coopcouncil.directory.gateways import giving
from coopcouncil.directory.models import ConfidentialPlace, Location, Service
from coopcouncil.foundation import clock
from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, NotAllowed
from coopcouncil.people import actions as people
from tests.authorisation.refuge import ADDRESS, Refuge, found_in, plant, told_by

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ClientFor = Callable[[str | None], Client]
VISITORS = [None, "amara", "carys", "dev", "esi", "femi", "grace", "hari", "ines", "jo"]
OPEN = actions.PlaceChanges({"address_1": "1 High Street"})
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\{(?:(\w+):)?(\w+)\}")


@pytest.fixture
def refuge(loaded_directory: None, cast: SimpleNamespace) -> Refuge:
    return plant(cast)


def addresses(refuge: Refuge) -> Iterator[str]:
    """Every address without a parameter; and those of the directory with the refuge's codes and ids in their place."""
    yield from (f"/directory/data/services.{kind}" for kind in giving.KINDS)
    given = [(route, view.__module__) for route, view in routes() if "GET" in getattr(view, "methods", ("GET",))]
    given += [(path, view.__module__) for path, method, view in api_operations() if method == "GET"]
    for route, module in given:
        found = [(match[1] or match[3] or "str", match[0]) for match in PARAMETER.finditer(route)]
        if not found:
            yield f"/{route}"
        elif module.startswith(("coopcouncil.directory", "coopcouncil.frontdoor")) and len(found) == 1:
            (kind, text) = found[0]
            for value in refuge.ids if "uuid" in kind else [*refuge.codes, *(refuge.ids if kind == "str" else [])]:
                yield "/" + route.replace(text, value)


def leaks(client: Client, address: str) -> list[str]:
    """The refuge's words in an answer, and in the files that it offers."""
    said, found = told_by(client.get(address)), []
    asked = [(address, said)]
    if "?" not in address:
        asked += [
            (file, told_by(client.get(file)))
            for file in (f"{address}?format={form}" for form in ("csv", "json", "geojson", "parquet"))
            if file.rpartition("?")[2] in said
        ]
    for place, text in asked:
        found += [f"{place}: {word}" for word in found_in(text)]
    return found


def test_no_visitor_finds_it_on_any_page_or_in_any_file(
    refuge: Refuge, client_for: ClientFor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    swept = sorted(set(addresses(refuge)))
    assert {"/services/safe-place/", "/organisations/safe-harbour/", "/services/safe-place/confidential/"} <= set(swept)
    # Whoever may see nothing besides the public pages sees what the others see there; all pages are for one of these.
    wrong = [leak for name in (None, "jo") for address in swept for leak in leaks(client_for(name), address)]
    own = [address for address in swept if "safe-" in address or "/services" in address or "/openreferral" in address]
    wrong += [leak for name in VISITORS for address in own for leak in leaks(client_for(name), address)]
    assert wrong == []
    assert found_in(caplog.text) == []


def test_no_search_by_its_words_or_near_it_finds_it(refuge: Refuge, client_for: ClientFor) -> None:
    for words in ("Quillfeather", "Nightjar Steps", "ZQ9 7XW", "Ouzelthorpe"):
        page = client_for(None).get("/search/", {"q": words})
        assert page.status_code == 200
        assert "/services/safe-place/" not in page.content.decode()
        assert public.services_page(public.ServiceFilter(text=words)).count == 0
    near = public.Near(ADDRESS["longitude"], ADDRESS["latitude"], 50)
    assert public.services_page(public.ServiceFilter(near=near)).count == 0
    step_free = public.services_page(public.ServiceFilter(features=["step_free"], codes=["safe-place"]))
    assert step_free.count == 0, "what its building is like is nobody’s business either"


def test_its_record_says_that_there_is_a_place_and_nothing_of_it(refuge: Refuge) -> None:
    found = public.service_record(code="safe-place")
    assert (found.hidden_place, found.at_locations) == (True, ())
    assert found_in(str(found)) == []
    assert not Location.objects.filter(id=refuge.location_id).exists()
    assert queries.at_locations_of([refuge.at_id]) == []


def test_no_table_holds_it_in_clear(refuge: Refuge) -> None:
    """The history, the audit trail, proposals, the outbox, sessions: whatever there is."""
    holding = []
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models() if model._meta.managed}):
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*) FROM {name} row WHERE lower(row::text) ~ %s",  # noqa: S608 - our own names
                ["quillfeather|nightjar|ouzelthorpe|zq9 ?7xw|0[.]71357|51[.]97531|wryneck|100098765432"],
            )
            holding += [table] * cursor.fetchone()[0]
    assert holding == []
    assert ConfidentialPlace.objects.get(location_id=refuge.location_id).held["postcode"] == "ZQ9 7XW"


def test_only_whoever_the_grant_names_reads_it_says_why_and_is_written_down(
    refuge: Refuge, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    page = "/services/safe-place/confidential/"
    for name in set(VISITORS) - {"carys"}:
        answer = client_for(name).post(page, {"why": "safety"})
        assert answer.status_code in (302, 403, 404), name
        assert found_in(told_by(answer)) == []
    assert "nightjar" in found_in(told_by(client_for("carys").post(page, {"why": "safety"}))), "she keeps people safe"
    given = {"organisation_id": refuge.organisation_id, "starts_on": clock.today(), "role": Role.PROVIDER_MANAGER}
    people.appoint(actor=cast.jo.actor, account_id=cast.esi.account_id, **given)
    esi = client_for("esi")
    assert found_in(told_by(esi.get(page))) == [], "not before it is said why"
    assert "Why do you need it?" in esi.post(page, {}).content.decode()
    assert AuditRow.objects.get(verb="directory.confidential_location_read").actor_id == cast.carys.account_id
    answer = esi.post(page, {"why": "safety"})
    assert {"quillfeather", "nightjar", "zq9 7xw", "51.97531"} <= set(found_in(told_by(answer)))
    assert answer["Cache-Control"] == "no-store"
    row = AuditRow.objects.get(verb="directory.confidential_location_read", actor_id=cast.esi.account_id)
    assert (row.actor_id, row.object_id, row.reason) == (cast.esi.account_id, refuge.location_id, "safety")


def test_its_address_does_not_get_into_a_public_text(refuge: Refuge, cast: SimpleNamespace) -> None:
    for words in ("Come to 7 Nightjar Steps.", "Our postcode is zq97xw"):
        with pytest.raises(BadInput, match="confidential place") as told:
            actions.edit_service(
                actor=cast.jo.actor, service_id=refuge.service_id, changes=actions.Changes({"description": words})
            )
        assert found_in(str(told.value)) == []


def test_the_database_itself_refuses_an_address_beside_the_flag(refuge: Refuge) -> None:
    from django.db import IntegrityError, transaction

    for values in ({"postcode": "AM1 1AA"}, {"longitude": 1.0, "latitude": 1.0}, {"name": "A house"}):
        with pytest.raises(IntegrityError, match="tells_nothing"), transaction.atomic():
            Location.everywhere.filter(id=refuge.location_id).update(**values)
    with pytest.raises(IntegrityError, match="confidential location"), transaction.atomic():
        Location.everywhere.filter(id=refuge.location_id).update(confidential=False)


def test_what_was_public_is_not_made_a_secret_by_a_flag(cast: SimpleNamespace, loaded_directory: None) -> None:
    who: dict[str, Any] = {"actor": cast.jo.actor, "now": clock.now() + timedelta(seconds=1)}
    body = Service.objects.get(code="domestic-abuse-support").organisation_id
    place = actions.add_location(**who, organisation_id=body, changes=OPEN)
    with pytest.raises(BadInput, match="public before"):
        actions.seal_location(**who, location_id=place)
    with pytest.raises(NotAllowed):
        actions.seal_location(**{**who, "actor": cast.amara.actor}, location_id=place)


def test_the_difference_of_a_sealed_place_says_nothing(refuge: Refuge) -> None:
    kept, _count = queries.history(refuge.location_id)
    assert [item.verb for item in kept] == ["sealed", "added"]
    assert [changing.difference(item.before, item.after, queries.labels()) for item in kept] == [[], []]
