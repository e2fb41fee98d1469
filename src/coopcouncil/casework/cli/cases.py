"""`coopcouncil cases …`: introducing another council, and cases of other systems in and out."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from coopcouncil.casework.actions import importing
from coopcouncil.casework.formats import case_files
from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock, commandline
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.files import write_atomically
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("cases")
def group() -> None:
    """Cases, and the other councils and systems that have them too."""


@commandline.command(group, "write-letter", permission="operator")
@click.argument("organisation")
@click.option("--to", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to make.")
@commandline.json_option
def write_letter(organisation: str, file: Path, as_json: bool) -> None:
    """Write the letter with which ORGANISATION (its code), another council, may hand cases over to this one.

    It holds a key and a secret: carry it by a safe way, and let the other side take it with `cases take-letter`.
    """
    found = people.organisation_by_code(organisation)
    letter = sharing.write_letter(actor=OPERATOR, organisation_id=found.id, scope="cases:transfer", now=clock.now())
    write_atomically(file, json.dumps(asdict(letter), indent=2).encode(), mode=0o600)
    said = f"The letter for {found.name} is in {file}. Whoever has it can hand over cases in their name."
    commandline.emit({"organisation": organisation, "file": str(file)}, as_json, said)


@commandline.command(group, "take-letter", permission="operator")
@click.argument("organisation")
@click.argument("file", type=FILE)
@commandline.json_option
def take_letter(organisation: str, file: Path, as_json: bool) -> None:
    """Take the letter of ORGANISATION (its code), another council, out of FILE. Then delete the file."""
    found = people.organisation_by_code(organisation)
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        letter = sharing.Letter(str(said["url"]), str(said["key"]), str(said["secret"]))
    except (ValueError, KeyError, TypeError):
        raise BadInput("This is no letter.", place=str(file), mend="Ask the other council for a new one.") from None
    sharing.take_letter(actor=OPERATOR, organisation_id=found.id, letter=letter, now=clock.now())
    commandline.emit({"organisation": organisation}, as_json, f"The letter of {found.name} is taken. Delete {file}.")


@commandline.command(group, "import", permission="operator")
@click.argument("file", type=FILE)
@click.option("--system", required=True, help="The system that they come from: small letters, figures, hyphens.")
@click.option("--mapping", required=True, type=FILE, help="Which of its columns means what (TOML).")
@click.option("--dry-run", is_flag=True, help="Only look: nothing is kept.")
@commandline.json_option
def import_cases(file: Path, system: str, mapping: Path, dry_run: bool, as_json: bool) -> None:
    """Open a case for each row of FILE (CSV) of another system, once, and bring news of those that are known.

    All of it, or, where a row is wrong, nothing: each is named with its line and its mend.
    """
    columns = case_files.read_mapping(_text(mapping), file=str(mapping))
    rows = case_files.read_rows(_text(file), columns, file=str(file), service_types=directory.service_types())
    done = importing.import_rows(actor=OPERATOR, system=system, rows=rows, now=clock.now(), dry_run=dry_run)
    said = f"Opened: {done.opened}. With news: {done.changed}. As before: {done.same}."
    if dry_run:
        said += " Nothing was kept."
    commandline.emit({**asdict(done), "dry_run": dry_run}, as_json, said)


@commandline.command(group, "export", permission="operator")
@click.option(
    "--system",
    default="",
    help="Only the cases that this system knows, with its ids; api_CODE: those of an organisation's software.",
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what changed from that day on.")
@click.option("--to", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The CSV to write.")
@commandline.json_option
def export_cases(system: str, since: datetime | None, file: Path, as_json: bool) -> None:
    """Write the cases into a CSV file: how each stands, whose it is, and both ids; no word of what it is about."""
    day = since.replace(tzinfo=clock.LONDON) if since else None
    rows = importing.export_rows(actor=OPERATOR, system=system, since=day)
    write_atomically(file, case_files.write_rows(rows).encode(), mode=0o600)
    commandline.emit({"file": str(file), "cases": len(rows)}, as_json, f"{len(rows)} cases are in {file}.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput("This is no text in UTF-8.", place=str(file), mend="Save it as UTF-8.") from None
