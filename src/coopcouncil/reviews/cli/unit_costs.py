"""`coopcouncil reviews load-unit-costs`: bring a library of unit costs in."""

from datetime import datetime
from pathlib import Path

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.reviews.cli.files import FILE, content

commands = click.Group()


@command(commands, "load-unit-costs", permission="operator")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE.csv or FOLDER …")
@click.option("--source", default="Unit cost database, New Economy and GMCA", show_default=True,
              help="Who published it, and which edition; the pages show it.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of that edition.")
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@json_option
def load_unit_costs(files: tuple[Path, ...], source: str, as_of: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Load unit costs from the files of the unit cost database, or from a folder that has them among other files.

    All or nothing; loading the same files again changes nothing.
    """
    from coopcouncil.reviews import actions
    from coopcouncil.reviews.domain.prices import uplift
    from coopcouncil.reviews.domain.tables import deflators
    from coopcouncil.reviews.formats.unit_costs import read_unit_costs

    chosen, left_out = _chosen(files)
    rows = [row for file, held in chosen for row in read_unit_costs(held, file=str(file))]
    origin = actions.Origin([file.name for file, _held in chosen], source, as_of.date() if as_of else None)
    done = actions.load_unit_costs(actor=OPERATOR, rows=rows, origin=origin, now=clock.now(), dry_run=dry_run)
    table = deflators()
    without = sorted({str(row.price_year) for row in rows if uplift(row.pence, row.price_year, table) is None})
    quality = {name: sum(row.quality == name for row in rows) for name in "GAR"}
    data = {
        "added": done.added, "changed": done.changed, "unchanged": done.unchanged, "dry_run": dry_run,
        "files": [str(file) for file, _held in chosen], "left_out": [str(file) for file in left_out],
        "quality": quality, "uplifted_to": table.newest, "deflator": table.source, "no_uplift_for": without,
    }  # fmt: skip
    text = f"Unit costs: {done.added} added, {done.changed} changed, {done.unchanged} as they were."
    text += f" Well founded {quality['G']}, to be used with care {quality['A']}, weakly founded {quality['R']}."
    if left_out:
        text += f" Left out, as they hold none: {', '.join(file.name for file in left_out)}."
    if without:
        text += f" No deflator for prices of {', '.join(without)}: these are shown as they were published."
    if dry_run:
        text += " This was a dry run: nothing was changed."
    emit(data, as_json, text)


def _chosen(files: tuple[Path, ...]) -> tuple[list[tuple[Path, bytes]], list[Path]]:
    """The files to read, with what they hold; of a folder those that look like unit costs, and which do not."""
    from coopcouncil.reviews.formats.unit_costs import looks_like_unit_costs

    chosen, left_out = [], []
    for named in files:
        if not named.is_dir():
            chosen.append((named, content(named)))
            continue
        for file in sorted(named.glob("*.csv")):
            held = content(file)
            if looks_like_unit_costs(held):
                chosen.append((file, held))
            else:
                left_out.append(file)
        if not chosen:
            raise BadInput("No file here holds unit costs.", place=str(named), mend="Name the folder of the database.")
    return chosen, left_out
