"""What Ashmere's people have asked about their data by now: a copy, a complaint, and what was asked by letter."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from coopcouncil.foundation import clock
from coopcouncil.people import public as people
from coopcouncil.sharing.actions import governing, looking, requesting, retaining
from coopcouncil.sharing.models import DataRequest


def load() -> None:
    """Three requests, each at another point. Never twice."""
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


def _account(account_id: UUID | None) -> UUID:
    assert account_id is not None
    return account_id
