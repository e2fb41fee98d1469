"""Ending a consent, at any time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.stopping import stop
from coopcouncil.sharing.models import Notice


def withdraw_consent(*, actor: Actor, consent_id: UUID, now: datetime) -> int | None:
    """End a consent: whoever may have been told gets a notice to stop. Returns how many; None when it was ended before.

    Raises NotFound, NotAllowed.
    """
    with transaction.atomic():
        consent = queries.consent_object(consent_id)
        submission = queries.submission_for_update(consent.notice.submission_id)
        permissions.require(actor, "sharing.withdraw_consent", submission)
        consent.refresh_from_db(fields=["withdrawn_at"])
        if consent.withdrawn_at is not None:
            return None
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        told = stop([consent.notice], because=Notice.Because.CONSENT, now=now)
        audit.note(actor, "sharing.consent_withdrawn", consent)
    return told
