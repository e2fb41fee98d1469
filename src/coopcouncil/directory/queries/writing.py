"""Which records must be confirmed and whose managers were told so, and letters that are to be written."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet

from coopcouncil.directory.models import Letter, Reminder, Service
from coopcouncil.kernel.errors import NotFound


def due_by(day: date) -> list[tuple[UUID, UUID, date]]:
    """(service, organisation, due day) of every service that is not closed and is due on that day or before."""
    rows = Service.objects.exclude(status=Service.Status.CLOSED).filter(due_on__lte=day)
    found = rows.order_by("organisation_id", "due_on", "code").values_list("id", "organisation_id", "due_on")
    return [(service, body, due) for service, body, due in found if due is not None]


def reminded() -> set[tuple[UUID, str]]:
    """(service, stage) of each reminder of the day on which its service is due now."""
    return set(Reminder.objects.filter(due_on=F("service__due_on")).values_list("service_id", "stage"))


def letter_for_update(letter_id: UUID) -> Letter:
    """Locked until the transaction ends. Raises NotFound."""
    rows = Letter.objects.select_for_update(of=("self",)).select_related("organisation")
    found = rows.filter(id=letter_id).first()
    if found is None:
        raise NotFound("There is no such letter.")
    return found


def still_due(service_ids: Collection[UUID], *, by: date) -> QuerySet[Service]:
    """Those of the services that are open and still to be confirmed by that day, the longest due first."""
    rows = Service.objects.exclude(status=Service.Status.CLOSED).filter(id__in=service_ids, due_on__lte=by)
    return rows.order_by("due_on", "name")
