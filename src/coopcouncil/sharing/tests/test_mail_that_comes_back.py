"""Mail that comes back: sent again or by another way, owned where nothing helps, told to the person, counted once."""

import json
from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from standardwebhooks import Webhook

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM
from coopcouncil.foundation.models import AuditRow
from coopcouncil.people import actions as people_actions
from coopcouncil.people.models import FailedAddress
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions import retaining
from coopcouncil.sharing.models import Alarm, Delivery, DeliveryAttempt, MailReport, Message
from coopcouncil.sharing.queries.reporting import reports_for_table
from coopcouncil.sharing.tests.conftest import Teller, draft
from coopcouncil.sharing.tests.test_writing_to_people import mails, prefer, with_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
OLD, NEW = (f"whsec_{b64encode(bytes([number]) * 32).decode()}" for number in (1, 2))
TOKEN = "the-token-of-the-callback"


@pytest.fixture(autouse=True)
def _carriers(settings: Any) -> None:
    settings.MAIL_REPORTS_SECRET, settings.NOTIFY_CALLBACK_TOKEN = f"{NEW} {OLD}", TOKEN


def signed(event: str, at: datetime, content: bytes, secret: str) -> dict[str, str]:
    signature = Webhook(secret).sign(event, at, content.decode("utf-8", "replace"))
    return {
        "webhook-id": event,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": f"v1,bm90aGluZw== {signature}",
    }


