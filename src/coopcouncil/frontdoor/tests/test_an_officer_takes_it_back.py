"""An officer takes back what they wrote down: for a while, while they help there, and until the person acts on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.tests.test_helping_somebody_tell import actor_of, begin, colleague, end_grant, join, send
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people import actions as people_actions
from coopcouncil.people import public as people
from coopcouncil.people.models import Appointment
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice, Submission

pytestmark = pytest.mark.django_db

ClientFor = Callable[[str | None], Client]


@pytest.fixture
def surgery(loaded_directory: None, cast: SimpleNamespace) -> UUID:
    return people.organisation_by_code("larkhill-surgery").id


@pytest.fixture
def told(cast: SimpleNamespace, surgery: UUID) -> UUID:
    """What Dev wrote down for somebody at the surgery."""
    return send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))


def may(cast: SimpleNamespace, told: UUID, *, who: str = "dev", now: datetime | None = None) -> bool:
    return sharing.may_take_back(actor_of(cast, who), told, now or clock.now())


def test_they_find_the_way_on_its_page_and_come_back_there(client_for: ClientFor, told: UUID) -> None:
    dev, address, page = (
        client_for("dev"),
        reverse("frontdoor:take_back", args=[told]),
        reverse("frontdoor:helped", args=[told]),
    )
    assert address in dev.get(page).content.decode()
    asked = dev.get(address).content.decode()
    assert "You wrote this down for somebody else" in asked
    assert reverse("frontdoor:changes", args=[told]) not in asked
    assert dev.post(address, {"because": "mistake", "words": ""}).url == page
    assert Notice.objects.filter(kind="withdrawal").exists()
    assert address not in dev.get(page).content.decode()


def test_it_is_theirs_for_four_weeks(cast: SimpleNamespace, told: UUID) -> None:
    assert may(cast, told, now=clock.now() + timedelta(days=27))
    late = clock.now() + timedelta(days=28)
    assert not may(cast, told, now=late)
    with pytest.raises(NotAllowed):
        sharing.take_back(actor=actor_of(cast, "dev"), submission_id=told, because="mistake", words="", now=late)
    assert not Notice.objects.filter(kind="withdrawal").exists()


def test_no_colleague_may_and_nobody_who_has_left(cast: SimpleNamespace, surgery: UUID, told: UUID) -> None:
    colleague(cast, surgery, "bilal")
    assert not may(cast, told, who="bilal")
    role = Appointment.objects.get(account_id=cast.dev.account_id, role="front_line_officer", organisation_id=surgery)
    people_actions.end_appointment(
        actor=actor_of(cast, "jo"), appointment_id=role.id, ends_on=clock.today(), today=clock.today()
    )
    assert not may(cast, told)


def test_nobody_may_where_the_organisation_helps_no_more(cast: SimpleNamespace, surgery: UUID, told: UUID) -> None:
    end_grant(cast, surgery)
    assert not may(cast, told)


def test_it_is_the_persons_alone_once_it_is_in_their_account(
    cast: SimpleNamespace, client_for: ClientFor, told: UUID
) -> None:
    reference, code = sharing.reference_of(told), gateways.slip_code(told)
    assert actions.claim_slip(actor=cast.amara.actor, reference=reference, code=code, now=clock.now()) == told
    assert not may(cast, told)
    assert may(cast, told, who="amara")
    address = reverse("frontdoor:take_back", args=[told])
    assert client_for("dev").get(address).status_code == 404
    assert client_for("dev").post(address, {"because": "mistake"}).status_code == 404
    assert client_for("amara").get(address).status_code == 200


def test_it_is_the_persons_alone_once_they_corrected_it(
    cast: SimpleNamespace, client_for: ClientFor, surgery: UUID
) -> None:
    dev, draft = actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery)
    join(cast, draft, "amara@ashmere.example", gateways.account_code(cast.amara.account_id, clock.now()))
    told = send(dev, draft)
    assert may(cast, told), "that it is in their account from the start is no act of theirs"
    (phone,) = (fact for fact in gateways.life_event("moving-home").facts if fact.known_as == "phone")
    change = reverse("frontdoor:change", args=[told, phone.code])
    assert client_for("amara").post(change, facts.fill(phone, "07700 900123")).status_code == 302
    assert Submission.objects.get(id=told).person_acted_at
    assert not may(cast, told)


def test_nothing_of_safe_mode(cast: SimpleNamespace, surgery: UUID, told: UUID) -> None:
    Submission.objects.filter(id=told).update(safe=True)
    assert not may(cast, told)
