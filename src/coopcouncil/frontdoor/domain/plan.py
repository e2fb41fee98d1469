"""What to ask next, who would be told, and what each of them would get: worked out from a life event and its answers.

The rules, which hold for every life event:

- A fact is asked only while it is not answered, and only when a notice that applies needs it, or when it decides
  whether a notice applies or a needed fact is asked. Its own condition is settled first.
- A fact that is implied has its implied value, whatever was answered, and is never asked.
- A notice by consent counts only once the person has agreed to it; any other may be left out where the file says so.
- The order is by the fact's `order`, then its code: never the order in the file.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from coopcouncil.frontdoor.domain.conditions import UNKNOWN, Condition, Unknown
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice


@dataclass(frozen=True)
class Slice:
    """A notice and exactly the facts that it may hold now. `missing` are those still to be asked.

    `evidenced` says that every fact named as its evidence is given; without evidence to give it is False, and the
    notice goes as "reported". `may_end_entitlement` is never True without evidence.
    """

    notice: Notice
    facts: Mapping[str, Any]
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every fact that it needs is known."""
        return not self.missing

    @property
    def evidenced(self) -> bool:
        """Whether all the evidence that the notice names is given."""
        return bool(self.notice.evidence) and all(self.facts.get(code) is not None for code in self.notice.evidence)

    @property
    def may_end_entitlement(self) -> bool:
        """Whether the service may end something that a person gets because of this notice."""
        return self.notice.may_end_entitlement and self.evidenced


@dataclass(frozen=True)
class Progress:
    """How far along: questions answered, and how few and how many may still come."""

    answered: int
    at_least: int
    at_most: int


@dataclass(frozen=True)
class Plan:
    """Where a journey stands.

    `next_fact` is the next question, None when there is no more. `why` holds the codes of the notices that need its
    answer. `notices` apply and count; `undecided` may yet; `offered` may apply and wait for the person's agreement;
    `omitted` apply and were left out. `asked` are the facts answered and still relevant, in the order of the questions.
    """

    next_fact: Fact | None
    why: tuple[str, ...]
    notices: tuple[Slice, ...]
    undecided: tuple[Notice, ...]
    offered: tuple[Notice, ...]
    omitted: tuple[Notice, ...]
    asked: tuple[Fact, ...]
    progress: Progress


@dataclass(frozen=True)
class Finished:
    """The end of a journey: the complete notices with their slices, and the answers that were used for them.

    `facts` has every relevant value, implied ones too; `dropped` the codes of answers that have no effect any more.
    """

    notices: tuple[Slice, ...]
    facts: Mapping[str, Any]
    dropped: tuple[str, ...]


