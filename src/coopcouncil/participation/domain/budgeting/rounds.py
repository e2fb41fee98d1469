"""What a rule did, round by round, as every rule writes it down."""

from dataclasses import dataclass
from fractions import Fraction

EQUAL_SHARES, GREEDY, GREEDY_PER_COST, PHRAGMEN = "equal-shares", "greedy", "greedy-per-cost", "phragmen"


@dataclass(frozen=True)
class Round:
    """One project that won. Money in the smallest unit (`Election.per_unit`), votes in voters.

    `price`: what one supporter pays who has enough; with greedy the cost over the votes, with Phragmén the load that
    every supporter then bears; None where nobody voted. `effective_support`: as many votes as the price stands for.
    `full` voters paid the whole price, `rest` voters all that they had left, `rest_paid` together.
    `others`: what was considered beside it, the next best first, with the effective support of each.
    """

    project: int
    by: str
    price: Fraction | None
    effective_support: Fraction
    tied: tuple[int, ...] = ()
    full: int = 0
    rest: int = 0
    rest_paid: Fraction = Fraction(0)
    others: tuple[tuple[int, Fraction], ...] = ()


@dataclass(frozen=True)
class Loser:
    """A project that did not win, and what it lacked: `why` is a code, `lacked` money in the smallest unit or votes."""

    project: int
    why: str
    lacked: Fraction


@dataclass(frozen=True)
class Outcome:
    """`share`: what every voter had to spend, in the smallest unit, where the rule gives voters money."""

    rounds: tuple[Round, ...]
    losers: tuple[Loser, ...] = ()
    share: Fraction | None = None

    @property
    def selected(self) -> list[int]:
        return [held.project for held in self.rounds]
