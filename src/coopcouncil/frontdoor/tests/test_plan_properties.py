"""What holds for every life event: nothing asked in vain, nothing told but what is listed, and no order but ours."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.frontdoor.domain.facts import read
from coopcouncil.frontdoor.domain.life_event import HOW_TO_REACH, Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import Finished, NotFinished, Plan, finish, plan
from coopcouncil.frontdoor.tests.life_event_samples import LETTERS, TODAY, life_events, shipped, value_of

SHIPPED = sorted(shipped())
_ANSWERS: dict[str, list[Any]] = {
    "name": [{"first_names": "A", "last_name": "B"}],
    "person": [{"first_names": "A", "last_name": "B", "date_of_birth": day} for day in ("1950-01-01", "2020-01-01")],
    "date": ["2000-02-29", "2026-11-20", "2026-12-01"],
    "phone": ["+442079460000"],
    "email": ["a@example.com"],
    "address": [{"line_1": "1 A", "line_2": "", "town": "T", "postcode": "AS1 4QT"}],
    "text": ["ABC 123"],
    "money": [50_000],
    "file": [
        {
            "document": "5f1c2b7e-93a1-4e0c-8d2a-6b0f4c9d1e22",
            "name": "letter.pdf",
            "media_type": "application/pdf",
            "size": 1000,
            "sha256": "0" * 64,
            "scan": "clean",
        }
    ],
    "nhs_number": ["9434765919"],
    "national_insurance_number": ["AB123456C"],
    "document": [{"number": "1", "issued_on": None}],
}


def answer_to(fact: Fact, draw: st.DrawFn) -> Any:
    if fact.options == LETTERS or (fact.type == "yes_no" and fact.label == "F"):
        return draw(value_of(fact))
    if fact.optional and draw(st.booleans()):
        return None
    if fact.type == "yes_no":
        return draw(st.booleans())
    codes = [option.code for option in fact.options]
    if fact.type == "choice":
        return draw(st.sampled_from(codes))
    if fact.type == "many":
        together = [option.code for option in fact.options if not option.exclusive]
        picked = draw(st.lists(st.sampled_from(together), unique=True))
        return [code for code in together if code in picked] or codes[-1:]
    return draw(st.sampled_from(_ANSWERS[fact.type]))


def choices(event: LifeEvent, draw: st.DrawFn) -> dict[str, frozenset[str]]:
    codes = st.frozensets(st.sampled_from([notice.code for notice in event.notices]))
    return {"left_out": draw(codes), "agreed": draw(codes)}


def journey(event: LifeEvent, draw: st.DrawFn, chosen: dict[str, Any]) -> tuple[dict[str, Any], list[Plan]]:
    """Answer each question as it comes; every answer that was drawn, and every plan on the way."""
    answers: dict[str, Any] = {}
    plans = [plan(event, answers, today=TODAY, **chosen)]
    while fact := plans[-1].next_fact:
        assert fact.code not in answers, "each fact is asked at most once"
        answers[fact.code] = answer_to(fact, draw)
        plans.append(plan(event, answers, today=TODAY, **chosen))
    return answers, plans


def holds_true(event: LifeEvent, answers: dict[str, Any], plans: list[Plan], chosen: dict[str, Any]) -> Finished:
    end = finish(event, answers, today=TODAY, **chosen)
    facts = {fact.code: fact for fact in event.facts}

    def value(code: str) -> Any:
        return end.facts.get(code)

    for part in end.notices:
        assert part.complete
        assert part.notice.when is None or part.notice.when.decide(value, today=TODAY) is True
        assert set(part.facts) <= set(part.notice.facts), "a slice holds no fact outside its notice's list"
        for code in part.notice.facts:
            fact = facts[code]
            applies = fact.when is None or fact.when.decide(value, today=TODAY) is True
            assert code in part.facts or fact.optional or not applies, "no notice without all its required facts"
        assert part.notice.code in chosen["agreed"] or not part.notice.by_consent, "consent is off at first"
        left_out = part.notice.code in chosen["left_out"]
        assert not left_out or part.notice.legally_required, "only what the law requires stays"
    decided_by = {code for notice in event.notices if notice.when for code in notice.when.facts()}
    needed = decided_by | {code for part in end.notices for code in part.notice.facts}
    if event.asks_how_to_reach:
        needed |= HOW_TO_REACH
    while more := {other for code in needed for other in facts[code].leans_on()} - needed:
        needed |= more
    assert set(answers) <= needed, "no fact that nobody needs is asked"
    for step in plans:
        if step.next_fact:
            assert step.why
            assert step.progress.at_least >= 1
            assert step.progress.at_least <= step.progress.at_most
            for implied in step.next_fact.implied:
                assert implied.when.decide(value, today=TODAY) is not True, "never one whose answer is implied"
    for before, after in pairwise(plans):
        assert after.progress.at_most < before.progress.at_most, "every answer brings the end nearer"
    assert end.dropped == (), "nothing that was asked turns out to be useless"
    return end


def jumbled(event: LifeEvent, draw: st.DrawFn) -> LifeEvent:
    return replace(
        event,
        facts=tuple(draw(st.permutations(event.facts))),
        notices=tuple(
            replace(notice, facts=tuple(draw(st.permutations(notice.facts))))
            for notice in draw(st.permutations(event.notices))
        ),
    )


def outline(step: Plan) -> tuple[Any, ...]:
    return (
        step.next_fact and step.next_fact.code,
        step.why,
        [(part.notice.code, dict(part.facts), part.missing) for part in step.notices],
        [notice.code for notice in (*step.undecided, *step.offered, *step.omitted)],
        [fact.code for fact in step.asked],
        step.progress,
    )


@settings(max_examples=150, deadline=None)
@given(event=life_events(), data=st.data())
def test_the_promises_hold_for_any_life_event(event: LifeEvent, data: st.DataObject) -> None:
    chosen = choices(event, data.draw)
    answers, plans = journey(event, data.draw, chosen)
    holds_true(event, answers, plans, chosen)


@pytest.mark.parametrize("code", SHIPPED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_promises_hold_for_the_life_events_that_we_ship(code: str, data: st.DataObject) -> None:
    event = shipped()[code]
    chosen = choices(event, data.draw)
    answers, plans = journey(event, data.draw, chosen)
    holds_true(event, answers, plans, chosen)


@settings(max_examples=100, deadline=None)
@given(event=life_events(), data=st.data())
def test_the_order_of_the_file_changes_nothing(event: LifeEvent, data: st.DataObject) -> None:
    chosen = choices(event, data.draw)
    _answers, plans = journey(event, data.draw, chosen)
    other = jumbled(event, data.draw)
    answers: dict[str, Any] = {}
    for step, following in zip(plans, [*plans[1:], None], strict=True):
        assert outline(plan(other, answers, today=TODAY, **chosen)) == outline(step)
        if step.next_fact and following:
            answers[step.next_fact.code] = _answers[step.next_fact.code]


@settings(max_examples=100, deadline=None)
@given(event=life_events(), data=st.data())
def test_stale_answers_of_any_kind_never_reach_a_slice(event: LifeEvent, data: st.DataObject) -> None:
    """A person who goes back and changes an answer leaves others behind: what they no longer bear on is dropped."""
    stale = {fact.code: data.draw(value_of(fact)) for fact in event.facts if data.draw(st.booleans())}
    chosen = choices(event, data.draw)
    if plan(event, stale, today=TODAY, **chosen).next_fact:
        with pytest.raises(NotFinished) as unfinished:
            finish(event, stale, today=TODAY, **chosen)
        assert unfinished.value.fact.code not in stale
        return
    end = finish(event, stale, today=TODAY, **chosen)
    fewer = {code: value for code, value in stale.items() if code not in end.dropped}
    again = finish(event, fewer, today=TODAY, **chosen)
    assert [(part.notice.code, part.facts) for part in again.notices] == [
        (part.notice.code, part.facts) for part in end.notices
    ]
    assert again.dropped == ()


@pytest.mark.parametrize("code", SHIPPED)
def test_what_a_test_answers_is_what_a_person_could_answer(code: str) -> None:
    for fact in shipped()[code].facts:
        for value in _ANSWERS.get(fact.type, []):
            if fact.type not in ("date", "text"):
                assert read(fact, value, today=TODAY) == value
