"""Reads of who looked at what is held of a person, of what was opened in need, and of what is not shown of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.looking import is_open
from coopcouncil.sharing.models import Notice, Opening, Withholding
from coopcouncil.sharing.queries.records import RecordView, records_of


@dataclass(frozen=True)
class OpenedNotice:
    """A notice about the person, as somebody sees it who opened it in need."""

    reference: str
    title: str
    organisation: str
    told_at: datetime
    facts: tuple[tuple[str, str], ...]


def entries_about(account_id: UUID, today: date) -> QuerySet[AccessEntry]:
    """Who read what is held of this person, but not what an approved exemption keeps from them on `today`."""
    entries = AccessEntry.objects.filter(about=account_id)
    for kept in Withholding.objects.filter(
        account_id=account_id, approved_by__isnull=False, ended_at__isnull=True, until__gte=today
    ):
        entries = entries.exclude(
            organisation_id=kept.organisation_id, at__gte=_start(kept.since), at__lt=_start(kept.until) + timedelta(1)
        )
    return entries


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def organisations_in(entries: QuerySet[AccessEntry]) -> list[tuple[str, str]]:
    """(id, name) of the organisations for which somebody read. Two queries."""
    ids = {found for found in entries.order_by().values_list("organisation_id", flat=True).distinct() if found}
    return [(str(body.id), body.name) for body in people.organisations(ids)]


def entries_for_export(account_id: UUID, today: date) -> list[dict[str, Any]]:
    entries = entries_about(account_id, today)
    names = dict(organisations_in(entries))
    return [
        {
            "at": row.at.isoformat(),
            "role": row.role or row.actor_kind,
            "organisation": names.get(str(row.organisation_id), ""),
            "what": row.verb,
            "in_need": row.exceptional is not None,
        }
        for row in entries.order_by("at", "id")
    ]


def opening(opening_id: UUID) -> Opening:
    """Raises NotFound."""
    found = Opening.objects.select_related("account", "opened_by", "organisation").filter(id=opening_id).first()
    if found is None:
        raise NotFound("There is no such opening.")
    return found


def opening_for_update(opening_id: UUID) -> Opening:
    found = Opening.objects.select_for_update().filter(id=opening_id).first()
    if found is None:
        raise NotFound("There is no such opening.")
    return found


def openings_for_table(account_id: UUID | None) -> QuerySet[Opening]:
    """All but those of which one's own data was opened."""
    rows = Opening.objects.select_related("account", "opened_by", "organisation").defer("reason", "finding")
    return rows.exclude(account_id=account_id) if account_id else rows


def to_review(account_id: UUID | None) -> QuerySet[Opening]:
    rows = openings_for_table(account_id).filter(verdict="")
    return rows.exclude(opened_by_id=account_id) if account_id else rows


def still_open(row: Opening, now: datetime) -> bool:
    return is_open(row.until, row.reviewed_by_id is not None, now=now)


def what_is_held(account_id: UUID) -> tuple[list[RecordView], list[OpenedNotice]]:
    """What we know of a person, and the slices of what they told. Nothing of safe mode: that belongs to no account."""
    notices = (
        Notice.objects.filter(submission__account_id=account_id, submission__safe=False)
        .select_related("submission", "organisation")
        .defer("submission__facts")
        .order_by("-created_at", "id")[:50]
    )
    return records_of(account_id), [
        OpenedNotice(
            row.submission.reference, row.title, row.organisation.name, row.created_at,
            tuple((fact.label, fact.shown) for fact in slices.read(row.facts)),
        )
        for row in notices
    ]  # fmt: skip


def withholdings_for_table(account_id: UUID | None) -> QuerySet[Withholding]:
    """All but those about oneself."""
    rows = Withholding.objects.select_related("account", "organisation", "proposed_by").defer("reason")
    return rows.exclude(account_id=account_id) if account_id else rows


def withholding_for_update(withholding_id: UUID) -> Withholding:
    found = Withholding.objects.select_for_update().filter(id=withholding_id).first()
    if found is None:
        raise NotFound("There is no such exemption.")
    return found


def withholding(withholding_id: UUID) -> Withholding:
    found = withholdings_for_table(None).filter(id=withholding_id).first()
    if found is None:
        raise NotFound("There is no such exemption.")
    return found


def waiting_withholdings(account_id: UUID | None) -> QuerySet[Withholding]:
    rows = withholdings_for_table(account_id).filter(approved_by__isnull=True, decided_at__isnull=True)
    return rows.exclude(proposed_by_id=account_id) if account_id else rows
