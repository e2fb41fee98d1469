"""What was told and what has followed it: for taking it back, for correcting it, and for the order of deliveries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.models import Delivery, Notice, Submission
from coopcouncil.sharing.queries import words

# After one of these nothing more of what it follows is sent, and only the answer to it counts.
_ENDING = (Notice.Kind.WITHDRAWAL, Notice.Kind.STOP)


def submission_for_update(submission_id: UUID) -> Submission:
    """The submission, locked until the transaction ends: two tabs take turns. Raises NotFound."""
    found = Submission.objects.select_for_update().filter(id=submission_id).first()
    if found is None:
        raise NotFound("There is no such submission.")
    return found


def submission_by_reference(reference: str) -> Submission | None:
    return Submission.objects.filter(reference=reference).defer("facts").first()


def told_notices(submission_id: UUID) -> list[Notice]:
    """The notices that were told first, in a stable order."""
    return list(Notice.objects.filter(submission_id=submission_id, kind=Notice.Kind.TOLD).order_by("code", "id"))


def corrected_who(submission_id: UUID) -> bool:
    """Whether a correction said that somebody else told it than whom a proof of identity had proved."""
    return (
        Notice.objects.filter(submission=submission_id, kind=Notice.Kind.CORRECTION, identity="none")
        .exclude(corrects__identity="none")
        .exists()
    )


def current_fact(submission_id: UUID, told: Notice, code: str) -> Any:
    """The value of a fact as a service knows it now: from the latest correction of `told`, or from itself."""
    rows = Notice.objects.filter(Q(id=told.id) | Q(corrects_id=told.id), submission_id=submission_id)
    for notice in rows.order_by("-created_at", "kind"):
        for fact in slices.read(notice.facts):
            if fact.code == code:
                return fact.value
    return None


def first_notice(notice: Notice) -> Notice:
    """The notice that was told first: the one that this one corrects or takes back, or itself."""
    return notice if notice.corrects_id is None else Notice.objects.get(id=notice.corrects_id)


def not_sent_for_update(submission_id: UUID) -> list[Delivery]:
    """The deliveries of a submission that have still to be sent, locked."""
    return list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(notice__submission_id=submission_id, state__in=sorted(TO_BE_SENT))
        .order_by("id")
    )


def sent_before(notice: Notice) -> list[tuple[str, datetime | None]]:
    """Of each delivery that must go before this notice, its state and next attempt: of what it corrects, and of what
    corrected that before.

    None for a notice that corrects nothing. One query for one that does.
    """
    if notice.corrects_id is None:
        return []
    earlier = Q(notice__corrects_id=notice.corrects_id) & (
        Q(notice__created_at__lt=notice.created_at) | Q(notice__created_at=notice.created_at, notice__id__lt=notice.id)
    )
    if notice.kind == Notice.Kind.WITHDRAWAL:  # nothing is corrected once it was taken back
        earlier = Q(notice__corrects_id=notice.corrects_id) & ~Q(notice_id=notice.id)
    elif notice.kind == Notice.Kind.STOP:
        earlier = Q(notice__corrects_id=notice.corrects_id, notice__kind=Notice.Kind.CORRECTION)
    found = Delivery.objects.filter(Q(notice_id=notice.corrects_id) | earlier)
    return list(found.values_list("state", "next_attempt_at"))


def lock_submissions_with_dead(organisation_id: UUID) -> None:
    """Lock what was told to this organisation and could not be delivered, so that nobody takes it back meanwhile."""
    dead = Delivery.objects.filter(notice__organisation_id=organisation_id, state=Delivery.State.DEAD)
    list(
        Submission.objects.select_for_update()
        .filter(id__in=dead.values("notice__submission_id"))
        .order_by("id")
        .values_list("id")
    )


def is_taken_back(notice: Notice) -> bool:
    """Whether another notice says that this one was wrong, or must stop: then this one is never sent again."""
    return notice.id in taken_back([notice])


def taken_back(notices: Iterable[Notice]) -> set[UUID]:
    """Which of these notices `is_taken_back`. One query at most."""
    first = {notice.id: notice.corrects_id or notice.id for notice in notices if notice.kind not in _ENDING}
    if not first:
        return set()
    ended = Notice.objects.filter(kind__in=_ENDING, corrects_id__in=set(first.values())).values_list("corrects_id")
    over = {corrects for (corrects,) in ended}
    return {notice_id for notice_id, told in first.items() if told in over}


@dataclass(frozen=True)
class ReportedService:
    organisation: str
    label: str  # how far it is, in words


@dataclass(frozen=True)
class Report:
    """What the council's case owner may know of what somebody told: no fact, no name, not what it was about."""

    reference: str
    submitted_at: datetime
    withdrawn_at: datetime | None
    services: tuple[ReportedService, ...]


def report(submission_id: UUID) -> Report:
    """Two queries. Raises NotFound."""
    submission = Submission.objects.filter(id=submission_id).defer("facts").first()
    if submission is None:
        raise NotFound("There is no such submission.")
    rows = Delivery.objects.filter(~withdrawn("notice_id"), notice__submission_id=submission_id).select_related(
        "notice__organisation"
    )
    services = [
        ReportedService(
            row.notice.organisation.name,
            words.short(row.state)
            if row.notice.kind == Notice.Kind.TOLD
            else words.short_undo(row.state, row.notice.kind),
        )
        for row in rows.defer("notice__facts", "notice__words").order_by("notice__organisation__name", "notice_id")
        if not (submission.withdrawn_at and row.notice.kind == Notice.Kind.CORRECTION)
    ]
    return Report(submission.reference, submission.submitted_at, submission.withdrawn_at, tuple(services))


def withdrawn(notice: str) -> Exists:
    """For a filter: whether the notice at this path (as `OuterRef` takes it) was taken back, or must stop."""
    return Exists(Notice.objects.filter(kind__in=_ENDING, corrects_id=OuterRef(notice)))


def to_take_back_in_demo(before: datetime) -> Submission | None:
    """The latest submission of an account told before that moment; None where one was taken back already."""
    if Submission.objects.filter(withdrawn_at__isnull=False).exists():
        return None
    told = Submission.objects.filter(account__isnull=False, safe=False, submitted_at__lt=before).defer("facts")
    return told.order_by("-submitted_at", "id").first()
