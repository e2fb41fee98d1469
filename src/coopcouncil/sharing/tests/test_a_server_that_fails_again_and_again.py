"""A server that fails time after time is paused and probed; nobody else is slowed; notices go in order."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from coopcouncil.foundation import metrics, outbox
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.breaker import FAILURES, PAUSES
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, ServerHealth
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft

pytestmark = pytest.mark.django_db
NOTICES = 12


@pytest.fixture
def failing(cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver) -> Receiver:
    """The surgery's server fails, and many different people have told it something."""
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    for number in range(NOTICES):
        amara.tell(draft(bodies.surgery), actor=Teller.somebody(number))
    return receiver


def test_after_some_failures_in_a_row_nothing_more_is_posted_and_one_probe_goes_at_growing_intervals(
    failing: Receiver, amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.carry()
    assert len(failing.posts) == FAILURES
    for pause in PAUSES:
        seen = len(failing.posts)
        amara.carry(pause - timedelta(seconds=1))
        assert len(failing.posts) == seen
        amara.carry(timedelta(seconds=1))
        assert len(failing.posts) == seen + 1
    assert queries.connection(bodies.surgery).health == "paused"
    assert b"coopcouncil_servers_paused 1.0" in metrics.exposition()


def test_when_a_probe_is_taken_all_the_others_follow(failing: Receiver, amara: Teller, bodies: SimpleNamespace) -> None:
    amara.carry()
    failing.answer = 204
    amara.carry(PAUSES[0])
    amara.carry(timedelta(minutes=6))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert queries.connection(bodies.surgery).health == "well"
    assert ServerHealth.objects.get().failures == 0


def test_nobody_else_waits_for_it(failing: Receiver, amara: Teller, bodies: SimpleNamespace) -> None:
    amara.carry()
    amara.tell(draft(bodies.council, "tax"))
    assert amara.carry() == 1
    assert outbox.state(amara.now + timedelta(minutes=4)).oldest_seconds == 0  # it waits for the surgery, not for us


def test_a_test_that_is_taken_ends_the_pause(failing: Receiver, amara: Teller, bodies: SimpleNamespace) -> None:
    amara.carry()
    failing.answer = 204
    assert actions.send_test(actor=OPERATOR, organisation_id=bodies.surgery, now=amara.now).is_sent
    assert amara.carry() == NOTICES - FAILURES


def test_what_waits_for_a_paused_server_dies_when_the_whole_schedule_is_over(failing: Receiver, amara: Teller) -> None:
    amara.carry()
    amara.now += timedelta(hours=70)
    assert actions.end_overdue(now=amara.now) == 0
    amara.now += timedelta(hours=14)
    assert actions.end_overdue(now=amara.now) == NOTICES
    assert set(Delivery.objects.values_list("state", "last_error")) == {("dead", "paused")}
    amara.carry()
    assert DeliveryAttempt.objects.count() == FAILURES


def test_notices_of_one_person_go_in_order_and_go_on_after_one_that_died(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery, "first"))
    amara.carry()
    amara.now += timedelta(seconds=1)
    amara.tell(draft(bodies.surgery, "second"))
    amara.tell(draft(bodies.surgery, "other"), actor=Teller.somebody(1))
    receiver.answer = 204
    amara.carry()
    assert _states() == {"first": "retrying", "second": "queued", "other": "sent"}
    amara.carry(timedelta(seconds=10))
    amara.carry(timedelta(seconds=10))
    codes = {str(row.id): row.notice.code for row in Delivery.objects.select_related("notice")}
    assert [codes[post.headers["webhook-id"]] for post in receiver.posts] == ["first", "other", "first", "second"]

    receiver.answer = 500
    amara.tell(draft(bodies.surgery, "third"))
    amara.carry()
    amara.now += timedelta(seconds=1)
    amara.tell(draft(bodies.surgery, "fourth"))
    for _ in range(9):
        amara.carry(timedelta(hours=25))
        if _states()["third"] == "dead":
            break
        assert DeliveryAttempt.objects.filter(delivery__notice__code="fourth").count() == 0
    receiver.answer = 204
    amara.carry(timedelta(hours=2))
    assert _states() | {"third": "dead", "fourth": "sent"} == _states()


def _states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("notice__code", "state"))


def test_what_is_more_urgent_does_not_wait_for_what_is_less(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery, "routine"))
    amara.carry()
    amara.now += timedelta(seconds=1)
    receiver.answer = 204
    amara.tell(draft(bodies.surgery, "urgent", urgency="same_day"))
    amara.carry()
    assert _states() == {"routine": "retrying", "urgent": "sent"}


def test_an_organisation_may_take_more_than_one_at_a_time(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.connect_again(bodies.surgery, concurrency=2)
    for number in range(3):
        amara.tell(draft(bodies.surgery), actor=Teller.somebody(number))
    assert [outbox._claim(amara.now, uuid4()) is not None for _ in range(3)] == [True, True, False]
    with pytest.raises(BadInput):
        receiver.connect_again(bodies.surgery, concurrency=9)
