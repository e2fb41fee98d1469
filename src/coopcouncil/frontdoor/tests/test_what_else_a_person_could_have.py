"""Suggestions: from facts that a person gave and agreed to use so, never from sensitive ones, never a decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.foundation import clock
from coopcouncil.frontdoor.domain.ages import pension_day
from coopcouncil.frontdoor.domain.life_event import KNOWN_AS
from coopcouncil.frontdoor.domain.suggestions import SUGGESTIONS, suggest
from coopcouncil.frontdoor.tests.life_event_samples import shipped
from coopcouncil.people import actions as people
from coopcouncil.people.public import suggestions_since
from coopcouncil.sharing.models import RecordedFact

TODAY = date(2026, 11, 25)


def codes(known: dict[str, list[Any]], told: tuple[str, ...] = ()) -> list[str]:
    return [item.code for item in suggest(known, told=told, today=TODAY)]


def child(age: int) -> dict[str, str]:
    return {"first_names": "Noor", "last_name": "H", "date_of_birth": TODAY.replace(year=TODAY.year - age).isoformat()}


def test_each_suggestion_says_which_rule_it_rests_on_and_leads_somewhere() -> None:
    assert len({item.code for item in SUGGESTIONS}) == len(SUGGESTIONS)
    for item in SUGGESTIONS:
        assert item.service in shipped_catalogue()
        assert item.source
        assert not item.event or item.event in shipped()


def test_only_what_is_not_sensitive_is_ever_looked_at() -> None:
    sensitive = {
        fact.known_as for event in shipped().values() for fact in event.facts if fact.special or fact.criminal
    } - {""}
    for item in SUGGESTIONS:
        assert item.rests_on <= set(KNOWN_AS)
        assert not item.rests_on & sensitive


def test_every_condition_asks_for_an_answer_that_some_life_event_can_give() -> None:
    options = {
        (fact.known_as, option.code)
        for event in shipped().values()
        for fact in event.facts
        if fact.known_as
        for option in fact.options
    }
    for item in SUGGESTIONS:
        for leaf in item.condition.leaves():
            if leaf.kind in {"one_of", "compare"}:
                values = leaf.value if leaf.kind == "one_of" else (leaf.value,)
                assert all((leaf.fact, value) in options for value in values), item.code


def test_nothing_is_suggested_to_somebody_of_whom_we_know_nothing() -> None:
    assert codes({}) == []


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"care_hours": ["35_or_more"]}, ["carers_assessment", "carers_allowance"]),
        ({"care_hours": ["under_20"]}, []),
        ({"children_dates_of_birth": [child(3)]}, ["early_education", "healthy_start"]),
        ({"children_dates_of_birth": [child(16)]}, []),
        ({"children_dates_of_birth": [child(16), child(8)]}, ["free_school_meals"]),
        ({"pension_age_reached": [True]}, ["bus_pass"]),
        ({"pension_age_reached": [False]}, []),
        ({"date_of_birth": ["1961-06-01"]}, []),
        ({"date_of_birth": ["1960-12-05"]}, ["pension_soon"]),
        ({"date_of_birth": ["1960-07-25"]}, ["bus_pass"]),
        ({"date_of_birth": ["1960-07-26"]}, ["pension_soon"]),
        ({"date_of_birth": ["2010-01-01"]}, ["vote"]),
        ({"working_hours": ["under_16"]}, ["working_help"]),
    ],
)
def test_what_is_known_brings_what_it_should(known: dict[str, list[Any]], expected: list[str]) -> None:
    assert codes(known) == expected


@pytest.mark.parametrize(
    ("born", "reaches_it"),
    [
        ("1954-10-06", "2020-10-06"),
        ("1960-04-05", "2026-04-05"),
        ("1960-04-06", "2026-05-06"),
        ("1960-07-31", "2026-11-30"),
        ("1960-12-31", "2027-09-30"),
        ("1961-03-05", "2028-02-05"),
        ("1961-03-06", "2028-03-06"),
        ("1977-04-05", "2044-04-05"),
        ("1977-04-06", "2044-05-06"),
        ("1978-04-05", "2046-03-06"),
        ("1978-04-06", "2046-04-06"),
    ],
)
def test_state_pension_age_is_as_in_the_tables_of_the_pensions_acts(born: str, reaches_it: str) -> None:
    assert pension_day(date.fromisoformat(born)) == date.fromisoformat(reaches_it)


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        ("2022-09-01", "2026-11-25", "school_place"),  # four already, and 15 January is still to come
        ("2023-01-10", "2027-01-12", "school_place"),
        ("2023-08-31", "2026-09-01", "school_place"),
        ("2023-09-01", "2026-11-25", ""),  # three, and a year too early
        ("2022-08-31", "2026-11-25", ""),  # at school since September
        ("2015-09-01", "2026-09-20", "secondary_place"),  # eleven already, and 31 October is still to come
        ("2016-08-31", "2026-10-31", "secondary_place"),
        ("2016-09-01", "2026-10-31", ""),
    ],
)
def test_a_school_is_thought_of_by_the_year_of_the_child_and_not_by_the_birthday(
    born: str, today: str, expected: str
) -> None:
    known = {"children_dates_of_birth": [{"first_names": "Noor", "date_of_birth": born}]}
    found = {item.code for item in suggest(known, told=(), today=date.fromisoformat(today))}
    assert found & {"school_place", "secondary_place"} == ({expected} if expected else set())


def test_whoever_told_the_life_event_already_is_not_told_of_it_again() -> None:
    assert codes({"care_hours": ["35_or_more"]}, ("becoming-a-carer",)) == []


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_date_of_birth_alone_never_breaks_it_and_never_brings_both_ends_of_life(born: date) -> None:
    found = set(codes({"date_of_birth": [born.isoformat()]}))
    assert not {"vote", "bus_pass"} <= found


@pytest.fixture
def amara_cares(cast: Any) -> Any:
    RecordedFact.objects.create(
        account_id=cast.amara.account_id, code="care_hours", value="35_or_more", source="corrected",
        recorded_at=clock.now() - timedelta(days=3),
    )  # fmt: skip
    return cast.amara


@pytest.mark.django_db
def test_nothing_is_looked_for_until_the_person_agrees(client_for: Any, amara_cares: Any) -> None:
    page = client_for("amara").get(reverse("frontdoor:suggestions")).content.decode()
    assert "Carer’s Allowance" not in page
    assert "Yes, look for what I could have" in page


@pytest.mark.django_db
def test_one_switch_turns_it_on_and_off(client_for: Any, amara_cares: Any) -> None:
    client, address = client_for("amara"), reverse("frontdoor:suggestions")
    assert client.post(address, {"look": "yes"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Carer’s Allowance" in page
    assert "You told us that you care for somebody for 35 hours a week or more." in page
    assert suggestions_since(amara_cares.account_id) is not None
    assert client.post(address, {"look": "no"}).status_code == 302
    assert "Carer’s Allowance" not in client.get(address).content.decode()
    assert suggestions_since(amara_cares.account_id) is None


@pytest.mark.django_db
def test_the_account_says_how_many_there_are_only_where_it_is_on(client_for: Any, amara_cares: Any) -> None:
    client = client_for("amara")
    assert reverse("frontdoor:suggestions") in client.get("/account/").content.decode()
    before = client.get("/account/").content.decode()
    assert "What you could have" not in before
    people.allow_suggestions(actor=amara_cares.actor, allowed=True, now=clock.now())
    assert "What you could have" in client.get("/account/").content.decode()


@pytest.mark.django_db
def test_nobody_else_sees_or_switches_them(client_for: Any, amara_cares: Any) -> None:
    people.allow_suggestions(actor=amara_cares.actor, allowed=True, now=clock.now())
    assert "Carer’s Allowance" not in client_for("bilal").get(reverse("frontdoor:suggestions")).content.decode()
    client_for("bilal").post(reverse("frontdoor:suggestions"), {"look": "no"})
    assert suggestions_since(amara_cares.account_id) is not None
