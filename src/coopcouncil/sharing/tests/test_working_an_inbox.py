"""Officers work the inbox of their own organisation, and of no other."""

import csv
import io
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.sharing import public
from coopcouncil.sharing.models import Answer, Notice
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, Teller, draft, only_notice, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice_id(amara: Teller, bodies: SimpleNamespace) -> UUID:
    amara.tell(draft(bodies.surgery), draft(bodies.tenants, "home"))
    amara.carry()
    return only_notice(bodies.surgery).id


def _form(state: str = "sent", **changes: str) -> dict[str, str]:
    return {"answer": "accepted", "reason": "", "seen_state": state, "answer_id": str(uuid4()), **changes}


def test_an_officer_sees_the_notices_of_their_own_organisation_only(client_for: Any, notice_id: UUID) -> None:
    page = client_for("dev").get("/inbox/").content.decode()
    assert "Notice tell_gp" in page
    assert "Notice home" not in page


def test_what_is_most_urgent_stands_first(amara: Teller, bodies: SimpleNamespace, client_for: Any) -> None:
    for urgency in ("routine", "emergency", "same_day"):
        amara.tell(draft(bodies.surgery, urgency, urgency=urgency))
        amara.now += timedelta(minutes=1)
    page = client_for("dev").get("/inbox/").content.decode()
    places = [page.index(f"Notice {urgency}") for urgency in ("emergency", "same_day", "routine")]
    assert places == sorted(places)
    items = public.desk_items(_actor(client_for, "dev"), amara.now)
    assert [item.url.rpartition("=")[2] for item in items] == ["emergency", "same_day", "routine"]
    assert items[0].title == "1 notice waits for Larkhill Surgery"


def test_within_an_urgency_what_is_not_answered_stands_first_and_then_the_oldest(
    amara: Teller, bodies: SimpleNamespace, client_for: Any
) -> None:
    officer = client_for("dev")
    for code, answers in (("done", ["accepted", "acted"]), ("accepted", ["accepted"]), ("older", []), ("newer", [])):
        amara.tell(draft(bodies.surgery, code))
        amara.carry(timedelta(minutes=1))
        state = "sent"
        for given in answers:
            notice = Notice.objects.get(code=code)
            officer.post(f"/inbox/{notice.id}/answer/", _form(state, answer=given))
            state = given
    amara.tell(draft(bodies.surgery, "late_emergency", urgency="emergency"))
    page = officer.get("/inbox/all/").content.decode()
    places = [page.index(f"Notice {code}<") for code in ("late_emergency", "older", "newer", "accepted", "done")]
    assert places == sorted(places)
    first = officer.get("/inbox/").content.decode()
    assert "Notice older<" in first
    assert not [code for code in ("accepted", "done") if f"Notice {code}<" in first]
    assert "/inbox/all/" in first
    for code, state in (("older", "sent"), ("newer", "sent"), ("late_emergency", "queued")):
        officer.post(f"/inbox/{Notice.objects.get(code=code).id}/answer/", _form(state))
    assert "No notice waits for your answer." in officer.get("/inbox/").content.decode()


def test_what_was_not_answered_in_time_is_called_late(amara: Teller, bodies: SimpleNamespace, client_for: Any) -> None:
    officer = client_for("dev")
    amara.tell(draft(bodies.surgery, "fresh", urgency="emergency"))
    assert "Late:" not in officer.get("/inbox/").content.decode()
    amara.now -= timedelta(hours=2)
    amara.tell(draft(bodies.surgery, "old", urgency="emergency"))
    assert officer.get("/inbox/").content.decode().count("Late:") == 1
    amara.now -= timedelta(days=1)
    amara.tell(draft(bodies.surgery, "yesterday", urgency="same_day"))
    amara.tell(draft(bodies.surgery, "routine"))
    assert officer.get("/inbox/").content.decode().count("Late:") == 2, "a routine notice has five days"
    amara.now -= timedelta(days=5)
    amara.tell(draft(bodies.surgery, "older"))
    amara.carry()
    assert officer.get("/inbox/").content.decode().count("Late:") == 3
    old = Notice.objects.get(code="older")
    officer.post(f"/inbox/{old.id}/answer/", _form())
    assert officer.get("/inbox/all/").content.decode().count("Late:") == 2, "what is answered is late no more"


