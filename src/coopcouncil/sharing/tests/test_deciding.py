"""A decision in writing: its reasons, the way to appeal and the last day, in a letter, an inbox and the API."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from coopcouncil.sharing import public
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.models import Notice
from coopcouncil.sharing.tests.conftest import Teller, draft
from coopcouncil.sharing.tests.test_writing_to_people import answer, prefer, with_address

pytestmark = pytest.mark.usefixtures("home")


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
