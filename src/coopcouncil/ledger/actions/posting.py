"""Posting: alone up to one's limit, with a second person above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import insert
from coopcouncil.foundation.permissions import require
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.writing import SOMETHING_ELSE, Posted, Prepared, append, sealed, whole
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.domain.catalogue import ACCRUED, IMPORT
from coopcouncil.ledger.domain.entries import Entry
from coopcouncil.ledger.models import Posting, Proposal

ACCRUAL_ENDS = "accrual of the month before"


@dataclass(frozen=True)
class Outcome:
    """What became of it: posted, or proposed because it is above the maker's limit."""

    posting_id: UUID | None = None
    proposal_id: UUID | None = None


@dataclass(frozen=True)
class People:
    """Who made a posting, in which role, and who checked it."""

    maker_id: UUID | None
    role: str
    checker_id: UUID | None = None


def people_of(actor: Actor) -> People:
    """The maker alone. The operator and the demo bring in what a finance system has approved."""
    machine = actor.kind in ("operator", "system")
    return People(actor.account_id, IMPORT if machine else Role.FINANCE_OFFICER.value)


@whole
def post(*, actor: Actor, book_id: UUID, entry: Entry, now: datetime) -> Outcome:
    """Post an entry in the month of its day; above the maker's limit it becomes a proposal for a second person.

    Under one key it happens once: the same again gives the same outcome. Raises NotAllowed, NotFound, BadInput, and
    Conflict: the month is closed, the money is not there, the key belongs to something else.
    """
    require(actor, "ledger.post", queries.book(book_id))
    entries.check(entry)
    if entry.kind not in ("opening", "income", "payment", "transfer", "accrual", "imported"):
        raise BadInput(Said("That is not posted in this way."), place="kind")
    if entry.kind == "accrual" and all(line.account != ACCRUED for line in entry.lines):
        raise BadInput(Said("An accrual stands against the account of accruals."), place="lines")
    who = people_of(actor)
    turn = queries.turn(book_id, key=entry.key, on=entry.effective_on, role=who.role)
    if turn.held:
        return Outcome(same(turn.held, entry))
    if above(turn, entry):
        return Outcome(proposal_id=propose(actor, book_id, entry, {"act": "post"}, now))
    posting = _one(book_id, entry, turn, who, now)
    audit.note(actor, "ledger.posted", posting.named)
    return Outcome(posting.id)


def _one(book_id: UUID, entry: Entry, turn: queries.Turn, who: People, now: datetime) -> Posted:
    item = Prepared(book_id, entry, month_of(turn), who.maker_id, who.role, who.checker_id)
    (posting,) = append([item], last={book_id: (turn.number, turn.seal)}, now=now)
    if entry.kind == "accrual":
        month = queries.period(posting.period_id)
        take_back(
            queries.posting(posting.id),
            who,
            reason=ACCRUAL_ENDS,
            on=date.fromordinal(month.ends_on.toordinal() + 1),
            now=now,
        )
    return posting


def above(turn: queries.Turn, entry: Entry) -> bool:
    """Whether one person alone may not post it. Raises as `month_of` does; BadInput where no limit is set at all."""
    month_of(turn)
    if not turn.limit_known:
        raise BadInput(Said("No limit is set for this role, so nobody may post in it."))
    return turn.limit is not None and entry.pence > turn.limit


def month_of(turn: queries.Turn) -> UUID:
    """The open month of the entry's day. Raises BadInput, Conflict."""
    if turn.period_id is None:
        raise BadInput(Said("This book has no month for that day."), place="effective_on")
    if turn.period_state != "open":
        raise Conflict(Said("That month is closed. Post it in an open one."))
    return turn.period_id


def same(posting_id: UUID, entry: Entry) -> UUID:
    """The posting that has the key, if it is this very entry. Raises Conflict."""
    held = queries.posting(posting_id)
    same = (held.kind, held.effective_on, held.purpose, held.ward_id, held.evidence) == (
        entry.kind, entry.effective_on, entry.purpose, entry.ward_id, entry.evidence,
    )  # fmt: skip
    if not same or tuple(queries.lines_of(posting_id)) != tuple(entry.lines):
        raise Conflict(SOMETHING_ELSE)
    return posting_id


