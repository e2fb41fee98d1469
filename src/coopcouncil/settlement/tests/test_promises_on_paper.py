"""What can be worked out on paper: merging, comparing, for whom a promise is, what may be said of wards."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.disclosure import K
from coopcouncil.settlement.domain import comparing, editions, keeping, lives, promises, statute
from coopcouncil.settlement.domain.keeping import Kept
from coopcouncil.settlement.domain.lives import FITS, NOT, PERHAPS, Life, Reach

FIELDS = ["provides", "standard"]
TEXTS = [dict(zip(FIELDS, texts, strict=True)) for texts in product("abc", repeat=len(FIELDS))]


def test_of_two_edits_none_is_lost_without_being_told() -> None:
    """After both: each field that only one changed has what they wrote; where both differ, the second is told."""
    for base, first, second in product(TEXTS, repeat=3):
        found = promises.merge(base, first, second)
        after = {**first, **found.own}
        for name in FIELDS:
            theirs, mine = first[name] != base[name], second[name] != base[name]
            if theirs and mine and first[name] != second[name]:
                assert name in found.both
            else:
                assert name not in found.both
                assert after[name] == (second[name] if mine else first[name])


def test_a_promise_as_it_was_before_later_changes() -> None:
    now = {"provides": "c", "target": 3}
    assert promises.as_it_was(now, [{"provides": "b"}, {"provides": "a", "target": 1}]) == {
        "provides": "a",
        "target": 1,
    }


def test_no_edition_leaves_what_replaced_it_and_none_skips_the_decision() -> None:
    assert editions.may_follow("agreed", "in_force")
    for state in ("draft", "consultation", "amended"):
        assert not editions.may_follow(state, "in_force")
    assert not any(editions.may_follow("superseded", state) for state in editions.FOLLOWS)


@pytest.mark.parametrize(
    ("changed", "kind", "held", "found"),
    [
        ({}, "council", True, 0),
        ({"kind": "community"}, "council", True, 0),
        ({"kind": "community"}, "charity", True, 1),
        ({"kind": "community", "minimum_how": " "}, "council", True, 1),
        ({"minimum_met": False}, "nhs", True, 1),
        ({"statutory_duty": False}, "council", True, 1),
        ({"statutory_duty": False, "statutory_basis": "", "minimum_met": False}, "charity", False, 0),
    ],
)
def test_a_duty_stays_with_a_public_body_and_its_minimum_is_met(
    changed: dict[str, object], kind: str, held: bool, found: int
) -> None:
    promise = {
        "kind": "active", "statutory_duty": True, "minimum_met": True, "minimum_how": "So.",
        "statutory_basis": "An Act", **changed,
    }  # fmt: skip
    assert len(statute.breaches(promise, held_duty=held, accountable_kind=kind)) == found


@pytest.mark.parametrize(
    ("reach", "life", "ward", "found"),
    [
        (Reach(), Life(), "", FITS),
        (Reach(wards=["W1"]), Life(), "W2", NOT),
        (Reach(wards=["W1"]), Life(), "", PERHAPS),
        (Reach(["carers"]), Life(carer=True), "W1", FITS),
        (Reach(["carers"]), Life(), "W1", NOT),
        (Reach(["disabled_people"]), Life(age=40), "W1", PERHAPS),
        (Reach(minimum_age=66), Life(age=65), "W1", NOT),
        (Reach(minimum_age=66), Life(), "W1", PERHAPS),
        (Reach(["parents"], maximum_age=5), Life(age=30, children=True), "W1", PERHAPS),
        (Reach(["tenants", "homeless"]), Life(age=30), "W1", PERHAPS),
        # None: we were not told, which is not the same as no.
        (Reach(["carers"]), Life(carer=None), "W1", PERHAPS),
        (Reach(["tenants"]), Life(tenant=None), "W1", PERHAPS),
        (Reach(["children"]), Life(age=40, children=None), "W1", PERHAPS),
        (Reach(["children"]), Life(age=40), "W1", NOT),
        (Reach(maximum_age=5), Life(age=40, children=None), "W1", PERHAPS),
        (Reach(maximum_age=5), Life(age=40), "W1", NOT),
    ],
)
def test_for_whom_a_promise_is(reach: Reach, life: Life, ward: str, found: str) -> None:
    assert lives.fit(reach, life, ward) == found


def test_two_editions_in_sentences() -> None:
    def say(name: str, value: object) -> str:
        return "" if value is None else str(value)

    old = {
        "a": {"title": "A", "clock": "24 hours", "kind": "active", "reasons": "Old."},
        "b": {"title": "B", "provides": "Buses"},
    }
    new = {
        "a": {"title": "A", "clock": "10 days", "kind": "community", "reasons": "New."},
        "c": {"title": "C", "provides": "Trams"},
    }
    found = {change.code: change for change in comparing.compare(old, new, say)}
    assert [str(words) for words in found["a"].sentences] == [
        "Public services withdraw from this. It is for the community to run, with support.",
        "You wait longer to hear from us: up to 10 days, not 24 hours.",
    ]
    assert (found["a"].why, found["b"].what, found["c"].what) == ("New.", comparing.GONE, comparing.NEW)
    assert comparing.compare(old, old, say) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_no_ward_with_few_cases_is_shown_nor_can_be_worked_out(counts: list[tuple[int, int]]) -> None:
    held = [Kept(f"W{at}", min(pair), max(pair)) for at, pair in enumerate(counts)]
    shown = keeping.lines(held, 90)
    assert all(line.all >= K for line in shown)
    alone = {line.ward for line in shown}
    joined = [item for item in held if item.ward not in alone and item.all]
    if any(line.ward == "" for line in shown):
        assert len(joined) > 1  # one small ward is never the only one among the others


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_the_one_figure_of_a_promise_is_of_the_times_that_its_wards_show(counts: list[tuple[int, int]]) -> None:
    held = [Kept(f"W{at}", min(pair), max(pair)) for at, pair in enumerate(counts)]
    shown, one = keeping.lines(held, 90), keeping.together(held, 90)
    assert (one.all if one else 0) == sum(line.all for line in shown)
    assert one is None or one.all >= K
