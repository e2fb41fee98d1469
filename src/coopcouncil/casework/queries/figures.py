"""Figures of casework, without persons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from coopcouncil.casework.models import Case, CaseClock


@dataclass(frozen=True)
class Kept:
    """Of the promises that ended within a year: how many were kept, and how many there were."""

    kept: int
    all: int


def kept(now: datetime) -> Kept:
    rows = CaseClock.objects.filter(ended_at__gt=now - timedelta(days=365), state__in=["kept", "late"])
    return Kept(**rows.aggregate(kept=Count("id", filter=Q(state="kept")), all=Count("id")))


def kept_by_ward(service_types: Collection[str], now: datetime) -> list[tuple[str, UUID | None, int, int]]:
    """Of the answers about these types of service that were due within a year, by type and ward: how many were kept,
    and all. One query.
    """
    rows = CaseClock.objects.filter(
        ended_at__gt=now - timedelta(days=365), state__in=["kept", "late"], step="answer",
        case__service_type__in=set(service_types),
    )  # fmt: skip
    by = rows.order_by().values_list("case__service_type", "case__ward_id")
    return list(by.annotate(kept=Count("id", filter=Q(state="kept")), all=Count("id")))


def kept_of_organisation(
    organisation_id: UUID, service_type: str, since: datetime, now: datetime
) -> list[tuple[UUID | None, int, int]]:
    """The same of what one organisation had to do, between two moments."""
    rows = CaseClock.objects.filter(
        started_at__gte=since, ended_at__lte=now, state__in=["kept", "late"], step="answer",
        case__service_type=service_type, case__organisation_id=organisation_id,
    )  # fmt: skip
    return _by_ward(rows)


def _by_ward(rows: QuerySet[CaseClock]) -> list[tuple[UUID | None, int, int]]:
    return list(
        rows.order_by().values_list("case__ward_id").annotate(kept=Count("id", filter=Q(state="kept")), all=Count("id"))
    )


@dataclass(frozen=True)
class Ends:
    """Cases closed within a year: solved by the resident's word, and all; and those that opened again."""

    solved: int
    all: int
    reopened: int


def ends(now: datetime) -> Ends:
    rows = Case.objects.filter(closed_at__gt=now - timedelta(days=365))
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
