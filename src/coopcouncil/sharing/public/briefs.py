"""The door to notices that went wrong, for whoever sees to them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.sharing.queries import briefs
from coopcouncil.sharing.queries.briefs import NoticeBrief

__all__ = ["NoticeBrief", "count_unanswered", "notice_brief", "notices_gone_wrong"]


def notice_brief(notice_id: UUID) -> NoticeBrief:
    """Where a notice went and whose it is; no fact. Raises NotFound."""
    return briefs.brief(notice_id)


def count_unanswered(organisation_id: UUID, service_type: str) -> int:
    """How many notices about a type of service an organisation has not answered; of what was told in safe mode none."""
    return briefs.count_unanswered(organisation_id, service_type)


def notices_gone_wrong(
    cases: QuerySet[Any], now: datetime, *, patience: timedelta, most: int
) -> list[tuple[UUID, str]]:
    """Notices that were undelivered, refused, or not answered for `patience`, each with which of them; without those
    that a row of `cases` (with a `notice_id`) is about. In one query.
    """
    return briefs.wrong_without(cases, now, patience=patience, most=most)
