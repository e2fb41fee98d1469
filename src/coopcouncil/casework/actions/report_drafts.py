"""A report being written on our pages: begun with its place, written, given a photo, sent or thrown away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.reporting import LONGEST_PLACE, Told, check_photo, check_place, report
from coopcouncil.casework.models import ReportDraft, ReportPhoto
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import public as sharing

KEPT = timedelta(days=1)
PERMISSION = "casework.own_report_draft"
CONTACT = ("name", "email", "phone")


def begin(
    *, actor: Actor, category: str, longitude: float, latitude: float, place: str, now: datetime
) -> UUID:  # fmt: skip
    """Begin a report with what it is and where. Raises BadInput, NotFound, NotAllowed."""
    permissions.require(actor, "casework.report")
    places.category(category)
    check_place(longitude, latitude)
    with transaction.atomic():
        made = ReportDraft.objects.create(
            category=category,
            account_id=actor.account_id,
            session_digest="" if actor.account_id else sharing.digest(actor.session_key),
            longitude=longitude,
            latitude=latitude,
            place=place.strip()[:LONGEST_PLACE],
            started_at=now,
            expires_at=now + KEPT,
        )
        audit.note(actor, "casework.report_begun", made)
    return made.id


def _mine(actor: Actor, draft_id: UUID, now: datetime) -> ReportDraft:
    draft = queries.draft_for_update(draft_id, now=now)
    permissions.require(actor, PERMISSION, draft)
    if draft.report_id is not None:
        raise Conflict(Said("This was sent already. Nothing was changed."))
    return draft


def move(*, actor: Actor, draft_id: UUID, longitude: float, latitude: float, place: str, now: datetime) -> None:
    """Put it somewhere else. Raises BadInput, NotFound, NotAllowed, Conflict."""
    check_place(longitude, latitude)
    with transaction.atomic():
        draft = _mine(actor, draft_id, now)
        draft.longitude, draft.latitude, draft.place = longitude, latitude, place.strip()[:LONGEST_PLACE]
        draft.save(update_fields=["longitude", "latitude", "place"])


def write(
    *, actor: Actor, draft_id: UUID, description: str, answers: Mapping[str, Any], contact: Mapping[str, str],
    now: datetime,
) -> None:  # fmt: skip
    """Keep what is wrong there, and how to reach whoever says so. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        draft = _mine(actor, draft_id, now)
        told = {"description": description.strip(), "answers": dict(answers)}
        draft.told = told | {key: contact.get(key, "").strip() for key in CONTACT}
        draft.is_written = True
        draft.save(update_fields=["told", "is_written"])


def give_photo(*, actor: Actor, draft_id: UUID, content: bytes, name: str, now: datetime) -> None:
    """Keep a photo in place of the one before: made again from its dots, so without what its camera wrote into it.

    It may take seconds, and holds no lock meanwhile. Raises BadInput for what is no photo, NotFound, NotAllowed.
    """
    permissions.require(actor, PERMISSION, queries.draft(draft_id, now=now))
    file = sharing.examine_document(content, name)
    check_photo(file)
    with transaction.atomic():
        draft = _mine(actor, draft_id, now)
        _remove_photos([draft.id])
        ReportPhoto.objects.create(
            draft=draft, media_type=file.media_type, content=file.content, scan=file.scan, given_at=now
        )
        audit.note(actor, "casework.photo_given", draft)


def remove_photo(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        draft = _mine(actor, draft_id, now)
        _remove_photos([draft.id])


def send(*, actor: Actor, draft_id: UUID, language: str, now: datetime) -> UUID:
    """Send it, once whatever happens. Returns the report's id. Raises BadInput, NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, PERMISSION, draft)
        if draft.report_id is not None:
            return draft.report_id
        if not draft.is_written:
            raise BadInput(Said("Say what is wrong there first."), place="description")
        told = Told(
            category=draft.category,
            longitude=draft.longitude,
            latitude=draft.latitude,
            place=draft.place,
            description=draft.told.get("description", ""),
            answers=draft.told.get("answers", {}),
            contact={key: draft.told.get(key, "") for key in CONTACT},
        )
        made = report(actor=actor, told=told, channel="web", sent_as=draft.id, language=language, now=now)
        ReportPhoto.objects.filter(draft=draft).update(draft=None, report_id=made)
        draft.report_id, draft.told = made, {}
        draft.save(update_fields=["report", "told"])
    return made


def remove_expired(*, now: datetime) -> int:
    """Throw away what was begun and not sent in time. Returns how many."""
    with transaction.atomic():
        over = list(ReportDraft.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:5000])
        remove(over)
        if over:
            audit.note(SYSTEM, "casework.report_drafts_expired", ("casework.reportdraft", None), reason=str(len(over)))
    return len(over)


def remove_of(account_id: UUID) -> None:
    """Throw away what somebody began. Call inside a transaction."""
    remove(list(ReportDraft.objects.filter(account_id=account_id).values_list("id", flat=True)))


def remove(ids: list[UUID]) -> int:
    """Throw these away, photos and keys and all. Call inside a transaction. Returns how many."""
    if ids:
        _remove_photos(ids)
        ReportDraft.objects.filter(id__in=ids).delete()
        forget(ids)
    return len(ids)


def _remove_photos(draft_ids: list[UUID]) -> None:
    gone = list(ReportPhoto.objects.filter(draft_id__in=draft_ids).values_list("id", flat=True))
    if gone:
        ReportPhoto.objects.filter(id__in=gone).delete()
        forget(gone)
