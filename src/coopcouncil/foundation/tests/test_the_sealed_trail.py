"""The audit trail once it is sealed: whoever changes it, the database's superuser too, is found."""

import json
import os
from base64 import b64encode
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from coopcouncil.foundation import audit, cli, clock, commandline, sealer
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.chain import Checkpoint, is_signed, link, sign
from coopcouncil.foundation.commandline import use_database
from coopcouncil.foundation.models import AuditCheckpoint, AuditRow, AuditSeal
from coopcouncil.foundation.sealer import sealing
from coopcouncil.foundation.sealer.rows import SEALED, linked
from coopcouncil.kernel.errors import Conflict

# `make chaos` asks for 10,000 rows and 1,000 tamperings.
ROWS = int(os.environ.get("COOPCOUNCIL_CHAOS_ROWS", "600"))
TAMPERINGS = int(os.environ.get("COOPCOUNCIL_CHAOS_TAMPERINGS", "60"))
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
APART = timedelta(seconds=20)
ROUND = 50  # rows that are sealed together


def tell(at: datetime, verb: str = "test.done") -> None:
    AuditRow.objects.create(at=at, actor_kind="person", actor_id=uuid4(), verb=verb, object_kind="test.thing")


@pytest.fixture
def trail(cloned_db: Any, tmp_path: Path) -> Path:
    """Many rows, sealed in rounds, with their checkpoints exported; the connection is the superuser's."""
    for start in range(0, ROWS, ROUND):
        AuditRow.objects.bulk_create(
            AuditRow(
                at=BEGAN + number * APART, actor_kind="person", actor_id=uuid4(), hats=[f"case_owner@{uuid4()}"],
                verb=f"test.{number}", object_kind="test.thing", object_id=uuid4(), reason="“é”" if number % 7 else "",
            )
            for number in range(start, start + ROUND)
        )  # fmt: skip
        assert sealer.seal(now=BEGAN + (start + ROUND) * APART) == ROUND
        sealer.export(tmp_path)
    use_database(cloned_db.superuser)
    return tmp_path


# --- seven ways to tamper, each as the superuser with the triggers off -----------------------------------------------


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount, f"changed nothing: {sql}"


def row_of(number: int) -> UUID:
    return AuditSeal.objects.get(number=number).row_id


def edit(draw: Random) -> None:
    column, value = draw.choice(
        [
            ("actor_id", str(uuid4())), ("actor_kind", "system"), ("hats", '["finance"]'), ("verb", "test.other"),
            ("object_id", None), ("object_kind", "test.other"), ("reason", "another"), ("request_id", "r"),
            ("on_behalf_of", str(uuid4())), ("at", BEGAN - timedelta(seconds=1)),
        ]
    )  # fmt: skip
    run(f"UPDATE audit_row SET {column} = %s WHERE id = %s", value, row_of(draw.randint(1, ROWS)))  # noqa: S608 - ours


def remove(draw: Random) -> None:
    number = draw.randint(1, ROWS - 1)
    run("DELETE FROM audit_row WHERE id = %s", row_of(number))
    if draw.random() < 0.7:
        run("DELETE FROM audit_seal WHERE number = %s", number)
        if draw.random() < 0.5:
            run("UPDATE audit_seal SET number = number - 1000000 WHERE number > %s", number)
            run("UPDATE audit_seal SET number = number + 999999 WHERE number < 0")


def reorder(draw: Random) -> None:
    one, two = draw.sample(range(1, ROWS + 1), 2)
    what = draw.choice(["row_id", "number"])
    ids = {one: row_of(one), two: row_of(two)}
    if what == "row_id":
        run("UPDATE audit_seal SET row_id = %s WHERE number = %s", uuid4(), one)
        run("UPDATE audit_seal SET row_id = %s WHERE number = %s", ids[one], two)
        run("UPDATE audit_seal SET row_id = %s WHERE number = %s", ids[two], one)
    else:
        run("UPDATE audit_seal SET number = -1 WHERE number = %s", one)
        run("UPDATE audit_seal SET number = %s WHERE number = %s", one, two)
        run("UPDATE audit_seal SET number = %s WHERE number = -1", two)


