"""Data keys: made, remembered for a while, destroyed. They lie in a database beside the main one.

A key is committed here before anything is sealed under it, whatever becomes of the transaction that seals.
"""

import secrets
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import psycopg
import psycopg_pool
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import OperationalError, connections

from coopcouncil.foundation.keys.ring import ring
from coopcouncil.kernel.errors import Conflict, CoopcouncilError

SUFFIX = "_keys"
REMEMBERED_SECONDS = 300.0  # so long another process may still open what was erased, if it opened it just before
MOST_REMEMBERED = 20_000
_IN_A_PART = 500

# `id` is never used twice; a destroyed key leaves its row, so that nothing is ever sealed for its subject again.
SCHEMA = """
CREATE TABLE IF NOT EXISTS data_key (
    id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    keeping varchar(20) NOT NULL,
    wrapped bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    UNIQUE (subject, keeping),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
DO $once$ BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_attribute WHERE attrelid = 'data_key'::regclass AND attname = 'restricted_at'
    ) THEN
        -- Since when what it seals is kept for a law alone. Before there was this column only erasing destroyed keys.
        ALTER TABLE data_key ADD COLUMN restricted_at timestamptz;
        UPDATE data_key AS kept SET restricted_at = gone.destroyed_at FROM data_key AS gone
            WHERE gone.subject = kept.subject AND gone.wrapped IS NULL AND kept.wrapped IS NOT NULL;
    END IF;
END $once$;
"""


class Lost(CoopcouncilError):
    """A value is sealed under a key that the keys' database does not know: it is older than what it belongs to."""


@dataclass(frozen=True)
class DataKey:
    """`restricted` where its subject was erased, and a law alone keeps what it seals (`foundation.restricted`)."""

    id: UUID
    cipher: AESGCM = field(compare=False)
    restricted: bool = False


# --- where the keys are ---------------------------------------------------------------------------------------------


def keys_url(url: str) -> str:
    """The address of the keys that belong to the main database at `url`: the same server, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path + SUFFIX))


def conninfo() -> str:
    """Where the keys are: COOPCOUNCIL_KEYS_DATABASE_URL, else beside what Django's default connection points at."""
    if settings.KEYS_DATABASE_URL:
        return str(settings.KEYS_DATABASE_URL)
    at = connections["default"].settings_dict
    options = tuple((name, value) for name, value in at["OPTIONS"].items() if name.startswith("ssl"))
    return _beside(at["HOST"], at["PORT"], at["USER"], at["PASSWORD"], at["NAME"], options)


@lru_cache(maxsize=8)  # asked for with each value that is sealed
def _beside(host: str, port: Any, user: str, password: str, name: str, options: tuple[tuple[str, str], ...]) -> str:
    named = {"host": host, "port": port, "user": user, "password": password}
    given = {key: value for key, value in named.items() if value}
    return psycopg.conninfo.make_conninfo(**given, **dict(options), dbname=f"{name}{SUFFIX}")


def is_prepared() -> bool:
    """Whether the keys' database is there with its table."""
    try:
        with psycopg.connect(conninfo(), connect_timeout=10) as connection:
            found = connection.execute("SELECT to_regclass('data_key')").fetchone()
    except psycopg.OperationalError:
        return False
    return bool(found and found[0])


def prepare(owner: str) -> None:
    """Make the table, as the owner of the keys' database. May run again. Raises psycopg.Error."""
    with psycopg.connect(owner, connect_timeout=10) as connection:
        connection.execute(SCHEMA)


_pools: dict[str, psycopg_pool.ConnectionPool[Any]] = {}
_pools_lock = threading.Lock()


_LATELY_SECONDS = 1.0  # what answered so lately is not asked whether it still does


class _Connection(psycopg.Connection[Any]):
    used_at = 0.0  # by the clock that only goes forward


def _was_used(connection: _Connection) -> None:
    connection.used_at = time.monotonic()


def _is_alive(connection: _Connection) -> None:
    if time.monotonic() - connection.used_at > _LATELY_SECONDS:
        psycopg_pool.ConnectionPool.check_connection(connection)


