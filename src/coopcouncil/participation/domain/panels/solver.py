"""Heavy panels by HiGHS, and bounds on how heavy a panel can be that no floating number decides.

HiGHS works in floating numbers. Each panel that it finds is counted again in whole numbers (`Pool.holds`), and what it
says cannot be bettered is proved again from its dual values in whole numbers (`prove`), after Neumaier and Shcherbina,
"Safe bounds in linear and mixed-integer linear programming", Mathematical Programming 99 (2004), section 3.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from highspy._core import _Highs

from coopcouncil.participation.domain.panels.pool import Pool

# Weights and prices become whole numbers by this factor before anything is proved with them.
SCALE = 1 << 30
# Groups left free when pieces are put together, beside those in pieces: those that cost the least to change.
FREE = 30
# How far below the heaviest a panel may be that is found quickly, of the weight of all its people over the lightest.
GAP = 0.005
# After so many branches the best panel that was found is good enough, where any was.
BRANCHES = 20
FOUND = 2  # HiGHS's word for: a solution that is feasible


@dataclass(frozen=True)
class Proof:
    """No panel weighs more than `value`, whatever panel it is, as anybody can work out again in whole numbers.

    `weights` has a whole number for each group, `prices` one for each row of the pool's matrix. For every panel `y`,
    `weights·y = prices·(matrix·y) + (weights − prices·matrix)·y`, and each part is at most what the limits of its row
    or group allow; `value` is the sum of those.
    """

    weights: tuple[int, ...]
    prices: tuple[int, ...]
    value: int


def prove(pool: Pool, weights: np.ndarray, prices: np.ndarray) -> Proof:
    """What these prices prove for these weights, both taken times SCALE and rounded."""
    whole = np.array([round(weight * SCALE) for weight in weights.tolist()], dtype=object)
    price = np.array([round(price * SCALE) for price in prices.tolist()], dtype=object)
    rest = whole.copy()
    for row, cost in zip(pool.matrix, price, strict=True):
        if cost:
            rest[row == 1] -= cost
    limits = sum(
        cost * int(high if cost > 0 else low) for cost, low, high in zip(price, pool.lows, pool.highs, strict=True)
    )
    over = sum(left * int(most) for left, most in zip(rest, pool.most, strict=True) if left > 0)
    return Proof(tuple(whole), tuple(price), limits + over)


def quiet() -> _Highs:
    """A solver that says nothing, uses one thread, and does the same each time.

    `highspy.Highs` itself greets on standard output before it can be told not to, where `--json` may have nothing else.
    """
    solver = _Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    return solver


def model(matrix: np.ndarray, lows: np.ndarray, highs: np.ndarray, most: np.ndarray) -> _Highs:
    """The programme `lows <= matrix·y <= highs, 0 <= y <= most`, in which the heaviest `y` is sought."""
    solver = quiet()
    solver.addVars(len(most), np.zeros(len(most)), most.astype(float))
    for row, low, high in zip(matrix, lows, highs, strict=True):
        held = np.flatnonzero(row).astype(np.int32)
        solver.addRow(float(low), float(high), len(held), held, row[held].astype(float))
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return solver


def solved(solver: _Highs) -> bool:
    solver.run()
    return solver.getModelStatus() == highspy.HighsModelStatus.kOptimal


class Finder:
    """Finds heavy panels: `good` quickly, `best` for certain, `relaxed` with people cut in pieces."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.every = np.arange(len(pool.groups), dtype=np.int32)
        self.linear = model(pool.matrix, pool.lows, pool.highs, pool.most)

    def relaxed(self, weights: np.ndarray) -> Proof | None:
        """What the programme without whole numbers proves about panels of these weights; None if it has no answer."""
        self.linear.changeColsCost(len(self.every), self.every, weights)
        if not solved(self.linear):
            return None
        return prove(self.pool, weights, np.array(self.linear.getSolution().row_dual))

    def good(self, weights: np.ndarray) -> np.ndarray | None:
        """A panel within GAP of the heaviest of those that lie near the heaviest in pieces; None if there is none."""
        weights = weights - weights.min()
        panel = self._rounded(weights)
        return self.best(weights) if panel is None else panel

    def best(self, weights: np.ndarray) -> np.ndarray | None:
        """The heaviest panel, as HiGHS's branch and bound says; None if it finds that there is no panel."""
        return self._whole(weights, np.zeros(len(self.every), dtype=np.int64), self.every, gap=1e-7)

    def _rounded(self, weights: np.ndarray) -> np.ndarray | None:
        """The heaviest in pieces, put together again."""
        matrix, linear = self.pool.matrix, self.linear
        linear.changeColsCost(len(self.every), self.every, weights)
        if not solved(linear):
            return None
        found = linear.getSolution()
        parts = np.array(found.col_value)
        split = np.abs(parts - np.rint(parts)) > 1e-6
        lost = np.where(split, -1.0, np.abs(weights - np.array(found.row_dual) @ matrix))
        order = np.argsort(lost, kind="stable")
        base = np.rint(parts).astype(np.int64)
        for free in (int(split.sum()) + FREE, int(split.sum()) + 4 * FREE):
            panel = self._whole(weights, base, order[:free], gap=GAP)
            if panel is not None:
                return panel
        return None

    def _whole(self, weights: np.ndarray, base: np.ndarray, free: np.ndarray, *, gap: float) -> np.ndarray | None:
        """The heaviest panel that differs from `base` only in the groups `free`."""
        panel = base.copy()
        panel[free] = 0
        taken = self.pool.matrix @ panel
        solver = model(self.pool.matrix[:, free], self.pool.lows - taken, self.pool.highs - taken, self.pool.most[free])
        columns = np.arange(len(free), dtype=np.int32)
        solver.setOptionValue("mip_rel_gap", gap)
        if gap == GAP:
            solver.setOptionValue("mip_max_nodes", BRANCHES)
        solver.changeColsCost(len(free), columns, weights[free])
        solver.changeColsIntegrality(len(free), columns, np.full(len(free), highspy.HighsVarType.kInteger))
        if not solved(solver) and not (gap == GAP and solver.getInfo().primal_solution_status == FOUND):
            return None
        panel[free] = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
        if not self.pool.holds(panel):
            raise ArithmeticError("The solver's panel breaks a quota when it is counted again.")
        return panel
