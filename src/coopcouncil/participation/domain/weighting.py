"""Weights that make those who answered look like those who live here, one margin after another (raking).

Source: Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when the expected
marginal totals are known", Annals of Mathematical Statistics 11, 427–444; Deville, Särndal and Sautory (1993),
"Generalized raking procedures in survey sampling", JASA 88, 1013–1020.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from coopcouncil.kernel.errors import BadInput

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

TOLERANCE = 1e-9
CYCLES = 2_000


@dataclass(frozen=True)
class Margin:
    """How many people of the population are at each level of one thing, and at which level each respondent is.

    `population` has one number a level; `codes` one index into `levels` a respondent. `places` says where each level
    was read, for messages.
    """

    name: str
    levels: tuple[str, ...]
    population: Floats
    codes: Integers
    places: tuple[str, ...] = ()

    def counts(self) -> Integers:
        """Respondents at each level, not weighted."""
        return np.bincount(self.codes, minlength=len(self.levels))

    def place(self, level: int) -> str:
        return self.places[level] if self.places else f"{self.name} = {self.levels[level]}"


@dataclass(frozen=True)
class Weights:
    """One weight a respondent: how many people of the population each stands for.

    `miss` is the largest relative distance of a weighted level from the population's: under `TOLERANCE` where `met`.
    `worst` names that level.
    """

    weights: Floats
    cycles: int
    miss: float
    worst: str

    @property
    def met(self) -> bool:
        return self.miss <= TOLERANCE

    @property
    def effective_size(self) -> float:
        """As many respondents picked evenly would tell as much: (Σw)²/Σw². Kish (1965), Survey Sampling, 11.7."""
        return float(self.weights.sum() ** 2 / np.square(self.weights).sum())

    @property
    def design_effect(self) -> float:
        """How much weighting adds to a variance, n/effective size = 1 + cv²(w). Kish (1992), J. Off. Stat. 8, 183."""
        return len(self.weights) / self.effective_size


def rake(margins: Sequence[Margin], *, base: Floats | None = None, trim: float | None = None) -> Weights:
    """Weights whose sums meet every level of every margin to a relative 1e-9.

    `base` are weights to begin with (1 each). With `trim` no weight is above so many times population / respondents:
    weights above it are cut to it and all raked again, until both hold if they can (alternating projections: Bregman
    (1967), USSR Comput. Math. Math. Phys. 7, 200–217). If they cannot, the cap holds and `miss` says how far off the
    margins are. Where margins' totals differ, each is scaled to the first one's.

    Raises BadInput for a level of the population that no respondent has (it is never joined with another), for
    respondents at a level where nobody lives, and without `trim` for margins that no weights meet.
    """
    _check(margins)
    total = float(margins[0].population.sum())
    targets = [margin.population * (total / margin.population.sum()) for margin in margins]
    weights = np.ones(len(margins[0].codes)) if base is None else base.astype(float)
    weights *= total / weights.sum()
    halves = _halves(margins, targets)
    cycles, miss = 0, np.inf
    while cycles < CYCLES:
        weights, more = _raked(halves, weights)
        cycles, before = cycles + more, miss
        if trim is not None:
            np.minimum(weights, trim * total / len(weights), out=weights)
        misses = [_misses(margin, target, weights) for margin, target in zip(margins, targets, strict=True)]
        miss = max(float(of_margin.max()) for of_margin in misses)
        if trim is None or miss <= TOLERANCE or miss > before * 0.9999:
            break
    at = max(range(len(margins)), key=lambda margin: misses[margin].max())
    level = int(misses[at].argmax())
    worst = f"{margins[at].name} = {margins[at].levels[level]}"
    if miss > TOLERANCE and trim is None:
        raise BadInput(
            f"No weights meet all margins at once: “{worst}” stays {miss:.2%} away.",
            place=margins[at].place(level),
            mend="Too few respondents share these levels: join levels in both files, or leave a margin out.",
        )
    return Weights(weights, cycles, miss, worst)


@dataclass(frozen=True)
class _Half:
    """Some of the margins together: the combination of each respondent, and of each combination its level in each."""

    codes: Integers
    size: int
    margins: list[tuple[Integers, Floats]]


def _halves(margins: Sequence[Margin], targets: Sequence[Floats]) -> list[_Half]:
    """The margins parted in two of about as many combinations, so that a round reads the respondents only twice."""
    parts: list[list[int]] = [[], []]
    for at in sorted(range(len(margins)), key=lambda at: -len(margins[at].levels)):
        min(parts, key=lambda part: np.prod([float(len(margins[one].levels)) for one in part])).append(at)
    halves = []
    for part in parts:
        codes = np.zeros(len(margins[0].codes), dtype=np.intp)
        for at in part:
            codes = codes * len(margins[at].levels) + margins[at].codes
            if codes.max(initial=0) >= len(codes):
                codes = np.unique(codes, return_inverse=True)[1]
        size = int(codes.max()) + 1
        levels = []
        for at in part:
            of_combination = np.zeros(size, dtype=np.intp)
            of_combination[codes] = margins[at].codes
            levels.append((of_combination, targets[at]))
        halves.append(_Half(codes, size, levels))
    return halves


def _raked(halves: Sequence[_Half], weights: Floats) -> tuple[Floats, int]:
    """One raking to the end, margin after margin. A weight is its first one times a factor for each combination."""
    one, other = halves
    table = csr_array((weights, (one.codes, other.codes)), shape=(one.size, other.size))
    turned = table.T.tocsr()
    factors = [np.ones(one.size), np.ones(other.size)]
    before = np.inf
    for cycle in range(1, CYCLES + 1):
        miss = 0.0
        for side, half in enumerate(halves):
            sums = (turned if side else table) @ factors[1 - side]
            for levels, target in half.margins:
                found = np.bincount(levels, factors[side] * sums, len(target))
                ratio = np.divide(target, found, out=np.ones_like(found), where=found > 0)
                miss = max(miss, float(np.abs(ratio - 1).max()))
                factors[side] *= ratio[levels]
        if miss <= TOLERANCE / 100 or (cycle % 50 == 0 and miss > before * 0.99):
            break
        before = miss if cycle % 50 == 0 else before
    return weights * factors[0][one.codes] * factors[1][other.codes], cycle


def _misses(margin: Margin, target: Floats, weights: Floats) -> Floats:
    """How far each level's weighted sum is from its target, relative to it."""
    sums = np.bincount(margin.codes, weights, len(target))
    return np.abs(np.divide(sums, target, out=np.ones_like(sums), where=target > 0) - 1)


def _check(margins: Sequence[Margin]) -> None:
    for margin in margins:
        counts = margin.counts()
        for level in np.flatnonzero((counts == 0) & (margin.population > 0)):
            raise BadInput(
                f"Nobody who answered has “{margin.name}” = “{margin.levels[level]}”, where "
                f"{margin.population[level]:,.0f} of the population are. No weight can speak for them.",
                place=margin.place(int(level)),
                mend="Ask some of them, or join the level with one that is like it, in both files.",
            )
        for level in np.flatnonzero((counts > 0) & (margin.population <= 0)):
            raise BadInput(
                f"{counts[level]} who answered have “{margin.name}” = “{margin.levels[level]}”, where nobody lives.",
                place=margin.place(int(level)),
                mend="Give the level its population, or join it with another in both files.",
            )


def differing_totals(margins: Sequence[Margin]) -> list[tuple[str, float]]:
    """Margins whose total is not the first one's, with theirs: each is scaled to it."""
    first = margins[0].population.sum()
    return [
        (margin.name, float(margin.population.sum()))
        for margin in margins[1:]
        if not np.isclose(margin.population.sum(), first, rtol=1e-9, atol=0)
    ]
