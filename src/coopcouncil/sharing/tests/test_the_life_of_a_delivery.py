"""Which states follow which: on paper, and in the database."""

from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing.domain import delivery
from coopcouncil.sharing.models import Answer, Delivery, DeliveryAttempt, Notice
from coopcouncil.sharing.tests.conftest import Teller, draft, only_notice

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_ten_attempts_are_made_over_about_three_days() -> None:
    moment, attempts = NOW, 1
    while again := delivery.next_attempt(attempts, now=moment):
        moment, attempts = again, attempts + 1
    assert attempts == 10
    assert timedelta(hours=75) < moment - NOW < timedelta(hours=76)


@pytest.mark.parametrize("state", ["queued", "retrying", "dead", "sent", "accepted"])
@pytest.mark.parametrize("answer", ["acted", "refused"])
def test_an_answer_counts_even_when_it_overtakes_our_own_notes(state: str, answer: Any) -> None:
    assert delivery.after_answer(state, answer) == answer


def test_an_acceptance_that_comes_late_changes_nothing() -> None:
    assert delivery.after_answer("acted", "accepted") == "acted"
    assert delivery.after_answer("refused", "accepted") == "refused"


@pytest.mark.parametrize(("state", "answer"), [("acted", "refused"), ("refused", "acted")])
def test_a_final_answer_cannot_be_contradicted(state: str, answer: Any) -> None:
    with pytest.raises(Conflict, match="already answered"):
        delivery.after_answer(state, answer)


def _walk_to(delivery_id: Any, state: str) -> None:
    """Bring a queued delivery into `state` by legal moves only."""
    path = {"queued": [], "accepted": ["sent", "accepted"]}.get(state, [state])
    for step in path:
        Delivery.objects.filter(id=delivery_id).update(state=step)


@pytest.mark.invariants
def test_the_database_knows_the_same_moves_as_the_paper(cloned_db: Any, amara: Teller, bodies: SimpleNamespace) -> None:
    for state, to in product(delivery.STATES, repeat=2):
        told = amara.tell(draft(bodies.surgery))
        row = Delivery.objects.get(notice__submission_id=told.id)
        Delivery.objects.filter(id=row.id).update(agreement=None)  # what is held goes by none
        _walk_to(row.id, state)
        if state == to or delivery.may_move(state, to):
            Delivery.objects.filter(id=row.id).update(state=to)
        else:
            with pytest.raises(IntegrityError, match=f"from {state} to {to}"), transaction.atomic():
                Delivery.objects.filter(id=row.id).update(state=to)


@pytest.mark.invariants
def test_the_database_refuses_to_change_what_was_told_and_answered(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    amara.carry()
    notice = only_notice(bodies.surgery)
    Answer.objects.create(
        notice=notice, organisation_id=bodies.surgery, answer_id="1", kind="accepted", reason="", received_at=NOW
    )
    assert DeliveryAttempt.objects.count() == 1
    for table in ("sharing_answer", "sharing_delivery_attempt"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608 - our own names
            for address in (cloned_db.app, cloned_db.owner):
                with psycopg.connect(address) as other, pytest.raises(psycopg.errors.RestrictViolation):
                    other.execute(statement)
    with psycopg.connect(cloned_db.app) as other, pytest.raises(psycopg.errors.RestrictViolation):
        other.execute("UPDATE sharing_notice SET purpose = 'another'")
    assert Notice.objects.get().purpose == "council_tax_after_a_death"


@pytest.mark.invariants
def test_a_delivery_begins_queued_or_held(cloned_db: Any, amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery))
    with pytest.raises(IntegrityError, match="begins queued or held"), transaction.atomic():
        Delivery.objects.create(
            notice=only_notice(bodies.surgery), route="inbox", state="sent", queued_at=NOW, changed_at=NOW
        )
