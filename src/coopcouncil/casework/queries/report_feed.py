"""Reads for others: the public feed of GeoReport, and what is held of one person."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from coopcouncil.casework.domain.georeport import Asked
from coopcouncil.casework.models import Report, ReportDraft, ReportEvent, ReportFollower, ReportPhoto
from coopcouncil.casework.queries.reports import public_reports, with_parts
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.identifiers import check_reference


def asked_for(asked: Asked) -> list[Report]:
    """The public reports that a query of GeoReport wants, newest first, a page of them."""
    rows = public_reports().prefetch_related(
        Prefetch(
            "photos",
            queryset=ReportPhoto.objects.filter(state=ReportPhoto.State.SHOWN).defer("content").order_by("given_at"),
            to_attr="shown",
        )
    )
    if asked.ids:
        rows = rows.filter(reference__in=[_reference(text) for text in asked.ids])
    if asked.codes:
        rows = rows.filter(category__in=asked.codes)
    if len(set(asked.statuses)) == 1:
        rows = rows.filter(is_open=asked.statuses[0] == "open")
    for name, value in (
        ("reported_at__gte", asked.start),
        ("reported_at__lte", asked.end),
        ("changed_at__gte", asked.updated_after),
        ("changed_at__lte", asked.updated_before),
    ):
        if value is not None:
            rows = rows.filter(**{name: value})
    by_change = asked.start is None and (asked.updated_after or asked.updated_before)
    order = "-changed_at" if by_change else "-reported_at"
    start = (asked.page - 1) * asked.page_size
    return list(rows.order_by(order, "id")[start : start + asked.page_size])


def public_report(reference: str) -> Report | None:
    """One public report with its parts and photos; None where there is none that everybody may see."""
    return next(iter(asked_for(Asked(ids=(reference,)))), None)


def report_by_token(token: str) -> Report | None:
    """The report that a token stands for, public or not."""
    try:
        return Report.objects.filter(id=UUID(token)).first()
    except ValueError:
        return None


def _reference(text: str) -> str:
    try:
        return check_reference(text)
    except BadInput:
        return ""


def last_words(report_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, str]]:
    """What each part's body said last, by report and part. One query."""
    found: dict[UUID, dict[UUID, str]] = {}
    rows = ReportEvent.objects.filter(report_id__in=list(report_ids), part__isnull=False, words__isnull=False)
    for report_id, part_id, words in rows.order_by("at").values_list("report_id", "part_id", "words"):
        if words:
            found.setdefault(report_id, {})[part_id] = words
    return found


def export(account_id: UUID) -> list[dict[str, Any]]:
    """What somebody reported, as they are given it."""
    return [
        {
            "reference": row.reference,
            "category": row.category,
            "description": row.description,
            "answers": row.answers,
            "place": row.place,
            "longitude": row.longitude,
            "latitude": row.latitude,
            "reported_at": row.reported_at,
            "contact": row.contact,
            "bodies": [{"organisation": item.organisation.name, "state": item.state} for item in row.parts.all()],
        }
        for row in with_parts(Report.objects.filter(account_id=account_id)).order_by("reported_at")
    ]


def export_followed(account_id: UUID) -> list[dict[str, Any]]:
    rows = ReportFollower.objects.filter(account_id=account_id).select_related("report").order_by("at")
    return [{"reference": row.report.reference, "since": row.at} for row in rows]


def export_drafts(account_id: UUID) -> list[dict[str, Any]]:
    rows = ReportDraft.objects.filter(account_id=account_id, report__isnull=True).order_by("started_at")
    return [
        {"category": row.category, "place": row.place, "longitude": row.longitude, "latitude": row.latitude, **row.told}
        for row in rows
    ]