@contextmanager
def _connected() -> Iterator[psycopg.Connection[Any]]:
    """A connection that commits each statement. What goes wrong is Django's OperationalError, as with the main one."""
    at = conninfo()
    with _pools_lock:
        if at not in _pools:
            _pools[at] = psycopg_pool.ConnectionPool(
                at,
                connection_class=_Connection,
                min_size=0,
                max_size=8,
                max_idle=60,
                timeout=settings.DATABASE_PATIENCE["timeout"],
                reconnect_timeout=settings.DATABASE_PATIENCE["reconnect_timeout"],
                check=_is_alive,
                reset=_was_used,
                kwargs={"autocommit": True, "connect_timeout": 10},
                open=True,
            )
        pool = _pools[at]
    try:
        with pool.connection() as connection:
            yield connection
    except psycopg.Error as error:
        raise OperationalError(f"The database of keys: {type(error).__name__}") from error


def close() -> None:
    """Leave the keys' database, and forget every key."""
    with _pools_lock:
        for pool in _pools.values():
            pool.close()
        _pools.clear()
    _forget()


# --- what is remembered ---------------------------------------------------------------------------------------------

K = TypeVar("K")


class _Remembered(Generic[K]):
    """Keys that were used lately, each for a while."""

    def __init__(self) -> None:
        self._held: dict[K, tuple[DataKey, float]] = {}

    def recall(self, which: K) -> DataKey | None:
        held = self._held.get(which)
        return held[0] if held and held[1] > time.monotonic() else None

    def keep(self, which: K, key: DataKey) -> DataKey:
        if len(self._held) >= MOST_REMEMBERED:
            self._held = {}  # what is needed is read again
        self._held[which] = (key, time.monotonic() + REMEMBERED_SECONDS)
        return key

    def forget(self) -> None:
        self._held = {}


_by_subject: _Remembered[tuple[str, UUID, str]] = _Remembered()
_by_id: _Remembered[tuple[str, UUID]] = _Remembered()


def _forget() -> None:
    _by_subject.forget()
    _by_id.forget()


# --- keys -----------------------------------------------------------------------------------------------------------


def _about(key_id: UUID, subject: UUID, keeping: str) -> bytes:
    return key_id.bytes + subject.bytes + keeping.encode()


def _opened(at: str, row: tuple[UUID, UUID, str, bytes, bool]) -> DataKey:
    key_id, subject, keeping, wrapped, restricted = row
    made = DataKey(key_id, AESGCM(ring().unwrap(bytes(wrapped), about=_about(key_id, subject, keeping))), restricted)
    _by_subject.keep((at, subject, keeping), made)
    return _by_id.keep((at, key_id), made)


# Made where it is missing, and read either way. What another process made at the same moment this cannot see.
_MAKE = """
    WITH made AS (
        INSERT INTO data_key (id, subject, keeping, wrapped)
        SELECT * FROM unnest(%(ids)s::uuid[], %(subjects)s::uuid[], %(keepings)s::text[], %(wrapped)s::bytea[])
        ON CONFLICT (subject, keeping) DO NOTHING RETURNING id, subject, keeping, wrapped
    )
    SELECT id, subject, keeping, wrapped, false FROM made
    UNION ALL SELECT id, subject, keeping, wrapped, restricted_at IS NOT NULL FROM data_key
    WHERE subject = ANY(%(subjects)s) AND keeping = %(keeping)s
"""
_KEY = "SELECT id, subject, keeping, wrapped, restricted_at IS NOT NULL FROM data_key"


def key_for(subject: UUID, keeping: str) -> DataKey:
    """The key that seals what is kept of `subject` for one reason (`keeping`); made, and committed, at its first use.

    Raises Conflict where it was destroyed: of whom or what was erased, nothing is kept any more.
    """
    return _by_subject.recall((conninfo(), subject, keeping)) or keys_for([subject], keeping)[subject]


def keys_for(subjects: Collection[UUID], keeping: str) -> dict[UUID, DataKey]:
    """`key_for` of many, in one statement: before many rows are written."""
    at, wanted = conninfo(), list(dict.fromkeys(subjects))
    ids = [uuid4() for _ in wanted]
    wrapped = [
        ring().wrap(secrets.token_bytes(32), about=_about(key_id, subject, keeping))
        for key_id, subject in zip(ids, wanted, strict=True)
    ]
    values = {
        "ids": ids, "subjects": wanted, "keepings": [keeping] * len(ids), "keeping": keeping, "wrapped": wrapped,
    }  # fmt: skip
    with _connected() as connection:
        rows = connection.execute(_MAKE, values).fetchall()
        while len(rows) < len(wanted):  # another process made one meanwhile: now it is seen, and its key counts
            rows = connection.execute(_MAKE, values).fetchall()
    if any(row[3] is None for row in rows):
        raise Conflict("This was erased for good, so nothing more can be kept with it. Nothing was changed.")
    return {row[1]: _opened(at, row) for row in rows}


