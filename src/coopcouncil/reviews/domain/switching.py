"""Switching values: how far one number may move, all others as they are, until the answer turns.

Two answers: whether the net present value to the public is above zero or below, and whether the fiscal case is.
Source: HM Treasury, The Green Book, chapter 5 (sensitivity analysis, switching values) and annex A5.

Both net values are straight lines in each amount and share but `drop_off`, so that where they cross zero is an exact
fraction. `drop_off` is searched by halving to `TOLERANCE`, whole numbers one by one. Each value that is found is put
into the case, and all is summed again: a value that does not turn the answer is never given.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from coopcouncil.reviews.domain.appraisal.case import (
    ALL,
    LAST_HORIZON,
    NOTHING,
    Benefit,
    Case,
    Cost,
    Input,
    Sharing,
    inputs,
    with_input,
)
from coopcouncil.reviews.domain.appraisal.sums import benefit_flow, cost_flow, present_value

TOLERANCE = Fraction(1, 10**9)
_HALVINGS = 30  # 2⁻³⁰ is below the tolerance
EVERY_COST, EVERY_BENEFIT = "every cost, times", "every benefit, times"


@dataclass(frozen=True)
class Turn:
    """The value at which an answer turns. At `value` the net is zero (`exact`), or it is on the other side there.

    `net` is what is left at `value`, in pounds.
    """

    value: Fraction
    exact: bool
    net: Fraction


@dataclass(frozen=True)
class Switch:
    """One number of the case, and where it turns the public's net present value and the fiscal case; None: nowhere."""

    path: str
    own: Fraction
    public: Turn | None
    fiscal: Turn | None


def switching_values(case: Case) -> tuple[Switch, ...]:
    """Every number on which either answer hangs, in the order of the file; first all costs and all benefits at once."""
    found = [_scaled(case, EVERY_COST), _scaled(case, EVERY_BENEFIT)]
    for item in inputs(case).values():
        if not item.path.startswith("sharing.") and not item.path.endswith(
            ".cashability"
        ):  # they only move the sharing
            search = _Search(lambda value, path=item.path: with_input(case, path, value), item)  # type: ignore[misc]
            found.append(Switch(item.path, item.value, *search.turns()))
    return tuple(each for each in found if each.public or each.fiscal)


def nets(case: Case) -> tuple[Fraction, Fraction]:
    """The net present value to the public, and of the fiscal case, in pounds, from what each row adds."""
    public = fiscal = NOTHING
    for row in case.rows:
        to_public, to_fiscal = _worth(row, case.bias(row.grade), case.horizon)
        public, fiscal = public + to_public, fiscal + to_fiscal
    return public, fiscal


@lru_cache(maxsize=10_000)
def _worth(row: Cost | Benefit, bias: Fraction, horizon: int) -> tuple[Fraction, Fraction]:
    """What one row adds to either net."""
    alone = Case("", 0, 0, horizon, Sharing(NOTHING, "net", 0, 0), grades=(bias,) * 6)
    if isinstance(row, Cost):
        worth = -present_value(cost_flow(alone, row))
        return worth, worth
    worth = present_value(benefit_flow(alone, row))
    return worth if row.is_public_value else NOTHING, worth if row.is_fiscal else NOTHING


def _scaled(case: Case, name: str) -> Switch:
    def times(factor: Fraction) -> Case:
        if name == EVERY_COST:
            return replace(case, costs=tuple(replace(row, amount=row.amount * factor) for row in case.costs))
        return replace(case, benefits=tuple(replace(row, amount=row.amount * factor) for row in case.benefits))

    return Switch(name, ALL, *_Search(times, Input(name, ALL, "amount")).turns())


@dataclass(frozen=True)
class _Search:
    """How the nets of a case move with one of its numbers."""

    changed: Callable[[Fraction], Case]
    item: Input

    def turns(self) -> tuple[Turn | None, Turn | None]:
        if self.item.size == "whole":
            return self._by_steps()
        if self.item.path.endswith(".drop_off"):
            return self._by_halving(0), self._by_halving(1)
        return self._on_a_line(0), self._on_a_line(1)

    def net(self, value: Fraction, which: int) -> Fraction:
        return nets(self.changed(value))[which]

    def _on_a_line(self, which: int) -> Turn | None:
        """Where the line through two points crosses zero."""
        at_zero, at_one = self.net(NOTHING, which), self.net(ALL, which)
        if at_zero == at_one:
            return None
        root = at_zero / (at_zero - at_one)
        if root < self.item.least or (self.item.most is not None and root > self.item.most):
            return None
        left = self.net(root, which)
        return Turn(root, True, left) if left == 0 else None

    def _by_halving(self, which: int) -> Turn | None:
        """The more drops off, the smaller the net: one crossing at most between nothing and all."""
        low, high = NOTHING, ALL
        if (self.net(low, which) >= 0) == (self.net(high, which) >= 0):
            return None
        for _halving in range(_HALVINGS):
            middle = (low + high) / 2
            if self.net(middle, which) >= 0:
                low = middle
            else:
                high = middle
        # The end of the last span that lies on the other side than the case does.
        value = high if self.net(self.item.value, which) >= 0 else low
        return Turn(value, False, self.net(value, which))

    def _by_steps(self) -> tuple[Turn | None, Turn | None]:
        """The nearest whole number with the other answer; of two that are as near, the smaller."""
        own = nets(self.changed(self.item.value))
        found: list[Turn | None] = [None, None]
        for value in self._whole():
            now = nets(self.changed(value))
            for which in (0, 1):
                if found[which] is None and (now[which] >= 0) != (own[which] >= 0):
                    found[which] = Turn(value, False, now[which])
            if all(found):
                break
        return found[0], found[1]

    def _whole(self) -> Iterator[Fraction]:
        """The values to try, the nearest first: none beyond the last year, where nothing changes any more."""
        case, own = self.changed(self.item.value), int(self.item.value)
        ends = max((row.last for row in case.rows), default=0)
        beyond = {"horizon": min(ends, LAST_HORIZON), "grade": 6}.get(self.item.path.rpartition(".")[2], case.horizon)
        most = beyond if self.item.most is None else min(int(self.item.most), beyond)
        tried = sorted(range(int(self.item.least), most + 1), key=lambda value: (abs(value - own), value))
        return (Fraction(value) for value in tried if value != own)
