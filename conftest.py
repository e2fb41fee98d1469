"""Fixtures for every test: real databases, the steady cast, and a borough with a browser."""

import os
import secrets
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.utils import translation
from tests.support import borough as boroughs
from tests.support import clamav, servers

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.foundation.keys import store
from coopcouncil.project.gateways import roles

# Databases by the hundred are made and dropped here, which a disk takes ten times as long for as memory does.
MEMORY = Path("/dev/shm")  # noqa: S108 - the kernel's own; what is made in it are folders of this user's
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 8 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

SHARED_DATA = Path(__file__).resolve().parent.parent / "shared" / "data"
NO_SKIP = os.environ.get("COOPCOUNCIL_NO_SKIP") == "1"

# Playwright keeps an event loop in the main thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
settings.SECRET_KEY = secrets.token_urlsafe(50)
settings.FACTS_KEY = b64encode(secrets.token_bytes(32)).decode()
settings.SEARCH_KEY = b64encode(secrets.token_bytes(32)).decode()
settings.AUDIT_KEY = b64encode(secrets.token_bytes(32)).decode()
# Roles hold without a second factor here; the tests of the second factor turn it on.
settings.STAFF_SECOND_FACTOR = False
settings.METRICS_TOKEN = secrets.token_urlsafe(24)
settings.HOME = Path(tempfile.gettempdir()) / f"coopcouncil-tests-{os.getpid()}"
settings.AUDIT_CHECKPOINTS = settings.HOME / "checkpoints"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of the database's invariants runs on every kind of PostgreSQL that can be had."""
    if "postgres_kind" in metafunc.fixturenames:
        kinds = list(servers.MAKERS) if metafunc.definition.get_closest_marker("invariants") else ["embedded"]
        metafunc.parametrize("postgres_kind", kinds, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say why a test cannot run here, before it tries; and in which order they run."""
    for item in items:
        if item.get_closest_marker("shared_data") and not SHARED_DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"real data are not at {SHARED_DATA}"))
        if item.get_closest_marker("clamav") and not clamav.CLAMD:
            item.add_marker(pytest.mark.skip(reason="no ClamAV here: apt-get install clamav-daemon"))
        if item.get_closest_marker("browser") and not boroughs.CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium"))
    # What takes longest begins first, so that no worker waits for the other at the end.
    items.sort(key=_takes_long, reverse=True)


def _takes_long(item: pytest.Item) -> bool:
    limit = item.get_closest_marker("timeout")
    return bool(item.get_closest_marker("browser") or (limit and limit.args[0] >= 600))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section("what was skipped, and why")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")
    if not skipped:
        terminalreporter.write_line("nothing")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where no skip is allowed (continuous integration), one is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if NO_SKIP and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- databases ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_servers(django_db_blocker: Any) -> Iterator[Callable[[str], servers.TestServer]]:
    """Servers by kind, each started once, at its first use."""
    with ExitStack() as stack:
        started: dict[str, servers.TestServer] = {}

        def server(kind: str) -> servers.TestServer:
            if kind not in started:
                with django_db_blocker.unblock():
                    before = dict(connections["default"].settings_dict)
                    started[kind] = stack.enter_context(servers.MAKERS[kind]())
                    connections["default"].close()
                    connections["default"].settings_dict.update(before)
            return started[kind]

        yield server


@pytest.fixture(scope="session")
def django_db_setup(postgres_servers: Callable[[str], servers.TestServer], django_db_blocker: Any) -> Iterator[None]:
    """One migrated database for the tests that roll back, connected to as the application's role."""
    server = postgres_servers("embedded")
    name = server.copy()
    with django_db_blocker.unblock():
        use_database(server.address("app", name))
    settings.KEYS_DATABASE_URL = server.address("app", server.copy(roles.KEYS_DATABASE))
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _the_erased_of_one_test_live_in_the_next(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keys are really destroyed, also where the rest of a test is rolled back; and the cast has the same ids always."""
    yield
    if "db" in request.fixturenames and store._pools:
        with store._connected() as connection:
            connection.execute("DELETE FROM data_key WHERE wrapped IS NULL")


@pytest.fixture(autouse=True)
def _the_language_of_one_test_is_not_that_of_the_next() -> Iterator[None]:
    """A request leaves its language to the thread; the next request takes its own, but the next test may make none."""
    yield
    translation.deactivate()


@dataclass(frozen=True)
class ClonedDatabase:
    app: str
    owner: str
    superuser: str


@pytest.fixture
def cloned_db(
    postgres_kind: str,
    postgres_servers: Callable[[str], servers.TestServer],
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[ClonedDatabase]:
    """A fresh database of this test's own, in which everything is really committed."""
    if postgres_kind == "debian" and not servers.debian_is_here():
        pytest.skip("Debian's PostgreSQL 15 is not here: apt-get install postgresql-15")
    server = postgres_servers(postgres_kind)
    name = server.copy()
    before, keys_before = dict(connections["default"].settings_dict), settings.KEYS_DATABASE_URL
    keys_name = server.copy(roles.KEYS_DATABASE)
    clone = ClonedDatabase(*(server.address(role, name) for role in ("app", "owner", "superuser")))
    with django_db_blocker.unblock():
        use_database(clone.app)
        settings.KEYS_DATABASE_URL = server.address("app", keys_name)
        try:
            yield clone
        finally:
            close_database()
            settings.KEYS_DATABASE_URL = keys_before
            connections["default"].settings_dict.update(before)
            settings.DATABASES["default"].update({key: before[key] for key in ("NAME", "USER", "PASSWORD", "HOST")})
            server.drop(name)
            server.drop(keys_name)


# --- people ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    account_id: UUID
    actor: Actor


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The steady cast, appointed in this test's database."""
    from coopcouncil.people import demo, public

    if "cloned_db" not in request.fixturenames:
        request.getfixturevalue("db")
    today = clock.today()
    return SimpleNamespace(
        **{
            name: Member(account_id, public.actor_for_account(account_id, today))
            for name, account_id in demo.load_cast().items()
        }
    )


@pytest.fixture
def client_for(cast: SimpleNamespace) -> Callable[[str | None], Client]:
    """A test client signed in as one of the cast, or as nobody."""
    from coopcouncil.people.models import Account

    def client(name: str | None) -> Client:
        made = Client()
        if name is not None:
            made.force_login(
                Account.objects.get(id=getattr(cast, name).account_id), backend=settings.AUTHENTICATION_BACKENDS[0]
            )
        return made

    return client


# --- Ashmere --------------------------------------------------------------------------------------------------------


@contextmanager
def _loaded_for_a_file(blocker: Any, *contexts: Any) -> Iterator[None]:
    """Demo data in a transaction round all tests of a file: each rolls back to here, and the last of them all of it."""
    with blocker.unblock(), transaction.atomic():
        for context in contexts:
            context.load()
        with blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded_places(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Ashmere's places."""
    from coopcouncil.places import demo

    with _loaded_for_a_file(django_db_blocker, demo):
        yield


@pytest.fixture(scope="module")
def loaded_people(loaded_places: None, django_db_blocker: Any) -> Iterator[None]:
    """Ashmere's places, organisations and people, without its directory."""
    from coopcouncil.people import demo

    with _loaded_for_a_file(django_db_blocker, demo):
        yield


@pytest.fixture(scope="module")
def loaded_directory(loaded_people: None, django_db_blocker: Any) -> Iterator[None]:
    """Ashmere's places, organisations, people and all of its directory. Not for a file that uses `cloned_db` too."""
    from coopcouncil.directory import demo

    with _loaded_for_a_file(django_db_blocker, demo):
        yield


# --- the whole borough ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def borough() -> Iterator[boroughs.Borough]:
    """The demo borough, running for real, with its worker and its agencies."""
    with boroughs.running_borough() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=boroughs.CHROMIUM, args=boroughs.CHROMIUM_ARGUMENTS, headless=True
        )
        yield browser
        browser.close()
