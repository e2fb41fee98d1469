"""Which power speaks about which matters, on which day, checked or not: worked out on paper, and as properties."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.people.domain.powers import (
    MATTERS,
    Power,
    age_on,
    claim_problem,
    last_covered,
    may_speak,
    rules,
    works,
)
from coopcouncil.people.forms.powers import EVIDENCE
from coopcouncil.people.models import Authority

TODAY = date(2026, 11, 25)
OLD, CHILD, TEEN = date(1940, 2, 29), date(2015, 6, 1), date(2010, 1, 1)


def power(kind: str, born_on: date = OLD, state: str = "checked", **more: object) -> Power:
    seen = next(iter(sorted(rules()[kind].proved_by)), "own_word")
    given = {"starts_on": date(2026, 1, 1), "expires_on": None, "seen": seen, **more}
    return Power(kind, state, born_on=born_on, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "matter", "may", "reported", "why"),
    [
        (power("lpa_property"), "money", True, False, "covered"),
        (power("lpa_property"), "benefits", True, False, "covered"),
        (power("lpa_property"), "health", False, False, "not_covered"),
        (power("lpa_property", state="claimed"), "money", True, True, "covered"),
        (power("lpa_health"), "health", True, False, "covered"),
        (power("lpa_health"), "money", False, False, "not_covered"),
        (power("lpa_health", state="claimed"), "health", False, False, "must_be_checked"),
        (power("lpa_health", state="claimed"), "care", True, True, "covered"),
        (power("appointee"), "benefits", True, False, "covered"),
        (power("appointee"), "housing", False, False, "not_covered"),
        (power("deputy", scope=("property",)), "money", True, False, "covered"),
        (power("deputy", scope=("property",)), "health", False, False, "not_covered"),
        (power("deputy", scope=("property", "welfare")), "health", True, False, "covered"),
        (power("deputy"), "money", False, False, "not_covered"),
        (power("parental_responsibility", CHILD), "health", True, False, "covered"),
        (power("parental_responsibility", TEEN), "health", False, False, "decides_at_16"),
        (power("parental_responsibility", TEEN), "child", True, False, "covered"),
        (power("parental_responsibility", date(2008, 11, 25)), "child", False, False, "grown_up"),
        (power("parental_responsibility", CHILD, seen="own_word"), "health", True, True, "covered"),
        (power("parental_responsibility", CHILD, seen="court_order"), "money", True, False, "covered"),
        (power("parental_responsibility", CHILD, seen="professional"), "child", True, True, "covered"),
        (power("lpa_health", seen="own_word"), "health", False, False, "must_be_checked"),
        (power("lpa_health", seen=""), "care", True, True, "covered"),
        (power("agreed"), "health", True, True, "covered"),
        (power("gillick", TEEN), "health", False, False, "not_covered"),
        (power("lpa_property", state="refused"), "money", False, False, "refused"),
        (power("lpa_property", state="ended"), "money", False, False, "ended"),
        (power("lpa_property", expires_on=TODAY), "money", False, False, "ended"),
        (power("lpa_property", expires_on=TODAY + timedelta(1)), "money", True, False, "covered"),
        (power("lpa_property", starts_on=TODAY + timedelta(1)), "money", False, False, "not_yet"),
        (power("agreed"), "civic", False, False, "own_alone"),
    ],
)
def test_a_worked_example_of_each_rule(held: Power, matter: str, may: bool, reported: bool, why: str) -> None:
    verdict = may_speak(held, matter, TODAY)
    assert (verdict.may, verdict.reported, verdict.why) == (may, reported, why)


def test_a_young_person_who_decides_for_themself_bars_the_parent_from_health_alone() -> None:
    parent = power("parental_responsibility", date(2012, 6, 1))
    assert may_speak(parent, "health", TODAY).may
    assert may_speak(parent, "health", TODAY, decides_for_self=True).why == "decides_for_self"
    assert may_speak(parent, "child", TODAY, decides_for_self=True).may
    # A power that a court or the person gave is no parent's, and stays.
    assert may_speak(power("lpa_health"), "health", TODAY, decides_for_self=True).may


POWERS = st.builds(
    Power,
    kind=st.sampled_from(sorted(rules())),
    state=st.sampled_from(["claimed", "checked", "refused", "ended"]),
    starts_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    expires_on=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    born_on=st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    scope=st.sets(st.sampled_from(["property", "welfare"])).map(lambda names: tuple(sorted(names))),
    seen=st.sampled_from(["", *EVIDENCE]),
)
DAYS = st.dates(date(2019, 1, 1), date(2036, 1, 1))
MATTER = st.sampled_from(MATTERS)


@given(POWERS, MATTER, DAYS, st.booleans())
def test_a_check_never_takes_anything_away_and_a_claim_never_goes_as_checked(
    held: Power, matter: str, day: date, decides: bool
) -> None:
    claimed = may_speak(replace(held, state="claimed"), matter, day, decides_for_self=decides)
    checked = may_speak(replace(held, state="checked"), matter, day, decides_for_self=decides)
    if claimed.may:
        assert claimed.reported
        assert checked.may
    assert not may_speak(replace(held, state="refused"), matter, day).may
    assert not may_speak(replace(held, state="ended"), matter, day).may


@given(POWERS, MATTER, DAYS)
def test_nothing_is_said_by_a_power_past_its_end_or_before_its_start(held: Power, matter: str, day: date) -> None:
    verdict, end = may_speak(held, matter, day), last_covered(held)
    if verdict.may:
        assert held.starts_on <= day
        assert end is None or day < end
        assert works(held, day)
    if end is not None:
        assert not may_speak(held, matter, end).may
        assert not may_speak(held, matter, end + timedelta(days=400)).may


@given(POWERS, MATTER, DAYS)
def test_nothing_counts_as_verified_without_the_evidence_that_proves_such_a_power(
    held: Power, matter: str, day: date
) -> None:
    verdict = may_speak(held, matter, day)
    if verdict.may and not verdict.reported:
        assert held.state == "checked"
        assert held.seen in rules()[held.kind].proved_by


@given(POWERS, MATTER, DAYS)
def test_gillick_only_ever_bars(held: Power, matter: str, day: date) -> None:
    free, barred = may_speak(held, matter, day), may_speak(held, matter, day, decides_for_self=True)
    assert free.may or not barred.may
    if free != barred:
        assert (held.kind, matter) == ("parental_responsibility", "health")


@given(POWERS, DAYS)
def test_a_vote_and_a_marriage_are_told_by_nobody_else(held: Power, day: date) -> None:
    assert not may_speak(held, "civic", day).may


@given(st.dates(date(1920, 1, 1), date(2026, 1, 1)), st.integers(1, 40))
def test_a_birthday_comes_once_a_year_also_to_those_born_on_29_february(born: date, years: int) -> None:
    held = power("parental_responsibility", born)
    eighteenth = last_covered(held)
    assert eighteenth is not None
    assert age_on(born, eighteenth) == 18
    assert age_on(born, eighteenth - timedelta(days=1)) == 17
    assert age_on(born, born + timedelta(days=round(365.25 * years) + 2)) >= years


def test_what_cannot_be_claimed() -> None:
    assert claim_problem("lpa_health", CHILD, TODAY) == "too_young"
    assert claim_problem("parental_responsibility", OLD, TODAY) == "grown_up"
    assert claim_problem("deputy", OLD, TODAY) == "no_scope"
    assert claim_problem("deputy", OLD, TODAY, ["property"]) == ""
    assert claim_problem("agreed", TODAY + timedelta(days=1), TODAY) == "not_born"


def test_the_table_and_the_kinds_that_are_kept_are_the_same() -> None:
    assert set(rules()) == set(Authority.Kind.values)
    for rule in rules().values():
        named = rule.covers.union(*rule.scopes.values())
        assert named <= set(MATTERS)
        assert rule.unchecked <= named
        assert rule.proved_by <= set(EVIDENCE) - {"own_word"}
