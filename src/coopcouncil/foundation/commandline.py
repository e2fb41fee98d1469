"""The frame of `coopcouncil <noun> <verb>`: exit codes, `--json`, progress, errors without tracebacks."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, TypeVar

import click

from coopcouncil.kernel.errors import CoopcouncilError, Mistakes

T = TypeVar("T")
DatabaseSession = Callable[[], AbstractContextManager[str]]
_session: DatabaseSession | None = None


def set_database_session(session: DatabaseSession) -> None:
    """Say how a command gets its database: a context manager that yields the connection address."""
    global _session
    _session = session


def command(
    group: click.Group, name: str, *, permission: str, database: bool = True
) -> Callable[[Callable[..., int | None]], click.Command]:
    """Add a command to `group`. Its function returns None or an exit code: 0 done, 1 found what it looked for.

    A CoopcouncilError is shown on standard error and exits with 2. With `database` false the command runs without a
    home and without a database.
    """

    def decorate(function: Callable[..., int | None]) -> click.Command:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                with _database() if database else nullcontext():
                    code = function(*args, **kwargs)
            except CoopcouncilError as error:
                mistakes = error.mistakes if isinstance(error, Mistakes) else (error,)
                click.echo("\n".join(map(str, mistakes)), err=True)
                code = 2
            click.get_current_context().exit(code or 0)

        run.permission = permission  # type: ignore[attr-defined]
        return group.command(name)(run)

    return decorate


class _database(AbstractContextManager[None]):
    """Open the session and point Django's default connection at it."""

    def __enter__(self) -> None:
        if _session is None:
            raise RuntimeError("No database session was set; the entry point does that.")
        self._held = _session()
        use_database(self._held.__enter__())

    def __exit__(self, *failure: Any) -> None:
        close_database()
        self._held.__exit__(*failure)


def use_database(url: str) -> None:
    """Point Django's default connection at `url`, with the options of its own and those of every connection of ours."""
    import dj_database_url
    from django.conf import settings
    from django.db import connections

    named: dict[str, Any] = dict(dj_database_url.parse(url, conn_health_checks=True))
    named["OPTIONS"] = {**named.get("OPTIONS", {}), **settings.DATABASE_OPTIONS}
    close_database()
    settings.DATABASES["default"].update(named)
    connections["default"].settings_dict.update(named)


def close_database() -> None:
    """Leave the database: close this thread's connection, the pool with its address, and the way to the keys."""
    from django.db import connections

    from coopcouncil.foundation import keys

    keys.close()
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's have one


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


def emit(data: Any, as_json: bool, text: str) -> None:
    """Print `data` as one JSON document, or `text` for a person."""
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text)


def progress(items: Iterable[T], *, label: str, length: int | None = None) -> Iterator[T]:
    """Go through `items` with a bar on a terminal and a plain line elsewhere, both on standard error."""
    if sys.stderr.isatty():
        with click.progressbar(items, label=label, length=length, file=sys.stderr) as bar:
            yield from bar
    else:
        click.echo(f"{label} …", err=True)
        yield from items
