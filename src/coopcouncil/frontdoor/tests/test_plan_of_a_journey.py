"""The plan by example: what is asked, what is not, and who is told."""

from datetime import date
from typing import Any

import pytest

from coopcouncil.frontdoor.domain import conditions
from coopcouncil.frontdoor.domain.life_event import Implied
from coopcouncil.frontdoor.domain.plan import NotFinished, Slice, finish, plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, event, notice, shipped, yes_no


def codes(things: object) -> list[str]:
    return [getattr(thing, "notice", thing).code for thing in things]  # type: ignore[attr-defined]


def test_the_condition_of_a_notice_is_settled_before_its_facts_are_asked() -> None:
    sample = event((yes_no("has_car", 9), yes_no("plate", 1)), (notice("parking", ("plate",), "has_car"),))
    first = plan(sample, {}, today=TODAY)
    assert first.next_fact.code == "has_car"
    assert codes(first.undecided) == ["parking"]
    assert plan(sample, {"has_car": False}, today=TODAY).next_fact is None
    assert plan(sample, {"has_car": True}, today=TODAY).next_fact.code == "plate"


def test_a_second_condition_is_not_asked_when_the_first_settles_it() -> None:
    sample = event((yes_no("a", 1), yes_no("b", 2)), (notice("n", ("a",), "a and b"),))
    assert plan(sample, {"a": False}, today=TODAY).next_fact is None
    assert plan(sample, {"a": True}, today=TODAY).next_fact.code == "b"


def test_an_implied_answer_is_used_and_never_asked() -> None:
    implied = (Implied(conditions.read("alone"), True),)
    sample = event((yes_no("alone", 5), yes_no("discount", 1, implied=implied)), (notice("tax", ("discount",)),))
    assert plan(sample, {}, today=TODAY).next_fact.code == "alone", "what may imply it comes first"
    end = finish(sample, {"alone": True, "discount": False}, today=TODAY)
    assert end.notices[0].facts == {"discount": True}
    assert plan(sample, {"alone": False}, today=TODAY).next_fact.code == "discount"


def test_an_answer_on_the_way_to_a_fact_that_is_needed_no_longer_is_not_lost() -> None:
    implied = (Implied(conditions.read("b"), True),)
    sample = event((yes_no("a", 2), yes_no("b", 1), yes_no("c", 3, implied=implied)), (notice("n", ("a",), "a and c"),))
    assert plan(sample, {}, today=TODAY).next_fact.code == "b", "it may imply c, and comes first"
    assert plan(sample, {"b": False}, today=TODAY).next_fact.code == "a"
    end = plan(sample, {"b": False, "a": False}, today=TODAY)
    assert end.next_fact is None, "without a nobody asks c"
    assert codes(end.asked) == ["b", "a"]
    assert finish(sample, {"b": False, "a": False}, today=TODAY).dropped == ()


def test_what_is_known_already_is_not_asked_and_an_answer_comes_before_it() -> None:
    sample = event((yes_no("a"), yes_no("b")), (notice("n", ("a", "b")),))
    assert plan(sample, {}, today=TODAY, known={"a": True}).next_fact.code == "b"
    end = finish(sample, {"a": False, "b": True}, today=TODAY, known={"a": True})
    assert end.notices[0].facts == {"a": False, "b": True}


def test_a_notice_by_consent_is_offered_and_asks_nothing_until_the_person_agrees() -> None:
    sample = event((yes_no("a"), yes_no("b")), (notice("must", ("a",)), notice("may", ("b",), basis="consent")))
    step = plan(sample, {"a": True}, today=TODAY)
    assert step.next_fact is None
    assert (codes(step.notices), codes(step.offered)) == (["must"], ["may"])
    agreed = plan(sample, {"a": True}, today=TODAY, agreed={"may"})
    assert agreed.next_fact.code == "b"
    assert agreed.why == ("may",)


def test_a_notice_that_was_left_out_asks_nothing_and_one_the_law_requires_stays() -> None:
    sample = event((yes_no("a"), yes_no("b")), (notice("free", ("a",)), notice("law", ("b",), may_be_left_out=False)))
    step = plan(sample, {}, today=TODAY, left_out={"free", "law"})
    assert step.next_fact.code == "b"
    assert codes(step.omitted) == ["free"]
    assert codes(step.notices) == ["law"]


def test_an_optional_fact_is_asked_once_and_may_stay_empty() -> None:
    sample = event((yes_no("a", optional=True),), (notice("n", ("a",)), notice("m", ("a",), "known(a)")))
    assert plan(sample, {}, today=TODAY).next_fact.code == "a"
    end = finish(sample, {"a": None}, today=TODAY)
    assert codes(end.notices) == ["n"]
    assert end.notices[0].facts == {}


def test_a_journey_with_a_question_left_does_not_finish() -> None:
    with pytest.raises(NotFinished, match="no answer yet"):
        finish(event((yes_no("a"),), (notice("n", ("a",)),)), {}, today=TODAY)


def test_an_answer_that_was_changed_drops_what_hung_on_it() -> None:
    sample = event(
        (yes_no("has_car", 1), yes_no("plate", 2, when=conditions.read("has_car"))),
        (notice("parking", ("has_car", "plate")),),
    )
    end = finish(sample, {"has_car": False, "plate": True}, today=TODAY)
    assert end.notices[0].facts == {"has_car": False}
    assert end.dropped == ("plate",)