# --- with a second person -------------------------------------------------------------------------------------------


def propose(actor: Actor, book_id: UUID, entry: Entry, how: dict[str, Any], now: datetime) -> UUID:
    """Keep an entry for a second person. Raises Conflict where the key has another one."""
    data, maker = {**how, "entry": entries.as_data(entry)}, actor.account_id
    if maker is None:
        raise BadInput(Said("Only a person can propose."))
    if held := Proposal.objects.filter(book_id=book_id, key=entry.key).first():
        if held.entry != data:
            raise Conflict(SOMETHING_ELSE)
        return held.id
    proposal = Proposal(
        book_id=book_id, entry=data, purpose=entry.purpose, pence=entry.pence, key=entry.key,
        maker_id=maker, role=people_of(actor).role, made_at=now,
    )  # fmt: skip
    sealed(proposal)
    insert(proposal)
    audit.note(actor, "ledger.proposed", proposal)
    return proposal.id


@whole
def approve(*, actor: Actor, proposal_id: UUID, now: datetime) -> UUID:
    """Post what a colleague proposed; the posting's id. Raises NotAllowed, NotFound, and Conflict: it is one's own, it
    was decided already, or it cannot be posted any more."""
    proposal = queries.proposal(proposal_id)
    require(actor, "ledger.approve", proposal.book)
    entry, how = entries.from_data(proposal.entry["entry"]), proposal.entry
    who = People(proposal.maker_id, proposal.role, actor.account_id)
    if how["act"] == "post":
        turn = queries.turn(proposal.book_id, key=entry.key, on=entry.effective_on, role=proposal.role)
        proposal = _undecided(actor, proposal_id)
        posting = _one(proposal.book_id, entry, turn, who, now)
    elif how["act"] == "between":
        due = entries.from_data(how["due"])
        pair = [(proposal.book_id, entry), (UUID(how["creditor"]), due)]
        posting, _other = mirrored(pair, turns_of(pair, who.role), who, now)
        proposal = _undecided(actor, proposal_id)
    else:
        first = queries.posting(UUID(how["reverses"]))
        posting = take_back(first, who, reason=how["reason"], on=date.fromisoformat(how["on"]), now=now)
        proposal = _undecided(actor, proposal_id)
    _decide(actor, proposal, "approved", now, posting=posting)
    audit.note(actor, "ledger.approved", posting.named)
    return posting.id


@whole
def refuse(*, actor: Actor, proposal_id: UUID, reason: str, now: datetime) -> None:
    """Say no to what a colleague proposed, and why. Raises NotAllowed, NotFound, BadInput, Conflict."""
    proposal = queries.proposal(proposal_id)
    require(actor, "ledger.approve", proposal.book)
    if not reason.strip():
        raise BadInput(Said("Say why."), place="reason")
    queries.take_turn(proposal.book_id)
    _decide(actor, _undecided(actor, proposal_id), "refused", now, reason=reason.strip())
    audit.note(actor, "ledger.refused", ("ledger.proposal", proposal_id))


def _undecided(actor: Actor, proposal_id: UUID) -> Proposal:
    """The proposal as it is now that its book is held. Raises Conflict."""
    proposal = queries.proposal(proposal_id)
    if proposal.maker_id == actor.account_id or actor.account_id is None:
        raise Conflict(Said("Somebody else must look at what you proposed."))
    if proposal.state != Proposal.State.WAITING:
        raise Conflict(Said("This was decided already."))
    return proposal


def _decide(
    actor: Actor, proposal: Proposal, state: str, now: datetime, *, reason: str = "", posting: Posted | None = None
) -> None:
    proposal.state, proposal.checker_id, proposal.decided_at = state, actor.account_id, now
    proposal.reason, proposal.posting_id = reason, posting.id if posting else None
    sealed(proposal)
    proposal.save(update_fields=["state", "checker_id", "decided_at", "reason", "posting_id", "seal"])


