"""The Method of Equal Shares.

Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS 2021, section 3.
Every voter has an equal share of the budget. In each round the project wins whose supporters can pay for it at the
lowest price for each of them, in relation to what it is worth to a voter (its cost, or one); whoever has less than the
price pays what they have. It ends when no project can be paid for by its supporters.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import inf

import numpy as np

from coopcouncil.participation.domain.budgeting.election import Election, Room, Vector
from coopcouncil.participation.domain.budgeting.purses import ULP, Purses
from coopcouncil.participation.domain.budgeting.rounds import EQUAL_SHARES, Loser, Outcome, Round
from coopcouncil.participation.domain.ties import Order

COST, CARDINALITY = "cost", "cardinality"
_MOST_OTHERS = 3  # of what was considered beside a winner, so many are told


@dataclass(frozen=True)
class Run:
    """One run with one share. The same projects win, in the same order, with every share that is larger by less than
    `steady` (in the smallest unit of money).
    """

    outcome: Outcome
    steady: float


def equal_shares(
    election: Election, share: Fraction, satisfaction: str, ties: Order, *, explained: bool = False
) -> Run:
    """Run it with this share for every voter. What wins may cost more than the budget where the share says so.

    `explained`: each round also says what came next to the winner, and at the end what the others lacked.
    """
    return _Counting(election, share, satisfaction, ties, explained).run()


Price = tuple[int, int]  # (amount, parts): amount / (parts × denominator of the purses)


@dataclass(eq=False)
class _Candidate:
    """A project that may still win. `low` is a price under which it will never be; `rich` the voters who paid that in
    full when it was worked out, 0 before it ever was.
    """

    project: int
    cost: int
    worth: int
    who: Vector
    weight: Vector
    voters: int
    low: float
    rich: float = 0.0

    @property
    def ratio(self) -> float:
        return self.low / self.worth


def _ratio(held: _Candidate, price: Price) -> Fraction:
    """A price in relation to what the project is worth, but for the denominator that all prices of a round have."""
    return Fraction(price[0], price[1] * held.worth)


class _Counting:
    def __init__(self, election: Election, share: Fraction, satisfaction: str, ties: Order, explained: bool) -> None:
        self.election, self.share, self.ties, self.explained = election, share, ties, explained
        self.purses = Purses(share, election.weight)
        self.room = Room(election)
        self.rounds: list[Round] = []
        self.out: set[int] = set()
        self.steady = inf
        self.candidates: list[_Candidate] = []
        for project in election.may_win():
            who, cost = election.supporters[project], election.costs[project]
            if not len(who):
                continue
            if cost == 0:  # it takes nothing from anybody
                self.rounds.append(Round(project, EQUAL_SHARES, Fraction(0), Fraction(election.votes(project))))
                continue
            if not self.room.is_within_limits(project):
                continue
            weight = election.weight[who].astype(np.float64)
            voters = election.votes(project)
            worth = cost if satisfaction == COST else 1
            self.candidates.append(_Candidate(project, cost, worth, who, weight, voters, cost / voters * (1 - 4 * ULP)))

    def run(self) -> Run:
        while (won := self._next()) is not None:
            self.candidates.remove(won)
            self.room.spend(won.project)
            for held in self.candidates:
                if not self.room.is_within_limits(held.project):
                    self.out.add(held.project)
            self.candidates = [held for held in self.candidates if held.project not in self.out]
        losers = self._losers() if self.explained else ()
        return Run(Outcome(tuple(self.rounds), losers, self.share), self.steady)

    # --- one round --------------------------------------------------------------------------------------------------

    def _next(self) -> _Candidate | None:
        """Let the next project win and its supporters pay; None when none can be paid for."""
        best, exact = inf, dict[int, Price]()
        near: list[_Candidate] = []
        for held in sorted(self.candidates, key=lambda held: held.ratio):
            if held.ratio > best:
                break
            if not self._work_out(held):
                self.candidates.remove(held)
            elif held.ratio <= best:
                exact[held.project] = self._exactly(held)
                near.append(held)
                best = min(best, self._at_most(held, exact[held.project]))
        if not near:
            return None
        lowest = min(near, key=lambda held: _ratio(held, exact[held.project]))
        tied = [held for held in near if _ratio(held, exact[held.project]) == _ratio(lowest, exact[lowest.project])]
        names = {self.election.projects[held.project].id: held for held in tied}
        won = names[self.ties(list(names))[0]]
        self._stay_steady(won, tied, exact)
        others = self._next_best(tied) if self.explained else ()
        paid = self.purses.pay(won.who, *exact[won.project])
        self.rounds.append(
            Round(
                won.project, EQUAL_SHARES, paid.price, Fraction(won.cost) / paid.price,
                tied=tuple(sorted(held.project for held in tied)) if len(tied) > 1 else (),
                full=paid.full, rest=paid.rest, rest_paid=won.cost - paid.full * paid.price, others=others,
            )
        )  # fmt: skip
        return won

    def _work_out(self, held: _Candidate) -> bool:
        """The price of a project as a floating number; False where its supporters cannot pay for it (any more).

        The price solves Σ min(left, price) = cost. From below, each step is Newton's: whoever has less than the price
        so far pays all they have, the others share what is missing.
        """
        left = self.purses.left[held.who]
        money = float(left @ held.weight)
        unsure = len(left) * ULP * (money + held.cost) + held.voters * self.purses.error
        if money - unsure < held.cost and self._is_out_of_reach(held, money + unsure):
            self.out.add(held.project)
            self.steady = min(self.steady, max(0.0, held.cost - money - unsure) / self.election.voters)
            return False
        price = held.low
        while True:
            poor = left < price
            missing = held.cost - float(left[poor] @ held.weight[poor])
            rich = float(held.weight[~poor].sum())
            if not rich or missing / rich <= price * (1 + 2 * ULP):
                break
            price = missing / rich
        # Under the price each voter who pays it in full counts, so it is not lower by more than this.
        held.rich = rich or 1.0
        held.low = max(held.low, price - unsure / held.rich - 4 * ULP * price)
        return True

    def _is_out_of_reach(self, held: _Candidate, money_at_most: float) -> bool:
        whole = held.cost * self.purses.denominator
        return money_at_most < held.cost or self.purses.total(held.who) < whole

    def _exactly(self, held: _Candidate) -> Price:
        """Its price. It begins with all who have what it costs at least as rich, and whoever turns out to have less
        than the price so far pays all they have.
        """
        purses, low = self.purses, held.low - self.purses.error
        left = purses.left[held.who]
        rich = held.who[left >= low]
        missing = held.cost * purses.denominator - purses.total(held.who[left < low])
        while True:
            parts = int(self.election.weight[rich].sum())
            less, _ = purses.less(rich, missing, parts)
            if not less.any():
                return missing, parts
            missing -= purses.total(rich[less])
            rich = rich[~less]

    def _at_most(self, held: _Candidate, price: Price) -> float:
        """A floating number that is not under the ratio of its price to its worth."""
        amount, parts = price
        return amount / (parts * self.purses.denominator * held.worth) * (1 + 4 * ULP)

    def _next_best(self, tied: list[_Candidate]) -> tuple[tuple[int, Fraction], ...]:
        """What was beside those that were level, the next best first, and as many votes as each price stands for."""
        others = [held for held in list(self.candidates) if held not in tied and self._work_out(held)]
        prices = {held.project: self._exactly(held) for held in others}
        others.sort(key=lambda held: (_ratio(held, prices[held.project]), held.project))
        found = []
        for held in others[:_MOST_OTHERS]:
            amount, parts = prices[held.project]
            found.append((held.project, Fraction(held.cost * parts * self.purses.denominator, amount)))
        return tuple(found)

    def _stay_steady(self, won: _Candidate, tied: list[_Candidate], exact: dict[int, Price]) -> None:
        """How much larger the share may be before another project wins this round.

        With a larger share, and the same winners so far, nobody has less and no price is higher, and all voters
        together have `voters` times the difference more. So a project's price falls by no more than that over the
        number of those who pay it in full. A tie stays one where all pay their even part, the least price there is.
        """
        denominator = self.purses.denominator
        is_lasting = all(
            exact[held.project][0] * held.voters == held.cost * denominator * exact[held.project][1] for held in tied
        )
        if len(tied) > 1 and not is_lasting:
            self.steady = 0.0
            return
        top = self._at_most(won, exact[won.project])
        for held in self.candidates:
            if held not in tied and held.rich:
                falls = held.low - top * held.worth * (1 + 4 * ULP)
                self.steady = min(self.steady, max(0.0, falls) * held.rich / self.election.voters)

    # --- after the last ---------------------------------------------------------------------------------------------

    def _losers(self) -> tuple[Loser, ...]:
        """What each project that did not win lacked at the end: money of its supporters, votes, or room."""
        won, found = {held.project for held in self.rounds}, []
        for project in range(len(self.election.projects)):
            if project in won:
                continue
            cost = self.election.costs[project]
            if self.election.scores[project] < self.election.threshold:
                lacked = self.election.threshold - self.election.scores[project]
                found.append(Loser(project, "too_few_votes", lacked))
            elif not len(self.election.supporters[project]):
                found.append(Loser(project, "nobody", Fraction(1)))
            elif not self.room.is_within_limits(project):
                found.append(Loser(project, "limit", Fraction(0)))
            else:
                money = Fraction(self.purses.total(self.election.supporters[project]), self.purses.denominator)
                found.append(Loser(project, "supporters_money", cost - money))
        return tuple(found)
