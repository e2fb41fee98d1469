"""A joined record shows what the other holds, with its source: nothing is copied, offered or changed."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people.models import Account, RecordLink
from coopcouncil.people.public import actor_for_account
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.tests.conftest import Teller, draft

pytestmark = pytest.mark.django_db
NOW = clock.now()


def rows() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fact::text FROM sharing_recorded_fact fact ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_each_sees_what_the_other_holds_until_they_are_parted(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery), known={"phone": "+441632960123"})
    account = Account.objects.create_user(f"{uuid4()}@quill.example", name="Amara Adeyemi")
    other = actor_for_account(account.id, clock.today())
    Teller(other).tell(draft(bodies.surgery), known={"phone": "+441632960999", "date_of_birth": "1980-06-01"})
    before = rows()
    first, second = sorted((cast.amara.account_id, account.id))
    link = RecordLink.objects.create(first_id=first, second_id=second, linked_at=NOW)
    joined = sharing.joined_records_of(cast.amara.actor)
    assert [(item.code, item.value, item.source) for item in joined] == [
        ("date_of_birth", "1980-06-01", "told"),
        ("phone", "+441632960999", "told"),
    ]
    assert [item.value for item in sharing.records_of(cast.amara.actor)] == ["+441632960123"]
    assert [item.value for item in sharing.joined_records_of(other)] == ["+441632960123"]
    assert AuditRow.objects.filter(verb="sharing.joined_record_read", object_id=account.id).count() == 1
    with pytest.raises(NotAllowed):
        sharing.correct_record(actor=cast.amara.actor, record_id=joined[0].id, value="1980-06-02", now=NOW)
    link.closed_at = NOW
    link.save()
    assert sharing.joined_records_of(cast.amara.actor) == sharing.joined_records_of(other) == []
    assert rows() == before
