"""Failures are entered by themselves, the provider replies first, somebody reads it; small numbers are not shown."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from coopcouncil.casework.actions import contacts, register
from coopcouncil.casework.actions.noticing import own_notice
from coopcouncil.casework.actions.opening import Opened
from coopcouncil.casework.models import Contact, Failure
from coopcouncil.casework.queries import contacts as figures
from coopcouncil.casework.queries import register as queries
from coopcouncil.casework.tests.conftest import hire
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.places.models import Area


@pytest.fixture
def failure(cast: SimpleNamespace, team: SimpleNamespace) -> Failure:
    """A complaint against Esi's co-operative was upheld."""
    made = register.enter_complaint(
        complaint_id=uuid4(), provider_id=organisation_by_code("larkhill-tenants-co-op").id, service_type="repairs",
        ward_id=None, what="A repair was never done", now=clock.now(),
    )  # fmt: skip
    return Failure.objects.get(id=made)


def manager() -> Actor:
    return actor_for_account(hire("ruth", role=Role.SERVICE_MANAGER)[0], clock.today())


def test_the_provider_replies_first_and_then_all_can_read_both(
    cast: SimpleNamespace, failure: Failure, client_for: Callable[[str | None], Client]
) -> None:
    somebody = manager()
    with pytest.raises(Conflict, match="may still reply"):
        register.publish(actor=somebody, failure_id=failure.id, now=clock.now())
    with pytest.raises(NotAllowed):
        register.reply(actor=cast.dev.actor, failure_id=failure.id, words="Not ours.", now=clock.now())
    register.reply(actor=cast.esi.actor, failure_id=failure.id, words="Our van had broken down.", now=clock.now())
    assert "van" not in client_for(None).get("/failures/").text
    with pytest.raises(NotAllowed):
        register.publish(actor=cast.esi.actor, failure_id=failure.id, now=clock.now())
    register.publish(actor=somebody, failure_id=failure.id, now=clock.now())
    page = client_for(None).get("/failures/").text
    assert "A repair was never done" in page
    assert "Our van had broken down." in page
    with pytest.raises(Conflict):
        register.reply(actor=cast.esi.actor, failure_id=failure.id, words="And more.", now=clock.now())


def test_what_nobody_replied_to_is_published_when_the_time_is_over(failure: Failure) -> None:
    assert register.publish_what_is_due(now=clock.now()) == 0
    assert register.publish_what_is_due(now=clock.now() + timedelta(days=20)) == 1
    assert Failure.objects.get().state == Failure.State.PUBLISHED


def test_one_failure_told_twice_is_one(failure: Failure) -> None:
    register.enter_complaint(
        complaint_id=failure.source_id, provider_id=failure.provider_id, service_type="", ward_id=None,
        what="The same", now=clock.now(),
    )  # fmt: skip
    assert Failure.objects.count() == 1


def test_counts_of_fewer_than_five_are_not_shown_by_ward_nor_to_be_worked_out(failure: Failure) -> None:
    wards = [
        Area.objects.create(
            kind="ward", code=f"w{number}", name=f"Ward {number}", geometry={}, centre_lon=0, centre_lat=51, west=0,
            south=50, east=1, north=52, dataset_id=_dataset(),
        )
        for number in range(2)
    ]  # fmt: skip
    for ward, count in zip(wards, (7, 3), strict=True):
        for _ in range(count):
            Failure.objects.create(
                kind="breach", source_id=uuid4(), provider_id=failure.provider_id, ward=ward, what="Late",
                happened_at=clock.now(), reply_until=clock.today(), state="published", decided_at=clock.now(),
            )  # fmt: skip
    shown = {row.ward: row for row in queries.by_ward()}
    breach = list(Failure.Kind.values).index("breach")
    assert shown["Ward 1"].by_kind[breach] is None
    assert None in {shown["Ward 0"].by_kind[breach], shown[""].by_kind[breach]}, "else it comes back from the total"


def _dataset() -> object:
    from coopcouncil.places.models import Dataset

    found = Dataset.objects.first() or Dataset.objects.create(
        what="areas", file_name="wards.json", source="here", rows=1, loaded_at=clock.now(), loaded_by="a test"
    )
    return found.id


def test_a_contact_repeats_the_one_before_and_costs_what_its_channel_costs(
    cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Opened]
) -> None:
    case = tell(service_type="gp")
    owner = actor_for_account(case.owner_account_id, clock.today())
    now = clock.now()
    first = contacts.record_contact(
        actor=owner, case_id=case.id, channel="phone", category="chasing", words="How far is it?", now=now
    )
    second = contacts.record_contact(
        actor=owner, case_id=case.id, channel="counter", category="", words="Thank you.", now=now + timedelta(days=1)
    )
    assert Contact.objects.get(id=second).repeats_id == first
    with pytest.raises(BadInput, match="should not have had to"):
        contacts.record_contact(actor=owner, channel="phone", category="bored", now=now)
    with pytest.raises(NotAllowed):
        contacts.record_contact(actor=cast.dev.actor, case_id=case.id, channel="phone", category="", words="x", now=now)
    [figure] = figures.figures("service", now - timedelta(days=1), now + timedelta(days=2))
    assert (figure.count, figure.avoidable, figure.repeats) == (2, 1, 1)
    assert (figure.pence, figure.avoidable_pence) == (1145, 283)


def test_a_notice_that_is_not_there_opens_nothing_where_there_is_no_team(cast: SimpleNamespace) -> None:
    assert own_notice(notice_id=uuid4(), how="refused", now=clock.now()) is None
