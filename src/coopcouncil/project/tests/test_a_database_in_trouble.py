"""The database is killed while people tell us something, or its disk is full: what was acknowledged is never lost.

In small here; at full size by `make chaos`. The server is one of the embedded kind, on a disk of its own: a small one
in memory where this process may mount one, else an ordinary folder in which the server may write nothing for a while.
"""

import json
import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connection, connections
from django.http import HttpResponse
from django.test import Client

from coopcouncil.foundation import clock, keys
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.foundation.fields import BY_LAW
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.people.models import Account
from coopcouncil.people.public import organisation_by_code
from coopcouncil.project.gateways import database, roles
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import EmbeddedServer, binaries, describe, embedded
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft
from coopcouncil.sharing.models import Delivery, Notice, Submission
from coopcouncil.sharing.public import submit

KILLS = int(os.environ.get("COOPCOUNCIL_CHAOS_DATABASE_KILLS", "3"))
FULL_DISKS = int(os.environ.get("COOPCOUNCIL_CHAOS_FULL_DISKS", "1"))
WRITERS = 8
SIZE = 600 * 2**20  # bytes
WITHIN = 90.0  # seconds for something to happen, on a machine that has much else to do
# Shorter than those of an installation, so that each outage here outlasts them.
DEFAULT_PATIENCE, PATIENCE = settings.DATABASE_PATIENCE, {"timeout": 2.0, "reconnect_timeout": 2.0}
# The last is what a server says that may not write, for a reason that it does not know to be a full disk.
AWAY = (OperationalError, InterfaceError, InternalError)
TOLD = Fact("person_who_died", "Full name", "Ada Example", "Ada Example")


@dataclass
class Disk:
    """A server, the disk that it lives on, and a keeper that starts it again when it is gone, as `run` does."""

    server: EmbeddedServer
    mounted: Path | None
    is_full: bool = False
    rests: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def keep(self) -> None:
        while not self.ended.wait(0.2):
            if not self.rests.is_set():
                with suppress(Exception):
                    database.keep(self.server.home)
                if self.is_full and not self.mounted:
                    self._allow("1")  # also the server that was started again

    def processes(self) -> list[psutil.Process]:
        """The server's own first, then all that it began."""
        with suppress(psutil.Error):
            if first := self.server.process():
                return [first, *first.children(recursive=True)]
        return []

    def kill(self, which: slice = slice(None)) -> bool:
        """SIGKILL. Whether there was anything to kill."""
        found = self.processes()[which]
        for process in found:
            with suppress(psutil.Error):
                process.kill()
        return bool(found)

    @contextmanager
    def down(self) -> Iterator[None]:
        self.rests.set()
        try:
            _until(lambda: self.kill() or self.server.process() is None)
            _until(lambda: not self.server.answers())
            yield
        finally:
            self.rests.clear()

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nothing more can be written: the disk shrinks to what lies on it."""
        self.is_full = True
        try:
            if self.mounted:
                _until(self._shrink)
            else:
                self._allow("1")
            yield
        finally:
            self.is_full = False
            if self.mounted:
                _mount(self.mounted, "remount", SIZE)
            else:
                self._allow("unlimited")

    def _shrink(self) -> bool:
        assert self.mounted
        room = os.statvfs(self.mounted)
        return _mount(self.mounted, "remount", (room.f_blocks - room.f_bfree) * room.f_frsize)

    def _allow(self, most: str) -> None:
        """The longest file that each of the server's processes may write, in bytes; as their own user, who may say."""
        numbers = [str(process.pid) for process in self.processes()]
        program = f'for number; do prlimit --pid "$number" --fsize={most}: ; done'
        as_them = self.server.user.popen_arguments()
        subprocess.run(["/bin/sh", "-c", program, "sh", *numbers], capture_output=True, check=False, **as_them)


def _mount(folder: Path, how: str, size: int) -> bool:
    words = ["mount", "-t", "tmpfs", "-o", f"{how},size={size}", "tmpfs", str(folder)]
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@contextmanager
def _folder() -> Iterator[tuple[Path, Path | None]]:
    """A folder, and where a small disk is mounted, if one may be."""
    with tempfile.TemporaryDirectory(prefix="cc-") as text:
        folder = Path(text)
        is_mounted = os.environ.get("COOPCOUNCIL_CHAOS_NO_MOUNT") != "1" and _mount(folder, "rw", SIZE)
        try:
            yield folder, folder if is_mounted else None
        finally:
            if is_mounted:
                subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _copied(home: Home, of: Any) -> None:
    """A home whose database is a copy of the tests' migrated one: quicker than to migrate another."""
    home.make()
    for role, address in of.addresses.items():
        (home.secrets / f"database-{role}.password").write_text(unquote(urlsplit(address).password or ""))
    user = describe(home).user
    user.owns(home.postgres)
    words = ["--pgdata", str(home.postgres / "data"), "--checkpoint=fast", "--wal-method=fetch"]
    program = [str(binaries() / "pg_basebackup"), "--dbname", of.superuser, *words]
    home.path.chmod(0o755)
    home.path.parent.chmod(0o755)
    subprocess.run(program, check=True, capture_output=True, **user.popen_arguments())


