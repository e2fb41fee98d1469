"""Several notices answered at once: each is judged on its own, and the page says what became of each."""

import re
import threading
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.answers import AnswerDraft
from coopcouncil.sharing.models import Answer, Delivery, Notice
from coopcouncil.sharing.tests.conftest import Teller, draft, only_notice


@pytest.fixture
def several(amara: Teller, bodies: SimpleNamespace) -> list[Notice]:
    """Three notices for the surgery and one for somebody else."""
    amara.tell(*(draft(bodies.surgery, code) for code in ("one", "two", "three")), draft(bodies.tenants, "home"))
    amara.carry()
    return list(Notice.objects.filter(organisation_id=bodies.surgery).order_by("code"))


def form(*notices: Any, state: str = "sent", **changes: Any) -> dict[str, Any]:
    chosen = [f"{getattr(notice, 'id', notice)}:{state}" for notice in notices]
    return {"notice": chosen, "answer": "accepted", "reason": "", "token": str(uuid4()), **changes}


@pytest.mark.django_db
def test_all_on_the_page_are_chosen_and_answered_without_a_script(several: list[Notice], client_for: Any) -> None:
    dev = client_for("dev")
    page = dev.get("/inbox/").content.decode()
    boxes = re.findall(r'<input class="govuk-checkboxes__input"[^>]*form="several"[^>]*>', page)
    assert len(boxes) == 3
    assert not any(" checked" in box for box in boxes)
    everything = dev.get("/inbox/?all=1").content.decode()
    ticked = re.findall(r'form="several" name="notice"[^>]*value="([^"]+)" checked', everything)
    assert len(ticked) == 3
    result = dev.post("/inbox/answer/", {**form(), "notice": ticked}).content.decode()
    assert "Sent: 3 of 3." in result
    assert "No notice waits for your answer." in result
    assert Answer.objects.count() == 3


@pytest.mark.django_db
def test_each_is_judged_on_its_own(several: list[Notice], bodies: SimpleNamespace, client_for: Any) -> None:
    dev, others = client_for("dev"), only_notice(bodies.tenants)
    one, two, three = several
    dev.post(f"/inbox/{one.id}/answer/", {"answer": "acted", "reason": "", "seen_state": "sent", "answer_id": uuid4()})
    result = dev.post("/inbox/answer/", form(one, two, three, others, "no-id", uuid4(), answer="refused", reason="No."))
    said = result.content.decode()
    assert result.status_code == 200
    assert "Sent: 2 of 6." in said
    assert said.count("Somebody else has answered this notice since you opened it.") == 1
    assert said.count("There is no such notice in your inbox.") == 3
    assert "Notice home" not in said, "nothing of another organisation's notice is told"
    assert set(Delivery.objects.filter(notice__in=several).values_list("state", flat=True)) == {"acted", "refused"}
    assert Delivery.objects.get(notice=others).state == "sent"


@pytest.mark.django_db
def test_pressed_twice_it_is_one_answer_each(several: list[Notice], client_for: Any) -> None:
    dev, pressed = client_for("dev"), form(*several)
    dev.post("/inbox/answer/", pressed)
    again = dev.post("/inbox/answer/", pressed).content.decode()
    assert again.count("Sent before") == 3
    assert Answer.objects.count() == 3


@pytest.mark.django_db
def test_what_is_missing_is_said_and_what_was_chosen_stays_chosen(several: list[Notice], client_for: Any) -> None:
    dev = client_for("dev")
    nothing = dev.post("/inbox/answer/", form())
    assert nothing.status_code == 422
    assert "Choose at least one notice" in nothing.content.decode()
    refused = dev.post("/inbox/answer/", form(several[0], answer="refused"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Say why you cannot do this" in page
    assert f'value="{several[0].id}:sent" checked' in page
    assert not Answer.objects.exists()
    assert client_for("esi").post("/inbox/answer/", form(*several)).content.decode().count("Not sent") == 3
    assert client_for("amara").post("/inbox/answer/", form(*several)).status_code == 403


@pytest.mark.django_db
def test_after_an_answer_the_next_notice_is_one_click_away(several: list[Notice], client_for: Any) -> None:
    dev = client_for("dev")
    seen, following = set(), str(several[0].id)
    while following:
        seen.add(following)
        given = {"answer": "acted", "reason": "", "seen_state": "sent", "answer_id": uuid4()}
        answered = dev.post(f"/inbox/{following}/answer/", given, follow=True).content.decode()
        found = re.search(r'href="/inbox/([0-9a-f-]+)/">Next notice', answered)
        following = found[1] if found else ""
    assert seen == {str(notice.id) for notice in several}


@pytest.mark.invariants
def test_two_officers_at_once_never_answer_twice(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace
) -> None:
    amara.tell(*(draft(bodies.surgery, f"notice_{number}") for number in range(8)))
    amara.carry()
    ids = list(Notice.objects.values_list("id", flat=True))
    start, judged = threading.Barrier(2, timeout=20), []

    def press(kind: str) -> None:
        drafts = [
            AnswerDraft(number, str(notice), f"{kind}-{number}", kind, "Because.", seen_state="sent")
            for number, notice in enumerate(ids)
        ]
        start.wait()
        judged.append(actions.answer_many(actor=cast.dev.actor, organisation_id=None, drafts=drafts, now=amara.now))
        connections.close_all()

    threads = [threading.Thread(target=press, args=(kind,)) for kind in ("acted", "refused")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Answer.objects.count() == 8
    outcomes = [item for both in judged for item in both]
    assert sum(item.outcome == "done" for item in outcomes) == 8
    assert all("Somebody else" in item.why for item in outcomes if item.outcome == "not_done")
    assert queries.next_waiting({bodies.surgery}, but_not=uuid4()) is None
