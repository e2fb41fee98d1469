"""What to do with the money that equal shares leave over.

"add1" raises every voter's share step by step, until what wins leaves no room for another project that somebody
supports, or would cost more than the budget: then the step before counts. Peters and Skowron, equalshares.net, and
Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis", IJCAI 2023, section 4.
"""

from fractions import Fraction
from math import ceil, floor, log10

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.budgeting.election import Election, Room
from coopcouncil.participation.domain.budgeting.greedy import greedy
from coopcouncil.participation.domain.budgeting.rounds import Outcome
from coopcouncil.participation.domain.budgeting.shares import CARDINALITY, equal_shares
from coopcouncil.participation.domain.ties import Order

NONE, ADD1, ADD1_GREEDY, COMPLETED_GREEDILY = "none", "add1", "add1-greedy", "greedy"
COMPLETIONS = (NONE, ADD1, ADD1_GREEDY, COMPLETED_GREEDILY)
MOST_STEPS = 100_000


def completed(
    election: Election, satisfaction: str, completion: str, step: Fraction, ties: Order, *, explained: bool = False
) -> Outcome:
    """Equal shares with one of the completions. `step` is in the currency of the file, for each voter.

    The greedy completion uses the same satisfaction: by votes with cost, by votes for the cost with cardinality.
    Raises BadInput where it takes more than 100,000 steps.
    """
    share = Fraction(election.budget, election.voters) if election.voters else Fraction(0)
    if completion in (ADD1, ADD1_GREEDY) and election.voters:
        share = _raised(election, satisfaction, share, step * election.per_unit, ties)
    outcome = equal_shares(election, share, satisfaction, ties, explained=explained).outcome
    if completion in (ADD1_GREEDY, COMPLETED_GREEDILY) and not _is_exhausted(election, outcome, wanted=False):
        outcome = greedy(election, ties, per_cost=satisfaction == CARDINALITY, after=outcome)
    return outcome


def _raised(election: Election, satisfaction: str, share: Fraction, step: Fraction, ties: Order) -> Fraction:
    """The share that counts in the end.

    Steps that change nothing are leapt over, by what each run says of how much larger the share may be; so the end is
    the same as if each step had been tried.
    """
    steps, first = 0, share
    while True:
        run = equal_shares(election, share, satisfaction, ties)
        if sum(election.costs[project] for project in run.outcome.selected) > election.budget:
            return share - step  # the first one never costs more than the budget
        if _is_exhausted(election, run.outcome, wanted=True):
            return share
        steps += max(1, ceil(Fraction(run.steady * (1 - 1e-9)) / step))
        if steps > MOST_STEPS:
            raise BadInput(
                f"Raising each share by {election.money(step)} at a time takes more than {MOST_STEPS:,} steps.",
                place="--step",
                mend=f"Declare a larger step, for example --step {_enough(election, first)}.",
            )
        share = first + steps * step


def _enough(election: Election, share: Fraction) -> str:
    """A step that is surely large enough, as one digit and noughts.

    No share need exceed the cost of the dearest project that somebody supports: then one supporter can pay alone.
    """
    dearest = max(cost for cost, who in zip(election.costs, election.supporters, strict=True) if len(who))
    least = election.money(dearest - share) / MOST_STEPS
    power = Fraction(10) ** floor(log10(least))
    step = ceil(least / power) * power
    return f"{float(step):.12f}".rstrip("0").rstrip(".")


def _is_exhausted(election: Election, outcome: Outcome, *, wanted: bool) -> bool:
    """Whether no further project can be paid for; `wanted`: of those that somebody supports."""
    room, won = Room(election, outcome.selected), set(outcome.selected)
    return not any(
        room.holds(project)
        for project in election.may_win()
        if project not in won and (not wanted or len(election.supporters[project]))
    )