@pytest.fixture(scope="module")
def disk(postgres_servers: Callable[[str], Any], django_db_blocker: Any) -> Iterator[Disk]:
    """The processes that use it keep pools of connections, as those that serve pages do."""
    tests = postgres_servers("embedded")
    with _folder() as (folder, mounted), django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        before = dict(connections["default"].settings_dict)
        home = Home(folder / "home")
        _copied(home, tests)
        with embedded(home) as server:
            pool = {"min_size": 1, "max_size": 2 * WRITERS, **PATIENCE}
            patch.setattr(settings, "DATABASE_PATIENCE", PATIENCE)
            patch.setattr(settings, "DATABASE_OPTIONS", {**settings.DATABASE_OPTIONS, "pool": pool})
            patch.setattr(settings, "KEYS_DATABASE_URL", server.url("app", roles.KEYS_DATABASE))
            use_database(server.url("app"))
            made = Disk(server, mounted)
            keeper = threading.Thread(target=made.keep, daemon=True)
            keeper.start()
            try:
                yield made
            finally:
                made.ended.set()
                keeper.join()
                close_database()
                connections["default"].settings_dict.update(before)


@pytest.fixture
def cloned_db(disk: Disk, django_db_blocker: Any) -> Iterator[Disk]:
    """The cast lives in this database."""
    with django_db_blocker.unblock():
        yield disk
        connection.close()


@dataclass
class Writers:
    """People who tell at the same time, each again with the same key until they are told that it was kept."""

    bodies: list[UUID]
    kept: list[tuple[str, UUID]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)  # by what the database said
    wrong: list[str] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)

    def write(self, number: int) -> None:
        try:
            while not self.enough.is_set():
                self.tell(number)
        except Exception as error:
            self.wrong.append(repr(error))
        finally:
            connection.close()

    def tell(self, number: int) -> None:
        key = str(uuid4())
        while not self.tell_once(number, key):
            if self.enough.wait(0.1):
                return

    def tell_once(self, number: int, key: str) -> bool:
        """Whether it was acknowledged."""
        drafts = [_draft(f"tell_{place}", body) for place, body in enumerate(self.bodies)]
        try:
            told = submit(
                actor=Actor(kind="anonymous", session_key=f"session-{number}"),
                event_code="someone-died",
                event_version=1,
                facts={TOLD.code: TOLD.value},
                drafts=drafts,
                idempotency_key=key,
                now=clock.now(),
            )
        except AWAY as error:
            self.refused[type(error.__cause__ or error).__name__] += 1
            return False
        else:
            self.kept.append((key, told.id))
            return True
        finally:
            connection.close()


def _draft(code: str, body: UUID) -> NoticeDraft:
    return NoticeDraft(
        code=code,
        service_type="gp",
        organisation_id=body,
        title="Close the record",
        purpose="council_tax_after_a_death",
        purpose_words="so that letters stop",
        basis="public_task",
        fact_codes=(TOLD.code,),
        facts=(TOLD,),
        standing="reported",
        standing_words="Reported, not yet verified",
        standing_means="Nothing stops until it is checked.",
    )


@pytest.fixture
def writers(cloned_db: Disk, cast: SimpleNamespace) -> Writers:
    return Writers([organisation_by_code("larkhill-surgery").id, organisation_by_code("ashmere-council").id])


def _nothing_is_lost(writers: Writers) -> None:
    """All that was acknowledged is there and can be read, and nothing is there in part."""
    close_database()  # what is remembered of keys, too
    known = {told.idempotency_key: told for told in Submission.objects.all()}
    assert [key for key, told in writers.kept if key not in known or known[key].id != told] == []
    assert all(known[key].facts == {TOLD.code: TOLD.value} for key, _ in writers.kept)
    notices = len(known) * len(writers.bodies)
    assert Notice.objects.count() == Delivery.objects.count() == notices
    assert OutboxEntry.objects.filter(topic="sharing.deliver").count() == notices


def _until(happened: Callable[[], Any], says: Callable[[], object] = str) -> None:
    until = time.monotonic() + WITHIN
    while not happened():
        assert time.monotonic() < until, f"it did not happen in time {says()}"
        time.sleep(0.05)


def _begins(client: Client) -> HttpResponse:
    """Begin to tell that somebody died, which writes."""
    answer: Any = client.post("/life-events/death/")
    connection.close()
    return answer


