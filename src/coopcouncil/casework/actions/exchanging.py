"""What two councils say to each other of a case: telling the other what is new here.

It may go twice, late, and in any order: see `domain/transfers.py` for why both come to the same end. Whoever
locks a transfer and its case locks the transfer first.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse

from coopcouncil.casework.actions.history import tell_officer, tell_resident, write_down
from coopcouncil.casework.domain import transfers
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.domain.transfers import Line, Message, Offer, Standing
from coopcouncil.casework.models import Case, Entry, Transfer, TransferLine
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import transfers as moving
from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.sharing import public as sharing

State, Side = Transfer.State, Transfer.Side
_ASKED = frozenset({State.OFFERED, State.UNDELIVERED})
_HEARS = frozenset({State.ACCEPTED, State.CLOSED})


def tell_the_other(*, transfer_id: UUID, now: datetime) -> None:
    """Tell the other council what is new in the case here. May be called twice: what was told is not told again.

    The history goes there once it has accepted. Where a case is over here before that, the offer is taken back.
    """
    with transaction.atomic():
        row = moving.transfer_for_update(transfer_id)
        case = queries.case(row.case_id) if row.case_id is not None else None
        if case is None or case.emptied_at is not None:
            return
        if case.state == Case.State.CLOSED and row.state in _ASKED:
            row.state = State.WITHDRAWING
            say(row, now)
        elif row.state in _HEARS and (found := moving.unsent(row)):
            say(row, now, entries=found)


def tell_of_erasure(*, case_ids: list[UUID], now: datetime) -> None:
    """The person of these cases is erased here: every council that was told of them hears so, and what nobody has
    accepted yet is taken back. Call inside the transaction, before their keys go.
    """
    for row in moving.told_of(case_ids):
        if row.state in _ASKED:
            row.state = State.WITHDRAWING
        row.sequence, row.changed_at = row.sequence + 1, now
        message = Message(row.id, _by(row), row.sequence, row.state, erased=True)
        # It says nothing of the person. Sealed as what it is about, it would go with all the rest.
        _post(row, message, now, subject=uuid4())
        row.save(update_fields=["state", "sequence", "changed_at"])
        audit.note(SYSTEM, "casework.transfer_erasure_told", row)


def _by(row: Transfer) -> str:
    return transfers.GIVER if row.side == Side.GIVING else transfers.TAKER


def _post(row: Transfer, message: Message, now: datetime, *, subject: UUID) -> None:
    sharing.send_parcel(
        organisation_id=row.council_id, path=transfers.PATH, kind=transfers.KIND, subject=subject,
        data=transfers.write(message), now=now,
    )  # fmt: skip


def say(row: Transfer, now: datetime, *, entries: list[Entry] | None = None, with_offer: bool = False) -> None:
    """Send what is decided here, how the case stands, and these lines. Call with the transfer held; this saves it."""
    lines = [Line(entry.id, entry.at, entry.kind, entry.text or "") for entry in entries or []]
    TransferLine.objects.bulk_create(
        TransferLine(transfer=row, line_id=entry.id, incoming=False, entry=entry) for entry in entries or []
    )
    standing = _standing(row) if row.case_id is not None and row.state not in transfers.OVER else None
    for number, batch in enumerate(transfers.batches(lines)):
        row.sequence += 1
        message = Message(
            transfer=row.id,
            by=_by(row),
            sequence=row.sequence,
            step=row.state,
            reason=row.reason or "",
            offer=offer_of(row) if with_offer and not number else None,
            standing=standing,
            lines=batch,
        )
        _post(row, message, now, subject=row.id)
    row.changed_at = now
    row.save()


def offer_of(row: Transfer) -> Offer:
    """What was told of the case, as it is kept."""
    said = row.offer
    return Offer(**{**said, "opened_on": datetime.fromisoformat(said["opened_on"]).date()})


def _standing(row: Transfer) -> Standing:
    assert row.case_id is not None
    case = queries.case(row.case_id)
    page = reverse("casework:follow", args=[row.follow_key]) if row.follow_key else ""
    return Standing(
        reference=case.reference,
        state=case.state,
        outcome=case.outcome,
        owner=str(case.owner.account),
        due_on=day_of(case.next_due_at) if case.next_due_at else None,
        follow_url=sharing.public_address(page) if page else "",
        follow_code=row.follow_code or "",
    )


def write_line(row: Transfer, case: Case, line: Line, now: datetime) -> Entry:
    """Write a line of theirs into the history here, as of when it happened; never as of a time to come."""
    return write_down(
        case, Entry.Kind.NEWS, actor=SYSTEM, now=min(line.at.astimezone(UTC), now), organisation_id=row.council_id,
        text=line.text or None, data={"transfer": str(row.id), "there": line.kind},
    )  # fmt: skip


def let_go(row: Transfer) -> None:
    """Nothing comes of it: what we were told of the person goes. Call with the transfer held; the caller saves it."""
    row.offer, row.theirs = {}, {}
    TransferLine.objects.filter(transfer=row).update(content=None)


def own_what_did_not_arrive(*, transfer_id: UUID, now: datetime) -> None:
    """A message of a transfer could not be delivered. The case is as it was; resident and owner hear of it.

    Call inside the transaction in which it died.
    """
    if not moving.is_known(transfer_id):
        return  # that a person was erased: it waits until letters are exchanged anew
    row = moving.transfer_for_update(transfer_id)
    if row.case_id is None:
        return  # a refusal, or that it was taken back: whoever offered is responsible all the same
    if sharing.on_the_way(row.id)[1] > 1:
        return  # they were told when the first one died
    case = queries.case(row.case_id)
    if row.state == State.OFFERED:
        row.state = State.UNDELIVERED
    row.changed_at = now
    row.save(update_fields=["state", "changed_at"])
    entry = write_down(
        case, Entry.Kind.TRANSFER, actor=SYSTEM, now=now, organisation_id=row.council_id,
        data={"transfer": str(row.id), "step": "undelivered"},
    )  # fmt: skip
    # Not for the other: that it could not be reached would go there, and die, again and again.
    TransferLine.objects.create(transfer=row, line_id=entry.id, incoming=False, entry=entry)
    tell_resident(case, entry)
    tell_officer(case, case.owner, entry)
    audit.note(SYSTEM, "casework.transfer_undelivered", row)
