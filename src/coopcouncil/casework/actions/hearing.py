"""Taking what the other council says of a case. It may come twice, late, and in any order.

See `domain/transfers.py` for why both come to the same end. Whoever locks a transfer and its case locks the transfer
first.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from coopcouncil.casework.actions import closing, timing
from coopcouncil.casework.actions.exchanging import let_go, say, write_line
from coopcouncil.casework.actions.history import tell_officer, tell_resident, write_down
from coopcouncil.casework.domain import transfers
from coopcouncil.casework.domain.transfers import Message
from coopcouncil.casework.models import Case, Entry, Transfer, TransferLine, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.sharing import public as sharing

State, Side = Transfer.State, Transfer.Side


def take_message(*, actor: Actor, data: Any, now: datetime) -> Transfer:
    """Take what the council whose key this is said of a case. Again, late or out of turn, it does no harm.

    Raises NotAllowed, NotFound for a transfer of others, BadInput.
    """
    permissions.require(actor, "casework.exchange")
    message = transfers.read(data)
    assert actor.organisation_id is not None
    with transaction.atomic():
        staffing.hold(alone=False)
        if message.by == transfers.GIVER:
            row = _announced(actor.organisation_id, message, now)
            _hear_giver(row, _fit(row, message), now)
        else:
            row = moving.transfer_for_update(message.transfer)
            _theirs(row, Side.GIVING, actor)
            _hear_taker(row, _fit(row, message), now)
        if message.erased:
            _erased_there(row, now)
        row.changed_at = now
        row.save()
        audit.note(actor, "casework.transfer_message_taken", row, reason=message.step)
    return row


def _fit(row: Transfer, message: Message) -> Message:
    """What may still be heard: of a case that was emptied here, only what was decided."""
    emptied = row.case_id is not None and queries.case(row.case_id).emptied_at is not None
    return message.bare() if emptied else message


def _erased_there(row: Transfer, now: datetime) -> None:
    """The other council has erased the person: whoever owns the case here decides what must go here too."""
    if row.erased_there_at is not None or row.case_id is None:
        return
    row.erased_there_at = now
    case = queries.case(row.case_id)
    entry = write_down(
        case, Entry.Kind.TRANSFER, actor=SYSTEM, now=now, organisation_id=row.council_id, visibility=Visibility.TEAM,
        data={"transfer": str(row.id), "step": "erased"},
    )  # fmt: skip
    tell_officer(case, case.owner, entry)
    audit.note(SYSTEM, "casework.transfer_erased_there", row)


def _announced(council_id: UUID, message: Message, now: datetime) -> Transfer:
    """The row of what is offered to us, held: a new one at the first word of it."""
    Transfer.objects.get_or_create(
        id=message.transfer,
        defaults={
            "side": Side.TAKING, "council_id": council_id, "state": State.ANNOUNCED, "offered_at": now,
            "changed_at": now,
        },
    )  # fmt: skip
    row = moving.transfer_for_update(message.transfer)
    if row.council_id != council_id or row.side != Side.TAKING:
        raise NotFound("There is no such transfer.")
    return row


def _theirs(row: Transfer, side: str, actor: Actor) -> None:
    if row.council_id != actor.organisation_id or row.side != side:
        raise NotFound("There is no such transfer.")


def _hear_giver(row: Transfer, message: Message, now: datetime) -> None:
    if message.step not in transfers.GIVING:
        raise BadInput("That is no step of whoever hands over.", place="data.step", mend="Look at the description.")
    if row.state in transfers.OVER:
        if message.step == State.WITHDRAWING:
            say(row, now)  # our answer may have been lost
        return
    if message.offer is not None and row.state == State.ANNOUNCED:
        row.offer = transfers.write(message)["offer"]
        row.basis, row.state, row.offered_at = message.offer.basis, State.OFFERED, now
        audit.note(SYSTEM, "casework.transfer_came", row)
        _call_those_who_may_take_it(row, message, now)
    if message.step == State.WITHDRAWING:
        if transfers.may_move(row.side, row.state, State.WITHDRAWN):
            row.state, row.decided_at = State.WITHDRAWN, now
            let_go(row)
            audit.note(SYSTEM, "casework.transfer_withdrawn", row)
        say(row, now)
        if row.state == State.WITHDRAWN:
            return
    _keep_standing(row, message)
    _take_lines(row, message, now)


def _call_those_who_may_take_it(row: Transfer, message: Message, now: datetime) -> None:
    for officer in staffing.who_takes_offers():
        sharing.write_to_officer(
            account_id=officer.account_id,
            at=officer.account.email,
            reference=message.standing.reference if message.standing else "",
            path=reverse("casework:offer", args=[row.id]),
            once=f"transfer:{row.id}:{officer.id}",
            now=now,
        )


def _hear_taker(row: Transfer, message: Message, now: datetime) -> None:
    if message.step not in transfers.TAKING:
        raise BadInput("That is no step of whoever takes over.", place="data.step", mend="Look at the description.")
    before, state = row.state, transfers.after_answer(row.state, message.step)
    case = queries.case_for_update(row.case_id)  # type: ignore[arg-type]  # whoever gives has one
    row.state = state
    newer = _keep_standing(row, message)
    if state != before:
        row.decided_at = now
        _decided(row, case, message, now)
    _take_lines(row, message, now, quietly=state != before)
    if newer and row.state in {State.ACCEPTED, State.CLOSED}:
        # A moment later, so that whoever reads the history reads that it was taken before that it is over.
        _follow_their_standing(row, case, now + timedelta(microseconds=1))


def _decided(row: Transfer, case: Case, message: Message, now: datetime) -> None:
    """What the other decided, said to the resident and to the owner here."""
    accepted = row.state == State.ACCEPTED
    if accepted:
        _answers_elsewhere(case, now)
    else:
        row.reason = message.reason
        case.transfer = None
    case.changed_at = now
    case.save(update_fields=["transfer", "elsewhere", "next_due_at", "escalated_to", "changed_at"])
    entry = write_down(
        case, Entry.Kind.TRANSFER, actor=SYSTEM, now=now, organisation_id=row.council_id, text=message.reason or None,
        data={"transfer": str(row.id), "step": row.state},
    )  # fmt: skip
    tell_resident(case, entry)
    tell_officer(case, staffing.officer(case.owner_id), entry)
    audit.note(SYSTEM, f"casework.transfer_{row.state}", row)


def _answers_elsewhere(case: Case, now: datetime) -> None:
    """From now on the other answers for it: no clock of ours runs. Where it is over here it stays over."""
    if case.state != Case.State.CLOSED:
        case.elsewhere, case.escalated_to = True, None
        timing.end_all(case, now=now, called_off=True)


def _follow_their_standing(row: Transfer, case: Case, now: datetime) -> None:
    """The case here ends when it ends there, and opens again when it does there."""
    there = row.theirs["state"]
    if there == Case.State.CLOSED and row.state == State.ACCEPTED:
        row.state = transfers.move(row.side, row.state, State.CLOSED)
        if case.state != Case.State.CLOSED:
            closing.close_as_there(case, outcome=row.theirs["outcome"], council_id=row.council_id, now=now)
        case.elsewhere = False
        case.save(update_fields=["elsewhere"])
    elif there != Case.State.CLOSED and row.state == State.CLOSED and case.transfer_id == row.id:
        row.state = transfers.move(row.side, row.state, State.ACCEPTED)
        if case.state == Case.State.CLOSED:
            closing.reopen_as_there(case, council_id=row.council_id, now=now)
        _answers_elsewhere(case, now)
        case.save(update_fields=["elsewhere", "next_due_at", "escalated_to"])


def _keep_standing(row: Transfer, message: Message) -> bool:
    """Whether it is newer than what we knew; then it is kept."""
    if message.standing is None or message.sequence <= row.seen:
        return False
    row.theirs, row.seen = transfers.write(message)["standing"], message.sequence
    if not sharing.is_at_peer(row.council_id, message.standing.follow_url):
        row.theirs |= {"follow_url": "", "follow_code": ""}  # residents are sent nowhere else
    return True


def _take_lines(row: Transfer, message: Message, now: datetime, *, quietly: bool = False) -> None:
    """Write the lines that are new into the case, or keep them until there is one; `quietly`: they hear anyway."""
    known = moving.known_lines(row, [line.id for line in message.lines])
    fresh = {line.id: line for line in message.lines if line.id not in known}
    if not fresh:
        return
    if row.case_id is None:
        contents = [vars(line) | {"id": str(line.id), "at": line.at.isoformat()} for line in fresh.values()]
        TransferLine.objects.bulk_create(
            TransferLine(transfer=row, line_id=UUID(item["id"]), incoming=True, content=item) for item in contents
        )
        return
    case = queries.case(row.case_id)
    for line in fresh.values():
        entry = write_line(row, case, line, now)
        TransferLine.objects.create(transfer=row, line_id=line.id, incoming=True, entry=entry)
    if not quietly:
        tell_resident(case, entry)
    if row.side == Side.TAKING:
        tell_officer(case, case.owner, entry)
