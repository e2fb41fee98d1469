"""Writing down that somebody got in touch: what it was worth to them, and what it cost."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from coopcouncil.casework.actions.history import said, write_down
from coopcouncil.casework.domain.contacts import REPEATS_WITHIN, shipped_categories
from coopcouncil.casework.models import Case, Contact, Entry, Visibility
from coopcouncil.casework.queries import cases as queries
from coopcouncil.casework.queries import contacts as kept
from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said

MOST_FACTS, MOST_MINUTES = 50, 600


def record_contact(
    *,
    actor: Actor,
    channel: str,
    category: str,
    now: datetime,
    case_id: UUID | None = None,
    service_type: str = "",
    access_point_id: UUID | None = None,
    facts_again: int = 0,
    minutes: int | None = None,
    words: str = "",
) -> UUID:
    """Write down one contact: about a case (then `words` go into its history), or about a type of service alone.

    `category` says why it was avoidable, "" that it was of use. Where they were in touch about the same before, within
    four weeks, this one repeats it. Raises NotFound, NotAllowed, BadInput.
    """
    _check(channel, category, facts_again, minutes)
    with transaction.atomic():
        case = None
        if case_id is not None:
            case = queries.case_for_update(case_id)
            permissions.require(actor, "casework.work", case)
            words = said(words, place="words", ask="Write down what was said.")
            service_type = case.service_type
        else:
            permissions.require(actor, "casework.record_contact")
            if service_type and service_type not in directory.service_types():
                raise BadInput(Said("Choose what it was about."), place="service_type")
        person_id = case.person_id if case else None
        made = Contact.objects.create(
            at=now,
            channel=channel,
            access_point_id=access_point_id,
            service_type=service_type,
            case=case,
            person_id=person_id,
            recorded_by_id=actor.account_id,
            value=Contact.Value.AVOIDABLE if category else Contact.Value.VALUABLE,
            category=category,
            repeats_id=kept.before(case_id, person_id, service_type, now - REPEATS_WITHIN),
            facts_again=facts_again,
            minutes=minutes,
        )
        if case is not None:
            write_down(
                case, Entry.Kind.CONTACT, actor=actor, now=now, visibility=Visibility.COUNCIL, text=words,
                data={"contact": str(made.id), "channel": channel},
            )  # fmt: skip
            case.changed_at = now
            case.save(update_fields=["changed_at"])
        audit.note(actor, "casework.contact_recorded", made)
    return made.id


def _check(channel: str, category: str, facts_again: int, minutes: int | None) -> None:
    if channel not in Case.Channel.values:
        raise BadInput(Said("Choose how they got in touch."), place="channel")
    if category and category not in shipped_categories():
        raise BadInput(Said("Choose why they should not have had to."), place="category")
    if not 0 <= facts_again <= MOST_FACTS:
        raise BadInput(Said("Write a number from 0 to 50."), place="facts_again")
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise BadInput(Said("Write a number of minutes from 0 to 600."), place="minutes")
