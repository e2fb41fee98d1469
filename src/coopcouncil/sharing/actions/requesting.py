"""What people ask about their own data: made, put on paper for them, answered by them, withdrawn."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import public as people
from coopcouncil.sharing.actions.news import write_news
from coopcouncil.sharing.domain import rights
from coopcouncil.sharing.models import DataRequest
from coopcouncil.sharing.queries import rights as queries


def due_on(row: DataRequest) -> date | None:
    """The last day for what comes next, as the law counts it for this kind of request."""
    if row.kind == rights.COMPLAINT:
        return rights.complaint_due_on(row.received_on)
    return queries.clock_of(row).due_on()


def ask_about_data(
    *, actor: Actor, kind: str, words: str, authority_id: UUID | None = None, now: datetime, today: date
) -> UUID:
    """Ask for a copy, for erasure, or complain: for oneself, or by a power for the person whom the council has linked.

    Raises NotAllowed, BadInput; Conflict where the same is under way already (of complaints there may be several).
    """
    with transaction.atomic():
        permissions.require(actor, "sharing.ask_about_data")
        asked_by = actor.account_id
        assert asked_by is not None
        account_id = _for_whom(actor, authority_id, today) if authority_id else asked_by
        row = _kept(kind, account_id, asked_by, words, DataRequest.Via.ACCOUNT, today)
        row.authority_id = authority_id
        row.save()
        audit.note(actor, "sharing.data_requested", row, reason=kind, on_behalf_of=account_id)
    return row.id


def _for_whom(actor: Actor, authority_id: UUID, today: date) -> UUID:
    mine = next((power for power in people.authorities_of(actor, today) if power.id == authority_id), None)
    if mine is None or mine.subject_id is None:
        raise NotAllowed("sharing.ask_about_data", about_object=True)
    return mine.subject_id


def record_data_request(
    *, actor: Actor, kind: str, account_id: UUID, words: str, via: str, received_on: date, today: date
) -> UUID:
    """Put down what somebody asked by letter, telephone or at the counter; its clock runs from the day it came.

    Raises NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        permissions.require(actor, "sharing.see_requests")
        if account_id == actor.account_id:
            raise BadInput(_("This is your own account. Ask in it yourself."), place="who")
        if received_on > today:
            raise BadInput(_("It cannot have come after today."), place="received_on")
        row = _kept(kind, account_id, account_id, words, via, received_on)
        row.recorded_by_id = actor.account_id
        row.save()
        audit.note(actor, "sharing.data_requested", row, reason=f"{kind} {via}", on_behalf_of=account_id)
    return row.id


def _kept(kind: str, account_id: UUID, asked_by: UUID, words: str, via: str, received_on: date) -> DataRequest:
    people.hold_account(account_id)
    if kind == rights.COMPLAINT and not words.strip():
        raise BadInput(_("Say what went wrong, so that we can look into it."), place="words")
    if kind != rights.COMPLAINT and queries.has_open(account_id, kind):
        raise Conflict(_("This was asked for already. You can follow it in the list."))
    row = DataRequest(
        kind=kind, account_id=account_id, asked_by_id=asked_by, words=words.strip() or None, via=via,
        received_on=received_on,
    )  # fmt: skip
    row.due_on = due_on(row)
    return row


def answer_about_request(*, actor: Actor, request_id: UUID, words: str, today: date) -> None:
    """The person gives what was asked of them: the clock runs on. Raises NotFound, NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        row = queries.data_request_for_update(request_id)
        permissions.require(actor, "sharing.own_request", queries.asked(row, today))
        if not words.strip():
            raise BadInput(_("Write your answer."), place="words")
        run_on(row, today)
        row.letters = [*row.letters, letter("answered_by_person", words, today)]
        row.save()
        audit.note(actor, "sharing.data_request_runs_on", row)


def withdraw_data_request(*, actor: Actor, request_id: UUID, now: datetime, today: date) -> None:
    """Take back what was asked. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        row = queries.data_request_for_update(request_id)
        permissions.require(actor, "sharing.own_request", queries.asked(row, today))
        row.state = rights.moved(row.kind, row.state, DataRequest.State.WITHDRAWN)
        row.closed_at, row.due_on = now, None
        row.save()
        queries.review_items(row.id).delete()
        audit.note(actor, "sharing.data_request_withdrawn", row)


def run_on(row: DataRequest, today: date) -> None:
    """End the pause of a request, and count its last day anew. Raises Conflict where it does not stand still."""
    row.state = rights.moved(row.kind, row.state, DataRequest.State.RECEIVED)
    *before, (why, since, _until) = row.pauses
    row.pauses = [*before, [why, since, today.isoformat()]]
    row.due_on = due_on(row)


def letter(what: str, words: str, today: date) -> dict[str, str]:
    """One thing written between the council and the person, as the request keeps it."""
    return {"what": what, "words": words.strip(), "on": today.isoformat()}


def say_there_is_news(row: DataRequest, now: datetime) -> None:
    """Write to whoever asked that there is something to read in their account; never what. Within the transaction."""
    write_news(
        account_id=row.asked_by_id,
        template="your_data",
        values={"request": str(row.id)},
        once=f"your_data:{row.id}:{row.state}:{len(row.letters)}",
        now=now,
    )
