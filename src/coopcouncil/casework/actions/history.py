"""Writing a line into a case's history, and telling those whom it concerns that there is one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from coopcouncil.casework.domain.outcomes import MOST_WORDS
from coopcouncil.casework.models import Case, Entry, Officer, Visibility
from coopcouncil.foundation import outbox
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import public as sharing

NEWS_FOR_THE_OTHER = "casework.transfer"  # the topic whose handler is `exchanging.tell_the_other`


def write_down(
    case: Case,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    visibility: str = Visibility.RESIDENT,
    text: str | None = None,
    organisation_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """Add a line. Call inside a transaction. What the resident may read, a council that has the case reads too."""
    if case.transfer_id is not None and visibility == Visibility.RESIDENT:
        outbox.add(NEWS_FOR_THE_OTHER, case.transfer_id, due_at=now)
    return Entry.objects.create(
        case=case,
        kind=kind,
        visibility=visibility,
        at=now,
        by_id=actor.account_id,
        organisation_id=organisation_id,
        data=data or {},
        text=text,
    )


def said(text: str, *, place: str, ask: str = "") -> str:
    """What somebody wrote, trimmed. Raises BadInput where it is nothing, or longer than we keep."""
    text = text.strip()
    if not text:
        raise BadInput(Said(ask or "Write something first."), place=place)
    if len(text) > MOST_WORDS:
        raise BadInput(Said("Write at most %(most)s characters.", most=MOST_WORDS), place=place)
    return text


def spoken_for(actor: Actor, case: Case) -> UUID | None:
    """Whom the actor speaks for in a case, as the audit trail keeps it; None for oneself."""
    return case.person_id if case.person_id != actor.account_id else None


def tell_resident(case: Case, entry: Entry) -> None:
    """Write to the person, where they have an account, that there is news. Call inside the transaction."""
    if case.person_id is not None:
        sharing.write_to_resident(
            account_id=case.person_id,
            reference=case.reference,
            path=reverse("casework:my_case", args=[case.id]),
            once=f"case:{entry.id}",
            now=entry.at,
        )


def tell_officer(case: Case, officer: Officer, entry: Entry) -> None:
    """Write to an officer at work that a case needs them. Call inside the transaction."""
    sharing.write_to_officer(
        account_id=officer.account_id,
        at=officer.account.email,
        reference=case.reference,
        path=reverse("casework:case", args=[case.id]),
        once=f"case:{entry.id}:{officer.id}",
        now=entry.at,
    )
