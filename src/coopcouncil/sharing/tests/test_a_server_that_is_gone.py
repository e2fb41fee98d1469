"""A server that answers 410 is switched off: its notices wait in the inbox, and the council is told."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from coopcouncil.sharing import queries
from coopcouncil.sharing.actions import circuit
from coopcouncil.sharing.models import Delivery, DeliveryAttempt, Endpoint
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(amara: Teller, bodies: SimpleNamespace, receiver: Receiver) -> Receiver:
    """Four notices: one died, one failed, two are new when the server says that it is gone."""
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery))
    for _ in range(10):
        amara.carry(timedelta(hours=26))
    amara.tell(draft(bodies.surgery, "second"))
    amara.carry()
    amara.tell(draft(bodies.surgery, "third"), draft(bodies.surgery, "fourth"))
    receiver.posts.clear()
    receiver.answer = 410
    amara.carry(timedelta(hours=2))
    return receiver


def test_nothing_more_is_posted_and_everything_waits_in_the_inbox(
    gone: Receiver, amara: Teller, bodies: SimpleNamespace
) -> None:
    assert len(gone.posts) == 1
    assert DeliveryAttempt.objects.filter(outcome="gone", http_status=410).count() == 1
    assert set(Delivery.objects.values_list("state", "route")) == {("sent", "inbox")}
    amara.tell(draft(bodies.surgery, "later"))
    amara.carry()
    assert set(Delivery.objects.values_list("state", "route")) == {("sent", "inbox")}
    assert len(gone.posts) == 1
    assert Delivery.objects.count() == 5


def test_the_page_says_so_and_how_to_turn_it_on_again(
    gone: Receiver, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, client_for: Callable[[str], Client]
) -> None:
    jo = client_for("jo")
    page = jo.get(f"/connections/{bodies.surgery}/").content.decode()
    assert "takes no more notices" in page
    assert "turns it on again" in page
    assert "turned off by them" in jo.get("/deliveries/").content.decode()
    assert "Turned off" in jo.get("/connections/?health=off").content.decode()
    assert any("takes no more notices" in item.why for item in queries.desk_items(cast.jo.actor, amara.now))


def test_saving_the_connection_turns_it_on(gone: Receiver, amara: Teller, bodies: SimpleNamespace) -> None:
    gone.answer = 204
    gone.connect_again(bodies.surgery)
    assert Endpoint.objects.get().disabled_at is None
    amara.tell(draft(bodies.surgery, "later"))
    amara.carry()
    assert Delivery.objects.get(notice__code="later").route == "webhook"
    assert len(gone.posts) == 2  # the one that was refused as gone, and this one


def test_an_address_that_was_changed_meanwhile_stays_on(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    held = Endpoint.objects.get()
    held.url = "http://127.0.0.1:1/before"
    circuit.switch_off(held, amara.now)  # what an older post learnt
    assert Endpoint.objects.get().disabled_at is None
    amara.carry()
    assert list(Delivery.objects.values_list("state", "route")) == [("sent", "webhook")]
