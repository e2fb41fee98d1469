"""A problem reported on our pages without any script: seen by others once, followed, and let go of in time."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.files import telling_picture

from coopcouncil.casework.actions import report_answers, report_keeping
from coopcouncil.casework.models import Report, ReportDraft, ReportFollower, ReportPart, ReportPhoto
from coopcouncil.casework.public import reports as public
from coopcouncil.casework.tests.reporting import SOMEWHERE, body, carry, software_of, states, tell
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
PLACE = {"latitude": "53.0201", "longitude": "-0.6201", "place": "By the bakery"}
SHELTER = {"description": "Glass. Ring me: 07700 900461.", "email": "amara@ashmere.example"}


@pytest.fixture(autouse=True)
def _bodies(cast: SimpleNamespace) -> None:
    body("ashmere-buses")
    body("greenway-collections")


def begin(client: Client, category: str = "bus-stop") -> str:
    answer = client.post(f"/report/about/{category}/", PLACE)
    assert answer.status_code == 302, answer.content.decode()
    found = re.search(r"/report/([0-9a-f-]{36})/near/", answer["Location"])
    assert found
    return found[1]


def test_somebody_without_a_name_reports_with_a_photo_and_two_bodies_are_told(client: Client) -> None:
    draft = begin(client)
    assert client.get(f"/report/{draft}/near/")["Location"].endswith("/details/")  # nothing is near
    photo = SimpleUploadedFile("me.jpg", telling_picture(), "image/jpeg")
    assert client.post(f"/report/{draft}/details/", {**SHELTER, "photo": photo}).status_code == 302
    check = client.get(f"/report/{draft}/check/").content.decode()
    assert "Ring me: […]" in check
    assert "Ashmere-Buses" in check
    assert "Greenway-Collections" in check
    for _twice in range(2):
        assert client.post(f"/report/{draft}/check/")["Location"].endswith("/sent/")
    report = Report.objects.get()
    assert set(states(report)) == {"ashmere-buses", "greenway-collections"}
    assert (report.account_id, report.contact) == (None, {"email": "amara@ashmere.example"})
    kept = ReportPhoto.objects.get()
    assert (kept.report_id, kept.state, b"Secret" in bytes(kept.content)) == (report.id, "waiting", False)
    assert report.reference in client.get(f"/report/{draft}/sent/").content.decode()
    now = clock.now()
    carry(now)
    part = ReportPart.objects.get(organisation__code="greenway-collections")
    report_answers.answer(
        actor=software_of(part.organisation_id), part_id=part.id, kind="refused", words="It is private land.", now=now
    )
    carry(now)
    letters = [letter.body for letter in mail.outbox if letter.to == ["amara@ashmere.example"]]
    assert len(letters) == 2
    assert "It is private land." in letters[1]
    assert f"/reports/{report.reference}/" in letters[1]


def test_what_is_wrong_with_what_was_typed_is_said_and_nothing_is_lost(client: Client) -> None:
    assert client.post("/report/about/bus-stop/", {"latitude": "up", "longitude": "1"}).status_code == 422
    assert client.post("/report/about/bus-stop/", {}).status_code == 422
    assert client.post("/report/about/bus-stop/", {"postcode": "ZZ9 9ZZ"}).status_code == 422
    draft = begin(client, "fly-tipping")
    wrong = client.post(f"/report/{draft}/details/", {"description": "Bags"})
    assert wrong.status_code == 422
    assert "Answer: What was left?" in wrong.content.decode()
    pdf = SimpleUploadedFile("x.jpg", b"not a picture", "image/jpeg")
    refused = client.post(f"/report/{draft}/details/", {"description": "Bags", "a-what": ["bags"], "photo": pdf})
    assert refused.status_code == 422
    assert ">Bags</textarea>" in refused.content.decode()
    assert not Report.objects.exists()


def test_a_draft_is_its_browsers_alone(client: Client, client_for: Callable[[str | None], Client]) -> None:
    draft = begin(client)
    for stranger in (Client(), client_for("bilal")):
        for page in ("where", "near", "details", "check", "sent"):
            assert stranger.get(f"/report/{draft}/{page}/").status_code == 404


def test_what_others_reported_near_it_is_shown_before_posting_and_me_too_counts_once(
    client: Client, client_for: Callable[[str | None], Client]
) -> None:
    near = tell(description="A pane is gone.")
    far = tell(longitude=SOMEWHERE[0] + 0.005, description="Another stop.")
    other = tell(category="litter", description="Leaves.")
    draft = begin(client)
    shown = client.get(f"/report/{draft}/near/").content.decode()
    assert "A pane is gone." in shown
    assert far.description not in shown
    assert other.description not in shown
    for _twice in range(2):
        client.post(f"/reports/{near.reference}/too/")
    amara = client_for("amara")
    amara.post(f"/reports/{near.reference}/too/")
    assert Report.objects.get(id=near.id).too == 2
    assert near.reference in amara.get("/account/reports/").content.decode()
    amara.post(f"/reports/{near.reference}/unfollow/")
    assert Report.objects.get(id=near.id).too == 1


def test_a_report_kept_without_a_network_is_one_however_often_it_arrives(client: Client) -> None:
    near = tell(description="A pane is gone.")
    asked = {"id": "0d4f5a4e-62e4-4d6a-8f43-3b1a0a3a9a10", "category": "bus-stop", "description": "Glass.", **PLACE}
    first = client.post("/report/offline/send/", asked)
    assert (first.status_code, first.json()["near"][0]["reference"]) == (409, near.reference)
    for _twice in range(2):
        sent = client.post("/report/offline/send/", {**asked, "sure": "yes"})
        assert sent.status_code == 201
    assert Report.objects.filter(channel="offline").count() == 1
    assert client.post("/report/offline/send/", {**asked, "id": "x"}).status_code == 422


def test_the_page_that_a_browser_keeps_says_nothing_of_who_was_there(client: Client) -> None:
    page = client.get("/report/offline/")
    assert "geolocation=(self)" in page["Permissions-Policy"]
    assert "geolocation=()" in client.get("/report/")["Permissions-Policy"]
    worker = client.get("/report/worker.js")
    assert worker["Content-Type"] == "text/javascript; charset=utf-8"
    assert 'credentials: "omit"' in worker.content.decode()


def test_a_person_is_given_what_they_reported_and_taken_out_of_it(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    mine = tell(cast.amara.actor, contact={"phone": "07700 900461"}, description="Ask 07700 900461.")
    theirs = tell(description="Others'.")
    amara = client_for("amara")
    amara.post(f"/reports/{theirs.reference}/too/")
    begin(amara)
    held = public.export_person(cast.amara.account_id)
    assert held["reported"][0]["contact"] == {"phone": "07700 900461"}
    assert [row["reference"] for row in held["followed"]] == [theirs.reference]
    assert len(held["begun"]) == 1
    public.erase_person(cast.amara.account_id)
    left = Report.objects.get(id=mine.id)
    assert (left.account_id, left.contact, left.said) == (None, None, None)
    assert left.description == "Ask […]."
    assert not ReportFollower.objects.filter(account_id=cast.amara.account_id).exists()
    assert not ReportDraft.objects.exists()


def test_how_to_reach_somebody_goes_half_a_year_after_the_last_part_was_over() -> None:
    now = clock.now()
    report = tell(contact={"phone": "07700 900461"}, now=now - timedelta(days=200))
    contacts = next(item for item in report_keeping.keepings() if item.rule.code == "report_contacts")
    assert not list(contacts.due(now)), "it is open"
    for part in ReportPart.objects.all():
        report_answers.answer(
            actor=software_of(part.organisation_id), part_id=part.id, kind="fixed", now=now - timedelta(days=181)
        )
    due = list(contacts.due(now))
    assert [item.object_id for item in due] == [report.id]
    assert contacts.apply([report.id], now) == 1
    assert Report.objects.get().contact is None


def test_a_body_works_its_own_list_and_no_other(
    cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    council = tell(category="other", description="A smell.")
    elsewhere = tell(description="Glass.")
    part = ReportPart.objects.get(report=council)
    carys, dev = client_for("carys"), client_for("dev")
    assert council.reference in carys.get("/desk/reports/").content.decode()
    assert elsewhere.reference not in dev.get("/desk/reports/").content.decode()
    assert dev.get(f"/desk/reports/{part.id}/").status_code == 404
    assert carys.post(f"/desk/reports/{part.id}/", {"kind": "refused"}).status_code == 422
    answered = carys.post(f"/desk/reports/{part.id}/", {"kind": "fixed", "words": "Cleaned."})
    assert answered.status_code == 302
    assert "Cleaned." in client_for(None).get(f"/reports/{council.reference}/").content.decode()
