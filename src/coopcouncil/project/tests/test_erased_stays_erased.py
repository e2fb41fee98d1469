"""Once a person is erased nothing of them can be read: not in the database, the home, or a backup that comes back."""

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client

from coopcouncil.foundation import clock, contributions, keys, outbox, restricted, sealer
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.foundation.fields import BY_LAW
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people.models import Account
from coopcouncil.project import actions
from coopcouncil.project.gateways import backups
from coopcouncil.project.gateways.postgres import binaries
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.models import Answer, Decision, Notice, RecordedFact

EMAIL = "zephyrine@quill.example"
NAME = {"first_names": "Zephyrine", "last_name": "Quillfeather"}
CANARIES = ["Zephyrine", "Quillfeather", EMAIL, "77 Plover Rookery", "Peregrina", "kettle sings"]


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    settings.EMAIL_FILE_PATH, settings.AUDIT_CHECKPOINTS = settings.HOME / "mail", settings.HOME / "checkpoints"
    settings.EMAIL_BACKEND = "coopcouncil.foundation.filebased.EmailBackend"
    settings.AUDIT_CHECKPOINTS.mkdir(parents=True)
    return Path(settings.HOME)


def in_the_database(address: str) -> bytes:
    """The whole main database as text, and each value that is kept as bytes once more as it is."""
    dump = [binaries() / "pg_dump", "--no-password", address]
    dumped = subprocess.run(dump, check=True, capture_output=True).stdout
    with psycopg.connect(address) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'bytea'"
        ).fetchall()
        values = [
            bytes(value)
            for table, column in columns
            for (value,) in connection.execute(
                psycopg.sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL").format(
                    *(psycopg.sql.Identifier(name) for name in (column, table, column))
                )
            )
        ]
    return dumped + b"\n".join(values)


def in_the_home(home: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in home.rglob("*") if file.is_file())


