"""Figures of casework, without persons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from coopcouncil.casework.domain.providers import Provider, alone_in
from coopcouncil.casework.models import Case, CaseClock
from coopcouncil.directory import public as directory
from coopcouncil.places import public as places

YEAR = timedelta(days=365)
# What people told us; of a complaint, an enquiry and a service taken back the council owes the answer.
TOLD = (Case.Kind.REQUEST, Case.Kind.REPORT, Case.Kind.NOTICE)


@dataclass(frozen=True)
class Kept:
    """Of the promises that ended within a year: how many were kept, and how many there were."""

    kept: int
    all: int


def kept(now: datetime) -> Kept:
    rows = CaseClock.objects.filter(ended_at__gt=now - YEAR, state__in=["kept", "late"])
    return Kept(**rows.aggregate(kept=Count("id", filter=Q(state="kept")), all=Count("id")))


def kept_by_ward(service_types: Collection[str], now: datetime) -> list[tuple[str, UUID | None, int, int]]:
    """Of the answers about these types of service that were due within a year, by type and ward: how many were kept,
    and all. One query.
    """
    ended = Q(state__in=["kept", "late"], ended_at__gt=now - YEAR)
    rows = _answers(service_types).filter(ended | (_owed(now) & Q(due_at__gt=now - YEAR)))
    by = rows.order_by().values_list("case__service_type", "case__ward_id")
    return list(by.annotate(kept=Count("id", filter=Q(state="kept")), all=Count("id")))


def kept_of_organisation(
    organisation_id: UUID, service_type: str, since: datetime, now: datetime
) -> list[tuple[UUID | None, int, int]]:
    """The same of what one organisation had to do, between two moments.

    Where nobody was named who has to act, it was they if nobody else provides such a thing in the ward. The case itself
    is not given to them for that: it would let their software read it.
    """
    wards = _wards_of_one(organisation_id, service_type)
    there = Q(case__ward_id__in=[ward for ward in wards if ward]) | (
        Q(case__ward=None) if None in wards else Q(pk=None)
    )
    unnamed = Q(case__service__organisation_id=organisation_id) | (Q(case__service=None) & there)
    theirs = Q(case__organisation_id=organisation_id) | (
        Q(case__organisation=None, case__kind__in=TOLD) & unnamed
    )  # fmt: skip
    ended = Q(state__in=["kept", "late"], ended_at__lte=now)
    return _by_ward(_answers([service_type]).filter(theirs, ended | _owed(now), started_at__gte=since))


def _wards_of_one(organisation_id: UUID, service_type: str) -> frozenset[UUID | None]:
    """Where an organisation alone provides a type of service, closed services apart."""
    found = directory.services_page(directory.ServiceFilter(service_types=[service_type]), per_page=1000)
    providers = [
        Provider(service.organisation.id, frozenset(area.ward_id for area in service.areas))
        for service in found.services
    ]
    return alone_in(organisation_id, providers, wards=[area.id for area in places.areas("ward")])


def _answers(service_types: Collection[str]) -> QuerySet[CaseClock]:
    """Every answer about these types of service. How a service goes on that the council took back is none."""
    rows = CaseClock.objects.filter(step="answer", case__service_type__in=set(service_types))
    return rows.exclude(case__kind=Case.Kind.STEP_IN)


def _owed(now: datetime) -> Q:
    """Due by now and still to do: not kept, whether or not the hourly job has seen it."""
    return Q(state__in=["breached", "running"], due_at__lt=now)


def _by_ward(rows: QuerySet[CaseClock]) -> list[tuple[UUID | None, int, int]]:
    return list(
        rows.order_by().values_list("case__ward_id").annotate(kept=Count("id", filter=Q(state="kept")), all=Count("id"))
    )


@dataclass(frozen=True)
class Ends:
    """Cases closed within a year: solved by the resident's word, and all; and those that opened again. A service that
    the council took back has no resident whose word ends it.
    """

    solved: int
    all: int
    reopened: int


def ends(now: datetime) -> Ends:
    rows = Case.objects.filter(closed_at__gt=now - YEAR).exclude(kind=Case.Kind.STEP_IN)
    found = rows.aggregate(
        solved=Count("id", filter=Q(outcome="solved")),
        all=Count("id"),
        reopened=Count("id", filter=Q(reopenings__gt=0)),
    )
    return Ends(**found)


def open_count() -> int:
    return Case.objects.filter(~Q(state="closed")).count()


def broken_count() -> int:
    """Promises that are broken and still to do."""
    return CaseClock.objects.filter(state="breached").count()
