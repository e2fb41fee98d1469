"""The sums of an appraisal, in exact fractions of a pound; each reported figure is rounded once, half to even.

Sources: HM Treasury, The Green Book, chapter 5 (net present value, benefit–cost ratio), chapter 6 (transfers), annexes
A5 (optimism bias) and A6 (discounting); HM Treasury, Supplementary Green Book Guidance: Optimism Bias; HM Treasury and
New Economy, Supporting public service transformation (2014), on the fiscal case, cashability and confidence grades.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate

from coopcouncil.reviews.domain.appraisal.case import ALL, NOTHING, Benefit, Case, Cost
from coopcouncil.reviews.domain.tables import discounting

Flow = list[Fraction]  # pounds in each year, from 0 to the horizon


def pence(pounds: Fraction) -> int:
    """An amount as it is reported: whole pence, half to even."""
    return round(pounds * 100)


def ratio(over: Fraction, under: Fraction) -> str | None:
    """A benefit–cost ratio with four decimals, half to even; None where there are no costs."""
    if under == 0:
        return None
    whole, rest = divmod(round(over / under * 10_000), 10_000)
    return f"{whole}.{rest:04d}"


@cache
def discount_factors(horizon: int) -> tuple[Fraction, ...]:
    """What a pound of each year, from 0 to `horizon`, is worth in year 0. Source: Green Book, annex A6."""
    steps = (1 / (1 + rate) for rate in discounting().rates[:horizon])
    return tuple(accumulate(steps, lambda factor, step: factor * step, initial=ALL))


def cost_scale(case: Case, cost: Cost) -> Fraction:
    """What a cost is in a year in which it falls: its amount, raised by the optimism bias of its grade."""
    return cost.amount * (1 + case.bias(cost.grade))


def benefit_scale(case: Case, benefit: Benefit) -> Fraction:
    """What a benefit is in a year at its full effect and before it drops off, lowered by its grade's optimism bias."""
    kept = (
        (1 - benefit.deadweight)
        * benefit.attribution
        * (1 - benefit.displacement)
        * (1 - benefit.leakage)
        * (1 - benefit.substitution)
    )
    return benefit.amount * kept * (1 - case.bias(benefit.grade))


def benefit_shape(benefit: Benefit, year: int) -> Fraction:
    """The share of it that there is in `year`: as it builds up, and as it drops off again. 0⁰ is 1."""
    if not benefit.first <= year <= benefit.last:
        return NOTHING
    after = year - benefit.first
    ramp = benefit.ramp[after] if after < len(benefit.ramp) else ALL
    return ramp * (1 - benefit.drop_off) ** after


def cost_flow(case: Case, cost: Cost) -> Flow:
    scale = cost_scale(case, cost)
    return [scale if cost.first <= year <= cost.last else NOTHING for year in case.years]


def benefit_flow(case: Case, benefit: Benefit) -> Flow:
    scale = benefit_scale(case, benefit)
    return [scale * benefit_shape(benefit, year) for year in case.years]


@dataclass(frozen=True)
class Flows:
    """All of a case's money by year, in pounds: costs, benefits of public value, fiscal benefits, cashable savings."""

    costs: Flow
    public: Flow
    fiscal: Flow
    cashable: Flow


def flows(case: Case) -> Flows:
    """What the case costs and brings in each year."""
    costs, public, fiscal, cashable = ([NOTHING] * len(case.years) for _ in range(4))
    for cost in case.costs:
        _add(costs, cost_flow(case, cost), ALL)
    for benefit in case.benefits:
        flow = benefit_flow(case, benefit)
        if benefit.is_public_value:
            _add(public, flow, ALL)
        if benefit.is_fiscal:
            _add(fiscal, flow, ALL)
            _add(cashable, flow, benefit.cashability)
    return Flows(costs, public, fiscal, cashable)


def _add(total: Flow, flow: Flow, share: Fraction) -> None:
    for year, amount in enumerate(flow):
        if amount:
            total[year] += amount * share


