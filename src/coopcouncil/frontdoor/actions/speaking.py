"""Telling for another person: by a power that reaches, and by another when the first has ended."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.speaking import Spoken
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said


def require_reach(actor: Actor, event: LifeEvent, authority_id: UUID, today: date) -> Spoken:
    """The life event as the power reaches it. Raises BadInput where it reaches nothing, or is not theirs today."""
    if not event.on_behalf or event.safe_mode:
        raise BadInput(Said("This is told by people for themselves alone."))
    spoken = queries.spoken_by(actor, event, authority_id, today)
    if not spoken.works:
        raise BadInput(Said("You hold no such power today."))
    if not spoken.event.notices:
        raise BadInput(Said("That power reaches none of the services that this is about."))
    return spoken


def speak_by(*, actor: Actor, draft_id: UUID, authority_id: UUID, now: datetime, today: date) -> None:
    """Go on with a draft by another power for the same person, because the first has ended.

    Raises NotFound, Conflict; BadInput where the other power is for somebody else, or does not reach.
    """
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            raise Conflict(Said("This was sent already. Nothing was changed."))
        event = gateways.event_of_version(draft.event_code, draft.event_version, today)
        before = queries.speaking(draft, event, today)
        after = require_reach(actor, event, authority_id, today)
        if before is None or not before.same_person(after):
            raise BadInput(Said("That power is for somebody else."))
        draft.authority_id, draft.touched_at = authority_id, now
        draft.save(update_fields=["authority", "touched_at"])
        audit.note(actor, "frontdoor.spoken_by_another_power", draft)


def still_reaches(spoken: Spoken | None) -> None:
    """Raises Conflict where the power by which something is to be sent has ended."""
    if spoken is not None and not spoken.works:
        raise Conflict(Said("The power by which you speak has ended. Nothing was sent; what you told us is kept."))
