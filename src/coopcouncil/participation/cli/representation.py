"""`coopcouncil participation represent`: who takes part, against who lives here."""

from pathlib import Path

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.participation.cli.files import FILE, content

commands = click.Group()
WORDS = {"under": "fewer than live here", "over": "more than live here", "even": "about as many as live here"}


@command(commands, "represent", permission="operator", database=False)
@click.argument("people", type=FILE, metavar="PEOPLE.CSV")
@click.option("--margins", "margins_file", type=FILE, required=True, help="margin,level,population: who lives here.")
@click.option("--confidence", type=click.FloatRange(50, 100, max_open=True), default=95.0, show_default=True)
@json_option
def represent(people: Path, margins_file: Path, confidence: float, as_json: bool) -> None:
    """Compare a group of people with the population, level by level: 100 is as many as live here.

    No count of fewer than ten people is shown, nor one from which it could be worked out.
    """
    from coopcouncil.kernel.disclosure import K
    from coopcouncil.participation.domain.representation import represent as compared
    from coopcouncil.participation.formats import weighting as formats

    table = formats.read_respondents(content(people), file=str(people))
    margins = formats.read_margins(content(margins_file), file=str(margins_file), respondents=table)
    whole, rows = compared(margins, confidence=confidence / 100)
    data = {
        "people": whole,
        "fewest_shown": K,
        "confidence": confidence,
        "rows": [
            {
                "margin": row.margin,
                "level": row.level,
                "population_share": row.population_share,
                "people": row.people,
                "share": row.share,
                "index": row.index,
                "low": row.low,
                "high": row.high,
                "reads": row.reads,
            }
            for row in rows
        ],
    }
    lines = [f"{whole} people take part." if whole is not None else f"Fewer than {K} people take part."]
    for row in rows:
        head = f"{row.margin} = {row.level}: "
        if row.index is None or row.people is None:
            lines.append(f"{head}not shown, so that nobody can be picked out")
        else:
            figures = f"index {row.index:.0f} ({row.low:.0f} to {row.high:.0f})"
            lines.append(f"{head}{row.people} people, {figures}, {WORDS[row.reads]}")
    emit(data, as_json, "\n".join(lines))
