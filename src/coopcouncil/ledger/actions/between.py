"""What one organisation of this ledger owes another, and pays: posted in both books together, or in none."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.posting import Outcome, above, mirrored, people_of, propose, same, turns_of
from coopcouncil.ledger.actions.writing import whole
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.domain.catalogue import CASH, DUE_FROM, DUE_TO, FROM_OTHERS, TO_OTHERS
from coopcouncil.ledger.domain.entries import Entry, Line


@dataclass(frozen=True)
class Side:
    """One of two organisations in a debt: its book, the fund, and the budget that pays (of who comes to owe only)."""

    book_id: UUID
    fund_id: UUID
    budget_id: UUID | None = None


@whole
def owe(
    *, actor: Actor, debtor: Side, creditor: Side, pence: int, effective_on: date, purpose: str, key: str,
    now: datetime, evidence: str = "",
) -> Outcome:  # fmt: skip
    """One organisation owes another: spending of its budget there, income here, and a debt that is the same in both
    books. `actor` posts for the debtor; the outcome is the debtor's posting. Raises as `post` does.
    """
    if debtor.budget_id is None:
        raise BadInput(Said("A debt is between two organisations, and names the budget that pays it."))
    owed = Entry("between", effective_on, purpose, key, (
        Line(debtor.fund_id, TO_OTHERS, pence, debtor.budget_id),
        Line(debtor.fund_id, DUE_TO, -pence, counterparty_id=creditor.book_id),
    ), evidence)  # fmt: skip
    due = (
        Line(creditor.fund_id, DUE_FROM, pence, counterparty_id=debtor.book_id),
        Line(creditor.fund_id, FROM_OTHERS, -pence),
    )
    return _in_both(actor, "ledger.owed", debtor, creditor, owed, due, now)


@whole
def settle(
    *, actor: Actor, debtor: Side, creditor: Side, pence: int, effective_on: date, purpose: str, key: str,
    now: datetime, evidence: str = "",
) -> Outcome:  # fmt: skip
    """One organisation pays another what it owes: its cash and its debt are less there, and what is due is less here.

    `actor` posts for the debtor; the outcome is the debtor's posting. Raises as `post` does, and Conflict where so much
    is not owed between these two funds.
    """
    paid = Entry("between", effective_on, purpose, key, (
        Line(debtor.fund_id, DUE_TO, pence, counterparty_id=creditor.book_id),
        Line(debtor.fund_id, CASH, -pence),
    ), evidence)  # fmt: skip
    came = (
        Line(creditor.fund_id, CASH, pence),
        Line(creditor.fund_id, DUE_FROM, -pence, counterparty_id=debtor.book_id),
    )
    return _in_both(actor, "ledger.settled", debtor, creditor, paid, came, now)


def _in_both(
    actor: Actor, verb: str, debtor: Side, creditor: Side, entry: Entry, others: tuple[Line, ...], now: datetime
) -> Outcome:
    require(actor, "ledger.post", queries.book(debtor.book_id))
    if debtor.book_id == creditor.book_id or entry.pence <= 0:
        raise BadInput(Said("A debt is between two organisations, and names the budget that pays it."))
    entries.check(entry)
    # Keys are each book's own, so the creditor's names whose it is.
    other = replace(entry, key=f"{debtor.book_id.hex}:{entry.key}"[:120], lines=others)
    who, pair = people_of(actor), [(debtor.book_id, entry), (creditor.book_id, other)]
    turns = turns_of(pair, who.role)
    if held := turns[debtor.book_id].held:
        return Outcome(same(held, entry))
    if above(turns[debtor.book_id], entry):
        how = {"act": "between", "creditor": str(creditor.book_id), "due": entries.as_data(other)}
        return Outcome(proposal_id=propose(actor, debtor.book_id, entry, how, now))
    posting, mirror = mirrored(pair, turns, who, now)
    audit.note_all(actor, verb, [posting.named, mirror.named])
    return Outcome(posting.id)
