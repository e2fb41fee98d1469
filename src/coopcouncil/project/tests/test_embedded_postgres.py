"""The embedded database: closed to strangers, shared by every process of a home, and gone with the last of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from coopcouncil.project.gateways import database, roles
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import DatabaseTrouble, EmbeddedServer, describe, embedded
from coopcouncil.project.gateways.processes import kill

# Uses the home until a line comes in, and says so; then leaves.
USER = """
import sys
from pathlib import Path
import psycopg
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import embedded
with embedded(Home(Path(sys.argv[1]))) as server:
    with psycopg.connect(server.url("app")) as connection:
        connection.execute("SELECT 1")
    print("in", server.process().pid, flush=True)
    sys.stdin.readline()
    with psycopg.connect(server.url("app")) as connection:
        connection.execute("SELECT 1")
print("out", flush=True)
"""
# Comes and goes, and asks the database something each time.
PASSER_BY = """
import sys
from pathlib import Path
import psycopg
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import embedded
for _ in range(int(sys.argv[2])):
    with embedded(Home(Path(sys.argv[1]))) as server, psycopg.connect(server.url("app")) as connection:
        connection.execute("SELECT pg_sleep(0.01)")
"""


def _use(home: Home) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(home.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _pid(user: subprocess.Popen[str]) -> int:
    assert user.stdout
    word, pid = user.stdout.readline().split()
    assert word == "in"
    return int(pid)


def _runs(pid: int) -> bool:
    """Whether it runs; one that has ended counts as gone even where nobody has buried it yet."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def _leave(user: subprocess.Popen[str]) -> None:
    out, _ = user.communicate("go\n", timeout=60)
    assert out == "out\n"
    assert user.returncode == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One running server for the tests that only look."""
    with embedded(Home(tmp_path_factory.mktemp("home"))) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home of the test's own, with no server left in it afterwards."""
    own = Home(tmp_path / "home")
    yield own
    if (process := describe(own).process()) is not None:
        kill([process])


def _connect(server: EmbeddedServer, role: str, *, password: str | None = None) -> psycopg.Connection:
    url = server.url(role)  # type: ignore[arg-type]
    if password is None:
        return psycopg.connect(url)
    return psycopg.connect(url, password=password)


@pytest.mark.parametrize("role", ["app", "owner", "superuser"])
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_connection_with_a_wrong_or_empty_password_is_refused(server, role, password):
    with pytest.raises(psycopg.OperationalError, match="password"):
        _connect(server, role, password=password)


def test_a_stranger_without_a_password_is_refused_and_no_address_is_listened_at(server):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=str(server.socket_folder), user="postgres", dbname="postgres", passfile="/nonexistent")
    with _connect(server, "superuser") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        rules = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("scram-sha-256",)]


def test_the_application_may_not_make_a_table_and_owns_nothing(server):
    with _connect(server, "app") as connection:
        connection.autocommit = True
        for statement in (
            "CREATE TABLE mine (n int)",
            "CREATE SCHEMA mine",
            "CREATE TEMP TABLE mine (n int)",
            "CREATE ROLE mine",
            "CREATE DATABASE mine",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
        owned = connection.execute(
            "SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND refobjid = %s::regrole", [roles.APPLICATION]
        ).fetchone()
        mighty = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert owned == (0,)
    assert mighty == (False, False, False, False)


def test_the_application_changes_rows_of_the_owners_tables_but_not_the_tables(server):
    with _connect(server, "owner") as owner:
        owner.execute("CREATE TABLE tree (id serial PRIMARY KEY, name text)")
    with _connect(server, "app") as app:
        app.execute("INSERT INTO tree (name) VALUES ('oak'), ('elm')")
        app.execute("UPDATE tree SET name = 'ash' WHERE name = 'elm'")
        app.execute("DELETE FROM tree WHERE name = 'oak'")
        app.commit()
        assert app.execute("SELECT name FROM tree").fetchall() == [("ash",)]
        for statement in ("DROP TABLE tree", "ALTER TABLE tree ADD n int", "TRUNCATE tree"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement.encode())
            app.rollback()


def test_text_is_utf8_and_sorts_the_same_on_every_machine(server):
    with _connect(server, "app") as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale FROM pg_database WHERE datname = %s",
            [roles.DATABASE],
        ).fetchone()
        assert row == ("UTF8", "b", "C.UTF-8")
        assert connection.execute("SELECT lower('ÉŁÓDŹ')").fetchone() == ("éłódź",)