def test_the_organisation_has_a_column_only_for_those_who_work_for_several(
    client_for: Any, bodies: SimpleNamespace, notice_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = client_for("dev")
    assert 'data-label="Organisation"' not in officer.get("/inbox/").content.decode()
    both = frozenset({bodies.surgery, bodies.tenants})
    monkeypatch.setattr(Actor, "organisations_for", lambda self, *roles: both)
    assert 'data-label="Organisation"' in officer.get("/inbox/").content.decode()


def test_the_csv_is_headed_as_the_page_with_urgency_and_due_apart(client_for: Any, notice_id: UUID) -> None:
    body = b"".join(client_for("dev").get("/inbox/?format=csv").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(body))
    assert list(row) == ["Notice", "How urgent", "Due", "State", "Reference", "Told", "Link"]
    assert row["How urgent"] == "routine"
    assert row["Link"].endswith(f"/inbox/{notice_id}/")
    assert not datetime.fromisoformat(row["Told"]).microsecond
    assert not datetime.fromisoformat(row["Due"]).microsecond


def _actor(client_for: Any, name: str) -> Any:
    return client_for(name).get("/inbox/").wsgi_request.actor


def test_the_inbox_costs_as_much_for_thirty_as_for_one(amara: Teller, bodies: SimpleNamespace, client_for: Any) -> None:
    officer, counts = client_for("dev"), []
    officer.get("/inbox/")  # what rarely changes is remembered from the first look on
    for count in (1, 30):
        for _ in range(count):
            amara.tell(draft(bodies.surgery))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert officer.get("/inbox/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_goes_out_as_a_file_without_a_fact(client_for: Any, notice_id: UUID) -> None:
    for kind in ("csv", "json"):
        body = b"".join(client_for("dev").get(f"/inbox/?format={kind}").streaming_content).decode()
        assert "Notice tell_gp" in body
        assert NAME.value not in body


def test_a_notice_shows_exactly_its_facts_and_the_reading_is_logged(
    cast: SimpleNamespace, client_for: Any, notice_id: UUID
) -> None:
    answer = client_for("dev").get(f"/inbox/{notice_id}/")
    page = answer.content.decode()
    assert NAME.shown in page
    assert DIED.shown in page
    assert BANK.shown not in page
    assert "so that letters stop" in page
    assert answer["Cache-Control"] == "no-store"
    read = AuditRow.objects.get(verb="sharing.notice_read")
    assert (read.actor_id, read.object_id) == (cast.dev.account_id, notice_id)
    assert any("front_line_officer" in hat for hat in read.hats)


def test_facts_are_shown_as_text_and_never_run(amara: Teller, bodies: SimpleNamespace, client_for: Any) -> None:
    from coopcouncil.sharing.domain.slices import Fact

    evil = Fact(NAME.code, "<b>Name</b>", "x", "<script>alert(1)</script>\nsecond line")
    amara.tell(draft(bodies.surgery, facts=(evil,)))
    page = client_for("dev").get(f"/inbox/{only_notice(bodies.surgery).id}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second line" in page


@pytest.mark.parametrize("who", ["amara", "bilal", "esi", "femi", "jo", None])
def test_nobody_else_opens_or_answers_it(who: str | None, client_for: Any, notice_id: UUID) -> None:
    client = client_for(who)
    shut = {302} if who is None else {403, 404}
    assert client.get(f"/inbox/{notice_id}/").status_code in shut
    assert client.post(f"/inbox/{notice_id}/answer/", _form()).status_code in shut
    assert Answer.objects.count() == AuditRow.objects.filter(verb="sharing.notice_read").count() == 0


def test_somebody_with_an_inbox_of_their_own_gets_not_found(client_for: Any, notice_id: UUID) -> None:
    assert client_for("esi").get(f"/inbox/{notice_id}/").status_code == 404


def test_an_officer_answers_and_the_person_reads_it(
    amara: Teller, bodies: SimpleNamespace, client_for: Any, notice_id: UUID
) -> None:
    officer = client_for("dev")
    answered = officer.post(f"/inbox/{notice_id}/answer/", _form(), follow=True)
    assert "The person can read it now" in answered.content.decode()
    officer.post(f"/inbox/{notice_id}/answer/", _form("accepted", answer="acted", reason="We wrote to the family."))
    (row,) = public.submissions_of(amara.actor)
    (notice,) = [item for item in public.submission(amara.actor, row.id).notices if item.id == notice_id]
    assert (notice.state, notice.reason) == ("acted", "We wrote to the family.")


def test_a_refusal_without_a_reason_is_asked_again(bodies: SimpleNamespace, client_for: Any, notice_id: UUID) -> None:
    answer = client_for("dev").post(f"/inbox/{notice_id}/answer/", _form(answer="refused"))
    assert answer.status_code == 422
    assert "Say why you cannot do this" in answer.content.decode()
    assert state_of(bodies.surgery) == "sent"


def test_of_two_officers_at_once_the_second_is_told_and_nothing_of_theirs_is_sent(
    bodies: SimpleNamespace, client_for: Any, notice_id: UUID
) -> None:
    first, second = _form(), _form(answer="refused", reason="Not ours.")
    client_for("dev").post(f"/inbox/{notice_id}/answer/", first)
    conflict = client_for("dev").post(f"/inbox/{notice_id}/answer/", second)
    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert "Somebody else has answered" in page
    assert "Notice tell_gp" in page
    assert re.search(r"<textarea[^>]*>\s*Not ours.</textarea>", page)
    assert re.search(r'name="seen_state" value="accepted"', page)
    assert 'value="acted"' in page
    assert conflict["Cache-Control"] == "no-store"
    assert state_of(bodies.surgery) == "accepted"


def test_words_typed_against_a_final_answer_are_kept_in_a_box_of_their_own(client_for: Any, notice_id: UUID) -> None:
    officer = client_for("dev")
    officer.post(f"/inbox/{notice_id}/answer/", _form(answer="acted"))
    for late in (_form(answer="refused", reason="Not ours."), _form(answer="", reason="Not ours.")):
        conflict = officer.post(f"/inbox/{notice_id}/answer/", late)
        page = conflict.content.decode()
        assert conflict.status_code == 409
        assert re.search(r'<textarea[^>]*id="typed"[^>]*>\s*Not ours.</textarea>', page)
        assert "Send this answer" not in page
    assert Answer.objects.count() == 1


def test_an_answer_without_a_choice_is_asked_again_with_what_is_still_allowed(client_for: Any, notice_id: UUID) -> None:
    officer = client_for("dev")
    officer.post(f"/inbox/{notice_id}/answer/", _form())
    again = officer.post(f"/inbox/{notice_id}/answer/", _form("accepted", answer="", reason="We rang them."))
    page = again.content.decode()
    assert again.status_code == 422
    assert "Choose an answer" in page
    assert "We rang them." in page
    assert "We cannot do this" in page
    assert "We accept: we will do" not in page


def test_loading_the_address_of_an_answer_leads_to_the_notice(client_for: Any, notice_id: UUID) -> None:
    back = client_for("dev").get(f"/inbox/{notice_id}/answer/")
    assert (back.status_code, back["Location"]) == (302, f"/inbox/{notice_id}/")
    assert client_for("esi").get(f"/inbox/{notice_id}/answer/").status_code == 404
    assert client_for("dev").get(f"/inbox/{uuid4()}/answer/").status_code == 404
    assert client_for("jo").get(f"/inbox/{notice_id}/answer/").status_code == 403


def test_the_same_press_twice_is_one_answer(client_for: Any, notice_id: UUID) -> None:
    form = _form()
    assert {client_for("dev").post(f"/inbox/{notice_id}/answer/", form).status_code for _ in range(2)} == {302}
    assert Answer.objects.count() == 1


def test_reading_a_list_or_its_file_leaves_one_row_in_the_audit_trail(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, client_for: Any
) -> None:
    amara.tell(draft(bodies.surgery), draft(bodies.surgery, "another"))
    for who, path in (("dev", "/inbox/"), ("jo", "/deliveries/")):
        for query in ("", "?format=csv", "?format=json"):
            assert client_for(who).get(path + query).status_code == 200
    rows = AuditRow.objects.filter(verb__in=["sharing.inbox_read", "sharing.deliveries_read"])
    assert sorted(rows.values_list("actor_id", "verb", "reason")) == sorted(
        (actor.account_id, verb, form)
        for actor, verb in ((cast.dev, "sharing.inbox_read"), (cast.jo, "sharing.deliveries_read"))
        for form in ("page", "csv", "json")
    )
    assert client_for("amara").get("/inbox/").status_code == 403
    assert rows.count() == 6