# --- taking back ----------------------------------------------------------------------------------------------------


@whole
def reverse(*, actor: Actor, posting_id: UUID, reason: str, on: date, now: datetime) -> Outcome:
    """Take a posting back, exactly and once, in the first open month from `on`; above the limit, with a second person.

    A debt between two organisations is taken back in both books. Raises NotAllowed, NotFound, BadInput, Conflict.
    """
    first = queries.posting(posting_id)
    require(actor, "ledger.post", first.book)
    if not reason.strip():
        raise BadInput(Said("Say why."), place="reason")
    who, key = people_of(actor), f"reversal of {posting_id}"
    _hold(first)
    if queries.reversal_of(posting_id):
        raise Conflict(Said("This was taken back already."))
    limit = queries.limit_of(who.role)
    if limit is not None and first.pence > limit:
        how = {"act": "reverse", "reverses": str(posting_id), "reason": reason.strip(), "on": on.isoformat()}
        lines = entries.reversed_lines(queries.lines_of(posting_id))
        entry = Entry("reversal", max(on, first.effective_on), first.purpose, key, lines, first.evidence, first.ward_id)
        return Outcome(proposal_id=propose(actor, first.book_id, entry, how, now))
    posting = take_back(first, who, reason=reason.strip(), on=on, now=now)
    audit.note(actor, "ledger.reversed", posting.named)
    return Outcome(posting.id)


def _hold(first: Posting) -> tuple[list[Posting], dict[UUID, tuple[int, bytes]]]:
    other = queries.mirror_of(first)
    both = sorted([first, *([other] if other else [])], key=lambda item: item.book_id)
    return both, {item.book_id: queries.take_turn(item.book_id) for item in both}


def take_back(first: Posting, who: People, *, reason: str, on: date, now: datetime) -> Posted:
    """The exact reversal of a posting, and of the one in the other book of a debt. Raises Conflict."""
    if first.reverses_id:
        raise Conflict(Said("This takes something back already. Post the right thing anew."))
    both, last = _hold(first)
    mirror = uuid4() if len(both) == 2 else None
    prepared = []
    for item in both:
        month = queries.first_open_period(item.book_id, max(on, item.effective_on))
        if month is None:
            raise Conflict(Said("No month is open in which it could be taken back."))
        entry = Entry(
            "reversal", max(on, month.starts_on), item.purpose, f"reversal of {item.id}",
            entries.reversed_lines(queries.lines_of(item.id)), item.evidence, item.ward_id,
        )  # fmt: skip
        prepared.append(
            Prepared(item.book_id, entry, month.id, who.maker_id, who.role, who.checker_id, item.id, reason, mirror)
        )
    made = append(prepared, last=last, now=now)
    return next(item for item in made if item.reverses_id == first.id)


# --- in two books ---------------------------------------------------------------------------------------------------

Pair = Sequence[tuple[UUID, Entry]]


def turns_of(pair: Pair, role: str) -> dict[UUID, queries.Turn]:
    """Hold both books, always in the same order."""
    return {
        book_id: queries.turn(book_id, key=entry.key, on=entry.effective_on, role=role)
        for book_id, entry in sorted(pair, key=lambda item: item[0])
    }


def mirrored(pair: Pair, turns: dict[UUID, queries.Turn], who: People, now: datetime) -> tuple[Posted, Posted]:
    """Two postings that mirror each other, in the two books that are held."""
    mirror = uuid4()
    prepared = [
        Prepared(book_id, entry, month_of(turns[book_id]), who.maker_id, who.role, who.checker_id, mirror_id=mirror)
        for book_id, entry in pair
    ]
    last = {book_id: (turn.number, turn.seal) for book_id, turn in turns.items()}
    one, other = append(prepared, last=last, now=now)
    return one, other
