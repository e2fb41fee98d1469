"""Many rows by COPY: the same rows as by any insert, refused by the same rules, undone with their transaction."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coopcouncil.foundation.database import copy_in
from coopcouncil.foundation.models import AuditRow, OutboxEntry

pytestmark = pytest.mark.django_db
NOON = datetime(2126, 11, 25, 12, 0, tzinfo=UTC)


def entry(**changes: Any) -> OutboxEntry:
    return OutboxEntry(**{"topic": "a.topic", "object_id": uuid4(), "due_at": NOON, **changes})


def test_every_kind_of_value_comes_back_as_it_went_in() -> None:
    made = [entry(lane=uuid4(), last_error='tab\t "quote" back\\slash\nnew line'), entry(priority=0)]
    copy_in(made)
    for one in made:
        kept = OutboxEntry.objects.get(id=one.id)
        assert kept.created_at is not None, "the database fills in what is its own"
        for name in ("topic", "object_id", "due_at", "lane", "last_error", "priority", "attempts", "done_at"):
            assert getattr(kept, name) == getattr(one, name), name
    rows = [AuditRow(actor_kind="system", verb="x.y", object_kind="z", hats=["a@b", "ü"])]
    copy_in(rows)
    assert AuditRow.objects.get(id=rows[0].id).hats == ["a@b", "ü"]


def test_a_row_that_breaks_a_rule_refuses_them_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([entry(), entry(priority=9)])
    same = entry()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([same, same])
    assert not OutboxEntry.objects.filter(topic="a.topic").exists()


def test_no_rows_are_no_rows() -> None:
    copy_in([])
