"""The small language in which a life event says when something applies.

A condition is one expression over facts, such as::

    relationship == "spouse" and has_car
    "pip" in benefits or days_since(died_on) <= 42
    not known(registrar_reference)

It is read by Python's own grammar, of which only the parts below are let in, and it is worked out by walking the
result: nothing is ever executed. It is total (every condition has an answer for all values) and three-valued: where a
fact that matters has not been asked yet the answer is `None`, "not decided".

A fact is `UNKNOWN` (not asked yet), `None` (asked and left empty, or it does not apply) or has a value. An empty fact
equals nothing, is in nothing, and is less and greater than nothing.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

MAX_LENGTH: Final = 400
RESERVED: Final = frozenset({"yes", "no", "known", "days_since", "age", "today"})


class Unknown:
    """The value of a fact that has not been asked yet."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
Lookup = Callable[[str], Any]


class ConditionError(ValueError):
    """A condition that cannot be read. `mend` says in plain words how to put it right."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.message, self.mend = message, mend


_OPERATORS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def day_of(value: Any) -> date | None:
    """The day of a date fact, or on which a person was born."""
    try:
        return date.fromisoformat(value["date_of_birth"] if isinstance(value, dict) else value)
    except (KeyError, TypeError, ValueError):
        return None


def _days_since(value: Any, today: date) -> int | None:
    day = day_of(value)
    return (today - day).days if day else None


def age_of(value: Any, today: date) -> int | None:
    """Whole years: a person born on 29 February has a birthday on 1 March in other years, as in English law."""
    day = day_of(value)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day)) if day else None


# Beyond a person's life, where the calendar would run out: days and years.
_FURTHEST: Final[Mapping[str, int]] = {"days_since": 60_000, "age": 150}
_FUNCTIONS: Final[Mapping[str, Callable[[Any, date], int | None]]] = {"days_since": _days_since, "age": age_of}


@dataclass(frozen=True)
class Leaf:
    """One question about one fact.

    `kind` is `is` (a yes/no fact), `known`, `compare`, `days_since` or `age` (whole days, or whole years, from the date
    to today, compared), `one_of` (the fact is in a list) or `contains` (a many-of fact holds a value). `negated` turns
    a list test round.
    """

    kind: str
    fact: str
    op: str = "=="
    value: Any = None
    negated: bool = False

    def decide(self, lookup: Lookup, today: date) -> bool | None:
        """True, False, or None where the fact has not been asked."""
        value = lookup(self.fact)
        return None if isinstance(value, Unknown) else self.holds(value, today)

    def holds(self, value: Any, today: date) -> bool:
        """Whether it holds for a fact that was asked: its value, or None where it was left empty."""
        if self.kind == "is":
            return value is True
        if self.kind == "known":
            return value is not None
        if self.kind == "one_of":
            return (value is not None and value in self.value) is not self.negated
        if self.kind == "contains":
            return (isinstance(value, (list, tuple)) and self.value in value) is not self.negated
        if self.kind in _FUNCTIONS:
            value = _FUNCTIONS[self.kind](value, today)
        if value is None:
            return self.op == "!="
        if self.op in ("==", "!="):
            same = type(value) is type(self.value) and value == self.value
            return same is (self.op == "==")
        if type(value) is not type(self.value):
            return False
        return _COMPARE[self.op](value, self.value)


@dataclass(frozen=True)
class Branch:
    """`and`, `or` or `not` over other nodes."""

    kind: str
    items: tuple["Leaf | Branch", ...]

    def decide(self, lookup: Lookup, today: date) -> bool | None:
        """Kleene's three-valued logic: one false part settles an `and`, one true part settles an `or`."""
        answers = [item.decide(lookup, today) for item in self.items]
        if self.kind == "not":
            return None if answers[0] is None else not answers[0]
        settles = self.kind == "or"
        if settles in answers:
            return settles
        return None if None in answers else not settles


Node = Leaf | Branch


@dataclass(frozen=True)
class Condition:
    """A condition as written (`text`) and as understood (`node`)."""

    text: str
    node: Node

    def decide(self, lookup: Lookup, *, today: date) -> bool | None:
        """Whether it holds: True, False, or None while a fact that matters is not yet asked."""
        return self.node.decide(lookup, today)

    def open_facts(self, lookup: Lookup, *, today: date) -> frozenset[str]:
        """The facts, not yet asked, that can still change the answer. Empty when the answer is settled."""
        return frozenset(_open(self.node, lookup, today))

    def facts(self) -> frozenset[str]:
        """Every fact that the condition names."""
        return frozenset(leaf.fact for leaf in self.leaves())

    def leaves(self) -> Iterator[Leaf]:
        """Each question about one fact, from left to right."""
        yield from _leaves(self.node)


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    else:
        for item in node.items:
            yield from _leaves(item)


