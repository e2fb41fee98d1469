"""The answers seen through a life event's conditions: what each fact is worth now, and what must be asked to know it.

This is worked out afresh for every page, so a life event is made ready for it once: its facts are numbered in the order
of the questions, its conditions become functions over lists, and a set of facts is one whole number with a bit for each
(bit 0 for the first question). Joining two sets is `|`; the lowest bit of a set is the question that comes first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from graphlib import TopologicalSorter
from typing import Any

from coopcouncil.frontdoor.domain.conditions import UNKNOWN, Condition, Leaf, Node
from coopcouncil.frontdoor.domain.life_event import HOW_TO_REACH, Fact, LifeEvent, Notice

Facts = int  # a set of facts: bit n stands for the fact with the number n
Values = list[Any]
Asks = list[Facts]
# Whether a condition holds: True, False, or, where that is not decided, the facts to ask now (never an empty set).
Settled = bool | Facts
Test = Callable[[Values, Asks, date], Settled]

MOST_KEPT = 200  # life events kept ready: many more than a council has; an editor's previews come and go


@dataclass(frozen=True)
class Case:
    """A condition made ready, the numbers of the facts that it names, and the value that it implies."""

    test: Test
    names: tuple[int, ...]
    value: Any = None


@dataclass(frozen=True)
class PreparedFact:
    """A fact that depends on others: when it applies, and what implies its value."""

    number: int
    when: Case | None
    implied: tuple[Case, ...]


@dataclass(frozen=True)
class PreparedNotice:
    """A notice, with its condition made ready and the numbers of its facts, in their order."""

    number: int
    notice: Notice
    when: Case | None
    facts: tuple[int, ...]


class Prepared:
    """A life event made ready. `facts` are in the order of the questions, `notices` by code.

    `dependent` are the facts that lean on others, each after those that it leans on; `leans_on` has those by number.
    Where the life event asks how the person may be reached, `beforehand` has the notices with no fact but that.
    """

    def __init__(self, event: LifeEvent) -> None:
        self.event = event
        self.facts = tuple(sorted(event.facts, key=lambda fact: (fact.order, fact.code)))
        self.codes = tuple(fact.code for fact in self.facts)
        self.numbers = {code: number for number, code in enumerate(self.codes)}
        leans_on = {fact.code: fact.leans_on() for fact in self.facts}
        in_turn = [self.facts[self.numbers[code]] for code in TopologicalSorter(leans_on).static_order()]
        self.leans_on = [tuple(self.numbers[other] for other in leans_on[code]) for code in self.codes]
        self.dependent = tuple(
            PreparedFact(
                self.numbers[fact.code],
                self._case(fact.when),
                tuple(Case(*self._read(implied.when), implied.value) for implied in fact.implied),
            )
            for fact in in_turn
            if fact.when or fact.implied
        )
        self.notices = tuple(
            PreparedNotice(number, notice, self._case(notice.when), tuple(self.numbers[code] for code in notice.facts))
            for number, notice in enumerate(sorted(event.notices, key=lambda notice: notice.code))
        )
        self.beforehand = tuple(
            replace(item, facts=tuple(number for number in item.facts if self.codes[number] in HOW_TO_REACH))
            for item in (self.notices if event.asks_how_to_reach else ())
        )

    def _case(self, condition: Condition | None) -> Case | None:
        return Case(*self._read(condition)) if condition else None

    def _read(self, condition: Condition) -> tuple[Test, tuple[int, ...]]:
        return _test(condition.node, self.numbers), tuple(self.numbers[code] for code in condition.facts())

    def first(self, some: Facts) -> Fact | None:
        """The fact of the set that is asked first."""
        return self.facts[(some & -some).bit_length() - 1] if some else None

    def chosen(self, some: Facts) -> list[Fact]:
        """The facts of the set, in the order of the questions."""
        found = []
        while some:
            first = some & -some
            found.append(self.facts[first.bit_length() - 1])
            some ^= first
        return found


_ready: dict[int, Prepared] = {}


def prepared(event: LifeEvent) -> Prepared:
    """The life event made ready, once for each. What is kept holds its event, so no other can take its identity."""
    found = _ready.get(id(event))
    if found is None:
        if len(_ready) >= MOST_KEPT:
            _ready.clear()
        found = _ready[id(event)] = Prepared(event)
    return found


def _test(node: Node, numbers: Mapping[str, int]) -> Test:
    """A condition's node as a function. `Leaf.decide` and `Branch.decide` say what it means."""
    if isinstance(node, Leaf):
        return _leaf(node, numbers[node.fact])
    items = tuple(_test(item, numbers) for item in node.items)
    return _not(items[0]) if node.kind == "not" else _either(items, settles=node.kind == "or")


