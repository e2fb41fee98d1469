"""Messages to people: said once, joined where they come together, never lost, telling nobody what it is about."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connections
from pypdf import PdfReader

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.people import actions as people_actions
from coopcouncil.people import public as people
from coopcouncil.people.models import IdentityProof, PostedCode, Preferences
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.domain.speaking import next_attempt
from coopcouncil.sharing.gateways.messages import files
from coopcouncil.sharing.models import Message, Notice, RecordedFact
from coopcouncil.sharing.tests.conftest import DIED, NAME, Teller, draft

pytestmark = pytest.mark.usefixtures("home")


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


def with_address(cast: SimpleNamespace, now: Any, *lines: str) -> IdentityProof:
    """Amara has typed the code of a letter to this address."""
    proof = IdentityProof.objects.create(
        account_id=cast.amara.account_id, level="low", how="post_code", proved_at=now, detail={"name": "Amara Adeyemi"}
    )
    PostedCode.objects.create(
        account_id=cast.amara.account_id, digest="x", address=[*lines] or ["1 Mill Lane", "Ashmere", "AM1 1AA"],
        created_at=now, expires_at=now, used_at=now, proof=proof,
    )  # fmt: skip
    return proof


def tells_of_address(cast: SimpleNamespace, now: Any, **address: str) -> None:
    """Amara has told us where she lives; it replaces what she told before."""
    before = RecordedFact.objects.filter(account_id=cast.amara.account_id, code="address").order_by("-recorded_at")
    RecordedFact.objects.create(
        account_id=cast.amara.account_id, code="address", source="corrected", recorded_at=now, replaces=before.first(),
        value={"line_1": "1 Mill Lane", "line_2": "", "town": "Ashmere", "postcode": "AM1 1AA", **address},
    )  # fmt: skip


# --- what is said, and how often -------------------------------------------------------------------------------------


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


# --- to whom ---------------------------------------------------------------------------------------------------------


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


def goes_to(cast: SimpleNamespace) -> tuple[str, ...]:
    """Where a letter to Amara would go; nothing where none is sent."""
    reach = people.reach(cast.amara.account_id)
    return tuple(reach.to[1:]) if reach and reach.channel == "letter" else ()


@pytest.mark.django_db
def test_a_letter_goes_to_the_newest_address_that_was_shown_and_not_disputed(
    cast: SimpleNamespace, reachable: None, amara: Teller
) -> None:
    prefer(cast, "letter", amara.now)
    hour = timedelta(hours=1)
    with_address(cast, amara.now - 2 * hour)
    newer = with_address(cast, amara.now - hour, "9 High Street", "Ashmere", "AM2 2AA")
    assert goes_to(cast) == ("9 High Street", "Ashmere", "AM2 2AA")
    people_actions.dispute_proof(actor=cast.amara.actor, proof_id=newer.id, now=amara.now)
    assert goes_to(cast) == ("1 Mill Lane", "Ashmere", "AM1 1AA")
    # She says the same address again, written in another way: it still holds.
    tells_of_address(cast, amara.now, line_1="1, Mill Ln.", postcode="am11aa")
    assert goes_to(cast) == ("1 Mill Lane", "Ashmere", "AM1 1AA")
    tells_of_address(cast, amara.now + hour, line_1="2 Mill Lane")
    assert goes_to(cast) == ()
    with_address(cast, amara.now + 2 * hour, "2 Mill Lane", "Ashmere", "AM1 1AA")
    assert goes_to(cast) == ("2 Mill Lane", "Ashmere", "AM1 1AA")


@pytest.mark.django_db
def test_where_no_address_reaches_the_person_none_is_posted_and_the_officer_and_they_read_so(
    cast: SimpleNamespace, client_for: Any, reachable: None, amara: Teller, bodies: SimpleNamespace, home: Path
) -> None:
    with_address(cast, amara.now - timedelta(hours=1))
    amara.tell(draft(bodies.surgery, service_type="blue_badge"))
    prefer(cast, "letter", amara.now)
    notice, dev, words = Notice.objects.get(), client_for("dev"), "no address that we know reaches them now"
    assert words not in dev.get(f"/inbox/{notice.id}/").content.decode()
    tells_of_address(cast, amara.now, line_1="77 Far Road", postcode="AM5 5AA")
    assert words in dev.get(f"/inbox/{notice.id}/").content.decode()
    answer(amara, notice, "refused", decision=DecisionDraft("refused", "You can walk.", amara.now.date()))
    amara.carry()
    assert not [*(home / "letters").glob("*.pdf")]
    assert not Message.objects.filter(channel="letter", template="decision").exists()
    page = client_for("amara").get("/account/contact/").content.decode()
    assert "we know no address where they reach you now" in page
    assert "/account/identity/letter/" in page


# --- nothing is lost -------------------------------------------------------------------------------------------------


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