def present_value(flow: Sequence[Fraction]) -> Fraction:
    """What a flow of money is worth in year 0. Source: Green Book, annex A6."""
    return sum(
        (factor * amount for factor, amount in zip(discount_factors(len(flow) - 1), flow, strict=True) if amount),
        NOTHING,
    )


def payback(fiscal: Sequence[Fraction], costs: Sequence[Fraction]) -> int | None:
    """The first year from which the discounted fiscal benefits so far cover the costs so far, to the horizon.

    0 where they never fall short; None where they fall short at the end.
    """
    factors = discount_factors(len(costs) - 1)
    running = accumulate(f * (b - c) for f, b, c in zip(factors, fiscal, costs, strict=True))
    short = [year for year, sum_so_far in enumerate(running) if sum_so_far < 0]
    if not short:
        return 0
    return short[-1] + 1 if short[-1] < len(costs) - 1 else None


@dataclass(frozen=True)
class SharedYear:
    """What is shared for one year, in pence; with the sums so far in pounds that it is made from."""

    year: int
    savings: Fraction
    recovered: Fraction
    pool: Fraction
    pool_pence: int
    central_pence: int
    local_pence: int


@dataclass(frozen=True)
class Pool:
    """The savings to share, in pence, of which central and local government get theirs; and year by year."""

    pool_pence: int
    central_pence: int
    local_pence: int
    years: tuple[SharedYear, ...]


def share(case: Case, made: Flows) -> Pool:
    """How much is shared, undiscounted: what is saved beyond the costs, as far as it ever got within the window.

    Central government's part is rounded down to the penny, and what is left stays local: nothing is lost between them.
    """
    savings = recovered = pool = NOTHING
    whole = central = 0
    years = []
    for year in case.years:
        if case.sharing.basis == "net":
            recovered += made.costs[year]
        if not case.in_window(year):
            continue
        savings += made.cashable[year]
        pool = max(pool, savings - recovered, NOTHING)
        before, before_central = whole, central
        whole = pence(pool)
        central = int(case.sharing.central * whole)
        shared, to_central = whole - before, central - before_central
        years.append(SharedYear(year, savings, recovered, pool, shared, to_central, shared - to_central))
    return Pool(whole, central, whole - central, tuple(years))


@dataclass(frozen=True)
class Purse:
    """What one organisation bears and saves over the whole time, undiscounted, each rounded by itself, in pence."""

    organisation: str
    cost_pence: int
    saving_pence: int
    net_pence: int


def purses(case: Case) -> tuple[Purse, ...]:
    """Every organisation that a row names, in the order of code points."""
    borne: dict[str, Fraction] = {}
    saved: dict[str, Fraction] = {}
    for cost in case.costs:
        borne[cost.organisation] = borne.get(cost.organisation, NOTHING) + sum(cost_flow(case, cost), NOTHING)
    for benefit in case.benefits:
        cashable = sum(benefit_flow(case, benefit), NOTHING) * benefit.cashability if benefit.is_fiscal else NOTHING
        saved[benefit.organisation] = saved.get(benefit.organisation, NOTHING) + cashable
    made = []
    for name in sorted(borne | saved):
        bears, saves = borne.get(name, NOTHING), saved.get(name, NOTHING)
        made.append(Purse(name, pence(bears), pence(saves), pence(saves - bears)))
    return tuple(made)


@dataclass(frozen=True)
class Appraisal:
    """What an appraisal finds: exact present values in pounds, the year of payback, and what is shared."""

    case: Case
    flows: Flows
    costs: Fraction
    benefits: Fraction
    fiscal: Fraction
    payback_year: int | None
    pool: Pool
    purses: tuple[Purse, ...]

    @property
    def net(self) -> Fraction:
        """The net present value to the public: Σ DF(t) · (B(t) − C(t))."""
        return self.benefits - self.costs

    @property
    def fiscal_net(self) -> Fraction:
        return self.fiscal - self.costs


def appraise(case: Case) -> Appraisal:
    """The whole appraisal of a case, exact."""
    made = flows(case)
    return Appraisal(
        case,
        made,
        present_value(made.costs),
        present_value(made.public),
        present_value(made.fiscal),
        payback(made.fiscal, made.costs),
        share(case, made),
        purses(case),
    )
