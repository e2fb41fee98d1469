"""The API of organisations that help residents: told once, seen by its sender only, and clear about what is wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.frontdoor.tests.software import BODY, Make, changed, problem
from coopcouncil.people.models import Grant
from coopcouncil.sharing.models import AgencyKey, Delivery, Notice, Submission

pytestmark = pytest.mark.django_db


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
    with django_assert_num_queries(15):  # one of them puts all that rests on consent in its book
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
