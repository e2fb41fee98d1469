"""Reads: reports, their parts and history, drafts, and the lists of those who work on them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from coopcouncil.casework.models import (
    Case,
    Report,
    ReportAttempt,
    ReportDraft,
    ReportEvent,
    ReportFollower,
    ReportPart,
    ReportPhoto,
)
from coopcouncil.casework.permissions.reports import SEEING_TO
from coopcouncil.casework.queries.report_places import PUBLIC
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.people import public as people
from coopcouncil.sharing.public import digest

# --- one report -------------------------------------------------------------------------------------------------------


def report(reference: str) -> Report:
    """The report of a reference however it is written. Raises NotFound, also for what is no reference."""
    try:
        held = check_reference(reference)
    except BadInput:
        raise NotFound("There is no such report.") from None
    found = Report.objects.select_related("ward").filter(reference=held).first()
    if found is None:
        raise NotFound("There is no such report.")
    return found


def report_by_id(report_id: UUID) -> Report:
    """Raises NotFound."""
    found = Report.objects.filter(id=report_id).first()
    if found is None:
        raise NotFound("There is no such report.")
    return found


def report_for_update(report_id: UUID) -> Report:
    """Locked until the transaction ends. Raises NotFound."""
    found = Report.objects.select_for_update().filter(id=report_id).first()
    if found is None:
        raise NotFound("There is no such report.")
    return found


def report_sent_as(key: UUID) -> Report | None:
    """The report that was sent under this key before."""
    return Report.objects.filter(sent_as=key).first()


def parts(report_id: UUID) -> list[ReportPart]:
    """Every part, in the order in which they came to be."""
    return list(
        ReportPart.objects.filter(report_id=report_id).select_related("organisation").order_by("queued_at", "id")
    )


def part(part_id: UUID) -> ReportPart:
    """A part with its report and its body. Raises NotFound."""
    found = ReportPart.objects.select_related("report", "report__ward", "organisation").filter(id=part_id).first()
    if found is None:
        raise NotFound("There is no such part of a report.")
    return found


def part_for_update(part_id: UUID) -> ReportPart:
    """A part, locked after its report is, so that two answers take turns. Raises NotFound."""
    held = part(part_id)
    report_for_update(held.report_id)
    return ReportPart.objects.select_for_update(of=("self",)).select_related("report", "organisation").get(id=held.id)


def events(report_id: UUID) -> list[ReportEvent]:
    """The history, oldest first."""
    rows = ReportEvent.objects.filter(report_id=report_id).select_related("part", "part__organisation")
    return list(rows.order_by("at", "id"))


def said_before(part_id: UUID, key: str) -> ReportEvent | None:
    """What a body said under this id of its own."""
    return ReportEvent.objects.filter(part_id=part_id, key=key).first()


def event(event_id: UUID) -> ReportEvent:
    """Raises NotFound."""
    found = ReportEvent.objects.select_related("report", "part", "part__organisation").filter(id=event_id).first()
    if found is None:
        raise NotFound("There is no such event.")
    return found


def attempts(part_id: UUID) -> list[ReportAttempt]:
    return list(ReportAttempt.objects.filter(part_id=part_id).order_by("at", "id"))


def shown_photos(report_id: UUID) -> list[UUID]:
    """The photos that everybody may see."""
    rows = ReportPhoto.objects.filter(report_id=report_id, state=ReportPhoto.State.SHOWN)
    return list(rows.order_by("given_at", "id").values_list("id", flat=True))


def photos(report_id: UUID) -> list[ReportPhoto]:
    return list(ReportPhoto.objects.filter(report_id=report_id).defer("content").order_by("given_at", "id"))


def photo(photo_id: UUID) -> ReportPhoto:
    """Of a report. Raises NotFound."""
    found = ReportPhoto.objects.select_related("report").filter(id=photo_id, report__isnull=False).first()
    if found is None:
        raise NotFound("There is no such photo.")
    return found


def said_too(actor: Actor, report_id: UUID) -> bool:
    """Whether this person, or this browser of nobody's, has said “me too”."""
    who = _whose(actor)
    return bool(who) and ReportFollower.objects.filter(report_id=report_id, **who).exists()


def _whose(actor: Actor) -> dict[str, Any]:
    if actor.account_id is not None:
        return {"account_id": actor.account_id}
    return {"session_digest": digest(actor.session_key)} if actor.session_key else {}


def report_of_photo(photo: ReportPhoto) -> Report:
    """Raises NotFound for a photo that was not sent."""
    if photo.report is None:
        raise NotFound("There is no such photo.")
    return photo.report


# --- drafts -----------------------------------------------------------------------------------------------------------


def draft(draft_id: UUID, *, now: datetime) -> ReportDraft:
    """A draft that has not expired, sent or not. Raises NotFound."""
    found = ReportDraft.objects.select_related("report").filter(id=draft_id, expires_at__gt=now).first()
    if found is None:
        raise NotFound("There is no such report that was begun.")
    return found


def draft_for_update(draft_id: UUID, *, now: datetime) -> ReportDraft:
    """The same, locked, so that two tabs take turns. Raises NotFound."""
    found = ReportDraft.objects.select_for_update().filter(id=draft_id, expires_at__gt=now).first()
    if found is None:
        raise NotFound("There is no such report that was begun.")
    return found


