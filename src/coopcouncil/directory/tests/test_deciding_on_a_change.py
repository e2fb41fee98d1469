from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import actions, public
from coopcouncil.directory.models import ProposedChange, Service
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def tenant_service(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"], cost="Free")


@pytest.fixture
def change(ashmere: SimpleNamespace, tenant_service: Service) -> ProposedChange:
    return propose(ashmere, tenant_service, "£2 each time")


def propose(ashmere: SimpleNamespace, service: Service, cost: str) -> ProposedChange:
    edited = actions.edit_service(
        actor=ashmere.cast.esi.actor, service_id=service.id, changes=actions.Changes({"cost": cost}),
        reason="Tools cost more.",
    )  # fmt: skip
    return ProposedChange.objects.get(id=edited.proposal_id)


def test_the_council_reads_the_difference_and_agrees(
    ashmere: SimpleNamespace, tenant_service: Service, change: ProposedChange, client_for: ClientFor
) -> None:
    jo, page = client_for("jo"), f"/directory/changes/{change.id}/"
    assert f'href="{page}"' in jo.get("/directory/changes/").content.decode()
    read = jo.get(page).content.decode()
    for words in ("Free", "£2 each time", "Tools cost more.", "Larkhill Tenants’ Co-operative"):
        assert words in read
    assert [item.count for item in public.approver_items(ashmere.cast.jo.actor, clock.now())] == [1]
    assert jo.post(page, {"verdict": "approve", "because": ""}).status_code == 302
    tenant_service.refresh_from_db()
    assert tenant_service.cost == "£2 each time"
    assert public.approver_items(ashmere.cast.jo.actor, clock.now()) == []
    told = [item.title for item in public.provider_items(ashmere.cast.esi.actor, clock.now())]
    assert "The council decided on 1 change of yours" in told
    late = jo.post(page, {"verdict": "approve", "because": ""})
    assert late.status_code == 409


def test_a_no_needs_a_reason_and_the_provider_reads_it(
    tenant_service: Service, change: ProposedChange, client_for: ClientFor
) -> None:
    jo, page = client_for("jo"), f"/directory/changes/{change.id}/"
    assert jo.post(page, {"verdict": "refuse", "because": " "}).status_code == 422
    assert jo.post(page, {"verdict": "refuse", "because": "Talk to us first."}).status_code == 302
    tenant_service.refresh_from_db()
    assert tenant_service.cost == "Free"
    assert "Talk to us first." in client_for("esi").get("/provider/services/estate-repairs/").content.decode()


def test_whoever_proposed_it_does_not_decide(
    ashmere: SimpleNamespace, change: ProposedChange, client_for: ClientFor
) -> None:
    ProposedChange.objects.filter(id=change.id).update(proposed_by=ashmere.cast.jo.account_id)
    jo, page = client_for("jo"), f"/directory/changes/{change.id}/"
    assert "somebody else decides" in jo.get(page).content.decode()
    assert jo.post(page, {"verdict": "approve", "because": ""}).status_code in {403, 404}
    change.refresh_from_db()
    assert change.state == "waiting"


def test_a_provider_does_not_decide_and_others_are_turned_away(change: ProposedChange, client_for: ClientFor) -> None:
    for name in ("esi", "amara", "dev"):
        assert client_for(name).get("/directory/changes/").status_code == 403
        assert client_for(name).get(f"/directory/changes/{change.id}/").status_code in {403, 404}


def test_the_list_of_changes_is_cut_in_the_database(
    ashmere: SimpleNamespace, tenant_service: Service, change: ProposedChange, client_for: ClientFor
) -> None:
    jo = client_for("jo")

    def count() -> int:
        jo.get("/directory/changes/")
        with CaptureQueriesContext(connection) as found:
            assert jo.get("/directory/changes/").status_code == 200
        return len(found)

    few = count()
    for number in range(30):
        propose(ashmere, tenant_service, f"£{number + 3}")
    assert count() == few
    assert "Showing 1 to 25 of 31" in jo.get("/directory/changes/").content.decode()


def test_the_history_names_bodies_to_everybody_and_people_to_those_who_keep_it(
    ashmere: SimpleNamespace, tenant_service: Service, client_for: ClientFor
) -> None:
    actions.edit_service(
        actor=ashmere.cast.esi.actor, service_id=tenant_service.id, changes=actions.Changes({"alert": "Wet paint"})
    )
    address = "/services/estate-repairs/history/"
    public_page = client_for(None).get(address).content.decode()
    for words in ("Wet paint", "Larkhill Tenants’ Co-operative", "What to know before you come"):
        assert words in public_page
    name = "Esi"
    assert name not in public_page
    assert name not in client_for("amara").get(address).content.decode()
    assert name in client_for("jo").get(address).content.decode()


def test_a_long_history_comes_page_by_page(
    ashmere: SimpleNamespace, tenant_service: Service, client_for: ClientFor
) -> None:
    client = client_for(None)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/services/estate-repairs/history/").status_code == 200
        return len(found)

    assert "Nothing has changed yet" in client.get("/services/estate-repairs/history/").content.decode()
    empty = count()
    for number in range(22):
        actions.edit_service(
            actor=ashmere.cast.esi.actor, service_id=tenant_service.id,
            changes=actions.Changes({"alert": f"Notice {number}."}),
        )  # fmt: skip
    assert count() == empty
    first = client.get("/services/estate-repairs/history/").content.decode()
    assert "Notice 21." in first
    assert "Notice 0." not in first
    assert "Notice 0." in client.get("/services/estate-repairs/history/?page=2").content.decode()
    assert client.get("/services/estate-repairs/history/?page=x").status_code == 200
