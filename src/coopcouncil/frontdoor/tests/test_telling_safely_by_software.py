"""In safe mode by an organisation's software: who must not know is told nothing, and the words go to one request."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.directory import demo as directory_demo
from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.software import BODY, Make, problem
from coopcouncil.people import demo as people_demo
from coopcouncil.people.public import organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing.models import IdempotentRequest, Notice, Submission

pytestmark = pytest.mark.django_db


def test_what_was_told_in_safe_mode_is_not_shown_again(software: Make) -> None:
    surgery = software()
    reference = surgery.submit().json()["reference"]
    Submission.objects.update(safe=True)
    problem(surgery.ask("GET", f"submissions/{reference}"), 404)


def test_a_resident_who_is_afraid_is_told_for_in_safe_mode_and_gets_the_words_that_open_it(software: Make) -> None:
    told = software().submit({**BODY, "safe_contact": {"way": "phone", "detail": "07700 900461"}}).json()
    submission = Submission.objects.get(reference=told["reference"])
    assert submission.safe
    assert submission.facts_until is not None
    assert len(told["words"].split()) == 4
    assert all(notice.safe_contact for notice in Notice.objects.filter(submission=submission))


def test_what_is_always_told_in_safe_mode_needs_a_safe_way_and_is_never_kept_half_done(software: Make) -> None:
    surgery = software()
    event = gateways.life_event("domestic-abuse")
    answers = typical_answers(event, today=clock.today())
    body = {"life_event": event.code, "help": HELP, "answers": answers}
    assert problem(surgery.submit(body), 422)["errors"][0]["place"] == "safe_contact"
    assert surgery.submit({**body, "safe_contact": {"way": "none"}}).json()["words"]
    assert problem(surgery.ask("POST", "drafts", {"life_event": event.code}), 422)["errors"][0]["place"] == "life_event"
    assert not Draft.objects.exists()


@pytest.fixture
def ashmere(cast: SimpleNamespace) -> None:
    """Every organisation and service of the demo borough; some may help residents."""
    for context in (people_demo, places_demo, directory_demo):
        context.load()


def safely(*must_not_know: str, way: str = "none") -> dict[str, Any]:
    return {"safe_contact": {"way": way}, "must_not_know": list(must_not_know)}


def test_in_safe_mode_software_says_who_must_not_know_and_the_councils_lead_is_told_instead(
    software: Make, ashmere: None
) -> None:
    surgery, council = software(granted=False), organisation_by_code("ashmere-council")
    told = surgery.submit({**BODY, **safely("larkhill-surgery")}).json()
    submission = Submission.objects.get(reference=told["reference"])
    assert submission.safe
    notices = Notice.objects.filter(submission=submission)
    assert surgery.organisation_id not in {notice.organisation_id for notice in notices}
    instead = [notice for notice in notices if notice.service_type == "safeguarding_adults"]
    assert {notice.organisation_id for notice in instead} == {council.id}
    assert {notice.instead_of for notice in instead} == {"Larkhill Surgery"}
    assert {item["code"] for item in told["notices"]} == {notice.code for notice in notices}
    assert told["not_told"] == []


def test_where_the_council_must_not_know_either_nobody_is_told_and_the_answer_says_what_was_left_out(
    software: Make, ashmere: None
) -> None:
    surgery = software(granted=False)
    openly = surgery.submit().json()
    draft = surgery.begin(answers=DEATH)
    everybody = {item["organisation_code"] for item in surgery.ask("GET", f"drafts/{draft}").json()["told"]}
    assert len(everybody) > 2
    said = problem(surgery.submit({**BODY, **safely(*sorted(everybody))}), 422)
    assert "Nobody would be told" in json.dumps(said)
    told = surgery.submit({**BODY, **safely("ashmere-council")}).json()
    councils = {item["code"] for item in openly["notices"] if item["organisation"] == "Ashmere Council"}
    assert set(told["not_told"]) == councils
    assert {item["code"] for item in told["notices"]} == {item["code"] for item in openly["notices"]} - councils


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (safely("larkhill-surgery", "no-such-body"), "must_not_know.1"),
        ({"must_not_know": ["larkhill-surgery"]}, "safe_contact"),
        (safely(*["x"] * 61), "body.must_not_know"),
    ],
)
def test_a_slip_in_who_must_not_know_tells_nobody(software: Make, change: dict[str, Any], place: str) -> None:
    surgery = software()
    draft = surgery.begin(answers=DEATH, help=HELP)
    for answer in (
        surgery.submit({**BODY, **change}),
        surgery.ask("POST", f"drafts/{draft}/send", change, "k-1"),
    ):
        assert place in [item["place"] for item in problem(answer, 422)["errors"]]
    assert not Submission.objects.exists()
    assert not Draft.objects.get().safe


def test_a_draft_is_sent_in_safe_mode_by_saying_so_as_it_is_sent_and_nothing_of_it_lies_about(
    software: Make, ashmere: None
) -> None:
    surgery = software(granted=False)
    draft = surgery.begin(answers=DEATH, help=HELP)
    seen = surgery.ask("GET", f"drafts/{draft}").json()
    assert "larkhill-surgery" in {item["organisation_code"] for item in seen["told"]}
    body = {**safely("larkhill-surgery", way="phone"), "safe_contact": {"way": "phone", "detail": "07700 900461"}}
    sent = surgery.ask("POST", f"drafts/{draft}/send", body, "k-1")
    assert sent.status_code == 201, sent.content
    told = sent.json()
    assert len(told["words"].split()) == 4
    notices = list(Notice.objects.all())
    assert surgery.organisation_id not in {notice.organisation_id for notice in notices}
    assert {notice.safe_contact["detail"] for notice in notices} == {"07700 900461"}
    assert surgery.ask("POST", f"drafts/{draft}/send", body, "k-1").content == sent.content
    kept = Draft.objects.get()
    assert (kept.safe_contact, kept.conflicted, kept.answers, kept.opens_with) == (None, [], {}, None)
    assert kept.expires_at - kept.touched_at == timedelta(minutes=30)
    assert told["reference"] not in surgery.ask("GET", f"drafts/{draft}").content.decode()
    problem(surgery.ask("GET", f"submissions/{told['reference']}"), 404)


@pytest.mark.parametrize(("key", "safely_again"), [("k-2", False), ("k-2", True), ("k-1", False)])
def test_the_words_go_to_no_other_request_than_the_one_that_sent_it(
    software: Make, key: str, safely_again: bool
) -> None:
    surgery, body = software(), safely()
    draft = surgery.begin(answers=DEATH, help=HELP)
    told = surgery.ask("POST", f"drafts/{draft}/send", body, "k-1").json()
    assert told["words"]
    other = surgery.ask("POST", f"drafts/{draft}/send", body if safely_again else None, key)
    problem(other, 409)
    assert told["reference"] not in other.content.decode()
    assert told["words"] not in other.content.decode()
    assert not Draft.objects.get().opens_with
    assert Submission.objects.count() == 1


def test_what_was_sent_openly_is_not_said_to_be_sent_safely_after(software: Make) -> None:
    surgery = software()
    draft = surgery.begin(answers=DEATH, help=HELP)
    first = surgery.ask("POST", f"drafts/{draft}/send", key="k-1")
    assert first.status_code == 201
    said = problem(surgery.ask("POST", f"drafts/{draft}/send", safely("larkhill-surgery"), "k-2"), 409)
    assert "sent already" in said["detail"]
    assert not Submission.objects.get().safe
    assert not Draft.objects.get().safe
    assert surgery.ask("POST", f"drafts/{draft}/send", key="k-1").content == first.content


def test_the_words_of_what_was_told_safely_stand_in_no_kept_answer_and_a_retry_gets_them(software: Make) -> None:
    surgery, body = software(), {**BODY, **safely()}
    first = surgery.submit(body, key="k-1")
    told, kept = first.json(), IdempotentRequest.objects.get()
    assert told["words"]
    for word in (told["words"], told["reference"]):
        assert word not in str(kept.answer)
    assert surgery.submit(body, key="k-1").content == first.content
