"""How sure a result is: many draws of the numbers that nobody knows exactly, each appraised (Monte Carlo).

Sources: HM Treasury, The Green Book, annex A5 (uncertainty, Monte Carlo analysis). The triangular distribution, and the
PERT distribution of Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7, 646–669, with its mean
(low + 4 · likely + high) / 6.

Draws are floating numbers: they say how a result spreads, and decide nothing. Without draws they give the exact result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from coopcouncil.reviews.domain.appraisal.case import LOSSES, Benefit, Case, Cost, Input, inputs
from coopcouncil.reviews.domain.appraisal.sums import discount_factors

Floats: TypeAlias = npt.NDArray[np.float64]
Whole: TypeAlias = npt.NDArray[np.int64]
Shape = Literal["triangular", "pert"]
AT_ONCE = 10_000  # runs worked out together: what they hold stays in the processor's cache
MOST_RUNS = 1_000_000
OUTCOMES = ("net", "bcr", "fiscal_net", "pool", "central", "local")
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True)
class Range:
    """How far a number of the case may lie from what the case says, which is its most likely value."""

    path: str
    shape: Shape
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Outcomes:
    """What each run finds, in pence and, for `bcr`, as a ratio (not a number where there are no costs)."""

    net: Floats
    bcr: Floats
    fiscal_net: Floats
    pool: Floats
    central: Floats
    local: Floats


@dataclass(frozen=True)
class Spread:
    """How one figure spreads over the runs. `percentiles` are those of `PERCENTILES`; `counts` lie between `edges`."""

    mean: float
    deviation: float
    least: float
    most: float
    percentiles: tuple[float, ...]
    counts: tuple[int, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True)
class Simulation:
    """Many runs of one case, what came of each, and the run in which every number is as the case says."""

    runs: int
    seed: int
    ranges: tuple[Range, ...]
    central: Outcomes
    outcomes: Outcomes

    def spread(self, name: str) -> Spread | None:
        """How one of `OUTCOMES` spreads; None where no run has it."""
        return spread(getattr(self.outcomes, name))

    def chance(self, name: str) -> float:
        """In which share of the runs one of `OUTCOMES` is above zero."""
        return float((getattr(self.outcomes, name) > 0).mean())


def simulate(case: Case, ranges: Sequence[Range], *, runs: int, seed: int) -> Simulation:
    """Appraise `case` in `runs` draws from `ranges`, each independent of the others.

    Each number has a stream of its own from `seed` and its path, so that neither the order of the ranges nor another
    range beside it changes what is drawn.
    """
    there = inputs(case)
    drawn = {each.path: draw(each, there[each.path], runs, seed) for each in ranges}
    parts = [
        outcomes(
            case, {path: values[start : start + AT_ONCE] for path, values in drawn.items()}, min(AT_ONCE, runs - start)
        )
        for start in range(0, runs, AT_ONCE)
    ]
    joined = Outcomes(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in OUTCOMES})
    return Simulation(runs, seed, tuple(ranges), outcomes(case, {}, 1), joined)


def draw(each: Range, likely: Input, runs: int, seed: int) -> Floats:
    """`runs` draws of one number; of a whole one the nearest whole numbers, where each end gets its full share."""
    rng = np.random.default_rng([seed, *each.path.encode()])
    low, mode, high = float(each.low), float(likely.value), float(each.high)
    if likely.size == "whole":
        low, high = low - 0.5, high + 0.5
    if low == high:
        return np.full(runs, mode)
    if each.shape == "triangular":
        made = rng.triangular(low, mode, high, runs)
    else:
        rise, span = mode - low, high - low
        made = low + span * rng.beta(1 + 4 * rise / span, 1 + 4 * (1 - rise / span), runs)
    return np.clip(np.rint(made), float(each.low), float(each.high)) if likely.size == "whole" else made


def spread(values: Floats, bars: int = 20) -> Spread | None:
    """The figures of a histogram and its percentiles; runs in which there is no such figure are left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    counts, edges = np.histogram(
        known, bars if high > low else 1, (low, high) if high > low else (low - 0.5, low + 0.5)
    )
    found = np.percentile(known, PERCENTILES)
    return Spread(
        float(known.mean()), float(known.std()), low, high,
        tuple(map(float, found)), tuple(map(int, counts)), tuple(map(float, edges)),
    )  # fmt: skip


# --- the same sums as `appraisal.sums`, for many runs at once ---------------------------------------------------------
# Every number is a row of one value, or a column with one for each run; money is [runs or 1, years].


