"""Other installations, and what goes to them."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from coopcouncil.sharing.models import Parcel, Peer

_WAITS = ["queued", "retrying"]


def peers() -> list[tuple[UUID, str]]:
    """The councils with which letters were exchanged both ways: id and name, by name."""
    rows = Peer.objects.select_related("organisation").order_by("organisation__name")
    return [(row.organisation_id, row.organisation.name) for row in rows if row.is_whole]


def can_be_reached(organisation_id: UUID) -> bool:
    found = Peer.objects.filter(organisation_id=organisation_id).first()
    return found is not None and found.is_whole


def is_at(organisation_id: UUID, url: str) -> bool:
    """Whether an address is of the server that its letter names."""
    found = Peer.objects.filter(organisation_id=organisation_id).values_list("url", flat=True).first()
    return bool(found) and urlsplit(url)[:2] == urlsplit(found)[:2]


def parcel_for_update(parcel_id: UUID) -> Parcel:
    return Parcel.objects.select_for_update().get(id=parcel_id)


def overdue_for_update(before: datetime) -> list[Parcel]:
    """What was queued before that moment and still waits, locked."""
    rows = Parcel.objects.select_for_update(skip_locked=True).filter(state__in=_WAITS, queued_at__lt=before)
    return list(rows.order_by("queued_at", "id"))


def _dead() -> QuerySet[Parcel]:
    return Parcel.objects.select_for_update().filter(state=Parcel.State.DEAD).order_by("made_at", "id")


def dead_of(organisation_id: UUID) -> list[Parcel]:
    return list(_dead().filter(organisation_id=organisation_id))


def dead_about(subject: UUID) -> list[Parcel]:
    return list(_dead().filter(subject=subject))


def on_the_way(subject: UUID) -> tuple[int, int]:
    """How many parcels about this still wait to be sent, and how many could not be."""
    found = Parcel.objects.filter(subject=subject).aggregate(
        waiting=Count("id", filter=Q(state__in=_WAITS)), dead=Count("id", filter=Q(state="dead"))
    )
    return found["waiting"], found["dead"]
