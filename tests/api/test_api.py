"""The public API, by the examples that its reference page gives."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from ninja import Schema

from coopcouncil.foundation import clock
from coopcouncil.foundation.api import api
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.typical import typical_answers

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/life-events"
SHIPPED = {file.stem for file in (Path(gateways.__file__).parent / "life_events").glob("*.toml")}


def plan(client: Client, code: str, body: dict[str, Any]) -> Any:
    return client.post(f"{EVENTS}/{code}/plan", json.dumps(body), content_type="application/json")


def rows() -> dict[str, int]:
    """How many rows each of our tables holds."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}


def test_the_description_is_openapi_3_1_and_names_the_three_public_operations(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {EVENTS, f"{EVENTS}/{{code}}", f"{EVENTS}/{{code}}/plan"} <= set(described["paths"])
    assert described["paths"] == json.loads(json.dumps(api.get_openapi_schema()["paths"]))


def test_the_life_events_are_listed_for_anybody(client: Client) -> None:
    answer = client.get(EVENTS)
    assert answer.status_code == 200
    assert {event["code"] for event in answer.json()} == SHIPPED


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_a_life_event_says_who_is_told_why_and_which_facts(client: Client, code: str) -> None:
    event = client.get(f"{EVENTS}/{code}").json()
    known = {fact["code"] for fact in event["facts"]}
    assert len(event["notices"]) >= 5
    for notice in event["notices"]:
        assert notice["purpose"]
        assert notice["basis"]
        assert notice["facts"]
        assert set(notice["facts"]) <= known


def test_a_plan_without_answers_begins_with_a_question_and_says_who_needs_it(client: Client) -> None:
    stands = plan(client, "death", {}).json()
    assert stands["next"]["question"]
    assert set(stands["why"]) <= {notice.code for notice in gateways.life_event("death").notices}
    assert stands["why"]


def test_answers_drop_the_questions_that_nobody_needs(client: Client) -> None:
    without = plan(client, "death", {"answers": {"had_benefits": "no"}}).json()
    told = {notice["code"] for notice in without["notices"]} | set(without["undecided"])
    needing = {
        notice.code for notice in gateways.life_event("death").notices if "national_insurance_number" in notice.facts
    }
    assert needing
    assert not told & needing


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_all_answers_lead_to_full_notices_with_only_their_own_facts(client: Client, code: str) -> None:
    event = gateways.life_event(code)
    typical = typical_answers(event, today=clock.today())
    answers: dict[str, Any] = {}
    for _ in event.facts:
        stands = plan(client, code, {"answers": answers}).json()
        if stands["next"] is None:
            break
        asked = stands["next"]["code"]
        assert asked not in answers, "asked twice"
        answers[asked] = facts.fill(event.fact(asked), typical.get(asked))
    stands = plan(client, code, {"answers": answers}).json()
    assert stands["next"] is None
    assert stands["notices"]
    for notice in stands["notices"]:
        listed = next(item.facts for item in event.notices if item.code == notice["code"])
        assert set(notice["facts"]) <= set(listed)
        assert not notice["missing"]


def test_an_answer_that_cannot_be_used_names_its_place_and_its_mend(client: Client) -> None:
    answer = plan(client, "death", {"answers": {"died_on": "2999-01-01"}})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("answers.died_on: ")
    assert "Check the year" in answer.json()["detail"]


def test_a_fact_that_the_life_event_does_not_have_is_named(client: Client) -> None:
    answer = plan(client, "death", {"answers": {"favourite_colour": "green"}})
    assert answer.status_code == 422
    assert "answers.favourite_colour" in answer.json()["detail"]
    assert "Leave it out" in answer.json()["detail"]


def test_a_body_of_the_wrong_shape_is_refused(client: Client) -> None:
    answer = plan(client, "death", {"answers": ["not", "by", "name"]})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", [f"{EVENTS}/nothing", f"{EVENTS}/nothing/plan"])
def test_what_is_not_there_answers_not_found_as_a_problem_document(client: Client, address: str) -> None:
    answer = plan(client, "nothing", {}) if address.endswith("plan") else client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_plan_stores_nothing_and_sets_no_cookie(client: Client) -> None:
    before = rows()
    answer = plan(client, "death", {"answers": {"had_benefits": "no"}})
    plan(client, "death", {"answers": {"died_on": "2999-01-01"}})
    assert answer.status_code == 200
    assert not answer.cookies
    assert rows() == before


def test_no_two_schemas_share_a_name() -> None:
    """The description keeps schemas by name alone: of two with one name, it would show the wrong one."""
    # A schema with two parents comes down both ways, and is one all the same.
    names = [model.__name__ for model in {*_descendants(Schema)} if model.__module__.startswith("coopcouncil.")]
    assert names
    assert sorted(names) == sorted(set(names))


def _descendants(model: type) -> list[type]:
    return [found for child in model.__subclasses__() for found in (child, *_descendants(child))]