def _leaf(leaf: Leaf, number: int) -> Test:
    holds = leaf.holds

    def test(values: Values, asks: Asks, today: date) -> Settled:
        value = values[number]
        return asks[number] if value is UNKNOWN else holds(value, today)

    return test


def _not(item: Test) -> Test:
    def test(values: Values, asks: Asks, today: date) -> Settled:
        found = item(values, asks, today)
        return not found if isinstance(found, bool) else found

    return test


def _either(items: tuple[Test, ...], *, settles: bool) -> Test:
    """One true part settles an `or`, one false part settles an `and`; else all parts that are open are to be asked."""

    def test(values: Values, asks: Asks, today: date) -> Settled:
        ask: Facts = 0
        for item in items:
            found = item(values, asks, today)
            if found is settles:
                return settles
            if not isinstance(found, bool):
                ask |= found
        return ask or not settles

    return test


class State:
    """What each fact is worth under some answers. Lists are by the number of the fact.

    `values` holds UNKNOWN (still to be asked), None (left empty, or it does not apply) or the value; `asks` what must
    be asked now so that a fact gets its value: itself, what decides it, or nothing. `stand` are the facts that have
    the answer that was given: they apply, and nothing implies their value. `applies` is by the number of the notice.
    """

    def __init__(self, ready: Prepared, given: Mapping[str, Any], today: date) -> None:
        self.ready, self.today = ready, today
        self.values = values = [given.get(code, UNKNOWN) for code in ready.codes]
        self.asks = asks = [1 << number if value is UNKNOWN else 0 for number, value in enumerate(values)]
        self.stand: Facts = (1 << len(values)) - 1 - sum(asks)
        for fact in ready.dependent:
            found, value = self._decided(fact)
            if found is True:
                continue  # it applies, and nothing implies its value: the answer stands, or is still to be asked
            number = fact.number
            values[number] = value
            asks[number] = 0 if found is False else found
            self.stand &= ~(1 << number)
        self.applies: list[Settled] = [
            item.when is None or item.when.test(values, asks, today) for item in ready.notices
        ]

    def _decided(self, fact: PreparedFact) -> tuple[Settled, Any]:
        """True: ask the person. False: it has a value unasked (None: it does not apply). Else what decides is open."""
        values, asks, today = self.values, self.asks, self.today
        if fact.when:
            found = fact.when.test(values, asks, today)
            if found is not True:
                return found, None if found is False else UNKNOWN
        for case in fact.implied:
            found = case.test(values, asks, today)
            if found is not False:
                return (False, case.value) if found is True else (found, UNKNOWN)
        return True, UNKNOWN

    def value(self, code: str) -> Any:
        """What the fact of that code is worth: UNKNOWN, None, or its value. Raises KeyError."""
        return self.values[self.ready.numbers[code]]

    def needs(self, item: PreparedNotice) -> Facts:
        """What must be asked now for a notice: what decides it, then its facts. Its facts wait until it applies."""
        found = self.applies[item.number]
        if found is not True:
            return 0 if found is False else found
        asks, needed = self.asks, 0
        for number in item.facts:
            needed |= asks[number]
        return needed

    def relevant(self, notices: Iterable[PreparedNotice]) -> Facts:
        """The facts with a value that bear on these notices: their own when they apply, and all that decided these.

        What was settled on the way to a fact that need no longer be asked, because another decided first, is among
        them: the person was asked it, so it is shown again, and can be changed.
        """
        bear_on = [0 if ask else 1 << number for number, ask in enumerate(self.asks)]
        for fact in self.ready.dependent:
            for case in self._cases(fact):
                for number in case.names:
                    bear_on[fact.number] |= bear_on[number]
        found: Facts = 0
        for item in notices:
            if item.when:
                for number in item.when.names:
                    found |= bear_on[number]
            if self.applies[item.number] is True:
                for number in item.facts:
                    found |= bear_on[number]
        return found

    def _cases(self, fact: PreparedFact) -> Iterable[Case]:
        """The conditions of a fact that count now, in the order in which they are settled."""
        if fact.when:
            yield fact.when
            if fact.when.test(self.values, self.asks, self.today) is not True:
                return
        for case in fact.implied:
            yield case
            if case.test(self.values, self.asks, self.today) is not False:
                return

    def possible(self, notices: Iterable[PreparedNotice]) -> Facts:
        """Every fact that may yet be asked for these notices, whatever the answers turn out to be."""
        may = [1 << number if ask else 0 for number, ask in enumerate(self.asks)]
        for fact in self.ready.dependent:
            if may[fact.number]:
                for number in self.ready.leans_on[fact.number]:
                    may[fact.number] |= may[number]
        found: Facts = 0
        for item in notices:
            if self.applies[item.number] is not False:
                for number in item.facts:
                    found |= may[number]
                for number in item.when.names if item.when else ():
                    found |= may[number]
        return found
