"""What a resident does with a problem of theirs: tell it, follow it, say whether it is solved, open it again."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from tests.support.files import picture

from coopcouncil.casework.actions import closing, working
from coopcouncil.casework.actions.opening import Opened
from coopcouncil.casework.models import Case, CaseDocument, CaseLink, Entry, Task
from coopcouncil.foundation import clock
from coopcouncil.people.public import actor_for_account

pytestmark = pytest.mark.django_db
Tell = Callable[..., Opened]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def end(cast: Any, case_id: UUID, now: Any) -> None:
    owner = Case.objects.get(id=case_id).owner.account_id
    actor = actor_for_account(owner, clock.today())
    closing.end_case(actor=actor, case_id=case_id, why="not_ours_to_give", reason="There is no budget.", now=now)


def test_a_problem_is_told_question_by_question_and_has_an_owner(team: SimpleNamespace, client_for: Any) -> None:
    amara, page = client_for("amara"), "/account/cases/new/"
    assert "What is it about?" in text(amara.get(page))
    assert amara.post(page, {"step": "about", "about": ""}).status_code == 422
    held: dict[str, str] = {"about": "council_housing"}
    assert "What is wrong?" in text(amara.post(page, {"step": "about", **held}))
    held["words"] = "The wall is <wet> again."
    where = text(amara.post(page, {"step": "what", **held}))
    assert "The wall is &lt;wet&gt; again." in where, "what was answered travels with the pages"
    wrong = amara.post(page, {"step": "where", **held, "postcode": "nowhere"})
    assert wrong.status_code == 422
    assert "nowhere" in text(wrong)
    check = text(amara.post(page, {"step": "where", **held, "postcode": ""}))
    assert "Check what you tell us" in check
    assert not Case.objects.exists(), "nothing is kept before it is sent"
    assert "What is wrong?" in text(amara.post(page, {"change": "what", **held, "postcode": ""}))
    done = amara.post(page, {"step": "check", **held, "postcode": ""})
    case = Case.objects.get()
    assert done.headers["Location"] == f"/account/cases/{case.id}/"
    shown = text(amara.get(f"/account/cases/{case.id}/"))
    assert str(case.owner.account) in shown
    assert "01632 960100" in shown, "the council’s phone"


def test_it_ends_by_the_residents_word_and_opens_again_with_one_press(
    tell: Tell, client_for: Any, cast: SimpleNamespace
) -> None:
    case, amara = tell(), client_for("amara")
    page, owner = f"/account/cases/{case.id}/", Case.objects.get().owner.account
    actor = actor_for_account(owner.id, clock.today())
    closing.ask_whether_solved(actor=actor, case_id=case.id, words="We mended the gutter.", now=clock.now())
    assert "Yes, it is solved" in text(amara.get(page))
    amara.post(f"{page}do/not-solved/", {"words": "It is wet again."})
    assert Case.objects.get().state == "open"
    closing.ask_whether_solved(actor=actor, case_id=case.id, words="Now it is.", now=clock.now())
    amara.post(f"{page}do/solved/")
    assert Case.objects.get().outcome == "solved"
    assert amara.post(f"{page}do/solved/").status_code == 409, "pressed twice"
    amara.post(f"{page}do/reopen/")
    assert Case.objects.get().reopenings == 1
    shown = text(amara.get(page))
    for words in ("We mended the gutter.", "Not solved, you said", "Solved, you said", "Open again."):
        assert words in shown, words


def test_after_28_days_it_is_told_anew_and_goes_on_from_what_was(
    tell: Tell, client_for: Any, cast: SimpleNamespace
) -> None:
    long_ago = clock.now() - timedelta(days=40)
    case, amara = tell(now=long_ago), client_for("amara")
    end(cast, case.id, long_ago + timedelta(days=5))
    page = f"/account/cases/{case.id}/"
    assert amara.post(f"{page}do/reopen/").status_code == 409
    assert f"/account/cases/new/?follows={case.id}" in text(amara.get(page))
    form = {"step": "check", "about": "else", "words": "It came back.", "postcode": "", "follows": str(case.id)}
    bilals = client_for("bilal").post("/account/cases/new/", form)
    assert bilals.status_code == 404, "nobody goes on from another’s case"
    amara.post("/account/cases/new/", form)
    link = CaseLink.objects.get()
    assert (link.kind, link.other_id) == ("follows", case.id)


def test_a_challenged_end_comes_to_the_manager(tell: Tell, client_for: Any, cast: Any, team: SimpleNamespace) -> None:
    case = tell()
    end(cast, case.id, clock.now())
    client_for("amara").post(f"/account/cases/{case.id}/do/reopen/", {"words": "You promised it in May."})
    assert Case.objects.get().escalated_to_id == team.mei
    assert "Who else looks after it" in text(client_for("amara").get(f"/account/cases/{case.id}/"))


def test_words_files_and_ones_own_part(tell: Tell, client_for: Any, cast: SimpleNamespace) -> None:
    case, amara, today = tell(), client_for("amara"), clock.today()
    page = f"/account/cases/{case.id}/"
    actor = actor_for_account(Case.objects.get().owner.account_id, today)
    given: Any = {"actor": actor, "case_id": case.id, "now": clock.now()}
    working.note(text="She shouts.", visibility="team", **given)
    working.give_task(who="resident", words="Send us the letter.", due_on=today, today=today, **given)
    working.give_task(who="neighbour", named="Mr Lee", words="Keep the key.", due_on=today, today=today, **given)
    amara.post(f"{page}do/write/", {"text": "It smells too."})
    nothing = amara.post(f"{page}do/file/", {})
    assert "Choose one file." in text(nothing)
    photo = BytesIO(picture())
    photo.name = "wall.jpg"
    assert amara.post(f"{page}do/file/", {"file": photo}).status_code == 302
    task = Task.objects.get(who="resident")
    assert amara.post(f"/account/cases/tasks/{task.id}/", {"words": ""}).status_code == 302
    shown = text(amara.get(page))
    assert "It smells too." in shown
    assert "She shouts." not in shown, "the team’s own note"
    assert "Mr Lee" not in shown, "a neighbour’s name"
    assert "Keep the key." not in shown
    file = CaseDocument.objects.get()
    assert amara.get(f"/account/cases/files/{file.id}/").headers["Content-Type"] == "image/jpeg"
    assert Entry.objects.filter(case_id=case.id, kind="task_answer").exists()
