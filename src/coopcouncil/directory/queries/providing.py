"""What a provider keeps: its services and what waits for them, its returns; and who changed what, for who may know."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from coopcouncil.directory.models import Location, MonitoringReturn, ProposedChange, Service, ServiceAtLocation, Version
from coopcouncil.kernel.errors import NotFound

WAITING = Q(proposed_changes__state=ProposedChange.State.WAITING)


def services_kept(organisation_ids: Collection[UUID], *, quarter: date) -> QuerySet[Service]:
    """The services of these organisations, closed ones too, with how many changes wait, and whether the figures of the
    quarter have been sent. With the hours that `open_sets` reads.
    """
    open_places = ServiceAtLocation.objects.filter(location__confidential=False).prefetch_related(
        "schedules", "exceptions", "location__schedules", "location__exceptions"
    )
    sent = MonitoringReturn.objects.filter(service=OuterRef("pk"), quarter=quarter)
    return (
        Service.objects.filter(organisation_id__in=organisation_ids)
        .select_related("organisation")
        .prefetch_related("schedules", "exceptions", Prefetch("at_locations", queryset=open_places))
        .annotate(changes=Count("proposed_changes", filter=WAITING), sent=Exists(sent))
    )


def open_sets(service: Any) -> list[tuple[Any, Any]]:
    """The hours of a service of `services_kept`, as `record.Service.open_hours` has them; none of a hidden place."""
    own, others = list(service.schedules.all()), list(service.exceptions.all())
    if own:
        return [(own, others)]
    sets = []
    for at in service.at_locations.all():
        hours = list(at.schedules.all()) or list(at.location.schedules.all())
        if hours:
            sets.append((hours, [*at.exceptions.all(), *at.location.exceptions.all(), *others]))
    return sets


def count_to_send(organisation_ids: Collection[UUID], *, quarter: date) -> int:
    """Of how many open services the figures of a quarter are missing."""
    sent = MonitoringReturn.objects.filter(service=OuterRef("pk"), quarter=quarter)
    rows = Service.objects.filter(organisation_id__in=organisation_ids).exclude(status=Service.Status.CLOSED)
    return rows.filter(~Exists(sent)).count()


def decided_since(organisation_ids: Collection[UUID], *, since: datetime) -> QuerySet[ProposedChange]:
    """Changes of these organisations that the council decided on, the newest first."""
    decided = (ProposedChange.State.APPROVED, ProposedChange.State.REFUSED)
    rows = ProposedChange.objects.filter(proposed_for_id__in=organisation_ids, state__in=decided)
    return rows.filter(decided_at__gte=since).select_related("service").order_by("-decided_at", "id")


def decided_of(service_id: UUID, *, limit: int = 5) -> list[ProposedChange]:
    """The last changes of a service that were decided on or taken back."""
    rows = ProposedChange.objects.select_related("location").filter(service_id=service_id)
    rows = rows.exclude(state=ProposedChange.State.WAITING)
    return list(rows.order_by("-decided_at", "id")[:limit])


def returns(organisation_ids: Collection[UUID] | None = None) -> QuerySet[MonitoringReturn]:
    """The returns that count, the last of each service and quarter; of all organisations where none are given."""
    rows = MonitoringReturn.objects.select_related("service", "sent_for")
    if organisation_ids is not None:
        rows = rows.filter(sent_for_id__in=organisation_ids)
    later = MonitoringReturn.objects.filter(
        service=OuterRef("service"), quarter=OuterRef("quarter"), number__gt=OuterRef("number")
    )
    return rows.filter(~Exists(later))


def returns_of(service_id: UUID, *, limit: int = 12) -> list[MonitoringReturn]:
    """All returns of a service, corrected ones too, the newest quarter and number first."""
    return list(MonitoringReturn.objects.filter(service_id=service_id).order_by("-quarter", "-number")[:limit])


def last_return(service_id: UUID, quarter: date) -> MonitoringReturn | None:
    return MonitoringReturn.objects.filter(service_id=service_id, quarter=quarter).order_by("-number").first()


def returns_by(account_id: UUID) -> list[dict[str, Any]]:
    """The figures that somebody sent, for them."""
    rows = MonitoringReturn.objects.filter(sent_by_id=account_id).order_by("sent_at", "id")
    columns = ("service__name", "quarter", "number", "helped", "turned_away", "waiting", "what_changed", "why_again")
    return list(rows.values(*columns, "sent_at"))


def who_changed(record_id: UUID, numbers: Collection[int]) -> dict[int, UUID]:
    """Whose account made each of these versions; for those who may know."""
    rows = Version.objects.filter(record_id=record_id, number__in=numbers, made_by__isnull=False)
    return dict(rows.values_list("number", "made_by_id"))


def place_of(service_id: UUID, location_id: UUID) -> Location:
    """A location of a service, never a confidential one. Raises NotFound."""
    there = ServiceAtLocation.objects.filter(service_id=service_id, location_id=location_id)
    found = Location.objects.filter(Exists(there), id=location_id, confidential=False).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found


def places_of(service_id: UUID) -> list[tuple[UUID, str, str]]:
    """Id, name and first line of each public place of a service, by name."""
    rows = ServiceAtLocation.objects.filter(service_id=service_id, location__confidential=False)
    return list(
        rows.order_by("location__name", "id").values_list("location_id", "location__name", "location__address_1")
    )


def features_of(location_id: UUID) -> dict[str, str]:
    """What makes a public location open to everybody: code → details."""
    rows = Location.objects.filter(id=location_id, confidential=False)
    return {
        code: details for code, details in rows.values_list("accessibility__feature", "accessibility__details") if code
    }
