"""What organisations propose to put right in what they were told, for the person and for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.models import Notice, Proposal


@dataclass(frozen=True)
class ProposalView:
    """One proposal. `value` is as JSON, `shown` and `was` as a person reads them; `words` say how they know.

    `proposal_id` is the organisation's own. All but ids and moments are empty once the person is erased.
    """

    id: UUID
    proposal_id: str
    notice_id: UUID
    submission_id: UUID
    organisation: str
    reference: str
    event_code: str
    code: str
    label: str
    value: Any
    shown: str
    was: str
    words: str
    state: str
    state_words: str
    proposed_at: datetime


@dataclass(frozen=True)
class SameTold:
    """Where else a person told the same value of what is known of them: a submission, its fact, who got it."""

    submission_id: UUID
    code: str
    organisation: str


def proposal_given(organisation_id: UUID, proposal_id: str) -> Proposal | None:
    """What the organisation proposed under this id before."""
    return Proposal.objects.filter(organisation_id=organisation_id, proposal_id=proposal_id).first()


def proposal_object(proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """The row with its notice and submission, for a permission to be asked about. Raises NotFound."""
    found = Proposal.objects.select_related("notice__submission", "notice__organisation")
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.defer("notice__facts", "notice__submission__facts").filter(id=proposal_id).first()
    if row is None:
        raise NotFound("There is no such proposal.")
    return row


def proposal_view(row: Proposal) -> ProposalView:
    """`row` came with its notice, submission and organisation."""
    held = row.value or {}
    return ProposalView(
        id=row.id,
        proposal_id=row.proposal_id,
        notice_id=row.notice_id,
        submission_id=row.notice.submission_id,
        organisation=row.notice.organisation.name,
        reference=row.notice.submission.reference,
        event_code=row.notice.submission.event_code,
        code=row.code,
        label=held.get("label", ""),
        value=held.get("value"),
        shown=held.get("shown", ""),
        was=held.get("was", ""),
        words=row.words or "",
        state=row.state,
        state_words=str(row.get_state_display()),
        proposed_at=row.proposed_at,
    )


def proposals_to_notice(notice_id: UUID) -> tuple[ProposalView, ...]:
    """What its organisation proposed to this notice, the oldest first. One query."""
    return _seen(Proposal.objects.filter(notice_id=notice_id))


def proposals_for(account_id: UUID) -> tuple[ProposalView, ...]:
    """What waits for this person's word, the oldest first. One query."""
    return _seen(Proposal.objects.filter(notice__submission__account_id=account_id, state=Proposal.State.OPEN))


def proposals_waiting(account_id: UUID) -> int:
    return Proposal.objects.filter(notice__submission__account_id=account_id, state=Proposal.State.OPEN).count()


def _seen(found: Any) -> tuple[ProposalView, ...]:
    rows: Iterable[Proposal] = (
        found.select_related("notice__submission", "notice__organisation")
        .defer("notice__facts", "notice__submission__facts")
        .order_by("proposed_at", "id")
    )
    return tuple(proposal_view(row) for row in rows)


def told_the_same(account_id: UUID, *, known_as: str, value: Any, but_not: UUID) -> list[SameTold]:
    """Where else the person told of themself this very value, as it is now, and did not take it back. One query."""
    notices = Notice.objects.filter(
        submission__account_id=account_id,
        submission__authority__isnull=True,
        submission__safe=False,
        submission__withdrawn_at__isnull=True,
    ).exclude(submission_id=but_not)
    rows = notices.select_related("organisation").only("facts", "submission_id", "organisation__name", "created_at")
    latest: dict[tuple[UUID, str], tuple[Any, str]] = {}
    who: dict[tuple[UUID, str], list[str]] = {}
    for notice in rows.order_by("created_at", "id"):
        for fact in slices.read(notice.facts):
            if fact.known_as == known_as:
                place = (notice.submission_id, fact.code)
                latest[place] = (fact.value, fact.known_as)
                who.setdefault(place, []).append(notice.organisation.name)
    return [
        SameTold(submission_id, code, name)
        for (submission_id, code), (held, _known_as) in latest.items()
        if held == value
        for name in sorted(set(who[submission_id, code]))
    ]
