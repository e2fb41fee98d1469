from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import OPERATOR, Actor, HeldRole
from coopcouncil.foundation.models import AuditRow

HERE = uuid4()
OFFICER = Actor(
    kind="person", account_id=uuid4(), name="Somebody", roles=frozenset({HeldRole("case_owner", HERE, "A council")})
)


@pytest.mark.django_db
def test_a_row_says_who_as_what_for_whom_did_what_to_what_and_why():
    thing, person = uuid4(), uuid4()
    identifier = audit.note(OFFICER, "test.done", ("test.thing", thing), reason="CODE-1", on_behalf_of=person)
    row = AuditRow.objects.get(id=identifier)
    assert (row.actor_kind, row.actor_id, row.hats) == ("person", OFFICER.account_id, [f"case_owner@{HERE}"])
    assert (row.verb, row.object_kind, row.object_id) == ("test.done", "test.thing", thing)
    assert (row.reason, row.on_behalf_of) == ("CODE-1", person)
    assert row.at is not None


@pytest.mark.django_db
def test_names_are_never_kept():
    audit.note(OFFICER, "test.done", ("test.thing", uuid4()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(audit_row)::text FROM audit_row")
        assert all("Somebody" not in text and "A council" not in text for (text,) in cursor.fetchall())


@pytest.mark.django_db
def test_a_read_of_personal_data_is_kept_too():
    thing = uuid4()
    audit.read(OPERATOR, "test.looked", ("test.thing", thing))
    assert AuditRow.objects.get(object_id=thing).actor_kind == "operator"


def test_a_row_and_its_action_are_kept_together_or_not_at_all(cloned_db):
    thing = ("test.thing", uuid4())
    with transaction.atomic():
        audit.note(OPERATOR, "test.done", thing)
        transaction.set_rollback(True)
    assert not AuditRow.objects.exists()
    with pytest.raises(RuntimeError, match="outside a transaction"):
        audit.note(OPERATOR, "test.done", thing)


@pytest.mark.invariants
@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_row SET verb = 'test.other'", "DELETE FROM audit_row", "TRUNCATE audit_row"]
)
def test_the_database_refuses_to_change_or_remove_a_row(cloned_db, role, statement):
    with transaction.atomic():
        audit.note(OPERATOR, "test.done", ("test.thing", uuid4()))
    with psycopg.connect(getattr(cloned_db, role)) as asked, pytest.raises(psycopg.Error):
        asked.execute(statement)
    assert [row.verb for row in AuditRow.objects.all()] == ["test.done"]


@pytest.mark.invariants
def test_the_application_cannot_switch_the_guard_off(cloned_db):
    with psycopg.connect(cloned_db.app) as asked, pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked.execute("ALTER TABLE audit_row DISABLE TRIGGER ALL")
