"""GeoReport v2 as a client meets it: both formats, keys, limits, and nothing of whoever reported anything."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.support.files import telling_picture

from coopcouncil.casework.models import Report, ReportPhoto
from coopcouncil.casework.tests.reporting import SOMEWHERE, body, tell
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.sharing import actions as sharing

pytestmark = pytest.mark.django_db
read_xml = ElementTree.fromstring  # what our own server wrote
V2 = "/open311/v2"
PRIVATE = {
    "email": "amara@ashmere.example", "first_name": "Amara", "last_name": "Wrenfield", "phone": "07700 900461",
    "device_id": "device-4711", "account_id": "account-4711", "media_url": "https://elsewhere.example/me.jpg",
}  # fmt: skip


@pytest.fixture
def key(cast: SimpleNamespace) -> str:
    made = sharing.make_key(
        actor=OPERATOR, organisation_id=body("ashmere-council"), name="App", scopes=["reports"], now=clock.now()
    )
    return made.key


def post(client: Client, key: str, form: str = "json", **changes: Any) -> Any:
    asked = {"api_key": key, "service_code": "litter", "lat": SOMEWHERE[1], "long": SOMEWHERE[0], **changes}
    return client.post(f"{V2}/requests.{form}", {name: value for name, value in asked.items() if value is not None})


def test_it_is_discovered_listed_and_described_in_both_formats(client: Client, cast: SimpleNamespace) -> None:
    found = client.get("/open311/discovery.json").json()
    assert found["endpoints"][0]["url"].endswith(V2)
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    xml = client.get("/open311/discovery.xml")
    assert xml["Content-Type"] == "text/xml; charset=utf-8"
    assert [item.text for item in read_xml(xml.content).iter("format")] == [
        "text/xml", "application/json",
    ]  # fmt: skip
    services = client.get(f"{V2}/services.json").json()
    assert len(services) >= 25
    assert {item["type"] for item in services} == {"realtime", "batch"}
    one = client.get(f"{V2}/services/fly-tipping.json").json()
    assert [item["order"] for item in one["attributes"]] == [1, 2]
    assert one["attributes"][0]["values"][0] == {"key": "bags", "name": "Bags"}
    assert [item["variable"] for item in one["attributes"]] == [True, False]
    root = read_xml(client.get(f"{V2}/services/fly-tipping.xml").content)
    assert root.findtext("attributes/attribute/values/value/key") == "bags"
    assert client.get(f"{V2}/services", headers={"Accept": "application/json"}).json() == services
    assert read_xml(client.get(f"{V2}/services").content).tag == "services"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/services/unheard", 404), ("/requests/7KD-4QM-9XF", 404), ("/requests/nonsense", 404), ("/tokens/none", 404),
        ("/tokens/4b1f0f58-6f1c-4a2c-9f0e-5d7c1c9f3a10", 404), ("/elsewhere/1", 404),
        ("/requests/%27%20OR%201=1", 404),
    ],
)  # fmt: skip
def test_what_is_unknown_is_404_in_the_format_asked_for(
    client: Client, cast: SimpleNamespace, path: str, status: int
) -> None:
    told = client.get(f"{V2}{path}.json")
    assert (told.status_code, told["Content-Type"]) == (status, "application/json; charset=utf-8")
    assert told.json()[0]["code"] == status
    told = client.get(f"{V2}{path}.xml")
    assert (told.status_code, told["Content-Type"]) == (status, "text/xml; charset=utf-8")
    assert read_xml(told.content).findtext("error/code") == str(status)


def test_every_other_mistake_is_said_in_the_format_asked_for(client: Client, cast: SimpleNamespace, key: str) -> None:
    for form, status in (("json", 400), ("xml", 400)):
        assert client.get(f"{V2}/requests.{form}?status=lost").status_code == status
    assert client.get(f"{V2}/services.json?jurisdiction_id=elsewhere.example").json()[0]["code"] == 404
    assert client.get(f"{V2}/services.json?jurisdiction_id=localhost").status_code == 200
    assert client.get(f"{V2}/services.yaml").status_code == 404
    for given, status in (
        ({"api_key": None}, 403), ({"api_key": "cck_wrong"}, 403), ({"service_code": "unheard"}, 404),
        ({"service_code": None}, 400), ({"lat": None}, 400), ({"lat": "nan"}, 400), ({"lat": None, "long": None}, 400),
        ({"lat": None, "long": None, "address_string": "1 Mill Lane"}, 400), ({"description": "x" * 4001}, 400),
        ({"service_code": "fly-tipping"}, 400), ({"service_code": "fly-tipping", "attribute[what]": "gold"}, 400),
        ({"description": "\x00"}, 400),
    ):  # fmt: skip
        told = post(client, key, **given)
        assert told.status_code == status, given
        assert told.json()[0]["description"]
    broken = client.generic("POST", f"{V2}/requests.xml", b"service_code=\xff", "application/x-www-form-urlencoded")
    assert (broken.status_code, read_xml(broken.content).findtext("error/code")) == (400, "400")
    assert not Report.objects.exists()


def test_a_session_reports_nothing_here(client_for: Callable[[str | None], Client]) -> None:
    """No token of a form is asked for, so the cookie that a browser sends along must count for nothing."""
    assert post(client_for("amara"), "").status_code == 403
    assert not Report.objects.exists()


def test_nothing_of_whoever_reported_it_ever_comes_out(client: Client, cast: SimpleNamespace, key: str) -> None:
    words = "Ask amara@ashmere.example or 07700 900461. The van is AB12 CDE."
    told = post(client, key, description=words, address_string="By the bakery, ring 07700 900461", **PRIVATE)
    assert told.status_code == 201
    reference = told.json()[0]["service_request_id"]
    report = Report.objects.get(reference=reference)
    assert report.contact["email"] == PRIVATE["email"]
    assert report.contact["device_id"] == PRIVATE["device_id"]
    assert report.said["description"] == words
    secrets = [*PRIVATE.values(), "AB12 CDE"]
    for path in (
        f"{V2}/requests/{reference}.json", f"{V2}/requests/{reference}.xml", f"{V2}/requests.json",
        f"{V2}/requests.xml?service_request_id={reference}", f"{V2}/tokens/{report.id}.json",
        f"/reports/{reference}/", "/reports/", "/reports/?format=csv", "/reports/?format=json",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        shown = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert not [secret for secret in secrets if secret in shown], path
    assert "Ask […] or […]. The van is […]." in client.get(f"{V2}/requests/{reference}.json").json()[0]["description"]


def test_lists_narrow_as_the_standard_says(client: Client, cast: SimpleNamespace) -> None:
    now = clock.now()
    old = tell(now=now - timedelta(days=100))
    new = tell(now=now - timedelta(days=2), category="litter")

    def ids(query: str) -> set[str]:
        return {item["service_request_id"] for item in client.get(f"{V2}/requests.json?{query}").json()}

    def day(ago: int) -> str:
        return (now - timedelta(days=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert ids("") == {new.reference}, "ninety days unless one asks for others"
    assert ids(f"start_date={day(110)}&end_date={day(90)}") == {old.reference}
    assert ids(f"service_request_id={old.reference},{new.reference}") == {old.reference, new.reference}
    assert ids("service_code=litter,pothole") == {new.reference}
    assert ids("status=closed") == set()
    assert ids(f"updated_after={day(200)}") == {old.reference, new.reference}
    assert len(ids(f"updated_after={day(200)}&page_size=1")) == 1
    assert ids(f"updated_after={day(200)}&page_size=1") != ids(f"updated_after={day(200)}&page_size=1&page=2")


def test_what_somebody_looks_at_first_has_a_token_until_then(
    client: Client, client_for: Callable[[str | None], Client], key: str
) -> None:
    (told,) = post(client, key, service_code="offensive-graffiti", description="On the wall.").json()
    assert "service_request_id" not in told
    report = Report.objects.get(id=told["token"])
    assert client.get(f"{V2}/tokens/{told['token']}.json").json() == [
        {"service_request_id": None, "token": told["token"]}
    ]
    assert client.get(f"{V2}/requests.json").json() == []
    assert client.get(f"{V2}/requests/{report.reference}.json").status_code == 404
    assert client.get(f"/reports/{report.reference}/").status_code == 404
    assert client_for("carys").post(f"/desk/reports/look-at/{report.id}/", {"show": "yes"}).status_code == 302
    (found,) = client.get(f"{V2}/tokens/{told['token']}.json").json()
    assert found["service_request_id"] == report.reference
    assert client.get(f"{V2}/requests/{report.reference}.json").status_code == 200
    carys = client_for("carys")
    assert (
        carys.post(f"/desk/reports/look-at/{report.id}/", {"hide": "yes", "reason": "A name in it."}).status_code == 302
    )
    assert client.get(f"{V2}/requests/{report.reference}.json").status_code == 404


def test_a_photo_loses_what_its_camera_wrote_and_is_shown_once_somebody_has_looked(
    client: Client, client_for: Callable[[str | None], Client], key: str
) -> None:
    file = SimpleUploadedFile("me.jpg", telling_picture(), "image/jpeg")
    reference = post(client, key, media=file, description="See.").json()[0]["service_request_id"]
    photo = ReportPhoto.objects.get()
    assert b"Secret" not in bytes(photo.content)
    assert client.get(f"/reports/photos/{photo.id}/").status_code == 404
    assert client.get(f"{V2}/requests/{reference}.json").json()[0]["media_url"] is None
    client_for("carys").post(f"/desk/reports/photos/{photo.id}/", {"show": "yes"})
    (entry,) = client.get(f"{V2}/requests/{reference}.json").json()
    shown = client.get(entry["media_url"].removeprefix("http://localhost:8000"))
    assert shown["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert not Image.open(io.BytesIO(shown.content)).getexif()
    bad = post(client, key, media=SimpleUploadedFile("x.jpg", b"<script>", "image/jpeg"))
    assert bad.status_code == 400


def test_guesses_at_keys_are_counted_and_a_key_without_the_scope_is_told_so(
    client: Client, cast: SimpleNamespace
) -> None:
    made = sharing.make_key(
        actor=OPERATOR, organisation_id=body("ashmere-council"), name="Desk", scopes=["drafts"], now=clock.now()
    )
    assert "scope" in json.dumps(post(client, made.key).json(), ensure_ascii=False)
    statuses = [post(client, "cck_guess").status_code for _ in range(25)]
    assert statuses[0] == 403
    assert statuses[-1] == 429


def test_a_body_reads_and_answers_its_part_by_its_own_key(client: Client, cast: SimpleNamespace) -> None:
    buses = body("ashmere-buses")
    keys = {
        code: sharing.make_key(
            actor=OPERATOR, organisation_id=body(code), name="S", scopes=["reports"], now=clock.now()
        )
        for code in ("ashmere-buses", "greenway-collections")
    }
    report = tell(contact={"name": "Amara Wrenfield"})
    part = report.parts.get(organisation_id=buses)
    path = f"/api/v1/reports/{part.id}"
    mine = {"Authorization": f"Bearer {keys['ashmere-buses'].key}"}
    fetched = client.get(path, headers=mine)
    assert fetched.json()["others"][0]["organisation"] == "Greenway-Collections"
    assert "Wrenfield" not in fetched.content.decode()
    assert client.get(path, headers={"Authorization": f"Bearer {keys['greenway-collections'].key}"}).status_code == 404
    for _again in range(2):
        answer = client.post(
            f"{path}/answers", json.dumps({"id": "7", "answer": "accepted"}), "application/json", headers=mine
        )
        assert answer.json() == {"part": str(part.id), "state": "accepted"}
    refused = client.post(
        f"{path}/answers", json.dumps({"id": "8", "answer": "refused"}), "application/json", headers=mine
    )
    assert refused.status_code == 422
