"""The language of conditions: small, total, three-valued, and never executed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.frontdoor.domain.conditions import MAX_LENGTH, UNKNOWN, ConditionError, read, scaled
from coopcouncil.frontdoor.tests.life_event_samples import TODAY

BORN = {"first_names": "A", "last_name": "B", "date_of_birth": "2008-11-24"}
CASES = [
    ("a", {"a": True}, True),
    ("a", {"a": False}, False),
    ("a", {"a": None}, False),
    ("a", {}, None),
    ("not a", {"a": None}, True),
    ("a == no", {"a": False}, True),
    ("a and b", {"a": False}, False),
    ("a and b", {"a": True}, None),
    ("a or b", {"b": True}, True),
    ("a or b", {"b": False}, None),
    ("not (a or b)", {"a": True}, False),
    ('c == "x"', {"c": "x"}, True),
    ('c != "x"', {"c": None}, True),
    ('c == "x"', {"c": None}, False),
    ('c in ["x", "y"]', {"c": "y"}, True),
    ('c not in ["x", "y"]', {"c": None}, True),
    ('"x" in m', {"m": ["x", "z"]}, True),
    ('"x" not in m', {"m": None}, True),
    ("known(c)", {"c": None}, False),
    ("known(c)", {"c": "x"}, True),
    ("known(c)", {}, None),
    ("n >= 18", {"n": 18}, True),
    ("n < -1", {"n": None}, False),
    ("n == 1", {"n": True}, False),
    ('d < "2026-12-01"', {"d": "2026-11-30"}, True),
    ("days_since(d) <= 42", {"d": "2026-10-12"}, True),
    ("days_since(d) <= 42", {"d": "2026-10-11"}, False),
    ("days_since(d) <= 42", {"d": None}, False),
    ("age(p) < 18", {"p": BORN}, True),
    ("age(p) >= 18", {"p": {**BORN, "date_of_birth": "2008-11-23"}}, True),
]


@pytest.mark.parametrize(("text", "facts", "answer"), CASES)
def test_a_condition_is_decided(text: str, facts: dict[str, Any], answer: bool | None) -> None:
    assert read(text).decide(lambda code: facts.get(code, UNKNOWN), today=TODAY) is answer


def test_only_facts_that_can_still_change_the_answer_are_open() -> None:
    condition = read('a and (b or c == "x")')

    def open_with(**facts: Any) -> set[str]:
        return set(condition.open_facts(lambda code: facts.get(code, UNKNOWN), today=TODAY))

    assert open_with() == {"a", "b", "c"}
    assert open_with(a=False) == set()
    assert open_with(a=True, b=True) == set()
    assert open_with(a=True, b=False) == {"c"}


@pytest.mark.parametrize(
    "text",
    [
        "", "a ==", "a = 1", "a + b", "a if b else c", "lambda: a", "open('x')", "a.b", "a[0]", "a < b", "1 < a < 3",
        "a is b",         "known(a, b)", "known()", 'days_since(d) < "x"', "f'{a}'", "a == 1.5", "a == None",
        "yes", "c in []", "(" * 300,
        "a and " * 100 + "a", "a == b'x'", "age(p)", "not",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        read(text)
    assert caught.value.mend


@given(st.text(max_size=MAX_LENGTH + 5) | st.text("abc()=<>!\"'[], andornotinknown", max_size=60))
def test_no_text_does_more_than_read_or_be_refused(text: str) -> None:
    try:
        condition = read(text)
    except ConditionError:
        return
    assert condition.decide(lambda code: UNKNOWN, today=TODAY) in (None, True, False)


@given(
    st.sampled_from([text for text, _facts, _answer in CASES]),
    st.dictionaries(
        st.sampled_from("abcdmnp"), st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just(["x"])
    ),
)
def test_a_condition_has_an_answer_for_any_values(text: str, facts: dict[str, Any]) -> None:
    everything = {**dict.fromkeys("abcdmnp"), **facts}
    assert read(text).decide(everything.__getitem__, today=TODAY) in (True, False)


def test_amounts_written_in_pounds_are_compared_in_pence() -> None:
    condition = scaled(read("savings < 16000 and n in [1, 2]"), frozenset({"savings"}), 100)
    facts = {"savings": 1_599_999, "n": 2}
    assert condition.decide(facts.__getitem__, today=TODAY) is True
    assert condition.decide({**facts, "savings": 1_600_000}.__getitem__, today=TODAY) is False
