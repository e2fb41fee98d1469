"""Call another service for help while writing something down for somebody."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_types
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.actions.drafting import open_draft
from coopcouncil.frontdoor.queries.calling import called
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.sharing import public as sharing


def call_for_help(
    *, actor: Actor, draft_id: UUID, service_type: str, question: str, fact_code: str, now: datetime, today: date
) -> UUID:
    """Ask a service something in its inbox, with the slice that its own notice in this draft would hold, or no fact.

    In safe mode only a service of which the person said that it may know. Raises NotFound, NotAllowed, BadInput, and
    Conflict: sent already, five questions wait, or it must not know.
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        if draft.assisted_by_id is None or draft.organisation_id is None:
            raise NotFound("Nobody helps with this.")
        if service_type not in service_types():
            raise BadInput(_("No service was chosen."), place="service", mend=_("Choose whom you want to ask."))
        found = called(draft, event, service_type, today=today)
        who = found.recipient.organisation_id
        if draft.safe and (who in queries.conflicted(draft) or str(who) not in draft.asked_about):
            raise Conflict(_("In safe mode you can only ask a service of which the person said that it may know."))
        about = next((fact.question for fact in event.facts if fact.code == fact_code), "")
        return sharing.ask_help(
            actor=actor,
            draft_id=draft_id,
            event_title=str(_("Told in safe mode")) if draft.safe else event.title,
            about="" if draft.safe else about,
            service_type=service_type,
            organisation_id=who,
            asking_organisation_id=draft.organisation_id,
            access_point_id=draft.access_point_id,
            channel=draft.channel,
            question=question,
            purpose=found.purpose,
            facts=found.facts,
            fact_codes=found.fact_codes,
            safe_contact=found.contact,
            account_id=None if draft.safe else draft.account_id,
            now=now,
        )


def take_question_back(*, actor: Actor, draft_id: UUID, help_id: UUID, now: datetime) -> None:
    """No answer is needed any more. Raises NotFound, NotAllowed, Conflict."""
    with transaction.atomic():
        open_draft(actor, draft_id, now)
        sharing.withdraw_help(actor=actor, help_id=help_id, draft_id=draft_id)
