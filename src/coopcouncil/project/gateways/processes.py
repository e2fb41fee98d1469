"""Child processes that leave nobody behind.

Each child leads a process group of its own, and carries a token in its environment that its own children inherit. A
record in run/<name>.pid (number, moment of creation, token) outlives a killed parent, so that the next start can find
and end what is left: by the group, and by the token where a grandchild has made itself a group of its own.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil

from coopcouncil.foundation.files import write_atomically
from coopcouncil.project.gateways.home import Home

MARK = "COOPCOUNCIL_RUN_MARK"
# Seconds.
_GRACE = 5.0
_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 20.0
_LARGEST_LOG = 10_000_000
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """What to start. `once`: it ends by itself, and is started again only when it failed."""

    name: str
    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    once: bool = False


def coopcouncil(name: str, *words: str, once: bool = False, environment: Mapping[str, str] | None = None) -> Program:
    """One of our own commands as a program, in this Python."""
    argv = (sys.executable, "-m", "coopcouncil.project.cli", *words)
    return Program(name, argv, tuple((environment or {}).items()), once)


def _die_with_parent() -> Callable[[], None] | None:
    """What a child does first so that the kernel ends it when its parent dies, however that dies. Linux only."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return prepare


def _group(number: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError, psutil.Error):
            if os.getpgid(process.pid) == number and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _bearers(token: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == token:
                found.append(process)
    return found


def _runs(process: psutil.Process) -> bool:
    # A dead process that its parent has not buried yet runs no more, however long that takes.
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_gone(processes: Iterable[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Wait for processes, whoever's children they are, to end. Returns those that still run."""
    until = time.monotonic() + seconds
    while (alive := [process for process in processes if _runs(process)]) and time.monotonic() < until:
        time.sleep(0.02)
    return alive


def kill(processes: Iterable[psutil.Process]) -> None:
    """Make processes end, and wait until they have."""
    alive = list(processes)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_until_gone(alive, seconds=_GRACE)


def end(processes: Iterable[psutil.Process], *, grace: float = _GRACE) -> None:
    """Ask processes to end, wait `grace` seconds, then make them. Returns when they are gone."""
    alive = list(processes)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    kill(wait_until_gone(alive, seconds=grace))


def is_alive(pid: int, created: float) -> bool:
    """Whether the process that was recorded still runs: the number alone may belong to another one by now."""
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - created) < 0.05 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_orphans(home: Home) -> int:
    """End what a killed supervisor left running; call as the holder of its lock. Returns how many were ended."""
    ended: set[psutil.Process] = set()
    for record in home.run.glob("*.pid"):
        try:
            noted = json.loads(record.read_text())
            pid, created, token = int(noted["pid"]), float(noted["created"]), str(noted["token"])
        except (ValueError, KeyError, TypeError):
            record.unlink()
            continue
        left = set(_bearers(token))
        if is_alive(pid, created):
            left |= set(_group(pid))
        end(left, grace=2.0)
        ended |= left
        record.unlink()
    return len(ended)


class Child:
    """One running program: started, tended, and started again with a growing pause when it dies."""

    def __init__(self, program: Program, home: Home, say: Callable[[str], None]) -> None:
        self.program, self._home, self._say = program, home, say
        self.log = home.logs / f"{program.name}.log"
        self.failures = 0
        self.finished = False
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_again_at = 0.0

    @property
    def _record(self) -> Path:
        return self._home.run / f"{self.program.name}.pid"

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C on the terminal reaches only the supervisor."""
        token = uuid4().hex
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        # The record comes before the child: a kill between the two must not leave a child without a record.
        self._note(pid=0, created=0.0, token=token)
        # What a program writes (letters, other organisations' notices, logs) is for nobody else on this machine.
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self.program.argv,
                env=os.environ | dict(self.program.environment) | {MARK: token, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=0o077,
                preexec_fn=_die_with_parent(),
            )
        with suppress(psutil.NoSuchProcess):
            self._note(self._process.pid, psutil.Process(self._process.pid).create_time(), token)
        self._started_at = time.monotonic()

    def _note(self, pid: int, created: float, token: str) -> None:
        note = {"pid": pid, "created": created, "group": pid, "token": token}
        write_atomically(self._record, json.dumps(note).encode(), mode=0o600)

    def tend(self) -> None:
        """See whether it still runs; start it again when its pause is over."""
        if self.finished:
            return
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_again_at:
                self.start()
            return
        if (code := self._process.poll()) is None:
            if self.failures and now - self._started_at > _STEADY_AFTER:
                self.failures = 0
            return
        end(_group(self._process.pid), grace=1.0)
        self._process = None
        if self.program.once and code == 0:
            self.finished = True
            self._record.unlink(missing_ok=True)
            return
        self.failures += 1
        pause = min(0.5 * 2 ** (self.failures - 1), _LONGEST_PAUSE)
        self._start_again_at = now + pause
        self._say(f"{self.program.name} stopped ({_how(code)}); it starts again in {pause:g} s. See {self.log}")

    def ask_to_end(self) -> None:
        """Send the whole group the signal to end."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Wait for the end, up to a moment of the monotonic clock; then kill the whole group. Forget the record."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.0, until - time.monotonic()))
            kill(_group(self._process.pid))
            self._process.wait()
            self._process = None
        self._record.unlink(missing_ok=True)

    def last_lines(self, count: int = 8) -> str:
        """The end of its log."""
        with suppress(FileNotFoundError):
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-count:])
        return ""


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def stop_all(children: Iterable[Child]) -> None:
    """End all children at once: ask, wait five seconds in all, then kill what is left of each group."""
    children = list(children)
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + _GRACE
    for child in children:
        child.wait(until)
