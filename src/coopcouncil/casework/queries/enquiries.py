"""Councillors' enquiries, the wards they speak for, and what a ward's problems have in common."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncMonth

from coopcouncil.casework.models import Case, Enquiry, WardSeat
from coopcouncil.casework.queries.desk import Waiting
from coopcouncil.foundation.clock import LONDON
from coopcouncil.kernel.calendars import add_months
from coopcouncil.kernel.errors import NotFound

MONTHS = 12


def _held(today: date) -> Q:
    return Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gt=today))


def wards_of(account_id: UUID | None, today: date) -> list[WardSeat]:
    """The wards for which somebody speaks today, by name, with the ward."""
    rows = WardSeat.objects.select_related("ward").defer("ward__geometry")
    return list(rows.filter(_held(today), councillor_id=account_id).order_by("ward__name")) if account_id else []


def seats(today: date) -> list[WardSeat]:
    """Everybody who speaks for a ward today or will, by ward."""
    rows = WardSeat.objects.select_related("ward", "councillor").defer("ward__geometry")
    return list(rows.filter(Q(until__isnull=True) | Q(until__gt=today)).order_by("ward__name", "since", "id"))


def seat_for_update(seat_id: UUID) -> WardSeat:
    """Raises NotFound."""
    found = WardSeat.objects.select_for_update().filter(id=seat_id).first()
    if found is None:
        raise NotFound("There is no such seat.")
    return found


def enquiry(enquiry_id: UUID) -> Enquiry:
    """With its case, the case's owner, and the ward. Raises NotFound."""
    rows = Enquiry.objects.select_related("case__owner__account", "case__team", "ward", "councillor")
    found = rows.defer("ward__geometry").filter(id=enquiry_id).first()
    if found is None:
        raise NotFound("There is no such enquiry.")
    return found


def enquiry_of_case(case_id: UUID, *, lock: bool = False) -> Enquiry | None:
    rows = Enquiry.objects.select_related("councillor", "ward").defer("ward__geometry").filter(case_id=case_id)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def enquiries_of(account_id: UUID, ward_ids: Collection[UUID]) -> QuerySet[Enquiry]:
    """A councillor's enquiries in the wards for which they speak; no word of them, for a list."""
    rows = Enquiry.objects.select_related("case__owner__account", "ward").filter(councillor_id=account_id)
    return rows.filter(ward_id__in=ward_ids).defer("answer", "case__words", "case__contact", "ward__geometry")


def to_share(account_id: UUID) -> Waiting:
    """The answers that a councillor has and has not passed on."""
    rows = Enquiry.objects.filter(councillor_id=account_id, answered_at__isnull=False, shared_at__isnull=True)
    return Waiting(**rows.exclude(case__state="closed").aggregate(count=Count("id"), first=Min("answered_at")))


def ward_counts(ward_id: UUID, *, today: date) -> dict[str, dict[str, int]]:
    """How many cases of the ward were opened in each of the last twelve whole months, and of the same cases how many
    there are of each type of service ("" where none is named) and with each outcome ("open" while there is none). Three
    queries; nothing of a person.
    """
    until = today.replace(day=1)
    since = add_months(until, -MONTHS)
    begin, end = (datetime(day.year, day.month, 1, tzinfo=LONDON) for day in (since, until))
    rows = Case.objects.filter(ward_id=ward_id, opened_at__gte=begin, opened_at__lt=end).order_by()
    months = {add_months(since, number).isoformat(): 0 for number in range(MONTHS)}
    by_month: Any = rows.annotate(month=TruncMonth("opened_at", tzinfo=LONDON)).values_list("month")
    months |= {at.date().isoformat(): n for at, n in by_month.annotate(n=Count("id"))}
    outcomes = {"open": 0, "solved": 0, "ended": 0}
    outcomes |= {outcome or "open": n for outcome, n in rows.values_list("outcome").annotate(n=Count("id"))}
    types = dict(rows.values_list("service_type").annotate(n=Count("id")).order_by("service_type"))
    return {"service_type": types, "month": months, "outcome": outcomes}