def post(body: Any, *, secret: str = OLD, event: str = "", ago: float = 0, **headers: str) -> Any:
    """Report as whoever carries our e-mail."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = signed(event or str(uuid4()), clock.now() - timedelta(seconds=ago), content, secret) | headers
    return Client(headers=given).post("/api/v1/mail-reports", content, content_type="application/json")


def returned(amara: Teller, message: Message) -> None:
    """The mailbox is full, at her clock."""
    content = json.dumps(report(message.id, permanent=False)).encode()
    headers = signed(str(uuid4()), amara.now, content, OLD)
    actions.take_mail_report(headers=headers, content=content, caller="there", now=amara.now)


def report(name: object, happened: str = "bounced", **data: Any) -> dict[str, Any]:
    if happened == "bounced":
        data.setdefault("permanent", True)
    said = {"message": f"<{name}@localhost>", **data}
    return {"type": f"email.{happened}", "timestamp": clock.now().isoformat(), "data": said}


def receipt(reference: object, status: str, **more: Any) -> Any:
    """Report as GOV.UK Notify does."""
    body = {
        "id": str(uuid4()), "reference": str(reference), "to": "amara@example.org", "status": status,
        "created_at": "2026-11-26T10:00:00.000000Z", "completed_at": "2026-11-26T10:30:00.000000Z", "sent_at": None,
        "notification_type": "email", "template_id": str(uuid4()), "template_version": 1, **more,
    }  # fmt: skip
    return receipt_of(body)


def told(amara: Teller, bodies: SimpleNamespace) -> Message:
    """Amara has told one thing, and was written to about it."""
    amara.tell(draft(bodies.surgery))
    amara.carry()
    return Message.objects.get()


def on_account(cast: SimpleNamespace, client_for: Any) -> str:
    return str(client_for("amara").get("/account/").content.decode())


def test_the_example_of_each_operation_is_taken_as_the_description_says() -> None:
    described = Client().get("/api/v1/openapi.json").json()["paths"]
    for path, how in (("/api/v1/mail-reports", post), ("/api/v1/notify-receipts", receipt_of)):
        operation = described[path]["post"]
        sample = operation["requestBody"]["content"]["application/json"]["example"]
        answer = how(sample)
        assert (answer.status_code, answer.json()) == (202, {"matched": False, "again": False})
        assert answer.json().keys() == operation["responses"]["200"]["content"]["application/json"]["example"].keys()


def receipt_of(body: Any) -> Any:
    return Client(headers={"authorization": f"Bearer {TOKEN}"}).post(
        "/api/v1/notify-receipts", json.dumps(body), content_type="application/json"
    )


# --- to a person ------------------------------------------------------------------------------------------------------


def test_what_never_arrives_goes_by_the_other_way_and_the_person_is_told_in_their_account(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None, home: Path, client_for: Any
) -> None:
    with_address(cast, amara.now)
    first = told(amara, bodies)
    assert post(report(first.id, status="5.1.1")).json() == {"matched": True, "again": False}
    amara.carry(timedelta(minutes=1))
    first.refresh_from_db()
    letter = Message.objects.get(follows=first)
    assert (first.state, letter.state, letter.channel, letter.to[1]) == ("returned", "sent", "letter", "1 Mill Lane")
    assert (home / "letters" / f"{letter.id}.pdf").is_file()
    page = on_account(cast, client_for)
    assert "What we sent you came back" in page
    contact = client_for("amara").get("/account/contact/").content.decode()
    assert "What we sent to amara@example.org came back." in contact
    amara.now += timedelta(minutes=1)
    amara.tell(draft(bodies.council, "tax"))
    assert Message.objects.order_by("-queued_at")[0].channel == "letter", "nor is it written to again"
    people_actions.choose_contact(
        actor=amara.actor, account_id=cast.amara.account_id, contact_by="email", now=amara.now
    )
    assert "What we sent you came back" not in on_account(cast, client_for)
    amara.now += timedelta(minutes=1)
    amara.tell(draft(bodies.council, "tax"))
    assert Message.objects.order_by("-queued_at")[0].channel == "email", "they said that it works again"


def test_where_no_way_is_left_it_waits_on_a_desk(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None, client_for: Any
) -> None:
    first = told(amara, bodies)
    post(report(first.id))
    first.refresh_from_db()
    assert (first.state, first.last_error) == ("dead", "returned")
    assert any("could not be sent" in item.title for item in queries.desk_items(cast.jo.actor, amara.now))
    assert "What we sent you came back" in on_account(cast, client_for)
    with_address(cast, amara.now)
    actions.write_again(actor=cast.jo.actor, message_id=first.id, now=amara.now)
    amara.carry()
    assert Message.objects.get(follows=first).state == "sent", "under a new id, or it would be taken for the old one"
    assert not any("could not be sent" in item.title for item in queries.desk_items(cast.jo.actor, amara.now))


def test_a_full_mailbox_is_tried_twice_more_and_stays_the_address(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None, home: Path
) -> None:
    with_address(cast, amara.now)
    last = told(amara, bodies)
    for hours in (6, 24):
        returned(amara, last)
        amara.carry(timedelta(hours=hours - 1))
        last = Message.objects.get(follows=last)
        assert last.state == "queued", "not before its time"
        amara.carry(timedelta(hours=1))
        last.refresh_from_db()
        assert (last.state, last.channel) == ("sent", "email")
    assert len(mails(home)) == 3
    returned(amara, last)
    last.refresh_from_db()
    assert last.state == "dead", "the same way would be the next"
    assert not FailedAddress.objects.exists()


def test_who_marks_ours_as_unwanted_is_written_to_there_no_more(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None, client_for: Any
) -> None:
    first = told(amara, bodies)
    post(report(first.id, "complained"))
    first.refresh_from_db()
    assert first.state == "sent"
    assert FailedAddress.objects.get().why == "unwanted"
    assert "What we sent you came back" in on_account(cast, client_for)


@pytest.mark.parametrize(
    ("status", "state"),
    [("delivered", "sent"), ("permanent-failure", "dead"), ("temporary-failure", "returned"),
     ("technical-failure", "returned")],
)  # fmt: skip
def test_each_receipt_of_notify(
    status: str, state: str, amara: Teller, bodies: SimpleNamespace, reachable: None
) -> None:
    first = told(amara, bodies)
    assert receipt(first.id, status).status_code == 200
    first.refresh_from_db()
    assert first.state == state


def test_letters_and_texts_come_back_too(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None
) -> None:
    with_address(cast, amara.now)
    prefer(cast, "letter", amara.now)
    first = told(amara, bodies)
    assert first.channel == "letter"
    receipt(first.id, "permanent-failure", notification_type="letter", to="")
    assert Message.objects.get(follows=first).channel == "email"
    assert FailedAddress.objects.get().channel == "letter"
    text = Message.objects.create(
        account_id=cast.amara.account_id, template="your_data", channel="text", to="07700900123", values={},
        once="x", queued_at=amara.now, state="sent", sent_at=amara.now,
    )  # fmt: skip
    receipt(text.id, "permanent-failure", notification_type="sms", to="07700900123")
    assert Message.objects.get(follows=text).channel == "email"


def test_it_counts_once_and_a_late_arrival_undoes_nothing(
    amara: Teller, bodies: SimpleNamespace, reachable: None
) -> None:
    first = told(amara, bodies)
    assert post(report(first.id, permanent=False), event="a").json()["again"] is False
    assert post(report(first.id, permanent=False), event="a").json()["again"] is True
    post(report(first.id, permanent=False), event="b")
    assert Message.objects.filter(follows=first).count() == 1
    post(report(first.id, "delivered"))
    first.refresh_from_db()
    assert first.state == "returned"
    assert MailReport.objects.filter(applied_at__isnull=False).count() == 1
    post(report(first.id, "delayed"))
    assert MailReport.objects.count() == 4


def test_one_that_comes_before_we_wrote_down_that_we_sent_takes_effect_then(
    amara: Teller, bodies: SimpleNamespace, reachable: None
) -> None:
    first = told(amara, bodies)
    Message.objects.filter(id=first.id).update(state="queued", sent_at=None)
    post(report(first.id))
    first.refresh_from_db()
    assert first.state == "queued"
    actions.write(message_id=first.id, now=amara.now)
    first.refresh_from_db()
    assert first.state == "dead"


# --- to an organisation, and to a colleague -------------------------------------------------------------------------


@pytest.fixture
def by_mail(amara: Teller, bodies: SimpleNamespace, settings: Any) -> Delivery:
    """A notice of which the surgery was written to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    actions.connect(
        actor=OPERATOR, organisation_id=bodies.surgery, route="email", email="in@surgery.example", now=amara.now
    )
    amara.tell(draft(bodies.surgery))
    amara.carry()
    return Delivery.objects.get()


