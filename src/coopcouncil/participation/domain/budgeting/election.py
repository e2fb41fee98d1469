"""An election over projects: what each costs, who supports what, how much there is to spend.

Money is a whole number of the smallest unit that the file uses (`per_unit` of them make one unit of its currency), so
that every sum and every comparison is exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

Vector = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Project:
    """`cost` in the currency of the file; `groups` are the categories and areas that it is in."""

    id: str
    cost: Fraction
    name: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Election:
    """`projects` by id, in the order of code points, and beside them `costs` and `scores`.

    Voters with the same ballot stand together: `weight` says how many of them, `supporters` of each project which of
    these groups of voters support it. `limits` bounds what the projects of a group may cost together. A project whose
    score is under `threshold` cannot win.
    """

    projects: tuple[Project, ...]
    costs: tuple[int, ...]
    scores: tuple[Fraction, ...]
    budget: int
    per_unit: int
    voters: int
    weight: Vector
    supporters: tuple[Vector, ...]
    limits: Mapping[str, int] = field(default_factory=dict)
    threshold: Fraction = Fraction(0)

    def votes(self, project: int) -> int:
        """How many voters support it."""
        return int(self.weight[self.supporters[project]].sum())

    def may_win(self) -> list[int]:
        """The projects that enough voters want."""
        return [place for place, score in enumerate(self.scores) if score >= self.threshold]

    def money(self, amount: int | Fraction) -> Fraction:
        """An amount in the currency of the file."""
        return Fraction(amount) / self.per_unit


def election(
    projects: Iterable[Project],
    budget: Fraction,
    ballots: Sequence[Sequence[str]],
    *,
    points: Sequence[Sequence[Fraction]] | None = None,
    limits: Mapping[str, Fraction] | None = None,
    threshold: Fraction = Fraction(0),
) -> Election:
    """Put one together. `ballots` hold ids of projects, each at most once in a ballot; `points` are beside them, where
    voters gave any: then a project's score is their sum, else the number of its ballots. Neither order matters.
    """
    rows = tuple(sorted(projects, key=lambda project: project.id))
    places = {project.id: place for place, project in enumerate(rows)}
    limits = limits or {}
    per_unit = lcm(
        budget.denominator, *(row.cost.denominator for row in rows), *(cap.denominator for cap in limits.values())
    )
    lengths = np.fromiter((len(ballot) for ballot in ballots), dtype=np.int64, count=len(ballots))
    named = np.fromiter((places[name] for ballot in ballots for name in ballot), dtype=np.int64, count=lengths.sum())
    said = np.zeros((len(ballots), len(rows)), dtype=bool)
    said[np.repeat(np.arange(len(ballots)), lengths), named] = True
    kinds, weight = _kinds(said)
    if points is None:
        scores = [Fraction(int(count)) for count in said.sum(axis=0)]
    else:
        scores = [Fraction(0)] * len(rows)
        for ballot, given in zip(ballots, points, strict=True):
            for name, score in zip(ballot, given, strict=True):
                scores[places[name]] += score
    return Election(
        projects=rows,
        costs=tuple(int(row.cost * per_unit) for row in rows),
        scores=tuple(scores),
        budget=int(budget * per_unit),
        per_unit=per_unit,
        voters=len(ballots),
        weight=weight,
        supporters=tuple(np.flatnonzero(kinds[:, place]) for place in range(len(rows))),
        limits={name: int(cap * per_unit) for name, cap in limits.items()},
        threshold=threshold,
    )


def _kinds(said: Vector) -> tuple[Vector, Vector]:
    """The different rows of a table of yes and no, and how often each is there."""
    if not said.size:
        return said, np.ones(len(said), dtype=np.int64)
    packed = np.ascontiguousarray(np.packbits(said, axis=1))
    whole = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, weight = np.unique(whole, return_index=True, return_counts=True)
    return said[first], weight.astype(np.int64)


class Room:
    """What is left to spend, in all and within each limit, while a rule goes on."""

    def __init__(self, election: Election, spent: Iterable[int] = ()) -> None:
        self._election = election
        self.left = election.budget
        self._limits = dict(election.limits)
        for project in spent:
            self.spend(project)

    def is_within_limits(self, project: int) -> bool:
        """Whether the limits of its groups, the budget left aside, allow for this project."""
        cost = self._election.costs[project]
        return all(cost <= self._limits.get(name, cost) for name in self._election.projects[project].groups)

    def holds(self, project: int) -> bool:
        """Whether this project can be paid for."""
        return self._election.costs[project] <= self.left and self.is_within_limits(project)

    def spend(self, project: int) -> None:
        cost = self._election.costs[project]
        self.left -= cost
        for name in self._election.projects[project].groups & self._limits.keys():
            self._limits[name] -= cost
