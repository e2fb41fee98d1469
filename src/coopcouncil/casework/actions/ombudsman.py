"""After us: the ombudsman asks about a complaint, and decides."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions import closing
from coopcouncil.casework.actions.answering import upheld
from coopcouncil.casework.actions.complaining import shut, tell
from coopcouncil.casework.actions.history import said
from coopcouncil.casework.domain import complaints as rules
from coopcouncil.casework.domain.complaints import moved
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import complaints as queries
from coopcouncil.casework.queries import teams
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said


def ombudsman_asks(
    *, actor: Actor, complaint_id: UUID, reference: str, asked_on: date, now: datetime, today: date
) -> None:
    """Write down that the ombudsman looks at it: its case is open again, and somebody owns it.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    with transaction.atomic():
        teams.hold(alone=False)
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        if not found.made_on <= asked_on <= today:
            raise BadInput(Said("That day does not fit: it is before the complaint, or after today."), place="asked_on")
        found.state = moved(found.state, rules.OMBUDSMAN)
        found.ombudsman_since, found.ombudsman_reference = asked_on, reference.strip()[:40]
        found.save()
        if found.case.state == Case.State.CLOSED:
            closing.own_again(found.case, now)
            found.case.save()
        tell(found, rules.OMBUDSMAN, actor=actor, now=now)
        audit.note(actor, "casework.complaint_with_ombudsman", found)


def ombudsman_decided(
    *, actor: Actor, complaint_id: UUID, outcome: str, words: str, decided_on: date, now: datetime, today: date
) -> None:
    """Write down what the ombudsman decided, and what we are to do; the complaint is over.

    Raises NotFound, NotAllowed, BadInput, Conflict.
    """
    words = said(words, place="words", ask="Say what the ombudsman decided, and what is done about it.")
    if outcome not in rules.FOUND:
        raise BadInput(Said("Choose what the ombudsman found."), place="outcome")
    with transaction.atomic():
        found = queries.complaint_for_update(complaint_id)
        permissions.require(actor, "casework.work", found.case)
        found.state = moved(found.state, rules.DECIDED)
        if found.ombudsman_since and not found.ombudsman_since <= decided_on <= today:
            raise BadInput(Said("That day does not fit: it is before they asked, or after today."), place="decided_on")
        found.ombudsman_found, found.ombudsman_on, found.ombudsman_words = outcome, decided_on, words
        found.save()
        shut(found.case, solved=False, now=now)
        tell(found, rules.DECIDED, actor=actor, now=now, text=words)
        audit.note(actor, "casework.complaint_decided_by_ombudsman", found, reason=outcome)
        if outcome == rules.FAULT:
            events.emit(upheld(found, 0, decided_on))
