"""An organisation holds another value of a fact that it was told: it proposes, and only the person decides."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.answering import note_notice_read
from coopcouncil.sharing.actions.speaking import say_proposed
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.proposals import LONGEST_ID, LONGEST_WORDS, why_not
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Notice, Proposal, Submission
from coopcouncil.sharing.queries import ProposalView

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class ReadValue:
    """A value as the question of its life event takes it, and as a person reads it."""

    value: Any
    shown: str


# (life event, its version, fact, what was given, today) → the value. Raises BadInput where it does not fit.
ValueReader = Callable[[str, int, str, Any, date], ReadValue]
_readers: list[ValueReader] = []


def register_value_reader(reader: ValueReader) -> None:
    """Have `reader` read proposed values by the rules of the question that was asked. Called once, in `apps.ready()`,
    by the context that asks.
    """
    if reader not in _readers:
        _readers.append(reader)


@dataclass(frozen=True)
class Proposed:
    """`again` when this very proposal had come before."""

    id: UUID
    state: str
    again: bool


@dataclass(frozen=True)
class ToPropose:
    """The fact that an organisation would propose another value of, and the life event that asked for it."""

    event_code: str
    event_version: int
    title: str
    fact: Fact


def to_propose(*, actor: Actor, notice_id: UUID, code: str) -> ToPropose:
    """A fact of a notice, to be asked about. The reading is audited.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        delivery = queries.notice_delivery(notice_id)
        permissions.require(actor, "sharing.propose", delivery.notice)
        fact = _can_be_proposed(delivery.notice, delivery.notice.submission, code)
        note_notice_read(actor, delivery.notice)
    told = delivery.notice.submission
    return ToPropose(told.event_code, told.event_version, delivery.notice.title, fact)


def propose(
    *, actor: Actor, notice_id: UUID, proposal_id: str, code: str, value: Any, words: str, now: datetime
) -> Proposed:
    """Ask the person whether `value` is right. The same `proposal_id` twice is one proposal; it changes nothing yet.

    Only a fact of the slice that this organisation was given, and never what was told in safe mode. `words` say how
    they know, for the person. Raises BadInput, NotFound, NotAllowed, and Conflict where the person cannot be asked, is
    being asked already, or the id was used for something else.
    """
    words = words.strip()
    _check(proposal_id, words)
    try:
        return _propose(actor, notice_id, proposal_id, code, value, words, now)
    except IntegrityError:
        # Another with this id, or about this fact, was first: the second look finds it.
        return _propose(actor, notice_id, proposal_id, code, value, words, now)


def _propose(
    actor: Actor, notice_id: UUID, proposal_id: str, code: str, value: Any, words: str, now: datetime
) -> Proposed:
    with transaction.atomic():
        notice = queries.notice_delivery(notice_id).notice
        permissions.require(actor, "sharing.propose", notice)
        told = queries.submission_for_update(notice.submission_id)
        before = queries.proposal_given(notice.organisation_id, proposal_id)
        if before is not None and before.value is None:  # of a person who was erased
            raise Conflict("This id was used before. Give each proposal an id of its own.")
        fact = _can_be_proposed(notice, told, code) if before is None else None
        read = _read(told, code, value, now)
        if before is not None:
            if (before.notice_id, before.code, before.value["value"]) != (notice.id, code, read.value):
                raise Conflict("This id was used for another proposal. Give each proposal an id of its own.")
            return Proposed(before.id, before.state, again=True)
        assert fact is not None
        if queries.current_fact(told.id, queries.first_notice(notice), code) == read.value:
            raise BadInput("That is the value that you were told.", place="value", mend="There is nothing to propose.")
        if Proposal.objects.filter(notice=notice, code=code, state=Proposal.State.OPEN).exists():
            raise Conflict(_("The person is asked about this already. Wait for what they say."))
        made = Proposal.objects.create(
            notice=notice,
            organisation_id=notice.organisation_id,
            proposal_id=proposal_id,
            code=code,
            value={"value": read.value, "shown": read.shown, "label": fact.label, "was": fact.shown},
            words=words or None,
            by_account_id=actor.account_id,
            proposed_at=now,
        )
        audit.note(actor, "sharing.proposed", made)
        say_proposed(notice, made, now)
    return Proposed(made.id, made.state, again=False)