def _account(client: Client) -> HttpResponse:
    """A page that shows what is sealed."""
    answer: Any = client.get("/account/")
    connection.close()
    return answer


def _says_so(page: HttpResponse) -> None:
    assert page.status_code == 503
    text = page.content.decode()
    assert "Everything that you sent us before is kept." in text
    assert "try again in a few minutes" in text
    assert int(page["Retry-After"]) > 0


def _visitor() -> Client:
    return Client(raise_request_exception=False)


def test_a_database_killed_while_eight_people_write_loses_nothing_that_was_acknowledged(
    cloned_db: Disk, writers: Writers
) -> None:
    began = time.monotonic()
    threads = [threading.Thread(target=writers.write, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()

    def more_is_kept() -> None:
        seen = len(writers.kept)
        _until(lambda: len(writers.kept) >= seen + WRITERS or writers.wrong, lambda: writers)
        assert writers.wrong == []

    # All at once, as by a power cut; the first alone, whose children live on for a moment; one that serves somebody.
    ways = [slice(None), slice(0, 1), slice(-1, None)]
    try:
        for way in islice(cycle(ways), KILLS):
            more_is_kept()
            time.sleep(random.uniform(0, 0.1))  # noqa: S311 - at any moment of a submission
            _until(partial(cloned_db.kill, way))
        more_is_kept()
    finally:
        writers.enough.set()
        for thread in threads:
            thread.join()
    assert writers.refused
    _nothing_is_lost(writers)
    figures = {"kills": KILLS, "writers": WRITERS, "acknowledged": len(writers.kept), "refused": writers.refused}
    print(json.dumps({**figures, "lost": 0, "seconds": round(time.monotonic() - began, 1)}))


@pytest.fixture
def amara(cloned_db: Disk, cast: SimpleNamespace) -> Client:
    """Her browser, signed in."""
    client = _visitor()
    client.force_login(Account.objects.get(id=cast.amara.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_while_the_database_is_down_everybody_is_told_so_and_then_it_goes_on_by_itself(
    cloned_db: Disk, writers: Writers, amara: Client
) -> None:
    assert max(DEFAULT_PATIENCE.values()) <= 10
    assert _account(amara).status_code == 200
    assert _begins(_visitor()).status_code == 302
    with cloned_db.down():
        _says_so(_begins(_visitor()))
        _says_so(_account(amara))
        with pytest.raises(OperationalError):
            keys.key_for(uuid4(), BY_LAW)
    _until(lambda: _begins(_visitor()).status_code == 302)
    _until(lambda: writers.tell_once(99, str(uuid4())))
    _until(lambda: _account(amara).status_code == 200)
    _nothing_is_lost(writers)


def test_where_only_the_keys_are_away_the_same_page_is_shown(
    cloned_db: Disk, writers: Writers, amara: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as away:
        away.setattr(settings, "KEYS_DATABASE_URL", f"postgresql:///keys?host={tmp_path}")
        assert not writers.tell_once(98, str(uuid4()))
        _says_so(_account(amara))
    _until(lambda: writers.tell_once(98, str(uuid4())))
    _until(lambda: _account(amara).status_code == 200)
    _nothing_is_lost(writers)


def test_a_full_disk_loses_nothing_shows_a_page_that_says_so_and_mends_by_itself(
    cloned_db: Disk, writers: Writers
) -> None:
    began = time.monotonic()
    for _ in range(FULL_DISKS):
        _until(lambda: writers.tell_once(97, str(uuid4())))
        with cloned_db.full():
            pages = _pages_until_it_is_full(cloned_db, writers)
        assert {page.status_code for page in pages} <= {302, 503}
        _says_so(pages[-1])
        _until(lambda: writers.tell_once(97, str(uuid4())))
        _until(lambda: _begins(_visitor()).status_code == 302)
    assert len(writers.kept) >= 2 * FULL_DISKS
    _nothing_is_lost(writers)
    figures = {"full_disks": FULL_DISKS, "mounted": bool(cloned_db.mounted), "acknowledged": len(writers.kept)}
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({**figures, "refused": writers.refused, "lost": 0, "seconds": seconds}))


def _pages_until_it_is_full(disk: Disk, writers: Writers) -> list[HttpResponse]:
    """Tell, and ask for a page that writes, until neither can be. What is left of a file is passed over each time."""
    pages: list[HttpResponse] = []

    def is_full() -> bool:
        with suppress(psycopg.Error), psycopg.connect(disk.server.url("superuser"), autocommit=True) as own:
            own.execute("SELECT pg_switch_wal()")
        told = writers.tell_once(97, str(uuid4()))
        pages.append(_begins(_visitor()))
        return not told and pages[-1].status_code == 503

    _until(is_full, lambda: writers)
    return pages