def open_ahead(subjects: Collection[UUID]) -> None:
    """Open the keys of many subjects in one statement, before many of their rows are read. Makes none."""
    at, wanted = conninfo(), list(dict.fromkeys(subjects))
    with _connected() as connection:
        for row in connection.execute(f"{_KEY} WHERE subject = ANY(%s) AND wrapped IS NOT NULL", [wanted]).fetchall():
            _opened(at, row)


def key_by_id(key_id: UUID) -> DataKey | None:
    """The key with which something was sealed; None where it was destroyed. Raises Lost where there never was one."""
    at = conninfo()
    if (held := _by_id.recall((at, key_id))) is not None:
        return held
    with _connected() as connection:
        row = connection.execute(f"{_KEY} WHERE id = %s", [key_id]).fetchone()
    if row is None:
        raise Lost(
            f"The database of keys does not know the key {key_id}. Mend: bring back a backup of the keys that is as "
            "young as that of the main database."
        )
    return None if row[3] is None else _opened(at, row)


def destroy(subjects: Collection[UUID], *, but: Collection[str] = (), restrict: bool = False, at: datetime) -> int:
    """Destroy the keys of these subjects, but for what is kept for the reasons `but`. Returns how many were destroyed.

    With `restrict` those that stay are restricted: what they seal reads as nothing (`foundation.restricted`).
    For good, and at once: not with the transaction that asks for it. Call it when that has committed.
    """
    with _connected() as connection:
        gone = connection.execute(
            "UPDATE data_key SET wrapped = NULL, destroyed_at = %s "
            "WHERE subject = ANY(%s) AND NOT keeping = ANY(%s) AND wrapped IS NOT NULL",
            [at, list(subjects), list(but)],
        ).rowcount
        if restrict:
            connection.execute(
                "UPDATE data_key SET restricted_at = %s WHERE subject = ANY(%s) AND wrapped IS NOT NULL "
                "AND restricted_at IS NULL",
                [at, list(subjects)],
            )
    _forget()
    return gone


def made_since(moment: datetime) -> int:
    """How many keys that are still needed were made after `moment`."""
    with _connected() as connection:
        row = connection.execute(
            "SELECT count(*) FROM data_key WHERE created_at > %s AND wrapped IS NOT NULL", [moment]
        ).fetchone()
    return int(row[0]) if row else 0


def held_of(subjects: Collection[UUID]) -> list[UUID]:
    """Those of the subjects that have a key."""
    with _connected() as connection:
        rows = connection.execute(
            "SELECT DISTINCT subject FROM data_key WHERE subject = ANY(%s) AND wrapped IS NOT NULL", [list(subjects)]
        ).fetchall()
    return [row[0] for row in rows]


def destroyed() -> Iterator[tuple[UUID, str, datetime]]:
    """Every key that was destroyed: its subject, why it was kept, and when it was destroyed."""
    with _connected() as connection:
        rows = connection.execute(
            "SELECT subject, keeping, destroyed_at FROM data_key WHERE wrapped IS NULL ORDER BY destroyed_at, id"
        ).fetchall()
    yield from rows


# --- another ring ---------------------------------------------------------------------------------------------------


def rewrap() -> Iterator[tuple[int, int]]:
    """Wrap every key anew that is not under the ring's newest key. Yields (done, of how many) after each part.

    Each part is committed: whoever is stopped goes on where it stopped.
    """
    newest, last, done = ring(), UUID(int=0), 0
    with _connected() as connection:
        (total,) = connection.execute("SELECT count(*) FROM data_key WHERE wrapped IS NOT NULL").fetchone() or (0,)
    while True:
        with _connected() as connection, connection.transaction():
            rows = connection.execute(
                "SELECT id, subject, keeping, wrapped FROM data_key WHERE id > %s AND wrapped IS NOT NULL "
                "ORDER BY id LIMIT %s FOR UPDATE",
                [last, _IN_A_PART],
            ).fetchall()
            for key_id, subject, keeping, wrapped in rows:
                if not newest.is_newest(bytes(wrapped)):
                    about = _about(key_id, subject, keeping)
                    again = newest.wrap(newest.unwrap(bytes(wrapped), about=about), about=about)
                    connection.execute("UPDATE data_key SET wrapped = %s WHERE id = %s", [again, key_id])
        if not rows:
            return
        last, done = rows[-1][0], done + len(rows)
        yield done, total
