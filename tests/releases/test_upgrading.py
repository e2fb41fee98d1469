"""A borough of an older release goes on under this one: all that it held is there, can be read, and is sealed."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from standardwebhooks import Webhook

from coopcouncil.foundation import clock, keys, sealer
from coopcouncil.foundation.actors import ANONYMOUS, OPERATOR
from coopcouncil.foundation.commandline import close_database, use_database
from coopcouncil.foundation.fields import SealedBytesField
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import public as people
from coopcouncil.people.actions import find_people
from coopcouncil.people.models import Account, Authority, IdentityProof, Preferences
from coopcouncil.project.gateways import database, roles
from coopcouncil.project.gateways.postgres import binaries
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.domain.agreements import AgreementEntry, AssessmentEntry
from coopcouncil.sharing.models import Answer, Decision, Delivery, Endpoint, Notice, RecordedFact, Submission
from coopcouncil.sharing.tests.conftest import Receiver, Teller
from coopcouncil.sharing.tests.conftest import receiver as receiver
from tests.support import servers

RELEASE = Path(__file__).parent / "0.1"
MADE: dict[str, Any] = json.loads((RELEASE / "made.json").read_text("utf-8"))
# What nobody may read in the database any more, and much of what nobody ever could.
TOLD = ["Ada Example", "07700900444", "Tigrinya", "quiet room", "not our patient", "no record of her", "3 Elm Road",
        "QZ-1", "1988-05-04", "JBSWY3DPEHPK3PXP", "07700 900123", "2026-11-02"]  # fmt: skip


@pytest.fixture
def upgraded(
    postgres_servers: Callable[[str], servers.TestServer], django_db_setup: None, django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> Iterator[str]:  # fmt: skip
    """The older release's database, loaded and brought up to date by what an operator runs; its superuser's address."""
    server, name = postgres_servers("embedded"), f"older_{os.getpid()}"
    monkeypatch.setenv("COOPCOUNCIL_ALLOW_HTTP", "127.0.0.1")
    for setting, value in (
        ("FACTS_KEY", MADE["facts_key"]), ("AUDIT_KEY", MADE["audit_key"]), ("KEYS_DATABASE_URL", ""),
        ("AUDIT_CHECKPOINTS", tmp_path / "checkpoints"), ("HOME", tmp_path),
    ):  # fmt: skip
        monkeypatch.setattr(settings, setting, value)
    shutil.copytree(RELEASE / "checkpoints", tmp_path / "checkpoints")
    for made in (name, f"{name}_keys"):
        server.execute(roles.database_sql(made, locale=False))
        with psycopg.connect(server.address("superuser", made)) as owner:
            owner.execute(roles.rights_sql(made).encode())
    app, owner_url, superuser = (server.address(role, name) for role in ("app", "owner", "superuser"))
    subprocess.run(
        [binaries() / "pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--dbname", owner_url,
         RELEASE / "main.dump"], check=True,
    )  # fmt: skip
    before = dict(connections["default"].settings_dict)
    with django_db_blocker.unblock():
        try:
            use_database(owner_url)
            assert "people.0009_names_and_addresses_are_sealed" in database.migrate(owner_url)
            assert database.migrate(owner_url, again=True) == [], "it may be made anew, and changes nothing"
            use_database(app)
            yield superuser
        finally:
            close_database()
            connections["default"].settings_dict.update(before)
            settings.DATABASES["default"].update({key: before[key] for key in ("NAME", "USER", "PASSWORD", "HOST")})
            server.drop(name)
            server.drop(f"{name}_keys")


def dumped(url: str) -> bytes:
    """The whole database as text; what is kept as bytes stands in it in hexadecimal digits, so as it is once more."""
    text = subprocess.run([binaries() / "pg_dump", url], check=True, capture_output=True).stdout
    return text + b"".join(bytes.fromhex(word[3:].decode()) for word in text.split() if word.startswith(b"\\\\x"))


def nothing_is_lost_and_all_is_sealed(superuser: str) -> None:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, count in MADE["counts"].items():
            cursor.execute(f"SELECT count(*) FROM {name(table)}")  # noqa: S608 - our own names
            assert (table, cursor.fetchone()[0]) == (table, count)
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, SealedBytesField) and model._meta.managed:
                    older = f"get_byte({name(field.column)}, 0) = 1"
                    cursor.execute(f"SELECT count(*) FROM {name(model._meta.db_table)} WHERE {older}")  # noqa: S608
                    assert cursor.fetchone()[0] == 0, f"{model.__name__}.{field.name} is under the old key"
    kept = dumped(superuser)
    people_named = [word for name in MADE["names"] for word in (name, name.split()[0].lower() + "@")]
    assert [word for word in (*people_named, *TOLD) if word.encode() in kept] == []
    assert keys.held_of(list(Submission.objects.values_list("id", flat=True)))


def everything_is_read() -> None:
    assert sorted(filter(None, (row.name for row in Account.objects.all()))) == MADE["names"]
    amara = people.account_with_email("amara@ashmere.example")
    assert Preferences.objects.get(account_id=amara).needs == [{"code": "other", "words": "I need a quiet room"}]
    assert Authority.objects.get().evidence == {"kind": "letter", "number": "QZ-1"}
    assert "1988-05-04" in str([row.detail for row in IdentityProof.objects.all()])
    assert Draft.objects.get().answers["your_name"]["last_name"] == "Rahman"
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    told = Submission.objects.get(reference=MADE["settled"])
    assert told.facts["person_who_died"] == "Ada Example"
    assert told.facts["died_on"] == "2026-11-02"
    assert Notice.objects.get(submission=told, code="one", kind="told").needs[0]["words"] == "Tigrinya"
    assert "She was not our patient." in [row.reason for row in Answer.objects.all()]
    assert Decision.objects.get().reasons == "We hold no record of her."
    assert sorted(RecordedFact.objects.values_list("code", flat=True)) == MADE["known"]
    assert all(row.value for row in RecordedFact.objects.all())
    reference, words = MADE["safe"]
    now = datetime.fromisoformat(MADE["made_at"]) + timedelta(days=1)
    assert sharing.look_again(actor=ANONYMOUS, reference=reference, words=words, now=now)


def the_trail_holds(folder: Path) -> None:
    verdict = sealer.verify(folder=folder)
    assert (verdict.fault, verdict.sealed) == (None, MADE["audit_rows"])
    assert sealer.seal(now=clock.now() + timedelta(minutes=5), folder=folder) > 0
    assert sealer.verify(folder=folder).fault is None


def deliveries_go_on(receiver: Receiver) -> None:
    """What was under way waits for an agreement, which 0.1 did not ask for, and then goes under the old secret."""
    surgery = people.organisation_by_code("larkhill-surgery")
    Endpoint.objects.filter(organisation_id=surgery.id).update(url=receiver.url)
    assert {row.notice.code: row.state for row in Delivery.objects.filter(notice__kind="told")} == MADE["states"]
    carrier = Teller(ANONYMOUS, max(clock.now(), datetime.fromisoformat(MADE["made_at"])))
    carrier.carry(timedelta(hours=26))
    assert receiver.posts == []
    assert Delivery.objects.get(notice__code="queued").state == "held"
    today = clock.today()
    assessment = AssessmentEntry("a", "A", "R", "M", "Go ahead.", "Nia", today, True, "", "Jo", today)
    agreeing.load(
        actor=OPERATOR, assessments=[assessment], now=carrier.now,
        agreements=[
            AgreementEntry(
                code="one", organisation=surgery.code, title="One", purposes=("council_tax_after_a_death",),
                basis="Law", retention="A year", starts_on=date(2026, 1, 1), review_on=date(2090, 1, 1),
                ends_on=date(2090, 1, 1), assessment="a", signed_for_us="Jo", signed_for_them="They", signed_on=today,
            )
        ],
    )  # fmt: skip
    carrier.carry(timedelta(minutes=5))
    for code in ("queued", "retrying"):
        assert Delivery.objects.get(notice__code=code, notice__kind="told").state == "sent"
    post = receiver.posts[0]
    named = {name.lower(): value for name, value in post.headers.items()}
    at = datetime.fromtimestamp(int(named["webhook-timestamp"]), UTC)
    signed = Webhook(MADE["signing_secret"]).sign(named["webhook-id"], at, post.body.decode())
    assert signed in named["webhook-signature"].split()
    assert "Ada Example" in post.body.decode()
    assert Delivery.objects.get(notice__code="dead").state == "dead"


def people_are_found() -> None:
    today = clock.today()
    carys = people.actor_for_account(people.account_with_email("carys@ashmere.example"), today)
    amara = people.account_with_email("amara@ashmere.example")
    for clue in (people.Clue("name", "Adeyemi"), people.Clue("phone", "07700 900444")):
        said = (people.Clue("name", "Amara"), clue)
        found = find_people(actor=carys, said=said, why="case", now=clock.now())
        assert [item.account_id for item in found] == [amara]


def shape(superuser: str) -> list[Any]:
    """Every table, column, constraint, index, trigger and function of a database."""
    asked = """
        SELECT 'column', table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
        WHERE table_schema = 'public'
        UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, contype::text, condeferrable::text, NULL
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        UNION ALL SELECT 'index', tablename, indexname, NULL, NULL, NULL FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), NULL, NULL
        FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function', proname, pg_get_functiondef(oid), NULL, NULL, NULL
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """
    with psycopg.connect(superuser) as connection:
        found = connection.execute(asked.encode()).fetchall()
    return sorted((row for row in found if "tests_agree" not in str(row)), key=str)  # `tests.support.agreements`


def the_tables_are_those_of_a_fresh_database(upgraded: str, fresh: str) -> None:
    """A fresh database is made in a few steps, an older one goes through all of them: both arrive at the same."""
    assert shape(upgraded) == shape(fresh)


def test_the_release_before_is_carried_over_whole(
    upgraded: str, receiver: Receiver, tmp_path: Path, postgres_servers: Callable[[str], servers.TestServer]
) -> None:
    fresh = postgres_servers("embedded").address("superuser", roles.DATABASE)
    the_tables_are_those_of_a_fresh_database(upgraded, fresh)
    nothing_is_lost_and_all_is_sealed(upgraded)
    everything_is_read()
    people_are_found()
    deliveries_go_on(receiver)
    the_trail_holds(tmp_path / "checkpoints")
