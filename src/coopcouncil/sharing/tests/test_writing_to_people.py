"""Messages to people: said once, joined where they come together, never lost, telling nobody what it is about."""

import base64
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from pypdf import PdfReader

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.people import public as people
from coopcouncil.people.models import PostedCode, Preferences
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.domain.speaking import next_attempt
from coopcouncil.sharing.gateways.messages import files
from coopcouncil.sharing.models import Message, Notice
from coopcouncil.sharing.tests.conftest import DIED, NAME, Teller, draft

KEY = f"test_key-{uuid4()}-{uuid4()}"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.EMAIL_BACKEND = tmp_path, "django.core.mail.backends.filebased.EmailBackend"
    return tmp_path


@pytest.fixture
def reachable(cast: SimpleNamespace, amara: Teller) -> None:
    Preferences.objects.filter(account_id=cast.amara.account_id).delete()
    EmailAddress.objects.filter(user_id=cast.amara.account_id).delete()
    EmailAddress.objects.create(user_id=cast.amara.account_id, email="amara@example.org", verified=True, primary=True)


def answer(teller: Teller, notice: Notice, kind: Any = "acted", **more: Any) -> Any:
    return actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=notice.organisation_id, scopes=frozenset({"notices"})),
        notice_id=notice.id,
        answer_id=f"{notice.id}-{kind}",
        kind=kind,
        reason="Because.",
        now=teller.now,
        **more,
    )


def mails(home: Path) -> list[str]:
    return [file.read_text() for file in sorted((home / "mail").glob("*.eml"))]


def prefer(cast: SimpleNamespace, way: str, now: Any) -> None:
    Preferences.objects.update_or_create(
        account_id=cast.amara.account_id, defaults={"contact_by": way, "changed_at": now}
    )


def with_address(cast: SimpleNamespace, now: Any) -> None:
    PostedCode.objects.create(
        account_id=cast.amara.account_id, digest="x", address=["1 Mill Lane", "Ashmere", "AM1 1AA"], created_at=now,
        expires_at=now, used_at=now,
    )  # fmt: skip


# --- what is said, and how often ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_tells_gets_the_reference_and_no_fact(
    amara: Teller, bodies: SimpleNamespace, home: Path, reachable: None
) -> None:
    sent = amara.tell(draft(bodies.surgery), title="Someone has died")
    amara.carry()
    (mail,) = mails(home)
    assert sent.reference in mail
    assert "amara@example.org" in mail
    for secret in (NAME.value, DIED.value, "died", "Larkhill", "Surgery"):
        assert secret not in mail
    assert Message.objects.get().state == "sent"
    assert oct((home / "mail" / f"{Message.objects.get().id}.eml").stat().st_mode)[-3:] == "600"


@pytest.mark.django_db
def test_ten_answers_in_a_minute_are_one_message(
    amara: Teller, bodies: SimpleNamespace, home: Path, reachable: None
) -> None:
    amara.tell(*[draft(bodies.surgery, f"n{number}") for number in range(10)])
    amara.carry()
    for notice in Notice.objects.all():
        answer(amara, notice)
        amara.now += timedelta(seconds=5)
    assert Message.objects.filter(template="answered").count() == 1
    amara.carry(timedelta(minutes=20))
    assert "10 services have answered you" in mails(home)[0] + mails(home)[1]
    assert len(mails(home)) == 2
    amara.tell(draft(bodies.surgery, "later"))
    answer(amara, Notice.objects.get(code="later"))
    assert Message.objects.filter(template="answered").count() == 2, "what has left is not opened again"


@pytest.mark.invariants
def test_answers_at_the_same_moment_are_one_message_that_holds_them_all(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, reachable: None
) -> None:
    amara.tell(*[draft(bodies.surgery, f"n{number}") for number in range(6)])
    start = threading.Barrier(6)

    def give(notice: Notice) -> None:
        try:
            start.wait(timeout=20)
            answer(amara, notice)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(give, Notice.objects.all()))
    message = Message.objects.get(template="answered")
    assert len(message.values["answers"]) == 6


@pytest.mark.django_db
def test_a_no_asks_to_be_read_and_what_is_put_right_is_said(
    amara: Teller, bodies: SimpleNamespace, home: Path, reachable: None
) -> None:
    sent = amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
    amara.carry()
    answer(amara, Notice.objects.get(code="tax"), "refused")
    public.take_back(actor=amara.actor, submission_id=sent.id, because="mistake", words="", now=amara.now)
    amara.carry(timedelta(seconds=5))
    answer(amara, Notice.objects.get(kind="withdrawal", code="tell_gp"))
    amara.carry(timedelta(hours=1))
    assert {message.template for message in Message.objects.all()} == {"told", "needs_you", "put_right"}
    assert {message.state for message in Message.objects.all()} == {"sent"}


