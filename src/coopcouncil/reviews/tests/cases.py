"""Cases of any kind, and the sums of appraisal.md written down once more, as plainly as can be."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from coopcouncil.reviews.domain.appraisal.case import KINDS, SHARES, Benefit, Case, Cost, Sharing

MONEY = Path(__file__).parents[5] / "shared" / "data" / "money"
CASE = """\
[case]
title = "Family support"
base_year = 2011
price_year = 2011
horizon = 10
[sharing]
central = "70/100"
basis = "net"
window_start = 0
window_years = 8
[[cost]]
organisation = "council"
budget = "FAM1"
from = 0
to = 1
amount = "1250000.55"
grade = 3
[[benefit]]
kind = "fiscal"
organisation = "police"
budget = "POL7"
from = 2
to = 10
amount = "1833333.33"
grade = 3
ramp = ["0.25", "0.6"]
deadweight = "0.2"
drop_off = "0.03"
cashability = "0.6"
"""

# Few kinds of numbers, in whole strategies: these are what takes the time.
shares = st.sampled_from([Fraction(share) for share in ("0", "1", "1/3", "0.2", "0.05", "0.7", "0.85", "12/13")])
amounts = st.integers(0, 10**11).map(lambda pence: Fraction(pence, 100))
spans = st.sampled_from([(first, last) for first in range(7) for last in range(first, 9)])
ramps = st.sampled_from([(), (Fraction("0.25"),), (Fraction("0.1"), Fraction(2, 3), Fraction(1))])
factors = st.fixed_dictionaries({}, optional=dict.fromkeys(SHARES, shares))
names = st.sampled_from(["council", "nhs", "police", "Zeta", "école"])


@st.composite
def _costs(draw: Any) -> Cost:
    first, last = draw(spans)
    return Cost(draw(names), "B1", first, last, draw(amounts), draw(st.integers(1, 6)))


@st.composite
def _benefits(draw: Any) -> Benefit:
    first, last = draw(spans)
    return Benefit(
        draw(st.sampled_from(KINDS)), draw(names), "B2", first, last, draw(amounts), draw(st.integers(1, 6)),
        transfer=draw(st.booleans()), ramp=draw(ramps), **draw(factors),
    )  # fmt: skip


@st.composite
def cases(draw: Any) -> Case:
    sharing = Sharing(
        draw(shares), draw(st.sampled_from(["net", "gross"])), draw(st.integers(0, 4)), draw(st.integers(0, 6))
    )
    costs, benefits = draw(st.lists(_costs(), max_size=3)), draw(st.lists(_benefits(), max_size=3))
    return Case("Any", 2010, 2010, draw(st.integers(0, 7)), sharing, tuple(costs), tuple(benefits))


def by_the_rules(case: Case) -> dict[str, Any]:
    """The result of appraisal.md, rule by rule and year by year, for horizons up to 30."""
    years = range(case.horizon + 1)
    factor = [Fraction(1)]
    for _year in years[1:]:
        factor.append(factor[-1] / Fraction("1.035"))

    def cost(row: Cost, t: int) -> Fraction:
        return row.amount * (1 + case.grades[row.grade - 1]) if row.first <= t <= row.last else Fraction(0)

    def benefit(row: Benefit, t: int) -> Fraction:
        if not row.first <= t <= row.last:
            return Fraction(0)
        ramp = dict(enumerate(row.ramp)).get(t - row.first, 1)
        made = row.amount * ramp * (1 - row.deadweight) * row.attribution * (1 - row.displacement) * (1 - row.leakage)
        made *= (1 - row.substitution) * (1 - row.drop_off) ** (t - row.first)
        return made * (1 - case.grades[row.grade - 1])

    def total(rows: Any, of: Any, t: int) -> Fraction:
        return sum((of(row, t) for row in rows), Fraction(0))

    public = [row for row in case.benefits if not row.transfer]
    fiscal = [row for row in case.benefits if row.kind == "fiscal"]
    spent = sum((factor[t] * total(case.costs, cost, t) for t in years), Fraction(0))
    gained = sum((factor[t] * total(public, benefit, t) for t in years), Fraction(0))
    running = [
        sum(factor[t] * (total(fiscal, benefit, t) - total(case.costs, cost, t)) for t in range(upto + 1))
        for upto in years
    ]
    pool, start = Fraction(0), case.sharing.window_start
    for t in years:
        if start <= t < start + case.sharing.window_years:
            saved = sum(row.cashability * benefit(row, at) for row in fiscal for at in range(start, t + 1))
            recovered = sum(total(case.costs, cost, at) for at in range(t + 1)) if case.sharing.basis == "net" else 0
            pool = max(pool, saved - recovered)
    whole = round(pool * 100)
    central = case.sharing.central * whole
    return {
        "net": round((gained - spent) * 100),
        "bcr": None if spent == 0 else round(gained / spent, 4),
        "fiscal_net": round(running[-1] * 100),
        "payback": next((t for t in years if all(now >= 0 for now in running[t:])), None),
        "shared": (
            whole,
            central.numerator // central.denominator,
            -((central - whole).numerator // central.denominator),
        ),
    }
