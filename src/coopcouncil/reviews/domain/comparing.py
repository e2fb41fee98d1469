"""Options beside each other: each one's figures, and how they differ from the first one's."""

from collections.abc import Sequence
from dataclasses import dataclass

from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.sums import Appraisal, pence

FIGURES = (
    ("costs_pence", Said("Costs, present value")),
    ("benefits_pence", Said("Benefits, present value")),
    ("net_pence", Said("Net present value")),
    ("fiscal_net_pence", Said("Fiscal case, net")),
    ("pool_pence", Said("Savings to share")),
    ("central_pence", Said("To central government")),
    ("local_pence", Said("Stays local")),
)


@dataclass(frozen=True)
class Option:
    """One option's figures in pence, by the names of `FIGURES`, and what the first one's would need to become them."""

    title: str
    figures: dict[str, int]
    difference: dict[str, int]


@dataclass(frozen=True)
class Comparison:
    """Options in the order given, and why they may not be alike enough to compare."""

    options: tuple[Option, ...]
    cautions: tuple[Said, ...]


def compare(found: Sequence[Appraisal]) -> Comparison:
    """Put appraisals side by side. A difference is that of the reported figures, so that it adds up on the page."""
    figures = [_figures(each) for each in found]
    options = tuple(
        Option(each.case.title, mine, {name: mine[name] - figures[0][name] for name in mine})
        for each, mine in zip(found, figures, strict=True)
    )
    cautions = []
    cases = [each.case for each in found]
    if len({case.price_year for case in cases}) > 1:
        cautions.append(Said("They are in prices of different years: bring them to one year before you compare them."))
    if len({case.base_year for case in cases}) > 1:
        cautions.append(Said("They begin in different years, so their present values are of different days."))
    if len({case.horizon for case in cases}) > 1:
        cautions.append(Said("They look ahead over different times: the longer one has more years to pay back."))
    if len({case.sharing for case in cases}) > 1:
        cautions.append(Said("Their savings are shared by different rules."))
    if len({case.grades for case in cases}) > 1:
        cautions.append(Said("They correct for optimism by different tables."))
    return Comparison(options, tuple(cautions))


def _figures(found: Appraisal) -> dict[str, int]:
    return {
        "costs_pence": pence(found.costs),
        "benefits_pence": pence(found.benefits),
        "net_pence": pence(found.net),
        "fiscal_net_pence": pence(found.fiscal_net),
        "pool_pence": found.pool.pool_pence,
        "central_pence": found.pool.central_pence,
        "local_pence": found.pool.local_pence,
    }