# --- to whom --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_is_written_to_at_an_address_that_was_not_shown_to_reach_them(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace
) -> None:
    EmailAddress.objects.filter(user_id=cast.amara.account_id).update(verified=False)
    prefer(cast, "letter", amara.now)
    amara.tell(draft(bodies.surgery))
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_nothing_is_sent_in_safe_mode_nor_to_whoever_wants_it_only_here_nor_to_somebody_unknown(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None
) -> None:
    prefer(cast, "none", amara.now)
    amara.tell(draft(bodies.surgery))
    nobody = Teller(Actor(kind="anonymous", session_key="a-browser"))
    nobody.tell(draft(bodies.surgery))
    nobody.tell(
        draft(bodies.surgery), circumstances=Circumstances(safe=True, safe_contact=kept_contact(SafeContact("none")))
    )
    for notice in Notice.objects.all():
        answer(amara, notice, "refused")
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_letter_is_a_pdf_for_a_window_envelope_with_a_sheet_for_whoever_posts_it(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, home: Path
) -> None:
    prefer(cast, "letter", amara.now)
    with_address(cast, amara.now)
    sent = amara.tell(draft(bodies.surgery))
    amara.carry()
    (letter,) = (home / "letters").glob("*.pdf")
    text = PdfReader(letter).pages[0].extract_text()
    assert "1 Mill Lane" in text
    assert sent.reference in text
    assert NAME.value not in text
    (sheet,) = files.manifest(home / "letters")
    assert sheet["letter"] == letter.name
    assert sheet["to"][-1] == "AM1 1AA"


@pytest.mark.django_db
def test_a_person_chooses_among_the_ways_that_reach_them(
    cast: SimpleNamespace, client_for: Any, reachable: None, amara: Teller
) -> None:
    client = client_for("amara")
    page = client.get("/account/contact/").content.decode()
    assert "amara@example.org" in page
    assert "By letter" not in page
    assert client.post("/account/contact/", {"contact_by": "letter"}).status_code == 422
    with_address(cast, amara.now)
    assert client.post("/account/contact/", {"contact_by": "letter"}).status_code == 302
    reach = people.reach(cast.amara.account_id)
    assert reach is not None
    assert reach.channel == "letter"


# --- nothing is lost ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_message_that_cannot_be_sent_is_tried_again_dies_visibly_and_can_be_sent_again(
    amara: Teller, bodies: SimpleNamespace, home: Path, client_for: Any, reachable: None
) -> None:
    (home / "mail").write_text("a file stands where the folder should be")
    amara.tell(draft(bodies.surgery))
    for hours in (0, 1, 1, 3, 7, 17, 24):
        amara.carry(timedelta(hours=hours))
    message = Message.objects.get()
    assert (message.state, message.last_error) == ("dead", "mail_error")
    assert next_attempt(7, now=amara.now) is None
    jo = client_for("jo")
    listed = jo.get("/messages/").content.decode()
    assert "amara@example.org" not in listed
    assert f"/messages/{message.id}/again/" in listed
    assert "1 message could not be sent" in jo.get("/desk/").content.decode()
    (home / "mail").unlink()
    assert jo.get(f"/messages/{message.id}/again/").status_code == 200
    assert jo.post(f"/messages/{message.id}/again/").status_code == 302
    assert jo.post(f"/messages/{message.id}/again/").status_code == 409
    amara.carry(timedelta(hours=1))
    assert len(mails(home)) == 1
    assert client_for("amara").get("/messages/").status_code == 403


