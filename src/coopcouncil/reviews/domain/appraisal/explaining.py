"""Every step of an appraisal's sums, to be printed and added up by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from coopcouncil.kernel.money import Money
from coopcouncil.kernel.words import Said
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.reviews.domain.appraisal.case import Benefit, Case, Cost
from coopcouncil.reviews.domain.appraisal.notes import notes
from coopcouncil.reviews.domain.appraisal.sums import (
    Appraisal,
    benefit_scale,
    benefit_shape,
    cost_scale,
    discount_factors,
    pence,
    ratio,
)
from coopcouncil.reviews.domain.tables import discounting, optimism_bias

PLACES, FACTOR_PLACES = 6, 12
_YEAR, _FALLS_IN = Said("t"), Said("Year")


@dataclass(frozen=True)
class Section:
    """One step: what is done, in sentences, and the figures in a table, if there are any. The first column is text."""

    title: Said
    lines: tuple[Said, ...] = ()
    columns: tuple[Said, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def explain(found: Appraisal) -> tuple[Section, ...]:
    """The steps from the case to each reported figure, in order."""
    return tuple(_sections(found))


def decimal(value: Fraction, places: int = PLACES) -> str:
    """A number with commas: all of it where it ends within `places` digits, else rounded to them, half to even."""
    scaled = round(value * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    digits = f"{rest:0{places}d}".rstrip("0")
    return f"{'-' if scaled < 0 else ''}{whole:,}{'.' if digits else ''}{digits}"


def plain(value: Fraction) -> str:
    """A number as a case would have it: exact, as a decimal where it has one and else as n/d."""
    denominator, places = value.denominator, 0
    while denominator % 10 == 0 or denominator % 5 == 0 or denominator % 2 == 0:
        denominator, places = (
            denominator // (10 if denominator % 10 == 0 else 5 if denominator % 5 == 0 else 2),
            places + 1,
        )
    return decimal(value, max(places, 1)) if denominator == 1 else f"{value.numerator:,}/{value.denominator:,}"


def _sections(found: Appraisal) -> Iterator[Section]:
    case = found.case
    yield _about(found)
    yield _factors(case)
    for number, cost in enumerate(case.costs, 1):
        yield _cost(case, number, cost)
    for number, benefit in enumerate(case.benefits, 1):
        yield _benefit(case, number, benefit)
    yield _by_year(found)
    yield _present_values(found)
    yield _fiscal(found)
    yield _sharing(found)
    yield _purses(found)


def _about(found: Appraisal) -> Section:
    case, sharing = found.case, found.case.sharing
    lines = [
        Said("Year 0 is the financial year %(year)s; the last year is %(horizon)s.",
             year=_label(case, 0), horizon=case.horizon),
        Said("Every amount is in pounds, in prices of %(year)s. Inflation is left out.", year=case.price_year),
        Said("Amounts below are shown with up to %(places)s decimals. They are worked out exactly, and each result is "
             "rounded once, to the penny, half to even.", places=PLACES),
        Said("Grades 1 to 6 are corrected for optimism by %(shares)s. Usual table: %(source)s.",
             shares=", ".join(map(plain, case.grades)), source=optimism_bias().source),
        Said("Central government gets %(share)s of what is shared, in years %(first)s to %(last)s.",
             share=plain(sharing.central), first=sharing.window_start,
             last=sharing.window_start + sharing.window_years - 1),
    ]  # fmt: skip
    if sharing.window_years == 0:
        lines[-1] = Said("Nothing is shared: the time of sharing has no years.")
    return Section(Said("The case"), (*lines, *notes(found)))


def _factors(case: Case) -> Section:
    rates, factors = discounting().rates, discount_factors(case.horizon)
    rows = [("0", _label(case, 0), "", "1")]
    rows += [
        (str(year), _label(case, year), plain(rates[year - 1]), decimal(factors[year], FACTOR_PLACES))
        for year in range(1, len(factors))
    ]
    line = Said("A pound a year later is worth 1 / (1 + rate) of a pound now. %(source)s.", source=discounting().source)
    return Section(
        Said("What a pound of each year is worth in year 0"), (line,),
        (_YEAR, _FALLS_IN, Said("Rate"), Said("Factor")), tuple(rows),
    )  # fmt: skip


def _cost(case: Case, number: int, cost: Cost) -> Section:
    line = Said(
        "%(amount)s × (1 + %(bias)s) = %(scale)s in each year from %(first)s to %(last)s.",
        amount=plain(cost.amount), bias=plain(case.bias(cost.grade)), scale=plain(cost_scale(case, cost)),
        first=cost.first, last=cost.last,
    )  # fmt: skip
    return Section(_named(Said("Cost %(number)s: %(organisation)s, %(budget)s"), number, cost), (line,))


def _benefit(case: Case, number: int, benefit: Benefit) -> Section:
    factors = [benefit.amount, 1 - benefit.deadweight, benefit.attribution, 1 - benefit.displacement]
    factors += [1 - benefit.leakage, 1 - benefit.substitution, 1 - case.bias(benefit.grade)]
    lines = [
        _sort(benefit),
        Said("Amount × (1 − deadweight) × attribution × (1 − displacement) × (1 − leakage) × (1 − substitution) × "
             "(1 − optimism bias):"),
        Said("%(factors)s = %(scale)s in each year from %(first)s to %(last)s, at its full effect.",
             factors=" × ".join(map(plain, factors)), scale=plain(benefit_scale(case, benefit)),
             first=benefit.first, last=benefit.last),
    ]  # fmt: skip
    if benefit.is_fiscal:
        lines.append(Said("The share of it that can leave the budget is %(share)s.", share=plain(benefit.cashability)))
    title = _named(Said("Benefit %(number)s: %(organisation)s, %(budget)s"), number, benefit)
    if not benefit.ramp and not benefit.drop_off:
        return Section(title, tuple(lines))
    ramp = ", ".join(map(plain, (*benefit.ramp, Fraction(1))))
    lines.append(
        Said("It builds up by %(ramp)s, and drops off by %(drop)s a year.", ramp=ramp, drop=plain(benefit.drop_off))
    )
    scale = benefit_scale(case, benefit)
    rows = []
    for year in range(benefit.first, min(benefit.last, case.horizon) + 1):
        share = benefit_shape(benefit, year)
        rows.append((str(year), _label(case, year), decimal(share, FACTOR_PLACES), decimal(scale * share)))
    return Section(
        title, tuple(lines), (_YEAR, _FALLS_IN, Said("Share of the full effect"), Said("Amount")), tuple(rows)
    )


def _sort(benefit: Benefit) -> Said:
    if benefit.is_fiscal and benefit.transfer:
        return Said("A fiscal benefit, but only a transfer between people: it has no public value.")
    return {
        "fiscal": Said("A fiscal benefit: it counts as public value and in the fiscal case."),
        "economic": Said("An economic benefit: it counts as public value."),
        "social": Said("A social benefit: it counts as public value."),
    }[benefit.kind]


def _by_year(found: Appraisal) -> Section:
    made = found.flows
    columns = zip(made.costs, made.public, made.fiscal, made.cashable, strict=True)
    rows = [(str(year), _label(found.case, year), *map(decimal, amounts)) for year, amounts in enumerate(columns)]
    totals = (sum(flow, Fraction(0)) for flow in (made.costs, made.public, made.fiscal, made.cashable))
    rows.append(("Σ", "", *map(decimal, totals)))
    return Section(
        Said("All rows added up, year by year"), (),
        (_YEAR, _FALLS_IN, Said("Costs"), Said("Public benefits"), Said("Fiscal benefits"),
         Said("Savings that can leave a budget")),
        tuple(rows),
    )  # fmt: skip


def _present_values(found: Appraisal) -> Section:
    lines = [
        Said("Costs: %(pounds)s, which is %(money)s.", pounds=decimal(found.costs), money=_money(found.costs)),
        Said("Public benefits: %(pounds)s, which is %(money)s.",
             pounds=decimal(found.benefits), money=_money(found.benefits)),
        Said("Net present value: %(benefits)s − %(costs)s = %(pounds)s, which is %(money)s.",
             benefits=decimal(found.benefits), costs=decimal(found.costs), pounds=decimal(found.net),
             money=_money(found.net)),
        _ratio(found.benefits, found.costs),
    ]  # fmt: skip
    return Section(
        Said("What each year is worth in year 0"), tuple(lines),
        (_YEAR, _FALLS_IN, Said("Factor"), Said("Costs"), Said("Public benefits"), Said("Net")),
        _discounted(found, found.flows.public, running=False),
    )  # fmt: skip


def _fiscal(found: Appraisal) -> Section:
    year = found.payback_year
    lines = [
        Said("Fiscal benefits: %(pounds)s, which is %(money)s.",
             pounds=decimal(found.fiscal), money=_money(found.fiscal)),
        Said("Fiscal case, net of all costs: %(pounds)s, which is %(money)s.",
             pounds=decimal(found.fiscal_net), money=_money(found.fiscal_net)),
        _ratio(found.fiscal, found.costs),
        Said("It does not pay back by the last year.") if year is None
        else Said("It has paid back for good in year %(year)s: the sum so far is not below zero from then on.",
                  year=year),
    ]  # fmt: skip
    return Section(
        Said("The fiscal case"), tuple(lines),
        (_YEAR, _FALLS_IN, Said("Factor"), Said("Costs"), Said("Fiscal benefits"), Said("Net"), Said("Net so far")),
        _discounted(found, found.flows.fiscal, running=True),
    )  # fmt: skip


def _discounted(found: Appraisal, gains: Sequence[Fraction], *, running: bool) -> tuple[tuple[str, ...], ...]:
    case, factors = found.case, discount_factors(found.case.horizon)
    costs = [factor * amount for factor, amount in zip(factors, found.flows.costs, strict=True)]
    worth = [factor * amount for factor, amount in zip(factors, gains, strict=True)]
    net = [gain - cost for gain, cost in zip(worth, costs, strict=True)]
    rows: list[tuple[str, ...]] = []
    for year, so_far in enumerate(accumulate(net)):
        amounts = map(
            decimal, (costs[year], worth[year], net[year], so_far) if running else (costs[year], worth[year], net[year])
        )
        rows.append((str(year), _label(case, year), decimal(factors[year], FACTOR_PLACES), *amounts))
    totals = [decimal(sum(flow, Fraction(0))) for flow in (costs, worth, net)]
    rows.append(("Σ", "", "", *totals, *([""] if running else [])))
    return tuple(rows)


def _ratio(over: Fraction, under: Fraction) -> Said:
    found = ratio(over, under)
    if found is None:
        return Said("There are no costs, so there is no benefit–cost ratio.")
    return Said(
        "Benefit–cost ratio: %(over)s / %(under)s = %(ratio)s.", over=decimal(over), under=decimal(under), ratio=found
    )


def _sharing(found: Appraisal) -> Section:
    case, pool = found.case, found.pool
    net = case.sharing.basis == "net"
    lines = [
        Said("Not discounted: a forecast. What is really shared is counted afterwards, from verified savings."),
        Said("The pool of a year is what was saved so far in the years that count, less all costs so far; never less "
             "than it was, nor than nothing.") if net
        else Said("The pool of a year is what was saved so far in the years that count; costs are not recovered "
                  "first."),
        Said("Central government: %(share)s of the pool so far, rounded down to the penny. What is left stays local.",
             share=plain(case.sharing.central)),
        Said("In all %(pool)s: %(central)s for central government and %(local)s that stay local.",
             pool=str(Money(pool.pool_pence)), central=str(Money(pool.central_pence)),
             local=str(Money(pool.local_pence))),
    ]  # fmt: skip
    rows = [
        (str(year.year), _label(case, year.year), decimal(year.savings), decimal(year.recovered),
         decimal(year.savings - year.recovered), decimal(year.pool), *map(str, map(Money, (
             year.pool_pence, year.central_pence, year.local_pence))))
        for year in pool.years
    ]  # fmt: skip
    rows.append(
        ("Σ", "", "", "", "", "", *map(str, map(Money, (pool.pool_pence, pool.central_pence, pool.local_pence))))
    )
    columns = (
        _YEAR, _FALLS_IN, Said("Saved so far"), Said("Recovered so far"), Said("Difference"), Said("Pool so far"),
        Said("Shared this year"), Said("To central government"), Said("Stays local"),
    )  # fmt: skip
    return Section(Said("Sharing the savings"), tuple(lines), columns, tuple(rows))


def _purses(found: Appraisal) -> Section:
    rows = tuple(
        (purse.organisation, *map(str, map(Money, (purse.cost_pence, purse.saving_pence, purse.net_pence))))
        for purse in found.purses
    )
    line = Said("Not discounted, over all years; each figure is rounded by itself.")
    columns = (Said("Organisation"), Said("Bears"), Said("Saves"), Said("Net"))
    return Section(Said("Who bears what, and who saves"), (line,), columns, rows)


def _named(pattern: Said, number: int, row: Cost | Benefit) -> Said:
    return pattern.given(number=number, organisation=row.organisation, budget=row.budget or "–")


def _label(case: Case, year: int) -> str:
    return str(FinancialYear(case.base_year + year))


def _money(pounds: Fraction) -> str:
    return str(Money(pence(pounds)))
