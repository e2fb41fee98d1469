"""`coopcouncil participation weight`: let those who answered speak for those who live here."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.participation.cli.files import FILE, content, write

if TYPE_CHECKING:
    from coopcouncil.participation.domain.estimates import Estimate


commands = click.Group()


@command(commands, "weight", permission="operator", database=False)
@click.argument("respondents", type=FILE, metavar="RESPONDENTS.CSV")
@click.option("--margins", "margins_file", type=FILE, required=True, help="margin,level,population: who lives here.")
@click.option("--trim", type=click.FloatRange(min=1, min_open=True), help="No weight above so many times the mean.")
@click.option("--base-weight", metavar="COLUMN", help="Weights to begin with; 1 each without it.")
@click.option("--share", "shared", multiple=True, metavar="COLUMN", help="The share of each answer in this column.")
@click.option("--mean", "means", multiple=True, metavar="COLUMN", help="The mean of this column of numbers.")
@click.option("--confidence", type=click.FloatRange(50, 100, max_open=True), default=95.0, show_default=True)
@click.option("--out", type=FILE, help="Write the rows again here, with a column “weight”.")
@json_option
def weight(
    respondents: Path,
    margins_file: Path,
    trim: float | None,
    base_weight: str | None,
    shared: tuple[str, ...],
    means: tuple[str, ...],
    confidence: float,
    out: Path | None,
    as_json: bool,
) -> int:
    """Weigh respondents so that they match the population, margin by margin (raking).

    Exit code 0 when every margin is met, 1 when trimming keeps them from being met, 2 when a file cannot be used: a
    level of the population at which nobody answered is such a file.
    """
    from coopcouncil.participation.domain import estimates
    from coopcouncil.participation.domain.weighting import differing_totals, rake
    from coopcouncil.participation.formats import weighting as formats

    table = formats.read_respondents(content(respondents), file=str(respondents))
    margins = formats.read_margins(content(margins_file), file=str(margins_file), respondents=table)
    base = formats.read_base(table, base_weight) if base_weight else None
    answers = {name: formats.read_answers(table, name) for name in shared}
    numbers = {name: formats.read_numbers(table, name) for name in means}
    found = rake(margins, base=base, trim=trim)
    if out:
        write(out, formats.write_weights(table, found.weights.tolist()))
    sure = confidence / 100
    estimated = {
        name: estimates.shares(codes, levels, weights=found.weights, margins=margins, confidence=sure)
        for name, (codes, levels) in answers.items()
    } | {
        name: [estimates.mean(values, weights=found.weights, margins=margins, confidence=sure)]
        for name, values in numbers.items()
    }
    population = float(margins[0].population.sum())
    data: dict[str, Any] = {
        "respondents": len(table),
        "population": population,
        "margins": [margin.name for margin in margins],
        "met": found.met,
        "largest_miss": found.miss,
        "worst_level": found.worst,
        "cycles": found.cycles,
        "effective_size": found.effective_size,
        "design_effect": found.design_effect,
        "smallest_weight": float(found.weights.min()),
        "largest_weight": float(found.weights.max()),
        "scaled": [{"margin": name, "total": total} for name, total in differing_totals(margins)],
        "confidence": confidence,
        "estimates": [_as_data(name, estimate) for name, rows in estimated.items() for estimate in rows],
        "weights": found.weights.tolist(),
    }
    emit(data, as_json, "\n".join(_lines(data, margins[0].name)))
    return 0 if found.met else 1


def _as_data(name: str, estimate: "Estimate") -> dict[str, Any]:
    return {
        "column": name,
        "answer": estimate.answer or None,
        "value": estimate.value,
        "standard_error": estimate.standard_error,
        "low": estimate.low,
        "high": estimate.high,
        "respondents": estimate.respondents,
    }


def _lines(data: dict[str, Any], first: str) -> list[str]:
    lines = [
        f"{data['respondents']:,} people answered for {data['population']:,.0f}.",
        f"Their weights meet {', '.join(data['margins'])}, after {data['cycles']} rounds."
        if data["met"]
        else f"Trimmed so, they do not: {data['worst_level']} is {data['largest_miss']:.2%} away. Trim less.",
        f"Each stands for {data['smallest_weight']:,.1f} to {data['largest_weight']:,.1f} people.",
        f"They tell as much as {data['effective_size']:,.0f} picked evenly would (design effect "
        f"{data['design_effect']:.2f}).",
    ]
    lines += [
        f"The total of {row['margin']} is {row['total']:,.0f}, not that of {first}: it was scaled to it."
        for row in data["scaled"]
    ]
    for row in data["estimates"]:
        of_whom = f"{row['respondents']:,} said so" if row["answer"] else f"{row['respondents']:,} answered"
        form = ".1%" if row["answer"] else ",.3g"
        named = f"{row['column']} = {row['answer']}" if row["answer"] else f"mean of {row['column']}"
        lines.append(f"{named}: {row['value']:{form}} ({row['low']:{form}} to {row['high']:{form}}); {of_whom}.")
    if data["estimates"]:
        lines.append(
            f"The range after each holds the truth {data['confidence']:g} times in 100, if those who answered are like "
            "those of their level who did not."
        )
    return lines
