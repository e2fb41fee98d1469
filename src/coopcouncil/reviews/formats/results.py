"""What an appraisal found as the JSON that docs/explanation/appraisal.md lays down: money in pence, ratios as texts."""

from collections.abc import Sequence
from math import isnan
from typing import Any

from coopcouncil.reviews.domain.appraisal.explaining import Section
from coopcouncil.reviews.domain.appraisal.notes import notes
from coopcouncil.reviews.domain.appraisal.sums import Appraisal, pence, ratio
from coopcouncil.reviews.domain.comparing import Comparison
from coopcouncil.reviews.domain.switching import Switch, Turn
from coopcouncil.reviews.domain.uncertainty import OUTCOMES, PERCENTILES, Simulation, Spread


def as_json(found: Appraisal) -> dict[str, Any]:
    """The result as one JSON object; `notes` has what a reader should know besides."""
    return {
        "title": found.case.title,
        "base_year": found.case.base_year,
        "price_year": found.case.price_year,
        "horizon": found.case.horizon,
        "present_value": {
            "costs_pence": pence(found.costs),
            "benefits_pence": pence(found.benefits),
            "net_pence": pence(found.net),
            "bcr": ratio(found.benefits, found.costs),
        },
        "fiscal": {
            "benefits_pence": pence(found.fiscal),
            "net_pence": pence(found.fiscal_net),
            "bcr": ratio(found.fiscal, found.costs),
            "payback_year": found.payback_year,
        },
        "sharing": {
            "pool_pence": found.pool.pool_pence,
            "central_pence": found.pool.central_pence,
            "local_pence": found.pool.local_pence,
            "by_year": [
                {
                    "t": year.year,
                    "pool_pence": year.pool_pence,
                    "central_pence": year.central_pence,
                    "local_pence": year.local_pence,
                }
                for year in found.pool.years
                if year.pool_pence
            ],
        },
        "by_organisation": [
            {
                "organisation": purse.organisation,
                "cost_pence": purse.cost_pence,
                "saving_pence": purse.saving_pence,
                "net_pence": purse.net_pence,
            }
            for purse in found.purses
        ],
        "notes": [str(note) for note in notes(found)],
    }


def simulation_json(found: Simulation) -> dict[str, Any]:
    """How the result spreads: for each outcome its mean, deviation, ends, percentiles and histogram; money in pence."""
    return {
        "runs": found.runs,
        "seed": found.seed,
        "ranges": [
            {"of": each.path, "shape": each.shape, "low": str(each.low), "high": str(each.high)}
            for each in found.ranges
        ],
        "central": {_named(name): _figure(name, getattr(found.central, name)[0]) for name in OUTCOMES},
        "chance_net_is_positive": found.chance("net"),
        "chance_fiscal_net_is_positive": found.chance("fiscal_net"),
        "chance_there_is_a_pool": found.chance("pool"),
        **{_named(name): _spread(found.spread(name)) for name in OUTCOMES},
    }


def _named(outcome: str) -> str:
    return outcome if outcome == "bcr" else f"{outcome}_pence"


def _figure(outcome: str, value: float) -> Any:
    if outcome == "bcr":
        return None if isnan(value) else f"{value:.4f}"
    return int(value)


def _spread(found: Spread | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "mean": found.mean,
        "standard_deviation": found.deviation,
        "least": found.least,
        "most": found.most,
        "percentiles": {f"p{at}": value for at, value in zip(PERCENTILES, found.percentiles, strict=True)},
        "histogram": {"edges": list(found.edges), "counts": list(found.counts)},
    }


def switching_json(found: Sequence[Switch]) -> list[dict[str, Any]]:
    """Each input's own value and where it turns either answer, as exact texts that a case file takes."""
    return [
        {
            "input": each.path,
            "own": str(each.own),
            "net_present_value": _turn(each.public),
            "fiscal": _turn(each.fiscal),
        }
        for each in found
    ]


def _turn(found: Turn | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "turns_at": str(found.value),
        "rounded": f"{float(found.value):.9g}",
        "exact": found.exact,
        "net_there_pence": pence(found.net),
    }


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Each option's figures, the differences from the first, and why they may not compare."""
    return {
        "options": [
            {"title": option.title, "figures": option.figures, "difference_from_first": option.difference}
            for option in found.options
        ],
        "cautions": [str(caution) for caution in found.cautions],
    }


def explanation_json(found: Sequence[Section]) -> list[dict[str, Any]]:
    """Every step of the sum, as texts."""
    return [
        {
            "title": str(section.title),
            "lines": [str(line) for line in section.lines],
            "columns": [str(column) for column in section.columns],
            "rows": [list(row) for row in section.rows],
        }
        for section in found
    ]
