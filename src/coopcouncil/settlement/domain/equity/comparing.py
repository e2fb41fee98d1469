"""One against all others: how much worse, how sure, and what the numbers are too small to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, inf, isfinite, pi, sin, sqrt
from statistics import NormalDist

import numpy as np

from coopcouncil.settlement.domain.equity.measured import Mean, Measure, Measured, Rate, Share

CONFIDENCE = 0.95
FOUND = 0.8  # how often a gap as large as the one that `overlooked` gives is found
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Compared:
    """`size` above 0 is worse; `interval` holds it with 95 in 100; `p`: as bad as this or worse, by chance alone."""

    size: float
    interval: tuple[float, float]
    p: float


def compare(held: Measured, others: Measured, measure: Measure) -> Compared:
    """One member beside all the others together, measured in the same way."""
    if isinstance(held, Share) and isinstance(others, Share):
        return _shares(held, others, measure)
    if isinstance(held, Rate) and isinstance(others, Rate):
        return _rates(held, others, measure)
    if isinstance(held, Mean) and isinstance(others, Mean):
        return _means(held, others, measure)
    size = measure.sign * (held.value - others.value)
    return Compared(size, (size, size), 0.0)


def holm(values: Sequence[float]) -> list[float]:
    """Probabilities corrected for their number, in the order given: flagging those up to α errs at most in α of cases.

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    """
    order = sorted(range(len(values)), key=lambda at: values[at])
    made, highest = [0.0] * len(values), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[at]))
        made[at] = highest
    return made


def _shares(held: Share, others: Share, measure: Measure) -> Compared:
    yes, of = held.yes + others.yes, held.of + others.of
    if measure.worse == "low":
        p = few_of_these(held.yes, yes, held.of, of)
    else:  # many had it: few did not
        p = few_of_these(held.of - held.yes, of - yes, held.of, of)
    low, high = newcombe(held.yes, held.of, others.yes, others.of)
    return Compared(measure.sign * (held.value - others.value), _turned(low, high, measure), p)


def few_of_these(yes: int, all_yes: int, of: int, all_of: int) -> float:
    """The probability of `yes` or fewer among `of` people drawn from `all_of`, of whom `all_yes` are so.

    The hypergeometric distribution, summed; scipy's own takes seconds to import, and pages wait for this.
    """
    from scipy.special import gammaln

    least = max(0, of - (all_of - all_yes))
    if yes >= min(of, all_yes):
        return 1.0
    counts = np.arange(least, yes + 1, dtype=np.float64)

    def log_choose(total: float, some: "np.ndarray | float") -> "np.ndarray":
        return np.asarray(gammaln(total + 1) - gammaln(some + 1) - gammaln(total - some + 1))

    logs = log_choose(all_yes, counts) + log_choose(all_of - all_yes, of - counts) - log_choose(all_of, float(of))
    return float(min(1.0, np.exp(logs).sum()))


def newcombe(yes_1: int, of_1: int, yes_2: int, of_2: int) -> tuple[float, float]:
    """The interval of the first share less the second, from Wilson's of each.

    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
    """
    first, second = yes_1 / of_1, yes_2 / of_2
    (low_1, high_1), (low_2, high_2) = wilson(yes_1, of_1), wilson(yes_2, of_2)
    return (
        first - second - sqrt((first - low_1) ** 2 + (high_2 - second) ** 2),
        first - second + sqrt((high_1 - first) ** 2 + (second - low_2) ** 2),
    )


def wilson(yes: int, of: int) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927, Journal of the American Statistical Association 22, 209–212)."""
    z = _NORMAL.inv_cdf((1 + CONFIDENCE) / 2)
    share, wide = yes / of, 1 + z * z / of
    middle, half = (share + z * z / (2 * of)) / wide, z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / wide
    return max(0.0, middle - half), min(1.0, middle + half)


def _rates(held: Rate, others: Rate, measure: Measure) -> Compared:
    from scipy.special import bdtr, bdtrc, betaincinv

    events, part = held.events + others.events, held.people / (held.people + others.people)
    if measure.worse == "low":
        p = float(bdtr(held.events, events, part))
    else:
        p = float(bdtrc(held.events - 1, events, part)) if held.events else 1.0
    # The interval of the share of all events that are this member's (Clopper and Pearson 1934) is one of the ratio.
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(held.events, others.events + 1, tail)) if held.events else 0.0
    high = float(betaincinv(held.events + 1, others.events, 1 - tail)) if others.events else 1.0
    scale = others.people / held.people
    ends = [one / (1 - one) * scale if one < 1 else inf for one in (low, high)]
    ratio = held.value / others.value if others.events else (inf if held.events else 1.0)
    return Compared(measure.sign * (ratio - 1), _turned(ends[0] - 1, ends[1] - 1, measure), min(1.0, p))


def _means(held: Mean, others: Mean, measure: Measure) -> Compared:
    from scipy.special import stdtr, stdtrit

    mine, theirs = held.deviation**2 / held.count, others.deviation**2 / others.count
    size, error = measure.sign * (held.value - others.value), sqrt(mine + theirs)
    if not error:
        return Compared(size, (size, size), 0.0 if size > 0 else 1.0)
    freedom = (mine + theirs) ** 2 / (mine**2 / (held.count - 1) + theirs**2 / (others.count - 1))
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Compared(size, (size - half, size + half), float(stdtr(freedom, -size / error)))


def _turned(low: float, high: float, measure: Measure) -> tuple[float, float]:
    """The ends of a difference, so that above 0 is worse."""
    return (low, high) if measure.worse == "high" else (-high, -low)


def overlooked(held: Measured, others: Measured, measure: Measure, alpha: float) -> float | None:
    """The size of gap that is flagged four times in five at this level, and so missed one time in five.

    By the normal approximation; None where not even the worst possible would be found so often. Never under the
    measure's threshold, from which gaps are flagged at all.
    """
    reach = _NORMAL.inv_cdf(1 - alpha) + _NORMAL.inv_cdf(FOUND)
    least: float | None = 0.0
    if isinstance(held, Mean) and isinstance(others, Mean):
        least = reach * sqrt(held.deviation**2 / held.count + others.deviation**2 / others.count)
    elif isinstance(held, Rate) and isinstance(others, Rate):
        least = _rate_overlooked(held, others, measure.sign * reach)
    elif isinstance(held, Share) and isinstance(others, Share):
        least = _share_overlooked(held, others, measure.sign * reach)
    return None if least is None or not isfinite(least) else max(least, measure.threshold)


def _rate_overlooked(held: Rate, others: Rate, reach: float) -> float | None:
    """On the scale of square roots a Poisson count has the same standard deviation, a half, wherever it lies."""
    expected = held.people * others.value
    root = sqrt(expected) + reach / 2 * sqrt(1 + held.people / others.people)
    return abs(root**2 / expected - 1) if expected and root > 0 else None


def _share_overlooked(held: Share, others: Share, reach: float) -> float | None:
    """On the scale of arcs a share has the same standard deviation wherever it lies (Cohen 1988, chapter 6)."""
    arc = asin(sqrt(others.value)) + reach / 2 * sqrt(1 / held.of + 1 / others.of)
    return abs(sin(arc) ** 2 - others.value) if 0 < arc < pi / 2 else None