def test_the_address_is_one_that_django_and_psql_understand_too(server):
    import dj_database_url

    parsed = dj_database_url.parse(server.url("app"))
    assert parsed["HOST"] == str(server.socket_folder)
    assert parsed["NAME"] == roles.DATABASE
    assert parsed["PASSWORD"] == server.home.secret("database-app.password")


def test_the_session_names_the_embedded_database_and_takes_the_name_back(home, monkeypatch):
    monkeypatch.setenv("COOPCOUNCIL_HOME", str(home.path))
    monkeypatch.delenv("COOPCOUNCIL_DATABASE_URL", raising=False)
    before = database.address("app")
    with database.session() as url:
        assert url == before == os.environ["COOPCOUNCIL_DATABASE_URL"]
    assert "COOPCOUNCIL_DATABASE_URL" not in os.environ
    assert describe(home).process() is None


def test_a_server_that_does_not_let_us_in_is_reported_without_the_password(monkeypatch):
    monkeypatch.setenv("COOPCOUNCIL_DATABASE_URL", "postgres://somebody:hidden@127.0.0.1:1/nothing")
    with pytest.raises(Exception, match="COOPCOUNCIL_DATABASE_URL") as caught, database.session():
        pass
    assert "hidden" not in str(caught.value)


def test_two_that_start_at_once_share_one_server_and_the_last_out_stops_it(home):
    home.make()
    first, second = _use(home), _use(home)
    pid = _pid(first)
    assert _pid(second) == pid
    _leave(first)
    assert _runs(pid)
    _leave(second)
    assert describe(home).process() is None
    assert not _runs(pid)


def test_nobody_finds_the_database_gone_while_many_come_and_go(home):
    home.make()
    passers_by = [
        subprocess.Popen([sys.executable, "-c", PASSER_BY, str(home.path), "6"], stderr=subprocess.PIPE, text=True)
        for _ in range(5)
    ]
    complaints = [process.communicate(timeout=120)[1] for process in passers_by]
    assert [process.returncode for process in passers_by] == [0] * 5, complaints
    assert describe(home).process() is None


def test_a_killed_user_leaves_an_orphan_that_the_next_adopts_and_stops_with_its_rows(home):
    user = _use(home)
    pid = _pid(user)
    with psycopg.connect(describe(home).url("owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'committed' AS word")
    user.send_signal(signal.SIGKILL)
    user.wait(10)
    assert _runs(pid)

    with embedded(home) as server:
        assert server.process().pid == pid
        with psycopg.connect(server.url("app")) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("committed",)
    assert not _runs(pid)


def test_committed_rows_survive_when_the_server_itself_is_killed(home):
    with embedded(home) as server:
        with psycopg.connect(server.url("owner")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT n FROM generate_series(1, 1000) AS n")
        server.process().kill()
        deadline = time.monotonic() + 10
        while server.process() is not None and time.monotonic() < deadline:
            time.sleep(0.05)
        database.keep(home)
        with psycopg.connect(server.url("app")) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    assert describe(home).process() is None


def test_a_stale_record_is_harmless_even_when_its_number_belongs_to_another_program(home):
    with embedded(home) as server:
        content = (server.data / "postmaster.pid").read_text()
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        rest = content.split("\n", 1)[1]
        (server.data / "postmaster.pid").write_text(f"{bystander.pid}\n{rest}")
        with embedded(home), psycopg.connect(server.url("app")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_initdb_that_was_killed_half_way_is_begun_again(home):
    home.make()
    (home.postgres / "new-cafe").mkdir()
    (home.postgres / "new-cafe" / "PG_VERSION").write_text("18\n")
    with embedded(home) as server:
        assert server.answers()
    assert not list(home.postgres.glob("new-*"))


def test_secrets_that_do_not_belong_to_the_data_are_refused_by_name(home):
    with embedded(home):
        pass
    (home.secrets / "database-superuser.password").write_text("another\n")
    with pytest.raises(DatabaseTrouble, match="secrets"), embedded(home):
        pass
    assert describe(home).process() is None


def test_a_long_path_gets_a_short_socket_of_its_own_that_others_cannot_read(tmp_path):
    long = Home(tmp_path / ("long" * 30))
    with embedded(long) as server:
        assert server.socket_folder.name.startswith("coopcouncil-")
        assert server.socket_folder.stat().st_mode & 0o077 == 0
        with psycopg.connect(server.url("app")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    server.socket_folder.rmdir()


def test_threads_of_one_process_may_share_a_home_too(home):
    home.make()

    def visit(_: int) -> int:
        with embedded(home) as server, psycopg.connect(server.url("app")) as connection:
            row = connection.execute("SELECT 1").fetchone()
            return int(row[0]) if row else 0

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(visit, range(8))) == [1] * 8
    assert describe(home).process() is None
