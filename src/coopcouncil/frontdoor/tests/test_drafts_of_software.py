"""Drafts of an organisation's software: filled in step by step, sent once, and nobody else's."""

from collections.abc import Callable

import pytest
from django.test import Client

from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.software import Make, problem
from coopcouncil.sharing.models import Submission

pytestmark = pytest.mark.django_db


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