def _open(node: Node, lookup: Lookup, today: date) -> Iterator[str]:
    if node.decide(lookup, today) is not None:
        return
    if isinstance(node, Leaf):
        yield node.fact
    else:
        for item in node.items:
            yield from _open(item, lookup, today)


def scaled(condition: Condition, facts: frozenset[str], factor: int) -> Condition:
    """The condition with every number that is compared with one of these facts multiplied (pounds into pence)."""
    return Condition(condition.text, _scaled(condition.node, facts, factor))


def _scaled(node: Node, facts: frozenset[str], factor: int) -> Node:
    if isinstance(node, Branch):
        return Branch(node.kind, tuple(_scaled(item, facts, factor) for item in node.items))
    if node.fact not in facts:
        return node
    if type(node.value) is int:
        return replace(node, value=node.value * factor)
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(item * factor if type(item) is int else item for item in node.value))
    return node


def read(text: str) -> Condition:
    """Read a condition. Raises ConditionError, with the mend, for anything outside the language."""
    if not text.strip():
        raise ConditionError("The condition is empty.", "Write a condition, or leave the key out.")
    if len(text) > MAX_LENGTH:
        raise ConditionError(f"The condition is longer than {MAX_LENGTH} characters.", "Split it over simpler facts.")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConditionError(
            f"The condition “{text.strip()}” cannot be read.",
            'Write it like: relationship == "spouse" and has_car',
        ) from None
    return Condition(text.strip(), _node(tree.body))


def _node(tree: ast.expr) -> Node:
    if isinstance(tree, ast.BoolOp):
        return Branch("and" if isinstance(tree.op, ast.And) else "or", tuple(_node(value) for value in tree.values))
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
        return Branch("not", (_node(tree.operand),))
    if isinstance(tree, ast.Name) and tree.id not in RESERVED:
        return Leaf("is", tree.id)
    if isinstance(tree, ast.Call):
        return Leaf("known", _called(tree, "known"))
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1:
        return _comparison(tree.left, _OPERATORS.get(type(tree.ops[0]), ""), tree.comparators[0])
    raise ConditionError(
        f"“{ast.unparse(tree)}” is not something a condition can say.",
        "Use facts, ==, !=, <, <=, >, >=, in, not in, known(fact), days_since(fact), age(fact), and, or, not.",
    )


def _comparison(left: ast.expr, op: str, right: ast.expr) -> Leaf:
    negated = op == "not in"
    if op in ("in", "not in"):
        if isinstance(left, ast.Name):
            return Leaf("one_of", _name(left), value=_list(right), negated=negated)
        return Leaf("contains", _name(right), value=_constant(left), negated=negated)
    if op not in _COMPARE:
        raise ConditionError(f"“{op or 'is'}” is not a comparison of this language.", "Use == or != instead.")
    if isinstance(left, ast.Call):
        days = _constant(right)
        function = left.func.id if isinstance(left.func, ast.Name) and left.func.id in _FUNCTIONS else "days_since"
        fact = _called(left, function)
        if type(days) is not int:
            raise ConditionError(f"{function}() is compared with a whole number.", f"Write: {function}(fact) >= 18")
        if abs(days) > _FURTHEST[function]:
            message = f"{function}() cannot be compared with so large a number."
            raise ConditionError(message, f"Use {_FURTHEST[function]} or less.")
        return Leaf(function, fact, op, days)
    return Leaf("compare", _name(left), op, _constant(right))


def _called(tree: ast.Call, function: str) -> str:
    if not isinstance(tree.func, ast.Name) or tree.func.id != function or len(tree.args) != 1 or tree.keywords:
        raise ConditionError(
            f"“{ast.unparse(tree)}” cannot be used here.",
            "Use only known(fact), or days_since(fact) or age(fact) compared with a number.",
        )
    return _name(tree.args[0])


def _name(tree: ast.expr) -> str:
    if isinstance(tree, ast.Name) and tree.id not in RESERVED:
        return tree.id
    raise ConditionError(f"“{ast.unparse(tree)}” is not the code of a fact.", "Put the fact first: fact == value")


def _list(tree: ast.expr) -> tuple[Any, ...]:
    if isinstance(tree, (ast.List, ast.Tuple)) and tree.elts:
        return tuple(_constant(item) for item in tree.elts)
    raise ConditionError(f"“{ast.unparse(tree)}” is not a list of values.", 'Write: fact in ["one", "two"]')


def _constant(tree: ast.expr) -> Any:
    if isinstance(tree, ast.Name) and tree.id in ("yes", "no"):
        return tree.id == "yes"
    if isinstance(tree, ast.Constant) and isinstance(tree.value, (str, int)) and not isinstance(tree.value, bool):
        return tree.value
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        number = _constant(tree.operand)
        if type(number) is int:
            return -number
    raise ConditionError(
        f"“{ast.unparse(tree)}” is not a value.", 'Use text in quotes ("…"), a whole number, yes or no.'
    )
