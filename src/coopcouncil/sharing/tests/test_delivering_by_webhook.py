"""A notice goes to an organisation's own server: signed, retried, and never shown as more than it is."""

import json
import socket
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured_event
from standardwebhooks import Webhook, WebhookVerificationError
from tests.support.rows import rewrite

from coopcouncil.foundation import keys, outbox
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.sharing import actions, formats, public
from coopcouncil.sharing.actions.connecting import new_secret
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.gateways import posting
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, Endpoint
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, TOLD, Post, Receiver, Teller, draft, state_of

pytestmark = pytest.mark.django_db


def test_the_server_gets_a_signed_cloud_event_with_exactly_its_slice(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    secret = receiver.connect(bodies.surgery)
    told = amara.tell(draft(bodies.surgery))
    assert amara.carry() == 1
    (post,) = receiver.posts
    assert post.headers["Content-Type"] == "application/cloudevents+json"
    assert Webhook(secret).verify(post.body, post.headers)
    event = from_structured_event(HTTPMessage(headers=post.headers, body=post.body))
    assert event.get_type() == formats.NOTICE_TYPE
    data: Any = event.get_data()
    assert data["facts"] == [
        {"code": NAME.code, "label": NAME.label, "value": NAME.value},
        {"code": DIED.code, "label": DIED.label, "value": DIED.value},
    ]
    assert BANK.value not in post.body.decode()
    assert data["reference"] == told.reference
    assert (data["standing"], data["basis"], data["urgency"]) == ("reported", "public_task", "routine")
    assert str(Delivery.objects.get().id) == post.headers["webhook-id"] == event.get_id()
    assert state_of(bodies.surgery) == "sent"


def test_a_signature_made_with_another_secret_does_not_fit(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    (post,) = receiver.posts
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(post.body, post.headers)


def test_while_a_secret_changes_both_sign(amara: Teller, bodies: SimpleNamespace, receiver: Receiver) -> None:
    old = receiver.connect(bodies.surgery)
    new = actions.rotate_secret(actor=OPERATOR, organisation_id=bodies.surgery, now=amara.now)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert all(Webhook(secret).verify(receiver.posts[0].body, receiver.posts[0].headers) for secret in (old, new))
    amara.now += timedelta(hours=25)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert Webhook(new).sign(*_signed(receiver.posts[1])) == receiver.posts[1].headers["webhook-signature"]


def _signed(post: Post) -> tuple[str, datetime, str]:
    moment = datetime.fromtimestamp(int(post.headers["webhook-timestamp"]), UTC)
    return post.headers["webhook-id"], moment, post.body.decode()


@pytest.mark.parametrize(("status", "error"), [(500, "http_error"), (404, "http_error"), (302, "redirect")])
def test_what_the_server_does_not_take_is_tried_again(
    status: int, error: str, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Location", receiver.url)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.connect(bodies.surgery)
    receiver.answer = elsewhere
    told = amara.tell(draft(bodies.surgery))
    amara.carry()
    assert len(receiver.posts) == 1  # a redirect is not followed
    row = Delivery.objects.get()
    assert (row.state, row.last_error, row.attempts) == ("retrying", error, 1)
    assert row.next_attempt_at == amara.now + timedelta(seconds=5)
    (notice,) = public.submission(amara.actor, told.id).notices
    assert "could not reach" in notice.state_words
    receiver.answer = 204
    amara.carry(timedelta(seconds=4))
    assert len(receiver.posts) == 1
    amara.carry(timedelta(seconds=1))
    assert state_of(bodies.surgery) == "sent"
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1
    assert list(DeliveryAttempt.objects.order_by("at").values_list("outcome", "http_status")) == [
        (error, status),
        ("sent", 204),
    ]


def test_a_server_that_says_nothing_is_given_up_after_the_time_limit(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.2)
    receiver.connect(bodies.surgery)
    receiver.answer = lambda handler: time.sleep(0.6)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert Delivery.objects.get().last_error == "timeout"


def test_a_server_that_is_not_there_is_tried_again(amara: Teller, bodies: SimpleNamespace) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    actions.connect(
        actor=OPERATOR, organisation_id=bodies.surgery, route="webhook", url=f"http://127.0.0.1:{port}/", now=amara.now
    )
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert (state_of(bodies.surgery), Delivery.objects.get().last_error) == ("retrying", "unreachable")


def test_an_endless_answer_is_cut_short(amara: Teller, bodies: SimpleNamespace, receiver: Receiver) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return

    receiver.connect(bodies.surgery)
    receiver.answer = pour
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert state_of(bodies.surgery) == "sent"


def test_two_bodies_told_and_one_fails_is_never_shown_as_done(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    told = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    view = public.submission(amara.actor, told.id)
    assert {notice.code: notice.state for notice in view.notices} == {"tell_gp": "retrying", "tax": "sent"}
    assert not view.is_settled


def test_when_the_schedule_ends_the_delivery_is_dead_and_on_the_administrators_desk(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    told = amara.tell(draft(bodies.surgery))
    amara.carry()
    for _ in range(9):
        amara.carry(timedelta(hours=25))
    assert (len(receiver.posts), state_of(bodies.surgery)) == (10, "dead")
    (notice,) = public.submission(amara.actor, told.id).notices
    assert "Jo Whitfield at the council is seeing to it" in notice.state_words
    # As the administrator, and as the one who sees to it.
    counts = [item.count for item in public.desk_items(cast.jo.actor, amara.now) if "delivered" in item.title]
    assert counts == [1, 1]
    assert AuditRow.objects.filter(verb="sharing.delivery_dead").count() == 1
    assert amara.carry(timedelta(days=9)) == 0


def test_a_dead_delivery_is_sent_again_when_the_administrator_says_so(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery))
    amara.carry()
    for _ in range(9):
        amara.carry(timedelta(hours=25))
    receiver.answer = 204
    delivery = Delivery.objects.get()
    with pytest.raises(NotAllowed):
        actions.replay(actor=cast.dev.actor, delivery_id=delivery.id, now=amara.now)
    actions.replay(actor=cast.jo.actor, delivery_id=delivery.id, now=amara.now)
    amara.carry()
    assert state_of(bodies.surgery) == "sent"
    assert {post.headers["webhook-id"] for post in receiver.posts} == {str(delivery.id)}
    with pytest.raises(Conflict):
        actions.replay(actor=cast.jo.actor, delivery_id=delivery.id, now=amara.now)


def test_a_notice_that_is_too_large_goes_without_its_facts(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    long = Fact("relationship", "What happened", "é" * 15_000, "…")
    amara.tell(
        draft(bodies.surgery, facts=(long,), fact_codes=("relationship",)), facts={**TOLD, "relationship": long.value}
    )
    amara.carry()
    assert len(receiver.posts[0].body) < formats.MOST_BYTES
    assert json.loads(receiver.posts[0].body)["data"]["facts"] is None


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_server_that_drips_its_answer_is_given_up_when_the_time_for_everything_is_over(
    line: bytes, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(line)
        for _ in range(100):
            time.sleep(0.1)  # each byte comes well within the time limit
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return

    monkeypatch.setattr(posting, "TIMEOUT_SECONDS", 0.5)
    receiver.connect(bodies.surgery)
    receiver.answer = drip
    amara.tell(draft(bodies.surgery))
    began = time.monotonic()
    amara.carry()
    assert time.monotonic() - began < 3
    assert (state_of(bodies.surgery), Delivery.objects.get().last_error) == ("retrying", "timeout")
    assert DeliveryAttempt.objects.get().took_ms < 1500


def test_the_time_for_a_post_ends_well_before_the_lease() -> None:
    assert outbox.LEASE.total_seconds() / 2 >= posting.TIMEOUT_SECONDS


def test_what_cannot_even_be_tried_is_a_failed_attempt_and_never_waits_unseen(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    rewrite(Endpoint.objects.all(), secret="whsec_no base64 at all")
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert (state_of(bodies.surgery), Delivery.objects.get().last_error) == ("retrying", "broken")
    assert DeliveryAttempt.objects.get().outcome == "broken"
    for _ in range(9):
        amara.carry(timedelta(hours=25))
    assert state_of(bodies.surgery) == "dead"


def test_facts_that_no_key_opens_are_a_failed_attempt(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, settings: Any
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    settings.FACTS_KEY = b64encode(b"another key of thirty-two bytes.").decode()
    keys.close()  # forget those that were opened with the right one
    amara.carry()
    assert (state_of(bodies.surgery), Delivery.objects.get().last_error) == ("retrying", "broken")
    assert receiver.posts == []


def test_a_post_that_is_taken_costs_few_statements(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, django_assert_max_num_queries: Any
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    amara.tell(draft(bodies.surgery))
    assert outbox.carry_one(clock=lambda: amara.now)  # what is remembered is read
    with django_assert_max_num_queries(11):  # two of them the savepoint of this test's own transaction
        assert outbox.carry_one(clock=lambda: amara.now)
    assert [len(receiver.posts), DeliveryAttempt.objects.filter(outcome="sent").count()] == [2, 2]
    assert AuditRow.objects.filter(verb="sharing.delivery_sent").count() == 2
    assert set(Delivery.objects.values_list("state", "route", "attempts", "last_error")) == {("sent", "webhook", 1, "")}
