"""What rarely changes (which services there are, how an organisation takes notices) is read once and remembered.

A table of such things carries a stamp, which the database renews in the transaction that changes the table, whoever
changes it. A remembered reading first asks for the stamps, in one small query, and reads again where a stamp is another
than it was: what one transaction has changed, no later request reads as it was before. A stamp is random, so that one
that was undone is never taken for the next. Who may do what is never remembered without asking in the same request.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import connection
from django.db.migrations.operations.special import RunSQL

P = ParamSpec("P")
R = TypeVar("R")
Stamps = Mapping[str, UUID]

# The stamps as they were first seen, while `one_look` lasts; empty until somebody asks.
_look: ContextVar[dict[str, UUID] | None] = ContextVar("look", default=None)

STAMP_FUNCTION = RunSQL(
    """
    CREATE FUNCTION foundation_renew_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO foundation_stamp (name, stamp) VALUES (TG_TABLE_NAME, gen_random_uuid())
            ON CONFLICT (name) DO UPDATE SET stamp = EXCLUDED.stamp;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION foundation_renew_stamp()",
)


def stamped(table: str) -> RunSQL:
    """A migration operation after which `table` carries a stamp, so that readings of it may be remembered."""
    return RunSQL(
        f"""
        INSERT INTO foundation_stamp (name, stamp) VALUES ('{table}', gen_random_uuid());
        CREATE TRIGGER {table}_stamped AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION foundation_renew_stamp();
        """,  # noqa: S608 - a table of ours
        f"DROP TRIGGER {table}_stamped ON {table}; DELETE FROM foundation_stamp WHERE name = '{table}';",  # noqa: S608 - the same
    )


def remembered(*tables: str, most: int = 256) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember what a reading of `tables` returns, for each of its arguments, as long as their stamps stay the same.

    `tables` are all that it reads. Its arguments must be hashable, and what it returns is shared: nobody changes it.
    """

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        held: Callable[..., R] = lru_cache(maxsize=most)(lambda stamps, *args, **kwargs: read(*args, **kwargs))

        @wraps(read)
        def reading(*args: P.args, **kwargs: P.kwargs) -> R:
            now = _stamps()
            stamps = tuple(now.get(table) for table in tables)
            # Without a stamp nobody would say that it has changed.
            return read(*args, **kwargs) if None in stamps else held(stamps, *args, **kwargs)

        reading.tables = tables  # type: ignore[attr-defined]  # a test holds them against the SQL
        return reading

    return decorate


def stamps_of(*tables: str) -> tuple[UUID | None, ...]:
    """The stamps of these tables as they are: for what is too dear to read again at once whenever one changes."""
    now = _stamps()
    return tuple(now.get(table) for table in tables)


@contextmanager
def one_look() -> Iterator[None]:
    """Ask for the stamps once, at the first reading: for what itself changes none of the tables, such as a page.

    A look within another one is the same look.
    """
    if _look.get() is not None:
        yield
        return
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


def _stamps() -> Stamps:
    held = _look.get()
    if held:
        return held
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, stamp FROM foundation_stamp")
        found: dict[str, UUID] = dict(cursor.fetchall())
    if held is not None:
        held.update(found)
    return found
