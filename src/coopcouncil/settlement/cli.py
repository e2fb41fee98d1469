"""`coopcouncil settlement …`: what if a place or a service were withdrawn; who has less; what places cost."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput

if TYPE_CHECKING:
    from coopcouncil.settlement.actions.finding import Seen
    from coopcouncil.settlement.domain.what_if import Row, WhatIf

group = click.Group("settlement", help="What public services promise here, and what a change would come to.")


@command(group, "what-if", permission="operator")
@click.option(
    "--withdraw", "gone", multiple=True, required=True, metavar="ID", help="The code of a place or a service."
)
@click.option("--replace", "added", multiple=True, metavar="ID", help="A place, or a postcode, that takes its part.")
@click.option("--far", type=float, default=1600, show_default=True, help="From how many metres a place is far.")
@click.option("--reach", type=float, default=2400, show_default=True, help="From how many metres nobody comes.")
@click.option("--fall", type=float, default=10, show_default=True, help="Who has so many per cent less loses.")
@click.option("--steep", is_flag=True, help="Distance keeps people away more.")
@json_option
def explore(
    gone: tuple[str, ...], added: tuple[str, ...], far: float, reach: float, fall: float, steep: bool, as_json: bool
) -> None:
    """Say who would lose how much if places or services were withdrawn, what it saves, and which promises break.

    Nothing is changed and nothing is kept. Withdraw several by giving --withdraw again.
    """
    from coopcouncil.settlement.domain.what_if import Settings, plain
    from coopcouncil.settlement.queries import exploring

    settings = Settings(far, reach, fall / 100, steep)
    network, places = exploring.network_around(gone)
    answer = exploring.explore(network, places, added, settings)
    emit(plain(answer), as_json, _text(answer))


def _text(answer: "WhatIf") -> str:
    from coopcouncil.settlement.domain.what_if import STATES, summary, to_look_at

    lines = [str(one) for one in summary(answer)]
    lines += ["", *_table("Ward", answer.wards), "", *_table("Age", answer.ages), "", *_table("Tenth", answer.tenths)]
    if answer.effects:
        lines += ["", "Promises:"]
    for effect in answer.effects:
        whose = " (the law’s least)" if effect.promise.is_minimum else ""
        lines.append(f"- {effect.promise.title}{whose}: {STATES[effect.state]}")
        lines += [f"  - {one}" for one in to_look_at(effect, answer)]
    if answer.takers:
        lines += ["", "Who could take it on:"]
        lines += [f"- {taker.body.name}: {taker.why}" for taker in answer.takers[:10]]
    return "\n".join(lines)


def _table(first: str, found: "Sequence[Row]") -> list[str]:
    if not found:
        return [f"{first}: no figures are loaded."]
    head = (first, "People", "Lose", "Go farther", "Metres before", "after", "Per 1,000 before", "after")
    cells = [head] + [
        (
            row.name, f"{row.people:,.0f}", f"{row.losing:,.0f}", f"{row.farther:,.0f}", _metres(row.metres_before),
            _metres(row.metres_after), f"{row.access_before:.3f}", f"{row.access_after:.3f}",
        )
        for row in found
    ]  # fmt: skip
    widths = [max(len(line[at]) for line in cells) for at in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]


def _metres(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


@command(group, "gaps", permission="operator")
@click.option("--look", is_flag=True, help="Only say what the records show: flag nothing.")
@json_option
def find(look: bool, as_json: bool) -> None:
    """Say who has less of what is promised than others, and flag each new gap for everybody to see.

    A gap that waits for its answer is not flagged again, nor one that was answered, until the day of the answer is over
    or the gap has grown.
    """
    from coopcouncil.settlement.actions import finding

    seen = finding.find_gaps(actor=OPERATOR, now=clock.now(), today=clock.today(), flags=not look)
    new = sum(one.state == "new" for one in seen)
    data = {"gaps": [_plain(one) for one in seen], "new": new, "flagged": 0 if look else new}
    lines = [f"- {one.title} ({one.edition}, {one.state}), {_who(one)}: {one.found.grounds}" for one in seen]
    emit(data, as_json, "\n".join([*lines, f"{len(seen)} in all, {data['flagged']} flagged now."]))


def _who(seen: "Seen") -> str:
    return ", ".join(part for part in (seen.ward, seen.found.group) if part)


def _plain(seen: "Seen") -> dict[str, object]:
    found = seen.found
    return {
        "edition": seen.edition, "code": seen.code, "title": seen.title, "measure": found.measure, "ward": seen.ward,
        "group": found.group, "size": found.size, "low": found.low, "high": found.high, "unit": found.unit,
        "people": found.people, "grounds": found.grounds, "source": found.source, "state": seen.state,
    }  # fmt: skip


@command(group, "load-figures", permission="operator")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Where the figures come from; the pages show it.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that they describe. Default: today.")
@json_option
def load_figures(file: Path, source: str, as_of: datetime | None, as_json: bool) -> None:
    """Load what each place costs a year and how much there is, from CSV: place, yearly_cost, supply, unit."""
    from coopcouncil.settlement.actions import figures
    from coopcouncil.settlement.formats import read_figures

    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"the file cannot be read ({error.strerror}).", place=str(file), mend="Check its name."
        ) from None
    day: date = as_of.date() if as_of else clock.today()
    rows = read_figures(data, file.name)
    changed = figures.load_figures(actor=OPERATOR, rows=rows, as_of=day, source=source)
    emit({"rows": len(rows), "changed": changed}, as_json, f"{len(rows)} places, {changed} changed.")
