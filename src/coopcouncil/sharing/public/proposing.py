"""What services hold in another way than they were told: they propose, the person decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions import Proposed, ToPropose
from coopcouncil.sharing.queries import ProposalView, SameTold


def to_propose(*, actor: Actor, notice_id: UUID, code: str) -> ToPropose:
    """A fact of a notice that an organisation would propose another value of. The reading is audited.

    Raises NotFound, NotAllowed, BadInput, and Conflict where the person cannot be asked.
    """
    return actions.to_propose(actor=actor, notice_id=notice_id, code=code)


def propose(
    *, actor: Actor, notice_id: UUID, proposal_id: str, code: str, value: Any, words: str, now: datetime
) -> Proposed:
    """Ask the person whether `value` is right; it changes nothing yet. The same `proposal_id` twice is one proposal.

    Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    return actions.propose(
        actor=actor, notice_id=notice_id, proposal_id=proposal_id, code=code, value=value, words=words, now=now
    )


def proposals_for(actor: Actor) -> tuple[ProposalView, ...]:
    """What waits for the word of the person signed in, the oldest first."""
    return queries.proposals_for(actor.account_id) if actor.account_id else ()


def proposal(actor: Actor, proposal_id: UUID) -> ProposalView:
    """One that waits for its person. Asks `sharing.settle_proposal`. Raises NotFound, also once it is settled."""
    row = queries.proposal_object(proposal_id)
    permissions.require(actor, "sharing.settle_proposal", row.notice.submission)
    if row.state != row.State.OPEN:
        raise NotFound("That was answered.")
    return queries.proposal_view(row)


def hold_proposal(*, actor: Actor, proposal_id: UUID) -> ProposalView:
    """The same, locked until the transaction ends. Raises NotFound, NotAllowed; Conflict where it is settled."""
    return actions.hold_proposal(actor=actor, proposal_id=proposal_id)


def settle_proposal(*, actor: Actor, proposal_id: UUID, accepted: bool, now: datetime) -> None:
    """Write down whether the person agreed. Raises NotFound, NotAllowed, Conflict."""
    actions.settle_proposal(actor=actor, proposal_id=proposal_id, accepted=accepted, now=now)


def told_the_same(actor: Actor, *, known_as: str, value: Any, but_not: UUID) -> list[SameTold]:
    """Where else the person signed in told this value of themself, and to whom; `but_not` with this submission."""
    if not actor.account_id or not known_as:
        return []
    return queries.told_the_same(actor.account_id, known_as=known_as, value=value, but_not=but_not)
