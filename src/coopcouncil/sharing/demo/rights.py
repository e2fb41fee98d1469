"""What Ashmere's people have asked about their data by now: a copy, a complaint, and what was asked by letter."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import actions
from coopcouncil.sharing.actions import governing, looking, objecting, requesting, retaining
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.models import DataRequest, Delivery, Objection, Submission
from coopcouncil.sharing.queries import objections

GROUNDS = (
    "My former partner works there. I do not want them to see where I live now.",
    "I have left the area since. They do not need this any more.",
)
REASONS = "You are right: the service has no task for you where you live now. We have told it to stop, and to erase it."


def load() -> None:
    """Three requests, each at another point; a hold; two objections. Never twice."""
    if DataRequest.objects.exists():
        return
    today = clock.today()
    amara, bilal, esi, carys = (
        people.actor_for_account(people.account_with_email(f"{name}@ashmere.example"), today)
        for name in ("amara", "bilal", "esi", "carys")
    )
    days: dict[int, dict[str, Any]] = {
        back: {"now": clock.now() - timedelta(days=back), "today": today - timedelta(days=back)} for back in (2, 9)
    }
    requesting.ask_about_data(actor=amara, kind="access", words="", **days[9])
    complaint = "Two letters went to my old address, after I had told you of the new one."
    requesting.ask_about_data(actor=bilal, kind="complaint", words=complaint, **days[9])
    waits = requesting.record_data_request(
        actor=carys, kind="access", account_id=_account(esi.account_id), words="Everything about my tenancy.",
        via="letter", received_on=days[9]["today"], today=today,
    )  # fmt: skip
    question = "Do you mean the flat in Mill Lane, or the one before it too?"
    governing.pause_request(actor=carys, request_id=waits, why="clarification", words=question, **days[2])

    opened = "An ambulance crew is with her and asks for her date of birth and who her doctor is."
    opening = looking.open_in_need(
        actor=carys, account_id=_account(amara.account_id), why="life", reason=opened, now=days[2]["now"]
    )  # fmt: skip

    looking.look_in_need(actor=carys, opening_id=opening, now=days[2]["now"])
    retaining.set_hold(
        actor=carys, account_id=_account(bilal.account_id), submission_id=None, until=today + timedelta(days=90),
        reason="He claims that a letter came too late. Our lawyers need what was sent.", today=today,
    )  # fmt: skip
    _object(carys, today)
    _erase_one(but_not=[_account(amara.account_id), _account(bilal.account_id)])


def _erase_one(but_not: list[UUID]) -> None:
    """Somebody who left care is erased once all whom they told have finished; a law keeps what the council was told."""
    left_care = Submission.objects.filter(event_code="leaving-care", safe=False, account__isnull=False)
    objects = Objection.objects.values("notice__submission__account_id")
    left_care = left_care.exclude(account_id__in=but_not).exclude(account_id__in=objects)
    for told in left_care.order_by("submitted_at", "id"):
        assert told.account_id is not None
        for delivery in Delivery.objects.filter(notice__submission=told).exclude(state__in=FINAL):
            body = delivery.notice.organisation_id
            actions.answer_notice(
                actor=Actor(kind="agency", organisation_id=body, scopes=frozenset({"notices"})),
                notice_id=delivery.notice_id, answer_id=f"demo-done-{delivery.id}", kind="acted", reason="",
                now=clock.now(),
            )  # fmt: skip
        with suppress(Conflict):  # something else of theirs is not finished: the next one
            people.erase_everywhere(told.account_id)
            return


def _object(officer: Actor, today: date) -> None:
    """One person objects to what was told of them and waits for the answer; another has been answered."""
    told = objections.to_object_to_in_demo(clock.now() - timedelta(days=2))
    for number, notice in enumerate(told):
        teller = people.actor_for_account(_account(notice.submission.account_id), today)
        made = objecting.object_to(
            actor=teller, notice_id=notice.id, grounds=GROUNDS[number], now=notice.created_at + timedelta(hours=20)
        )
        if number:
            objecting.answer_objection(
                actor=officer, objection_id=made, upheld=True, reasons=REASONS,
                now=notice.created_at + timedelta(hours=44),
            )  # fmt: skip


def _account(account_id: UUID | None) -> UUID:
    assert account_id is not None
    return account_id
