"""Which database a command uses: the server that COOPCOUNCIL_DATABASE_URL names, or the embedded one in the home."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from coopcouncil.kernel.errors import BadInput, CoopcouncilError
from coopcouncil.project.gateways.home import Home, exclusive
from coopcouncil.project.gateways.postgres import Role, describe, embedded

APPLICATION_URL = "COOPCOUNCIL_DATABASE_URL"
OWNER_URL = "COOPCOUNCIL_OWNER_DATABASE_URL"
KEYS_URL = "COOPCOUNCIL_KEYS_DATABASE_URL"
OWNER_KEYS_URL = "COOPCOUNCIL_OWNER_KEYS_DATABASE_URL"
_KEYS = "the database of keys"
_FIRST = "people.0001_initial"  # applied with the others: the database is fresh
# Any number will do, as long as every version of coopcouncil takes the same.
_MIGRATION_LOCK = 2010_05_07


def address(role: Role) -> str:
    """The connection address for a role, whether or not the database runs. Raises BadInput when there is none."""
    if not (given := os.environ.get(APPLICATION_URL)):
        return describe(Home.from_environment().make()).url(role)
    if role == "app":
        return given
    if role == "owner" and (owner := os.environ.get(OWNER_URL)):
        return owner
    raise BadInput(
        f"{APPLICATION_URL} is set, so the database is not ours, and its {role}'s address is not known.",
        mend=f"Set {OWNER_URL} too." if role == "owner" else "Ask the person who looks after that server.",
    )


@contextmanager
def session(*, owner: bool = False) -> Iterator[str]:
    """Make sure that the database is there, point COOPCOUNCIL_DATABASE_URL at it, and yield the address.

    An embedded server runs until the last process has left its session. With `owner` the address is the owner's, for
    migrations. Raises BadInput, DatabaseTrouble.
    """
    role: Role = "owner" if owner else "app"
    before = os.environ.get(APPLICATION_URL)
    if before:
        url = address(role)
        check(url)
        with _pointed_at(url, before):
            yield url
        return
    with embedded(Home.from_environment()) as server:
        hand_over_secrets(server.home)
        url = server.url(role)
        with _pointed_at(url, before):
            yield url


@contextmanager
def _pointed_at(url: str, before: str | None) -> Iterator[None]:
    os.environ[APPLICATION_URL] = url
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(APPLICATION_URL, None)
        else:
            os.environ[APPLICATION_URL] = before


def check(url: str) -> None:
    """Connect once. Raises BadInput, with no password in the message, when that fails or the server is too old."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise BadInput(
            f"The database does not let us in: {reason}",
            place=APPLICATION_URL,
            mend="Check the address, and that the server runs.",
        ) from error
    if version < 150000:
        raise BadInput(
            f"This is PostgreSQL {version // 10000}; version 15 or later is needed.",
            place=APPLICATION_URL,
            mend="Use a newer server, or unset the variable for the embedded one.",
        )


def hand_over_secrets(home: Home) -> None:
    """Give a Django that started before its home was made the secrets that the settings looked for in vain."""
    from django.conf import settings

    if settings.configured:
        for setting, name in (
            ("SECRET_KEY", "django.key"),
            ("FACTS_KEY", "facts.key"),
            ("SEARCH_KEY", "search.key"),
            ("AUDIT_KEY", "audit.key"),
            ("METRICS_TOKEN", "metrics.token"),
        ):
            if not _is_set(settings, setting):
                setattr(settings, setting, home.secret(name))


def _is_set(settings: Any, setting: str) -> bool:
    from django.core.exceptions import ImproperlyConfigured

    try:
        return bool(getattr(settings, setting, ""))
    except ImproperlyConfigured:  # what Django says of an empty SECRET_KEY
        return False


