"""A provider’s managers are written to: what the council decided, and which records they must confirm."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from coopcouncil.directory import actions, tasks
from coopcouncil.directory.actions import writing
from coopcouncil.directory.domain.assurance import stage
from coopcouncil.directory.models import Letter, ProposedChange, Reminder, Service
from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.models import OutboxEntry

pytestmark = pytest.mark.django_db
DUE = date(2026, 7, 31)


@pytest.fixture
def service(ashmere: SimpleNamespace, make_service: Callable[..., Service]) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"], cost="Free", name="Repairs")


def carry() -> None:
    while outbox.carry_one(clock=clock.now):
        pass
    assert not OutboxEntry.objects.exclude(last_error="").exists()


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 7, 16), ""), (date(2026, 7, 17), "soon"), (date(2026, 7, 30), "soon"), (DUE, "due"),
        (date(2026, 8, 30), "due"), (date(2026, 8, 31), "late-1"), (date(2026, 9, 29), "late-1"),
        (date(2026, 9, 30), "late-2"), (date(2027, 2, 27), "late-6"), (date(2027, 2, 28), "late-7"),
        (date(2027, 7, 31), "late-12"),
    ],
)  # fmt: skip
def test_a_record_is_at_one_stage_a_day(today: date, said: str) -> None:
    assert stage(DUE, today=today) == said


def propose(ashmere: SimpleNamespace, service: Service) -> ProposedChange:
    edited = actions.edit_service(
        actor=ashmere.cast.esi.actor, service_id=service.id, changes=actions.Changes({"cost": "£2 each time"})
    )
    return ProposedChange.objects.get(id=edited.proposal_id)


def test_a_no_is_written_to_the_providers_manager_with_the_reason(
    ashmere: SimpleNamespace, service: Service, client_for: Callable[[str | None], Client]
) -> None:
    change = propose(ashmere, service)
    typed = {"verdict": "refuse", "because": "Talk to us first."}
    assert client_for("jo").post(f"/directory/changes/{change.id}/", typed).status_code == 302
    assert mail.outbox == [], "it leaves with the worker"
    carry()
    (letter,) = mail.outbox
    assert letter.to == ["esi@ashmere.example"]
    assert letter.subject == "Not agreed: Repairs"
    for words in ("did not agree", "Talk to us first.", "before: Free", "proposed: £2 each time",
                  "/provider/services/estate-repairs/"):  # fmt: skip
        assert words in letter.body
    tasks.write_letter(Letter.objects.get().id, attempt=2, now=clock.now())
    assert len(mail.outbox) == 1, "twice carried is once written"


def test_a_yes_is_written_and_what_was_taken_back_is_not(ashmere: SimpleNamespace, service: Service) -> None:
    first, second = propose(ashmere, service), propose(ashmere, service)
    actions.withdraw_change(actor=ashmere.cast.esi.actor, change_id=first.id, now=clock.now())
    actions.approve_change(actor=ashmere.cast.jo.actor, change_id=second.id, now=clock.now())
    carry()
    (letter,) = mail.outbox
    assert "agreed to your change of “Repairs”. Everybody reads it now." in letter.body
    assert "Why:" not in letter.body


def on(day: date) -> dict[str, Any]:
    now = clock.now().replace(year=day.year, month=day.month, day=day.day, hour=9)
    return {"now": now, "today": day}


def test_managers_are_reminded_once_a_stage_in_one_letter(
    ashmere: SimpleNamespace, service: Service, make_service: Callable[..., Service]
) -> None:
    other = make_service("estate-garden", service.organisation_id, name="Garden")
    make_service("closed-one", service.organisation_id, name="Closed", status="closed")
    Service.objects.filter(organisation_id=service.organisation_id).update(assured_on=date(2026, 1, 30), due_on=DUE)
    assert writing.remind(**on(DUE - timedelta(days=15))) == 0
    assert writing.remind(**on(DUE - timedelta(days=14))) == 2
    assert writing.remind(**on(DUE - timedelta(days=3))) == 0, "once a stage"
    letter = Letter.objects.get()
    writing.write_letter(letter_id=letter.id, now=letter.made_at)
    (mailed,) = mail.outbox
    assert mailed.subject == "2 records to confirm"
    assert "- Garden: please confirm by 31 July 2026\n- Repairs: please confirm by 31 July 2026" in mailed.body
    assert "/directory/to-confirm/" in mailed.body
    assert "Closed" not in mailed.body
    actions.assure_service(actor=ashmere.cast.esi.actor, service_id=other.id, today=DUE)
    assert writing.remind(**on(DUE)) == 1
    assert writing.remind(**on(date(2026, 8, 31))) == 1
    letter = Letter.objects.filter(sent_at=None).latest("made_at")
    writing.write_letter(letter_id=letter.id, now=letter.made_at)
    assert "- Repairs: it was due on 31 July 2026" in mail.outbox[-1].body
    assert "/services/estate-repairs/assure/" in mail.outbox[-1].body
    assert sorted(Reminder.objects.filter(service=service).values_list("stage", flat=True)) == ["due", "late-1", "soon"]


def test_what_was_confirmed_before_the_letter_left_is_not_asked_for(ashmere: SimpleNamespace, service: Service) -> None:
    Service.objects.filter(id=service.id).update(assured_on=date(2026, 1, 30), due_on=DUE)
    assert writing.remind(**on(DUE)) == 1
    actions.assure_service(actor=ashmere.cast.esi.actor, service_id=service.id, today=DUE)
    letter = Letter.objects.get()
    writing.write_letter(letter_id=letter.id, now=letter.made_at)
    assert mail.outbox == []


def test_the_hourly_job_reminds(service: Service) -> None:
    today = clock.today()
    Service.objects.filter(id=service.id).update(assured_on=today - timedelta(days=180), due_on=today)
    assert tasks.remind_providers.call() == 1
    assert tasks.remind_providers.call() == 0
    carry()
    assert mail.outbox[0].subject == "1 record to confirm"


def test_whoever_is_late_is_shown_so_to_everybody(service: Service, client_for: Callable[[str | None], Client]) -> None:
    today = clock.today()
    Service.objects.filter(id=service.id).update(
        assured_on=today - timedelta(days=200), due_on=today - timedelta(days=1)
    )
    assert "May be out of date" in client_for(None).get("/services/estate-repairs/").content.decode()
    assert "may be out of date" in client_for(None).get("/services/").content.decode()
