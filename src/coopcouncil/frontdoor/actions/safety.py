"""Safe mode: change over to it, how to be reached, who must not be told. And what helps us speak together."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.frontdoor.actions.drafting import KEPT_SAFE, open_draft
from coopcouncil.frontdoor.actions.files import without_files
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing.public import Need, SafeContact, digest, kept_contact, kept_needs, let_documents_go

# After sending, the page with the words may be loaded again for so long, in that browser.
KEPT_SAFE_ONCE_SENT = timedelta(minutes=30)
NOT_BY_A_POWER = Said("You tell this for somebody else. Safe mode is for yourself. Nothing was changed.")


def change_to_safe(*, actor: Actor, draft_id: UUID, visitor: Actor, now: datetime) -> UUID:
    """Carry on in safe mode, as `visitor`: a browser in which nobody is signed in. Returns the new draft's id.

    The draft before it is thrown away, so that nothing joins an account with what is told from here on.
    Its files are thrown away, and asked for again.
    The trail has a row of the visitor's only: one of the account's beside it would join the two.
    Raises NotFound, NotAllowed, Conflict when it was sent, `visitor` is somebody, or it is told by a power for
    somebody else: safe mode names nobody, and no power.
    """
    if visitor.account_id or not visitor.session_key:
        raise Conflict(Said("In safe mode nobody may be signed in. Nothing was changed."))
    with transaction.atomic():
        before, event = open_draft(actor, draft_id, now)
        if before.authority_id:
            raise Conflict(NOT_BY_A_POWER)
        draft = Draft.objects.create(
            event_code=before.event_code,
            event_version=before.event_version,
            session_digest=digest(visitor.session_key),
            answers=without_files(event, before.answers),
            left_out=before.left_out,
            agreed=before.agreed,
            needs=before.needs,
            language=before.language,
            safe=True,
            started_at=now,
            touched_at=now,
            expires_at=now + KEPT_SAFE,
        )
        audit.note(visitor, "frontdoor.telling_begun", draft)
        let_documents_go(actor=actor, draft_ids=[before.id], untraced=True)
        forget([before.id])
        before.delete()
    return draft.id


def keep_contact(*, actor: Actor, draft_id: UUID, contact: SafeContact, now: datetime) -> None:
    """Keep how the person may safely be reached. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        draft, _event = open_draft(actor, draft_id, now)
        draft.safe_contact, draft.touched_at = kept_contact(contact), now
        draft.save(update_fields=["safe_contact", "touched_at"])


def keep_conflicts(
    *, actor: Actor, draft_id: UUID, asked_about: Collection[UUID], conflicted: Collection[UUID], now: datetime
) -> None:
    """Keep which of the organisations asked about must not learn of it. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        draft, _event = open_draft(actor, draft_id, now)
        draft.asked_about = sorted(str(code) for code in asked_about)
        draft.conflicted = sorted(str(code) for code in conflicted if code in asked_about)
        draft.touched_at = now
        draft.save(update_fields=["asked_about", "conflicted", "touched_at"])


def keep_needs(*, actor: Actor, draft_id: UUID, needs: Sequence[Need], now: datetime) -> None:
    """Keep what the person needs so that we can speak together; in their account too, unless in safe mode.

    Raises NotFound, NotAllowed, Conflict.
    """
    with transaction.atomic():
        draft, _event = open_draft(actor, draft_id, now)
        draft.needs, draft.touched_at = kept_needs(tuple(needs)), now
        draft.save(update_fields=["needs", "touched_at"])
        if draft.account_id and draft.account_id == actor.account_id and not draft.safe and not draft.authority_id:
            people.remember_needs(actor=actor, needs=draft.needs, now=now)
