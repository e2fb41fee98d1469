"""The home: made once, kept as it is found, its secrets for its owner only."""

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from coopcouncil.foundation.files import write_atomically, write_once
from coopcouncil.kernel.errors import BadInput
from coopcouncil.project.gateways.home import FOLDERS, SECRETS, Home

PATIENCE = 240  # seconds: a home is made with all its tables, and the machine has other work


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _coopcouncil(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coopcouncil.project.cli", *words],
        env=os.environ | {"COOPCOUNCIL_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_init_accepts_a_folder_with_foreign_files_and_leaves_them_alone(tmp_path):
    (tmp_path / "holiday.jpg").write_bytes(b"a beach")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "mine.txt").write_text("mine")

    done = _coopcouncil(tmp_path, "init")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "holiday.jpg").read_bytes() == b"a beach"
    assert (tmp_path / "logs" / "mine.txt").read_text() == "mine"
    assert all((tmp_path / name).is_dir() for name in FOLDERS)


def test_init_twice_changes_no_secret(tmp_path):
    Home(tmp_path).make()
    before = {name: (tmp_path / "secrets" / name).read_bytes() for name in SECRETS}

    done = _coopcouncil(tmp_path, "init", "--json")

    assert done.stdout.startswith('{"home"')
    assert '"made": false' in done.stdout
    assert {name: (tmp_path / "secrets" / name).read_bytes() for name in SECRETS} == before


def test_secrets_are_for_their_owner_only_even_where_they_were_left_open(tmp_path):
    home = Home(tmp_path).make()
    home.secrets.chmod(0o755)
    (home.secrets / "django.key").chmod(0o644)

    home.make()

    assert _mode(home.secrets) == 0o700
    assert {name: _mode(home.secrets / name) for name in SECRETS} == dict.fromkeys(SECRETS, 0o600)


def test_every_secret_is_its_own_and_the_facts_key_is_32_bytes(tmp_path):
    home = Home(tmp_path).make()
    words = [home.secret(name) for name in SECRETS]
    assert len(set(words)) == len(SECRETS)
    assert all(len(word) >= 43 for word in words)
    assert len(base64.b64decode(home.secret("facts.key"), validate=True)) == 32
    assert len(home.secret("django.key")) >= 50


def test_a_missing_secret_says_which_and_how_to_mend_it(tmp_path):
    home = Home(tmp_path).make()
    (home.secrets / "facts.key").unlink()
    with pytest.raises(BadInput, match=r"facts\.key.*coopcouncil init"):
        home.secret("facts.key")


def test_two_processes_that_make_a_home_at_once_agree_on_its_secrets(tmp_path):
    script = (
        "import sys; from pathlib import Path; from coopcouncil.project.gateways.home import Home, SECRETS\n"
        "h = Home(Path(sys.argv[1])); sys.stdin.read(1); h.make(); print([h.secret(n) for n in SECRETS])"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "new")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = {process.communicate("x", timeout=PATIENCE)[0] for process in started}
    assert len(answers) == 1
    assert "[" in answers.pop()


def test_a_file_where_a_folder_belongs_is_refused_with_its_place(tmp_path):
    (tmp_path / "run").write_text("not a folder")
    done = _coopcouncil(tmp_path, "init")
    assert done.returncode == 2
    assert str(tmp_path / "run") in done.stderr
    assert "Traceback" not in done.stderr


def test_the_home_is_var_beside_the_current_folder_unless_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Home.from_environment({}).path == tmp_path / "var"
    assert Home.from_environment({"COOPCOUNCIL_HOME": "elsewhere"}).path == tmp_path / "elsewhere"


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(tmp_path):
    file = tmp_path / "record"
    write_atomically(file, b"old")
    file_as_folder = tmp_path / "taken"
    file_as_folder.mkdir()
    with pytest.raises(OSError):
        write_atomically(file_as_folder, b"new")
    assert write_once(file, b"newer") is False
    assert file.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["record", "taken"]


def test_a_command_in_a_folder_without_a_home_makes_one_and_works(tmp_path):
    done = _coopcouncil(tmp_path / "new", "places", "summary", "--json")

    assert (done.returncode, done.stdout.strip()) == (0, '{"areas":{},"population":0}'), done.stderr


def test_the_demo_borough_is_not_loaded_into_a_home_that_is_no_demo(tmp_path):
    done = _coopcouncil(tmp_path, "demo", "load")

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("This is not a demo.")
