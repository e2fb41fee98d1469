"""Reads: drafts, and who would be told."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coopcouncil.directory import public as directory
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor.domain.life_event import LifeEvent, Notice
from coopcouncil.frontdoor.domain.telling import Recipient, postcode_for, recipient_for
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places


def draft(draft_id: UUID, *, now: datetime) -> Draft:
    """A draft that is still open or was sent. Raises NotFound, also for one that has expired."""
    found = Draft.objects.filter(id=draft_id, expires_at__gt=now).first()
    if found is None:
        raise NotFound("There is no such draft.")
    return found


def draft_for_update(draft_id: UUID, *, now: datetime) -> Draft:
    """The same, locked until the transaction ends, so that two tabs take turns."""
    found = Draft.objects.select_for_update().filter(id=draft_id, expires_at__gt=now).first()
    if found is None:
        raise NotFound("There is no such draft.")
    return found


def open_drafts(actor: Actor, *, now: datetime, limit: int = 20) -> list[Draft]:
    """What this person began and has not sent, the newest first."""
    drafts = Draft.objects.filter(submission_id__isnull=True, expires_at__gt=now)
    if actor.account_id:
        drafts = drafts.filter(account_id=actor.account_id)
    elif actor.session_key:
        drafts = drafts.filter(account__isnull=True, session_key=actor.session_key)
    else:
        return []
    return list(drafts.order_by("-touched_at", "id")[:limit])


def finder(event: LifeEvent, values: Mapping[str, Any]) -> Callable[[Notice], Recipient]:
    """Who gets each notice, given the answers. One look-up a place, whatever the number of notices."""
    where = {notice.code: postcode_for(event, notice, values) for notice in event.notices}
    wards = {postcode: _ward(postcode) for postcode in set(where.values())}
    types = sorted({notice.service for notice in event.notices})
    found = {ward: directory.recipients_for(types, ward_id=ward) for ward in set(wards.values())}
    council = people.council()
    if council is None:
        raise Conflict("No council is set up here yet. Mend: coopcouncil people found")
    owner = Recipient(council.id, council.name, None, council.name)

    def recipient(service_type: str, postcode: str | None) -> Recipient | None:
        service = found[wards[postcode]].get(service_type)
        if service is None:
            return None
        return Recipient(service.organisation_id, service.organisation_name, service.id, service.name)

    return lambda notice: recipient_for(notice, where[notice.code], find=recipient, council=owner)


def _ward(postcode: str | None) -> UUID | None:
    area = places.area_of_postcode(postcode) if postcode else None
    return area.id if area else None


def audit_rows() -> QuerySet[AuditRow]:
    """The whole audit trail, to be filtered and paged in the database."""
    return AuditRow.objects.all()
