"""Objections: the person's own, and those that the council is to answer."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain.objections import BASES
from coopcouncil.sharing.models import Notice, Objection


def notice_told(notice_id: UUID) -> Notice:
    """A notice that was told first, with organisation and submission. Raises NotFound."""
    rows = Notice.objects.select_related("organisation", "submission").defer("submission__facts")
    found = rows.filter(id=notice_id, kind=Notice.Kind.TOLD).first()
    if found is None:
        raise NotFound("There is no such notice.")
    return found


def objection(objection_id: UUID) -> Objection:
    """With its notice, organisation and submission, no fact. Raises NotFound."""
    rows = Objection.objects.select_related("notice__organisation", "notice__submission", "decided_by")
    found = rows.defer("notice__submission__facts").filter(id=objection_id).first()
    if found is None:
        raise NotFound("There is no such objection.")
    return found


def objection_to(notice_id: UUID) -> Objection | None:
    return Objection.objects.filter(notice_id=notice_id).first()


def objections_in(submission_id: UUID) -> dict[UUID, Objection]:
    """Of one telling, by notice."""
    return {row.notice_id: row for row in Objection.objects.filter(notice__submission_id=submission_id)}


def is_objected_to(notice_id: UUID) -> bool:
    """Whether an objection to it waits for its answer: meanwhile it is to be used for nothing else."""
    return Objection.objects.filter(notice_id=notice_id, state=Objection.State.OPEN).exists()


def objections_for_table() -> QuerySet[Objection]:
    """What was told in safe mode is in no list."""
    rows = Objection.objects.filter(notice__submission__safe=False)
    return rows.select_related("notice__organisation", "notice__submission").defer(
        "grounds", "reasons", "notice__facts", "notice__submission__facts"
    )


def objections_open() -> tuple[int, date | None]:
    """How many wait for an answer, and the first day by which one is due."""
    rows = Objection.objects.filter(state=Objection.State.OPEN).order_by("due_on").values_list("due_on", flat=True)
    found = list(rows)
    return len(found), found[0] if found else None


def to_object_to_in_demo(before: datetime) -> list[Notice]:
    """Of each of two accounts the latest notice told before that moment to which they can object, the latest first."""
    told = Notice.objects.filter(
        kind=Notice.Kind.TOLD, basis__in=BASES, urgency=Notice.Urgency.ROUTINE, created_at__lt=before,
        submission__account__isnull=False, submission__safe=False, submission__withdrawn_at__isnull=True,
        submission__authority__isnull=True, submission__assisted_by__isnull=True,
    )  # fmt: skip
    found: dict[object, Notice] = {}
    for notice in told.select_related("submission").defer("submission__facts").order_by("-created_at", "code")[:200]:
        found.setdefault(notice.submission.account_id, notice)
    return list(found.values())[:2]


def objections_of(account_id: UUID) -> list[dict[str, object]]:
    """For whoever asks for a copy of their data."""

    def text(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    rows = Objection.objects.filter(notice__submission__account_id=account_id).select_related("notice__organisation")
    return [
        {
            "to": row.notice.organisation.name,
            "grounds": row.grounds or "",
            "made_at": text(row.made_at),
            "due_on": row.due_on.isoformat(),
            "state": row.state,
            "reasons": row.reasons or "",
            "decided_at": text(row.decided_at),
        }
        for row in rows.defer("notice__facts").order_by("made_at", "id")
    ]
