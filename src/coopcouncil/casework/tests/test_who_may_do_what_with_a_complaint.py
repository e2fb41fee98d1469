"""Whose a complaint is, who decides it, what is logged, kept, given and let go of."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from coopcouncil.casework import public
from coopcouncil.casework.actions import answering, closing, complaining, erasing, ombudsman, opening
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock, Complaint, ComplaintStage, Officer
from coopcouncil.casework.tests.complaining import WORDS, Desk, answer, at, complain, desk_of, due, take_in
from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people.models import Authority

pytestmark = pytest.mark.django_db
DAY = date(2028, 1, 4)


@pytest.fixture
def desk(cast: SimpleNamespace) -> Desk:
    return desk_of(cast)


def test_of_two_stages_the_database_lets_nobody_decide_both(cast: SimpleNamespace, desk: Desk) -> None:
    made = complain(cast.amara.actor, DAY)
    take_in(desk.carys, made, DAY)
    answer(desk.carys, made, DAY)
    complaining.ask_next_stage(actor=cast.amara.actor, complaint_id=made, words="", now=at(DAY), today=DAY)
    stage = ComplaintStage.objects.get(number=2)
    stage.complaint = Complaint.objects.get()
    stage.decided_by_id = desk.carys.account_id
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        stage.save()


def test_who_owns_the_case_that_is_complained_of_does_not_decide(cast: SimpleNamespace, desk: Desk) -> None:
    told = opening.open_own(
        actor=cast.amara.actor, problem=Problem("Damp", "Wet.", service_type="council_housing"), now=at(DAY), today=DAY
    )
    made = complain(cast.amara.actor, DAY, about_id=told.id)
    complaint = Complaint.objects.select_related("case").get()
    assert told.owner_account_id == desk.carys.account_id
    assert complaint.case.owner.account_id == desk.grace.account_id
    assert (complaint.scheme, complaint.case.service_type) == ("housing", "council_housing")
    take_in(desk.grace, made, DAY)
    with pytest.raises(NotAllowed):
        answer(desk.carys, made, DAY)
    answer(desk.grace, made, DAY)


def test_a_council_with_one_officer_still_takes_every_complaint_in(cast: SimpleNamespace, desk: Desk) -> None:
    Officer.objects.exclude(account_id=desk.carys.account_id).delete()
    told = opening.open_own(actor=cast.amara.actor, problem=Problem("Damp", "Wet."), now=at(DAY), today=DAY)
    made = complain(cast.amara.actor, DAY, about_id=told.id)
    take_in(desk.carys, made, DAY)
    with pytest.raises(NotAllowed):
        answer(desk.carys, made, DAY)


def test_a_complaint_ends_by_its_own_rules_alone(cast: SimpleNamespace, desk: Desk) -> None:
    complain(cast.amara.actor, DAY)
    case = Case.objects.get().id
    who: dict[str, Any] = {"actor": desk.carys, "case_id": case, "now": at(DAY)}
    for end in (
        lambda: closing.ask_whether_solved(**who, words="Done."),
        lambda: closing.end_case(**who, why="not_ours_to_give", reason="No."),
        lambda: closing.record_answer(**who, solved=True, words="Yes."),
        lambda: closing.answer_solved(**{**who, "actor": cast.amara.actor}, solved=False, words="", today=DAY),
    ):
        with pytest.raises(Conflict, match="This is a complaint"):
            end()


def test_it_is_taken_down_for_who_has_no_account_and_counts_from_the_day_it_came(desk: Desk) -> None:
    made = complaining.record_complaint(
        actor=desk.carys,
        made=Made(words=WORDS, known_on=DAY, contact={"name": "Sam Poe", "phone": "020 7946 0000"}, channel="post"),
        received_on=DAY, now=at(date(2028, 1, 7)), today=date(2028, 1, 7),
    )  # fmt: skip
    assert due(made) == {"complaint_acknowledge": date(2028, 1, 11)}
    take_in(desk.carys, made, date(2028, 1, 7))
    answer(desk.carys, made, date(2028, 1, 7))
    complaining.record_content(
        actor=desk.carys, complaint_id=made, words="He rang: it is fine.", now=at(date(2028, 1, 10))
    )  # fmt: skip
    assert (Complaint.objects.get().state, Case.objects.get().outcome) == ("content", "solved")
    with pytest.raises(BadInput, match="after today"):
        complaining.record_complaint(
            actor=desk.carys, made=Made(words=WORDS, known_on=DAY), received_on=DAY, now=at(DAY),
            today=DAY - timedelta(days=1),
        )  # fmt: skip


def test_somebody_complains_by_a_power_that_covers_it_and_names_an_advocate(cast: SimpleNamespace, desk: Desk) -> None:
    power = Authority.objects.create(
        holder_id=cast.bilal.account_id, kind="lpa_property", person={"first_names": "Amara", "last_name": "Adeyemi"},
        subject_id=cast.amara.account_id, state="checked", starts_on=date(2026, 1, 1), claimed_at=clock.now(),
        checked_at=clock.now(), checked_by_id=cast.jo.account_id, evidence={"seen": "sealed_copy"},
    )  # fmt: skip
    today = clock.today()
    made = complaining.make_complaint(
        actor=cast.bilal.actor,
        made=Made(words=WORDS, known_on=today, authority_id=power.id, advocate={"name": "Ms Example", "phone": ""}),
        now=clock.now(), today=today,
    )  # fmt: skip
    complaint = Complaint.objects.select_related("case").get(id=made)
    assert complaint.case.person_id == cast.amara.account_id
    assert complaint.advocate == {"name": "Ms Example"}
    with pytest.raises(BadInput, match="does not let you"):
        complaining.make_complaint(
            actor=cast.bilal.actor,
            made=Made(words=WORDS, known_on=today, scheme="health", authority_id=power.id),
            now=clock.now(), today=today,
        )  # fmt: skip


def test_a_late_complaint_is_kept_and_declined_only_with_reasons_and_the_ombudsman(
    cast: SimpleNamespace, desk: Desk
) -> None:
    made = complain(cast.amara.actor, DAY, known_on=date(2026, 12, 31))
    assert Complaint.objects.get().is_late
    with pytest.raises(BadInput):
        answering.decline(actor=desk.carys, complaint_id=made, reason=" ", now=at(DAY), today=DAY)
    answering.decline(actor=desk.carys, complaint_id=made, reason="Nobody remembers.", now=at(DAY), today=DAY)
    assert (Complaint.objects.get().state, Case.objects.get().state) == ("declined", "closed")
    assert {row.state for row in CaseClock.objects.all()} == {"called_off"}
    assert ComplaintStage.objects.get().ombudsman_until == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"outcome": "upheld", "remedies": []}, "how it is made good"),
        ({"outcome": "upheld", "remedies": ["payment"]}, "how much is paid"),
        ({"outcome": "partly", "remedy": ""}, "what is done about it"),
        ({"outcome": "upheld", "remedy_by": DAY - timedelta(days=1)}, "has passed"),
    ],
)
def test_who_was_right_is_told_how_it_is_made_good(
    cast: SimpleNamespace, desk: Desk, changes: dict[str, Any], says: str
) -> None:
    made = complain(cast.amara.actor, DAY)
    take_in(desk.carys, made, DAY)
    with pytest.raises(BadInput, match=says):
        answer(desk.carys, made, DAY, **changes)


def test_what_was_promised_is_tracked_until_it_is_done(cast: SimpleNamespace, desk: Desk) -> None:
    made = complain(cast.amara.actor, DAY)
    take_in(desk.carys, made, DAY)
    answer(desk.carys, made, DAY, "upheld", remedies=["put_right"], remedy_by=date(2028, 2, 1))
    who: dict[str, Any] = {"actor": desk.carys, "complaint_id": made, "now": at(date(2028, 1, 20))}
    answering.make_good(**who, number=1, words="A new bin stands there.")
    with pytest.raises(Conflict, match="Nothing is left"):
        answering.make_good(**who, number=1, words="Again.")
    answering.learn(**who, learned="The list of rounds is checked each Monday.")
    assert Complaint.objects.get().learned_at


def test_it_is_given_held_and_let_go_of(
    cast: SimpleNamespace, desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    day = clock.today() - timedelta(days=1)
    made = complain(cast.amara.actor, day, known_on=day, wanted="A new bin.")
    take_in(desk.carys, made, day)
    answer(desk.carys, made, day)
    given = public.export_complaints(cast.amara.account_id)["complaints"][0]
    assert (given["words"], given["wanted"], given["stages"][0]["answer"]) == (
        WORDS, "A new bin.", "We looked at each round.",
    )  # fmt: skip
    ombudsman.ombudsman_asks(
        actor=desk.carys, complaint_id=made, reference="28 1", asked_on=day, now=clock.now(), today=day
    )  # fmt: skip
    assert "ombudsman" in public.legal_holds(cast.amara.account_id)[0]
    ombudsman.ombudsman_decided(
        actor=desk.carys, complaint_id=made, outcome="no_fault", words="No.", decided_on=day, now=clock.now(), today=day
    )
    assert public.legal_holds(cast.amara.account_id) == []
    again = complain(cast.amara.actor, day, known_on=day)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase_person(cast.amara.account_id)
    kept, open_one = Complaint.objects.get(id=made), Complaint.objects.get(id=again)
    assert (kept.wanted, kept.ombudsman_words, kept.ombudsman_reference) == ("", "", "")
    assert (open_one.state, open_one.case.state, ComplaintStage.objects.get(complaint=kept).answer) == (
        "ended", "closed", "",
    )  # fmt: skip


def test_every_step_has_its_line_in_the_trail_and_every_reading_in_the_persons_list(
    cast: SimpleNamespace, desk: Desk, client_for: Any
) -> None:
    made = complain(cast.amara.actor, clock.today(), known_on=clock.today())
    assert client_for("carys").get(f"/cases/complaints/{made}/").status_code == 200
    assert client_for("carys").get("/cases/complaints/").status_code == 200
    seen = AccessEntry.objects.filter(about=cast.amara.account_id).values_list("verb", flat=True)
    assert {"casework.complaint_read", "casework.complaints_listed"} <= set(seen)
    assert AuditRow.objects.filter(verb="casework.complaint_made", object_id=made).exists()
