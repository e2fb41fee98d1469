"""Organisations answer through the API with their key: once, in their own words, about their own notices."""

import json
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import AuditRow
from coopcouncil.people.models import Account
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.models import Answer
from coopcouncil.sharing.tests.conftest import DIED, NAME, Teller, draft, only_notice, state_of

pytestmark = pytest.mark.django_db


class Agency:
    """An organisation's own program."""

    def __init__(self, organisation_id: UUID, now: Any) -> None:
        self.made = actions.make_key(actor=OPERATOR, organisation_id=organisation_id, name="Records", now=now)
        self.client = Client(headers={"Authorization": f"Bearer {self.made.key}"})

    def answer(self, notice_id: UUID, **document: str) -> Any:
        return self.client.post(
            f"/api/v1/notices/{notice_id}/answers", json.dumps(document), content_type="application/json"
        )

    def fetch(self, notice_id: UUID) -> Any:
        return self.client.get(f"/api/v1/notices/{notice_id}")


@pytest.fixture
def surgery(amara: Teller, bodies: SimpleNamespace) -> Agency:
    return Agency(bodies.surgery, amara.now)


@pytest.fixture
def notice_id(amara: Teller, bodies: SimpleNamespace) -> UUID:
    amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    return only_notice(bodies.surgery).id


def test_the_person_reads_every_answer_and_its_reason(amara: Teller, surgery: Agency, notice_id: UUID) -> None:
    assert surgery.answer(notice_id, id="1", answer="accepted").json()["state"] == "accepted"
    refused = surgery.answer(notice_id, id="2", answer="refused", reason="She was not our patient.")
    assert refused.json() == {"notice": str(notice_id), "state": "refused", "again": False}
    (row,) = public.submissions_of(amara.actor)
    (notice,) = [item for item in public.submission(amara.actor, row.id).notices if item.id == notice_id]
    assert [answer.kind for answer in notice.answers] == ["accepted", "refused"]
    assert (notice.state, notice.reason) == ("refused", "She was not our patient.")
    assert row.settled == 1


def test_the_same_answer_twice_is_one_answer(surgery: Agency, notice_id: UUID) -> None:
    first = surgery.answer(notice_id, id="1", answer="acted", reason="Done.")
    again = surgery.answer(notice_id, id="1", answer="acted", reason="Done.")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["again"] is True
    assert Answer.objects.count() == 1
    assert AuditRow.objects.filter(verb="sharing.notice_acted").count() == 1


def test_an_id_used_for_another_answer_is_a_conflict(surgery: Agency, notice_id: UUID) -> None:
    surgery.answer(notice_id, id="1", answer="accepted")
    assert surgery.answer(notice_id, id="1", answer="acted").status_code == 409


def test_done_may_come_before_accepted(surgery: Agency, bodies: SimpleNamespace, notice_id: UUID) -> None:
    surgery.answer(notice_id, id="2", answer="acted")
    late = surgery.answer(notice_id, id="1", answer="accepted")
    assert (late.status_code, late.json()["state"]) == (200, "acted")
    assert state_of(bodies.surgery) == "acted"


def test_a_final_answer_cannot_be_contradicted(surgery: Agency, notice_id: UUID) -> None:
    surgery.answer(notice_id, id="1", answer="acted")
    conflict = surgery.answer(notice_id, id="2", answer="refused", reason="After all not.")
    assert conflict.status_code == 409
    assert "already answered" in conflict.json()["detail"]


@pytest.mark.parametrize(
    "document",
    [
        {"id": "1", "answer": "refused"},
        {"id": "1", "answer": "refused", "reason": "   "},
        {"id": "1", "answer": "perhaps"},
        {"id": "", "answer": "acted"},
        {"id": "x" * 101, "answer": "acted"},
        {"id": "1", "answer": "acted", "reason": "x" * 1001},
        {"id": "1\x00", "answer": "acted"},
        {"id": "1", "answer": "acted", "reason": "Done\x00."},
        {"answer": "acted"},
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(
    document: dict[str, str], surgery: Agency, bodies: SimpleNamespace, notice_id: UUID
) -> None:
    assert surgery.answer(notice_id, **document).status_code == 422
    assert state_of(bodies.surgery) == "sent"


def test_another_organisations_notice_is_not_there(amara: Teller, bodies: SimpleNamespace, notice_id: UUID) -> None:
    others = Agency(bodies.tenants, amara.now)
    for identifier in (notice_id, uuid4()):
        assert others.fetch(identifier).status_code == 404
        assert others.answer(identifier, id=str(identifier), answer="acted").status_code == 202, "kept, not matched"
    assert Answer.objects.count() == 0


def test_without_a_key_nobody_gets_in(notice_id: UUID, client_for: Any) -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer cck_" + "x" * 40})):
        assert client.get(f"/api/v1/notices/{notice_id}").status_code == 401
        answer = client.post(f"/api/v1/notices/{notice_id}/answers", "{}", content_type="application/json")
        assert answer.status_code in {401, 422}
    assert client_for("amara").get(f"/api/v1/notices/{notice_id}").status_code == 403


def test_a_revoked_key_opens_nothing(amara: Teller, surgery: Agency, notice_id: UUID) -> None:
    assert surgery.fetch(notice_id).status_code == 200
    actions.revoke_key(actor=OPERATOR, key_id=surgery.made.id, now=amara.now)
    assert surgery.fetch(notice_id).status_code == 401


def test_an_agency_fetches_its_slice_again_and_the_reading_is_logged(surgery: Agency, notice_id: UUID) -> None:
    fetched = surgery.fetch(notice_id).json()
    assert [fact["code"] for fact in fetched["facts"]] == [NAME.code, DIED.code]
    assert fetched["state"] == "sent"
    read = AuditRow.objects.get(verb="sharing.notice_read")
    assert (read.actor_kind, read.object_id) == ("agency", notice_id)


def test_an_answer_may_overtake_our_own_note_that_it_was_sent(
    amara: Teller, surgery: Agency, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    surgery.answer(only_notice(bodies.surgery).id, id="1", answer="accepted")
    amara.carry()
    assert state_of(bodies.surgery) == "accepted"


def test_a_session_acts_on_no_notice_through_the_api_not_even_an_officers(
    cast: SimpleNamespace, bodies: SimpleNamespace, notice_id: UUID
) -> None:
    # Another site can have a browser send such a request, cookie and all.
    dev = Client(enforce_csrf_checks=True)
    dev.force_login(Account.objects.get(id=cast.dev.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert dev.get(f"/inbox/{notice_id}/").status_code == 200
    answer = dev.post(
        f"/api/v1/notices/{notice_id}/answers", '{"id": "1", "answer": "acted"}', content_type="text/plain"
    )
    assert answer.status_code == 403
    assert dev.get(f"/api/v1/notices/{notice_id}").status_code == 403
    assert state_of(bodies.surgery) == "sent"


def test_a_key_opens_no_page(surgery: Agency, notice_id: UUID) -> None:
    assert surgery.client.get(f"/inbox/{notice_id}/").status_code == 403
    assert surgery.client.post(f"/inbox/{notice_id}/answer/", {"answer": "acted"}).status_code == 403
    assert surgery.client.get("/healthz").status_code == 200


def test_what_a_key_fetches_stays_in_no_cache(surgery: Agency, notice_id: UUID) -> None:
    for answer in (surgery.fetch(notice_id), surgery.answer(notice_id, id="1", answer="accepted")):
        assert answer["Cache-Control"] == "private, no-store"
