"""Taking a case up with a body that the council does not command: letters, files, time, rungs; it stays ours."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from pypdf import PdfReader

from coopcouncil.casework import public
from coopcouncil.casework.actions import advocating, working
from coopcouncil.casework.domain.advocacy import Words, answer_due, paragraphs, read_tracks, shipped_tracks
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.models import Case, CaseDocument, Entry, Matter, MatterStep
from coopcouncil.casework.queries import elsewhere as queries
from coopcouncil.foundation import clock
from coopcouncil.kernel.calendars import LONDON, england
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people.public import actor_for_account
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import Message
from coopcouncil.sharing.public import Checked

pytestmark = pytest.mark.django_db
NOW, TODAY = clock.now(), clock.today()
LANDLORD = {"name": "Farview Lettings", "email": "office@farview.example", "address": "1 Far Street\nElsewhere"}


@pytest.fixture
def taken(cast: SimpleNamespace, team: SimpleNamespace, tell: Callable[..., Any]) -> SimpleNamespace:
    """Amara's case, its owner, and what was begun with a letting agent in another borough."""
    case_id = tell(now=NOW).id
    owner = actor_for_account(Case.objects.get(id=case_id).owner.account_id, TODAY)
    made = SimpleNamespace(case_id=case_id, owner=owner, begin=lambda **changes: begin(owner, case_id, **changes))
    made.id = made.begin()
    return made


def begin(owner: Any, case_id: UUID, **changes: Any) -> UUID:
    given = {
        "organisation_id": None, "body": LANDLORD, "track": "private_landlord", "asks": "Mend the roof.\nSay when.",
        "agreed": "phone", "agreed_on": TODAY, **changes,
    }  # fmt: skip
    return advocating.take_up(actor=owner, case_id=case_id, now=NOW, today=TODAY, **given)


def write(taken: SimpleNamespace, *, now: datetime = NOW, **changes: Any) -> UUID:
    given = {
        "to": LANDLORD, "opening": "We write for a tenant.", "what": "Water comes in.", "document_ids": [],
        "sent": "email", "up": False, **changes,
    }  # fmt: skip
    return advocating.write_letter(actor=taken.owner, matter_id=taken.id, now=now, **given)


def add_file(taken: SimpleNamespace, name: str) -> UUID:
    file = Checked(name=name, media_type="text/plain", content=f"in {name}".encode(), scan="none")
    return working.add_document(actor=taken.owner, case_id=taken.case_id, file=file, visibility="team", now=NOW)


def test_a_letter_goes_word_for_word_with_the_files_that_were_chosen_and_no_other(taken: SimpleNamespace) -> None:
    chosen = add_file(taken, "roof.txt")
    add_file(taken, "diary.txt")
    step = write(taken, document_ids=[chosen])
    sharing.write(message_id=step, now=NOW)
    eml = (settings.HOME / "mail" / f"{step}.eml").read_bytes() if not mail.outbox else b""
    sent = eml.decode() if eml else mail.outbox[-1].message().as_string()
    assert "Water comes in." in sent
    assert "2. Say when." in sent
    assert "roof.txt" in sent
    assert "diary.txt" not in sent
    assert Message.objects.get(id=step).state == "sent"
    row = Matter.objects.get(id=taken.id)
    assert row.due_at is not None
    assert day_of(row.due_at) == england().add_working_days(TODAY, 10)
    assert Case.objects.get(id=taken.case_id).owner.account_id == taken.owner.account_id, "it stays ours"


def test_without_the_persons_word_no_file_goes(taken: SimpleNamespace) -> None:
    file, other = add_file(taken, "roof.txt"), SimpleNamespace(**vars(taken))
    other.id = taken.begin(agreed="", agreed_on=None)
    with pytest.raises(BadInput, match="only where the person agreed"):
        write(other, document_ids=[file])
    write(other)
    said = MatterStep.objects.get(matter_id=other.id).words["paragraphs"]
    assert not any("agreed" in line for line in said)
    with pytest.raises(BadInput, match="not of this case"):
        write(taken, document_ids=[other.id])
    with pytest.raises(BadInput, match="on which day"):
        taken.begin(agreed_on=None)


def test_when_their_time_is_over_the_owner_is_called_once_and_goes_up_rung_by_rung(taken: SimpleNamespace) -> None:
    write(taken)
    due = Matter.objects.get(id=taken.id).due_at
    assert due is not None
    assert advocating.watch_elsewhere(now=due) == 0, "the last day is a whole one"
    late = due + timedelta(seconds=1)
    assert advocating.watch_elsewhere(now=late) == 1
    assert advocating.watch_elsewhere(now=late) == 0
    assert MatterStep.objects.filter(matter_id=taken.id, kind="late").count() == 1
    assert Message.objects.filter(template="case_for_you", account_id=taken.owner.account_id).exists()
    for code in ("complaint", "redress"):
        write(taken, up=True, now=late, sent="post", to={"name": "Complaints"})
        assert queries.matter(taken.id).rung.code == code
    assert Matter.objects.get(id=taken.id).late_at is None, "their clock began anew"
    with pytest.raises(Conflict, match="nobody above"):
        write(taken, up=True)


