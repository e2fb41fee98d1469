"""A hold keeps what it is about, whoever of two people it names, and whoever lets go at the same moment."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people.models import Authority
from coopcouncil.sharing import public
from coopcouncil.sharing.actions import retaining
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.models import Delivery, Hold, Submission
from coopcouncil.sharing.public import Submitted
from coopcouncil.sharing.tests.conftest import Teller, draft

SEVEN_YEARS = timedelta(days=7 * 365 + 2)


def told_for_bilal(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> Submitted:
    """What Amara told for Bilal, long settled."""
    power = Authority.objects.create(
        holder_id=cast.amara.account_id, subject_id=cast.bilal.account_id, kind="agreed", state="checked", person={},
        checked_by_id=cast.carys.account_id, checked_at=amara.now, claimed_at=amara.now, starts_on=amara.now.date(),
    )  # fmt: skip
    told = amara.tell(draft(bodies.surgery), circumstances=Circumstances(authority_id=power.id))
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")
    Submission.objects.filter(id=told.id).update(submitted_at=amara.now - SEVEN_YEARS)
    return told


def hold(cast: SimpleNamespace, account_id: UUID, submission_id: UUID | None = None) -> None:
    retaining.set_hold(
        actor=cast.carys.actor, account_id=account_id, submission_id=submission_id, until=clock.today(),
        reason="A claim.", today=clock.today(),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("held", ["whoever told it", "whom it is about", "the thing itself"])
def test_a_hold_on_either_keeps_it_and_neither_is_erased(
    held: str, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told = told_for_bilal(amara, cast, bodies)
    holder, subject = cast.amara.account_id, cast.bilal.account_id
    on: dict[str, tuple[UUID, UUID | None]] = {
        "whoever told it": (holder, None), "whom it is about": (subject, None), "the thing itself": (holder, told.id),
    }  # fmt: skip
    hold(cast, *on[held])
    (line,) = [line for line in retaining.look(clock.now()) if line.object_id == told.id]
    assert line.kept
    retaining.let_go(actor=SYSTEM, now=clock.now())
    assert Submission.objects.get(id=told.id).facts
    for person in (holder, subject):
        with pytest.raises(Conflict, match="must keep it until"):
            public.erase_person(person)
    Hold.objects.update(lifted_at=clock.now())
    retaining.let_go(actor=SYSTEM, now=clock.now())
    assert not Submission.objects.get(id=told.id).facts


@pytest.mark.django_db
def test_a_hold_on_another_thing_or_person_keeps_nothing(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told_for_bilal(amara, cast, bodies)
    hold(cast, cast.dev.account_id)
    public.erase_person(cast.bilal.account_id)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        (count,) = cursor.fetchone()
    return bool(count)


def while_a_hold_is_set(hold_it: Callable[[], None], meanwhile: Callable[[], Any]) -> Any:
    """Do something on another connection while a hold is set here that is not committed yet. Returns what it raised."""
    raised: list[Any] = [None]

    def other() -> None:
        try:
            meanwhile()
        except Conflict as error:
            raised[0] = error
        finally:
            connections.close_all()

    hand = threading.Thread(target=other)
    with transaction.atomic():
        hold_it()
        hand.start()
        end = time.monotonic() + 20
        while not waits_for_a_lock() and hand.is_alive():
            assert time.monotonic() < end
            time.sleep(0.02)
    hand.join(20)
    assert not hand.is_alive()
    return raised[0]


def test_whoever_lets_go_or_erases_at_the_moment_in_which_a_hold_is_set_sees_it(
    cloned_db: Any, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told = told_for_bilal(Teller(cast.amara.actor), cast, bodies)
    bilal, amara = cast.bilal.account_id, cast.amara.account_id
    while_a_hold_is_set(lambda: hold(cast, bilal), lambda: retaining.let_go(actor=SYSTEM, now=clock.now()))
    assert Submission.objects.get(id=told.id).facts
    Hold.objects.update(lifted_at=clock.now())
    assert while_a_hold_is_set(lambda: hold(cast, bilal), lambda: public.erase_person(amara))
    assert Submission.objects.get(id=told.id).facts
