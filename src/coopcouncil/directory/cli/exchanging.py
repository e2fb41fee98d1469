"""`coopcouncil directory import` and `export`."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from coopcouncil.directory.cli.validating import content_of
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.commandline import command, emit, json_option, progress
from coopcouncil.kernel.errors import BadInput, Mistakes, NotFound

SHOWN = 40
commands = click.Group()


@command(commands, "import", permission="operator")
@click.argument("source", metavar="FILE|URL")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--source",
    "name",
    default="",
    metavar="NAME",
    help="What the source is called here. Default: its address or file name.",
)
@click.option(
    "--organisation",
    default="",
    metavar="CODE",
    help="Whose services are that name nobody. Default: the feed’s only one, else the council.",
)
@click.option(
    "--service-type",
    default="other",
    show_default=True,
    metavar="CODE",
    help="The type of new services whose terms tell none.",
)
@click.option(
    "--outcome", default="communities", show_default=True, help="The outcome that services serve that are new."
)
@click.option(
    "--scope", default="both", show_default=True, help="Whether new ones are personalised, community or both."
)
@click.option(
    "--close/--no-close",
    "close",
    default=None,
    help="Whether services that came before and are listed no longer are closed. Default: where a whole feed was "
    "fetched from its address, unless that would close more than half.",
)
@json_option
def import_(
    source: str,
    dry_run: bool,
    name: str,
    organisation: str,
    service_type: str,
    outcome: str,
    scope: str,
    close: bool | None,
    as_json: bool,
) -> int:
    """Bring in records of Open Referral UK: all or nothing, the same again changes nothing. Exit 2 if one is bad.

    Records are matched by their ids. What somebody here has changed stays, and the difference is shown. Where a list
    says little of each service, each is fetched by itself.
    """
    from coopcouncil.directory.actions.importing import Choices, import_feed

    documents, partial = _documents(source)
    if close is False:
        partial = "--no-close was given"
    whose = _organisation(organisation) if organisation else None
    choices = Choices(service_type, outcome, scope, whose)
    try:
        done = import_feed(
            actor=OPERATOR, documents=documents, source=name or _called(source), now=clock.now(), today=clock.today(),
            choices=choices, partial=partial, surely=bool(close), dry_run=dry_run,
        )  # fmt: skip
    except Mistakes as error:
        wrong = [{"place": item.place, "message": item.message, "mend": item.mend} for item in error.mistakes]
        if as_json:
            emit({"imported": False, "mistakes": wrong}, True, "")
        else:
            for item in error.mistakes[:SHOWN]:
                click.echo(str(item), err=True)
            click.echo(f"Nothing was imported: {len(wrong)} to mend.", err=True)
        return 2
    data = {
        "imported": not dry_run, "dry_run": dry_run, "source": done.source, "records": done.records,
        "added": [_told(item) for item in done.added], "changed": [_told(item) for item in done.changed],
        "kept": [_told(item) for item in done.kept], "closed": [_told(item) for item in done.closed],
        "repeated": done.repeated, "notes": list(done.notes),
        "warnings": len(done.warnings),
    }  # fmt: skip
    emit(data, as_json, "\n".join(_lines(done)))
    return 0


def _documents(source: str) -> tuple[list[Any], str]:
    """What a source holds, and why that may be only a part of what there is."""
    from coopcouncil.directory import gateways
    from coopcouncil.directory.formats.documents import read

    if gateways.is_address(source):
        fetched = gateways.fetch_feed(source, watch=lambda ids: progress(ids, label="Fetching each service"))
        return fetched.documents, fetched.partial
    partial = "a file may be a part only; if it holds all services of its source, say so with --close"
    return [read(content_of(source), name=source).data], partial


def _called(source: str) -> str:
    """A name under which the source stays the same: its address without the question, or the name of its file."""
    if "://" in source:
        parts = urlsplit(source)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"[:200]
    return Path(source).name[:200]


def _organisation(code: str) -> Any:
    from coopcouncil.people import public as people

    try:
        return people.organisation_by_code(code).id
    except NotFound:
        raise BadInput(f"There is no organisation “{code}”.", place="--organisation", mend="Use its code.") from None


def _told(item: Any) -> dict[str, Any]:
    fields = {name: {"ours": before, "theirs": after} for name, (before, after) in item.fields.items()}
    return {"kind": item.kind, "id": str(item.id), "external_id": item.external_id, "name": item.name,
            "place": item.place, "fields": fields}  # fmt: skip


def _lines(done: Any) -> list[str]:
    lines = []
    kinds = (
        ("+ added", "", "", done.added),
        ("~ changed", "was", "is", done.changed),
        ("= kept ours", "ours", "theirs", done.kept),
        ("- closed", "was", "is", done.closed),
    )
    for verb, was, now, held in kinds:
        for item in held[:SHOWN]:
            lines.append(f"{verb}  {item.kind.replace('_', ' ')} “{item.name}” ({item.external_id})")
            for name, (before, after) in item.fields.items():
                said = f"{was} {_short(before)}, {now} {_short(after)}" if was else _short(after)
                lines.append(f"      {name}: {said}")
        if len(held) > SHOWN:
            lines.append(f"… and {len(held) - SHOWN} more. --json gives them all.")
    lines += [f"note  {note}" for note in done.notes[:SHOWN]]
    if done.repeated:
        lines.append(
            f"note  {done.repeated} records have the id of an earlier one and are taken for the same: "
            "the first that says a thing counts."
        )
    said = (
        f"{done.records} records: {len(done.added)} added, {len(done.changed)} changed, {len(done.kept)} kept ours, "
        f"{len(done.closed)} closed."
    )
    lines.append(f"{said} This was a dry run: nothing was changed." if done.dry_run else said)
    return lines


def _short(value: Any) -> str:
    text = str(value if value not in (None, "") else "nothing")
    return f"“{text[:80]}…”" if len(text) > 80 else f"“{text}”"


FORMATS = ("json", "ndjson", "csv", "geojson", "parquet")


@command(commands, "export", permission="operator")
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write. Default: standard output.")
@click.option("--all", "closed_too", is_flag=True, help="Services that have closed too.")
def export(form: str, out: Path | None, closed_too: bool) -> None:
    """Print the directory: as Open Referral UK (json, ndjson), a table (csv, parquet) or a map (geojson).

    No confidential place is in it.
    """
    from coopcouncil.directory.gateways import giving

    pieces = giving.pieces(form, closed_too=closed_too)
    if out is None:
        sys.stdout.buffer.writelines(pieces)
        return
    try:
        with out.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        message = f"the file cannot be written ({error.strerror})."
        raise BadInput(message, place=str(out), mend="Name another place.") from None