def shown(text: bytes) -> list[str]:
    """The canaries that stand there: as they are, in hexadecimal, or in base64 wherever they begin."""
    found = []
    for word in CANARIES:
        plain = word.encode()
        in_base64 = [b64encode(b" " * skip + plain)[-(-skip * 8 // 6) : len(plain) * 8 // 6] for skip in range(3)]
        if any(form in text for form in (plain, plain.hex().encode(), *in_base64)):
            found.append(word)
    return found


@pytest.fixture
def zephyrine(cloned_db: Any, cast: SimpleNamespace, home: Path) -> UUID:
    """Who told, is known, was answered and written to, has a decision in writing, and began to tell something else."""
    now, bilal = clock.now(), cast.bilal
    account = Account.objects.get(id=bilal.account_id)
    account.name, account.email = "Zephyrine Quillfeather", EMAIL
    account.save()
    EmailAddress.objects.filter(user=account).delete()
    EmailAddress.objects.create(user=account, email=EMAIL, verified=True, primary=True)
    draft = frontdoor.start(actor=bilal.actor, event_code="becoming-a-carer", now=now)
    answer_all(
        bilal.actor,
        draft,
        your_name=NAME,
        your_address={"line_1": "77 Plover Rookery", "town": "Ashmere", "postcode": "AM1 1AA"},
        cared_for={"first_names": "Peregrina", "last_name": "Quillfeather", "date_of_birth": "1941-03-27"},
    )
    told = frontdoor.send(actor=bilal.actor, draft_id=draft, now=now, today=clock.today())
    while outbox.carry_one(clock=clock.now):
        pass
    for number, notice in enumerate(Notice.objects.filter(submission_id=told)):
        sharing.answer_notice(
            actor=Actor(kind="agency", organisation_id=notice.organisation_id, scopes=frozenset({"notices"})),
            notice_id=notice.id,
            answer_id=f"answer-{number}",
            kind="refused",
            reason="The kettle sings no more.",
            decision=None if number else DecisionDraft("refused", "The kettle sings.", now.date()),
            now=now,
        )
    while outbox.carry_one(clock=clock.now):
        pass
    frontdoor.start(actor=bilal.actor, event_code="moving-home", now=now)
    answer_all(bilal.actor, Draft.objects.get(event_code="moving-home").id, your_name=NAME)
    Client().post("/sign-in/code/", {"email": EMAIL})
    sealer.seal(now=now)
    return account.id


def erase(account_id: UUID) -> None:
    """As the action does, which would wait here until nobody can appeal against the decision any more."""
    with transaction.atomic():
        for let_go in contributions.erase_person:
            let_go(account_id)


def test_nothing_can_be_read_before_and_after_and_from_an_older_backup(
    cloned_db: Any, home: Path, zephyrine: UUID, tmp_path: Path
) -> None:
    assert shown(in_the_database(cloned_db.superuser)) == []  # sealed
    assert EMAIL in shown(in_the_home(home))  # the letter with the code
    assert Account.objects.get(id=zephyrine).name == "Zephyrine Quillfeather"
    assert "Peregrina" in str([notice.facts for notice in Notice.objects.all()])
    older = backups.dump(cloned_db.owner, "main", folder=tmp_path / "backups", now=clock.now())

    erase(zephyrine)

    def nothing_is_left() -> None:
        assert shown(in_the_database(cloned_db.superuser)) == []
        assert shown(in_the_home(home)) == []
        account = Account.objects.get(id=zephyrine)
        assert (account.name, account.is_active) == ("", False)
        held = [
            *(str(notice.facts) for notice in Notice.objects.all()),
            *(str(answer.reason) for answer in Answer.objects.all()),
            *(str(fact.value) for fact in RecordedFact.objects.all()),
            *(str(draft.answers) for draft in Draft.objects.all()),
            *EmailAddress.objects.values_list("email", flat=True),
        ]
        assert not [word for word in CANARIES if word in " ".join(held)]
        assert Decision.objects.get().reasons is None
        with restricted.opened():  # a law keeps it, sealed
            assert Decision.objects.get().reasons == "The kettle sings."

    nothing_is_left()
    close_database()
    backups.restore(older, cloned_db.owner)
    use_database(cloned_db.app)
    # Even before anybody looks after it: the rows are back, and their keys are not.
    assert Account.objects.get(id=zephyrine).is_active
    assert Account.objects.get(id=zephyrine).name == ""
    assert not any(notice.facts for notice in Notice.objects.all())
    found = actions.look_over()
    assert (found["erased_again"], found["trail_holds"]) == (1, True)
    nothing_is_left()
    assert actions.look_over()["erased_again"] == 0


def test_a_backup_of_keys_that_comes_back_opens_nothing_of_whom_was_erased(
    cloned_db: Any, home: Path, zephyrine: UUID
) -> None:
    with psycopg.connect(keys.conninfo()) as connection:  # what an older backup of the keys holds
        before = connection.execute("SELECT id, wrapped FROM data_key WHERE wrapped IS NOT NULL").fetchall()
    erase(zephyrine)
    with psycopg.connect(keys.conninfo()) as connection:
        for key_id, wrapped in before:
            connection.execute(
                "UPDATE data_key SET wrapped = %s, destroyed_at = NULL WHERE id = %s AND keeping <> %s",
                [wrapped, key_id, BY_LAW],
            )
    keys.close()
    assert any(notice.facts for notice in Notice.objects.all())
    actions.look_over()
    assert not any(notice.facts for notice in Notice.objects.all())


def test_nothing_more_is_kept_of_whom_was_erased(cloned_db: Any, home: Path, zephyrine: UUID) -> None:
    erase(zephyrine)
    with pytest.raises(Conflict, match="erased"), transaction.atomic():
        RecordedFact.objects.create(
            account_id=zephyrine, code="name", value="Zephyrine", source="corrected", recorded_at=clock.now()
        )


def test_a_restore_is_refused_while_somebody_uses_the_database_and_of_a_damaged_file(
    cloned_db: Any, tmp_path: Path
) -> None:
    file = backups.dump(cloned_db.owner, "main", folder=tmp_path, now=clock.now())
    with psycopg.connect(cloned_db.app), pytest.raises(Conflict, match="still uses"):
        backups.restore(file, cloned_db.owner)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(Exception, match="damaged"):
        backups.check(file, "main")
    with pytest.raises(Exception, match="“main”"):
        backups.check(file, "keys")


def test_the_commands_back_up_a_home_and_bring_it_back(tmp_path: Path) -> None:
    """On a home of its own, as an operator does it: both parts, the rights of the application, and the check after."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COOPCOUNCIL_")},
        "COOPCOUNCIL_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "coopcouncil.project.settings",
    }

    def run(*words: str) -> Any:
        command = [sys.executable, "-m", "coopcouncil.project.cli", *words, "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run("people", "add-organisation", "ashmere-council", "Ashmere Council", "--kind", "council")
    written = run("backup", "--to", str(tmp_path / "backups"))
    assert {Path(file).parent.name for file in written.values()} == {"main", "keys"}
    assert all(oct(Path(file).stat().st_mode)[-3:] == "600" for file in written.values())
    found = run("restore", "--main", written["main"], "--keys", written["keys"], "--yes")
    assert (found["trail_holds"], found["erased_again"]) == (True, 0)
    assert run("audit", "verify")["sound"]
