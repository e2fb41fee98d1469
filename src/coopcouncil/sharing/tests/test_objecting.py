"""Objecting to a disclosure: held meanwhile, answered in writing within a month, stopped where the person was right."""

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from coopcouncil.kernel.calendars import Calendar
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.sharing import public, queries
from coopcouncil.sharing.actions import objecting
from coopcouncil.sharing.domain.objections import due_on
from coopcouncil.sharing.models import Delivery, Notice, Objection
from coopcouncil.sharing.tests.conftest import Receiver, Teller, draft, state_of

pytestmark = pytest.mark.django_db
GROUNDS = "My former partner works there, and reads everything."


def test_the_answer_is_due_in_a_month_on_a_working_day() -> None:
    assert due_on(date(2026, 1, 31), Calendar()) == date(2026, 3, 2)  # 28 February is a Saturday
    assert due_on(date(2026, 11, 25), Calendar(frozenset({date(2026, 12, 25)}))) == date(2026, 12, 28)


def objected(amara: Teller, organisation_id: UUID) -> Objection:
    amara.tell(draft(organisation_id))
    notice = Notice.objects.get()
    made = objecting.object_to(actor=amara.actor, notice_id=notice.id, grounds=GROUNDS, now=amara.now)
    return Objection.objects.get(id=made)


def answer(cast: SimpleNamespace, amara: Teller, objection: Objection, *, upheld: bool) -> None:
    objecting.answer_objection(
        actor=cast.jo.actor, objection_id=objection.id, upheld=upheld, reasons="We looked at it.", now=amara.now
    )


def test_what_is_unsent_waits_for_the_answer_and_goes_on_where_our_grounds_weigh_more(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, cast: SimpleNamespace, client_for: Any
) -> None:
    receiver.connect(bodies.surgery)
    objection = objected(amara, bodies.surgery)
    amara.carry(timedelta(hours=2))
    assert (receiver.posts, state_of(bodies.surgery)) == ([], "held")
    page = client_for("amara").get(f"/account/objections/{objection.notice_id}/").content.decode()
    assert "You hear from us by" in page
    assert GROUNDS in page
    assert (
        "while we look at your objection"
        in client_for("amara").get(f"/notices/{objection.notice.submission_id}/").content.decode()
    )
    answer(cast, amara, objection, upheld=False)
    amara.carry()
    assert len(receiver.posts) == 1
    page = client_for("amara").get(f"/account/objections/{objection.notice_id}/").content.decode()
    assert "We looked at it." in page
    assert "Information Commissioner" in page


def test_a_service_that_was_told_sees_the_objection_and_is_told_to_stop_once_it_is_upheld(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, cast: SimpleNamespace, client_for: Any
) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    notice = Notice.objects.get()
    client = client_for("amara")
    answered = client.post(f"/account/objections/{notice.id}/", {"grounds": GROUNDS})
    assert answered.status_code == 302
    objection = Objection.objects.get()
    assert "The person objects to this" in client_for("dev").get(f"/inbox/{notice.id}/").content.decode()
    assert any("objection to answer" in item.title for item in queries.desk_items(cast.jo.actor, amara.now))
    jo = client_for("jo")
    assert "Objections to answer" in jo.get("/objections/").content.decode()
    assert GROUNDS not in jo.get("/objections/?format=csv").getvalue().decode()
    assert GROUNDS in jo.get(f"/objections/{objection.id}/").content.decode()
    given = {"answer": "upheld", "reasons": "You are right."}
    assert jo.post(f"/objections/{objection.id}/", given).status_code == 302
    amara.carry(timedelta(minutes=1))
    stop = json.loads(receiver.posts[-1].body)["data"]
    assert (stop["kind"], stop["because"]) == ("stop", "objection")
    assert "You were right" in client.get(f"/account/objections/{notice.id}/").content.decode()


def test_it_is_made_once_by_the_person_alone_against_what_can_be_objected_to(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, client_for: Any
) -> None:
    objection = objected(amara, bodies.surgery)
    with pytest.raises(Conflict, match="objected to this before"):
        objecting.object_to(actor=amara.actor, notice_id=objection.notice_id, grounds=GROUNDS, now=amara.now)
    for name in ("bilal", "dev", None):
        assert client_for(name).get(f"/account/objections/{objection.notice_id}/").status_code == 404
    with pytest.raises(NotAllowed):
        objecting.object_to(actor=cast.bilal.actor, notice_id=objection.notice_id, grounds=GROUNDS, now=amara.now)
    amara.tell(draft(bodies.surgery, basis="consent", by_consent=True))
    agreed = Notice.objects.get(by_consent=True)
    with pytest.raises(Conflict, match="cannot be objected to"):
        objecting.object_to(actor=amara.actor, notice_id=agreed.id, grounds=GROUNDS, now=amara.now)
    with pytest.raises(BadInput):
        objecting.object_to(actor=amara.actor, notice_id=agreed.id, grounds=" ", now=amara.now)


def test_the_council_answers_once_with_reasons_and_nobody_answers_their_own(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, client_for: Any
) -> None:
    objection = objected(amara, bodies.surgery)
    for actor in (cast.amara.actor, cast.dev.actor, cast.esi.actor):
        with pytest.raises(NotAllowed):
            objecting.open_objection(actor=actor, objection_id=objection.id)
    with pytest.raises(BadInput):
        objecting.answer_objection(
            actor=cast.jo.actor, objection_id=objection.id, upheld=True, reasons="", now=amara.now
        )
    answer(cast, amara, objection, upheld=True)
    with pytest.raises(Conflict, match="answered before"):
        answer(cast, amara, objection, upheld=False)
    assert Delivery.objects.get(notice=objection.notice).state == "stopped"
    # It stood in an inbox before she objected, where it may have been read: so they are told to stop.
    assert Delivery.objects.get(notice__kind="stop").notice.corrects_id == objection.notice_id
    with pytest.raises(NotFound):
        objecting.open_objection(actor=cast.jo.actor, objection_id=objection.notice_id)
    assert public.export_person(cast.amara.account_id)["objections"][0]["state"] == "upheld"
