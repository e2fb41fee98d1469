"""`coopcouncil sharing …`: connecting organisations, and the demo agencies."""

import os
import sys
from dataclasses import asdict
from pathlib import Path

import click
from django.conf import settings

from coopcouncil.foundation import clock, commandline, contributions, keys
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.files import write_atomically
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.sharing import actions
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.domain.agreements import read_agreements
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.domain.scopes import SCOPES
from coopcouncil.sharing.queries import processing

PORT = click.IntRange(1, 65535)


@click.group("sharing")
def group() -> None:
    """Telling services what they need to know."""


@commandline.command(group, "connect", permission="operator")
@click.argument("organisation")
@click.option("--webhook", "url", default="", help="Post notices to the organisation's own server at this address.")
@click.option("--email", default="", help="Write a letter to this address when a notice waits in the inbox.")
@click.option("--files", is_flag=True, help="Put notices into files once a day, for whoever takes only files.")
@click.option("--thin", is_flag=True, help="Post every notice without its facts; the server fetches them.")
@commandline.json_option
def connect(organisation: str, url: str, email: str, files: bool, thin: bool, as_json: bool) -> None:
    """Say how ORGANISATION (its code) takes its notices; without an option, by the inbox in our pages."""
    if sum(map(bool, (url, email, files))) > 1:
        raise click.UsageError("Give one of --webhook, --email and --files.")
    route = "webhook" if url else "email" if email else "batch" if files else "inbox"
    found = people.organisation_by_code(organisation)
    secret = actions.connect(
        actor=OPERATOR, organisation_id=found.id, route=route, url=url, email=email, thin=thin, now=clock.now()
    )
    said = f"{found.name} takes its notices by {route}."
    if secret:
        said += f"\nThe signing secret, shown only now: {secret}"
    commandline.emit({"organisation": organisation, "route": route, "secret": secret}, as_json, said)


@commandline.command(group, "make-key", permission="operator")
@click.argument("organisation")
@click.option("--name", required=True, help="Which program will use it.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="May be given several times.")
@commandline.json_option
def make_key(organisation: str, name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key for ORGANISATION's (its code) own software. Without --scope it reads and answers notices."""
    found = people.organisation_by_code(organisation)
    made = actions.make_key(
        actor=OPERATOR, organisation_id=found.id, name=name, scopes=scopes or ("notices",), now=clock.now()
    )
    said = f"The key of {found.name}, shown only now: {made.key}"
    commandline.emit({"organisation": organisation, "id": str(made.id), "key": made.key}, as_json, said)


@commandline.command(group, "load-agreements", permission="operator")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@commandline.json_option
def load_agreements(file: Path, as_json: bool) -> None:
    """Put in the impact assessments and sharing agreements of FILE (TOML). What is there by its code stays as it is."""
    assessments, agreements = read_agreements(
        file.read_text(encoding="utf-8"), file=str(file), known_purposes=shipped_purposes().purposes
    )
    new = agreeing.load(actor=OPERATOR, assessments=assessments, agreements=agreements, now=clock.now())
    said = f"New: {new[0]} impact assessments, {new[1]} sharing agreements."
    commandline.emit({"assessments": new[0], "agreements": new[1]}, as_json, said)


@commandline.command(group, "records-of-processing", permission="operator")
@commandline.json_option
def records_of_processing(as_json: bool) -> None:
    """Print the records of processing (UK GDPR, Article 30), made from purposes, agreements and assessments."""
    found = processing.records(clock.now())
    said = "\n".join(f"{row.code}: {row.words}\n  {row.basis}\n  {row.data}\n  {row.recipients}" for row in found)
    commandline.emit({"records": [asdict(row) for row in found]}, as_json, said)


@commandline.command(group, "rotate-keys", permission="operator")
@click.option("--new-key", is_flag=True, help="First make a new key, the newest of the ring in the home.")
@commandline.json_option
def rotate_keys(new_key: bool, as_json: bool) -> None:
    """Wrap every key anew under the newest key of the ring. Stopped half-way, it goes on where it stopped."""
    if new_key:
        _put_on_the_ring()
    done = 0
    for done, total in commandline.progress(keys.rewrap(), label="Wrapping keys anew"):
        if not sys.stderr.isatty():
            click.echo(f"{done} of {total}", err=True)
    others = sum(reseal() for reseal in contributions.reseal)
    said = f"{done} keys are wrapped under the newest key of the ring, and {others} other secrets are sealed with it."
    then = (
        "Restart the web server and the worker, run this again, and leave the older keys on the ring for thirty days: "
        "backups of the keys need them."
    )
    commandline.emit({"keys": done, "others": others}, as_json, f"{said} {then}")


def _put_on_the_ring() -> None:
    """Raises BadInput where the ring is not a file in the home."""
    file = Path(settings.HOME) / "secrets" / "facts.key"
    if os.environ.get("COOPCOUNCIL_FACTS_KEY") or not file.is_file():
        raise BadInput(
            "The ring is not in a file of this home, so no key was made.",
            place="COOPCOUNCIL_FACTS_KEY",
            mend="Put a new key before the others there, restart, then run this without --new-key.",
        )
    ring = f"{keys.new_ring_key()}\n{file.read_text('ascii')}"
    write_atomically(file, ring.encode("ascii"), mode=0o600)
    settings.FACTS_KEY = ring.strip()


@commandline.command(group, "demo-agency", permission="operator", database=False)
@click.argument("code")
@click.option("--port", type=PORT, default=8101, show_default=True)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), required=True, help="The borough's home.")
@click.option("--api", default="http://localhost:8000/api/v1", show_default=True, help="The borough's API.")
def demo_agency(code: str, port: int, home: Path, api: str) -> None:
    """Run the demo agency CODE: a server of its own that takes notices and answers them."""
    # This process becomes the agency, which is a program apart: it loads nothing of the platform.
    words = [code, "--port", str(port), "--home", str(home), "--api", api]
    os.execv(sys.executable, [sys.executable, "-m", "coopcouncil.sharing.demo.agency", *words])  # noqa: S606


