"""`coopcouncil run` as a person uses it: started, interrupted, killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import psycopg
import pytest

from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.postgres import describe
from coopcouncil.project.gateways.processes import kill

RUN = (sys.executable, "-m", "coopcouncil.project.cli", "run")


def _eventually(condition: Callable[[], bool], seconds: float = 240) -> bool:
    deadline = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


@dataclass
class Place:
    """A home and a port; what runs there is started by the tests."""

    home: Home
    port: int

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COOPCOUNCIL_")}
        return kept | {"COOPCOUNCIL_HOME": str(self.home.path)}

    @property
    def output(self) -> str:
        return (self.home.path / "output").read_text()

    def start(self, *words: str, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        with (self.home.path / "output").open("wb") as output:
            return subprocess.Popen(
                [*before, *RUN, "--port", str(self.port), *words],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait_until_ready(self, run: subprocess.Popen[bytes] | None = None) -> None:
        # Its own word first: a page may still come from a run that is going down.
        assert _eventually(lambda: "eady at" in self.output or (run is not None and run.poll() is not None))
        assert run is None or run.poll() is None, self.output
        assert _answers(f"http://127.0.0.1:{self.port}/readyz"), self.output

    def left(self) -> list[str]:
        """Every process that still works for this home."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
                    continue
                of_this_home = process.environ().get("COOPCOUNCIL_HOME") == str(self.home.path)
                if of_this_home or str(self.home.path) in process.cwd():
                    found.append(" ".join(process.cmdline()))
            except (psutil.Error, OSError):
                continue
        return found

    def record(self, name: str) -> int:
        try:
            return int(json.loads((self.home.run / f"{name}.pid").read_text())["pid"])
        except (FileNotFoundError, ValueError):
            return 0

    def keep_a_row(self, name: str) -> None:
        with psycopg.connect(describe(self.home).url("app")) as connection:
            connection.execute("INSERT INTO foundation_marker (name, at) VALUES (%s, now())", [name])

    def kept_rows(self) -> list[str]:
        with psycopg.connect(describe(self.home).url("app")) as connection:
            rows = connection.execute("SELECT name FROM foundation_marker WHERE name LIKE 'test-%' ORDER BY name")
            return [name for (name,) in rows]


@pytest.fixture(scope="module")
def kept_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One home for the whole file: the rows that a test leaves there, the next one finds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Place(Home(tmp_path_factory.mktemp("run") / "home").make(), port)


@pytest.fixture
def place(kept_place: Place) -> Iterator[Place]:
    """That home; a test that fails leaves nothing running in it for the next to stumble over."""
    yield kept_place
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get("COOPCOUNCIL_HOME") == str(kept_place.home.path):
                kill([process])
    if (server := describe(kept_place.home).process()) is not None:
        kill([server])


def test_it_serves_both_addresses_and_ctrl_c_leaves_no_process_and_no_row_behind(place):
    run = place.start()
    place.wait_until_ready(run)
    assert _answers(f"http://localhost:{place.port}/healthz")
    assert _answers(f"http://127.0.0.1:{place.port}/healthz")
    place.keep_a_row("test-before-ctrl-c")

    run.send_signal(signal.SIGINT)

    assert run.wait(30) == 0
    assert place.left() == []
    assert list(place.home.run.glob("*.pid")) == []
    with pytest.raises(psycopg.OperationalError):
        place.kept_rows()


def test_after_a_kill_the_next_start_takes_over_and_every_committed_row_is_there(place):
    run = place.start()
    place.wait_until_ready(run)
    place.keep_a_row("test-before-kill")
    run.kill()
    run.wait(10)
    assert describe(place.home).process() is not None

    run = place.start()
    place.wait_until_ready(run)
    assert place.kept_rows() == ["test-before-ctrl-c", "test-before-kill"]

    run.terminate()
    assert run.wait(30) == 0
    assert place.left() == []


def test_when_everything_is_killed_at_once_the_next_start_still_comes_up_whole(place):
    run = place.start()
    place.wait_until_ready(run)
    place.keep_a_row("test-kill-all")
    victims = [place.record("web"), place.record("worker"), describe(place.home).process().pid]
    run.kill()
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    run.wait(10)

    run = place.start()
    place.wait_until_ready(run)
    assert "test-kill-all" in place.kept_rows()
    run.terminate()
    assert run.wait(30) == 0
    assert place.left() == []


def test_while_it_runs_a_second_start_is_refused_and_what_dies_comes_back(place):
    run = place.start()
    place.wait_until_ready(run)

    second = subprocess.run(
        [*RUN, "--port", str(place.port + 1)], env=place.environment, capture_output=True, text=True, timeout=60
    )
    assert second.returncode == 2
    assert f"process {run.pid}" in second.stderr

    for name in ("web", "worker"):
        before = place.record(name)
        os.killpg(before, signal.SIGKILL)
        assert _eventually(lambda name=name, before=before: place.record(name) not in {0, before})
        assert f"{name} stopped (signal SIGKILL)" in place.output
    server = describe(place.home).process()
    server.kill()
    assert _eventually(lambda: (now := describe(place.home).process()) is not None and now.pid != server.pid)
    assert _eventually(lambda: _answers(f"http://127.0.0.1:{place.port}/readyz"))

    run.terminate()
    assert run.wait(30) == 0
    assert place.left() == []


def test_a_killed_parent_takes_it_down_and_a_start_at_that_moment_waits_its_turn(place):
    parent = place.start("--stop-with-parent", before=("sh", "-c", '"$@" & wait', "sh"))
    place.wait_until_ready(parent)
    parent.kill()
    parent.wait(10)

    run = place.start()
    place.wait_until_ready(run)
    run.terminate()
    assert run.wait(30) == 0
    assert _eventually(lambda: place.left() == [], 10)


def test_a_port_that_is_taken_is_named_with_the_mend_and_nothing_is_left(place):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", place.port))
        taken.listen()
        refused = place.start()
        assert refused.wait(60) == 2
    assert f"Port {place.port} cannot be used" in place.output
    assert f"PORT={place.port + 1} make run" in place.output
    assert place.left() == []
