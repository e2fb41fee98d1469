"""Rules of participatory budgeting: which projects win, exactly, and why."""

from fractions import Fraction

from coopcouncil.participation.domain.budgeting.completing import COMPLETIONS, NONE, completed
from coopcouncil.participation.domain.budgeting.election import Election, Project, election
from coopcouncil.participation.domain.budgeting.greedy import greedy
from coopcouncil.participation.domain.budgeting.phragmen import phragmen
from coopcouncil.participation.domain.budgeting.rounds import (
    EQUAL_SHARES,
    GREEDY,
    GREEDY_PER_COST,
    PHRAGMEN,
    Loser,
    Outcome,
    Round,
)
from coopcouncil.participation.domain.budgeting.shares import CARDINALITY, COST, equal_shares
from coopcouncil.participation.domain.ties import Order, order_of

RULES = (EQUAL_SHARES, GREEDY, GREEDY_PER_COST, PHRAGMEN)
SATISFACTIONS = (COST, CARDINALITY)

__all__ = [
    "CARDINALITY",
    "COMPLETIONS",
    "COST",
    "EQUAL_SHARES",
    "GREEDY",
    "GREEDY_PER_COST",
    "PHRAGMEN",
    "RULES",
    "SATISFACTIONS",
    "Election",
    "Loser",
    "Order",
    "Outcome",
    "Project",
    "Round",
    "count",
    "election",
    "equal_shares",
    "order_of",
]


def count(
    told: Election,
    *,
    rule: str = EQUAL_SHARES,
    satisfaction: str = COST,
    completion: str = NONE,
    step: Fraction = Fraction(1),
    ties: Order = sorted,
    explained: bool = False,
) -> Outcome:
    """Count an election by one of `RULES`. `satisfaction`, `completion` and `step` matter to equal shares alone.

    Raises BadInput where the completion takes too many steps.
    """
    if rule == EQUAL_SHARES:
        return completed(told, satisfaction, completion, step, ties, explained=explained)
    if rule == PHRAGMEN:
        return phragmen(told, ties)
    return greedy(told, ties, per_cost=rule == GREEDY_PER_COST)
