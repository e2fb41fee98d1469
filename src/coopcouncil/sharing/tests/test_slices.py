"""A notice holds no fact outside its list."""

from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.sharing.domain.slices import Fact, cut, kept, read

CODES = st.sampled_from([f"fact_{number}" for number in range(8)])
FACTS = st.lists(st.builds(lambda code, value: Fact(code, code.title(), value, str(value)), CODES, st.integers()))


@given(FACTS, st.lists(CODES))
def test_a_slice_holds_no_fact_outside_the_list(facts: list[Fact], codes: list[str]) -> None:
    assert {fact.code for fact in cut(facts, codes)} <= set(codes)


@given(FACTS, st.lists(CODES))
def test_a_slice_holds_every_listed_fact_that_was_told_once_and_unchanged(facts: list[Fact], codes: list[str]) -> None:
    sliced = cut(facts, codes)
    assert {fact.code for fact in sliced} == set(codes) & {fact.code for fact in facts}
    assert len(sliced) == len({fact.code for fact in sliced})
    assert all(fact in facts for fact in sliced)


@given(FACTS, st.lists(CODES))
def test_a_fact_that_is_not_listed_changes_nothing(facts: list[Fact], codes: list[str]) -> None:
    assert cut([*facts, Fact("secret", "Secret", 1, "1")], codes) == cut(facts, codes)


@given(FACTS)
def test_a_slice_is_read_as_it_was_kept(facts: list[Fact]) -> None:
    assert read(kept(facts)) == tuple(facts)
