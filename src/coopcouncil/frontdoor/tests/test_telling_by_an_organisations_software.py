"""The API of organisations that help residents: told once, seen by its sender only, and clear about what is wrong."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from coopcouncil.directory import demo as directory_demo
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import demo as people_demo
from coopcouncil.people.models import Grant
from coopcouncil.people.public import organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import AgencyKey, Delivery, IdempotentRequest, Notice, Submission

pytestmark = pytest.mark.django_db
ALL = ("notices", "submissions", "drafts")
BODY: dict[str, Any] = {"life_event": "death", "help": HELP, "answers": DEATH}


@dataclass
class Software:
    """An organisation's own program, with its key."""

    organisation_id: UUID
    client: Client

    def ask(self, method: str, path: str, body: Any = None, key: str = "", raw: bytes | None = None) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, f"/api/v1/{path}", content, content_type="application/json", headers=headers)

    def submit(self, body: Any = BODY, key: str = "") -> Any:
        return self.ask("POST", "submissions", body, key or str(uuid4()))

    def begin(self, **body: Any) -> str:
        answer = self.ask("POST", "drafts", {"life_event": "death", **body})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])


Make = Callable[..., Software]


@pytest.fixture
def software(cast: SimpleNamespace) -> Make:
    def make(code: str = "larkhill-surgery", scopes: tuple[str, ...] = ALL, granted: bool = True) -> Software:
        organisation, now = organisation_by_code(code), clock.now()
        if granted:
            Grant.objects.get_or_create(organisation_id=organisation.id, what="assist", starts_on=clock.today())
        made = sharing.make_key(actor=OPERATOR, organisation_id=organisation.id, name="Desk", scopes=scopes, now=now)
        return Software(organisation.id, Client(headers={"Authorization": f"Bearer {made.key}"}))

    return make


def changed(**changes: Any) -> dict[str, Any]:
    body = deepcopy(BODY)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = body
        for step in way:
            place = place[step]
        place[last] = value
    return body


def problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    return answer.json()


# --- submissions ----------------------------------------------------------------------------------------------------


def test_a_submission_tells_every_service_and_records_who_helped_and_how(software: Make) -> None:
    surgery = software()
    answer = surgery.submit()
    assert answer.status_code == 201
    told = answer.json()
    submission = Submission.objects.get(reference=told["reference"])
    assert submission.organisation_id == surgery.organisation_id
    assert (submission.channel, submission.agreement, submission.officer) == ("counter", "in_person", "Staff 4417")
    assert submission.account_id is None
    notices = Notice.objects.filter(submission=submission)
    assert {item["code"] for item in told["notices"]} == {notice.code for notice in notices}
    assert len(told["notices"]) >= 6
    assert {item["state"] for item in told["notices"]} == {"queued"}
    assert all(notice.needs == [{"code": "large_print", "words": ""}] for notice in notices)
    assert told["unused"] == []


def test_a_telling_asks_and_writes_in_few_statements(software: Make, django_assert_num_queries: Any) -> None:
    """Key, allowance, begin, claim, stamps, ward; submission, notices, deliveries, outbox, two of audit; reply, end."""
    surgery = software()
    surgery.submit()  # what rarely changes is remembered from here on
    with django_assert_num_queries(14):
        surgery.submit()


def test_a_grant_that_ends_and_a_key_that_is_revoked_count_at_once(software: Make) -> None:
    surgery = software()
    assert surgery.submit().status_code == 201
    Grant.objects.filter(organisation_id=surgery.organisation_id).delete()
    problem(surgery.submit(), 403)
    AgencyKey.objects.filter(organisation_id=surgery.organisation_id).update(revoked_at=clock.now())
    problem(surgery.submit(), 401)


