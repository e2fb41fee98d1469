"""Promises: money of a budget that an order or a contract will cost, until it is paid or not needed any more."""

from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import require
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions.posting import Outcome, post
from coopcouncil.ledger.actions.writing import sealed, whole
from coopcouncil.ledger.domain.entries import Entry
from coopcouncil.ledger.models import Commitment, Release
from coopcouncil.ledger.queries import offers


@whole
def commit_money(
    *, actor: Actor, budget_id: UUID, pence: int, purpose: str, key: str, today: date, evidence: str = ""
) -> UUID:
    """Say that money of a budget is promised. Under one key it happens once. Raises NotAllowed, NotFound, BadInput."""
    budget = queries.budget(budget_id)
    require(actor, "ledger.post", budget.book)
    if pence <= 0:
        raise BadInput(Said("Give an amount above nothing."), place="amount")
    queries.take_turn(budget.book_id)
    if held := Commitment.objects.filter(budget_id=budget_id, key=key).first():
        return held.id
    made = Commitment(
        budget_id=budget_id, pence=pence, purpose=purpose, evidence=evidence, key=key, maker_id=actor.account_id,
        made_on=today,
    )  # fmt: skip
    sealed(made)
    made.save(force_insert=True)
    audit.note(actor, "ledger.money_committed", made)
    return made.id


@whole
def release_commitment(
    *, actor: Actor, commitment_id: UUID, pence: int, reason: str, now: datetime, posting_id: UUID | None = None,
    release_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """A part of a commitment was paid (by `posting_id`), or is not needed. Under one `release_id` it happens once.

    Raises NotAllowed, NotFound, BadInput (nothing, no reason, a posting that spends nothing of that budget), Conflict.
    """
    commitment = queries.commitment(commitment_id)
    require(actor, "ledger.post", commitment.budget.book)
    if pence <= 0:
        raise BadInput(Said("Give an amount above nothing."), place="amount")
    if not reason.strip():
        raise BadInput(Said("Say why."), place="reason")
    if posting_id and not offers.is_charged(posting_id, commitment.budget_id):
        raise BadInput(Said("That posting spends nothing of the budget of this promise."), place="number")
    queries.take_turn(commitment.budget.book_id)
    if release_id and (held := Release.objects.filter(id=release_id).first()):
        if (held.commitment_id, held.pence) != (commitment_id, pence):
            raise Conflict(Said("Something else was released from this form already. Open the promise anew."))
        return held.id
    release = Release(
        id=release_id or uuid4(), commitment_id=commitment_id, posting_id=posting_id, pence=pence,
        reason=reason.strip(), maker_id=actor.account_id, made_at=now,
    )  # fmt: skip
    sealed(release)
    release.save(force_insert=True)
    audit.note(actor, "ledger.commitment_released", release)
    return release.id


@whole
def pay_promise(*, actor: Actor, commitment_id: UUID, entry: Entry, now: datetime) -> Outcome:
    """`post` a payment of what was promised, and release as much of the promise; both or neither.

    What only is proposed releases nothing yet. Raises as both do, and BadInput where it spends of another budget.
    """
    commitment = queries.commitment(commitment_id)
    if all(line.budget_id != commitment.budget_id for line in entry.lines):
        raise BadInput(Said("That posting spends nothing of the budget of this promise."), place="budget")
    made = post(actor=actor, book_id=commitment.budget.book_id, entry=entry, now=now)
    if made.posting_id is None:
        return made
    release_id = uuid5(made.posting_id, str(commitment_id))
    left = offers.promise(commitment_id).open_pence
    if left and not Release.objects.filter(id=release_id).exists():
        release_commitment(
            actor=actor, commitment_id=commitment_id, pence=min(left, entry.pence), reason=entry.purpose, now=now,
            posting_id=made.posting_id, release_id=release_id,
        )  # fmt: skip
    return made
