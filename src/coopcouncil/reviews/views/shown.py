"""What the page of an appraisal shows, worked out from the texts of its case and ranges."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja
from coopcouncil.foundation.charts import BarChart, Line, LineChart
from coopcouncil.foundation.languages import say
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.reviews.domain.appraisal.explaining import decimal, explain
from coopcouncil.reviews.domain.appraisal.notes import notes
from coopcouncil.reviews.domain.appraisal.sums import Appraisal, discount_factors, pence, ratio
from coopcouncil.reviews.domain.labels import label
from coopcouncil.reviews.domain.switching import Switch, Turn, switching_values
from coopcouncil.reviews.domain.tables import discounting
from coopcouncil.reviews.domain.uncertainty import PERCENTILES, Simulation, simulate, spread
from coopcouncil.reviews.formats.worked_out import read_and_appraise

RUNS, SEED, BARS = 10_000, 2010, 12


@dataclass(frozen=True)
class WorkedOut:
    """All that comes of a case; `simulation` where it has ranges."""

    found: Appraisal
    switches: tuple[Switch, ...]
    simulation: Simulation | None


def work_out(case_text: str, ranges_text: str) -> WorkedOut:
    """Raises BadInput, or Mistakes, for a case or ranges that cannot be used."""
    found, ranges = read_and_appraise(case_text, ranges_text)
    drawn = simulate(found.case, ranges, runs=RUNS, seed=SEED) if ranges else None
    return WorkedOut(found, switching_values(found.case), drawn)


@lru_cache(maxsize=32)
def published(case_text: str, ranges_text: str) -> WorkedOut:
    """`work_out` of what everybody may read, which never changes; what somebody only tries is held nowhere."""
    return work_out(case_text, ranges_text)


def shown(made: WorkedOut) -> dict[str, Any]:
    """The figures, tables and charts of a page, in its language."""
    found, case = made.found, made.found.case
    return {
        "title": case.title,
        "notes": notes(found),
        "figures": _figures(found),
        "in_prices": case.price_year,
        "begins": str(FinancialYear(case.base_year)),
        "ends": str(FinancialYear(case.base_year + case.horizon)),
        "shared_rows": _shared(found),
        "purse_rows": [
            [item.organisation, *map(jinja.money, (item.cost_pence, item.saving_pence, item.net_pence))]
            for item in found.purses
        ],
        "course": _course(found),
        "switch_rows": [_switch(made, each) for each in made.switches],
        "spread": _spread(made.simulation, found) if made.simulation else None,
        "discounting": discounting(),
    }


def explained(made: WorkedOut) -> dict[str, Any]:
    """Every step of the sums, for a page to print."""
    return {"title": made.found.case.title, "sections": explain(made.found)}


def _figures(found: Appraisal) -> list[dict[str, Any]]:
    year = found.payback_year
    when = _("It does not pay back in this time") if year is None else str(FinancialYear(found.case.base_year + year))
    pool = found.pool
    none = _("There are no costs")
    return [
        {"key": _("Costs"), "value": jinja.money(pence(found.costs))},
        {"key": _("Benefits to everybody"), "value": jinja.money(pence(found.benefits))},
        {"key": _("What it is worth, net"), "value": jinja.money(pence(found.net))},
        {"key": _("Benefit for each pound"), "value": ratio(found.benefits, found.costs) or none},
        {"key": _("Gain to public budgets, net"), "value": jinja.money(pence(found.fiscal_net))},
        {"key": _("Budget gain for each pound"), "value": ratio(found.fiscal, found.costs) or none},
        {"key": _("Public budgets have it back from"), "value": when},
        {"key": _("Savings to share, in all"), "value": jinja.money(pool.pool_pence)},
        {"key": _("Of these to central government"), "value": jinja.money(pool.central_pence)},
        {"key": _("Of these stays local"), "value": jinja.money(pool.local_pence)},
    ]


def _shared(found: Appraisal) -> list[list[Any]]:
    rows = [
        [str(FinancialYear(found.case.base_year + year.year)),
         *map(jinja.money, (year.pool_pence, year.central_pence, year.local_pence))]
        for year in found.pool.years if year.pool_pence
    ]  # fmt: skip
    pool = found.pool
    total = [_("In all"), *map(jinja.money, (pool.pool_pence, pool.central_pence, pool.local_pence))]
    return [*rows, total] if rows else []


def short_money(value: float) -> str:
    """Pence as pounds in few signs: "£1.25m", "−£340k", "£12"."""
    pounds = abs(value) / 100
    sign = "−" if value <= -50 else ""
    if pounds >= 999_500:
        return f"{sign}£{pounds / 1e6:,.2f}m"
    return f"{sign}£{pounds / 1e3:,.0f}k" if pounds >= 10_000 else f"{sign}£{pounds:,.0f}"


def _course(found: Appraisal) -> LineChart | None:
    """How the sums so far go, discounted; nothing to draw for a single year."""
    case, made, factors = found.case, found.flows, discount_factors(found.case.horizon)
    if case.horizon < 1:
        return None

    def so_far(gains: list[Fraction]) -> list[float]:
        net = (f * (g - c) for f, g, c in zip(factors, gains, made.costs, strict=True))
        return [float(total * 100) for total in accumulate(net)]

    return LineChart(
        name="course",
        title=_("Benefits less costs so far, year by year"),
        unit=_("pounds, as they are worth in the first year"),
        places=[str(FinancialYear(case.base_year + year)) for year in case.years],
        lines=[Line(_("For everybody"), so_far(made.public)), Line(_("For public budgets"), so_far(made.fiscal))],
        source=discounting().source,
        say=short_money,
    )


def _switch(made: WorkedOut, each: Switch) -> list[Any]:
    case = made.found.case
    return [say(label(case, each.path)), decimal(each.own), _turn(each.public), _turn(each.fiscal)]


def _turn(found: Turn | None) -> str:
    return "–" if found is None else decimal(found.value)


def _spread(drawn: Simulation, found: Appraisal) -> dict[str, Any]:
    names = {
        "net": _("What it is worth, net"), "bcr": _("Benefit for each pound"),
        "fiscal_net": _("Gain to public budgets, net"), "pool": _("Savings to share, in all"),
        "central": _("Of these to central government"), "local": _("Of these stays local"),
    }  # fmt: skip
    rows = []
    for name, words in names.items():
        figures = drawn.spread(name)
        if figures is not None:
            at = dict(zip(PERCENTILES, figures.percentiles, strict=True))
            values = (figures.mean, at[5], at[25], at[50], at[75], at[95])
            rows.append([words, *(jinja.number(x, 4) if name == "bcr" else jinja.money(round(x)) for x in values)])
    net = spread(drawn.outcomes.net, BARS)
    assert net is not None  # there is a net value in every draw
    bars = [
        (_("%(low)s to %(high)s") % {"low": short_money(low), "high": short_money(high)}, float(count))
        for low, high, count in zip(net.edges, net.edges[1:], net.counts, strict=False)
    ]
    return {
        "rows": rows,
        "runs": drawn.runs,
        "seed": drawn.seed,
        "ranges": [
            [say(label(found.case, each.path)), decimal(each.low), decimal(each.high), _SHAPES()[each.shape]]
            for each in drawn.ranges
        ],
        "chance": drawn.chance("net"),
        "fiscal_chance": drawn.chance("fiscal_net"),
        "pool_chance": drawn.chance("pool"),
        "chart": BarChart(
            name="spread", title=_("What it may be worth, net"), unit=_("draws"), bars=bars,
            source=_("%(runs)s draws of the numbers that are not sure") % {"runs": jinja.number(drawn.runs)},
        ),
    }  # fmt: skip


def _SHAPES() -> dict[str, str]:
    return {"triangular": _("triangular"), "pert": _("PERT")}