@pytest.mark.parametrize("code", sorted(shipped()))
def test_the_typical_case_reaches_several_organisations(code: str) -> None:
    sample = shipped()[code]
    answers = typical_answers(sample, today=TODAY)
    end = finish(sample, answers, today=TODAY)
    assert len({part.notice.service for part in end.notices}) >= 4
    assert set(typical_answers(sample, today=date(2031, 3, 1))) == set(answers), "the examples do not go stale"


def test_without_the_registrars_reference_a_death_is_reported_and_ends_no_entitlement() -> None:
    death = shipped()["death"]
    answers = typical_answers(death, today=TODAY)
    with_proof = finish(death, answers, today=TODAY)
    assert any(part.may_end_entitlement for part in with_proof.notices)
    without = finish(death, {**answers, "registrar_reference": None}, today=TODAY)
    assert codes(without.notices) == codes(with_proof.notices), "everyone is told all the same"
    assert not any(part.may_end_entitlement or part.evidenced for part in without.notices)
    assert death.standing.reported == "Reported, not yet verified"
    assert "No payment or service stops" in death.standing.reported_means


def test_each_service_gets_only_its_slice_of_a_death() -> None:
    death = shipped()["death"]
    end = finish(death, typical_answers(death, today=TODAY), today=TODAY)
    slices = {part.notice.code: set(part.facts) for part in end.notices}
    assert slices["library"] == {"person_who_died", "last_address", "registrar_reference"}
    assert "national_insurance_number" in slices["national_benefits"]
    assert not any("services_used" in facts for facts in slices.values())
    assert [code for code, facts in slices.items() if "national_insurance_number" in facts] == ["national_benefits"]


def test_whatever_stops_after_a_death_needs_the_registrars_reference() -> None:
    death = shipped()["death"]
    for code in ("gp_surgery", "hospital", "social_care", "library"):
        assert death.notice(code).may_end_entitlement, code
        assert death.notice(code).evidence == ("registrar_reference",), code
        assert "first" in death.notice(code).what_happens


@pytest.mark.parametrize("code", ["losing-a-job", "becoming-a-carer", "birth"])
def test_a_number_that_only_finds_a_person_is_no_evidence(code: str) -> None:
    assert not any(notice.evidence for notice in shipped()[code].notices)


def test_somebody_whose_new_address_must_stay_secret_is_not_given_away() -> None:
    moving = shipped()["moving-home"]
    answers = typical_answers(moving, today=TODAY)
    safe = {part.notice.code: part.facts for part in finish(moving, answers, today=TODAY, agreed={"welcome"}).notices}
    hidden = finish(moving, {**answers, "address_is_safe": False}, today=TODAY, agreed={"welcome"}).notices
    slices = {part.notice.code: part.facts for part in hidden}
    assert {"council_landlord", "electoral", "waste", "welcome"} <= safe.keys()
    assert not {"council_landlord", "association_landlord", "electoral", "waste", "welcome"} & slices.keys()
    assert not any("landlord" in code and "new_address" in facts for code, facts in {**safe, **slices}.items())
    for code, facts in slices.items():
        if "new_address" in facts:
            assert facts["address_is_safe"] is False, f"{code} is told to keep the address secret"
    assert plan(moving, {}, today=TODAY).next_fact.code == "address_is_safe", "it is asked before any address"
    assert "section 9B" in moving.after


def test_nobody_agrees_for_the_person_they_look_after() -> None:
    carer = shipped()["becoming-a-carer"]
    answers = {**typical_answers(carer, today=TODAY), "live_together": True}
    for agree, told in (("yes", True), ("cannot", False), ("no", False)):
        end = finish(carer, {**answers, "they_agree": agree}, today=TODAY, agreed={"energy_priority"})
        assert ("energy_priority" in codes(end.notices)) is told, agree


def test_a_carer_of_a_child_is_told_apart_by_the_childs_age_and_not_asked() -> None:
    carer = shipped()["becoming-a-carer"]
    answers = typical_answers(carer, today=TODAY)
    answers["cared_for"] = {**answers["cared_for"], "date_of_birth": "2015-06-01"}
    assert "parent_carers" in codes(finish(carer, answers, today=TODAY).notices)


def test_someone_who_owes_their_mortgage_is_not_asked_who_owns_the_home() -> None:
    home = shipped()["at-risk-of-losing-home"]
    answers = {**typical_answers(home, today=TODAY), "reason": "mortgage_owed"}
    del answers["home"], answers["rent_owed"]
    assert plan(home, answers, today=TODAY).next_fact is None
    told = next(part for part in finish(home, answers, today=TODAY).notices if part.notice.code == "housing_options")
    assert told.facts["home"] == "me"


def told_about_a_home(**instead: Any) -> dict[str, Slice]:
    """The notices of somebody at risk of losing their home, by code, with `instead` of the typical answers."""
    event = shipped()["at-risk-of-losing-home"]
    answers = {**typical_answers(event, today=TODAY), **instead}
    return {part.notice.code: part for part in plan(event, answers, today=TODAY).notices}


def test_the_officer_of_tonight_is_told_that_there_is_nowhere_safe() -> None:
    tonight = told_about_a_home(safe_tonight=False)["housing_tonight"]
    assert tonight.facts["safe_tonight"] is False
    assert tonight.notice.urgency == "emergency"
    safe = told_about_a_home(safe_tonight=True)
    assert "housing_tonight" not in safe
    assert "safe_tonight" not in safe["housing_options"].facts


def test_help_with_rent_is_not_told_about_somebody_who_owns_the_home() -> None:
    assert "rent_help" in told_about_a_home(reason="rent_owed", home="private")
    assert "rent_help" not in told_about_a_home(reason="rent_owed", home="me")
