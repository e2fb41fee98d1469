"""Whether any panel meets the quotas, and if none does, the smallest changes after which one would."""

from dataclasses import dataclass

import highspy
import numpy as np

from coopcouncil.participation.domain.panels.pool import Pool, Quota
from coopcouncil.participation.domain.panels.solver import model, solved

# So many different smallest changes are named.
CHOICES = 3


@dataclass(frozen=True)
class Relaxation:
    """One quota, its `side` ("min" or "max") moved to `to`."""

    quota: Quota
    side: str
    to: int

    @property
    def change(self) -> int:
        return self.quota.low - self.to if self.side == "min" else self.to - self.quota.high

    def __str__(self) -> str:
        return f"{self.quota}: {self.side} {self.quota.low if self.side == 'min' else self.quota.high} → {self.to}"


def closest(pool: Pool) -> list[tuple[Relaxation, ...]]:
    """The smallest relaxations, each by itself enough; empty when a panel meets the quotas as they are.

    Each is a set of minimums lowered and maximums raised whose sum is the least that there is; at most CHOICES of them,
    by different quotas. Minimise `sum(below + above)` with `low - below <= matrix·y <= high + above`, all whole
    numbers (the paper's supplementary information, on quotas that cannot be met, does likewise). Each one is tried:
    its panel is counted again in whole numbers.
    """
    found: list[tuple[Relaxation, ...]] = []
    barred: list[np.ndarray] = []
    while len(found) < CHOICES:
        relaxed = _closest(pool, barred)
        if relaxed is None or (found and sum(each.change for each in relaxed) > sum(e.change for e in found[0])):
            return found
        if not relaxed:
            return []
        found.append(relaxed)
        barred.append(np.array([_column(pool, each) for each in relaxed], dtype=np.int32))
    return found


def _column(pool: Pool, relaxation: Relaxation) -> int:
    number = pool.quotas.index(relaxation.quota)
    return number if relaxation.side == "min" else len(pool.quotas) + number


def _closest(pool: Pool, barred: list[np.ndarray]) -> tuple[Relaxation, ...] | None:
    """The smallest relaxation that does not move all the sides of one that is `barred`; None if there is none."""
    groups, quotas = len(pool.groups), len(pool.quotas)
    below, above = np.eye(len(pool.lows), quotas, dtype=np.int64), -np.eye(len(pool.lows), quotas, dtype=np.int64)
    wide = np.array([quota.low for quota in pool.quotas] + [pool.size - quota.high for quota in pool.quotas])
    wide = np.maximum(wide, 0)
    matrix = np.hstack([pool.matrix, below, above])
    solver = model(matrix, pool.lows, pool.highs, np.concatenate([pool.most, wide]))
    columns = groups + 2 * quotas
    solver.changeColsCost(2 * quotas, np.arange(groups, columns, dtype=np.int32), np.full(2 * quotas, -1.0))
    for sides in barred:
        # One yes-or-no for each side that may move, and not all of them yes.
        first = solver.getNumCol()
        solver.addVars(len(sides), np.zeros(len(sides)), np.ones(len(sides)))
        marks = np.arange(first, first + len(sides), dtype=np.int32)
        for side, mark in zip(sides, marks, strict=True):
            pair = np.array([groups + side, mark], dtype=np.int32)
            solver.addRow(-highspy.kHighsInf, 0.0, 2, pair, np.array([1.0, -float(wide[side])]))
        solver.addRow(-highspy.kHighsInf, len(sides) - 1.0, len(sides), marks, np.ones(len(sides)))
    every = np.arange(solver.getNumCol(), dtype=np.int32)
    solver.changeColsIntegrality(len(every), every, np.full(len(every), highspy.HighsVarType.kInteger))
    if not solved(solver):
        return None
    values = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
    moved = values[groups:columns]
    lows = pool.lows.copy()
    highs = pool.highs.copy()
    lows[:quotas] -= moved[:quotas]
    highs[:quotas] += moved[quotas:]
    rows = pool.matrix @ values[:groups]
    if not ((rows >= lows).all() and (rows <= highs).all()):
        raise ArithmeticError("The solver's panel breaks a quota when it is counted again.")
    down = [Relaxation(quota, "min", quota.low - int(by)) for quota, by in zip(pool.quotas, moved, strict=False) if by]
    up = [
        Relaxation(quota, "max", quota.high + int(by))
        for quota, by in zip(pool.quotas, moved[quotas:], strict=True)
        if by
    ]
    return tuple(down + up)
