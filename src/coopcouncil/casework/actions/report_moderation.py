"""What of a report everybody may see: an officer of the council looks, shows, and takes off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.reporting import happened
from coopcouncil.casework.models import Report, ReportEvent, ReportPhoto
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said

PERMISSION = "casework.moderate_report"


def show(*, actor: Actor, report_id: UUID, now: datetime) -> None:
    """Show a report on the public pages. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        report = queries.report_for_update(report_id)
        permissions.require(actor, PERMISSION, report)
        if report.is_public:
            return
        report.public_at, report.hidden_at, report.changed_at = report.public_at or now, None, now
        report.save(update_fields=["public_at", "hidden_at", "changed_at"])
        happened(report, ReportEvent.Kind.PUBLISHED, now)
        audit.note(actor, "casework.report_shown", report)


def hide(*, actor: Actor, report_id: UUID, reason: str, now: datetime) -> None:
    """Take a report off the public pages, photos and all; the bodies go on with it. Raises BadInput, NotFound,
    NotAllowed."""
    reason = reason.strip()
    if not reason or len(reason) > 200:
        raise BadInput(Said("Say why, in 200 letters at most."), place="reason")
    with transaction.atomic():
        report = queries.report_for_update(report_id)
        permissions.require(actor, PERMISSION, report)
        if report.hidden_at is not None:
            return
        report.hidden_at = report.changed_at = now
        report.save(update_fields=["hidden_at", "changed_at"])
        happened(report, ReportEvent.Kind.HIDDEN, now, words=reason)
        audit.note(actor, "casework.report_hidden", report)


def decide_photo(*, actor: Actor, photo_id: UUID, shown: bool, now: datetime) -> UUID:
    """Show a photo to everybody, or do not. Returns its report's id. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        photo = queries.photo(photo_id)
        report = queries.report_for_update(queries.report_of_photo(photo).id)
        permissions.require(actor, PERMISSION, report)
        state = ReportPhoto.State.SHOWN if shown else ReportPhoto.State.HIDDEN
        ReportPhoto.objects.filter(id=photo.id).update(state=state, decided_at=now, decided_by_id=actor.account_id)
        Report.objects.filter(id=report.id).update(changed_at=now)
        audit.note(actor, f"casework.photo_{state}", photo)
    return report.id
