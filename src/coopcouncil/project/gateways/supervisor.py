"""`coopcouncil run`: everything a working council needs, under one process that takes it all down with it."""

import fcntl
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType
from typing import Any

import psutil

from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.processes import Child, Program, is_alive, stop_all

# Seconds.
_WAIT_FOR_LEAVER = 10.0
_GIVE_UP_AFTER_FAILURES = 5


class AlreadyRunning(Conflict):
    """Another supervisor serves this home; its process number is in the message."""


def loopback_addresses() -> list[str]:
    """Where to listen so that both http://localhost and http://127.0.0.1 answer, and nobody outside this machine.

    Where `localhost` means ::1 as well, a browser may try that first, and would find whatever listens there.
    """
    addresses = ["127.0.0.1"]
    with suppress(socket.gaierror):
        for _, _, _, _, place in socket.getaddrinfo("localhost", None, socket.AF_INET6, socket.SOCK_STREAM):
            if place[0] == "::1":
                addresses.append("::1")
                break
    return addresses


def check_port(addresses: Sequence[str], port: int) -> None:
    """Raises BadInput when another program listens at `port`."""
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # A port that was closed a moment ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                raise BadInput(
                    f"Port {port} cannot be used: {error.strerror}.",
                    mend=f"End the program that uses it, or choose another port: PORT={port + 1} make run",
                ) from error


def free_ports(count: int, *, above: int) -> int:
    """The first of `count` neighbouring ports of the loopback address, beyond `above`, that nobody listens at."""
    for first in range(above + 1, 65536 - count, count):
        with ExitStack() as held:
            try:
                for port in range(first, first + count):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise BadInput(
        "No ports are free for the demo agencies.", mend="Set COOPCOUNCIL_AGENCY_PORT to the first of three."
    )


def _read(descriptor: int) -> dict[str, Any]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with suppress(ValueError):
        noted = json.loads(os.read(descriptor, 4096) or b"{}")
        if isinstance(noted, dict):
            return noted
    return {}


def _write(descriptor: int, note: dict[str, Any]) -> None:
    content = json.dumps(note).encode()
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, content, 0)


def _is_leaving(note: dict[str, Any]) -> bool:
    """Whether the holder goes down by itself soon: it said so, or the parent that it follows is dead."""
    if note.get("stopping"):
        return True
    return bool(note.get("follows")) and not is_alive(int(note["parent"]), float(note["parent_created"]))


@contextmanager
def supervisor_lock(home: Home, *, follows_parent: bool) -> Iterator[Callable[[], None]]:
    """Be the one supervisor of this home. Yields what to call when stopping begins. Raises AlreadyRunning.

    A holder that is on its way out is waited for, ten seconds at most.
    """
    descriptor = os.open(home.run / "supervisor.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + _WAIT_FOR_LEAVER
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                note = _read(descriptor)
                # An empty note: it holds the lock and has not written yet, or is not one of ours.
                if time.monotonic() > until or not (_is_leaving(note) or not note):
                    raise AlreadyRunning(
                        f"coopcouncil already runs in {home.path} (process {note.get('pid', 'unknown')}). "
                        "Mend: use that one, or end it first; another home can be named in COOPCOUNCIL_HOME."
                    ) from None
                time.sleep(0.1)
        me = psutil.Process()
        note = {"pid": me.pid, "created": me.create_time(), "follows": follows_parent, "stopping": False}
        with suppress(psutil.Error):
            if parent := me.parent():
                note |= {"parent": parent.pid, "parent_created": parent.create_time()}
        note["follows"] = follows_parent and "parent" in note
        _write(descriptor, note)
        yield lambda: _write(descriptor, note | {"stopping": True})
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


class Stop:
    """Whether to stop, and why: a signal, or a parent that died."""

    def __init__(self, *, with_parent: bool) -> None:
        self._parent = os.getppid() if with_parent else None
        self.signal: int | None = None

    def listen(self) -> None:
        """Take over the signals that end a program."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.signal = self.signal or number

    @property
    def asked(self) -> bool:
        """Whether it is time to stop."""
        return self.signal is not None or (self._parent is not None and os.getppid() != self._parent)


def is_ready(address: str, port: int) -> bool:
    """Whether /readyz answers 200."""
    connection = http.client.HTTPConnection(address, port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def supervise(
    home: Home,
    programs: Sequence[Program],
    *,
    stop: Stop,
    ready: Callable[[], bool],
    on_ready: Callable[[], None],
    on_stop: Callable[[], None],
    keep_database: Callable[[], None],
    say: Callable[[str], None],
) -> int:
    """Start the programs and keep them running until told to stop. Returns the exit code: 0, or 1 when one cannot run.

    Until everything is ready, a program that fails five times in a row ends the whole; afterwards it is tried for
    ever, with longer and longer pauses.
    """
    children = [Child(program, home, say) for program in programs]
    is_up, database_seen, asked_at = False, time.monotonic(), 0.0
    try:
        for child in children:
            child.start()
        while not stop.asked:
            for child in children:
                child.tend()
                if not is_up and child.failures >= _GIVE_UP_AFTER_FAILURES:
                    say(f"{child.program.name} cannot run. The last lines of {child.log}:\n{child.last_lines()}")
                    return 1
            now = time.monotonic()
            if not is_up and now - asked_at > 0.2:
                asked_at = now
                if is_up := ready():
                    on_ready()
            if now - database_seen > 2.0:
                database_seen = now
                keep_database()
            time.sleep(0.1)
    finally:
        on_stop()
        stop_all(children)
    return 0