@pytest.mark.django_db
def test_a_worker_that_dies_between_sending_and_writing_down_sends_no_second_one(
    amara: Teller, bodies: SimpleNamespace, home: Path, reachable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    amara.tell(draft(bodies.surgery))
    message = Message.objects.get()

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("coopcouncil.sharing.actions.speaking._write_down", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.write(message_id=message.id, now=amara.now)
    assert Message.objects.get().state == "queued"
    assert OutboxEntry.objects.filter(topic="sharing.write", done_at__isnull=True).count() == 1
    amara.carry()
    assert len(mails(home)) == 1
    assert Message.objects.get().state == "sent"


# --- GOV.UK Notify --------------------------------------------------------------------------------------------------


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


# --- decisions ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_decision_is_a_letter_with_its_reasons_the_way_to_appeal_and_the_last_day(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, home: Path, client_for: Any
) -> None:
    prefer(cast, "letter", amara.now)
    with_address(cast, amara.now)
    sent = amara.tell(draft(bodies.council, service_type="housing_options"))
    notice, day = Notice.objects.get(), amara.now.date()
    given = DecisionDraft("refused", "We are not satisfied that you are homeless.", day)
    first = answer(amara, notice, "refused", decision=given)
    again = answer(amara, notice, "refused", decision=given)
    assert (first.appeal, first.appeal_by) == ("homelessness_review", day + timedelta(days=20))
    assert again.again
    assert again.appeal_by == first.appeal_by
    amara.carry(timedelta(minutes=1))
    texts = [
        "".join(page.extract_text() for page in PdfReader(file).pages) for file in (home / "letters").glob("*.pdf")
    ]
    (letter,) = [text for text in texts if "We are not satisfied" in text]
    assert "Housing Act 1996, sections 202 and 204" in letter
    last = day + timedelta(days=20)
    assert f"{last.day} {last:%B %Y}" in letter
    told = public.submission(amara.actor, sent.id)
    decision = told.notices[0].decision
    assert decision is not None
    assert decision.appeal_by == last
    own = client_for("amara").get(f"/decisions/{decision.id}/letter/")
    assert "We are not satisfied" in PdfReader(BytesIO(own.content)).pages[0].extract_text()
    assert client_for("bilal").get(f"/decisions/{decision.id}/letter/").status_code == 404


@pytest.mark.django_db
def test_an_officer_decides_in_the_inbox_and_the_form_says_what_is_missing(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    amara.tell(draft(bodies.surgery, service_type="blue_badge"))
    amara.carry()
    dev, notice = client_for("dev"), Notice.objects.get()
    form = {"answer": "acted", "outcome": "granted", "seen_state": "sent", "answer_id": str(uuid4()), "reason": ""}
    wrong = dev.post(f"/inbox/{notice.id}/answer/", form)
    assert wrong.status_code == 422
    assert "A decision needs its reasons" in wrong.content.decode()
    assert "Write the day of the decision" in wrong.content.decode()
    today = amara.now.date()
    day = {"decided_on_0": today.day, "decided_on_1": today.month, "decided_on_2": today.year}
    day |= {"decided_on-day": today.day, "decided_on-month": today.month, "decided_on-year": today.year}
    day |= {"decided_on_day": today.day, "decided_on_month": today.month, "decided_on_year": today.year}
    mixed = dev.post(f"/inbox/{notice.id}/answer/", {**form, **day, "reason": "You can walk.", "outcome": "refused"})
    assert mixed.status_code == 422
    done = dev.post(f"/inbox/{notice.id}/answer/", {**form, **day, "reason": "You cannot walk far."})
    assert done.status_code == 302, done.content.decode()[:5000]
    (row,) = public.submissions_of(amara.actor)
    decision = public.submission(amara.actor, row.id).notices[0].decision
    assert decision is not None
    assert (decision.outcome, decision.appeal_by) == ("granted", today + timedelta(days=28))


@pytest.mark.django_db
def test_the_api_takes_a_decision_and_says_what_the_person_was_told_about_appealing(
    amara: Teller, bodies: SimpleNamespace
) -> None:
    from coopcouncil.sharing.tests.test_answering import Agency

    amara.tell(draft(bodies.surgery, service_type="national_benefits"))
    surgery, notice = Agency(bodies.surgery, amara.now), Notice.objects.get()
    today = amara.now.date()
    decision = {"outcome": "refused", "reasons": "Your savings are too high.", "decided_on": today.isoformat()}
    other = surgery.answer(notice.id, id="1", answer="acted", decision=decision)
    assert other.status_code in {400, 422}
    taken = surgery.answer(notice.id, id="1", answer="refused", decision=decision)
    assert taken.json()["appeal"]["code"] == "mandatory_reconsideration"
    future = {**decision, "decided_on": (today + timedelta(days=2)).isoformat()}
    assert surgery.answer(notice.id, id="2", answer="refused", decision=future).status_code in {400, 409, 422}
    assert date.fromisoformat(taken.json()["appeal"]["last_day"]) > today