def draft_photo(draft_id: UUID) -> ReportPhoto | None:
    return ReportPhoto.objects.filter(draft_id=draft_id).defer("content").first()


# --- lists ------------------------------------------------------------------------------------------------------------


def with_parts(rows: QuerySet[Report]) -> QuerySet[Report]:
    held = ReportPart.objects.select_related("organisation").order_by("queued_at", "id")
    return rows.select_related("ward").prefetch_related(Prefetch("parts", queryset=held))


def public_reports() -> QuerySet[Report]:
    """What everybody may see, each with its parts."""
    return with_parts(Report.objects.filter(PUBLIC))


def of_person(account_id: UUID) -> QuerySet[Report]:
    """What somebody reported, and what they follow."""
    followed = ReportFollower.objects.filter(account_id=account_id).values("report_id")
    return with_parts(Report.objects.filter(Q(account_id=account_id) | Q(PUBLIC, id__in=followed)))


def open_of_person(account_id: UUID) -> tuple[int, datetime | None]:
    """How many reports of theirs are open, and when the last of them changed."""
    held = Report.objects.filter(account_id=account_id, is_open=True).aggregate(n=Count("id"), at=Max("changed_at"))
    return held["n"], held["at"]


def parts_of(organisation_ids: Collection[UUID]) -> QuerySet[ReportPart]:
    """The parts of these bodies."""
    rows = ReportPart.objects.filter(organisation_id__in=organisation_ids)
    return rows.select_related("report", "report__ward", "organisation").annotate(expected=F("report__expected_at"))


def every_part() -> QuerySet[ReportPart]:
    rows = ReportPart.objects.select_related("report", "report__ward", "organisation")
    return rows.annotate(expected=F("report__expected_at"))


def waiting_counts(organisation_ids: Collection[UUID]) -> tuple[int, datetime | None]:
    """How many parts wait for these bodies, and by when the report that is due first should be dealt with."""
    rows = ReportPart.objects.filter(
        organisation_id__in=organisation_ids, state__in=["queued", "retrying", "dead", "sent", "accepted"]
    ).order_by("report__expected_at")
    return rows.count(), rows.values_list("report__expected_at", flat=True).first()


def dead_of(account_id: UUID) -> tuple[int, datetime | None]:
    """How many parts that could not be delivered are somebody's to see to, and since when."""
    rows = ReportPart.objects.filter(owner_id=account_id, state=ReportPart.State.DEAD).order_by("changed_at")
    return rows.count(), rows.values_list("changed_at", flat=True).first()


def to_look_at() -> QuerySet[Report]:
    """Reports, and reports with photos, that nobody has looked at yet."""
    waiting = ReportPhoto.objects.filter(state=ReportPhoto.State.WAITING, report__isnull=False).values("report_id")
    return Report.objects.filter(Q(public_at__isnull=True, hidden_at__isnull=True) | Q(id__in=waiting))


def case_owner(report: Report) -> UUID | None:
    """The account of whoever of the council owns the report's case."""
    if report.case_id is None:
        return None
    rows = Case.objects.filter(id=report.case_id).exclude(state=Case.State.CLOSED)
    return rows.values_list("owner__account_id", flat=True).first()


def owner_name(report: Report) -> str:
    """Who of the council owns the report; "" where nobody does."""
    account = case_owner(report)
    return people.person_name(account) if account else ""


def without_case() -> list[UUID]:
    """Open reports of which the council has no case yet."""
    rows = Report.objects.filter(case__isnull=True, is_open=True).order_by("reported_at")
    return list(rows.values_list("id", flat=True)[:500])


def dead_without_owner(today: date) -> list[UUID]:
    """Parts that could not be delivered, and that nobody of the council sees to who may today."""
    council = people.council()
    there = [member.account_id for member in people.staff(council.id, SEEING_TO, today)] if council else []
    rows = ReportPart.objects.filter(state=ReportPart.State.DEAD).exclude(owner_id__in=there)
    return list(rows.order_by("id").values_list("id", flat=True)[:500])


def figures(now: datetime) -> tuple[int, int, int]:
    """Of the reports of the last 90 days: how many, how many of them closed; and how many parts are stuck now."""
    rows = Report.objects.filter(reported_at__gt=now - timedelta(days=90)).aggregate(
        total=Count("id"), closed=Count("id", filter=Q(is_open=False))
    )
    return rows["total"], rows["closed"], ReportPart.objects.filter(state=ReportPart.State.DEAD).count()


def overdue_parts(before: datetime) -> list[UUID]:
    """Parts that have waited to be sent since before then."""
    rows = ReportPart.objects.filter(state__in=["queued", "retrying"], queued_at__lt=before)
    return list(rows.order_by("id").values_list("id", flat=True)[:500])


def owner_for(today: date) -> UUID | None:
    """Who of the council sees to the next part that could not be delivered: of those who may, who has the fewest."""
    council = people.council()
    if council is None:
        return None
    held = dict(
        ReportPart.objects.filter(state=ReportPart.State.DEAD, owner__isnull=False)
        .values_list("owner_id")
        .annotate(n=Count("id"))
    )
    for roles in ([SEEING_TO[1]], SEEING_TO):  # case owners before the rest
        members = people.staff(council.id, roles, today)
        if members:
            return min(members, key=lambda member: (held.get(member.account_id, 0), member.name)).account_id
    return None
