"""The demo agencies are servers of their own: they check who writes, keep their slice once, and answer by rule."""

import json
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from standardwebhooks import Webhook
from tests.support.borough import free_ports

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.people import public as people
from coopcouncil.sharing import formats
from coopcouncil.sharing.actions.connecting import new_secret
from coopcouncil.sharing.demo import loader
from coopcouncil.sharing.demo.answers import NOT_OUR_HOME, answers_to
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import AgencyKey, Endpoint
from coopcouncil.sharing.queries import key_owner
from coopcouncil.sharing.tests.conftest import Receiver


@dataclass
class Running:
    url: str
    secret: str

    def post(self, facts: list[Fact], *, message_id: str | None = None, secret: str | None = None) -> int:
        notice = uuid4()
        body = formats.notice(
            event_id=notice,
            source="http://localhost",
            at=datetime(2026, 11, 23, tzinfo=UTC),
            data={"notice": str(notice), "title": "<b>A notice</b>"},
            facts=facts,
        )
        now, name = clock.now(), message_id or str(notice)
        headers = {
            "Content-Type": formats.CONTENT_TYPE,
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret or self.secret).sign(name, now, body.decode()),
        }
        return httpx.post(self.url, content=body, headers=headers, timeout=5).status_code

    def received(self) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self.url}/received.json", timeout=5).json())


@pytest.fixture
def agency(tmp_path: Path, receiver: Receiver) -> Iterator[Running]:
    """Ashmere Homes' own server, as a process of its own; `receiver` stands for the borough's API."""
    code, port, secret = "ashmere-homes", free_ports(1), new_secret()
    (tmp_path / "agencies").mkdir()
    (tmp_path / "agencies" / f"{code}.json").write_text(json.dumps({"secret": secret, "key": "cck_x"}))
    words = [code, "--port", str(port), "--home", str(tmp_path), "--api", receiver.url]
    process = subprocess.Popen([sys.executable, "-m", "coopcouncil.sharing.demo.agency", *words])
    running = Running(f"http://127.0.0.1:{port}", secret)
    try:
        for _ in range(200):
            try:
                httpx.get(running.url, timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def _wait_for(happened: Any) -> None:
    for _ in range(200):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def _taken(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"{}")


HOME = Fact("address", "Address", {"line_1": "7 Elm Road", "postcode": "AM1 1AA"}, "7 Elm Road")


def test_it_keeps_what_it_was_sent_once_and_answers_with_its_key(agency: Running, receiver: Receiver) -> None:
    receiver.answer = _taken
    assert [agency.post([HOME], message_id="one") for _ in range(3)] == [202, 202, 202]
    (held,) = agency.received()
    assert (held["times"], held["event"]["data"]["facts"]) == (
        3,
        [{"code": "address", "label": "Address", "value": HOME.value}],
    )
    _wait_for(lambda: len(receiver.posts) >= 2)
    assert [json.loads(post.body)["answer"] for post in receiver.posts] == ["accepted", "acted"]
    assert {post.headers["Authorization"] for post in receiver.posts} == {"Bearer cck_x"}


def test_it_answers_again_when_the_borough_was_away(agency: Running, receiver: Receiver) -> None:
    receiver.answer = 503
    agency.post([HOME])
    _wait_for(lambda: receiver.posts)
    receiver.answer = _taken
    _wait_for(lambda: [item["outcome"] for item in agency.received()[0]["answers"]] == ["taken", "taken"])
    assert len({json.loads(post.body)["id"] for post in receiver.posts}) == 2


def test_it_turns_away_whoever_does_not_hold_the_secret(agency: Running) -> None:
    assert agency.post([HOME], secret=new_secret()) == 401
    assert httpx.post(agency.url, content=b"{}", headers={"Content-Type": formats.CONTENT_TYPE}).status_code == 401
    assert httpx.post(agency.url, json={}).status_code == 415
    assert agency.received() == []


def test_its_page_shows_text_as_text(agency: Running, receiver: Receiver) -> None:
    receiver.answer = _taken
    agency.post([HOME])
    page = httpx.get(agency.url, timeout=5).text
    assert "&lt;b&gt;A notice&lt;/b&gt;" in page
    assert "7 Elm Road" in page


def test_ashmere_homes_refuses_an_address_that_is_not_one_of_its_homes() -> None:
    def data(line: str) -> dict[str, Any]:
        return {"facts": [{"code": "address", "label": "", "value": {"line_1": line, "postcode": "AM1 1AA"}}]}

    assert [kind for _, kind, _ in answers_to("ashmere-homes", data("7 Elm Road"))] == ["accepted", "acted"]
    assert [kind for _, kind, _ in answers_to("ashmere-homes", data("Flat 2, 8 Elm Road"))] == ["accepted", "acted"]
    ((_, kind, reason),) = answers_to("ashmere-homes", data("8 Elm Road"))
    assert (kind, reason) == ("refused", NOT_OUR_HOME)
    assert [kind for _, kind, _ in answers_to("vale-nhs-trust", data("8 Elm Road"))] == ["accepted", "acted"]


@pytest.mark.django_db
def test_loading_again_keeps_secrets_and_keys_and_moves_addresses(
    cast: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    for code in loader.AGENCIES:
        people.create_organisation(actor=SYSTEM, code=code, name=code, kind="nhs")
    people.create_organisation(actor=SYSTEM, code="advice", name="Advice", kind="charity", email="a@advice.example")
    loader.load()
    files = {code: (tmp_path / "agencies" / f"{code}.json") for code in loader.AGENCIES}
    first = {code: json.loads(file.read_text()) for code, file in files.items()}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files.values()} == {0o600}
    monkeypatch.setenv("COOPCOUNCIL_AGENCY_PORT", "9001")
    loader.load()
    second = {code: json.loads(file.read_text()) for code, file in files.items()}
    for code, given in second.items():
        assert (given["secret"], given["key"]) == (first[code]["secret"], first[code]["key"])
        owner = key_owner(given["key"])
        assert owner is not None
        assert owner.organisation_id == people.organisation_by_code(code).id
    assert second["ashmere-homes"]["url"] == "http://127.0.0.1:9002/"
    assert AgencyKey.objects.count() == 3
    assert Endpoint.objects.filter(route="webhook").count() == 3
    assert Endpoint.objects.get(route="email").email == "a@advice.example"
