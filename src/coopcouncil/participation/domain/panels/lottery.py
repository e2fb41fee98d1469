"""The fairest lottery over panels that meet the quotas, by column generation, and how far it can be from the fairest.

- *maximin* makes the smallest chance as large as it can be; *leximin* then the second smallest, and so on; *nash* makes
  the product of all chances as large as it can be (the paper, Methods, "Fairness objectives", and its supplementary
  information on column generation: a master programme gives chances to the panels known so far, its dual values are
  the weights by which the next panel is sought).
- Panels to begin with are found one after the other, each as heavy as can be where a person weighs what they lack:
  their due so far less how often they have sat (the paper begins with multiplicative weights). Later ones come in
  batches: the dual values, halved for whoever sat on the one before, so that few master programmes are needed.
- The bound: weights on people prove in whole numbers that no lottery gives everybody more (`solver.Proof`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import highspy
import numpy as np
from scipy.sparse import bmat, csc_matrix

from coopcouncil.participation.domain.panels.pool import Pool
from coopcouncil.participation.domain.panels.solver import SCALE, Finder, Proof, model, prove, quiet, solved

METHODS = ("maximin", "leximin", "nash")
# Closer to the bound than this, by ratio, nothing more is sought; in a pool of more groups than LARGE, FAIRLY_CLOSE.
CLOSE, FAIRLY_CLOSE, LARGE = 1e-3, 0.06, 1500
NASH_CLOSE = 1e-3
ROUNDS, MOST_ROUNDS = 50, 2000
# So many panels are sought by the same weights, halved for whoever sat on the one before.
BATCH = 16
# Panels that got less than this chance are left out.
NOTHING = 1e-9
# Chances are whole numbers of these parts.
PARTS = 1 << 40


@dataclass(frozen=True)
class Lottery:
    """Panels (whole numbers, one a group) and the chance of each, exact, adding up to 1.

    `chances` is what each member of a group gets. `bound` is what no lottery can better, proved by `proof`: for maximin
    and leximin the smallest chance; for nash the number of times that the mean (geometric) of all chances could be
    larger. `never` are the groups of which nobody can be on any panel; the rest of the figures leaves them out.
    `searched` is the bound that HiGHS's branch and bound gave, not proved again; None where it was not needed.
    """

    panels: tuple[np.ndarray, ...]
    shares: tuple[Fraction, ...]
    chances: tuple[Fraction, ...]
    never: frozenset[int]
    bound: Fraction
    proof: Proof
    searched: float | None

    @property
    def smallest(self) -> Fraction:
        return min(chance for group, chance in enumerate(self.chances) if group not in self.never)


def fairest(pool: Pool, method: str = "maximin") -> Lottery:
    """The fairest lottery by `method`. The pool must have a panel (`feasible.closest` says so).

    Deterministic: the same pool in whatever order gives the same lottery with the same version of HiGHS.
    """
    finder = Finder(pool)
    panels, covered = _cover(finder)
    bound, proof = ceiling(pool, covered)
    search = _Search(finder, covered, panels, float(bound))
    if len(covered) <= LARGE:
        search.approach()
    searched = None
    if method == "nash":
        shares, bound, proof = search.nash()
    elif method == "leximin":
        shares, searched = search.leximin()
    else:
        level = search.raise_least(np.ones(len(covered), dtype=bool), np.zeros(len(covered)))
        shares, searched = level.shares, level.searched
    lottery = _exact(pool, search.panels, shares, covered, bound, proof, searched)
    if method == "nash":
        # The proof weighs people by 1/chance as floats: make good exactly what the exact chances differ by.
        least = min(Fraction(proof.weights[group]) * lottery.chances[group] / SCALE for group in covered.tolist())
        lottery = replace(lottery, bound=max(Fraction(1), bound / least))
    return lottery


def ceiling(pool: Pool, covered: np.ndarray) -> tuple[Fraction, Proof]:
    """More than this smallest chance of the covered groups no lottery gives: the programme with people cut in pieces.

    Any lottery's numbers of seats, `y` on average, meet the quotas on average; maximise `t` with `y_g >= t·count_g`.
    """
    groups = len(pool.groups)
    solver = model(pool.matrix, pool.lows, pool.highs, pool.most)
    solver.addVar(0.0, highspy.kHighsInf)
    solver.changeColCost(groups, 1.0)
    for group in covered:
        columns = np.array([group, groups], dtype=np.int32)
        solver.addRow(0.0, highspy.kHighsInf, 2, columns, np.array([1.0, -float(pool.counts[group])]))
    if not solved(solver):
        raise ArithmeticError("The solver found no bound for a pool that has a panel.")
    duals = np.array(solver.getSolution().row_dual)
    weights = np.zeros(groups)
    weights[covered] = np.maximum(-duals[len(pool.lows) :], 0)
    proof = prove(pool, weights, duals[: len(pool.lows)])
    total = sum(weight * int(count) for weight, count in zip(proof.weights, pool.counts, strict=True))
    return Fraction(proof.value, total), proof


def _cover(finder: Finder) -> tuple[list[np.ndarray], np.ndarray]:
    """Panels that together seat every group that any panel can seat, and which groups those are."""
    counts = finder.pool.counts
    missing = np.ones(len(counts), dtype=bool)
    panels: list[np.ndarray] = []
    while missing.any():
        panel = finder.good(missing / counts)
        if panel is None:
            raise ArithmeticError("No panel meets the quotas.")
        if not panel[missing].any():
            panel = finder.best(missing.astype(float))
            if panel is None or not panel[missing].any():
                break
        panels.append(panel)
        missing &= panel == 0
    return panels, np.flatnonzero(~missing)


@dataclass(frozen=True)
class _Level:
    shares: np.ndarray
    least: float
    weights: np.ndarray
    searched: float | None


class _Search:
    """Column generation over one pool; `panels` grows."""

    def __init__(self, finder: Finder, covered: np.ndarray, panels: list[np.ndarray], bound: float) -> None:
        self.finder, self.covered, self.panels, self.bound = finder, covered, panels, bound
        self.counts = finder.pool.counts[covered]
        self.close = CLOSE if len(covered) <= LARGE else FAIRLY_CLOSE

    def approach(self) -> None:
        """Panels by what each person lacks of the bound, until their best mixture is close to it or gets no better."""
        had = np.zeros(len(self.counts))
        everyone, before = np.ones(len(had), dtype=bool), 0.0
        for round_ in range(1, MOST_ROUNDS + 1):
            panel = self._good(np.maximum(round_ * self.bound - had / self.counts, -1.0))
            had += panel[self.covered]
            self.panels.append(panel)
            if round_ % ROUNDS == 0 and round_ * self.bound >= 1:
                least = self._master(everyone, np.zeros(len(had)))[1]
                if least >= self.bound * (1 - self.close) or least < before * 1.002:
                    return
                before = least

    def raise_least(self, free: np.ndarray, floors: np.ndarray) -> _Level:
        """Make the smallest chance of the groups `free` as large as it can be; others have at least their floor.

        When no panel weighs more by the dual values than the mixture does on average, no lottery is better (the
        paper's supplementary information on column generation). The search stops closer than `self.close`.
        """
        searched = None
        while True:
            shares, least, weights = self._master(free, floors)
            mean = float(least * (weights * self.counts)[free].sum() + (weights * self.counts * floors)[~free].sum())
            if bool(free.all()) and least >= self.bound * (1 - self.close):
                break
            panel = self._good(weights)
            if weights @ panel[self.covered] <= mean * (1 + self.close):
                proof = self.finder.relaxed(self._spread(weights))
                if proof is not None and proof.value <= mean * (1 + self.close) * SCALE:
                    break
                heaviest = self.finder.best(self._spread(weights))
                if heaviest is None or weights @ heaviest[self.covered] <= mean * (1 + self.close):
                    searched = float(least * weights @ (panel if heaviest is None else heaviest)[self.covered] / mean)
                    break
                panel = heaviest
            self.panels.append(panel)
            for _ in range(BATCH - 1):
                weights = np.where(panel[self.covered] > 0, weights / 2, weights)
                panel = self._good(weights)
                self.panels.append(panel)
        return _Level(shares, least, weights, searched)

    def leximin(self) -> tuple[np.ndarray, float | None]:
        """Raise the smallest chance, hold those whom nothing can raise, and go on with the others.

        Whose weight is positive has exactly the smallest chance in every best lottery (complementary slackness).
        """
        free = np.ones(len(self.counts), dtype=bool)
        floors = np.zeros(len(self.counts))
        level = self.raise_least(free, floors)
        searched = level.searched
        while True:
            tight = free & (level.weights * self.counts > 1e-6)
            floors[tight] = level.least
            free &= ~tight
            if not free.any():
                return level.shares, searched
            level = self.raise_least(free, floors * (1 - 1e-7))

    def nash(self) -> tuple[np.ndarray, Fraction, Proof]:
        """Make the product of chances largest; the bound is by how many times their geometric mean could be larger.

        Cover's step, "An algorithm for maximizing expected log investment return", IEEE Transactions on Information
        Theory 30 (1984): each panel's share times the sum of 1/chance over its people, over n. If no panel's sum is
        above (1 + d)·n, another lottery's chances are on average at most 1 + d times these, and so is, by Jensen's
        inequality, their geometric mean.
        """
        people = int(self.counts.sum())
        shares = np.full(len(self.panels), 1 / len(self.panels))
        sought = 0
        while True:
            seated = np.array(self.panels)[:, self.covered] / self.counts
            for _ in range(400):
                gain = seated @ (self.counts / np.maximum(shares @ seated, 1e-12)) / people
                shares = shares * gain
                shares /= shares.sum()
            weights = 1 / np.maximum(shares @ seated, 1e-12)
            panel = self._good(weights)
            heaviest = float(weights @ panel[self.covered])
            proof = self.finder.relaxed(self._spread(weights))
            if proof is None:
                raise ArithmeticError("The solver found no bound for a pool that has a panel.")
            bound = Fraction(proof.value, SCALE * people)
            sought += 1
            if bound <= 1 + NASH_CLOSE or heaviest <= people * (1 + NASH_CLOSE / 2) or sought == MOST_ROUNDS:
                return shares, max(bound, Fraction(1)), proof
            self.panels.append(panel)
            shares = np.append(shares * (1 - 1e-3), 1e-3)

    def _good(self, weights: np.ndarray) -> np.ndarray:
        panel = self.finder.good(self._spread(weights))
        if panel is None:
            raise ArithmeticError("No panel meets the quotas.")
        return panel

    def _spread(self, weights: np.ndarray) -> np.ndarray:
        spread = np.full(len(self.finder.every), min(0.0, float(weights.min())))
        spread[self.covered] = weights
        return spread

    def _master(self, free: np.ndarray, floors: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
        """The best mixture of the panels so far: their shares, the smallest free chance, and the weights of groups.

        Maximise `t` with `sum(share·seats_g) / count_g >= t` for the free and `>= floor_g` for the others.
        """
        seated = csc_matrix((np.array(self.panels)[:, self.covered] / self.counts).T)
        number, groups = len(self.panels), len(self.counts)
        column = csc_matrix(-free.astype(float).reshape(-1, 1))
        matrix = bmat([[seated, column], [np.ones((1, number)), None]], format="csc")
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = number + 1, groups + 1
        programme.sense_ = highspy.ObjSense.kMaximize
        programme.col_cost_ = np.append(np.zeros(number), 1.0)
        programme.col_lower_ = np.zeros(number + 1)
        programme.col_upper_ = np.full(number + 1, highspy.kHighsInf)
        programme.row_lower_ = np.append(np.where(free, 0.0, floors), 1.0)
        programme.row_upper_ = np.append(np.full(groups, highspy.kHighsInf), 1.0)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
        programme.a_matrix_.value_ = matrix.data
        solver = quiet()
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
        solver.passModel(programme)
        if not solved(solver):
            solver.setOptionValue("solver", "simplex")
            if not solved(solver):
                raise ArithmeticError("The solver found no mixture of panels that it had found before.")
        found = solver.getSolution()
        values = np.array(found.col_value)
        weights = np.maximum(-np.array(found.row_dual)[:groups], 0) / self.counts
        return np.maximum(values[:number], 0), float(values[number]), weights


def _exact(
    pool: Pool, panels: Sequence[np.ndarray], shares: np.ndarray, covered: np.ndarray, bound: Fraction, proof: Proof,
    searched: float | None,
) -> Lottery:  # fmt: skip
    """The lottery in whole parts: what was rounded away goes to the panel with the largest share."""
    kept = [number for number in range(len(shares)) if shares[number] > NOTHING]
    parts = [int(shares[number] / shares[kept].sum() * PARTS) for number in kept]
    parts[parts.index(max(parts))] += PARTS - sum(parts)
    seats = np.zeros(len(pool.groups), dtype=object)
    for part, number in zip(parts, kept, strict=True):
        seats += part * panels[number].astype(object)
    return Lottery(
        tuple(panels[number] for number in kept),
        tuple(Fraction(part, PARTS) for part in parts),
        tuple(Fraction(int(seat), PARTS * int(count)) for seat, count in zip(seats, pool.counts, strict=True)),
        frozenset(range(len(pool.groups))) - frozenset(covered.tolist()),
        bound,
        proof,
        searched,
    )