@contextmanager
def migration_turn(url: str) -> Iterator[None]:
    """Wait for, and hold, the one turn to migrate this database; it ends with the process at the latest."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
        yield


def pending() -> list[str]:
    """The migrations that Django's default connection lacks, in order, as `app.name`; first the database of keys."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from coopcouncil.foundation import keys

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ([] if keys.is_prepared() else [_KEYS]) + [
        f"{migration.app_label}.{migration.name}" for migration, _ in plan
    ]


def migrate(url: str, *, again: bool = False) -> list[str]:
    """Bring the database that Django's default connection points at up to date, as the owner behind `url`.

    Of two processes at once the second waits, then finds nothing to do. Returns what was applied. What an upgrade makes
    of the rows that are there follows; it is made anew with `again`, after a stop in between. Raises CoopcouncilError.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    if not pending():
        if again:
            with migration_turn(url):
                _carry_over(None)
        return []
    with migration_turn(url):
        todo = pending()
        if todo:
            _prepare_keys(url)
            # Each step makes all models anew, and looking for what is garbage among them costs a quarter of the time.
            gc.disable()
            try:
                call_command("migrate", interactive=False, verbosity=0)
            except DatabaseError as error:
                raise CoopcouncilError(f"A migration failed, and was taken back: {error}") from error
            finally:
                gc.enable()
            if _FIRST not in todo:
                _carry_over(todo)
        return todo


def _carry_over(applied: list[str] | None) -> None:
    """What an upgrade makes of the rows that are there, by the migrations that it applied; with None, all of it."""
    from coopcouncil.foundation import contributions

    for migration, carry in contributions.after_migration:
        if applied is None or migration in applied:
            try:
                carry()
            except Exception as error:
                raise BadInput(
                    f"The tables are of this version, but what was there before is not yet: {error}.",
                    mend="Mend that, then run `coopcouncil db migrate --again`. Nothing was lost.",
                ) from error


def owner_of_keys(owner_url: str) -> str:
    """The address of the database of keys, as its owner; `owner_url` is the main one's. Raises BadInput."""
    from coopcouncil.foundation import keys

    if os.environ.get(KEYS_URL) and not os.environ.get(OWNER_KEYS_URL):
        raise BadInput(
            f"{KEYS_URL} is set, and who owns that database is not known.", mend=f"Set {OWNER_KEYS_URL} too."
        )
    return os.environ.get(OWNER_KEYS_URL) or keys.keys_url(owner_url)


def _prepare_keys(owner_url: str) -> None:
    from coopcouncil.foundation import keys

    try:
        keys.prepare(owner_of_keys(owner_url))
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise BadInput(
            f"The database of keys cannot be prepared: {reason}",
            place=KEYS_URL,
            mend="Make it with what `coopcouncil db prepare-sql` prints.",
        ) from error


def bring_up_to_date(url: str) -> list[str]:
    """See that the tables are those of this version; `url` is where Django's default connection points now.

    The embedded database is migrated on the way, and so is a server whose owner's address is known. Returns what was
    applied. Raises BadInput where somebody else has to do it.
    """
    from coopcouncil.foundation.commandline import use_database

    use_database(url)
    if not pending():
        return []
    try:
        owner_url = os.environ.get(OWNER_URL) or describe_owner(url)
        use_database(owner_url)
        return migrate(owner_url)
    finally:
        use_database(url)


def describe_owner(url: str) -> str:
    """The owner's address of the embedded database that `url` names. Raises BadInput for any other database."""
    server = describe(Home.from_environment())
    if url != server.url("app"):
        raise BadInput(
            "The tables are not those of this version.",
            place=APPLICATION_URL,
            mend=f"Run `coopcouncil db migrate` with {OWNER_URL} set.",
        )
    return server.url("owner")


def keep(home: Home) -> None:
    """Start the embedded server again if somebody has ended it. Call inside a session."""
    server = describe(home)
    if server.process() is None:
        with exclusive(home.run / "postgres.gate"):
            server.ensure_running()
