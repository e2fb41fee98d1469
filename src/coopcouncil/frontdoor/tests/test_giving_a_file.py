"""A file as evidence: given with a question, kept sealed, sent with the notices that name it, handed to nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from tests.support import files
from tests.support.rows import rewrite

from coopcouncil.directory import demo as directory_demo
from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.frontdoor.views.journey.files import FILES
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import demo as people_demo
from coopcouncil.people.models import Organisation
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import Document, Notice, Submission
from coopcouncil.sharing.public import digest

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
EVENT, FACT = "at-risk-of-losing-home", "letter_photo"


def begun(client: Client, actor: Any = None) -> Draft:
    """A draft of which only the file, and what comes after it, is still to be asked."""
    client.post(reverse("frontdoor:life_event", args=[EVENT]))
    draft = Draft.objects.latest("started_at")
    if actor:
        answer_all(actor, draft.id)
        actions.take_file_away(actor=actor, draft_id=draft.id, fact_code=FACT, now=clock.now())
    return Draft.objects.get(id=draft.id)


def give(client: Client, draft: Draft, content: bytes, name: str = "letter.jpg", **more: Any) -> Any:
    file = SimpleUploadedFile(name, content, content_type="text/plain")
    return client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {"value": file, **more})


def page(client: Client, draft: Draft) -> str:
    return client.get(reverse("frontdoor:question", args=[draft.id, FACT])).content.decode()


def sent(client: Client, draft: Draft) -> Submission:
    who = reverse("frontdoor:who", args=[draft.id])
    shown = client.get(who)
    told = client.post(who, as_shown(shown, tell=["housing_options", "housing_advice"]))
    assert told.status_code == 302, told.content.decode()
    return Submission.objects.latest("submitted_at")


@pytest.fixture
def given(client_for: ClientFor, cast: SimpleNamespace) -> tuple[Client, Draft]:
    client = client_for("amara")
    draft = begun(client, cast.amara.actor)
    assert give(client, draft, files.telling_picture(), "My letter.jpg").status_code == 302
    return client, draft


def test_the_page_takes_a_file_without_javascript_and_shows_what_is_kept(given: tuple[Client, Draft]) -> None:
    client, draft = given
    shown = page(client, draft)
    assert 'enctype="multipart/form-data"' in shown
    for words in ("My letter.jpg", "JPEG picture, 1 KB", "no scanner runs here", "Remove this file"):
        assert words in shown
    assert "I do not have it now" not in shown


def test_it_is_sealed_and_goes_as_a_download_to_whoever_gave_it_and_nobody_else(
    given: tuple[Client, Draft], client_for: ClientFor
) -> None:
    client, draft = given
    kept = Document.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, name FROM sharing_document")
        content, name = (bytes(column) for column in cursor.fetchone())
    assert b"\xff\xd8" not in content[:40]
    assert b"letter" not in name
    address = reverse("frontdoor:draft_file", args=[draft.id, FACT])
    answer = client.get(address)
    assert answer.content == bytes(kept.content)
    assert answer["Content-Disposition"] == 'attachment; filename="My letter.jpg"'
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert client_for("bilal").get(address).status_code == 404
    assert client_for(None).get(address).status_code == 404


def test_a_refused_file_changes_nothing_and_the_one_before_stays(given: tuple[Client, Draft]) -> None:
    client, draft = given
    refused = give(client, draft, files.locked_pdf(), "locked.pdf")
    assert refused.status_code == 422
    assert "locked with a password" in refused.content.decode()
    assert "My letter.jpg" in refused.content.decode()
    assert str(Document.objects.get().name) == "My letter.jpg"


def test_so_many_files_an_hour_from_one_address_and_no_more_however_many_drafts(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "most", 3)
    drafts = []
    for number in range(4):
        client = client_for(None)  # each a new browser, and a new draft
        draft = begun(client, Actor(kind="anonymous", session_key=visitor(client)))
        drafts.append((client, draft))
        answer = give(client, draft, files.telling_picture())
        assert answer.status_code == (302 if number < 3 else 422)
    assert re.search(r"Try again in \d+ minutes\. Your answers are kept\.", answer.content.decode())
    assert Document.objects.count() == 3
    client, draft = drafts[-1]
    without = client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {"without": "yes"})
    assert without.status_code == 302  # to go on without one is no file
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert give(client, draft, files.telling_picture()).status_code == 302


def visitor(client: Client) -> str:
    client.post(reverse("frontdoor:life_event", args=[EVENT]))
    return str(client.session[VISITOR])


def test_another_file_takes_its_place_and_it_can_be_removed(given: tuple[Client, Draft]) -> None:
    client, draft = given
    assert give(client, draft, files.pdf(), "all pages.pdf").status_code == 302
    assert str(Document.objects.get().name) == "all pages.pdf"
    client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {})
    assert Document.objects.count() == 1, "“Continue” alone keeps it"
    client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {"remove": "yes"})
    assert not Document.objects.exists()
    assert FACT not in Draft.objects.get(id=draft.id).answers
    assert "I do not have it now" in page(client, draft)
    client.post(reverse("frontdoor:question", args=[draft.id, FACT]), {"without": "yes"})
    assert Draft.objects.get(id=draft.id).answers[FACT] is None


def test_40_megabytes_are_refused_by_name_and_never_held(given: tuple[Client, Draft]) -> None:
    client, draft = given
    refused = give(client, draft, b"\xff\xd8\xff" + b"x" * 40_000_000, "huge.jpg")
    words = refused.content.decode()
    assert refused.status_code == 422
    assert "38.2 MB; 10 MB is the most" in words
    assert "Your other answers are safe" in words
    assert str(Document.objects.get().name) == "My letter.jpg"


def test_a_file_is_not_believed_when_it_comes_as_text_or_by_the_id_of_anothers(
    given: tuple[Client, Draft], client_for: ClientFor, cast: SimpleNamespace
) -> None:
    _client, draft = given
    value = Draft.objects.get(id=draft.id).answers[FACT]
    other = client_for("bilal")
    theirs = begun(other, cast.bilal.actor)
    other.post(reverse("frontdoor:question", args=[theirs.id, FACT]), {"value": value["document"], **value})
    assert Draft.objects.get(id=theirs.id).answers.get(FACT) is None
    with pytest.raises(WrongAnswer):
        actions.answer(
            actor=cast.bilal.actor, draft_id=theirs.id, fact_code=FACT, raw=value, now=clock.now(), today=clock.today()
        )


def test_it_goes_with_the_notices_that_name_it_and_to_no_other_organisation(
    given: tuple[Client, Draft], client_for: ClientFor, cast: SimpleNamespace
) -> None:
    client, draft = given
    submission = sent(client, draft)
    document = Document.objects.get()
    assert (document.submission_id, document.expires_at) == (submission.id, None)
    holding = Notice.objects.get(submission=submission, code="housing_options")
    fact = next(row for row in holding.facts if row["code"] == FACT)
    assert fact["value"]["document"] == str(document.id)
    assert fact["shown"].startswith("My letter.jpg\nJPEG picture")
    without = Notice.objects.filter(submission=submission, code="rent_help").first()
    for notice in filter(None, [holding, without]):
        key = sharing.make_key(
            actor=cast.jo.actor, organisation_id=notice.organisation_id, name="ours", now=clock.now()
        ) if _connected(cast, notice.organisation_id) else None  # fmt: skip
        address = f"/api/v1/notices/{notice.id}/documents/{document.id}"
        answer = Client().get(address, headers={"Authorization": f"Bearer {key.key}"})
        assert answer.status_code == (200 if notice is holding else 404)
    read = Client().get(
        f"/api/v1/notices/{holding.id}/documents/{document.id}", headers={"Authorization": f"Bearer {_surgery(cast)}"}
    )
    assert read.status_code == 404
    assert AuditRow.objects.filter(verb="sharing.document_read").count() == 1
    mine = reverse("sharing:own_document", args=[submission.id, document.id])
    assert mine in client.get(reverse("frontdoor:submission", args=[submission.id])).content.decode()
    assert client.get(mine).content == bytes(document.content)
    for name in ("bilal", "jo", None):
        assert client_for(name).get(mine).status_code == 404
    assert client.get(reverse("sharing:own_document", args=[submission.id, uuid4()])).status_code == 404


def _connected(cast: SimpleNamespace, organisation_id: UUID) -> bool:
    sharing.connect(
        actor=cast.jo.actor, organisation_id=organisation_id, route="inbox", url="", email="", now=clock.now()
    )
    return True


def _surgery(cast: SimpleNamespace) -> str:
    organisation = Organisation.objects.get(code="larkhill-surgery")
    _connected(cast, organisation.id)
    return sharing.make_key(
        actor=cast.jo.actor, organisation_id=organisation.id, name="practice", now=clock.now()
    ).key  # fmt: skip


def test_what_was_sent_is_exported_held_while_it_is_under_way_and_erased(
    given: tuple[Client, Draft], cast: SimpleNamespace
) -> None:
    client, draft = given
    sent(client, draft)
    account = cast.amara.account_id
    export = [part["files"] for make in contributions.export_person if "files" in (part := make(account))]
    assert export[0][0]["name"] == "My letter.jpg"
    assert export[0][0]["content_base64"]
    assert [words for holds in contributions.legal_holds for words in holds(account)]
    for erase in contributions.erase_person:
        erase(account)
    assert not Document.objects.exists()


def test_a_file_goes_where_its_draft_goes_when_somebody_comes_back_to_it(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    client, now = client_for(None), clock.now()
    begun(client)
    home = Actor(kind="anonymous", session_key=visitor(client))
    draft = begun(client, home)
    assert give(client, draft, files.picture()).status_code == 302
    assert Document.objects.get().session_digest == digest(home.session_key)
    code = actions.write_down_code(actor=home, draft_id=draft.id, now=now)
    elsewhere = Actor(kind="anonymous", session_key="library")
    actions.come_back(actor=elsewhere, secret=code, now=now)
    assert Document.objects.get().session_digest == digest("library")
    code = actions.write_down_code(actor=elsewhere, draft_id=draft.id, now=now)
    actions.come_back(actor=cast.amara.actor, secret=code, now=now)
    assert (Document.objects.get().account_id, Document.objects.get().session_digest) == (cast.amara.account_id, "")
    assert files_given_out(cast.amara.account_id) == 1


def files_given_out(account: UUID) -> int:
    """How many files an export of this person holds."""
    return sum(len(make(account).get("files", [])) for make in contributions.export_person)


def test_what_is_thrown_away_or_forgotten_takes_its_file_with_it(client_for: ClientFor, cast: SimpleNamespace) -> None:
    client, now = client_for("amara"), clock.now()
    for end in ("discard", "expire", "lost"):
        draft = begun(client, cast.amara.actor)
        give(client, draft, files.picture())
        assert Document.objects.count() == 1
        if end == "discard":
            client.post(reverse("frontdoor:discard", args=[draft.id]))
        elif end == "expire":
            Draft.objects.filter(id=draft.id).update(expires_at=now)
            actions.remove_expired(now=now)
        else:
            assert sharing.remove_unsent_documents(now=now) == 0
            assert sharing.remove_unsent_documents(now=now + timedelta(days=61)) == 1
        assert not Document.objects.exists(), end


def test_a_file_that_was_lost_is_asked_for_again_before_anything_is_sent(given: tuple[Client, Draft]) -> None:
    client, draft = given
    Document.objects.all().delete()
    who = reverse("frontdoor:who", args=[draft.id])
    told = client.post(who, as_shown(client.get(who), tell=["housing_options"]))
    assert told.url == reverse("frontdoor:resume", args=[draft.id])
    assert client.get(told.url).url == reverse("frontdoor:question", args=[draft.id, FACT])
    assert not Submission.objects.exists()


def test_in_safe_mode_a_file_never_comes_back_to_a_browser(client_for: ClientFor, cast: SimpleNamespace) -> None:
    client = client_for(None)
    draft = begun(client)
    Draft.objects.filter(id=draft.id).update(safe=True)
    with pytest.raises(NotFound):
        sharing.file_of_draft(actor=SYSTEM, draft_id=draft.id, fact_code=FACT)
    assert client.get(reverse("frontdoor:draft_file", args=[draft.id, FACT])).status_code == 404


def test_a_file_given_with_an_officer_goes_when_it_is_told_in_safe_mode(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    for context in (people_demo, places_demo, directory_demo):
        context.load()
    dev, now = actor_for_account(cast.dev.account_id, clock.today()), clock.now()
    draft_id = actions.begin_helping(
        actor=dev,
        event_code=EVENT,
        organisation_id=organisation_by_code("larkhill-surgery").id,
        channel="phone",
        access_point_id=None,
        agreement="in_person",
        now=now,
    )
    code = gateways.account_code(cast.amara.account_id, now)
    actions.put_in_their_account(actor=dev, draft_id=draft_id, email="amara@ashmere.example", code=code, now=now)
    answer_all(dev, draft_id)
    helper = client_for("dev")
    actions.take_file_away(actor=dev, draft_id=draft_id, fact_code=FACT, now=now)
    assert give(helper, Draft.objects.get(id=draft_id), files.telling_picture()).status_code == 302
    assert Document.objects.get().account_id == cast.amara.account_id

    request_before = AuditRow.objects.count()
    changed = helper.post(reverse("frontdoor:change_over", args=[draft_id]))
    draft = Draft.objects.get()
    assert (draft.safe, draft.account_id, draft.id == draft_id) == (True, None, False)
    assert changed.url == reverse("frontdoor:resume", args=[draft.id])
    assert FACT not in draft.answers
    assert not Document.objects.exists()
    assert AuditRow.objects.count() == request_before + 1
    made_safe = AuditRow.objects.latest("at")
    assert (made_safe.verb, made_safe.object_id, made_safe.on_behalf_of) == (
        "frontdoor.helping_made_safe",
        draft.id,
        None,
    )


def test_no_file_of_safe_mode_is_in_an_account_whatever_the_code_does(
    given: tuple[Client, Draft], cast: SimpleNamespace
) -> None:
    client, draft = given
    submission = sent(client, draft)
    assert Document.objects.get().account_id == cast.amara.account_id
    Submission.objects.filter(id=submission.id).update(account=None, session_digest="a-browser", safe=True)
    with pytest.raises(IntegrityError, match="belongs to no account"), transaction.atomic():
        rewrite(Document.objects.all(), name="letter")
    Document.objects.update(account=None)
