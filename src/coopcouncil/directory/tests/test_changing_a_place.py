"""Where people are sent waits for the council; getting in is live; a confidential place is never in a change."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coopcouncil.directory import actions, queries
from coopcouncil.directory.models import Location, ProposedChange, Service
from coopcouncil.directory.tests.test_a_providers_area import form_of
from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
PLACE = {
    "location_type": "physical", "name": "The Hut", "address_1": "1 Mill Lane", "postcode": "AM1 1AA",
    "features": ["step_free", "lift"], "reason": "We have moved in.",
}  # fmt: skip


@pytest.fixture
def service(ashmere: SimpleNamespace, make_service: Callable[..., Service]) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"])


@pytest.fixture
def hut(ashmere: SimpleNamespace, service: Service) -> Location:
    """A place of the service, as the council put it there."""
    values = {name: value for name, value in PLACE.items() if name not in ("features", "reason")}
    point = {"longitude": -1.0, "latitude": 52.0}
    actions.add_place(
        actor=ashmere.cast.jo.actor, service_id=service.id, now=clock.now(),
        changes=actions.PlaceChanges({**values, **point}, {"step_free": "By the yard", "lift": ""}),
    )  # fmt: skip
    return Location.objects.get(name="The Hut")


def base(service: Service) -> str:
    return f"/provider/services/{service.code}/places/"


def waiting() -> ProposedChange:
    (change,) = ProposedChange.objects.filter(state="waiting")
    return change


def agree(client: Client, change: ProposedChange) -> Any:
    return client.post(f"/directory/changes/{change.id}/", {"verdict": "approve", "because": ""})


def test_a_new_place_waits_until_the_council_agrees(service: Service, client_for: ClientFor) -> None:
    esi, jo = client_for("esi"), client_for("jo")
    assert "A new place waits until the council agrees" in esi.get(f"{base(service)}add/").content.decode()
    assert esi.post(f"{base(service)}add/", PLACE).status_code == 302
    assert not Location.objects.filter(name="The Hut").exists()
    assert "1 Mill Lane" not in client_for(None).get(f"/services/{service.code}/").content.decode()
    for page in (base(service), f"/provider/services/{service.code}/"):
        assert "1 Mill Lane" in esi.get(page).content.decode()
    change = waiting()
    read = jo.get(f"/directory/changes/{change.id}/").content.decode()
    for words in ("A new place", "1 Mill Lane", "Step-free", "We have moved in."):
        assert words in read
    assert "A new place" in jo.get("/directory/changes/").content.decode()
    assert agree(jo, change).status_code == 302
    hut = Location.objects.get(name="The Hut")
    assert hut.longitude is not None
    assert hut.ward_id is not None
    page = client_for(None).get(f"/services/{service.code}/").content.decode()
    assert "1 Mill Lane" in page
    assert "Step-free" in page


def test_an_address_waits_and_getting_in_is_live(service: Service, hut: Location, client_for: ClientFor) -> None:
    esi, own = client_for("esi"), f"{base(service)}{hut.id}/"
    typed = {**form_of(esi.get(own).content.decode()), "features": ["step_free"], "transportation": "Bus 12",
             "address_1": "2 Mill Lane", "postcode": "AM1 1AB"}  # fmt: skip
    assert esi.post(own, typed).status_code == 302
    hut.refresh_from_db()
    assert (hut.address_1, hut.transportation, hut.longitude) == ("1 Mill Lane", "Bus 12", -1.0)
    features = {row.feature: row.details for row in hut.accessibility.all()}  # type: ignore[attr-defined]
    assert features == {"step_free": "By the yard"}, "what stays keeps its words"
    change = waiting()
    assert {"address_1", "postcode", "longitude", "latitude"} <= set(change.after)
    read = client_for("jo").get(f"/directory/changes/{change.id}/").content.decode()
    assert "Of this place: The Hut" in read
    assert "2 Mill Lane" in read
    assert "latitude" not in read
    assert agree(client_for("jo"), change).status_code == 302
    hut.refresh_from_db()
    assert (hut.address_1, hut.postcode) == ("2 Mill Lane", "AM1 1AB")
    assert hut.longitude != -1.0, "the point is that of the new postcode"
    past = client_for(None).get(f"/services/{service.code}/history/?place={hut.id}").content.decode()
    for words in ("2 Mill Lane", "Bus 12", "A lift", "Changed, and the council agreed"):
        assert words in past
    assert f"?place={hut.id}" in client_for(None).get(f"/services/{service.code}/history/").content.decode()
    assert esi.post(own, typed).status_code == 409, "it has changed since"


def test_a_form_that_is_sent_as_it_was_changes_nothing(service: Service, hut: Location, client_for: ClientFor) -> None:
    esi, own = client_for("esi"), f"{base(service)}{hut.id}/"
    before = (hut.version, hut.longitude, hut.latitude)
    assert esi.post(own, form_of(esi.get(own).content.decode())).status_code == 302
    hut.refresh_from_db()
    assert (hut.version, hut.longitude, hut.latitude) == before
    assert not ProposedChange.objects.exists()


def test_an_unknown_postcode_leaves_no_point_of_the_old_one(
    service: Service, hut: Location, client_for: ClientFor
) -> None:
    jo, own = client_for("jo"), f"{base(service)}{hut.id}/"
    assert jo.post(own, {**form_of(jo.get(own).content.decode()), "postcode": "ZZ9 9ZZ"}).status_code == 302
    hut.refresh_from_db()
    assert (hut.postcode, hut.longitude, hut.ward_id) == ("ZZ9 9ZZ", None, None), "who may agree changes it at once"


def test_what_has_moved_on_is_not_approved_over(service: Service, hut: Location, client_for: ClientFor) -> None:
    esi, jo, own = client_for("esi"), client_for("jo"), f"{base(service)}{hut.id}/"
    esi.post(own, {**form_of(esi.get(own).content.decode()), "address_1": "2 Mill Lane"})
    change = waiting()
    jo.post(own, {**form_of(jo.get(own).content.decode()), "address_1": "3 Mill Lane"})
    assert agree(jo, change).status_code == 409
    hut.refresh_from_db()
    assert hut.address_1 == "3 Mill Lane"


def test_a_place_is_left_at_once(service: Service, hut: Location, client_for: ClientFor) -> None:
    esi = client_for("esi")
    assert esi.post(f"{base(service)}{hut.id}/leave/").status_code == 302
    assert "The Hut" not in esi.get(base(service)).content.decode()
    assert client_for(None).get(f"/services/{service.code}/history/?place={hut.id}").status_code == 404


def test_an_address_to_write_to_is_said_to_be_one(service: Service, hut: Location, client_for: ClientFor) -> None:
    jo, own = client_for("jo"), f"{base(service)}{hut.id}/"
    assert jo.post(own, {**form_of(jo.get(own).content.decode()), "location_type": "postal"}).status_code == 302
    assert "Address to write to" in client_for(None).get(f"/services/{service.code}/").content.decode()


# --- a confidential place -------------------------------------------------------------------------------------------


@pytest.fixture
def secret(ashmere: SimpleNamespace, service: Service) -> UUID:
    who: dict[str, Any] = {"actor": ashmere.cast.esi.actor, "now": clock.now()}
    place = actions.add_location(
        **who, organisation_id=service.organisation_id, confidential=True,
        changes=actions.PlaceChanges({"address_1": "77 Hidden Row", "postcode": "AM1 1ZZ"}),
    )  # fmt: skip
    actions.put_service_at(**who, service_id=service.id, location_id=place)
    return place


def test_a_confidential_place_is_neither_shown_nor_changed_here(
    ashmere: SimpleNamespace, service: Service, secret: UUID, client_for: ClientFor
) -> None:
    esi = client_for("esi")
    assert "Hidden Row" not in esi.get(base(service)).content.decode()
    assert esi.get(f"{base(service)}{secret}/").status_code == 404
    for asked in (secret, "no-such"):
        assert client_for(None).get(f"/services/{service.code}/history/?place={asked}").status_code == 404
    with pytest.raises(BadInput, match="confidential"):
        actions.edit_location(
            actor=ashmere.cast.esi.actor, location_id=secret, service_id=service.id, now=clock.now(),
            changes=actions.PlaceChanges({"address_1": "78 Hidden Row"}),
        )  # fmt: skip
    assert not ProposedChange.objects.exists()


def test_its_address_does_not_get_into_a_public_place(service: Service, secret: UUID, client_for: ClientFor) -> None:
    answer = client_for("esi").post(f"{base(service)}add/", {**PLACE, "address_1": "77 Hidden Row"})
    assert answer.status_code == 422
    assert "confidential place" in answer.content.decode()
    assert not ProposedChange.objects.exists()


def test_a_place_of_which_a_change_waits_is_made_no_secret(
    ashmere: SimpleNamespace, service: Service, secret: UUID, client_for: ClientFor
) -> None:
    bare = Location.objects.create(organisation_id=service.organisation_id)
    made: dict[str, Any] = {
        "service": service, "after": {"address_1": "9 Elm Road"}, "proposed_by_id": ashmere.cast.esi.account_id,
        "proposed_for_id": service.organisation_id, "proposed_at": clock.now(),
    }  # fmt: skip
    ProposedChange.objects.create(location=bare, **made)
    with pytest.raises(BadInput, match="public before"):
        actions.seal_location(actor=ashmere.cast.esi.actor, location_id=bare.id, now=clock.now())
    for does in (
        lambda: Location.everywhere.filter(id=bare.id).update(confidential=True),
        lambda: ProposedChange.objects.create(location_id=secret, **made),
    ):
        with pytest.raises(IntegrityError, match="waits in clear"), transaction.atomic():
            does()
    assert queries.versions_tell(bare.id)