def _can_be_proposed(notice: Notice, told: Submission, code: str) -> Fact:
    why = why_not(
        safe=told.safe,
        has_account=told.account_id is not None,
        taken_back=told.withdrawn_at is not None,
        kind=notice.kind,
    )
    if why:
        raise Conflict(why)
    fact = next((fact for fact in slices.read(notice.facts) if fact.code == code), None)
    if fact is None:
        raise BadInput("You were not told that.", place="code", mend="Write the code of a fact of this notice.")
    if isinstance(fact.value, dict) and "sha256" in fact.value:
        raise BadInput("A file cannot be put right in this way.", place="code", mend="Say it in your answer.")
    return fact


def _read(told: Submission, code: str, value: Any, now: datetime) -> ReadValue:
    for reader in _readers:
        return reader(told.event_code, told.event_version, code, value, now.astimezone(COUNCIL_TIME).date())
    raise BadInput("Nobody here can read this fact.", place="code", mend="Say it in your answer to the notice.")


def _check(proposal_id: str, words: str) -> None:
    if not proposal_id or len(proposal_id) > LONGEST_ID or not proposal_id.isprintable():
        raise BadInput(
            "The proposal needs an id.", place="id", mend="Write 1 to 100 printable characters, new for each proposal."
        )
    if len(words) > LONGEST_WORDS:
        raise BadInput("That is too long.", place="words", mend="Write at most 300 characters.")
    if _UNPRINTABLE.search(words):
        raise BadInput("It holds a character that cannot be printed.", place="words", mend="Write plain text.")


def proposals_to_notice(*, actor: Actor, notice_id: UUID) -> tuple[ProposalView, ...]:
    """What this organisation proposed to a notice of its own. The reading is audited. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        notice = queries.notice_delivery(notice_id).notice
        permissions.require(actor, "sharing.propose", notice)
        audit.read(actor, "sharing.proposals_read", notice)
        return queries.proposals_to_notice(notice_id)


def hold_proposal(*, actor: Actor, proposal_id: UUID) -> ProposalView:
    """The proposal, locked with what it is about, for its person to settle. Call inside a transaction.

    Raises NotFound, NotAllowed, and Conflict where it is settled already.
    """
    row = queries.proposal_object(proposal_id)
    permissions.require(actor, "sharing.settle_proposal", row.notice.submission)
    queries.submission_for_update(row.notice.submission_id)  # first what was told: the order in which it is erased
    row = queries.proposal_object(proposal_id, lock=True)
    if row.state != Proposal.State.OPEN:
        raise Conflict(_("You have answered this already, perhaps in another window."))
    return queries.proposal_view(row)


def settle_proposal(*, actor: Actor, proposal_id: UUID, accepted: bool, now: datetime) -> None:
    """Write down what the person said. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        hold_proposal(actor=actor, proposal_id=proposal_id)
        row = queries.proposal_object(proposal_id)
        row.state = Proposal.State.ACCEPTED if accepted else Proposal.State.DECLINED
        row.settled_at = now
        row.save(update_fields=["state", "settled_at"])
        audit.note(actor, f"sharing.proposal_{row.state}", row)


def lapse_proposals(submission_id: UUID, now: datetime) -> None:
    """What was told was taken back: nobody is asked about it any more. Call inside the transaction that does."""
    Proposal.objects.filter(notice__submission_id=submission_id, state=Proposal.State.OPEN).update(
        state=Proposal.State.LAPSED, settled_at=now
    )
