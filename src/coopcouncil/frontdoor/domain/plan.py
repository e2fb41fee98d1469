"""What to ask next, who would be told, and what each of them would get: worked out from a life event and its answers.

The rules, which hold for every life event:

- A fact is asked only while it is not answered, and only when a notice that applies needs it, or when it decides
  whether a notice applies or a needed fact is asked. Its own condition is settled first.
- A fact that is implied has its implied value, whatever was answered, and is never asked.
- A notice by consent counts only once the person has agreed to it; any other may be left out where the file says so.
- Where the life event asks how the person may be reached, that is asked before anybody is offered, and so is what
  decides whether they are: who agrees to be helped must not find that nobody can be told, or could reach them.
- The order is by the fact's `order`, then its code: never the order in the file.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.frontdoor.domain.state import Prepared, PreparedNotice, State, prepared


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


def next_question(
    event: LifeEvent,
    answers: Mapping[str, Any],
    *,
    today: date,
    known: Mapping[str, Any] = MappingProxyType({}),
    left_out: Collection[str] = frozenset(),
    agreed: Collection[str] = frozenset(),
) -> Fact | None:
    """The next question alone, as `plan` would answer it: all that leading a person on takes. None at the end."""
    ready = prepared(event)
    now = State(ready, {**known, **answers}, today)
    wanted = 0
    for item in _asking(ready, left_out, agreed):
        wanted |= now.needs(item)
    return ready.first(wanted)


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
    ready = prepared(event)
    return _plan(ready, State(ready, {**known, **answers}, today), answers, left_out, agreed)


def _plan(
    ready: Prepared, now: State, answers: Mapping[str, Any], left_out: Collection[str], agreed: Collection[str]
) -> Plan:
    asking = _asking(ready, left_out, agreed)
    needs = [(item.notice.code, now.needs(item)) for item in asking]
    slices: list[Slice] = []
    undecided: list[Notice] = []
    offered: list[Notice] = []
    omitted: list[Notice] = []
    for item in ready.notices:
        notice, applies = item.notice, now.applies[item.number]
        if not _counts(notice, left_out, agreed):
            if applies is not False:
                (offered if notice.by_consent else omitted).append(notice)
        elif applies is True:
            slices.append(_slice(item, now, ready))
        elif applies is not False:
            undecided.append(notice)
    wanted = 0
    for _code, needed in needs:
        wanted |= needed
    first = wanted & -wanted  # the lowest bit alone: the first question in order
    asked = [fact for fact in ready.chosen(now.relevant(asking) & now.stand) if fact.code in answers]
    return Plan(
        next_fact=ready.first(wanted),
        why=tuple(code for code, needed in needs if needed & first),
        notices=tuple(slices),
        undecided=tuple(undecided),
        offered=tuple(offered),
        omitted=tuple(omitted),
        asked=tuple(asked),
        progress=Progress(len(asked), wanted.bit_count(), now.possible(asking).bit_count()),
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
    ready = prepared(event)
    now = State(ready, {**known, **answers}, today)
    end = _plan(ready, now, answers, left_out, agreed)
    if end.next_fact:
        raise NotFinished(end.next_fact)
    used = now.relevant([item for item in ready.notices if _counts(item.notice, left_out, agreed)])
    values = {fact.code: now.value(fact.code) for fact in ready.chosen(used)}
    stand = {fact.code for fact in ready.chosen(now.relevant(_asking(ready, left_out, agreed)) & now.stand)}
    return Finished(
        end.notices,
        {code: value for code, value in values.items() if value is not None},
        tuple(sorted(code for code in answers if code not in stand)),
    )


def settle(event: LifeEvent, answers: Mapping[str, Any], *, today: date) -> Callable[[str], Any]:
    """What each fact is worth under these answers, conditions and implied answers applied: for trying cases."""
    return State(prepared(event), answers, today).value


def _asking(ready: Prepared, left_out: Collection[str], agreed: Collection[str]) -> list[PreparedNotice]:
    """Whatever brings questions now: the notices that count, and of the others what is asked beforehand."""
    found = []
    for item in ready.notices:
        if _counts(item.notice, left_out, agreed):
            found.append(item)
        elif ready.beforehand:
            found.append(ready.beforehand[item.number])
    return found


def _counts(notice: Notice, left_out: Collection[str], agreed: Collection[str]) -> bool:
    if notice.by_consent:
        return notice.code in agreed and notice.code not in left_out
    return notice.code not in left_out or not notice.may_be_left_out


def _slice(item: PreparedNotice, now: State, ready: Prepared) -> Slice:
    facts: dict[str, Any] = {}
    missing = 0
    for code, number in zip(item.notice.facts, item.facts, strict=True):
        if now.asks[number]:
            missing |= 1 << number
        elif (value := now.values[number]) is not None:
            facts[code] = value
    return Slice(item.notice, facts, tuple(fact.code for fact in ready.chosen(missing)))
