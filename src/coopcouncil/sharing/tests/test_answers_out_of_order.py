"""Answers that come late or fit nothing: what was said before what has come moves nothing, and nothing vanishes."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopcouncil.sharing.domain.answers import MOST_UNMATCHED, is_overtaken
from coopcouncil.sharing.models import Answer, Message, UnmatchedAnswer
from coopcouncil.sharing.tests.conftest import Teller, draft, only_notice, state_of
from coopcouncil.sharing.tests.test_answering import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def surgery(amara: Teller, bodies: SimpleNamespace) -> Agency:
    return Agency(bodies.surgery, amara.now)


@pytest.fixture
def notice_id(amara: Teller, bodies: SimpleNamespace) -> UUID:
    amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    return only_notice(bodies.surgery).id


def test_what_was_said_before_is_kept_in_its_place_and_changes_nothing(
    amara: Teller, surgery: Agency, notice_id: UUID, bodies: SimpleNamespace, client_for: Any
) -> None:
    early, late = ((amara.now - timedelta(minutes=ago)).isoformat() for ago in (10, 1))
    assert surgery.answer(notice_id, id="2", answer="acted", at=late).json()["state"] == "acted"
    overtaken = surgery.answer(notice_id, id="1", answer="refused", reason="Not ours.", at=early)
    assert (overtaken.status_code, overtaken.json()["state"]) == (200, "acted"), "no contradiction: it was before"
    assert surgery.answer(notice_id, id="1", answer="refused", reason="Not ours.", at=early).json()["again"] is True
    assert state_of(bodies.surgery) == "acted"
    assert Answer.objects.count() == 2
    assert not Message.objects.filter(template="needs_you").exists()
    page = client_for("dev").get(f"/inbox/{notice_id}/").content.decode()
    history = page[page.index("what-has-happened") :]
    assert history.index("Refused") < history.index("Done")


def test_without_a_time_answers_count_as_they_come(surgery: Agency, notice_id: UUID) -> None:
    surgery.answer(notice_id, id="1", answer="acted")
    assert surgery.answer(notice_id, id="2", answer="refused", reason="Not ours.").status_code == 409


@pytest.mark.parametrize("at", ["soon", "2026-11-25T10:00:00", "2999-01-01T00:00:00Z", 7])
def test_a_time_that_cannot_be_is_refused(surgery: Agency, notice_id: UUID, at: Any) -> None:
    if at == 7:  # a moment in 1970, as seconds: it was said before everything
        assert surgery.answer(notice_id, id="1", answer="acted", at=at).status_code == 200
        return
    refused = surgery.answer(notice_id, id="1", answer="acted", at=at)
    assert refused.status_code == 422
    assert "at" in refused.json()["errors"][0]["place"]
    assert not Answer.objects.exists()


MOMENTS = st.one_of(st.none(), st.datetimes())


@settings(deadline=None)
@given(MOMENTS, st.lists(MOMENTS, max_size=6))
def test_it_is_overtaken_exactly_when_something_later_has_come(said: Any, before: list[Any]) -> None:
    later = [other for other in before if said and other and other > said]
    assert is_overtaken(said, before) is bool(later)


def test_an_answer_to_an_unknown_notice_is_kept_and_shown_and_reveals_nothing(
    surgery: Agency, notice_id: UUID, bodies: SimpleNamespace, client_for: Any
) -> None:
    others = only_notice(bodies.council).id
    unknown = uuid4()
    told = {}
    for number, wrong in enumerate((unknown, others)):
        answer = surgery.answer(wrong, id=str(number), answer="refused", reason="Ada Example is not ours.")
        assert answer.status_code == 202
        told[wrong] = json.dumps(answer.json()).replace(str(wrong), "")
    assert told[unknown] == told[others], "the same words for what is not there and for what is another's"
    assert "kept and not matched" in told[unknown]
    assert state_of(bodies.council) == "sent"
    assert surgery.answer(unknown, id="0", answer="acted").json()["again"] is True, "the same id is one answer"
    assert UnmatchedAnswer.objects.count() == 2

    mine = client_for("dev").get("/inbox/unmatched/").content.decode()
    assert str(unknown) in mine
    assert "Ada Example is not ours." in mine
    assert "/inbox/unmatched/" in client_for("dev").get("/inbox/").content.decode()
    assert "Ada Example" not in client_for("esi").get("/inbox/unmatched/").content.decode()
    jo = client_for("jo")
    assert "/deliveries/unmatched/" in jo.get("/deliveries/").content.decode()
    for kind in ("", "?format=csv", "?format=json"):
        page = jo.get(f"/deliveries/unmatched/{kind}")
        body = page.getvalue().decode() if page.streaming else page.content.decode()
        assert "Larkhill Surgery" in body
        assert "Ada Example" not in body


def test_what_cannot_be_an_answer_is_not_kept_either(surgery: Agency, notice_id: UUID) -> None:
    assert surgery.answer(uuid4(), id="1", answer="refused").status_code == 422
    assert not UnmatchedAnswer.objects.exists()
    surgery.answer(notice_id, id="1", answer="accepted")
    assert surgery.answer(uuid4(), id="1", answer="accepted").status_code == 409, "its own id, used before"


def test_too_many_that_fit_nothing_are_turned_away(surgery: Agency, notice_id: UUID) -> None:
    codes = [
        surgery.answer(uuid4(), id=str(number), answer="acted").status_code for number in range(MOST_UNMATCHED + 1)
    ]
    assert codes == [202] * MOST_UNMATCHED + [429]
    assert surgery.answer(notice_id, id="right", answer="acted").status_code == 200