def test_its_person_reads_every_step_and_the_letter(
    taken: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    step = write(taken, sent="post")
    advocating.record_reply(actor=taken.owner, matter_id=taken.id, words="They will come in May.", now=NOW)
    advocating.end_matter(actor=taken.owner, matter_id=taken.id, outcome="done", words="The roof is dry.", now=NOW)
    page = client_for("amara").get(f"/account/cases/{taken.case_id}/").content.decode()
    for words in ("Farview Lettings", "Water comes in.", "They will come in May.", "The roof is dry."):
        assert words in page
    assert "Write to them" not in page
    letter = client_for("amara").get(f"/account/cases/letters/{step}/").content
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(letter)).pages)
    assert "1 Far Street" in text
    assert "Mend the roof." in text
    kinds = Entry.objects.filter(case_id=taken.case_id, kind="elsewhere", visibility="resident").order_by("at", "id")
    assert {entry.data["what"] for entry in kinds} == {"begun", "letter", "answer", "over"}
    assert client_for("bilal").get(f"/account/cases/letters/{step}/").status_code == 404
    assert Case.objects.get(id=taken.case_id).state == "open"
    with pytest.raises(Conflict, match="over"):
        write(taken)


def test_an_officer_does_it_all_on_pages(
    taken: SimpleNamespace, client_for: Callable[[str | None], Client], cast: SimpleNamespace
) -> None:
    from coopcouncil.people.models import Account

    owner = client_for(None)
    owner.force_login(
        Account.objects.get(id=taken.owner.account_id), backend=settings.AUTHENTICATION_BACKENDS[0]
    )  # fmt: skip
    body = {"track": "nhs", "organisation": "", "name": "Far Hospital", "asks": "An appointment.", "agreed": ""}
    answer = owner.post(f"/cases/{taken.case_id}/elsewhere/", body)
    assert answer.status_code == 302, answer.content
    form = owner.get(answer["Location"]).content.decode()
    assert "We write for a patient of yours" in form
    letter = {"name": "The ward", "opening": "We write.", "what": "She waits.", "sent": "email"}
    assert owner.post(answer["Location"], letter).status_code == 400, "there is no e-mail address"
    assert owner.post(answer["Location"], {**letter, "sent": "post"}).status_code == 302
    matter = answer["Location"].split("/")[3]
    assert owner.post(f"/cases/elsewhere/{matter}/reply/", {"words": "No."}).status_code == 302
    assert "Its complaints manager" in owner.get(f"/cases/elsewhere/{matter}/letter/?up=1").content.decode()
    assert owner.post(f"/cases/elsewhere/{matter}/end/", {"outcome": "refused", "words": "No."}).status_code == 302
    assert "They refused" in owner.get(f"/cases/{taken.case_id}/").content.decode()
    for path in (f"/cases/{taken.case_id}/elsewhere/", f"/cases/elsewhere/{matter}/letter/"):
        assert client_for("dev").get(path).status_code == 404


def test_who_does_not_work_on_the_case_does_nothing(taken: SimpleNamespace, cast: SimpleNamespace) -> None:
    for actor in (cast.amara.actor, cast.dev.actor, cast.jo.actor):
        with pytest.raises(NotAllowed):
            advocating.record_reply(actor=actor, matter_id=taken.id, words="x", now=NOW)


def test_letters_go_with_the_person_and_are_in_their_copy(taken: SimpleNamespace, cast: SimpleNamespace) -> None:
    step = write(taken)
    [case] = public.export_person(cast.amara.account_id)["cases"]
    assert case["taken_up_elsewhere"][0]["with"] == "Farview Lettings"
    public.erase_person(cast.amara.account_id)
    message = Message.objects.get(id=step)
    assert (message.to, message.values, message.state) == ("", {}, "dead")
    assert not CaseDocument.objects.filter(case_id=taken.case_id).exists()


def test_the_ways_up_can_be_read_and_each_time_has_its_source() -> None:
    tracks = shipped_tracks()
    assert {"council", "social_landlord", "nhs", "government", "energy", "bank", "other"} <= tracks.keys()
    assert all(rung.source and len(track.rungs) > 1 for track in tracks.values() for rung in track.rungs)
    assert tracks["government"].rungs[-1].code == "minister"
    christmas = datetime(2027, 12, 20, 10, tzinfo=LONDON)
    assert day_of(answer_due(tracks["council"].rung(0), christmas, england())) == date(2028, 1, 6)
    assert day_of(answer_due(tracks["nhs"].rung(1), datetime(2027, 8, 31, 10, tzinfo=LONDON), england())) == date(
        2028, 2, 29
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[track]]\ncode="a"', "“title” is missing"),
        ('[[track]]\ncode="a"\ntitle="t"', "has no rung"),
        ('[[track]]\ncode="a"\ntitle="t"\n[[track.rung]]\ncode="b"', "rung 1"),
        ("x", "not TOML"),
    ],
)
def test_a_way_up_that_cannot_be_read_is_named_by_its_place(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_tracks(text, file="a.toml")
    assert says in str(refused.value) or says in (refused.value.place or "")


def test_a_letter_says_that_the_person_agreed_only_where_they_did() -> None:
    words = Words("We write.", "It rains in.", "Mend it.", [], "6 May 2027", agreed=True)
    said = paragraphs(words, reference="ABC")
    assert said[2] == "The person agreed that we tell you this and ask you about it."
    assert "We ask: Mend it." in said
    assert len(paragraphs(Words("a", "b", "", [], "d", agreed=False), reference="r")) == 4
