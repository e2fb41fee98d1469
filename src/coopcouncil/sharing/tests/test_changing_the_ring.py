"""`coopcouncil sharing rotate-keys`: every key wrapped anew, and programs that run learn of the new one."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from click.testing import CliRunner

from coopcouncil.foundation import commandline, keys
from coopcouncil.foundation.fields import TOLD
from coopcouncil.sharing.cli import group


def test_a_process_that_began_before_learns_of_the_new_key_from_the_file(
    cloned_db: Any, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(commandline, "_database", nullcontext)
    settings.HOME, old = tmp_path, settings.FACTS_KEY
    (tmp_path / "secrets").mkdir()
    file = tmp_path / "secrets" / "facts.key"
    file.write_text(f"{old}\n")
    made = keys.key_for(uuid4(), TOLD)
    before = keys.LocalRing(old)
    answer = CliRunner().invoke(group, ["rotate-keys", "--new-key"])
    assert answer.exit_code == 0, answer.output
    assert len(file.read_text().split()) == 2
    with psycopg.connect(keys.conninfo()) as connection:
        wrapped = connection.execute("SELECT wrapped, subject FROM data_key WHERE id = %s", [made.id]).fetchone()
    assert wrapped
    about = made.id.bytes + wrapped[1].bytes + TOLD.encode()
    assert before.is_newest(wrapped[0]) is False
    assert before.unwrap(wrapped[0], about=about)
