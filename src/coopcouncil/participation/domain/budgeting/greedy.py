"""Greedy rules: the project with the most votes (or votes for its cost) that can still be paid for wins, and so on.

Called "BasicAV" or the knapsack rule in Talmon and Faliszewski, "A Framework for Approval-Based Budgeting Methods",
AAAI 2019, section 3. A project that nobody voted for comes last, and wins if money is left and no threshold keeps it
out.
"""

from fractions import Fraction

from coopcouncil.participation.domain.budgeting.election import Election, Room
from coopcouncil.participation.domain.budgeting.rounds import GREEDY, GREEDY_PER_COST, Loser, Outcome, Round
from coopcouncil.participation.domain.ties import Order


def greedy(election: Election, ties: Order, *, per_cost: bool, after: Outcome | None = None) -> Outcome:
    """Count by votes, or by votes for each unit of cost; `after` another outcome, spend what that left over."""
    before = after.rounds if after else ()
    room, rounds, losers = Room(election, (held.project for held in before)), list(before), []
    taken = {held.project for held in before}
    rank = _ranks(election, per_cost=per_cost)
    places = {name: place for place, name in enumerate(ties([project.id for project in election.projects]))}
    waiting = sorted(
        (project for project in election.may_win() if project not in taken),
        key=lambda project: (-rank[project], places[election.projects[project].id]),
    )
    for place, project in enumerate(waiting):
        if not room.holds(project):
            missing = max(0, election.costs[project] - room.left)
            losers.append(Loser(project, "budget" if missing else "limit", Fraction(missing)))
            continue
        level = tuple(sorted(other for other in waiting[place:] if rank[other] == rank[project] and room.holds(other)))
        room.spend(project)
        votes = election.votes(project)
        rounds.append(
            Round(
                project, GREEDY_PER_COST if per_cost else GREEDY,
                Fraction(election.costs[project], votes) if votes else None, Fraction(votes),
                tied=level if len(level) > 1 else (), full=votes,
            )
        )  # fmt: skip
    for project, score in enumerate(election.scores):
        if score < election.threshold:
            losers.append(Loser(project, "too_few_votes", election.threshold - score))
    return Outcome(tuple(rounds), tuple(losers), after.share if after else None)


def _ranks(election: Election, *, per_cost: bool) -> list[Fraction | float]:
    ranks: list[Fraction | float] = []
    for project, cost in enumerate(election.costs):
        votes = election.votes(project)
        if not per_cost:
            ranks.append(Fraction(votes))
        elif cost:
            ranks.append(Fraction(votes, cost))
        else:
            ranks.append(float("inf") if votes else Fraction(0))  # free, and wanted
    return ranks
