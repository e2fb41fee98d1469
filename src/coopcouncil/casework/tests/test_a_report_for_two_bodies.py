"""A report in a category that two bodies share, one failing: two states, and neither ever hides the other."""

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from standardwebhooks import Webhook

from coopcouncil.casework.actions import report_answers, report_delivery
from coopcouncil.casework.domain.report_states import MOVES, STATES
from coopcouncil.casework.models import Report, ReportAttempt, ReportEvent, ReportPart
from coopcouncil.casework.tests.reporting import body, carry, council_id, software_of, states, tell
from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.sharing.domain.delivery import WHOLE_SCHEDULE
from coopcouncil.sharing.tests.conftest import Post, Receiver, receiver

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db
BUSES, CLEANERS = "ashmere-buses", "greenway-collections"


@pytest.fixture(autouse=True)
def _this_machine_may_be_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOPCOUNCIL_ALLOW_HTTP", "127.0.0.1")


def of_the_buses(post: Post) -> bool:
    return str(json.loads(post.body)["data"]["does"]).startswith("Puts up times")


@pytest.fixture
def two(cast: SimpleNamespace, receiver: Receiver) -> SimpleNamespace:
    """Both take what is theirs at a real server, which answers one of them and not the other."""
    ids = SimpleNamespace(buses=body(BUSES), cleaners=body(CLEANERS), failing=500)
    receiver.connect(ids.cleaners)
    ids.secret = receiver.connect(ids.buses)

    def answer(handler: Any) -> None:
        handler.send_response(ids.failing if of_the_buses(receiver.posts[-1]) else 204)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answer = answer
    return ids


def test_one_fails_and_the_other_is_sent_and_answered_and_both_are_shown(
    two: SimpleNamespace, receiver: Receiver, client_for: Callable[[str | None], Client]
) -> None:
    now = clock.now()
    report = tell(now=now)
    assert states(report) == {BUSES: "queued", CLEANERS: "queued"}
    carry(now)
    assert states(report) == {BUSES: "retrying", CLEANERS: "sent"}
    cleaners = ReportPart.objects.get(report=report, organisation__code=CLEANERS)
    report_answers.answer(actor=software_of(two.cleaners), part_id=cleaners.id, kind="fixed", words="Swept.", now=now)
    assert states(report) == {BUSES: "retrying", CLEANERS: "fixed"}
    assert Report.objects.get().is_open, "closed though one body has not even got it"

    page = client_for(None).get(f"/reports/{report.reference}/").content.decode()
    assert "Not reached yet: trying again" in page
    assert "Fixed, they say" in page
    (entry,) = client_for(None).get(f"/open311/v2/requests/{report.reference}.json").json()
    assert entry["status"] == "open"
    assert "Ashmere-Buses: Not reached yet" in entry["status_notes"]
    assert "Greenway-Collections: Fixed, they say. “Swept.”" in entry["status_notes"]

    two.failing = 204
    carry(now, timedelta(seconds=6))
    assert states(report) == {BUSES: "sent", CLEANERS: "fixed"}
    theirs = [post for post in receiver.posts if of_the_buses(post)]
    assert all(Webhook(two.secret).verify(post.body, post.headers) for post in theirs)
    buses = ReportPart.objects.get(report=report, organisation__code=BUSES)
    assert [post.headers["webhook-id"] for post in theirs] == [str(buses.id)] * 2, "sent again under another id"
    assert list(ReportAttempt.objects.filter(part=buses).order_by("at").values_list("outcome", flat=True)) == [
        "http_error",
        "sent",
    ]
    report_answers.answer(actor=software_of(two.buses), part_id=buses.id, kind="refused", words="It is new.", now=now)
    done = Report.objects.get()
    assert (done.is_open, done.closed_at) == (False, now)


