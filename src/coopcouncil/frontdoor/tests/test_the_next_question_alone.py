"""What the plan is quick by must mean the same: the next question without the rest, and conditions made ready."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.frontdoor.domain import state
from coopcouncil.frontdoor.domain.conditions import UNKNOWN, Condition
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import next_question, plan
from coopcouncil.frontdoor.tests.life_event_samples import TODAY, event, life_events, notice, value_of, yes_no
from coopcouncil.frontdoor.tests.test_plan_properties import choices


def some_answers(event: LifeEvent, draw: st.DrawFn) -> dict[str, Any]:
    return {fact.code: draw(value_of(fact)) for fact in event.facts if draw(st.booleans())}


@settings(max_examples=200, deadline=None)
@given(event=life_events(), data=st.data())
def test_the_next_question_alone_is_the_plans(event: LifeEvent, data: st.DataObject) -> None:
    answers, chosen = some_answers(event, data.draw), choices(event, data.draw)
    known = some_answers(event, data.draw)
    whole = plan(event, answers, today=TODAY, known=known, **chosen)
    assert next_question(event, answers, today=TODAY, known=known, **chosen) == whole.next_fact


@settings(max_examples=200, deadline=None)
@given(event=life_events(), data=st.data())
def test_a_condition_made_ready_decides_and_leaves_open_what_the_condition_does(
    event: LifeEvent, data: st.DataObject
) -> None:
    ready, answers = state.prepared(event), some_answers(event, data.draw)
    values = [answers.get(code, UNKNOWN) for code in ready.codes]
    asks = [1 << number if value is UNKNOWN else 0 for number, value in enumerate(values)]
    for item in ready.notices:
        if condition := item.notice.when:
            assert item.when is not None
            found = item.when.test(values, asks, TODAY)
            lookup: Callable[[str], Any] = lambda code: answers.get(code, UNKNOWN)  # noqa: E731
            assert _expected(condition, lookup, ready) == (type(found), found)


def _expected(condition: Condition, lookup: Callable[[str], Any], ready: state.Prepared) -> tuple[type, bool | int]:
    decided = condition.decide(lookup, today=TODAY)
    if decided is not None:
        return bool, decided
    return int, sum(1 << ready.numbers[code] for code in condition.open_facts(lookup, today=TODAY))


def test_a_life_event_is_made_ready_once_and_an_equal_one_apart() -> None:
    one, other = (event((yes_no("a"),), (notice("n", ("a",)),)) for _ in range(2))
    assert state.prepared(one) is state.prepared(one)
    assert state.prepared(one) is not state.prepared(other)
    for _ in range(state.MOST_KEPT + 1):
        assert state.prepared(event((yes_no("b"),), (notice("n", ("b",)),))).codes == ("b",)
    assert len(state._ready) <= state.MOST_KEPT
    assert state.prepared(one).codes == ("a",)
