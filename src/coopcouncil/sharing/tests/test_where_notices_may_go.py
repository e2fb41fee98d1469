"""Notices go over https to the public internet, and nowhere into the council's own network."""

import socket
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions
from coopcouncil.sharing.gateways import check_address
from coopcouncil.sharing.models import Delivery, Endpoint
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, state_of


@pytest.fixture
def nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COOPCOUNCIL_ALLOW_HTTP")


def _name(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Have every name mean these addresses."""
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *more, **named: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
        ],
    )


@pytest.mark.usefixtures("nobody_is_named")
@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "http://127.0.0.1:8000/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.7/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:10.0.0.7]/",
        "https://0.0.0.0/",
        "https://somebody:secret@93.184.216.34/",
        "ftp://93.184.216.34/",
        "https://a..b/",
        "https:///",
        "nonsense",
        "",
    ],
)
def test_an_address_that_is_plain_or_inner_or_none_is_refused(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_address(url)
    assert refused.value.place == "url"


@pytest.mark.usefixtures("nobody_is_named")
def test_a_name_is_refused_when_one_of_its_addresses_is_inner(monkeypatch: pytest.MonkeyPatch) -> None:
    _name(monkeypatch, "93.184.216.34")
    check_address("https://records.example/notices")
    _name(monkeypatch, "93.184.216.34", "10.0.0.7")
    with pytest.raises(BadInput):
        check_address("https://records.example/notices")


@pytest.mark.usefixtures("nobody_is_named")
def test_in_a_demo_this_very_machine_may_be_posted_to_and_no_other_inner_address(settings: Any) -> None:
    settings.DEMO = True
    check_address("http://127.0.0.1:8101/")
    for url in ("http://10.0.0.7/", "https://10.0.0.7/"):
        with pytest.raises(BadInput):
            check_address(url)


def test_a_host_that_the_installation_names_may_be_inner_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPCOUNCIL_ALLOW_HTTP", "records.inner.example, 10.0.0.7")
    _name(monkeypatch, "10.0.0.9")
    check_address("http://records.inner.example/")
    check_address("https://10.0.0.7/")


@pytest.mark.django_db
def test_an_address_that_becomes_an_inner_one_later_gets_nothing(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    monkeypatch.delenv("COOPCOUNCIL_ALLOW_HTTP")
    amara.carry()
    assert Delivery.objects.get().last_error == "refused_address"  # plain
    _name(monkeypatch, "127.0.0.1")
    Endpoint.objects.update(url=f"https://records.example:{receiver.server.server_port}/")
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert set(Delivery.objects.values_list("last_error", flat=True)) == {"refused_address"}
    assert receiver.posts == []


@pytest.mark.django_db
@pytest.mark.usefixtures("nobody_is_named")
def test_the_administrator_is_told_at_the_field(bodies: SimpleNamespace, client_for: Any) -> None:
    document = {"route": "webhook", "url": "http://127.0.0.1:5432/", "email": ""}
    answer = client_for("jo").post(f"/connections/{bodies.surgery}/", document)
    assert answer.status_code == 422
    assert "begins with https://" in answer.content.decode()
    assert not Endpoint.objects.exists()


@pytest.mark.django_db
def test_what_still_waits_goes_the_new_way_when_the_connection_changes(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery))
    amara.carry()
    for _ in range(9):
        amara.carry(timedelta(hours=25))
    amara.tell(draft(bodies.surgery, "retrying"))
    amara.carry(timedelta(hours=1))  # the longest pause of a server that failed again and again
    amara.tell(draft(bodies.surgery, "queued"))
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["dead", "queued", "retrying"]
    posts = len(receiver.posts)
    actions.connect(actor=OPERATOR, organisation_id=bodies.surgery, route="inbox", now=amara.now)
    amara.carry()
    assert set(Delivery.objects.values_list("state", "route")) == {("sent", "inbox")}
    assert len(receiver.posts) == posts


@pytest.mark.django_db
def test_connecting_again_the_same_way_sends_nothing_again(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery))
    amara.carry()
    actions.connect(actor=OPERATOR, organisation_id=bodies.surgery, route="webhook", url=receiver.url, now=amara.now)
    amara.carry()
    assert len(receiver.posts) == 1


@pytest.mark.django_db
def test_a_telling_that_crossed_the_change_of_a_connection_goes_the_new_way(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    Endpoint.objects.update(route="inbox")  # as if committed after the telling had looked
    amara.carry()
    assert receiver.posts == []
    assert set(Delivery.objects.values_list("state", "route")) == {("sent", "inbox")}


@pytest.mark.django_db
def test_without_an_address_a_delivery_is_dead_at_once_and_on_a_persons_desk(
    amara: Teller, bodies: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara.tell(draft(bodies.surgery))
    hollow = Endpoint(organisation_id=bodies.surgery, route="webhook", url="")
    monkeypatch.setattr("coopcouncil.sharing.queries.endpoint_for", lambda organisation_id: hollow)
    amara.carry()
    assert (state_of(bodies.surgery), Delivery.objects.get().last_error) == ("dead", "no_address")
