"""The desk of whoever owns cases: lists, saved views, hand-over of several, and the page of one case."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coopcouncil.casework.actions import closing, timing
from coopcouncil.casework.actions.opening import Opened
from coopcouncil.casework.models import Case, CaseClock, Entry, SavedView, Task
from coopcouncil.casework.tests.conftest import browser_of
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
Tell = Callable[..., Opened]


@pytest.fixture
def mei(team: SimpleNamespace) -> Any:
    """The manager's browser."""
    return browser_of(team.accounts.mei)


def give(opened: Opened, officer_id: Any) -> Opened:
    Case.objects.filter(id=opened.id).update(owner=officer_id)
    return opened


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_each_list_shows_its_own_and_filters(tell: Tell, team: SimpleNamespace, client_for: Any) -> None:
    mine, other, late = give(tell(title="Mine"), team.carys), give(tell(title="Olu’s"), team.olu), tell(title="Late")
    give(late, team.carys)
    Case.objects.filter(id=late.id).update(next_due_at=clock.now() - timedelta(hours=1), escalated_to=team.olu)
    carys, olu = client_for("carys"), browser_of(team.accounts.olu)

    shown = text(carys.get("/cases/"))
    assert mine.reference in shown
    assert other.reference not in shown
    assert shown.index(late.reference) < shown.index(mine.reference), "what is late stands first"
    assert other.reference in text(carys.get("/cases/team/"))
    assert text(olu.get("/cases/came-up/")).count(late.reference)
    only = text(carys.get("/cases/?due=late"))
    assert late.reference in only
    assert mine.reference not in only
    assert other.reference in text(carys.get(f"/cases/team/?owner={team.olu}"))
    assert mine.reference not in text(carys.get(f"/cases/team/?owner={team.olu}"))
    file = b"".join(carys.get("/cases/?format=csv").streaming_content).decode()
    assert file.splitlines()[0].startswith("reference,title,next_due_at")
    assert len(file.splitlines()) == 3


def test_the_list_asks_no_more_of_the_database_as_it_grows(tell: Tell, team: SimpleNamespace, client_for: Any) -> None:
    carys = client_for("carys")
    tell()
    carys.get("/cases/team/")
    with CaptureQueriesContext(connection) as few:
        carys.get("/cases/team/")
    for _n in range(6):
        tell()
    with CaptureQueriesContext(connection) as many:
        carys.get("/cases/team/")
    assert len(many) == len(few)


def test_a_view_is_saved_under_a_name_and_removed(tell: Tell, client_for: Any) -> None:
    tell()
    carys = client_for("carys")
    carys.post("/cases/lists/team/save/?due=late&sort=-title&page=3&x=1", {"name": "Late ones"})
    view = SavedView.objects.get()
    assert (view.whose, view.asked) == ("team", "due=late&sort=-title")
    assert "/cases/team/?due=late&amp;sort=-title" in text(carys.get("/cases/"))
    refused = carys.post("/cases/lists/team/save/", {"name": ""})
    assert refused.status_code == 422
    carys.post(f"/cases/views/{view.id}/remove/")
    assert not SavedView.objects.exists()


def test_several_go_to_one_officer_all_or_none(tell: Tell, team: SimpleNamespace, client_for: Any, mei: Any) -> None:
    one, two = give(tell(), team.carys), give(tell(), team.carys)
    seen = [f"{one.id}:{team.carys}", f"{two.id}:{team.carys}"]
    carys, form = client_for("carys"), {"case": seen, "officer": str(team.olu), "reason": "I am in court all week."}

    kept = carys.post("/cases/lists/mine/hand-over/", {**form, "reason": ""})
    assert kept.status_code == 422
    assert f'value="{seen[0]}" checked' in text(kept), "what was ticked stays ticked"
    mei.post("/cases/lists/team/hand-over/", {**form, "case": [seen[0]], "officer": str(team.mei)})
    conflict = carys.post("/cases/lists/mine/hand-over/", form)
    assert conflict.status_code in {404, 409}, "the first is not Carys’s to give any more"
    assert Case.objects.get(id=two.id).owner_id == team.carys, "all or none"
    late = mei.post("/cases/lists/team/hand-over/", form)
    assert late.status_code == 409
    assert "Somebody else gave one of these" in text(late)
    assert "I am in court all week." in text(late), "what was typed stays"
    carys.post("/cases/lists/mine/hand-over/", {**form, "case": [seen[1]]})
    assert Case.objects.get(id=two.id).owner_id == team.olu


def test_of_two_who_end_a_case_at_once_the_second_is_told(
    tell: Tell, team: SimpleNamespace, client_for: Any, mei: Any
) -> None:
    case = give(tell(), team.carys)
    page = f"/cases/{case.id}/do/end/"
    form = {"why": "taken_back", "reason": "She said that it was the neighbour’s flat."}
    wrong = client_for("carys").post(page, {"why": "", "reason": form["reason"]})
    assert wrong.status_code == 422
    assert form["reason"] in text(wrong).replace("&#39;", "’")
    assert client_for("carys").post(page, form).status_code == 302
    second = mei.post(page, form)
    assert second.status_code == 409
    assert "This case is closed already." in text(second)


