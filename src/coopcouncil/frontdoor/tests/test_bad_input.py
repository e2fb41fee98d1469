"""Bad input, planted: each kind gets its clear error, nothing that was told is lost, and it is sent once."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from tests.support import files

from coopcouncil.foundation import clock, outbox
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.frontdoor.tests.test_giving_a_file import EVENT, FACT, give
from coopcouncil.people.models import Organisation
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.slices import NoticeDraft
from coopcouncil.sharing.models import Document, Notice, Submission

ClientFor = Callable[[str | None], Client]
NAME = {"first_names": "Amara", "last_name": "Lindqvist"}
TELL = ["housing_options", "housing_advice"]
FORM = "application/x-www-form-urlencoded"


class Telling:
    """Amara has answered everything of a life event and sent nothing."""

    def __init__(self, client: Client, actor: Any) -> None:
        self.client, self.actor = client, actor
        self.id = actions.start(actor=actor, event_code=EVENT, now=clock.now())
        answer_all(actor, self.id, your_name=NAME)

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(id=self.id)

    def address(self, code: str) -> str:
        return reverse("frontdoor:question", args=[self.id, code])

    def refused(self, code: str, data: Any, words: str, **how: Any) -> str:
        """The page answers with an error in `words`, and what was kept before stays."""
        before = self.draft.answers
        answer = self.client.post(self.address(code), data, **how)
        page = answer.content.decode()
        assert answer.status_code == 422, page
        assert "There is a problem" in page
        assert words in page, page
        assert self.draft.answers == before, "nothing that was told is lost"
        return page

    def who(self) -> Any:
        return self.client.get(reverse("frontdoor:who", args=[self.id]))

    def sends_once(self) -> Submission:
        address = reverse("frontdoor:who", args=[self.id])
        shown = as_shown(self.who(), tell=TELL)
        for _ in range(2):  # pressed twice
            assert self.client.post(address, shown).url == reverse("frontdoor:sent", args=[self.draft.submission_id])
        return Submission.objects.get()


@pytest.fixture
def telling(client_for: ClientFor, cast: SimpleNamespace) -> Telling:
    return Telling(client_for("amara"), cast.amara.actor)


LONG = "x" * 10_000
TYPED = [
    ("emoji in a name", "your_name", {**NAME, "first_names": "Zoë 🎉"}, "letters, spaces, dashes and apostrophes only"),
    ("HTML in a name", "your_name", {**NAME, "last_name": "<b>Lindqvist</b>"}, "letters, spaces, dashes"),
    ("a formula in a name", "your_name", {**NAME, "last_name": "=HYPERLINK(1)"}, "letters, spaces, dashes"),
    ("29 February, no leap year", "leave_by", {"day": "29", "month": "2", "year": "2027"}, "no 29 February in 2027"),
    ("far in the past", "leave_by", {"day": "14", "month": "10", "year": "1066"}, "1850"),
    ("far in the future", "leave_by", {"day": "1", "month": "1", "year": "2999"}, "or before"),
    ("a year of many digits", "leave_by", {"day": "1", "month": "1", "year": "9" * 400}, "4 numbers"),
    ("an unknown option", "reason", {"value": "because'; DROP TABLE"}, "not one of the answers"),
    ("10,000 characters", "landlord_name", {"value": LONG}, "it has 10000 characters"),
    ("far too long", "landlord_name", {"value": LONG + "x"}, "far too long"),
    ("a NUL byte", "landlord_name", {"value": "Tide\x00well"}, "a character that we cannot read"),
    ("text turned round", "landlord_name", {"value": "Tidewell \u202egnp.exe"}, "turns text round"),
    ("boxes that are not there", "your_name", {"value": "Amara"}, "Enter the name"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "code", "data", "words"), TYPED, ids=[row[0] for row in TYPED])
def test_what_is_typed_wrong(telling: Telling, kind: str, code: str, data: dict[str, str], words: str) -> None:
    page = telling.refused(code, data, words)
    assert "<b>Lindqvist" not in page
    assert "DROP TABLE" not in page
    if kind == "10,000 characters":
        assert LONG in page, "what was typed is on the page still"


@pytest.mark.django_db
def test_after_every_mistake_it_is_sent_once(telling: Telling) -> None:
    for _kind, code, data, words in TYPED:
        telling.refused(code, data, words)
    submission = telling.sends_once()
    assert submission.facts["your_name"] == NAME
    assert submission.facts["reason"] == "rent_owed"


BODIES = [
    ("invalid UTF-8", b"value=Tide%FF%FEwell", "a character that we cannot read"),
    ("a lone surrogate", b"value=Tide%ED%A0%80well", "a character that we cannot read"),
    ("a percent sign alone", b"value=%", ""),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "body", "words"), BODIES, ids=[row[0] for row in BODIES])
def test_a_body_that_is_no_text(telling: Telling, kind: str, body: bytes, words: str) -> None:
    if words:
        telling.refused("landlord_name", body, words, content_type=FORM)
    else:
        assert telling.client.post(telling.address("landlord_name"), body, content_type=FORM).status_code == 302
        assert telling.draft.answers["landlord_name"] == "%"


@pytest.mark.django_db
def test_unseen_letters_are_taken_out_and_those_that_are_meant_stay(telling: Telling) -> None:
    for typed, kept in (("Tide\u200bwell\ufeff Homes", "Tidewell Homes"), ("نمی\u200cخواهم", "نمی\u200cخواهم")):
        assert telling.client.post(telling.address("landlord_name"), {"value": typed}).status_code == 302
        assert telling.draft.answers["landlord_name"] == kept
    name = {"first_names": "نیک\u200cروز", "last_name": "Lindqvist\u200b"}
    assert telling.client.post(telling.address("your_name"), name).status_code == 302
    assert telling.draft.answers["your_name"]["last_name"] == "Lindqvist"


@pytest.mark.django_db
def test_29_february_of_a_leap_year_is_a_day(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    day = {"day": "29", "month": "2", "year": "2028"}
    assert telling.client.post(telling.address("leave_by"), day).status_code == 302
    assert telling.draft.answers["leave_by"] == "2028-02-29"
    assert telling.sends_once().facts["leave_by"] == "2028-02-29"


FILES = [
    ("a 40 MB picture", b"\xff\xd8\xff" + bytes(40_000_000), "38.2 MB; 10 MB is the most"),
    ("a PDF that is a ZIP too", files.pdf_and_zip(), "something else is hidden in it"),
    ("a GIF that is a PDF too", b"GIF89a" + files.pdf(), "something else is hidden in it"),
    ("an image bomb", files.bomb(), "81 million dots"),
    ("a locked PDF", files.locked_pdf(), "locked with a password"),
    ("a PDF with a program", files.acting_pdf(), "holds a program"),
    ("a program called .jpg", b"MZ\x90\x00", "cannot use this type of file"),
    ("nothing at all", b"", "The file is empty"),
]


@pytest.mark.django_db
def test_files_that_cannot_be_kept(telling: Telling) -> None:
    assert give(telling.client, telling.draft, files.picture(), "first.jpg").status_code == 302
    before = telling.draft.answers
    for kind, content, words in FILES:
        answer = give(telling.client, telling.draft, content, "letter.jpg")
        page = answer.content.decode()
        assert answer.status_code == 422, kind
        assert words in page, kind
        assert "Your other answers are safe" in page
        assert telling.draft.answers == before, kind
    assert telling.sends_once().facts[FACT]["name"] == "first.jpg"
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_an_old_step_sent_again_after_it_was_sent_changes_nothing(telling: Telling) -> None:
    submission = telling.sends_once()
    answer = telling.client.post(telling.address("your_name"), {**NAME, "first_names": "Nobody"})
    assert answer.url == reverse("frontdoor:sent", args=[submission.id])
    assert give(telling.client, telling.draft, files.picture()).url == answer.url
    assert Submission.objects.get().facts["your_name"] == NAME
    assert Notice.objects.filter(submission=submission).count() >= 2
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_two_tabs_and_a_page_that_shows_what_is_no_longer_so(telling: Telling) -> None:
    old = as_shown(telling.who(), tell=TELL)
    other = {**NAME, "last_name": "Okafor"}
    assert telling.client.post(telling.address("your_name"), other).status_code == 302
    stale = telling.client.post(reverse("frontdoor:who", args=[telling.id]), old)
    assert stale.status_code == 422
    assert "Something changed since you looked, so nothing was sent" in stale.content.decode()
    assert not Submission.objects.exists()
    assert telling.sends_once().facts["your_name"] == other


@pytest.mark.django_db
def test_a_form_that_is_not_ours(telling: Telling, cast: SimpleNamespace) -> None:
    """No token; then far too many fields, too large, of the wrong type, and with no end."""
    before = telling.draft.answers
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = telling.client.cookies
    for data, how in (
        ({**NAME, "first_names": "Mallory"}, {}),
        ('{"first_names": "Mallory"}', {"content_type": "application/json"}),
        ("<name>Mallory</name>", {"content_type": "text/xml"}),
    ):
        answer = careful.post(telling.address("your_name"), data, **how)
        assert answer.status_code == 403
        assert "Nothing was saved or sent" in answer.content.decode()
    for body, kind in (
        ("&".join(f"f{number}=1" for number in range(1500)), FORM),
        ("first_names=" + "x" * 2_000_000, FORM),
        (b"first_names=Mall\xff\xfeory", FORM),
        (b"--b\r\nContent-Disposition: form-data; name=first_names\r\n\r\nMall", "multipart/form-data; boundary="),
    ):
        answer = telling.client.post(telling.address("your_name"), body, content_type=kind)
        assert answer.status_code == 400
        assert "Nothing was changed, and nothing was sent to anyone" in answer.content.decode()
    assert telling.draft.answers == before
    telling.sends_once()


@pytest.mark.django_db
def test_what_is_somebody_elses_or_not_there(telling: Telling, client_for: ClientFor) -> None:
    before, bilal = telling.draft.answers, client_for("bilal")
    for client, address in (
        (bilal, telling.address("your_name")),
        (bilal, reverse("frontdoor:who", args=[telling.id])),
        (bilal, reverse("frontdoor:discard", args=[telling.id])),
        (telling.client, reverse("frontdoor:question", args=[uuid4(), "your_name"])),
        (telling.client, "/life-events/no-such-event/"),
        (telling.client, "/tell-us/not-an-id/check/"),
    ):
        for answer in (client.get(address), client.post(address, NAME)):
            assert answer.status_code == 404, address
    asked = telling.client.post(telling.address("no_such_question"), {"value": "x"})
    assert asked.url == reverse("frontdoor:check", args=[telling.id])
    assert telling.draft.answers == before
    telling.sends_once()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/search/?q=%00", "/services/?q=%00%ff", "/life-events/%00/", "/inbox/?title=%00"])
def test_a_nul_byte_in_an_address_is_no_fault_of_ours(client_for: ClientFor, address: str) -> None:
    assert client_for("dev").get(address).status_code in {200, 400, 404}


@pytest.mark.django_db
def test_a_list_or_a_number_where_text_is_expected(client_for: ClientFor) -> None:
    for value, words in ((["a", "b"], "not text"), ({"value": ["a"]}, "not text"), (7, "not text")):
        answer = client_for(None).post(
            f"/api/v1/life-events/{EVENT}/plan", {"answers": {"landlord_name": value}}, content_type="application/json"
        )
        assert answer.status_code == 422
        error = answer.json()["errors"][0]
        assert error["place"] == "answers.landlord_name"
        assert words in error["message"]
        assert error["mend"]


@pytest.mark.django_db
def test_a_file_cannot_come_as_json(client_for: ClientFor) -> None:
    answer = client_for(None).post(
        f"/api/v1/life-events/{EVENT}/plan", {"answers": {FACT: "aGVsbG8="}}, content_type="application/json"
    )
    assert answer.status_code == 422
    assert "A file cannot be given here." in answer.json()["errors"][0]["message"]
    assert "on our website" in answer.json()["errors"][0]["mend"]


@pytest.mark.django_db
def test_an_expired_link_says_so_and_opens_nothing(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    home = client_for(None)
    home.post(reverse("frontdoor:life_event", args=["death"]))
    draft = Draft.objects.latest("started_at")
    home.post(reverse("frontdoor:save", args=[draft.id]), {"how": "link", "email": "zola@home.example"})
    while outbox.carry_one(clock=clock.now):
        pass
    link = re.search(r"https?://[^/]+(/come-back/\S+)", mail.outbox[-1].body)
    assert link
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=8))
    page = client_for(None).get(link[1])
    assert "this link is too old" in page.content.decode().lower() or page.status_code in {404, 410}
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_html_that_was_told_is_escaped_on_every_page(telling: Telling, client_for: ClientFor) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    assert telling.client.post(telling.address("health_needs"), {"value": evil}).status_code == 302
    pages = [
        telling.client.get(telling.address("health_needs")),
        telling.client.get(reverse("frontdoor:check", args=[telling.id])),
        telling.who(),
    ]
    submission = telling.sends_once()
    pages.append(telling.client.get(reverse("frontdoor:submission", args=[submission.id])))
    for page in pages:
        words = page.content.decode()
        assert "&lt;script&gt;alert(1)" in words
        assert "<script>alert(1)" not in words
        assert "<img src=x" not in words


@pytest.mark.django_db
def test_a_formula_is_neutralised_in_the_files_that_spreadsheets_open(client_for: ClientFor, cast: Any) -> None:
    surgery = Organisation.objects.get(code="larkhill-surgery")
    sharing.submit(
        actor=cast.amara.actor, event_code="x", event_version=1, facts={"a": "b"}, idempotency_key=None,
        now=clock.now(), circumstances=Circumstances(),
        drafts=[
            NoticeDraft(
                "gp", "gp_record", surgery.id, '=HYPERLINK("http://evil.example","open")', "gp_record", "So.",
                "public_task", (), (), "reported", "Reported", "Unchecked.",
            )
        ],
    )  # fmt: skip
    lines = b"".join(client_for("dev").get("/inbox/all/?format=csv").streaming_content).decode()
    assert "'=HYPERLINK" in lines
    assert not re.search(r'(^|,)"?=HYPERLINK', lines, re.MULTILINE)


def test_a_double_submit_really_at_once_is_one_submission(
    cloned_db: Any, client_for: ClientFor, cast: SimpleNamespace
) -> None:
    told = Telling(client_for("amara"), cast.amara.actor)
    give(told.client, told.draft, files.picture(), "first.jpg")
    shown, address = as_shown(told.who(), tell=TELL), reverse("frontdoor:who", args=[told.id])
    together, answers = threading.Barrier(4), list[Any]()
    clients = [client_for("amara") for _ in range(4)]

    def press(client: Client) -> None:
        together.wait()
        try:
            answers.append(client.post(address, shown))
        finally:
            connections.close_all()

    hands = [threading.Thread(target=press, args=[client]) for client in clients]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    submission = Submission.objects.get()
    assert {answer.url for answer in answers} == {reverse("frontdoor:sent", args=[submission.id])}
    assert Document.objects.get().submission_id == submission.id
