"""Intervals for shares that hold at least as often as they say, however small the numbers."""

import numpy as np
from scipy.special import betaincinv, stdtrit


def clopper_pearson(successes: float, trials: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share, by the beta distribution; `(0, 1)` without trials.

    Source: Clopper and Pearson (1934), Biometrika 26, 404–413. Numbers need not be whole, as Korn and Graubard use it.
    """
    if trials <= 0:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    low = betaincinv(successes, trials - successes + 1, tail) if successes > 0 else 0.0
    high = betaincinv(successes + 1, trials - successes, 1 - tail) if successes < trials else 1.0
    return float(low), float(high)


def korn_graubard(
    share: float, variance: float, *, trials: int, kish: float, confidence: float = 0.95
) -> tuple[float, float]:
    """The exact interval at the number of even answers that would be as sure: `share × (1 − share) / variance`.

    That number is never above `trials`, the answers there are; where nobody or everybody says so, it is `kish`, the
    effective sample size. Source: Korn and Graubard (1998), Survey Methodology 24, 193–201.
    """
    spread = share * (1 - share)
    effective = min(trials, spread / variance) if variance > 0 and spread > 0 else kish
    return clopper_pearson(share * effective, effective, confidence=confidence)


def student(mean: float, variance: float, *, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of a mean by Student's distribution with `trials − 1` degrees of freedom."""
    half = float(stdtrit(trials - 1, (1 + confidence) / 2)) * float(np.sqrt(variance)) if trials > 1 else np.inf
    return mean - half, mean + half
