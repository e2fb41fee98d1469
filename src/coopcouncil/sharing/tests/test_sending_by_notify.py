"""Messages by GOV.UK Notify: our words in its templates, once, and what it will never do is not tried for a day."""

import base64
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from coopcouncil.sharing import actions
from coopcouncil.sharing.models import Message
from coopcouncil.sharing.tests.conftest import Teller, draft
from coopcouncil.sharing.tests.test_writing_to_people import prefer, with_address

pytestmark = pytest.mark.usefixtures("home")
KEY = f"test_key-{uuid4()}-{uuid4()}"


class Notify:
    """A server that speaks Notify's API: it checks the signature of each request, and keeps what it was given."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 201
        self.drop_next = False
        notify = self

        class Handler(BaseHTTPRequestHandler):
            def _is_signed(self) -> bool:
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                try:
                    claims = jwt.decode(
                        token, KEY[-36:], algorithms=["HS256"], options={"require": ["iss", "iat"]}, leeway=30
                    )
                except jwt.InvalidTokenError:
                    return False
                return bool(claims["iss"] == KEY[-73:-37])

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(content)

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not self._is_signed():
                    return self._answer(403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
                if notify.status != 201:
                    return self._answer(notify.status, {"errors": [{"error": "BadRequest", "message": "no"}]})
                notify.got.append({"path": self.path, **body})
                if notify.drop_next:  # it has taken it, and the answer is lost
                    notify.drop_next = False
                    self.close_connection = True
                    return None
                return self._answer(201, {"id": str(uuid4()), "reference": body["reference"]})

            def do_GET(self) -> None:
                reference = self.path.partition("reference=")[2]
                found = [{"id": str(UUID(int=7))} for item in notify.got if item["reference"] == reference]
                self._answer(200 if self._is_signed() else 403, {"notifications": found})

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def notify(settings: Any) -> Iterator[Notify]:
    made = Notify()
    threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.MESSAGES, settings.NOTIFY_KEY, settings.NOTIFY_URL = "notify", KEY, made.url
    settings.NOTIFY_EMAIL_TEMPLATE, settings.NOTIFY_TEXT_TEMPLATE = "email-template", "text-template"
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.django_db
def test_notify_gets_our_words_in_its_template_signed_and_under_our_reference(
    amara: Teller, bodies: SimpleNamespace, notify: Notify, reachable: None
) -> None:
    sent = amara.tell(draft(bodies.surgery))
    amara.carry()
    (got,) = notify.got
    message = Message.objects.get()
    assert got["path"] == "/v2/notifications/email"
    assert (got["template_id"], got["reference"]) == ("email-template", str(message.id))
    assert sent.reference in got["personalisation"]["message"]
    assert got["personalisation"]["subject"] == "We have what you told us"
    assert message.state == "sent"
    assert message.provider_id


@pytest.mark.django_db
def test_what_notify_took_while_its_answer_was_lost_is_not_sent_twice(
    amara: Teller, bodies: SimpleNamespace, notify: Notify, reachable: None
) -> None:
    notify.drop_next = True
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert Message.objects.get().state == "retrying"
    amara.carry(timedelta(minutes=1))
    assert len(notify.got) == 1
    assert (Message.objects.get().state, Message.objects.get().provider_id) == ("sent", str(UUID(int=7)))


@pytest.mark.django_db
def test_what_notify_will_never_do_is_not_tried_for_a_day_and_what_it_cannot_do_now_is(
    amara: Teller, bodies: SimpleNamespace, notify: Notify, settings: Any, reachable: None
) -> None:
    settings.NOTIFY_KEY = f"wrong_key-{KEY[-73:-37]}-{uuid4()}"
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert (Message.objects.get().state, Message.objects.get().last_error) == ("dead", "notify_403")
    settings.NOTIFY_KEY, notify.status = KEY, 429
    amara.tell(draft(bodies.surgery))
    amara.carry()
    assert Message.objects.filter(state="retrying", last_error="notify_429").count() == 1


@pytest.mark.django_db
def test_a_letter_goes_to_notify_as_our_pdf_and_a_text_in_one_line(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, notify: Notify
) -> None:
    prefer(cast, "letter", amara.now)
    with_address(cast, amara.now)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    (got,) = notify.got
    assert got["path"] == "/v2/notifications/letter"
    assert base64.b64decode(got["content"]).startswith(b"%PDF")
    first = Message.objects.get()
    text = Message.objects.create(
        account_id=first.account_id, submission_id=first.submission_id, template="told", channel="text",
        to="+447700900182", values=first.values, once="a text", queued_at=amara.now,
    )  # fmt: skip
    actions.write(message_id=text.id, now=amara.now)
    assert notify.got[-1]["path"] == "/v2/notifications/sms"
    assert notify.got[-1]["phone_number"] == "+447700900182"
    assert "\n" not in notify.got[-1]["personalisation"]["message"]