class NotFinished(ValueError):
    """The journey has questions left. `fact` is the next one."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(f"The question “{fact.question}” has no answer yet.")
        self.fact = fact


def plan(
    event: LifeEvent,
    answers: Mapping[str, Any],
    *,
    today: date,
    known: Mapping[str, Any] = MappingProxyType({}),
    left_out: Collection[str] = frozenset(),
    agreed: Collection[str] = frozenset(),
) -> Plan:
    """Where the journey stands, given the answers so far (values as `facts.read` returns them; None for left empty).

    `known` are facts held already (an answer comes before them); `left_out` and `agreed` are codes of notices. A notice
    that may not be left out stays, whatever `left_out` says.
    """
    state = _State(event, {**known, **answers}, today)
    counted = [notice for notice in event.notices if _counts(notice, left_out, agreed)]
    wanted: dict[str, set[str]] = {}
    slices, undecided = [], []
    for notice in sorted(counted, key=lambda notice: notice.code):
        applies = state.holds(notice.when)
        if applies is None:
            undecided.append(notice)
        if applies is False:
            continue
        needs = state.needs(notice)
        for code in needs:
            wanted.setdefault(code, set()).add(notice.code)
        if applies:
            slices.append(_slice(notice, state))
    upcoming = sorted(wanted, key=state.place)
    next_fact = state.facts[upcoming[0]] if upcoming else None
    asked = sorted(
        (code for code in state.relevant(counted) if code in answers and state.stands(code)), key=state.place
    )
    others = [notice for notice in sorted(event.notices, key=lambda n: n.code) if notice not in counted]
    possible = [notice for notice in others if state.holds(notice.when) is not False]
    return Plan(
        next_fact=next_fact,
        why=tuple(sorted(wanted[next_fact.code])) if next_fact else (),
        notices=tuple(slices),
        undecided=tuple(undecided),
        offered=tuple(notice for notice in possible if notice.by_consent),
        omitted=tuple(notice for notice in possible if not notice.by_consent),
        asked=tuple(state.facts[code] for code in asked),
        progress=Progress(len(asked), len(upcoming), len(state.possible(counted))),
    )


def finish(
    event: LifeEvent,
    answers: Mapping[str, Any],
    *,
    today: date,
    known: Mapping[str, Any] = MappingProxyType({}),
    left_out: Collection[str] = frozenset(),
    agreed: Collection[str] = frozenset(),
) -> Finished:
    """Work everything out again from the answers. Raises NotFinished when a question is left."""
    end = plan(event, answers, today=today, known=known, left_out=left_out, agreed=agreed)
    if end.next_fact:
        raise NotFinished(end.next_fact)
    state = _State(event, {**known, **answers}, today)
    counted = [notice for notice in event.notices if _counts(notice, left_out, agreed)]
    used = state.relevant(counted)
    facts = {code: state.value(code) for code in sorted(used, key=state.place) if state.value(code) is not None}
    dropped = tuple(sorted(code for code in answers if code not in used or not state.stands(code)))
    return Finished(end.notices, facts, dropped)


def settle(event: LifeEvent, answers: Mapping[str, Any], *, today: date) -> Callable[[str], Any]:
    """What each fact is worth under these answers, conditions and implied answers applied: for trying cases."""
    return _State(event, answers, today).value


def _counts(notice: Notice, left_out: Collection[str], agreed: Collection[str]) -> bool:
    if notice.by_consent:
        return notice.code in agreed and notice.code not in left_out
    return notice.code not in left_out or not notice.may_be_left_out


def _slice(notice: Notice, state: "_State") -> Slice:
    values = {code: state.value(code) for code in notice.facts}
    return Slice(
        notice,
        {code: value for code, value in values.items() if value is not None and not isinstance(value, Unknown)},
        tuple(sorted((code for code, value in values.items() if isinstance(value, Unknown)), key=state.place)),
    )


@dataclass
class _State:
    """The answers seen through the event's conditions: what each fact is worth now."""

    event: LifeEvent
    given: Mapping[str, Any]
    today: date
    facts: dict[str, Fact] = field(init=False)
    _values: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = {fact.code: fact for fact in self.event.facts}

    def place(self, code: str) -> tuple[int, str]:
        """Where a fact stands in the conversation."""
        return self.facts[code].order, code

    def value(self, code: str) -> Any:
        """UNKNOWN (still to be asked), None (left empty, or it does not apply), or the value."""
        if code not in self._values:
            self._values[code] = self._work_out(self.facts[code])
        return self._values[code]

    def holds(self, condition: Condition | None) -> bool | None:
        """Whether a condition holds now; no condition always does."""
        return True if condition is None else condition.decide(self.value, today=self.today)

    def _work_out(self, fact: Fact) -> Any:
        applies = self.holds(fact.when)
        if applies is None:
            return UNKNOWN
        if not applies:
            return None
        for implied in fact.implied:
            holds = self.holds(implied.when)
            if holds is None:
                return UNKNOWN
            if holds:
                return implied.value
        return self.given.get(fact.code, UNKNOWN)

    def stands(self, code: str) -> bool:
        """Whether a fact has the answer that was given: it applies, and nothing implies its value."""
        fact = self.facts[code]
        return self.holds(fact.when) is True and not any(self.holds(implied.when) for implied in fact.implied)

    def _conditions(self, fact: Fact) -> list[Condition]:
        """The conditions of a fact that count now, in the order in which they are settled."""
        conditions = [fact.when] if fact.when else []
        if self.holds(fact.when):
            for implied in fact.implied:
                conditions.append(implied.when)
                if self.holds(implied.when) is not False:
                    break
        return conditions

    def ask(self, code: str) -> frozenset[str]:
        """What must be asked now so that the fact gets its value: itself, what decides it, or nothing."""
        if not isinstance(self.value(code), Unknown):
            return frozenset()
        for condition in self._conditions(self.facts[code]):
            if open_facts := condition.open_facts(self.value, today=self.today):
                return frozenset().union(*(self.ask(other) for other in open_facts))
        return frozenset({code})

    def needs(self, notice: Notice) -> frozenset[str]:
        """What must be asked now for a notice: what decides it, then its facts. Its facts wait until it applies."""
        if notice.when and self.holds(notice.when) is None:
            codes: Iterable[str] = notice.when.open_facts(self.value, today=self.today)
        else:
            codes = notice.facts
        return frozenset().union(*(self.ask(code) for code in codes))

    def relevant(self, notices: Iterable[Notice]) -> frozenset[str]:
        """The facts with a value that bear on these notices: their own when they apply, and all that decided these.

        What was settled on the way to a fact that need no longer be asked, because another decided first, is among
        them: the person was asked it, so it is shown again, and can be changed.
        """
        found: set[str] = set()
        seen: set[str] = set()

        def visit(code: str) -> None:
            if code in seen:
                return
            seen.add(code)
            if not isinstance(self.value(code), Unknown):
                found.add(code)
            for condition in self._conditions(self.facts[code]):
                visit_all(condition)

        def visit_all(condition: Condition) -> None:
            for code in sorted(condition.facts()):
                visit(code)

        for notice in notices:
            if notice.when:
                visit_all(notice.when)
            if self.holds(notice.when):
                for code in notice.facts:
                    visit(code)
        return frozenset(found)

    def possible(self, notices: Iterable[Notice]) -> frozenset[str]:
        """Every fact that may yet be asked for these notices, whatever the answers turn out to be."""
        found: set[str] = set()

        def visit(code: str) -> None:
            if code in found or not isinstance(self.value(code), Unknown):
                return
            found.add(code)
            for other in self.facts[code].leans_on():
                visit(other)

        for notice in notices:
            if self.holds(notice.when) is not False:
                for code in notice.facts + tuple(sorted(notice.when.facts() if notice.when else ())):
                    visit(code)
        return frozenset(found)
