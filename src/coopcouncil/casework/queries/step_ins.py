"""Cases about services that the council took back, and what their owners find to take over."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.casework.models import Case, Task
from coopcouncil.settlement import public as settlement

OPEN = ~Q(state="closed")
# In which `organisation` is only who has to act: a notice and a report are with the body that was told, and a complaint
# is of it.
ROUTED = (Case.Kind.REQUEST, Case.Kind.ENQUIRY, Case.Kind.TRANSFER)


def open_case(step_in_id: UUID) -> UUID | None:
    return Case.objects.filter(OPEN, step_in_id=step_in_id).values_list("id", flat=True).first()


def open_case_of_takeover(takeover_id: UUID) -> UUID | None:
    """The open case about the newest time that a service was taken back in a takeover."""
    rows = Case.objects.filter(OPEN, step_in__takeover_id=takeover_id).order_by("-step_in__began_at")
    return rows.values_list("id", flat=True).first()


def cases_about(step_in_ids: Collection[UUID]) -> QuerySet[Case]:
    """Every case about these, closed ones too, with its owner, the oldest first."""
    rows = Case.objects.filter(step_in_id__in=step_in_ids).select_related("owner__account")
    return rows.defer("contact", "words").order_by("opened_at")


def without_owner() -> list[UUID]:
    """The services that the council took back, that are not settled, and that no open case is about."""
    held = set(Case.objects.filter(OPEN, step_in__isnull=False).values_list("step_in_id", flat=True))
    return [step_in_id for step_in_id in settlement.step_ins_open() if step_in_id not in held]


def to_route(organisation_id: UUID, service_type: str, service_id: UUID | None, *, whole_type: bool) -> list[Case]:
    """The open cases in which an organisation has to act about a service, locked, in the order of all who lock several.

    `whole_type`: those that name no service are about this one too, for it has no other of its type.
    """
    about = Q(service_id=service_id) if service_id else Q(pk=None)
    if whole_type:
        about |= Q(service=None, service_type=service_type)
    rows = Case.objects.select_for_update().filter(
        OPEN, about, organisation_id=organisation_id, kind__in=ROUTED, emptied_at__isnull=True
    )
    return list(rows.defer("contact", "words").order_by("id"))


def left_to_do(service_type: str, organisation_ids: Collection[UUID], *, but_of: UUID | None) -> QuerySet[Case]:
    """The open cases about a type of service in which one of these has to act, or nobody is named; what is due first
    stands first. Nobody is listed their own (`but_of`).
    """
    rows = Case.objects.filter(
        OPEN, Q(organisation=None) | Q(organisation_id__in=organisation_ids), service_type=service_type
    ).exclude(kind__in=[Case.Kind.STEP_IN, Case.Kind.COMPLAINT])
    if but_of is not None:
        rows = rows.filter(Q(person=None) | ~Q(person_id=but_of))
    return rows.select_related("team", "organisation").defer("contact", "words").order_by("next_due_at", "id")


def tasks_left(service_type: str, organisation_id: UUID, *, but_of: UUID | None) -> QuerySet[Task]:
    """What an organisation was asked about a type of service and has not done; no word of it."""
    rows = Task.objects.filter(
        state__in=["given", "accepted"], organisation_id=organisation_id, case__service_type=service_type
    )
    if but_of is not None:
        rows = rows.filter(Q(case__person=None) | ~Q(case__person_id=but_of))
    rows = rows.select_related("case__team").defer("words", "answer", "named", "case__words", "case__contact")
    return rows.order_by("due_on", "id")
