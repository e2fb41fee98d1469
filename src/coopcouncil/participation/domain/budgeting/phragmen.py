"""Phragmén's sequential rule: each project is a load that its supporters share, so that the heaviest load is least.

Brill, Freeman, Janson, Lackner, "Phragmén's Voting Methods and Justified Representation", AAAI 2017, section 3, with
costs as in Los, Christoff, Grossi, "Proportional Budget Allocations", IJCAI 2022, section 3. The project wins that
raises its supporters' loads to the lowest level. It ends with the first round in which one that is level with the
winner cannot be paid for any more.
"""

from fractions import Fraction

import numpy as np

from coopcouncil.participation.domain.budgeting.election import Election, Room, Vector
from coopcouncil.participation.domain.budgeting.purses import ULP
from coopcouncil.participation.domain.budgeting.rounds import PHRAGMEN, Loser, Outcome, Round
from coopcouncil.participation.domain.ties import Order


def phragmen(election: Election, ties: Order) -> Outcome:
    """Count it. A voter's load is that of the last round in which a project of theirs won: exact sums need only counts
    of voters by that round.
    """
    room, rounds = Room(election), list[Round]()
    last = np.zeros(len(election.weight), dtype=np.int64)  # 0: no load yet
    loads = [Fraction(0)]
    waiting = {
        project: election.votes(project)
        for project in election.may_win()
        if election.votes(project) and election.costs[project] <= election.budget
    }
    while waiting := {project: votes for project, votes in waiting.items() if room.is_within_limits(project)}:
        level = {
            project: (_borne(election, project, last, loads) + election.costs[project]) / waiting[project]
            for project in _perhaps_lowest(election, waiting, last, loads)
        }
        lowest = min(level.values())
        tied = [project for project in level if level[project] == lowest]
        if not all(room.holds(project) for project in tied):
            break
        names = {election.projects[project].id: project for project in tied}
        won = names[ties(list(names))[0]]
        room.spend(won)
        loads.append(lowest)
        last[election.supporters[won]] = len(loads) - 1
        votes = waiting.pop(won)
        rounds.append(
            Round(won, PHRAGMEN, lowest, Fraction(votes), tied=tuple(sorted(tied)) if len(tied) > 1 else (), full=votes)
        )
    return Outcome(tuple(rounds), tuple(_losers(election, room, {held.project for held in rounds})))


def _perhaps_lowest(election: Election, waiting: dict[int, int], last: Vector, loads: list[Fraction]) -> list[int]:
    """Those of which floating numbers, with all that they may be wrong by, do not say that another is lower."""
    load = (np.array([float(held) for held in loads])[last]) * election.weight
    found = {}
    for project, votes in waiting.items():
        who = election.supporters[project]
        total = float(load[who].sum()) + election.costs[project]
        wrong = (len(who) + 4) * ULP * total
        found[project] = (total - wrong) / votes, (total + wrong) / votes
    lowest = min(high for _, high in found.values())
    return [project for project, (low, _) in found.items() if low <= lowest]


def _borne(election: Election, project: int, last: Vector, loads: list[Fraction]) -> Fraction:
    """The loads of all its supporters together."""
    who = election.supporters[project]
    counts = np.bincount(last[who], weights=election.weight[who], minlength=len(loads))
    return sum((int(count) * load for count, load in zip(counts, loads, strict=True) if count), Fraction(0))


def _losers(election: Election, room: Room, won: set[int]) -> list[Loser]:
    found = []
    for project, cost in enumerate(election.costs):
        if project in won:
            continue
        if election.scores[project] < election.threshold:
            found.append(Loser(project, "too_few_votes", election.threshold - election.scores[project]))
        elif not election.votes(project):
            found.append(Loser(project, "nobody", Fraction(1)))
        elif not room.is_within_limits(project):
            found.append(Loser(project, "limit", Fraction(0)))
        elif cost > room.left:
            found.append(Loser(project, "budget", Fraction(cost - room.left)))
        else:
            found.append(Loser(project, "ended", Fraction(0)))
    return found