def named() -> str:
    """How the last letter is named, without the brackets and the host."""
    return str(mail.outbox[-1].extra_headers["Message-ID"])[1:].partition("@")[0]


def test_a_letter_that_comes_back_is_a_failed_attempt_and_is_written_again(by_mail: Delivery, amara: Teller) -> None:
    assert by_mail.state == "sent"
    first = named()
    post(report(first, permanent=False))
    by_mail.refresh_from_db()
    assert (by_mail.state, by_mail.last_error) == ("retrying", "returned")
    amara.carry(timedelta(minutes=10))
    by_mail.refresh_from_db()
    assert (by_mail.state, len(mail.outbox)) == ("sent", 2)
    post(report(first))
    by_mail.refresh_from_db()
    assert by_mail.state == "sent", "that was the earlier one"
    assert list(DeliveryAttempt.objects.order_by("at").values_list("outcome", flat=True)) == [
        "sent",
        "returned",
        "sent",
    ]


def test_an_address_that_does_not_work_is_dead_and_owned(
    by_mail: Delivery, amara: Teller, cast: SimpleNamespace
) -> None:
    post(report(named()))
    by_mail.refresh_from_db()
    assert (by_mail.state, by_mail.owner_id) == ("dead", cast.jo.account_id)
    assert Alarm.objects.get().kind == "dead"
    amara.carry(timedelta(minutes=1))
    post(report(named()))
    assert Alarm.objects.get().outcome == "returned", "that the alert came back is seen, too"


def test_one_that_was_answered_meanwhile_is_as_it_was(by_mail: Delivery, cast: SimpleNamespace, amara: Teller) -> None:
    actions.answer_notice(
        actor=cast.dev.actor, notice_id=by_mail.notice_id, answer_id="1", kind="accepted", reason="", now=amara.now
    )
    post(report(named()))
    by_mail.refresh_from_db()
    assert by_mail.state == "accepted"


# --- who may, and what is kept ----------------------------------------------------------------------------------------


