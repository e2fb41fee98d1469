"""Whichever way an organisation is told, it gets no fact outside the list of the purpose: not even of an older notice
that was written under a longer list.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions
from coopcouncil.sharing.actions.dead_ends import _told_to
from coopcouncil.sharing.actions.helping import ask_help
from coopcouncil.sharing.actions.submitting import put_on_their_way
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.models import Delivery, HelpRequest, Notice
from coopcouncil.sharing.queries import deliveries
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, Receiver, Teller, draft, state_of
from coopcouncil.sharing.tests.test_answering import Agency
from coopcouncil.sharing.tests.test_notices_as_files import fetch, make, takes_files

pytestmark = pytest.mark.django_db
OUTSIDE = str(BANK.value)


@pytest.fixture
def older(amara: Teller, bodies: SimpleNamespace) -> Notice:
    """A notice with a fact that its purpose does not list (any more), beside the two that it does."""
    amara.tell(draft(bodies.council, "tax"))
    like = Notice.objects.get(code="tax")
    fields = {field.attname: getattr(like, field.attname) for field in Notice._meta.concrete_fields}
    fields |= {"organisation_id": bodies.surgery, "code": "older", "facts": slices.kept((NAME, DIED, BANK))}
    del fields["id"]
    notice = Notice(**fields)
    put_on_their_way([notice], amara.now)
    return notice


def test_what_is_told_is_cut_though_the_life_event_lists_it(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery, fact_codes=(NAME.code, BANK.code)))
    assert [fact["code"] for fact in Notice.objects.get().facts] == [NAME.code]


def test_posted_sent_once_more_fetched_and_in_the_inbox(
    older: Notice, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, cast: SimpleNamespace,
    client_for: Callable[[str], Client],
) -> None:  # fmt: skip
    receiver.connect(bodies.surgery)
    receiver.answer = 500
    amara.carry()
    receiver.answer = 204
    Delivery.objects.filter(notice=older).update(state="dead", next_attempt_at=None)
    actions.replay(actor=cast.jo.actor, delivery_id=Delivery.objects.get(notice=older).id, now=amara.now)
    amara.carry()
    assert state_of(bodies.surgery) == "sent"
    fetched = Agency(bodies.surgery, amara.now).fetch(older.id).content
    page = client_for("dev").get(f"/inbox/{older.id}/").content
    for body in (*(post.body for post in receiver.posts), fetched, page):
        assert NAME.shown.encode() in body
        assert OUTSIDE.encode() not in body


def test_in_files(older: Notice, amara: Teller, bodies: SimpleNamespace) -> None:
    takes_files(bodies.surgery, amara.now)
    agency = Agency(bodies.surgery, amara.now)
    batch = make(agency)
    for name in ("notices.json", "facts.csv", "notices.csv"):
        assert OUTSIDE.encode() not in fetch(agency, batch, name)
    assert NAME.shown.encode() in fetch(agency, batch, "facts.csv")


def test_to_another_organisation_instead_and_by_letter(older: Notice, amara: Teller, bodies: SimpleNamespace) -> None:
    instead = _told_to(older, bodies.tenants, amara.now)
    assert [fact["code"] for fact in instead.facts] == [NAME.code, DIED.code]
    carried = deliveries.delivery_to_carry(Delivery.objects.get(notice=older).id)
    assert [fact.code for fact in deliveries.parcel(carried).facts] == [NAME.code, DIED.code]


def test_no_correction_carries_it(older: Notice, amara: Teller) -> None:
    with pytest.raises(BadInput, match="No service was told that"):
        actions.correct(actor=amara.actor, submission_id=older.submission_id, fact=BANK, now=amara.now)
    assert actions.correct(
        actor=amara.actor, submission_id=older.submission_id, fact=slices.replace(DIED, value="2026-10-01"),
        now=amara.now,
    ) == 2  # fmt: skip
    assert {fact["code"] for row in Notice.objects.filter(kind="correction") for fact in row.facts} == {DIED.code}


def test_no_question_while_somebody_waits_carries_it(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    asked: dict[str, Any] = {
        "actor": cast.carys.actor, "event_title": "A death", "about": "", "service_type": "gp_record",
        "organisation_id": bodies.surgery, "asking_organisation_id": bodies.council, "access_point_id": None,
        "channel": "counter", "question": "Which form is it?", "facts": (NAME, BANK),
        "fact_codes": (NAME.code, BANK.code), "now": clock.now(),
    }  # fmt: skip
    ask_help(draft_id=bodies.surgery, purpose="council_tax_after_a_death", **asked)
    assert [fact["code"] for fact in HelpRequest.objects.get().facts] == [NAME.code]
