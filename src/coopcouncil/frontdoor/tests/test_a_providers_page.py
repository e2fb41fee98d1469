"""A provider's page: what it is promised to do, how that is kept, what it provides and where it failed."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.casework.actions import opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock, Failure
from coopcouncil.casework.tests.conftest import a_team, join
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.frontdoor.domain.providers import EXPLAINED
from coopcouncil.people import public as people
from coopcouncil.people.models import Organisation
from coopcouncil.places.public import areas
from coopcouncil.settlement import demo as settlement

ClientFor = Callable[[str | None], Client]
COUNCIL, TENANTS = "/providers/ashmere-council/", "/providers/larkhill-tenants-co-op/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def borough(loaded_directory: None, cast: SimpleNamespace) -> None:
    """Ashmere with its settlement, and Carys to own whatever comes."""
    settlement.load()
    join(a_team("first-team", takes_the_rest=True), cast.carys.account_id)


def ended(service_type: str, ward: UUID | None, *, kept: int, late: int) -> None:
    """Problems about a type of service in a ward whose answers were in time, and late."""
    for number in range(kept + late):
        problem = Problem("A tap", "It drips.", service_type=service_type, ward_id=ward)
        case = opening.open_case(actor=OPERATOR, problem=problem, now=clock.now()).id
        CaseClock.objects.filter(case_id=case, step="answer").update(
            state="kept" if number < kept else "late", ended_at=clock.now()
        )
        Case.objects.filter(id=case).update(ward_id=ward)


def failed(code: str, what: str, *, state: str = "published", reply: str = "") -> None:
    Failure.objects.create(
        kind="breach", source_id=uuid4(), provider_id=people.organisation_by_code(code).id, service_type="repairs",
        what=what, happened_at=clock.now() - timedelta(days=40), reply_until=clock.today(), reply=reply, state=state,
        decided_at=clock.now() if state in ("published", "struck_out") else None,
        struck_out_because="It was kept." if state == "struck_out" else "",
    )  # fmt: skip


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def promises(client: Client, path: str) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text(client, f"{path}?format=csv")))
    return {row["code"]: row for row in rows}


def test_every_kind_of_body_is_explained() -> None:
    assert set(EXPLAINED) == set(Organisation.Kind.values)


def test_it_shows_who_it_is_what_it_provides_and_what_it_is_promised_to_do(
    borough: None, client_for: ClientFor
) -> None:
    nobody = client_for(None)
    page = text(nobody, TENANTS)
    for words in (
        "Larkhill", "Answers for it and runs it", "The first settlement of Ashmere", "can be the same body",
        "Too few times to say", "/organisations/larkhill-tenants-co-op/", "No failure of this provider",
    ):  # fmt: skip
        assert words in page, words
    services = json.loads(text(nobody, f"{TENANTS}?s-format=json"))
    assert services
    for row in services:
        assert f"/services/{row['code']}/" in page
    assert TENANTS in text(nobody, "/organisations/larkhill-tenants-co-op/")
    assert COUNCIL in text(nobody, "/settlement/?accountable=Ashmere+Council")
    assert text(nobody, "/providers/nobody-such/", 404)


def test_a_promise_that_another_answers_for_is_on_the_page_of_whoever_runs_it(
    borough: None, client_for: ClientFor
) -> None:
    parts = {row["part"] for row in promises(client_for(None), COUNCIL).values()}
    assert {"both", "answers"} <= parts
    run = [code for code, row in promises(client_for(None), TENANTS).items() if row["part"] == "runs"]
    answered = promises(client_for(None), COUNCIL)
    assert all(code in answered for code in run)


def test_its_figure_is_of_exactly_the_times_that_the_page_of_the_promise_shows(
    borough: None, client_for: ClientFor
) -> None:
    one, two, three = (area.id for area in areas("ward")[:3])
    ended("libraries", one, kept=11, late=1)
    ended("libraries", two, kept=9, late=3)
    ended("libraries", three, kept=2, late=0)  # too few to be shown: the smallest of the others joins it
    nobody = client_for(None)
    row = promises(nobody, COUNCIL)["libraries"]
    assert (row["times"], row["percent"], row["keeps_to_it"]) == ("26", "85", "false")
    page = text(nobody, COUNCIL + "?sort=-percent")
    assert "85% of 26 times: not kept to" in page
    assert "Of 1 promise with enough times to say, 0 is kept to." in page
    ended("planning", one, kept=9, late=0)
    assert promises(nobody, COUNCIL)["planning"]["times"] == "", "nine are too few to be shown"


def test_only_published_failures_are_shown_with_what_the_provider_says(borough: None, client_for: ClientFor) -> None:
    failed("larkhill-tenants-co-op", "A repair within ten days", reply="The part had to be made.")
    failed("larkhill-tenants-co-op", "A letter within two days", state="told")
    failed("larkhill-tenants-co-op", "A visit within a day", state="struck_out")
    failed("ashmere-council", "A permit within a week")
    page = text(client_for(None), TENANTS)
    assert "A repair within ten days" in page
    assert "The part had to be made." in page
    for words in ("A letter within two days", "A visit within a day", "A permit within a week"):
        assert words not in page
    assert "The register: 1 failure of this provider" in page
    register = text(client_for(None), "/failures/?of=larkhill-tenants-co-op")
    assert "A repair within ten days" in register
    assert "A permit within a week" not in register
    assert "The provider did not reply." in text(client_for(None), COUNCIL)


def test_it_asks_no_more_of_the_database_for_a_council_than_for_a_small_body(
    borough: None, client_for: ClientFor
) -> None:
    nobody = client_for(None)
    ward = areas("ward")[0].id
    for body in ("ashmere-council", "larkhill-tenants-co-op"):
        failed(body, "A repair within ten days")
    failed("ashmere-council", "Another repair")
    ended("libraries", ward, kept=3, late=0)
    ended(next(iter(promises(nobody, TENANTS))).replace("-", "_"), ward, kept=3, late=0)
    with CaptureQueriesContext(connection) as few:
        text(nobody, TENANTS)
    with CaptureQueriesContext(connection) as many:
        text(nobody, COUNCIL)
    assert len(many) <= len(few) <= 14


def test_before_anything_is_promised_the_page_says_so(
    loaded_directory: None, cast: SimpleNamespace, client_for: ClientFor
) -> None:
    assert "No edition of the settlement is in force yet" in text(client_for(None), COUNCIL)