def test_whoever_works_on_a_case_does_each_thing_on_a_page_of_its_own(
    tell: Tell, team: SimpleNamespace, client_for: Any, cast: SimpleNamespace
) -> None:
    case, other = give(tell(), team.carys), give(tell(title="The lift"), team.carys)
    carys, today = client_for("carys"), clock.today()
    due = {"due_on-day": today.day, "due_on-month": today.month, "due_on-year": today.year}

    def do(verb: str, **form: Any) -> Any:
        assert carys.get(f"/cases/{case.id}/do/{verb}/").status_code == 200, verb
        answer = carys.post(f"/cases/{case.id}/do/{verb}/", form)
        assert answer.status_code == 302, (verb, text(answer))

    do("note", text="Rang her.", visibility="team")
    do("task", who="neighbour", named="Mr Lee", words="Let the plumber in.", **due)
    do("link", reference=other.reference, kind="household")
    running = CaseClock.objects.get(case_id=case.id, ended_at=None)
    for verb, form in (("extend", {"count": 3, "reason": "A part comes late."}), ("pause", {"reason": "We wait."}),
                       ("resume", {})):  # fmt: skip
        assert carys.get(f"/cases/{case.id}/clocks/{running.id}/{verb}/").status_code == 200
        assert carys.post(f"/cases/{case.id}/clocks/{running.id}/{verb}/", form).status_code == 302
    task = Task.objects.get(case_id=case.id)
    assert carys.post(f"/cases/tasks/{task.id}/", {"state": "done", "words": "He let them in."}).status_code == 302
    do("ask", words="The pipe is mended.")
    do("answer", solved="no", words="She says by phone: it drips.")
    do("hand-over", officer=str(team.olu), reason="Olu knows the house.")
    shown = text(carys.get(f"/cases/{case.id}/"))
    for words in ("Rang her.", "Mr Lee (A neighbour)", "He let them in.", "A part comes late.", "The pipe is mended.",
                  "Not solved, says the resident", "Olu owns it now", other.reference,
                  "Our team reads this"):  # fmt: skip
        assert words in shown, words
    assert carys.get(f"/cases/{case.id}/do/end/").status_code == 404, "it is Olu’s to end"
    assert carys.get(f"/cases/{case.id}/do/nothing/").status_code == 404


def test_the_clock_of_a_broken_promise_is_said_and_offers_nothing(
    tell: Tell, team: SimpleNamespace, client_for: Any
) -> None:
    case = give(tell(now=clock.now() - timedelta(days=40)), team.carys)
    timing.look_at(case_id=case.id, now=clock.now())
    shown = text(client_for("carys").get(f"/cases/{case.id}/"))
    assert "We broke a promise" in shown
    assert "A promise is broken. Do today what was promised" in shown
    assert "/clocks/" not in shown


def test_a_case_is_opened_for_somebody_on_the_phone(client_for: Any, team: SimpleNamespace) -> None:
    carys, form = client_for("carys"), {"channel": "phone", "about": "council_housing", "title": "Lift out of order",
                                        "words": "She is on the fifth floor.", "urgency": "same_day"}  # fmt: skip
    missing = carys.post("/cases/new/", form)
    assert missing.status_code == 422
    assert "She is on the fifth floor." in text(missing), "what was typed stays"
    nobody = carys.post("/cases/new/", {**form, "who": "nobody@ashmere.example"})
    assert "We know nobody by that." in text(nobody)
    carys.post("/cases/new/", {**form, "name": "Dilys Wren", "phone": "01632 960123"})
    by_phone = Case.objects.get(person=None)
    assert by_phone.contact == {"name": "Dilys Wren", "phone": "01632 960123"}
    carys.post("/cases/new/", {**form, "who": "amara@ashmere.example"})
    hers = Case.objects.exclude(person=None).get()
    assert (hers.source, hers.channel, hers.urgency, hers.contact) == ("officer", "phone", "same_day", {})
    own = carys.post("/cases/new/", {**form, "who": "carys@ashmere.example"})
    assert "This is your own account." in text(own)


def test_silence_is_no_answer_and_the_page_says_what_to_do(
    tell: Tell, team: SimpleNamespace, client_for: Any, cast: Any
) -> None:
    began = clock.now() - timedelta(days=20)
    case = give(tell(now=began), team.carys)
    closing.ask_whether_solved(actor=cast.carys.actor, case_id=case.id, words="Done.", now=began)
    closing.ask_again(now=began + timedelta(days=8))
    closing.ask_again(now=began + timedelta(days=16))
    shown = text(client_for("carys").get(f"/cases/{case.id}/"))
    assert "They were asked twice and have not answered. Speak with them." in shown
    assert Entry.objects.filter(case_id=case.id, kind="asked").count() == 2
