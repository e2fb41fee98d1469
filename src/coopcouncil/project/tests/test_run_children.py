"""Child processes: started again when they die, ended with all their offspring, and never left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.processes import MARK, Child, Program, end_orphans, stop_all

# A program with a child in its own process group, and one that has left for a group of its own.
FAMILY = "sleep 300 & setsid sleep 301 & echo started; wait"
PARENT = """
import sys, time
from pathlib import Path
from coopcouncil.project.gateways.home import Home
from coopcouncil.project.gateways.processes import Child, Program
child = Child(Program("family", ("sh", "-c", sys.argv[2])), Home(Path(sys.argv[1])), print)
child.start()
print("started", flush=True)
time.sleep(300)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def _eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not (answer := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer


def _token(home: Home, name: str) -> str:
    return str(json.loads((home.run / f"{name}.pid").read_text())["token"])


def _bearers(token: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == token and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def test_a_killed_parent_leaves_grandchildren_that_the_next_start_ends(home):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(home.path), FAMILY], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    assert parent.stdout.readline() == "started\n"
    token = _token(home, "family")
    assert _eventually(lambda: len(_bearers(token)) >= 3)
    parent.send_signal(signal.SIGKILL)
    parent.wait(10)
    assert len(_bearers(token)) >= 2

    assert end_orphans(home) >= 2

    assert _bearers(token) == []
    assert list(home.run.glob("*.pid")) == []


def test_a_record_whose_number_now_belongs_to_somebody_else_ends_nobody(home):
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        note = {"pid": bystander.pid, "created": 1.0, "group": bystander.pid, "token": "of an earlier day"}
        (home.run / "web.pid").write_text(json.dumps(note))
        (home.run / "torn.pid").write_text("{")
        assert end_orphans(home) == 0
        assert bystander.poll() is None
        assert list(home.run.glob("*.pid")) == []
    finally:
        bystander.kill()
        bystander.wait()


def test_a_child_that_dies_is_started_again_with_a_longer_pause_each_time_and_a_line_that_says_so(home):
    lines: list[str] = []
    child = Child(Program("short", ("sh", "-c", "echo here; exit 3")), home, lines.append)
    child.start()
    assert _eventually(lambda: bool(child.tend() or len(lines) == 3))
    stop_all([child])
    assert [line.split(". ")[0] for line in lines] == [
        "short stopped (exit code 3); it starts again in 0.5 s",
        "short stopped (exit code 3); it starts again in 1 s",
        "short stopped (exit code 3); it starts again in 2 s",
    ]
    assert str(child.log) in lines[0]
    assert child.last_lines() == "here\nhere\nhere"


def test_a_program_that_runs_once_is_not_started_again_when_it_is_done(home):
    child = Child(Program("once", ("true",), once=True), home, pytest.fail)
    child.start()
    assert _eventually(lambda: bool(child.tend() or child.finished))
    child.tend()
    stop_all([child])
    assert list(home.run.iterdir()) == []


def test_stopping_ends_the_whole_group_even_what_will_not_listen(home):
    stubborn = "trap '' TERM; sh -c \"trap '' TERM; sleep 300\" & sleep 300"
    child = Child(Program("stubborn", ("sh", "-c", stubborn)), home, pytest.fail)
    child.start()
    token = _token(home, "stubborn")
    assert _eventually(lambda: len(_bearers(token)) >= 3)
    began = time.monotonic()
    stop_all([child])
    assert time.monotonic() - began < 15
    assert _bearers(token) == []


def test_a_child_hears_no_ctrl_c_of_the_terminal(home):
    child = Child(Program("apart", ("sleep", "60")), home, pytest.fail)
    child.start()
    pid = json.loads((home.run / "apart.pid").read_text())["pid"]
    assert os.getpgid(pid) == pid != os.getpgid(0)
    assert os.getsid(pid) != os.getsid(0)
    stop_all([child])


def test_what_a_program_writes_is_for_nobody_else(home, monkeypatch):
    before = os.umask(0o022)
    try:
        child = Child(
            Program("writer", ("sh", "-c", "mkdir kept && echo letter > kept/letter"), once=True), home, print
        )
        monkeypatch.chdir(home.path)
        child.start()
        assert _eventually(lambda: child.tend() or child.finished)
    finally:
        os.umask(before)
    written = (child.log, home.path / "kept", home.path / "kept" / "letter")
    assert [oct(path.stat().st_mode & 0o777) for path in written] == ["0o600", "0o700", "0o600"]