def test_only_whoever_carries_our_mail_is_heard_and_only_now(
    amara: Teller, bodies: SimpleNamespace, reachable: None, settings: Any
) -> None:
    first = told(amara, bodies)
    other = f"whsec_{b64encode(bytes(32)).decode()}"
    for refused in (
        post(report(first.id), secret=other),
        post(report(first.id), ago=330),
        post(report(first.id), ago=-330),
        post(report(first.id), **{"webhook-id": ""}),
        post(report(first.id), **{"webhook-id": "another"}),
        post(report(first.id), **{"webhook-timestamp": "now"}),
        post(report(first.id), **{"webhook-signature": ""}),
        Client(headers={"authorization": "Bearer wrong"}).post("/api/v1/notify-receipts", "{}", "application/json"),
    ):
        assert refused.status_code == 401
    assert post(report(first.id, "delivered"), secret=NEW).status_code == 200, "either key, while one is changed"
    settings.MAIL_REPORTS_SECRET = settings.NOTIFY_CALLBACK_TOKEN = ""
    assert post(report(first.id)).status_code == 401
    assert receipt(first.id, "delivered").status_code == 401
    first.refresh_from_db()
    assert first.state == "sent"
    for _ in range(60):
        last = post(report(first.id))
    assert (last.status_code, int(last["Retry-After"]) > 0) == (429, True)


def test_what_fits_nothing_is_kept_and_shown_and_nothing_of_the_person_is_kept(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace, reachable: None, client_for: Any, caplog: Any
) -> None:
    stranger = uuid4()
    assert post(report(stranger, "delivered")).status_code == 202
    assert post(report("amara.was.here")).status_code == 202
    first = told(amara, bodies)
    receipt(first.id, "permanent-failure")
    page = client_for("jo").get("/messages/reports/").content.decode()
    assert str(stranger) in page
    assert "amara.was.here" in page
    assert "It waits for somebody to see to it" in page
    assert "amara@example.org" not in page
    assert "amara@example.org" not in caplog.text
    rows = AuditRow.objects.values_list("reason", flat=True)
    assert not any("amara" in reason for reason in rows)
    assert client_for("amara").get("/messages/reports/").status_code == 403


def test_what_was_reported_is_let_go_after_a_year(amara: Teller, bodies: SimpleNamespace, reachable: None) -> None:
    first = told(amara, bodies)
    post(report(first.id))
    post(report("somebody"))
    retaining.let_go(actor=SYSTEM, now=clock.now() + timedelta(days=364))
    assert MailReport.objects.count() == 2
    retaining.let_go(actor=SYSTEM, now=clock.now() + timedelta(days=366))
    assert MailReport.objects.filter(message=None).count() == 0


def test_nothing_told_in_safe_mode_is_in_the_list(by_mail: Delivery, amara: Teller) -> None:
    post(report(named()))
    assert reports_for_table().count() == 1
    submission = by_mail.notice.submission
    type(submission).objects.filter(id=submission.id).update(safe=True, account=None, session_digest="x" * 64)
    assert reports_for_table().count() == 0


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"\xff", None),  # no signature is made over what is no text
        (b"[" * 50_000, "body"),
        (b"[]", "body"),
        (b"{}", "type"),
        (b" " * 70_000, "body"),
        ({"type": "email.bounced", "timestamp": "2026-11-26T10:30:00Z", "data": {"message": "x"}}, "data.permanent"),
        ({"type": "email.delivered", "timestamp": "2026-11-26", "data": {"message": "x"}}, "timestamp"),
        ({"type": "email.delivered", "timestamp": "2026-11-26T10:30:00Z", "data": {"message": "ä"}}, "data.message"),
        ({"type": "email.delivered", "timestamp": "2026-11-26T10:30:00Z"}, "data"),
    ],
)
def test_what_is_no_report_is_refused_with_its_place_and_nothing_is_kept(body: Any, place: str | None) -> None:
    refused = post(body)
    assert refused.status_code == (422 if place else 401)
    if place:
        assert refused.json()["errors"][0]["place"] == place
    assert not MailReport.objects.exists()
