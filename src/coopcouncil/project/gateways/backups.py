"""Backups of the two databases, each apart: what is known, and the keys that open it.

A backup of the main database alone tells nothing: names, addresses and facts in it are sealed. One of the keys is kept
for thirty days at most, so that after these nobody can bring back what was erased.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Literal

import psycopg

from coopcouncil.foundation.files import write_atomically
from coopcouncil.kernel.errors import BadInput, Conflict, CoopcouncilError
from coopcouncil.project.gateways import roles
from coopcouncil.project.gateways.postgres import binaries

Part = Literal["main", "keys"]
KEYS_KEPT = timedelta(days=30)
_FORM = "coopcouncil backup 1"


@dataclass(frozen=True)
class Backup:
    """One backup as its label beside it says: `file.dump` and `file.json`."""

    form: str
    part: Part
    made_at: str
    sha256: str
    size: int  # bytes


def dump(url: str, part: Part, *, folder: Path, now: datetime) -> Path:
    """Write one database into `folder`/main or /keys, whole or not at all; returns the file.

    `url` is its owner's address. Of the keys, backups older than thirty days go. Raises CoopcouncilError.
    """
    place = folder / part
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = place / f"{part}-{now:%Y%m%dT%H%M%SZ}.dump"
    if file.exists():
        raise Conflict(f"{file} is there already. Nothing was written.")
    unfinished = file.with_suffix(".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as output:
            _run("pg_dump", "--format=custom", "--no-comments", "--no-password", url=url, output=output.fileno())
            os.fsync(output.fileno())
        label = Backup(_FORM, part, now.isoformat(), _digest(unfinished), unfinished.stat().st_size)
        write_atomically(file.with_suffix(".json"), json.dumps(asdict(label), indent=1).encode() + b"\n", mode=0o600)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    if part == "keys":
        _remove_old(place, now)
    return file


def _remove_old(place: Path, now: datetime) -> None:
    oldest = f"keys-{now - KEYS_KEPT:%Y%m%dT%H%M%SZ}"
    for file in place.glob("keys-*"):
        if file.stem < oldest:
            file.unlink(missing_ok=True)


def read(file: Path) -> Backup:
    """What is written on a backup. Raises BadInput where it is none, or its label is missing."""
    try:
        found = json.loads(file.with_suffix(".json").read_text("utf-8"))
        label = Backup(**found)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            "This is no backup of coopcouncil, or its label is missing.",
            place=str(file),
            mend="Name a .dump file that `coopcouncil backup` wrote, with its .json beside it.",
        ) from error
    if label.form != _FORM:
        raise BadInput(f"This backup is of another form: {label.form}.", place=str(file), mend="Use that version.")
    return label


def check(file: Path, part: Part) -> Backup:
    """Whether the file is whole, and of that part. Raises BadInput."""
    label = read(file)
    if label.part != part:
        raise BadInput(f"This is a backup of “{label.part}”.", place=str(file), mend=f"Name it with --{label.part}.")
    try:
        same = _digest(file) == label.sha256
    except OSError as error:
        raise BadInput(f"The backup cannot be read: {error.strerror}.", place=str(file)) from error
    if not same:
        raise BadInput("The backup is damaged: it is not what was written.", place=str(file), mend="Use another one.")
    return label


def restore(file: Path, url: str) -> None:
    """Put a backup in the place of what the database at `url` (its owner's address) holds: all of it, or nothing.

    Raises Conflict while somebody else uses the database, CoopcouncilError when it fails.
    """
    _refuse_company(url)
    # Made anew, so that the rights which new tables get by themselves do not come on top of those that were backed up.
    begin = f"DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO {roles.APPLICATION};"
    with tempfile.NamedTemporaryFile(prefix="coopcouncil-", suffix=".sql") as script:
        _run("pg_restore", "--file=-", "--no-owner", str(file), output=script.fileno())
        _run(
            *("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--no-password"),
            *(f"--command={begin}", f"--file={script.name}"),
            url=url,
            output=subprocess.DEVNULL,
        )


def _refuse_company(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        (others,) = connection.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"
        ).fetchone() or (0,)
    if others:
        raise Conflict(
            f"Something still uses the database ({others} connections). Nothing was changed. "
            "Stop the web server and the worker first."
        )


def _run(name: str, *words: str, output: int, url: str = "") -> None:
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603
            [binaries() / name, *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=said,
            check=False,
            env={**os.environ, **_named(url)},
        )
        said.seek(0)
        words_said = said.read().decode("utf-8", "replace").strip()
    if done.returncode:
        last = words_said.splitlines()[-1] if words_said else f"it ended with {done.returncode}"
        raise CoopcouncilError(f"{name} failed, and nothing was changed: {last}")


def _named(url: str) -> dict[str, str]:
    """An address as the programs of PostgreSQL take it from their environment: there nobody else can read it."""
    names = {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = psycopg.conninfo.conninfo_to_dict(url) if url else {}
    return {names.get(key, f"PG{key.upper()}"): str(value) for key, value in given.items()}


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
