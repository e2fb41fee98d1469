"""Batches: what waits for the next, and what one holds."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

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
    return Batch.objects.filter(organisation_id__in=organisation_ids, made_at__gte=since).select_related("organisation")


def deliveries_in(batch_id: UUID) -> list[Delivery]:
    """What a batch holds, in its order, each with notice and submission. Two queries."""
    items = list(BatchItem.objects.filter(batch_id=batch_id).order_by("place").values_list("delivery_id", flat=True))
    found = Delivery.objects.select_related("notice__submission").defer("notice__submission__facts").in_bulk(items)
    return [found[item] for item in items]


def unwritten_batches(since: datetime) -> list[Batch]:
    """What has still to be written into the folder for files, the oldest first."""
    return list(
        Batch.objects.filter(written_at__isnull=True, made_at__gte=since)
        .select_related("organisation")
        .order_by("made_at", "id")
    )
