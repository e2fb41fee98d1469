"""What the population thinks, from weighted answers, and how sure that is.

The variance is linearised. For a weighted mean `m` of those who answered, each respondent's part is
`z = (y − m) / (sum of the answerers' weights)`, 0 for who did not answer; what the margins explain of it is taken off
by a weighted regression on their levels, for raking has fixed those; the rest `e` gives `n/(n−1) · Σ (w·e)²`.

Source: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5 (ratio) and 6.6 (weighted residuals);
Deville and Särndal (1992), JASA 87, 376–382 (raking varies as the regression does); for raking against
non-response D'Arrigo and Skinner (2010), Survey Methodology 36, 181–192. Respondents count as picked one by one with
replacement, which is cautious where the sample is a large part of the population.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coopcouncil.participation.domain.intervals import korn_graubard, student
from coopcouncil.participation.domain.weighting import Floats, Integers, Margin


@dataclass(frozen=True)
class Estimate:
    """`answer` is a level of the question, or empty for a mean; `respondents` is counted, not weighted."""

    answer: str
    value: float
    standard_error: float
    low: float
    high: float
    respondents: int


def shares(
    codes: Integers, levels: Sequence[str], *, weights: Floats, margins: Sequence[Margin], confidence: float = 0.95
) -> list[Estimate]:
    """The share of each answer among those who gave one (`codes` index `levels`; −1 for no answer), with intervals."""
    answered = codes >= 0
    trials, weighted = int(answered.sum()), weights[answered]
    kish = float(weighted.sum() ** 2 / np.square(weighted).sum()) if trials else 0.0
    said = (codes[:, None] == np.arange(len(levels))).astype(float)
    found = []
    for level, (value, variance) in enumerate(zip(*_means(said, answered, weights, margins), strict=True)):
        count = int((codes == level).sum())
        if count in (0, trials):
            value, variance = float(count > 0), 0.0  # free of what floating numbers leave
        low, high = korn_graubard(value, variance, trials=trials, kish=kish, confidence=confidence)
        found.append(Estimate(levels[level], float(value), float(np.sqrt(variance)), low, high, count))
    return found


def mean(values: Floats, *, weights: Floats, margins: Sequence[Margin], confidence: float = 0.95) -> Estimate:
    """The mean of a number among those who gave one (the others are `nan`), with its interval."""
    answered = ~np.isnan(values)
    values, trials = np.where(answered, values, 0.0)[:, None], int(answered.sum())
    ((value,), (variance,)) = _means(values, answered, weights, margins)
    low, high = student(float(value), float(variance), trials=trials, confidence=confidence)
    return Estimate("", float(value), float(np.sqrt(variance)), low, high, trials)


def _means(
    values: Floats, answered: NDArray[np.bool_], weights: Floats, margins: Sequence[Margin]
) -> tuple[Floats, Floats]:
    """Mean and variance of each column of `values`."""
    counted = weights * answered
    whole = counted.sum()
    means = counted @ values / whole
    parts = np.where(answered[:, None], values - means, 0.0) / whole
    rest = parts - _explained(parts, weights, margins)
    respondents = len(weights)
    variances = respondents / max(respondents - 1, 1) * np.square(weights[:, None] * rest).sum(axis=0)
    return means, variances


def _explained(parts: Floats, weights: Floats, margins: Sequence[Margin]) -> Floats:
    """What a weighted regression on all levels of all margins says of each part."""
    sizes = [len(margin.levels) for margin in margins]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    cross = np.zeros((starts[-1], starts[-1]))
    against = np.zeros((starts[-1], parts.shape[1]))
    for at, one in enumerate(margins):
        rows = slice(starts[at], starts[at + 1])
        for column in range(parts.shape[1]):
            against[rows, column] = np.bincount(one.codes, weights * parts[:, column], sizes[at])
        for beside, other in enumerate(margins):
            cells = np.bincount(one.codes * sizes[beside] + other.codes, weights, sizes[at] * sizes[beside])
            cross[rows, starts[beside] : starts[beside + 1]] = cells.reshape(sizes[at], sizes[beside])
    # Each margin's levels add up to everybody, so the matrix lacks rank; any solution explains the same.
    slopes = np.linalg.lstsq(cross, against, rcond=None)[0]
    return np.add.reduce([slopes[starts[at] + margin.codes] for at, margin in enumerate(margins)])