@commandline.command(group, "retention", permission="sharing.let_go")
@click.option("--dry-run", is_flag=True, help="Say what is due and why it goes or stays, and let go of nothing.")
@commandline.json_option
def retention(dry_run: bool, as_json: bool) -> None:
    """Let go of what no context need keep, by each one's catalogue/retention.toml. The worker does it hourly."""
    from coopcouncil.sharing.actions import retaining

    now = clock.now()
    lines = list(retaining.look(now))
    gone = {} if dry_run else dict(retaining.let_go(actor=OPERATOR, now=now))
    said = [
        f"{line.rule.code} {line.object_id}: since {line.since:%Y-%m-%d}; {line.rule.what}; kept {line.rule.days} days "
        f"from {line.rule.counted_from} ({line.rule.ground}): "
        + (f"stays. {line.kept}" if line.kept else f"to {line.rule.action}.")
        for line in lines
    ]
    told = [
        {
            "rule": line.rule.code, "id": str(line.object_id), "since": line.since.isoformat(), "kept": line.kept,
            "action": line.rule.action, "days": line.rule.days, "counted_from": line.rule.counted_from,
            "ground": line.rule.ground,
        }
        for line in lines
    ]  # fmt: skip
    end = "Nothing was changed." if dry_run else f"{sum(gone.values())} let go."
    commandline.emit({"dry_run": dry_run, "due": told, "gone": gone}, as_json, "\n".join([*said, end]))


@commandline.command(group, "batch", permission="operator")
@click.argument("organisation")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write the files here, too.")
@commandline.json_option
def batch(organisation: str, folder: Path | None, as_json: bool) -> None:
    """Make files of what waits for ORGANISATION (its code), which takes files; with --to, write them."""
    found = people.organisation_by_code(organisation)
    made = actions.make_batch(actor=OPERATOR, organisation_id=found.id, now=clock.now())
    names: list[str] = []
    if made and folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in actions.open_batch(actor=OPERATOR, batch_id=made, now=clock.now()).items():
            write_atomically(folder / name, content, mode=0o640)
            names.append(name)
    said = f"Batch {made} of {found.name}." if made else f"Nothing waits for {found.name} that is in no file already."
    commandline.emit(
        {"organisation": organisation, "batch": str(made) if made else None, "files": names}, as_json, said
    )


@commandline.command(group, "batch-key", permission="operator")
@commandline.json_option
def batch_key(as_json: bool) -> None:
    """Print the key with which an organisation checks the manifest of its files. Give it to them once, on paper."""
    words = actions.public_key()
    commandline.emit({"ed25519": words}, as_json, words)
