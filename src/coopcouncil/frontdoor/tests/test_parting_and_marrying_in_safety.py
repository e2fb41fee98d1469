"""Parting, marrying, a stay in hospital and a fire: who may not hear what, whatever else is answered."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.frontdoor.domain.plan import Finished, finish, plan
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, shipped
from coopcouncil.frontdoor.tests.test_plan_properties import answer_to

HELPERS = {"under_18", "support", "court_order"}


def through(code: str, draw: st.DrawFn, **first: Any) -> Finished:
    """A whole journey with any answers but those given, everybody agreed to."""
    event = shipped()[code]
    agreed = frozenset(notice.code for notice in event.notices)
    answers: dict[str, Any] = {}
    while fact := plan(event, answers, today=TODAY, agreed=agreed).next_fact:
        answers[fact.code] = first[fact.code] if fact.code in first else answer_to(fact, draw)
    return finish(event, answers, today=TODAY, agreed=agreed)


def holders(code: str, fact: str) -> set[str]:
    return {notice.code for notice in shipped()[code].notices if fact in notice.facts}


@settings(max_examples=40, deadline=None)
@given(data=st.data(), forced=st.booleans(), born=st.sampled_from(["1990-05-01", "2010-05-01"]))
def test_whoever_is_made_to_marry_or_is_a_child_reaches_helpers_and_nobody_else(
    data: st.DataObject, forced: bool, born: str
) -> None:
    end = through("marriage", data.draw, forced=forced, your_date_of_birth=born)
    told = {part.notice.code for part in end.notices}
    if forced or born == "2010-05-01":
        assert told <= HELPERS
        assert "support" in told
    else:
        assert not told & HELPERS


def test_nothing_is_asked_about_the_person_one_marries() -> None:
    event = shipped()["marriage"]
    assert [fact.code for fact in event.facts if fact.type in ("name", "person")] == ["your_name", "new_name"]
    assert holders("marriage", "kind") == {"registrar"}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_new_home_that_must_stay_secret_is_not_asked_for(data: st.DataObject) -> None:
    end = through("relationship-breakdown", data.draw, address_is_safe=False)
    assert "your_address" not in end.facts
    assert not any("your_address" in part.facts for part in end.notices)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_nobody_mediates_between_a_person_and_whom_they_are_afraid_of(data: st.DataObject) -> None:
    end = through("relationship-breakdown", data.draw, afraid=True)
    assert "mediation" not in {part.notice.code for part in end.notices}


@pytest.mark.parametrize("code", ["relationship-breakdown", "fire-or-flood", "disability-or-long-illness", "marriage"])
def test_no_landlord_hears_of_fear_of_health_or_of_a_new_home(code: str) -> None:
    facts = {fact.code: fact for fact in shipped()[code].facts}
    for notice in shipped()[code].notices:
        if notice.code.endswith("landlord"):
            assert not any(facts[fact].special or facts[fact].criminal for fact in notice.facts)
            assert code != "relationship-breakdown" or "your_address" not in notice.facts


def test_fear_is_heard_by_those_who_keep_people_safe_alone() -> None:
    assert holders("hospital", "home_ready") == {"hospital_team", "safe_from_harm", "child_afraid", "home_to_go_to"}
    assert holders("disability-or-long-illness", "someone_hurts") == {"safe_adult", "safe_child"}
    assert holders("relationship-breakdown", "afraid") == {"housing_options", "law_advice", "abuse_support"}
    assert holders("fire-or-flood", "on_purpose") == {"bed_tonight", "next_home", "safer_from_fire", "police"}


def test_that_a_home_stands_empty_is_told_to_those_who_come_there_or_pay_for_it_alone() -> None:
    event = shipped()["hospital"]
    told = {notice.code for notice in event.notices if {"your_address", "lives_alone"} <= set(notice.facts)}
    assert told == {"care_at_home", "council_tax", "volunteers"}


def test_a_workplace_is_never_asked() -> None:
    words = " ".join(f"{fact.code} {fact.question}" for fact in shipped()["starting-work"].facts)
    assert "employer" not in words
    assert "where you work" not in words.lower()