def insert(draw: Random) -> None:
    last = BEGAN + ROWS * APART - sealer.GRACE
    at = BEGAN + (last - BEGAN) * draw.random()
    tell(at, "test.forged")
    how = draw.choice(["left unsealed", "before the next round", "after the end", "spliced"])
    forged = AuditRow.objects.get(verb="test.forged").id
    if how == "before the next round":
        later = BEGAN + ROWS * APART + timedelta(days=1)
        tell(later)
        assert sealer.seal(now=later) == 1
    elif how == "after the end":
        run("INSERT INTO audit_seal VALUES (%s, %s, %s)", ROWS + 1, forged, b"x" * 32)
    elif how == "spliced":
        number = draw.randint(1, ROWS)
        run("UPDATE audit_seal SET number = number - 1000000 WHERE number >= %s", number)
        run("UPDATE audit_seal SET number = number + 1000001 WHERE number < 0")
        run("INSERT INTO audit_seal VALUES (%s, %s, %s)", number, forged, b"x" * 32)


def truncate(draw: Random) -> None:
    """Cut the end off, the checkpoints of it too."""
    number = draw.randint(0, ROWS - 1)
    run("DELETE FROM audit_row WHERE id IN (SELECT row_id FROM audit_seal WHERE number > %s)", number)
    run("DELETE FROM audit_seal WHERE number > %s", number)
    if draw.random() < 0.7:
        run("DELETE FROM audit_checkpoint WHERE number > %s", number)


def rewrite(draw: Random) -> None:
    """Change a row, then link all that follows anew; now and then sign the checkpoints with another key."""
    number = draw.randint(1, ROWS)
    run("UPDATE audit_row SET verb = 'test.other' WHERE id = %s", row_of(number))
    with connection.cursor() as cursor:
        cursor.execute(SEALED)
        rows = cursor.fetchall()
        before, links = bytes(32), {}
        for found, _, _, *row in rows:
            before = links[found] = link(before, found, linked(row))
        cursor.executemany(
            "UPDATE audit_seal SET link = %s WHERE number = %s", [(links[n], n) for n in links if n >= number]
        )
    if draw.random() < 0.5:
        other = Ed25519PrivateKey.generate()
        for kept in AuditCheckpoint.objects.filter(number__gte=number):
            forged = sign(Checkpoint(kept.round, kept.number, links[kept.number], kept.at), other)
            run(
                "UPDATE audit_checkpoint SET link = %s, signature = %s WHERE round = %s",
                forged.link, forged.signature, kept.round,
            )  # fmt: skip