def test_a_retried_key_gets_the_same_answer_byte_for_byte_and_tells_nobody_twice(software: Make) -> None:
    surgery = software()
    first = surgery.submit(key="k-1")
    turned_round = {key: BODY[key] for key in reversed(BODY)}
    again = surgery.submit(turned_round, key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert Submission.objects.count() == 1
    assert Delivery.objects.count() == len(first.json()["notices"])


def test_another_body_under_the_same_key_is_refused(software: Make) -> None:
    surgery = software()
    surgery.submit(key="k-1")
    said = problem(surgery.submit(changed(answers__lived_alone=False), key="k-1"), 409)
    assert "Nothing was done" in said["detail"]
    assert Submission.objects.count() == 1


def test_the_keys_of_two_organisations_never_meet(software: Make) -> None:
    surgery, council = software(), software("ashmere-council", granted=False)
    assert surgery.submit(key="k-1").json()["reference"] != council.submit(key="k-1").json()["reference"]


def test_its_reference_tells_how_far_each_notice_is_and_none_of_the_facts(software: Make) -> None:
    surgery = software()
    told = surgery.submit().json()
    notice = Notice.objects.filter(submission__reference=told["reference"]).order_by("code")[0]
    Delivery.objects.filter(notice=notice).update(state="sent")
    seen = surgery.ask("GET", f"submissions/{told['reference']}")
    assert seen.status_code == 200
    states = {item["code"]: item["state"] for item in seen.json()["notices"]}
    assert states.pop(notice.code) == "sent"
    assert set(states.values()) == {"queued"}
    assert "Marsh" not in seen.content.decode()


def test_another_organisations_reference_is_not_found_nor_is_a_residents_own(software: Make) -> None:
    surgery, council = software(), software("ashmere-council")
    reference = surgery.submit().json()["reference"]
    problem(council.ask("GET", f"submissions/{reference}"), 404)
    Submission.objects.update(organisation_id=None, session_digest="somebody's own")
    problem(surgery.ask("GET", f"submissions/{reference}"), 404)


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


@pytest.mark.parametrize("reference", ["7KD-4QM-9XX", "nothing", "%00", "7" * 5000])
def test_what_is_no_reference_is_a_clear_error(software: Make, reference: str) -> None:
    assert software().ask("GET", f"submissions/{reference}").status_code in (404, 422)


def test_a_key_without_the_scope_is_told_so(software: Make) -> None:
    reader = software(scopes=("notices",))
    assert "“submissions”" in problem(reader.submit(), 403)["detail"]
    assert "“drafts”" in problem(reader.ask("POST", "drafts", {"life_event": "death"}), 403)["detail"]
    assert not Submission.objects.exists()


def test_an_organisation_without_a_grant_is_told_so(software: Make) -> None:
    ungranted = software(granted=False)
    assert "no grant" in problem(ungranted.submit(), 403)["detail"]
    assert "no grant" in problem(ungranted.ask("POST", "drafts", {"life_event": "death"}), 403)["detail"]
    Grant.objects.create(
        organisation_id=ungranted.organisation_id, what="assist", starts_on=clock.today() - timedelta(days=9),
        ends_on=clock.today(),
    )  # fmt: skip
    problem(ungranted.submit(), 403)


def test_nobody_submits_without_a_key(client: Client) -> None:
    answer = client.post("/api/v1/submissions", json.dumps(BODY), "application/json", headers={"Idempotency-Key": "k"})
    problem(answer, 401)


def test_every_mistake_is_named_at_once_with_its_place_and_mend_and_nothing_is_kept(software: Make) -> None:
    body = changed(answers__died_on="2999-01-01", answers__favourite_colour="green", answers__had_benefits="perhaps")
    said = problem(software().submit(body, key="k-1"), 422)
    assert {item["place"] for item in said["errors"]} == {
        "answers.died_on", "answers.favourite_colour", "answers.had_benefits",
    }  # fmt: skip
    assert all(item["message"] and item["mend"] for item in said["errors"])
    assert not Submission.objects.exists()


def test_what_was_refused_may_be_mended_under_the_same_key(software: Make) -> None:
    surgery = software()
    problem(surgery.submit(changed(answers__died_on="2999-01-01"), key="k-1"), 422)
    assert surgery.submit(key="k-1").status_code == 201


def test_a_question_that_is_left_is_named(software: Make) -> None:
    body = changed()
    del body["answers"]["died_on"]
    said = problem(software().submit(body), 422)
    assert said["errors"][0]["place"] == "answers.died_on"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"help__agreement": "none"}, "body.help.agreement"),
        ({"help__channel": "web"}, "body.help.channel"),
        ({"help__officer": ""}, "officer"),
        ({"help__officer": "x" * 81}, "body.help.officer"),
        ({"help__officer": "line\nfeed"}, "body.help.officer"),
        ({"help__access_point": "nowhere"}, "access_point"),
        ({"help__language": "xx"}, "body.help.language"),
        ({"help__needs": [{"code": "Large Print"}]}, "body.help.needs.0.code"),
        ({"help__needs": [{"code": "a_pony"}]}, "needs"),
        ({"help__needs": [{"code": "interpreter"}]}, "interpreter"),
        ({"help__colour": "green"}, "body.help.colour"),
        ({"safe_contact": {"way": "pigeon"}}, "body.safe_contact.way"),
        ({"safe_contact": {"way": "phone"}}, "detail"),
        ({"colour": "green"}, "body.colour"),
        ({"answers": ["a"]}, "body.answers"),
        ({"life_event": 7}, "body.life_event"),
        ({"left_out": ["nothing_such"]}, "left_out.0"),
        ({"agreed": ["council_tax"]}, "agreed.0"),
        ({"answers__your_name": "Ruth"}, "answers.your_name"),
        ({"answers__died_on": {"day": [1]}}, "answers.died_on"),
        ({"answers__relationship": "x" * 10_000}, "answers.relationship"),
        ({"answers__registrar_reference": "A" * 10_001}, "answers.registrar_reference"),
        ({"answers__your_phone": "07700\x00900461"}, "body.answers.your_phone"),
        ({"answers__your_phone": "\ud800"}, "body.answers.your_phone"),
        ({"answers__services_used": ["library", None]}, "answers.services_used"),
        ({"answers__lived_alone": 1e400}, "body"),
        ({"answers__lived_alone": 3.5}, "answers.lived_alone"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_at_its_place(software: Make, change: dict[str, Any], place: str) -> None:
    said = problem(software().submit(changed(**change)), 422)
    assert place in [item["place"] for item in said["errors"]]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 422), (b"{", 422), (b"\xff\xfe", 422), (b"[" * 100_000, 422), (b'{"a":' * 5000, 422), (b"null", 422),
        (b"[1, 2]", 422), (b'"text"', 422), (b'{"answers": {"died_on": ' + b"9" * 5000 + b"}}", 422),
        (json.dumps({"answers": {"a": [[[[[[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]]]]]}}).encode(), 422),
        (b'{"life_event": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)  # fmt: skip
def test_a_body_that_is_no_body_is_refused(software: Make, raw: bytes, status: int) -> None:
    problem(software().ask("POST", "submissions", key="k-1", raw=raw), status)


@pytest.mark.parametrize("key", [None, "two words", "k" * 101])
def test_a_missing_or_odd_idempotency_key_is_refused(software: Make, key: str | None) -> None:
    said = problem(software().ask("POST", "submissions", BODY, key or ""), 422)
    assert "Idempotency-Key" in said["errors"][0]["place"]
    assert not Submission.objects.exists()


def test_another_version_than_the_one_that_is_told_is_refused(software: Make) -> None:
    said = problem(software().submit({**BODY, "version": 999}), 409)
    assert "Fetch it again" in said["detail"]
    problem(software().submit({**BODY, "life_event": "nothing"}), 404)


def test_a_key_that_asks_too_often_is_told_when_to_come_back(software: Make, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3
    surgery, council = software(), software("ashmere-council")
    answers = [surgery.ask("POST", "submissions", raw=b"{") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 20
    problem(answers[-1], 429)
    assert council.submit().status_code == 201


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_a_draft_is_filled_in_step_by_step_and_sent_once(software: Make) -> None:
    surgery = software()
    draft = surgery.begin()
    for _ in range(40):
        seen = surgery.ask("GET", f"drafts/{draft}").json()
        if seen["plan"]["next"] is None:
            break
        asked = seen["plan"]["next"]["code"]
        assert asked not in seen["answers"]
        step = surgery.ask("PATCH", f"drafts/{draft}", {"answers": {asked: DEATH.get(asked)}})
        assert step.status_code == 200, step.content
    assert seen["told"]
    said = problem(surgery.ask("POST", f"drafts/{draft}/send", key="k-1"), 422)
    assert said["errors"][0]["place"] == "agreement"
    assert surgery.ask("PATCH", f"drafts/{draft}", {"help": HELP}).status_code == 200
    sent = surgery.ask("POST", f"drafts/{draft}/send", key="k-1")
    assert sent.status_code == 201, sent.content
    assert surgery.ask("POST", f"drafts/{draft}/send", key="k-1").content == sent.content
    said = problem(surgery.ask("POST", f"drafts/{draft}/send", key="k-2"), 409)
    assert "sent already" in said["detail"]
    assert Submission.objects.count() == 1
    assert Submission.objects.get().officer == "Staff 4417"
    assert surgery.ask("GET", f"submissions/{sent.json()['reference']}").status_code == 200
    seen = surgery.ask("GET", f"drafts/{draft}").json()
    assert (seen["reference"], seen["answers"]) == (sent.json()["reference"], {})
    problem(surgery.ask("PATCH", f"drafts/{draft}", {"answers": {}}), 409)
    problem(surgery.ask("DELETE", f"drafts/{draft}"), 409)


def test_the_same_key_for_another_draft_is_refused(software: Make) -> None:
    surgery = software()
    drafts = [surgery.begin(answers=DEATH, help=HELP) for _ in range(2)]
    assert surgery.ask("POST", f"drafts/{drafts[0]}/send", key="k-1").status_code == 201
    problem(surgery.ask("POST", f"drafts/{drafts[1]}/send", key="k-1"), 409)


def test_a_draft_with_a_question_left_is_not_sent(software: Make) -> None:
    surgery = software()
    draft = surgery.begin(help=HELP)
    said = problem(surgery.ask("POST", f"drafts/{draft}/send", key="k-1"), 422)
    assert said["errors"][0]["place"].startswith("answers.")
    assert not Submission.objects.exists()


def test_a_wrong_answer_changes_nothing_of_the_draft(software: Make) -> None:
    surgery = software()
    draft = surgery.begin(answers={"died_on": "2026-11-10"})
    body = {"answers": {"lived_alone": True, "died_on": "2999-01-01"}}
    said = problem(surgery.ask("PATCH", f"drafts/{draft}", body), 422)
    assert [item["place"] for item in said["errors"]] == ["answers.died_on"]
    assert surgery.ask("GET", f"drafts/{draft}").json()["answers"] == {"died_on": "2026-11-10"}
    forgot = surgery.ask("PATCH", f"drafts/{draft}", {"forget": ["died_on"]})
    assert forgot.json()["answers"] == {}


def test_a_draft_is_its_organisations_alone(software: Make, client_for: Callable[[str | None], Client]) -> None:
    surgery, council = software(), software("ashmere-council")
    draft = surgery.begin(answers=DEATH, help=HELP)
    for method, path in [("GET", ""), ("PATCH", ""), ("POST", "/send"), ("DELETE", "")]:
        problem(council.ask(method, f"drafts/{draft}{path}", {} if method == "PATCH" else None, "k-1"), 404)
    for who in (None, "amara", "dev"):
        assert client_for(who).get(f"/tell-us/{draft}/").status_code == 404
    assert Draft.objects.count() == 1


def test_a_residents_own_draft_opens_to_no_key(software: Make, client_for: Callable[[str | None], Client]) -> None:
    client_for("amara").post("/life-events/death/")
    problem(software().ask("GET", f"drafts/{Draft.objects.get().id}"), 404)


def test_a_draft_is_thrown_away_and_every_reading_is_in_the_audit_trail(software: Make) -> None:
    surgery = software()
    draft = surgery.begin(answers={"died_on": "2026-11-10"})
    surgery.ask("GET", f"drafts/{draft}")
    assert surgery.ask("DELETE", f"drafts/{draft}").status_code == 204
    problem(surgery.ask("GET", f"drafts/{draft}"), 404)
    verbs = AuditRow.objects.filter(object_id=draft).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == [
        "frontdoor.telling_begun", "frontdoor.draft_read", "frontdoor.draft_read", "frontdoor.telling_discarded",
    ]  # fmt: skip
    assert {row.actor_id for row in AuditRow.objects.filter(object_id=draft)} == {surgery.organisation_id}
