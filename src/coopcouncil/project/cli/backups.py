"""`coopcouncil backup` and `coopcouncil restore`."""

from pathlib import Path
from typing import Any

import click
import django

from coopcouncil.foundation import clock, commandline
from coopcouncil.project.gateways import backups, database

commands = click.Group()
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@commandline.command(commands, "backup", permission="operator", database=False)
@click.option("--to", "folder", type=_FOLDER, required=True, help="A folder; main/ and keys/ are made in it.")
@click.option("--only", "only", type=click.Choice(["main", "keys"]), help="One of the two databases.")
@commandline.json_option
def backup(folder: Path, only: str | None, as_json: bool) -> None:
    """Back up the main database and, apart, the keys that open what is sealed in it. Running programs go on.

    Take the two folders to two places: with both, and with secrets/ of the home, everything can be read.
    """
    now = clock.now()
    written: dict[str, str] = {}
    with database.session(owner=True) as url:
        # The main one first: a key is there before it is used, so that the keys are never older than what they open.
        if only != "keys":
            written["main"] = str(backups.dump(url, "main", folder=folder, now=now))
        if only != "main":
            written["keys"] = str(backups.dump(database.owner_of_keys(url), "keys", folder=folder, now=now))
    commandline.emit(written, as_json, "\n".join(f"Written: {file}" for file in written.values()))


@commandline.command(commands, "restore", permission="operator", database=False)
@click.option("--main", "main", type=_FILE, help="A backup of the main database.")
@click.option("--keys", "keys", type=_FILE, help="A backup of the keys.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@commandline.json_option
def restore(main: Path | None, keys: Path | None, yes: bool, as_json: bool) -> int:
    """Put backups in the place of what is there, then check it. Exit code 1 where the check finds something.

    Whoever was erased since the backup is erased again. The web server and the worker must not run.
    """
    if not main and not keys:
        raise click.UsageError("Name a backup with --main, --keys or both.")
    # Both are looked at before either is touched.
    for file, part in ((main, "main"), (keys, "keys")):
        if file:
            backups.check(file, part)  # type: ignore[arg-type]
    if not yes:
        click.confirm("Everything that came after the backup is lost. Go on?", abort=True, err=True)
    with database.session(owner=True) as url:
        if keys:
            backups.restore(keys, database.owner_of_keys(url))
        if main:
            backups.restore(main, url)
    found = _look_over()
    commandline.emit(found, as_json, _in_words(found))
    return 0 if found["trail_holds"] else 1


def _look_over() -> dict[str, Any]:
    """Bring the tables up to date, erase again whoever was erased, and look whether all holds together."""
    with database.session() as url:
        django.setup()
        from coopcouncil.project import actions

        database.bring_up_to_date(url)
        commandline.use_database(url)
        try:
            return actions.look_over()
        finally:
            commandline.close_database()


def _in_words(found: dict[str, Any]) -> str:
    trail = f"{found['trail_rows']} rows of the audit trail hold." if found["trail_holds"] else found["trail_fault"]
    return (
        f"Restored. {found['accounts']} accounts; {found['erased_again']} erased again; {found['waiting']} promises "
        f"wait to be carried. {trail}"
    )
