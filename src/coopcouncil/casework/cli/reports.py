"""`coopcouncil casework …`: whose roads and land a reported problem may lie on."""

from pathlib import Path

import click

from coopcouncil.casework.actions import report_keeping
from coopcouncil.casework.domain.report_places import read_features
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput

group = click.Group("casework", help="Problems that the council owns.")


@command(group, "load-report-places", permission="operator")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Who published it. Default: the file's name.")
@json_option
def load_report_places(file: Path, source: str, as_json: bool) -> None:
    """Load the roads (a class each) and lands (an organisation each) of a GeoJSON FILE, in place of those there are."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the file cannot be read ({error}).", place=str(file), mend="Check its name.") from None
    features = read_features(text, file=str(file))
    count = report_keeping.load_places(actor=OPERATOR, features=features, source=source or file.name)
    emit({"loaded": count}, as_json, f"{count} roads and lands were loaded.")
