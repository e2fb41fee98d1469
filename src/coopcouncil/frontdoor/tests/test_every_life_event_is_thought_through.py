"""Every shipped life event says what could go wrong for whoever tells it, and has cases that reach all its notices."""

import pytest

from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import from_file
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, shipped

CODES = sorted(shipped())


@pytest.mark.parametrize("code", CODES)
def test_it_says_what_could_go_wrong_if_the_teller_lies_errs_is_watched_or_is_a_child(code: str) -> None:
    harm = shipped()[code].harm
    assert harm is not None
    texts = [harm.lying, harm.mistaken, harm.watched, harm.child]
    assert all(len(text.split()) >= 12 for text in texts), "a thought, and what answers it"
    assert len(set(texts)) == 4


@pytest.mark.parametrize("code", CODES)
def test_its_cases_reach_every_notice(code: str) -> None:
    event = shipped()[code]
    assert len(event.cases) >= 2
    agreed = frozenset(notice.code for notice in event.notices if notice.by_consent)
    told: set[str] = set()
    for answers in [{}, *(dict(case.answers) for case in event.cases)]:
        written = {**dict(event.typical), **answers}
        values = {fact: from_file(event.fact(fact), value, today=TODAY) for fact, value in written.items()}
        told |= {part.notice.code for part in plan(event, values, today=TODAY, agreed=agreed).notices}
    assert {notice.code for notice in event.notices} == told


@pytest.mark.parametrize("code", CODES)
def test_what_is_kept_to_be_offered_again_is_the_tellers_own_and_lasts(code: str) -> None:
    """Nothing is kept from an event that runs in safe mode, nor a number or place that is only safe just now."""
    event = shipped()[code]
    for fact in event.facts:
        if fact.known_as:
            assert not event.safe_mode, fact.code
            assert not fact.label.casefold().startswith(("a safe", "their ", "your old")), fact.code


@pytest.mark.parametrize("code", [code for code in CODES if shipped()[code].safe_mode])
def test_nobody_must_prove_who_they_are_where_nobody_may_be_signed_in(code: str) -> None:
    assert {notice.assurance for notice in shipped()[code].notices} == {"none"}


def test_a_death_and_a_business_are_told_by_nobody_else() -> None:
    own = {code for code in CODES if not shipped()[code].on_behalf}
    assert {"death", "starting-a-business"} <= own
