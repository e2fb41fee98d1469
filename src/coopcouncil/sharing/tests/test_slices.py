"""What an organisation gets holds no fact outside the list of its purpose, whichever way it goes."""

from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.sharing.domain.purposes import facts_of, shipped_purposes
from coopcouncil.sharing.domain.slices import Fact, cut, kept, read

BOOK = shipped_purposes().purposes
PURPOSES = st.sampled_from([*sorted(BOOK), "no_purpose_of_ours"])
CODES = st.sampled_from(["secret", *sorted({code for purpose in BOOK.values() for code in purpose.facts})])
FACTS = st.lists(st.builds(lambda code, value: Fact(code, code.title(), value, str(value)), CODES, st.integers()))


@given(FACTS, PURPOSES, st.none() | st.lists(CODES))
def test_a_slice_holds_what_was_told_and_is_on_both_lists_and_nothing_else(
    facts: list[Fact], purpose: str, codes: list[str] | None
) -> None:
    sliced = cut(facts, purpose=purpose, fact_codes=codes)
    told = {fact.code for fact in facts}
    assert {fact.code for fact in sliced} == told & set(facts_of(purpose)) & (told if codes is None else set(codes))
    assert len(sliced) == len({fact.code for fact in sliced})
    assert all(fact in facts for fact in sliced)
    assert cut(sliced, purpose=purpose) == sliced


@given(FACTS, PURPOSES)
def test_a_fact_that_is_not_listed_changes_nothing(facts: list[Fact], purpose: str) -> None:
    assert cut([*facts, Fact("secret", "Secret", 1, "1")], purpose=purpose) == cut(facts, purpose=purpose)


def test_for_what_is_no_purpose_nothing_may_be_told() -> None:
    assert cut([Fact("your_name", "Name", "A", "A")], purpose="no_purpose_of_ours") == ()


@given(FACTS)
def test_a_slice_is_read_as_it_was_kept(facts: list[Fact]) -> None:
    assert read(kept(facts)) == tuple(facts)