@dataclass(frozen=True)
class _Drawn:
    case: Case
    values: Mapping[str, Floats]

    def number(self, path: str, own: Fraction | int) -> Floats:
        found = self.values.get(path)
        return np.array([[float(own)]]) if found is None else found[:, None]

    def bias(self, grade: Floats) -> Floats:
        """The optimism bias of each grade."""
        six = [self.number(f"optimism_bias.grades.{at}", bias) for at, bias in enumerate(self.case.grades, 1)]
        if len(grade) == 1:
            return six[int(grade[0, 0]) - 1]
        runs = len(grade)
        table = np.concatenate([np.broadcast_to(column, (runs, 1)) for column in six], axis=1)
        return np.take_along_axis(table, grade.astype(np.int64) - 1, axis=1)


def outcomes(case: Case, values: Mapping[str, Floats], runs: int) -> Outcomes:
    """What comes of each of `runs` draws: `values` has the drawn numbers by their path, all others are the case's."""
    drawn = _Drawn(case, values)
    horizon = drawn.number("case.horizon", case.horizon)
    years = np.arange(int(horizon.max()) + 1)[None, :]
    factors = np.array([float(factor) for factor in discount_factors(years.size - 1)])
    counted = (years <= horizon).astype(float)
    costs, public, fiscal, cashable = (np.zeros((1, years.size)) for _ in range(4))
    for number, cost in enumerate(case.costs, 1):
        costs = costs + _cost(drawn, f"cost.{number}", cost, years) * counted
    for number, benefit in enumerate(case.benefits, 1):
        flow = _benefit(drawn, f"benefit.{number}", benefit, years) * counted
        if benefit.is_public_value:
            public = public + flow
        if benefit.is_fiscal:
            fiscal = fiscal + flow
            cashable = cashable + flow * drawn.number(f"benefit.{number}.cashability", benefit.cashability)
    spent, gained, returned = (flow @ factors for flow in (costs, public, fiscal))
    pool = _pool(drawn, costs, cashable, years, horizon)
    central = _to_central(drawn, pool)
    with np.errstate(divide="ignore", invalid="ignore"):
        bcr = np.where(spent > 0, gained / spent, np.nan)
    found = {
        "net": _pence(gained - spent), "bcr": bcr, "fiscal_net": _pence(returned - spent),
        "pool": pool, "central": central, "local": pool - central,
    }  # fmt: skip
    return Outcomes(**{name: np.broadcast_to(values, (runs,)) for name, values in found.items()})


def _active(drawn: _Drawn, path: str, row: Cost | Benefit, years: Whole) -> tuple[Floats, Floats]:
    """1 in the years of a row and 0 in others; and how many years after its first each year is (0 before)."""
    first, last = drawn.number(f"{path}.from", row.first), drawn.number(f"{path}.to", row.last)
    return ((first <= years) & (years <= last)).astype(float), np.maximum(years - first, 0.0)


def _cost(drawn: _Drawn, path: str, cost: Cost, years: Whole) -> Floats:
    bias = drawn.bias(drawn.number(f"{path}.grade", cost.grade))
    return drawn.number(f"{path}.amount", cost.amount) * (1 + bias) * _active(drawn, path, cost, years)[0]


def _benefit(drawn: _Drawn, path: str, benefit: Benefit, years: Whole) -> Floats:
    active, after = _active(drawn, path, benefit, years)
    bias = drawn.bias(drawn.number(f"{path}.grade", benefit.grade))
    scale = drawn.number(f"{path}.amount", benefit.amount) * (1 - bias)
    scale = scale * drawn.number(f"{path}.attribution", benefit.attribution)
    for key in LOSSES[:-1]:
        scale = scale * (1 - drawn.number(f"{path}.{key}", getattr(benefit, key)))
    shape = active * (1 - drawn.number(f"{path}.drop_off", benefit.drop_off)) ** after
    for at, share in enumerate(benefit.ramp):
        shape = np.where(after == at, shape * drawn.number(f"{path}.ramp.{at + 1}", share), shape)
    return scale * shape


def _pool(drawn: _Drawn, costs: Floats, cashable: Floats, years: Whole, horizon: Floats) -> Floats:
    sharing = drawn.case.sharing
    start = drawn.number("sharing.window_start", sharing.window_start)
    open_ = (start <= years) & (years < start + drawn.number("sharing.window_years", sharing.window_years))
    saved = (cashable * open_).cumsum(axis=1)
    net = saved - costs.cumsum(axis=1) if sharing.basis == "net" else saved
    return _pence(np.where(open_ & (years <= horizon), net, 0.0).max(axis=1).clip(min=0))


def _to_central(drawn: _Drawn, pool: Floats) -> Floats:
    """Central government's part, rounded down: in whole numbers where its share is fixed, so that no penny is lost."""
    share = drawn.case.sharing.central
    given = drawn.values.get("sharing.central")
    if given is None and share.numerator * float(pool.max()) < 2**62 and share.denominator < 2**62:
        return (pool.astype(np.int64) * share.numerator // share.denominator).astype(float)
    return np.floor((float(share) if given is None else given) * pool)


def _pence(pounds: Floats) -> Floats:
    return np.rint(pounds * 100)
