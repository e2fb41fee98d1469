"""Must show: consent withdrawn after delivery. The agency's own server gets it, signed; the person reads its answer."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from standardwebhooks import Webhook

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.sharing import actions
from coopcouncil.sharing.tests.conftest import Receiver, Teller
from coopcouncil.sharing.tests.test_a_killed_worker import _start as start_worker
from coopcouncil.sharing.tests.test_a_killed_worker import _until as until
from coopcouncil.sharing.tests.test_ending_a_consent import agreed, end, states


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def site(cloned_db: Any) -> Iterator[str]:
    """The platform itself, answering over HTTP."""

    def closing(environ: Any, start: Any) -> Any:
        try:
            return get_wsgi_application()(environ, start)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_agency_hears_it_signed_and_the_person_reads_its_answer(
    cloned_db: Any, site: str, amara: Teller, bodies: SimpleNamespace, receiver: Receiver, client_for: Any
) -> None:
    secret = receiver.connect(bodies.surgery)
    key = actions.make_key(actor=OPERATOR, organisation_id=bodies.surgery, name="theirs", now=amara.now).key
    consent = agreed(amara, bodies.surgery)
    got: list[dict[str, Any]] = []
    replies: list[int] = []

    def take(handler: BaseHTTPRequestHandler) -> None:
        body = receiver.posts[-1].body
        event = Webhook(secret).verify(body, receiver.posts[-1].headers)
        got.append(event["data"])
        handler.send_response(204)
        handler.end_headers()
        if event["data"]["kind"] == "stop":
            document = {
                "id": "1",
                "answer": "kept_under",
                "basis": "legal_obligation",
                "reason": "We keep your record for ten years.",
            }
            where = f"{site}/api/v1/notices/{event['data']['notice']}/answers"
            replies.append(httpx.post(where, json=document, headers={"Authorization": f"Bearer {key}"}).status_code)

    receiver.answer = take
    worker = start_worker(cloned_db.app)
    try:
        until(lambda: states(consent)["told"] == "sent")
        page = client_for("amara").post(f"/account/agreed-to/{consent.id}/", follow=True).content.decode()
        assert "We are telling the service now" in page
        until(lambda: states(consent).get("stop") == "refused")
    finally:
        worker.kill()
        worker.wait()
    told, stop = got
    assert replies == [200]
    assert (stop["kind"], stop["because"], stop["corrects"], stop["facts"]) == ("stop", "consent", told["notice"], [])
    assert stop["reference"] == told["reference"]
    page = client_for("amara").get(f"/account/agreed-to/{consent.id}/").content.decode()
    assert "They keep it. The law requires it" in page
    assert "We keep your record for ten years." in page
    assert "They must keep it" in client_for("amara").get(f"/notices/{consent.notice.submission_id}/").content.decode()
    assert "You stopped it" in client_for("amara").get("/account/agreed-to/").content.decode()


def test_it_ends_while_the_notice_is_on_its_way(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    consent = agreed(amara, bodies.surgery)

    def take(handler: BaseHTTPRequestHandler) -> None:
        if len(receiver.posts) == 1:
            end(amara, consent)
            connections.close_all()
        handler.send_response(204)
        handler.end_headers()

    receiver.answer = take
    amara.carry()
    amara.carry(timedelta(minutes=1))
    assert [json.loads(post.body)["data"]["kind"] for post in receiver.posts] == ["told", "stop"]
