"""Domestic abuse: no whereabouts, no accusation, and not a word to a place where the other person could see it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, shipped

EVENT = shipped()["domestic-abuse"]
EVERYONE = frozenset(notice.code for notice in EVENT.notices)
PLACES = {
    "council": lambda kind: kind.sector == "council",
    "police": lambda kind: kind.sector == "police",
    "surgery": lambda kind: kind.code == "gp_record",
    "school": lambda kind: kind.code == "school_record",
    "landlord": lambda kind: kind.code in ("council_housing", "housing_association_tenancies"),
    "charity": lambda kind: kind.sector == "charity",
}


def told(**answers: Any) -> set[str]:
    given = typical_answers(EVENT, today=TODAY) | answers
    return {part.notice.code for part in finish(EVENT, given, today=TODAY, agreed=EVERYONE).notices}


def test_every_place_that_can_be_picked_is_kept_out_of_what_it_offers() -> None:
    assert {option.code for option in EVENT.fact("they_work_in").options} == {*PLACES, "none"}


@settings(max_examples=200, deadline=None)
@given(
    places=st.lists(st.sampled_from(sorted(PLACES)), min_size=1, unique=True),
    age=st.sampled_from(["under_16", "16_or_17", "adult"]),
    home=st.sampled_from(["own", "council", "housing_association", "private"]),
    safe=st.booleans(),
    lives=st.sampled_from(["with_them", "i_left", "they_left", "never"]),
)
def test_nothing_reaches_a_place_that_the_person_picked(
    places: list[str], age: str, home: str, safe: bool, lives: str
) -> None:
    kinds = shipped_catalogue()
    services = {notice.code: kinds[notice.service] for notice in EVENT.notices}
    by_name = {notice.code for notice in EVENT.notices if notice.named_by}  # the council finds a name that is not known
    reached = told(
        they_work_in=places, your_age=age, home=home, safe_tonight=safe, where_you_live=lives, landlord_name=None
    )
    assert [(code, place) for code in reached for place in places if PLACES[place](services[code])] == []
    assert "council" not in places or not reached & by_name


def test_nobody_is_told_unless_their_help_is_picked() -> None:
    answers = typical_answers(EVENT, today=TODAY) | {"help_wanted": ["none"]}
    assert finish(EVENT, answers, today=TODAY).notices == ()
    assert told(help_wanted=["none"]) == {"support", "police", "rights"}
    assert told(help_wanted=["surgery"]) == {"surgery", "support", "police", "rights"}


def test_the_only_address_is_the_one_that_the_other_person_knows_and_few_get_it() -> None:
    assert [fact.code for fact in EVENT.facts if fact.type in ("address", "uprn")] == ["shared_address"]
    holders = {notice.code for notice in EVENT.notices if "shared_address" in notice.facts}
    assert holders == {"council_landlord", "association_landlord", "council_tax"}


def test_nobody_is_named_and_nothing_that_was_done_is_asked() -> None:
    assert [fact.code for fact in EVENT.facts if fact.type in ("name", "person")] == ["your_name"]
    assert [fact.code for fact in EVENT.facts if fact.long] == []


@pytest.mark.parametrize("notice", EVENT.notices, ids=lambda notice: notice.code)
def test_each_may_be_left_out_and_hears_how_it_is_safe_to_answer(notice: Any) -> None:
    assert notice.may_be_left_out
    assert {"contact_way", "safe_phone", "safe_email", "safe_times"} <= set(notice.facts)
    assert notice.code not in {
        part.notice.code
        for part in finish(
            EVENT, typical_answers(EVENT, today=TODAY), today=TODAY, agreed=EVERYONE, left_out={notice.code}
        ).notices
    }


def test_the_police_hear_only_if_the_person_turns_it_on() -> None:
    answers = typical_answers(EVENT, today=TODAY)
    assert "police" not in {part.notice.code for part in finish(EVENT, answers, today=TODAY).notices}
    assert "police" in told()


def test_all_of_it_runs_in_safe_mode_with_a_way_out_and_by_the_person_alone() -> None:
    assert EVENT.safe_mode
    assert EVENT.quick_exit
    assert not EVENT.on_behalf
    assert [fact.code for fact in EVENT.facts if fact.known_as] == []
    assert "press 55" in EVENT.emergency
