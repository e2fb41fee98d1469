"""Batches: what waits for the next, and what one holds."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.foundation import keys
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain.delivery import TO_BE_SENT
from coopcouncil.sharing.models import Batch, BatchItem, Delivery, Endpoint, Notice


def waiting_for_batch(organisation_id: UUID, *, most: int) -> list[Delivery]:
    """What goes into the next batch, the oldest first, locked."""
    return list(
        Delivery.objects.select_for_update(of=("self",))
        .select_related("notice__submission")
        .defer("notice__facts", "notice__submission__facts")
        .filter(notice__organisation_id=organisation_id, state__in=sorted(TO_BE_SENT))
        .order_by("notice__created_at", "notice_id")[:most]
    )


def batching_organisations() -> list[UUID]:
    """The organisations that take files."""
    found = Endpoint.objects.filter(route=Delivery.Route.BATCH).order_by("organisation_id")
    return [endpoint.organisation_id for endpoint in found.only("organisation_id", "disabled_at")]


def takes_files(organisation_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these organisations that take files now, or have done so."""
    now = Endpoint.objects.filter(route=Delivery.Route.BATCH, organisation_id__in=organisation_ids)
    before = Batch.objects.filter(organisation_id__in=organisation_ids)
    return frozenset(now.values_list("organisation_id", flat=True)) | frozenset(
        before.values_list("organisation_id", flat=True)
    )


def waits_urgently(organisation_id: UUID) -> bool:
    """Whether something that cannot wait for tomorrow's file waits."""
    waiting = Delivery.objects.filter(notice__organisation_id=organisation_id, state__in=sorted(TO_BE_SENT))
    return waiting.exclude(notice__urgency=Notice.Urgency.ROUTINE).exists()


def last_batch_at(organisation_id: UUID) -> datetime | None:
    found = Batch.objects.filter(organisation_id=organisation_id).order_by("-made_at").first()
    return found.made_at if found else None


def batch_object(batch_id: UUID) -> Batch:
    """Raises NotFound."""
    found = Batch.objects.select_related("organisation").filter(id=batch_id).first()
    if found is None:
        raise NotFound("There is no such batch.")
    return found


def batches_for_table(organisation_ids: Collection[UUID], *, since: datetime) -> QuerySet[Batch]:
    """The batches whose files can still be had, without what is in them."""
    found = Batch.objects.filter(organisation_id__in=organisation_ids, made_at__gte=since, notices__gt=0)
    return found.select_related("organisation")


def deliveries_in(batch_id: UUID) -> list[Delivery]:
    """What a batch holds, in its order, each with notice and submission. Two queries, and one of the keys."""
    rows = BatchItem.objects.filter(batch_id=batch_id).order_by("place")
    told = list(rows.values_list("delivery_id", "delivery__notice__submission_id"))
    keys.open_ahead([submission for _delivery, submission in told])
    items = [delivery for delivery, _submission in told]
    found = Delivery.objects.select_related("notice__submission").defer("notice__submission__facts").in_bulk(items)
    return [found[item] for item in items]


def unwritten_batches(since: datetime) -> list[UUID]:
    """What has still to be written into the folder for files, the oldest first."""
    found = Batch.objects.filter(written_at__isnull=True, made_at__gte=since)
    return list(found.order_by("made_at", "id").values_list("id", flat=True))


def batches_for_update(batch_ids: Collection[UUID] | QuerySet[Any]) -> list[Batch]:
    """With their organisations, locked until the transaction ends."""
    found = Batch.objects.select_for_update(of=("self",)).select_related("organisation")
    return list(found.filter(id__in=batch_ids).order_by("id"))


def items_of(notices: Iterable[UUID]) -> QuerySet[BatchItem]:
    """Where these notices, and the corrections of them, stand in batches."""
    ids = list(notices)
    corrections = Q(delivery__notice__corrects__in=ids, delivery__notice__kind=Notice.Kind.CORRECTION)
    return BatchItem.objects.filter(Q(delivery__notice__in=ids) | corrections)
