"""Real PostgreSQL servers for the tests: the embedded one, and Debian's where it is installed."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connections

import coopcouncil
from coopcouncil.foundation import clock, keys
from coopcouncil.foundation.commandline import use_database
from coopcouncil.project.gateways import backups, roles
from coopcouncil.project.gateways.database import migrate, owner_of_keys
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import embedded
from coopcouncil.project.gateways.system_user import open_the_way, system_user
from tests.support.agreements import agreeing_sql

PACKAGE = Path(coopcouncil.__file__).parent
DEBIAN = Path("/usr/lib/postgresql/15/bin")


@dataclass
class TestServer:
    """A server with a migrated database, from which each test that commits gets a copy of its own."""

    __test__ = False
    superuser: str
    addresses: dict[str, str]
    _copies: int = field(default=0)

    def address(self, role: str, database: str) -> str:
        return self.addresses[role].rsplit("/", 1)[0] + "/" + database

    def execute(self, sql: str) -> None:
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute(sql.encode())

    def copy(self, of: str = roles.DATABASE) -> str:
        """A fresh copy of the migrated database, or of the one of keys; returns its name."""
        self._copies += 1
        name = f"copy_{os.getpid()}_{self._copies}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {of} OWNER {roles.OWNER}")
        self.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        self.execute(f"GRANT CONNECT ON DATABASE {name} TO {roles.APPLICATION}")
        return name

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _kept_tables() -> Path | None:
    """Where a migrated database is kept for the next run, by what the migrations say; None where all is made anew."""
    if os.environ.get("COOPCOUNCIL_NO_SKIP") == "1":
        return None
    said = sha256()
    for file in [*sorted(PACKAGE.glob("*/migrations/*.py")), PACKAGE / "foundation" / "database.py"]:
        said.update(file.read_bytes())
    return Path(tempfile.gettempdir()) / f"coopcouncil-tables-{os.getuid()}-{said.hexdigest()[:20]}"


def _migrated(server: TestServer, *, kept: Path | None = None) -> TestServer:
    owner = server.address("owner", roles.DATABASE)
    use_database(owner)
    found = next(iter(sorted(kept.glob("main/*.dump"))), None) if kept else None
    if found is not None:
        keys.prepare(owner_of_keys(owner))
        connections["default"].close()
        backups.restore(found, owner)
    else:
        migrate(owner)
        if kept is not None:
            connections["default"].close()
            with tempfile.TemporaryDirectory(prefix="cc-", dir=kept.parent) as folder:
                backups.dump(owner, "main", folder=Path(folder) / "kept", now=clock.now())
                with suppress(OSError):  # another run was quicker
                    (Path(folder) / "kept").rename(kept)
    with psycopg.connect(owner) as connection:
        connection.execute(agreeing_sql().encode())
    return server


@contextmanager
def embedded_server() -> Iterator[TestServer]:
    with tempfile.TemporaryDirectory(prefix="cc-") as folder, embedded(Home(Path(folder))) as server:
        names = ("app", "owner", "superuser")
        made = TestServer(server.url("superuser", "postgres"), {name: server.url(name) for name in names})
        yield _migrated(made, kept=_kept_tables())


@contextmanager
def debian_server() -> Iterator[TestServer]:
    with tempfile.TemporaryDirectory(prefix="cc-") as text, ExitStack() as stack:
        folder = Path(text)
        data, passwords = folder / "data", {name: secrets.token_urlsafe(18) for name in ("superuser", "owner", "app")}
        user = system_user(data)
        user.owns(folder)
        open_the_way(folder, user)
        word = folder / "password"
        word.write_text(passwords["superuser"])
        user.owns(word)

        def program(name: str, *words: str) -> None:
            with (folder / "log").open("ab") as log:
                subprocess.run([DEBIAN / name, *words], check=True, stdout=log, stderr=log, **user.popen_arguments())

        program("initdb", "-D", str(data), "-U", "postgres", f"--pwfile={word}", "--auth=scram-sha-256", "-E", "UTF8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        program("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "server.log"), "start")
        stack.callback(program, "pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        host = quote(str(folder), safe="")
        superuser = f"postgres://postgres:{passwords['superuser']}@{host}/postgres"
        server = TestServer(
            superuser,
            {
                "superuser": superuser,
                "owner": f"postgres://{roles.OWNER}:{passwords['owner']}@{host}/{roles.DATABASE}",
                "app": f"postgres://{roles.APPLICATION}:{passwords['app']}@{host}/{roles.DATABASE}",
            },
        )
        server.execute(roles.roles_sql(passwords["owner"], passwords["app"]))
        for database in (roles.DATABASE, roles.KEYS_DATABASE):
            server.execute(roles.database_sql(database, locale=True))
            with psycopg.connect(server.address("superuser", database)) as connection:
                connection.execute(roles.rights_sql(database).encode())
        yield _migrated(server)


def debian_is_here() -> bool:
    return (DEBIAN / "postgres").exists()


MAKERS = {"embedded": embedded_server, "debian": debian_server}