def test_what_can_never_be_delivered_is_somebodys_by_name_and_can_be_sent_again(
    two: SimpleNamespace, cast: SimpleNamespace, client_for: Callable[[str | None], Client]
) -> None:
    now = clock.now()
    report = tell(now=now)
    buses = ReportPart.objects.get(report=report, organisation__code=BUSES)
    at: Any = now
    while at is not None:
        at = report_delivery.deliver(part_id=buses.id, now=at)
    carry(now)
    assert states(report) == {BUSES: "dead", CLEANERS: "sent"}
    buses.refresh_from_db()
    assert buses.owner_id == cast.carys.account_id
    assert Report.objects.get().is_open
    assert "Could not be delivered" in client_for(None).get(f"/reports/{report.reference}/").content.decode()
    desk = client_for("carys").get("/desk/").content.decode()
    assert "Reports that could not be delivered" in desk

    carys = client_for("carys")
    assert "Send it again" in carys.get(f"/desk/reports/{buses.id}/").content.decode()
    two.failing = 204
    assert carys.post(f"/desk/reports/{buses.id}/again/").status_code == 302
    carry(clock.now(), timedelta(days=5))  # its server rests after so many failures
    assert states(report)[BUSES] == "sent"


def test_what_waits_for_a_server_that_rests_ends_as_somebodys(two: SimpleNamespace, cast: SimpleNamespace) -> None:
    now = clock.now()
    report = tell(now=now - WHOLE_SCHEDULE - timedelta(hours=1))
    assert report_delivery.end_overdue(now=now) == 2
    assert set(states(report).values()) == {"dead"}
    assert set(ReportPart.objects.values_list("owner_id", flat=True)) == {cast.carys.account_id}


def test_not_ours_is_never_the_end_and_goes_round_in_no_ring(cast: SimpleNamespace) -> None:
    buses, cleaners, now = body(BUSES), body(CLEANERS), clock.now()
    report = tell(now=now)
    part = ReportPart.objects.get(report=report, organisation__code=BUSES)
    with pytest.raises(BadInput):
        report_answers.answer(actor=software_of(buses), part_id=part.id, kind="passed", now=now)
    report_answers.answer(actor=software_of(buses), part_id=part.id, kind="passed", words="Not our stop.", now=now)
    assert states(report)["ashmere-council"] == "queued"
    assert Report.objects.get().is_open
    ours = ReportPart.objects.get(report=report, organisation_id=council_id())
    with pytest.raises(BadInput):  # the council cannot shrug it off
        report_answers.answer(actor=cast.carys.actor, part_id=ours.id, kind="passed", words="Nor ours.", now=now)
    with pytest.raises(BadInput):  # nor give it back to whom it came from
        report_answers.answer(actor=cast.carys.actor, part_id=ours.id, kind="passed", words="x", to=buses, now=now)
    with pytest.raises(Conflict):
        report_answers.answer(actor=software_of(buses), part_id=part.id, kind="fixed", now=now)
    with pytest.raises(NotAllowed):
        report_answers.answer(actor=software_of(cleaners), part_id=ours.id, kind="fixed", now=now)


def test_an_answer_counts_once_by_the_bodys_own_id_and_the_reporter_can_say_that_it_is_not_fixed(
    cast: SimpleNamespace,
) -> None:
    buses, now = body(BUSES), clock.now()
    body(CLEANERS)
    report = tell(cast.amara.actor, now=now)
    part = ReportPart.objects.get(report=report, organisation_id=buses)
    for _again in range(2):
        report_answers.answer(
            actor=software_of(buses), part_id=part.id, kind="fixed", words="New pane.", key="job 1", now=now
        )
    assert ReportEvent.objects.filter(part=part, kind="fixed").count() == 1
    with pytest.raises(NotAllowed):
        report_answers.reopen(actor=cast.bilal.actor, part_id=part.id, words="No.", now=now)
    report_answers.reopen(actor=cast.amara.actor, part_id=part.id, words="It is broken again.", now=now)
    assert states(report)[BUSES] == "queued"


def test_the_database_refuses_what_the_table_of_moves_does_not_know(cast: SimpleNamespace) -> None:
    body(BUSES)
    report = tell()
    part = ReportPart.objects.filter(report=report)[0]
    for state in STATES:
        for to in STATES:
            if state == to:
                continue
            allowed = to in MOVES[state]
            with transaction.atomic():
                for step in _way_to(state):
                    ReportPart.objects.filter(id=part.id).update(state=step)
                if allowed:
                    ReportPart.objects.filter(id=part.id).update(state=to)
                else:
                    with pytest.raises(IntegrityError), transaction.atomic():
                        ReportPart.objects.filter(id=part.id).update(state=to)
                transaction.set_rollback(True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportEvent.objects.all().delete()


def _way_to(state: str) -> list[str]:
    return [] if state == "queued" else [state]
