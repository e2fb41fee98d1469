"""The owner of a service that was taken back sees what is to be taken over, and closes its case at the right time."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.casework import public
from coopcouncil.casework.actions import closing, opening, stepping_in, timing, transferring, working
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock, CaseIdentifier, Entry, Officer
from coopcouncil.casework.queries import exchange, figures
from coopcouncil.casework.tests.conftest import a_team, hire, join
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.kernel.errors import Conflict, NotAllowed, NotFound
from coopcouncil.people import public as people
from coopcouncil.settlement import demo as settlement
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.models import Alarm, StepIn, Takeover

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_directory")]


@pytest.fixture
def officer(cast: SimpleNamespace) -> UUID:
    """Carys, the one officer of the one team."""
    return join(a_team("first-team", takes_the_rest=True), cast.carys.account_id)


@pytest.fixture
def running(officer: UUID) -> Takeover:
    """The group of the demo borough that runs a service well; nothing else there is open."""
    settlement.load()
    settlement.takeovers.load()
    return Takeover.objects.get(stage="running")


def fail(row: Takeover) -> Case:
    actions.raise_alarm(
        actor=SYSTEM, reference=row.reference, kind="failure", words="The door is shut.", now=clock.now()
    )
    return Case.objects.get(step_in__takeover=row, state="open")


def put_right(row: Takeover, reason: str = "The group has a new board, and answers again.") -> None:
    for alarm in Alarm.objects.filter(takeover=row, answered_at=None):
        actions.answer_alarm(
            actor=SYSTEM, reference=row.reference, alarm_id=alarm.id, answer="The door is open.", answer_by="The head",
            now=clock.now(),
        )  # fmt: skip
    actions.put_right(actor=SYSTEM, reference=row.reference, reason=reason, now=clock.now(), today=clock.today())


def opened(row: Takeover, **changes: Any) -> Case:
    known = {"service_type": row.service_type, "organisation_id": row.organisation_id, **changes}
    problem = Problem("Nobody answers the phone", "I rang for a week.", **known)
    return Case.objects.get(id=opening.open_case(actor=SYSTEM, problem=problem, now=clock.now()).id)


def end(case: Case, cast: SimpleNamespace) -> None:
    stepping_in.end_step_in(actor=cast.carys.actor, case_id=case.id, words="It answers again.", now=clock.now())


def test_it_stays_open_until_everybody_can_read_how_the_service_goes_on(
    running: Takeover, cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    case, carys = fail(running), client_for("carys")
    page = carys.get(f"/cases/{case.id}/").content.decode()
    assert f'href="/settlement/takeovers/{running.reference}/"' in page
    assert "Ask whether it is solved" not in page
    assert "See that the service goes on" in page
    with pytest.raises(Conflict, match="joint commissioner"):
        end(case, cast)
    reply = carys.post(f"/cases/{case.id}/do/goes-on/", {"words": "It answers again."})
    assert (reply.status_code, "its case stays open" in reply.content.decode()) == (409, True)
    put_right(running)
    news = Entry.objects.get(case=case, kind="news")
    assert (news.data, news.text) == ({"takeover": "running"}, "The group has a new board, and answers again.")
    assert CaseClock.objects.get(case=case).state == "kept"
    page = carys.get(f"/cases/{case.id}/").content.decode()
    assert "The group runs the service again" in page
    assert "The group has a new board" in page
    assert "close this case" in page
    carys.post(f"/cases/{case.id}/do/goes-on/", {"words": "It answers again."})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "ended")
    page = carys.get(f"/cases/{case.id}/").content.decode()
    assert "We ended it. The service goes on" in page
    assert "everybody can read how" in page
    with pytest.raises(Conflict, match="closed already"):
        end(case, cast)
    assert figures.ends(clock.now()).all == 0  # no resident whose word it could be


def test_a_service_that_the_council_keeps_is_said_in_its_case(running: Takeover, cast: SimpleNamespace) -> None:
    case = fail(running)
    timing.watch(now=clock.now() + timedelta(days=30))
    actions.take_back_for_good(
        actor=SYSTEM, reference=running.reference, reason="Nobody of the group is left.", now=clock.now()
    )
    assert Entry.objects.get(case=case, kind="news").data == {"takeover": "returned"}
    assert CaseClock.objects.get(case=case).state == "late"
    end(case, cast)


def test_no_way_that_needs_a_resident_ends_it(running: Takeover, cast: SimpleNamespace) -> None:
    case = fail(running)
    who: dict[str, Any] = {"actor": cast.carys.actor, "case_id": case.id, "now": clock.now()}
    with pytest.raises(Conflict, match="about a service"):
        closing.ask_whether_solved(**who, words="Done.")
    with pytest.raises(Conflict, match="about a service"):
        closing.record_answer(**who, solved=True, words="Done.")
    with pytest.raises(Conflict, match="about a service"):
        closing.end_case(**who, why="not_ours_to_give", reason="Done.")
    with pytest.raises(Conflict, match="about a service"):
        transferring.offer_case(
            **who, council_id=people.organisation_by_code("ashmere-council").id, why="There.", basis="law",
            basis_words="A law.", contact={},
        )  # fmt: skip
    another = opened(running)
    with pytest.raises(Conflict, match="no service that the council took back"):
        end(another, cast)
    assert {case.state, another.state} == {"open"}


def test_only_whoever_answers_for_it_closes_it(running: Takeover, cast: SimpleNamespace) -> None:
    case = fail(running)
    put_right(running)
    (nadia,) = hire("nadia")
    for account_id in (nadia, cast.esi.account_id):
        with pytest.raises((NotAllowed, NotFound)):
            stepping_in.end_step_in(
                actor=people.actor_for_account(account_id, clock.today()), case_id=case.id, words="Done.",
                now=clock.now(),
            )  # fmt: skip


def test_a_case_that_was_closed_too_soon_has_an_owner_again_within_the_hour(running: Takeover) -> None:
    case = fail(running)
    Case.objects.filter(id=case.id).update(state="closed", outcome="ended", closed_at=clock.now())
    assert stepping_in.own_all_step_ins(now=clock.now()) >= 1
    again = Case.objects.get(step_in=case.step_in_id, state="open")
    assert again.id != case.id
    assert case.step_in_id is not None
    assert public.owners([case.step_in_id])[case.step_in_id].reference == again.reference
    assert stepping_in.own_all_step_ins(now=clock.now()) == 0


def test_an_error_in_casework_undoes_no_step_in_and_keeps_no_other_from_its_owner(
    running: Takeover, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stepping_in.open_for_step_in
    broken: list[UUID] = []

    def breaks(**given: Any) -> UUID | None:
        if not broken or given["problem"].step_in_id in broken:
            broken.append(given["problem"].step_in_id)
            whole(**given)
            Case.objects.create(reference="no")  # an error of the database, after something was written
        return whole(**given)

    before = set(Case.objects.filter(step_in__isnull=False))
    monkeypatch.setattr(stepping_in, "open_for_step_in", breaks)
    actions.raise_alarm(
        actor=SYSTEM, reference=running.reference, kind="failure", words="The door is shut.", now=clock.now()
    )
    running.refresh_from_db()
    held = StepIn.objects.get(takeover=running)
    assert running.service is not None
    assert (running.stage, running.service.organisation.kind) == ("stepped_in", "council")
    assert set(Case.objects.filter(step_in__isnull=False)) == before
    Case.objects.filter(step_in__isnull=False).update(state="closed", outcome="ended", closed_at=clock.now())
    others = StepIn.objects.filter(ended_at=None).exclude(id=held.id).count()
    assert others >= 1
    assert stepping_in.own_all_step_ins(now=clock.now()) == others
    monkeypatch.undo()
    assert stepping_in.own_all_step_ins(now=clock.now()) == 1
    assert Case.objects.filter(step_in=held, state="open").count() == 1


def test_the_administrator_reads_that_a_service_has_no_owner(
    running: Takeover, client_for: Callable[[str | None], Client]
) -> None:
    words = "A service that the council took back has no owner"
    assert words not in client_for("jo").get("/desk/").content.decode()
    Officer.objects.update(is_active=False, away_until=clock.today() + timedelta(days=3))
    Case.objects.filter(step_in__isnull=False).update(state="closed", outcome="ended", closed_at=clock.now())
    assert words in client_for("jo").get("/desk/").content.decode()
    assert words not in client_for("carys").get("/desk/").content.decode()


def test_open_cases_of_the_group_are_the_councils_to_act_in_and_its_software_reads_them_no_more(
    running: Takeover,
) -> None:
    assert running.organisation_id is not None
    council = people.organisation_by_code("ashmere-council").id
    case, complaint = opened(running), opened(running, kind="complaint")
    other_type, done = opened(running, service_type="libraries"), opened(running)
    Case.objects.filter(id=done.id).update(state="closed", outcome="ended", closed_at=clock.now())
    system = CaseIdentifier.system_of("tidewell-nursery-co-op")
    assert exchange.known(running.organisation_id, system, case.id)
    fail(running)
    for row in (case, complaint, other_type, done):
        row.refresh_from_db()
    assert [row.organisation_id == council for row in (case, complaint, other_type, done)] == [
        True,
        False,
        False,
        False,
    ]
    entry = Entry.objects.get(case=case, kind="organisation")
    assert (entry.data, entry.organisation_id, entry.by_id) == ({"why": "step_in"}, council, None)
    assert not Entry.objects.filter(case__in=[complaint, other_type, done], kind="organisation").exists()
    with pytest.raises(NotFound):
        exchange.known(running.organisation_id, system, case.id)


def test_the_owner_sees_what_is_open_and_no_word_of_a_case_of_another_team(
    running: Takeover, cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    assert running.organisation_id is not None
    (nadia,) = hire("nadia")
    join(a_team("second-team"), nadia)
    ours, unnamed = opened(running), opened(running, organisation_id=None, person_id=cast.amara.account_id)
    own = opened(running, organisation_id=None, person_id=cast.bilal.account_id)
    theirs = opened(running)
    theirs_owner = Officer.objects.get(account_id=nadia)
    Case.objects.filter(id=theirs.id).update(owner=theirs_owner, team=theirs_owner.team_id, title="A secret title")
    working.give_task(
        actor=cast.carys.actor, case_id=ours.id, who="organisation", words="Ring her back, she is Amara.",
        organisation_id=running.organisation_id, due_on=clock.today(), now=clock.now(), today=clock.today(),
    )  # fmt: skip
    case = fail(running)
    page = client_for("carys").get(f"/cases/{case.id}/").content.decode()
    for row in (ours, unnamed, own):
        assert f'href="/cases/{row.id}/"' in page
    assert theirs.reference in page
    assert f"/cases/{theirs.id}/" not in page
    assert "A secret title" not in page
    assert "she is Amara" not in page
    assert "Open cases: 4" in page
    assert "Tasks that the group has not done: 1" in page
    assert "Notices that the group has not answered: 0" in page
    Case.objects.filter(id=ours.id).update(person_id=cast.carys.account_id)
    page = client_for("carys").get(f"/cases/{case.id}/").content.decode()
    assert "Open cases: 3" in page  # nobody is listed their own
    assert "Tasks that the group has not done: 0" in page


def test_the_page_asks_no_more_of_the_database_for_more_cases(
    running: Takeover, client_for: Callable[[str | None], Client]
) -> None:

    case, carys = fail(running), client_for("carys")
    counts = []
    for _more in range(3):
        opened(running, organisation_id=None)
        opened(running, organisation_id=None)
        with CaptureQueriesContext(connection) as asked:
            carys.get(f"/cases/{case.id}/")
        counts.append(len(asked))
    assert len(set(counts[1:])) == 1


def test_it_is_in_lists_by_its_kind_and_in_the_file_of_all_cases(
    running: Takeover, client_for: Callable[[str | None], Client]
) -> None:
    case, request = fail(running), opened(running)
    carys = client_for("carys")
    page = carys.get("/cases/?kind=step_in").content.decode()
    assert (case.reference in page, request.reference in page) == (True, False)
    assert ",step_in," in carys.get("/cases/?format=csv").getvalue().decode()
    (row,) = [row for row in exchange.exported("", since=None) if row["id"] == str(case.id)]
    assert (row["organisation"], row["service_type"]) == ("ashmere-council", running.service_type)


def test_its_words_go_when_their_time_is_over_though_it_is_about_nobody(
    running: Takeover, cast: SimpleNamespace
) -> None:
    case = fail(running)
    put_right(running)
    end(case, cast)
    later = clock.now() + timedelta(days=365 * 20)
    (due,) = [item for keeping in public.keepings() for item in keeping.due(later) if item.object_id == case.id]
    assert due.about == ()
