"""What whoever sees to a notice that went wrong must know of it: where it went, and whose it is. No fact."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.models import Delivery, Notice


@dataclass(frozen=True)
class NoticeBrief:
    """`account_id` is the person's, where they have one; what is `safe` is in no list and about nobody."""

    id: UUID
    reference: str
    title: str
    service_type: str
    service_id: UUID | None
    organisation_id: UUID
    urgency: str
    kind: str
    account_id: UUID | None
    authority_id: UUID | None
    safe: bool
    withdrawn: bool


def brief(notice_id: UUID) -> NoticeBrief:
    """Raises NotFound."""
    row = Notice.objects.select_related("submission").defer("facts", "submission__facts").filter(id=notice_id).first()
    if row is None:
        raise NotFound("There is no such notice.")
    told = row.submission
    return NoticeBrief(
        id=row.id,
        reference=told.reference,
        title=row.title,
        service_type=row.service_type,
        service_id=row.service_id,
        organisation_id=row.organisation_id,
        urgency=row.urgency,
        kind=row.kind,
        account_id=told.account_id,
        authority_id=told.authority_id,
        safe=told.safe,
        withdrawn=told.withdrawn_at is not None,
    )


def count_unanswered(organisation_id: UUID, service_type: str) -> int:
    """Notices to an organisation about a type of service that it has not answered, but for what is in no list."""
    waits = [Delivery.State.QUEUED, Delivery.State.SENT, Delivery.State.RETRYING, Delivery.State.DEAD]
    rows = Delivery.objects.filter(
        state__in=waits, notice__organisation_id=organisation_id, notice__service_type=service_type,
        notice__kind=Notice.Kind.TOLD, notice__submission__safe=False, notice__submission__withdrawn_at__isnull=True,
        notice__submission__restricted_at__isnull=True,
    )  # fmt: skip
    return rows.count()


def wrong_without(cases: QuerySet[Any], now: datetime, *, patience: timedelta, most: int) -> list[tuple[UUID, str]]:
    """Notices that went wrong, each with how: "undelivered", "refused", or "unanswered" for as long as `patience`.

    `cases` are rows with a `notice_id`: what any of them is about is left out. The oldest first, of the last 90 days.
    """
    rows = (
        Delivery.objects.filter(
            state__in=[Delivery.State.DEAD, Delivery.State.REFUSED, Delivery.State.SENT],
            changed_at__gt=now - timedelta(days=90),
            notice__submission__safe=False,
            notice__submission__withdrawn_at__isnull=True,
            notice__kind=Notice.Kind.TOLD,
        )
        .exclude(state=Delivery.State.SENT, sent_at__gt=now - patience)
        .filter(~Exists(cases.filter(notice_id=OuterRef("notice_id"))))
        .order_by("changed_at", "id")
        .annotate(told=F("notice_id"))
    )
    how = {Delivery.State.DEAD: "undelivered", Delivery.State.REFUSED: "refused"}
    return [
        (notice_id, how.get(Delivery.State(state), "unanswered"))
        for notice_id, state in rows.values_list("told", "state")[:most]
    ]
