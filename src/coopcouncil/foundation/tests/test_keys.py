"""A key each, wrapped by a ring, in a database of their own; destroyed, it opens nothing any more."""

import secrets
import threading
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction

from coopcouncil.foundation import forgetting, keys, outbox
from coopcouncil.foundation.fields import BY_LAW, TOLD
from coopcouncil.foundation.keys import store
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.kernel.errors import Conflict

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("cloned_db")


def rows(sql: str = "SELECT * FROM data_key", *values: Any) -> list[Any]:
    with psycopg.connect(keys.conninfo()) as connection:
        found = connection.execute(sql.encode(), values)
        return found.fetchall() if found.description else []


def test_a_key_is_committed_before_its_first_use_whatever_becomes_of_the_transaction() -> None:
    subject = uuid4()
    with transaction.atomic():
        made = keys.key_for(subject, TOLD)
        transaction.set_rollback(True)
    assert rows("SELECT id FROM data_key WHERE subject = %s", subject) == [(made.id,)]
    keys.close()
    assert keys.key_for(subject, TOLD).id == made.id


def test_of_many_at_the_same_moment_one_makes_the_key() -> None:
    subject, made, gate = uuid4(), list[UUID](), threading.Barrier(8)

    def ask() -> None:
        gate.wait()
        made.append(keys.key_for(subject, TOLD).id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_what_is_kept_for_another_reason_has_another_key_and_outlives_an_erasure() -> None:
    subject = uuid4()
    told, by_law = keys.key_for(subject, TOLD), keys.key_for(subject, BY_LAW)
    assert keys.destroy([subject], but=[BY_LAW], at=NOW) == 1
    assert keys.key_by_id(told.id) is None
    assert keys.key_by_id(by_law.id) == by_law  # its time was over; nobody was erased
    assert keys.destroy([subject], but=[BY_LAW], restrict=True, at=NOW) == 0
    assert keys.key_by_id(by_law.id) == replace(by_law, restricted=True)
    with pytest.raises(Conflict, match="erased"):
        keys.key_for(subject, TOLD)
    left = rows("SELECT wrapped, destroyed_at FROM data_key WHERE subject = %s AND keeping = %s", subject, TOLD)
    assert left == [(None, NOW)]


def test_a_wrapped_key_is_no_other_ones() -> None:
    mine, yours = keys.key_for(uuid4(), TOLD), keys.key_for(uuid4(), TOLD)
    rows("UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key WHERE id = %s) WHERE id = %s", yours.id, mine.id)
    keys.close()
    with pytest.raises(InvalidTag):
        keys.key_by_id(mine.id)


def test_a_key_that_the_database_of_keys_does_not_know_is_said_to_be_lost() -> None:
    with pytest.raises(keys.Lost, match="bring back a backup of the keys"):
        keys.key_by_id(uuid4())


def test_without_the_database_of_keys_nothing_is_sealed(settings: Any) -> None:
    settings.KEYS_DATABASE_URL += "_not_there"
    with pytest.raises(OperationalError, match="database of keys"):
        keys.key_for(uuid4(), TOLD)


# --- forgetting -----------------------------------------------------------------------------------------------------


def test_keys_go_with_the_transaction_that_erases_and_not_without_it() -> None:
    subject = uuid4()
    made = keys.key_for(subject, TOLD)
    with transaction.atomic():
        forgetting.forget([subject])
        transaction.set_rollback(True)
    assert keys.key_by_id(made.id) == made
    with transaction.atomic():
        forgetting.forget([subject])
        assert keys.key_by_id(made.id) == made
    assert keys.key_by_id(made.id) is None


def test_keys_that_cannot_be_reached_go_later_by_a_worker(settings: Any) -> None:
    subject, there = uuid4(), settings.KEYS_DATABASE_URL
    made = keys.key_for(subject, TOLD)
    settings.KEYS_DATABASE_URL += "_not_there"
    with transaction.atomic():
        forgetting.forget([subject])
    settings.KEYS_DATABASE_URL = there
    assert keys.key_by_id(made.id) == made
    while outbox.carry_one(clock=lambda: OutboxEntry.objects.latest("due_at").due_at):
        pass
    assert keys.key_by_id(made.id) is None


def test_files_of_what_was_forgotten_go_when_no_backup_of_keys_is_that_old(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    subject = uuid4()
    keys.key_for(subject, TOLD)
    with transaction.atomic():
        forgetting.forget([subject])
    (file,) = (tmp_path / "erased").iterdir()
    assert file.read_text().split() == [str(subject)]
    (tmp_path / "erased" / "2026-10-01.txt").write_text("")
    assert forgetting.remove_old(NOW) == 1
    assert list((tmp_path / "erased").iterdir()) == [file]


# --- the ring -------------------------------------------------------------------------------------------------------


def new_key() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def test_keys_are_wrapped_anew_and_whoever_is_stopped_half_way_goes_on(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(store, "_IN_A_PART", 10)
    made = [keys.key_for(uuid4(), TOLD).id for _ in range(25)]
    old = settings.FACTS_KEY
    settings.FACTS_KEY = f"{new_key()}\n{old}"
    parts = keys.rewrap()
    assert next(parts) == (10, 25)
    parts.close()  # stopped
    assert list(keys.rewrap())[-1] == (25, 25)
    settings.FACTS_KEY = settings.FACTS_KEY.split()[0]  # the old one is taken off the ring
    keys.close()
    assert [key.id for key in map(keys.key_by_id, made) if key] == made


@pytest.mark.parametrize("text", ["", "c2hvcnQ=", "not base64!"])
def test_a_ring_without_a_good_key_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        keys.LocalRing(text)
