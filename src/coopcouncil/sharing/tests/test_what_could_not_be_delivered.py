"""Two bodies told, one fails: retried, owned by a named person, seen by the resident, never shown as done."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from coopcouncil.directory import demo as directory_demo
from coopcouncil.directory import public as directory
from coopcouncil.foundation import metrics
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import demo as people_demo
from coopcouncil.people.models import Appointment
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing import actions, public, queries
from coopcouncil.sharing.models import Alarm, DeadEnd, Delivery, Notice
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, home: Path) -> UUID:
    """Amara told the council and the surgery; the council acted, the surgery was never reached."""
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    told = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    _answer(cast, bodies.council, amara)
    assert state_of(bodies.surgery) == "retrying"
    for _ in range(9):
        amara.carry(timedelta(hours=25))
    amara.carry()
    return told.id


def _answer(cast: SimpleNamespace, organisation_id: UUID, amara: Teller) -> None:
    notice = Notice.objects.get(organisation_id=organisation_id)
    actions.answer_notice(
        actor=cast.carys.actor, notice_id=notice.id, answer_id="1", kind="acted", reason="Done.", now=amara.now
    )


def _stuck(organisation_id: UUID) -> Delivery:
    return Delivery.objects.get(notice__organisation_id=organisation_id)


def test_the_resident_reads_that_one_was_told_and_one_was_not_and_who_sees_to_it(
    told: UUID, cast: SimpleNamespace, amara: Teller, client_for: Callable[[str], Client]
) -> None:
    view = public.submission(amara.actor, told)
    assert not view.is_settled
    assert sorted(notice.state for notice in view.notices) == ["acted", "dead"]
    page = client_for("amara").get(f"/notices/{told}/").content.decode()
    assert "Told: 1. Could not be reached: 1." in page
    assert "Jo Whitfield at the council is seeing to it" in page
    assert "Every service has answered" not in page


def test_its_owner_is_named_by_rule_and_told_by_a_letter_without_a_fact(
    told: UUID, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, settings: Any
) -> None:
    assert _stuck(bodies.surgery).owner_id == cast.jo.account_id
    assert Alarm.objects.get().outcome == "sent"
    letters = "".join(file.read_text() for file in Path(settings.EMAIL_FILE_PATH).glob("*"))
    assert f"/deliveries/{_stuck(bodies.surgery).id}/" in letters
    assert "Ada" not in letters
    assert any("is yours" in item.title for item in queries.desk_items(cast.jo.actor, amara.now))
    assert b"coopcouncil_deliveries_dead 1.0" in metrics.exposition()
    assert b"coopcouncil_deliveries_unowned 0.0" in metrics.exposition()


def test_when_it_dies_again_its_owner_is_written_to_again(
    told: UUID, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, settings: Any
) -> None:
    actions.replay(actor=cast.jo.actor, delivery_id=_stuck(bodies.surgery).id, now=amara.now)
    for _ in range(11):
        amara.carry(timedelta(hours=25))
    assert _stuck(bodies.surgery).state == "dead"
    letters = [file.read_text() for file in Path(settings.EMAIL_FILE_PATH).glob("*")]
    assert sum(text.count(f"/deliveries/{_stuck(bodies.surgery).id}/") for text in letters) == 2


def test_what_is_urgent_goes_to_the_case_owner_and_what_nobody_owns_any_more_to_the_next(
    cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, home: Path
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery, urgency="same_day"))
    for _ in range(11):
        amara.carry(timedelta(hours=25))
    assert _stuck(bodies.surgery).owner_id == cast.carys.account_id
    Appointment.objects.filter(account_id=cast.carys.account_id, role="case_owner").delete()
    Delivery.objects.update(owner=None)
    assert actions.own_what_nobody_owns(now=amara.now) == 1
    assert _stuck(bodies.surgery).owner_id == cast.jo.account_id


def test_closing_it_says_why_and_is_not_done(
    told: UUID, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    stuck = _stuck(bodies.surgery)
    with pytest.raises(NotAllowed):
        actions.close(actor=cast.dev.actor, delivery_id=stuck.id, reason="No.", now=amara.now)
    with pytest.raises(BadInput):
        actions.close(actor=cast.jo.actor, delivery_id=stuck.id, reason=" ", now=amara.now)
    actions.close(actor=cast.jo.actor, delivery_id=stuck.id, reason="We phoned them.", now=amara.now)
    view = public.submission(amara.actor, told)
    (dead,) = (notice for notice in view.notices if notice.state == "dead")
    assert "We phoned them." in dead.state_words
    assert not view.is_settled
    assert queries.dead_count() == 0
    with pytest.raises(Conflict):
        actions.replay(actor=cast.jo.actor, delivery_id=stuck.id, now=amara.now)
    with pytest.raises(Conflict):
        actions.close(actor=cast.jo.actor, delivery_id=stuck.id, reason="Again.", now=amara.now)


@pytest.fixture
def borough(cast: SimpleNamespace) -> None:
    """The whole directory: several surgeries keep records of patients."""
    for context in (people_demo, places_demo, directory_demo):
        context.load()


def test_telling_another_instead_says_why_and_waits_for_them(
    borough: None, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, home: Path
) -> None:
    target = next(
        row.organisation_id
        for row in directory.offering(["gp_record"])["gp_record"]
        if row.organisation_id != bodies.surgery
    )
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    told = amara.tell(draft(bodies.surgery, service_type="gp_record"), draft(bodies.council, "tax"))
    for _ in range(11):
        amara.carry(timedelta(hours=25))
    stuck = _stuck(bodies.surgery)
    with pytest.raises(BadInput):
        actions.redirect(
            actor=cast.jo.actor, delivery_id=stuck.id, organisation_id=bodies.tenants, reason="x", now=amara.now
        )
    actions.redirect(
        actor=cast.jo.actor, delivery_id=stuck.id, organisation_id=target, reason="It has closed.", now=amara.now
    )
    amara.carry()
    first, second = Notice.objects.get(organisation_id=bodies.surgery), Notice.objects.get(organisation_id=target)
    assert (first.facts, first.purpose, first.urgency) == (second.facts, second.purpose, second.urgency)
    assert state_of(target) == "sent"
    view = public.submission(amara.actor, told.id)
    (dead,) = (notice for notice in view.notices if notice.state == "dead")
    assert "It has closed." in dead.state_words
    assert not view.is_settled
    assert DeadEnd.objects.get().sealed_for == told.id


def test_what_the_person_agreed_to_tell_one_organisation_goes_to_no_other(
    cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, home: Path
) -> None:
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.tell(draft(bodies.surgery, by_consent=True))
    for _ in range(11):
        amara.carry(timedelta(hours=25))
    with pytest.raises(Conflict, match="agreed"):
        actions.redirect(
            actor=cast.jo.actor,
            delivery_id=_stuck(bodies.surgery).id,
            organisation_id=bodies.tenants,
            reason="x",
            now=amara.now,
        )


def test_the_pages_of_what_is_stuck(
    told: UUID, amara: Teller, bodies: SimpleNamespace, client_for: Callable[[str], Client]
) -> None:
    stuck = _stuck(bodies.surgery)
    jo = client_for("jo")
    assert "See to it" in jo.get("/deliveries/?state=dead").content.decode()
    assert "See to it" in jo.get("/deliveries/mine/").content.decode()
    page = f"/deliveries/{stuck.id}/"
    assert "Jo Whitfield" in jo.get(page).content.decode()
    assert jo.post(page, {"do": "close", "reason": ""}).status_code == 422
    assert jo.post(page, {"do": "redirect", "reason": "x", "organisation": str(bodies.tenants)}).status_code == 422
    assert client_for("carys").get(page).status_code == 404
    assert jo.post(page, {"do": "close", "reason": "We phoned them."}).status_code == 302
    assert "We phoned them." in jo.get(page).content.decode()