def seal_anew(draw: Random) -> None:
    """Change a row, throw away the seals and checkpoints of it and all that follows, and have our sealer seal again."""
    number = draw.randint(1, ROWS)
    run("UPDATE audit_row SET verb = 'test.other' WHERE id = %s", row_of(number))
    start = draw.choice([0, (number - 1) // ROUND * ROUND])
    run("DELETE FROM audit_seal WHERE number > %s", start)
    run("DELETE FROM audit_checkpoint WHERE number > %s", start)
    now = BEGAN + (ROWS + 30) * APART
    assert sealer.seal(now=now) or start


WAYS: list[Callable[[Random], None]] = [edit, remove, reorder, insert, truncate, rewrite, seal_anew]


@pytest.mark.timeout(1800)
def test_every_tampering_is_found_and_an_untouched_trail_is_sound(trail: Path) -> None:
    draw, missed = Random(2010), []  # noqa: S311 - the same tamperings on every machine
    sound = sealer.verify(folder=trail)
    assert (sound.sealed, sound.waiting, sound.checkpoints, sound.fault) == (ROWS, 0, ROWS // ROUND, None)
    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
            way(draw)
            if sealer.verify(folder=trail).fault is None:
                missed.append(f"{number}: {way.__name__}")
            transaction.set_rollback(True)
    assert not missed, f"{len(missed)} of {TAMPERINGS} were not found: {missed}"
    assert sealer.verify(folder=trail).fault is None


# --- sealing ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_came_in_is_sealed_once_in_the_order_of_its_time_and_what_comes_late_is_sealed_too() -> None:
    tell(BEGAN + timedelta(seconds=5), "test.second")
    tell(BEGAN, "test.first")
    assert sealer.seal(now=BEGAN + timedelta(minutes=1)) == 2
    assert sealer.seal(now=BEGAN + timedelta(minutes=2)) == 0
    tell(BEGAN + timedelta(seconds=3), "test.late")  # its transaction took longer than the next one's
    assert sealer.oldest_unsealed_seconds(BEGAN + timedelta(seconds=63)) == 60
    assert sealer.seal(now=BEGAN + timedelta(minutes=3)) == 1
    rows = {row.id: row.verb for row in AuditRow.objects.all()}
    assert [rows[seal.row_id] for seal in AuditSeal.objects.order_by("number")] == [
        "test.first", "test.second", "test.late",
    ]  # fmt: skip
    assert [row.number for row in AuditCheckpoint.objects.order_by("round")] == [2, 3]
    assert sealer.verify().fault is None


@pytest.mark.django_db
def test_the_worker_seals_once_a_minute_whoever_asks() -> None:
    tell(BEGAN)
    assert sealer.seal_when_due(BEGAN + timedelta(seconds=1)) == 1
    tell(BEGAN + timedelta(seconds=2))
    assert sealer.seal_when_due(BEGAN + timedelta(seconds=30)) == 0
    assert sealer.seal_when_due(BEGAN + timedelta(seconds=61)) == 1


@pytest.mark.django_db
def test_a_full_disk_stops_no_sealing_and_what_was_not_exported_follows(tmp_path: Path) -> None:
    file = tmp_path / "in-the-way"
    file.write_text("")
    settings.AUDIT_CHECKPOINTS, before = file, settings.AUDIT_CHECKPOINTS
    try:
        tell(BEGAN)
        assert sealer.seal_when_due(BEGAN + timedelta(seconds=1)) == 1
        tell(BEGAN + timedelta(seconds=2))
        sealer.seal(now=BEGAN + timedelta(minutes=1))
    finally:
        settings.AUDIT_CHECKPOINTS = before
    assert sealer.export(tmp_path / "there") == 2
    assert sealer.export(tmp_path / "there") == 0
    assert sorted(file.name for file in tmp_path.glob("there/2026-03/*")) == ["000000000001.json", "000000000002.json"]


@pytest.mark.django_db
def test_in_a_quiet_night_nothing_can_be_put_in_under_its_time() -> None:
    tell(BEGAN)
    for minutes in range(0, 9 * 60, 10):
        sealer.seal(now=BEGAN + timedelta(minutes=minutes + 1))
    tell(BEGAN + timedelta(minutes=1), "test.forged")
    assert sealer.seal(now=BEGAN + timedelta(hours=9)) == 0
    fault = sealer.verify().fault
    assert fault is not None
    assert fault.kind == "inserted"


@pytest.mark.django_db
def test_a_trail_that_was_cut_is_not_sealed_again_and_the_worker_goes_on(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "AUDIT_CHECKPOINTS", tmp_path)
    tell(BEGAN)
    assert sealer.seal_when_due(BEGAN + timedelta(minutes=1)) == 1
    # As after a restored backup: the folder is ahead of the database.
    ahead = sign(Checkpoint(2, 5, b"x" * 32, BEGAN), sealer.key())
    (tmp_path / "2026-03" / "000000000002.json").write_text(ahead.as_json())
    tell(BEGAN + timedelta(seconds=70))
    assert sealer.seal_when_due(BEGAN + timedelta(minutes=3)) == 0
    with pytest.raises(Conflict, match="round 2, which was exported"):
        sealer.seal(now=BEGAN + timedelta(minutes=3), folder=tmp_path)
    monkeypatch.setattr(settings, "AUDIT_KEY", "short")
    assert sealer.seal_when_due(BEGAN + timedelta(minutes=5)) == 0


@pytest.mark.django_db
def test_many_rows_are_sealed_in_several_rounds(monkeypatch: Any) -> None:
    monkeypatch.setattr(sealing, "IN_A_ROUND", 10)
    for number in range(25):
        tell(BEGAN + timedelta(hours=number))
    now = BEGAN + timedelta(days=2)
    assert [sealer.seal(now=now) for _ in range(4)] == [10, 10, 5, 0]
    assert sealer.verify().fault is None


def test_two_workers_that_seal_at_once_seal_each_row_once(cloned_db: Any) -> None:
    for number in range(300):
        tell(BEGAN + timedelta(seconds=number))
    counts: list[int] = []
    gate = Barrier(4)

    def one() -> None:
        try:
            gate.wait()
            counts.append(sealer.seal(now=BEGAN + timedelta(hours=1)))
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 300
    assert (AuditSeal.objects.count(), sealer.verify().fault) == (300, None)


@pytest.mark.invariants
@pytest.mark.parametrize("table", ["audit_seal", "audit_checkpoint"])
@pytest.mark.parametrize("role", ["app", "owner"])
def test_the_database_refuses_to_change_a_seal_or_a_checkpoint(cloned_db: Any, role: str, table: str) -> None:
    tell(BEGAN)
    sealer.seal(now=BEGAN)
    for statement in ("UPDATE {} SET link = ''", "DELETE FROM {}", "TRUNCATE {}"):
        with psycopg.connect(getattr(cloned_db, role)) as asked, pytest.raises(psycopg.Error):
            asked.execute(statement.format(table))


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_that_all_is_well_or_names_the_first_row_that_is_not(
    cloned_db: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "AUDIT_CHECKPOINTS", tmp_path / "none")
    monkeypatch.setattr(commandline, "_database", nullcontext)  # the test's own connection, which is open already
    use_database(cloned_db.superuser)
    for number in range(3):
        audit.read(OPERATOR, f"test.looked_{number}", ("test.thing", uuid4()))
    assert sealer.seal(now=clock.now()) == 3
    assert "No exported checkpoints were there" in _command("verify")
    said = _command("seal", "--json")
    assert (said["sealed"], said["exported"], said["folder"]) == (0, 1, str(settings.AUDIT_CHECKPOINTS))
    sealer.export(tmp_path)
    assert _command("verify", "--checkpoints", str(tmp_path), "--json")["sound"] is True
    assert "No exported" not in _command("verify")
    other = b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert _command("verify", "--public-key", other, "--json", code=1)["fault"]["kind"] == "forged"
    assert _command("verify", "--public-key", _command("public-key").strip(), "--json")["sound"] is True
    assert "That is no public key." in _command("verify", "--public-key", "none", code=2)
    second = AuditSeal.objects.get(number=2).row_id
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_row SET reason = 'x' WHERE id = %s", [second])
    found = _command("verify", "--json", code=1)["fault"]
    assert (found["kind"], found["number"], found["row_id"]) == ("changed", 2, str(second))
    assert "Row 2 is not what it was when it was sealed. Rows before it that hold: 1." in _command("verify", code=1)
    next(iter(tmp_path.glob("*/*.json"))).write_text("{}")
    assert "is not a checkpoint" in _command("verify", "--checkpoints", str(tmp_path), code=2)


@pytest.mark.django_db
def test_a_checkpoint_file_can_be_checked_with_the_public_key_alone(tmp_path: Path) -> None:
    tell(BEGAN)
    sealer.seal(now=BEGAN)
    sealer.export(tmp_path)
    (file,) = tmp_path.glob("*/*.json")
    read = Checkpoint.from_json(file.read_text(), place=file.name)
    assert is_signed(read, sealer.key().public_key())
    assert not is_signed(replace(read, number=read.number + 1), sealer.key().public_key())


def _command(*words: str, code: int = 0) -> Any:
    """What it printed, read if it was JSON."""
    ran = CliRunner().invoke(cli.group, words)
    assert ran.exit_code == code, ran.output
    return json.loads(ran.stdout) if "--json" in words else ran.output
