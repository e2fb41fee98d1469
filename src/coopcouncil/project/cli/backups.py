"""`coopcouncil backup` and `coopcouncil restore`."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import django

from coopcouncil.foundation import clock, commandline
from coopcouncil.kernel.errors import BadInput
from coopcouncil.project.gateways import backups, database

T = TypeVar("T")
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
    ages = {
        part: datetime.fromisoformat(backups.check(file, part).made_at)  # type: ignore[arg-type]
        for file, part in ((main, "main"), (keys, "keys"))
        if file
    }
    if "keys" in ages:
        _refuse_old_keys(ages["keys"], ages.get("main"))
    if not yes:
        click.confirm("Everything that came after the backup is lost. Go on?", abort=True, err=True)
    with database.session(owner=True) as url:
        if keys:
            backups.restore(keys, database.owner_of_keys(url))
            _with_django(url, forgetting_again)
        if main:
            backups.restore(main, url)
    with database.session() as url:
        found = _with_django(url, look_over)
    commandline.emit(found, as_json, _in_words(found))
    return 0 if found["trail_holds"] else 1


def _refuse_old_keys(made: datetime, main: datetime | None) -> None:
    """Raises BadInput for keys that are older than what they should open, or than anybody was remembered."""
    if made < clock.now() - backups.KEYS_KEPT:
        raise BadInput("That backup of the keys is too old: it would bring back who was erased since.")
    if main and made < main:
        raise BadInput(
            "That backup of the keys is older than that of the main database: what was told between them could never "
            "be read.",
            mend="Name one that was made with it, or later.",
        )
    with database.session() as url:
        since = 0 if main else _with_django(url, lambda: keys_made_since(made))
    if since:
        raise BadInput(
            f"{since} keys were made since that backup, and are all there: what they seal could never be read again.",
            mend="Leave the keys as they are. If they are damaged, bring the main database back too, of the same time.",
        )


def _with_django(url: str, ask: Callable[[], T]) -> T:
    django.setup()
    commandline.use_database(url)
    try:
        return ask()
    finally:
        commandline.close_database()


def keys_made_since(moment: datetime) -> int:
    from coopcouncil.foundation import keys

    return keys.made_since(moment) if keys.is_prepared() else 0


def forgetting_again() -> int:
    """At once: whatever happens next, nobody who was erased is back."""
    from coopcouncil.foundation import forgetting

    return forgetting.forget_again()


def look_over() -> dict[str, Any]:
    """Bring the tables up to date, erase again whoever was erased, and look whether all holds together."""
    from coopcouncil.project import actions

    database.bring_up_to_date(database.address("app"))
    return actions.look_over()


def _in_words(found: dict[str, Any]) -> str:
    trail = f"{found['trail_rows']} rows of the audit trail hold." if found["trail_holds"] else found["trail_fault"]
    return (
        f"Restored. {found['accounts']} accounts; {found['erased_again']} erased again; {found['waiting']} promises "
        f"wait to be carried. {trail}"
    )
