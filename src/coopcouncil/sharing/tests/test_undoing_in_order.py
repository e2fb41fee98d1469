"""What takes something back or corrects it comes after it, once, and with both values kept."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connections, transaction

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions, public, queries
from coopcouncil.sharing.models import Delivery, Notice, Submission
from coopcouncil.sharing.tests.conftest import DIED, NAME, Receiver, Teller, draft
from coopcouncil.sharing.tests.test_taking_back import state_of, take_back

# --- in the right order ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_never_overtakes_a_notice_that_still_waits_although_it_is_more_urgent(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    sent = amara.tell(draft(bodies.surgery, standing="evidenced", may_end_entitlement=True))
    take_back(amara, sent.id)
    original, taken_back = (
        OutboxEntry.objects.get(topic="sharing.deliver", object_id=Delivery.objects.get(notice__kind=kind).id)
        for kind in ("told", "withdrawal")
    )
    assert taken_back.priority < original.priority, "by its urgency alone it would go first"
    assert taken_back.lane == original.lane
    amara.carry()
    amara.carry(timedelta(seconds=5))
    assert [json.loads(post.body)["data"]["kind"] for post in receiver.posts] == ["told", "withdrawal"]


@pytest.mark.django_db
def test_it_waits_while_the_first_is_tried_again_and_hurries_it(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 503
    sent = amara.tell(draft(bodies.surgery))
    for hours in (0, 1, 1, 3):
        amara.carry(timedelta(hours=hours))
    assert Delivery.objects.get().next_attempt_at > amara.now + timedelta(hours=1)
    tried = len(receiver.posts)
    take_back(amara, sent.id)
    amara.carry()
    assert len(receiver.posts) == tried + 1, "the first is tried at once, and what takes it back waits"
    assert state_of(bodies.surgery, "withdrawal") == "queued"
    receiver.answer = 204
    amara.carry(timedelta(hours=30))
    amara.carry(timedelta(seconds=5))
    assert [json.loads(post.body)["data"]["kind"] for post in receiver.posts[-2:]] == ["told", "withdrawal"]
    assert len(receiver.posts) == tried + 3


@pytest.mark.django_db
def test_what_was_taken_back_is_never_sent_again_neither_by_hand_nor_by_a_new_connection(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    sent = amara.tell(draft(bodies.surgery))
    for hours in (0, 1, 1, 3, 6, 11, 15, 21, 25, 25):
        amara.carry(timedelta(hours=hours))
    take_back(amara, sent.id)
    original = Delivery.objects.get(notice__kind="told")
    assert original.state == "dead"
    with pytest.raises(Conflict, match="taken this back"):
        actions.replay(actor=cast.jo.actor, delivery_id=original.id, now=amara.now)
    actions.connect(actor=OPERATOR, organisation_id=bodies.surgery, route="inbox", now=amara.now)
    amara.carry(timedelta(seconds=5))
    assert state_of(bodies.surgery, "told") == "dead"
    assert state_of(bodies.surgery, "withdrawal") == "sent"
    assert queries.dead_count() == 0, "nobody need look at it any more"


# --- once ------------------------------------------------------------------------------------------------------------


@pytest.mark.invariants
def test_two_tabs_and_a_retry_take_it_back_once(cloned_db: Any, amara: Teller, bodies: SimpleNamespace) -> None:
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    start = Barrier(4)

    def press(_: int) -> bool:
        try:
            start.wait(timeout=10)
            return take_back(amara, sent.id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]
    assert take_back(amara, sent.id, now=amara.now + timedelta(days=1)) is False
    assert Notice.objects.filter(kind="withdrawal").count() == 2
    assert OutboxEntry.objects.filter(topic="sharing.deliver").count() == 4
    assert Submission.objects.get().withdrawn_at == amara.now
    copy = Notice.objects.get(kind="withdrawal", organisation_id=bodies.surgery)
    copy.pk = UUID(int=1)
    with pytest.raises(IntegrityError, match="withdrawn_once"), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.django_db
def test_a_reason_is_needed_and_the_words_have_an_end(amara: Teller, bodies: SimpleNamespace) -> None:
    sent = amara.tell(draft(bodies.surgery))
    with pytest.raises(BadInput):
        take_back(amara, sent.id, because="spite")
    with pytest.raises(BadInput):
        take_back(amara, sent.id, words="x" * 1001)
    assert not Notice.objects.filter(kind="withdrawal").exists()


# --- one fact --------------------------------------------------------------------------------------------------------


def correct(teller: Teller, submission_id: UUID, value: str, shown: str) -> int:
    return public.correct(
        actor=teller.actor, submission_id=submission_id, fact=replace(DIED, value=value, shown=shown), now=teller.now
    )


@pytest.mark.django_db
def test_a_corrected_fact_goes_to_each_service_that_got_it_and_both_values_are_kept(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax", fact_codes=(NAME.code,)))
    amara.carry()
    amara.now += timedelta(hours=1)
    assert correct(amara, sent.id, "2026-11-02", "2 November 2026") == 1
    assert correct(amara, sent.id, "2026-11-02", "2 November 2026") == 0, "the same again tells nobody"
    amara.carry()
    data = json.loads(receiver.posts[-1].body)["data"]
    assert data["kind"] == "correction"
    assert [(fact["code"], fact["value"]) for fact in data["facts"]] == [(DIED.code, "2026-11-02")]
    told = public.submission(amara.actor, sent.id)
    by_code = {notice.code: notice for notice in told.notices}
    assert [shown for _at, shown in by_code["tell_gp"].history(DIED.code)] == ["1 November 2026", "2 November 2026"]
    assert not by_code["tax"].corrections
    assert not by_code["tell_gp"].is_settled
    assert public.facts_told(amara.actor, sent.id)[DIED.code] == "2026-11-02"


@pytest.mark.django_db
def test_what_takes_it_back_follows_every_correction_too(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    sent = amara.tell(draft(bodies.surgery, urgency="same_day"))
    correct(amara, sent.id, "2026-11-02", "2 November 2026")
    amara.now += timedelta(seconds=1)
    correct(amara, sent.id, "2026-11-03", "3 November 2026")
    amara.now += timedelta(seconds=1)
    take_back(amara, sent.id)
    for _ in range(6):
        amara.carry(timedelta(seconds=5))
    bodies_sent = [json.loads(post.body)["data"] for post in receiver.posts]
    assert [data["kind"] for data in bodies_sent] == ["told", "correction", "correction", "withdrawal"]
    assert [data["facts"][0]["value"] for data in bodies_sent[1:3]] == ["2026-11-02", "2026-11-03"]
    with pytest.raises(Conflict):
        correct(amara, sent.id, "2026-11-04", "4 November 2026")
