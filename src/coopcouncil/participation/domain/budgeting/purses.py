"""What every voter has left, as floating numbers with a known error and, where that does not decide, exactly.

A voter starts with the same share and pays prices in full until one is more than they have; that one takes the rest.
So what is left is the share less some of the prices so far, or nothing, and an exact sum over voters needs only counts:
how many of them have something left, and how many of those paid each price.
"""

from fractions import Fraction
from math import gcd
from typing import NamedTuple

import numpy as np

from coopcouncil.participation.domain.budgeting.election import Vector

ULP = 2.0**-52


class Paid(NamedTuple):
    """The price, how many voters paid it in full, and how many all they had, which was less."""

    price: Fraction
    full: int
    rest: int


class Purses:
    """The purses of groups of voters. All exact amounts are numerators over one `denominator`, which grows."""

    def __init__(self, share: Fraction, weight: Vector) -> None:
        self.weight = weight
        self.left = np.full(len(weight), float(share))
        self.has = np.ones(len(weight), dtype=bool)  # has anything left
        self.denominator = share.denominator
        self._share = share.numerator
        self._prices: list[int] = []
        self._paid: list[Vector] = []  # for each price, who paid it in full
        self._size = float(share)

    @property
    def error(self) -> float:
        """By how much a number in `left` may be wrong at most: each price took one rounding of its own and one of the
        difference, neither larger than the share's.
        """
        return (2 * len(self._prices) + 2) * ULP * self._size

    def total(self, who: Vector) -> int:
        """Exactly what these groups of voters have together."""
        who = who[self.has[who]]
        weight = self.weight[who]
        counts = [int(weight[paid[who]].sum()) for paid in self._paid]
        return self._share * int(weight.sum()) - sum(
            count * price for count, price in zip(counts, self._prices, strict=True) if count
        )

    def less(self, who: Vector, amount: int, parts: int) -> tuple[Vector, Vector]:
        """Which of these have less than `amount` / (`parts` × denominator), and which just that."""
        price = amount / (parts * self.denominator)
        slack = self.error + 4 * ULP * price
        less, level = self.left[who] < price - slack, np.zeros(len(who), dtype=bool)
        near = ~less & (self.left[who] <= price + slack)
        signs = self._compared(who[near], amount, parts)
        less[near], level[near] = signs < 0, signs == 0
        return less, level

    def _compared(self, who: Vector, amount: int, parts: int) -> Vector:
        """The sign of what each of these has less the amount, exactly; worked out once for those who paid the same."""
        if not len(who):
            return np.zeros(0, dtype=np.int64)
        history = np.array([self.has[who], *(paid[who] for paid in self._paid)])
        kinds, which = np.unique(history, axis=1, return_inverse=True)
        signs = []
        for kind in kinds.T:
            left = self._share - sum(price for price, paid in zip(self._prices, kind[1:], strict=True) if paid)
            more = (left if kind[0] else 0) * parts - amount
            signs.append((more > 0) - (more < 0))
        return np.array(signs)[which.ravel()]

    def pay(self, who: Vector, amount: int, parts: int) -> Paid:
        """Take `amount` / (`parts` × denominator) from each of these, or all that they have where that is less."""
        common = gcd(amount, parts)
        amount, parts = amount // common, parts // common
        who = who[self.has[who]]
        less, level = self.less(who, amount, parts)
        rich, empty = who[~less & ~level], who[less | level]
        price = amount / (parts * self.denominator)
        paid = np.zeros(len(self.weight), dtype=bool)
        paid[rich] = True
        self._scale(parts)
        self._prices.append(amount)
        self._paid.append(paid)
        self.left[rich] = np.maximum(self.left[rich] - price, 0.0)
        self.left[empty] = 0.0
        self.has[empty] = False
        full, rest = int(self.weight[who[~less]].sum()), int(self.weight[who[less]].sum())
        return Paid(Fraction(amount, self.denominator), full, rest)

    def _scale(self, parts: int) -> None:
        if parts > 1:
            self.denominator *= parts
            self._share *= parts
            self._prices = [price * parts for price in self._prices]
