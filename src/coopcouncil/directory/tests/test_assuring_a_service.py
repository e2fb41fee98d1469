from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coopcouncil.directory import actions, public
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.models import Service
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]
ClientFor = Callable[[str | None], Client]
TODAY = date(2026, 11, 23)


@pytest.fixture
def tenant_service(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"])


def test_a_provider_confirms_its_own_service_and_it_is_noted(ashmere: SimpleNamespace, tenant_service: Service) -> None:
    due = actions.assure_service(actor=ashmere.cast.esi.actor, service_id=tenant_service.id, today=TODAY)
    tenant_service.refresh_from_db()
    assert (tenant_service.assured_on, tenant_service.due_on) == (TODAY, due) == (TODAY, next_due(TODAY))
    row = AuditRow.objects.get(object_id=tenant_service.id)
    assert (row.verb, row.actor_id) == ("directory.service_assured", ashmere.cast.esi.account_id)


@pytest.mark.parametrize("name", ["amara", "bilal", "carys", "dev", "femi", "grace", "hari", "ines"])
def test_nobody_else_confirms_or_changes_it(ashmere: SimpleNamespace, tenant_service: Service, name: str) -> None:
    actor = getattr(ashmere.cast, name).actor
    with pytest.raises(NotAllowed):
        actions.assure_service(actor=actor, service_id=tenant_service.id, today=TODAY)
    with pytest.raises(NotAllowed):
        actions.edit_service(actor=actor, service_id=tenant_service.id, changes=actions.Changes({"phone": "1"}))
    tenant_service.refresh_from_db()
    assert tenant_service.assured_on is None
    assert not AuditRow.objects.filter(object_id=tenant_service.id).exists()


def test_the_administrator_may_confirm_any_service(ashmere: SimpleNamespace, tenant_service: Service) -> None:
    assert actions.assure_service(actor=ashmere.cast.jo.actor, service_id=tenant_service.id, today=TODAY) > TODAY


def test_a_closed_service_is_not_confirmed(ashmere: SimpleNamespace, tenant_service: Service) -> None:
    Service.objects.filter(id=tenant_service.id).update(status="closed")
    with pytest.raises(Conflict, match="closed"):
        actions.assure_service(actor=ashmere.cast.esi.actor, service_id=tenant_service.id, today=TODAY)


def test_a_service_that_is_not_there_is_not_found(ashmere: SimpleNamespace) -> None:
    with pytest.raises(NotFound):
        actions.assure_service(actor=ashmere.cast.esi.actor, service_id=uuid4(), today=TODAY)


def test_an_edit_names_what_changed_and_an_empty_one_writes_nothing(
    ashmere: SimpleNamespace, tenant_service: Service
) -> None:
    esi = ashmere.cast.esi.actor
    same = actions.Changes({"phone": tenant_service.phone})
    assert actions.edit_service(actor=esi, service_id=tenant_service.id, changes=same) == actions.Edited()
    assert not AuditRow.objects.filter(object_id=tenant_service.id).exists()
    new = actions.Changes({"phone": "01632 960002", "description": "Knock."})
    edited = actions.edit_service(actor=esi, service_id=tenant_service.id, changes=new)
    assert edited.live == ("description", "phone")
    assert AuditRow.objects.get(object_id=tenant_service.id).reason == "description, phone"


def test_an_edit_cannot_make_a_service_unreachable_or_move_it(
    ashmere: SimpleNamespace, tenant_service: Service
) -> None:
    esi = ashmere.cast.esi.actor
    with pytest.raises(BadInput, match="reach"):
        actions.edit_service(actor=esi, service_id=tenant_service.id, changes=actions.Changes({"phone": ""}))
    with pytest.raises(BadInput, match="organisation_id"):
        actions.Changes({"organisation_id": uuid4()})
    with pytest.raises(BadInput, match="website"):
        actions.edit_service(
            actor=esi, service_id=tenant_service.id, changes=actions.Changes({"website": "javascript:alert(1)"})
        )
    with pytest.raises(IntegrityError, match="can_be_reached"), transaction.atomic():
        Service.objects.filter(id=tenant_service.id).update(phone="")


def test_a_provider_adds_a_service_of_its_own_and_of_nobody_else(ashmere: SimpleNamespace) -> None:
    values = actions.Changes(
        {"name": "Bike shed", "summary": "A dry place for bicycles.", "phone": "01632 960003", "delivery_model": "tmo",
         "scope": "community", "outcome": "homes"}
    )  # fmt: skip
    given = {"actor": ashmere.cast.esi.actor, "service_type": "tenant_managed_homes", "changes": values}
    own = ashmere.organisation["larkhill-tenants-co-op"]
    ward = ashmere.wards[0].id
    made = actions.add_service(code="bike-shed", organisation_id=own, ward_ids=[ward, ward], **given)
    assert public.service(made).organisation_id == own
    assert public.recipient_for("tenant_managed_homes", ward_id=ward).id == made
    with pytest.raises(Conflict):
        actions.add_service(code="bike-shed", organisation_id=own, **given)
    with pytest.raises(NotAllowed):
        actions.add_service(code="other", organisation_id=ashmere.organisation["ashmere-homes"], **given)
    with pytest.raises(BadInput, match="no type"):
        actions.add_service(code="rocket", organisation_id=own, **{**given, "service_type": "space_travel"})


def test_the_desk_of_a_provider_says_how_many_records_are_due(
    ashmere: SimpleNamespace, make_service: MakeService
) -> None:
    now = clock.now()
    own = ashmere.organisation["larkhill-tenants-co-op"]
    assert public.desk_items(ashmere.cast.esi.actor, now) == []
    make_service("never", own)
    late = clock.today() - timedelta(days=3)
    make_service("late", own, assured_on=late - timedelta(days=180), due_on=late)
    make_service("fresh", own, assured_on=late, due_on=late + timedelta(days=180))
    make_service("theirs", ashmere.organisation["ashmere-homes"])
    (item,) = public.desk_items(ashmere.cast.esi.actor, now)
    assert (item.title, item.count) == ("2 records to confirm", 2)
    assert public.desk_items(ashmere.cast.amara.actor, now) == []


def test_in_the_pages_a_provider_confirms_and_sees_when_it_is_next_due(
    tenant_service: Service, client_for: ClientFor
) -> None:
    esi = client_for("esi")
    page = f"/services/{tenant_service.code}/assure/"
    assert "Is this record right?" in esi.get(page).content.decode()
    answer = esi.post(page, follow=True)
    assert "Confirmed. Please check again by" in answer.content.decode()
    tenant_service.refresh_from_db()
    assert tenant_service.assured_on == clock.today()


def test_in_the_pages_a_provider_changes_its_hours_and_a_resident_sees_it(
    tenant_service: Service, client_for: ClientFor
) -> None:
    page = f"/services/{tenant_service.code}/edit/"
    fields = ["name", "summary", "phone", "email", "website", "cost", "delivery_model", "scope", "outcome", "status"]
    data = {name: getattr(tenant_service, name) for name in fields} | {"opening_hours": "Sundays, noon to 4pm"}
    assert client_for("esi").post(page, data).status_code == 302
    assert "Sundays, noon to 4pm" in client_for("amara").get(f"/services/{tenant_service.code}/").content.decode()
    unreachable = client_for("esi").post(page, data | {"phone": ""})
    assert "so that people can reach it" in unreachable.content.decode()


@pytest.mark.parametrize("page", ["assure", "edit"])
def test_in_the_pages_others_are_sent_away(tenant_service: Service, client_for: ClientFor, page: str) -> None:
    address = f"/services/{tenant_service.code}/{page}/"
    assert client_for(None).get(address).status_code == 302
    assert client_for("bilal").get(address).status_code == 403
    assert client_for("jo").get(address).status_code == 200


def test_a_provider_of_another_service_gets_not_found(
    ashmere: SimpleNamespace, make_service: MakeService, client_for: ClientFor
) -> None:
    theirs = make_service("theirs", ashmere.organisation["ashmere-homes"])
    esi = client_for("esi")
    assert esi.get(f"/services/{theirs.code}/assure/").status_code == 404
    assert esi.post(f"/services/{theirs.code}/assure/").status_code == 404
    assert esi.post(f"/services/{theirs.code}/edit/").status_code == 404
