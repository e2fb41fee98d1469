"""Help within a telling: an officer asks another service while a person waits, and is answered in words."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import public as people
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.models import HelpRequest
from coopcouncil.sharing.queries import helping as queries
from coopcouncil.sharing.queries.helping import HelpPage

LONGEST_WORDS = 1000  # characters
MOST_OPEN = 5  # questions that wait at one time, of one draft
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
State = HelpRequest.State


def ask_help(
    *,
    actor: Actor,
    draft_id: UUID,
    event_title: str,
    about: str,
    service_type: str,
    organisation_id: UUID,
    asking_organisation_id: UUID,
    access_point_id: UUID | None,
    channel: str,
    question: str,
    purpose: str,
    facts: Iterable[slices.Fact],
    fact_codes: Collection[str],
    safe_contact: SafeContact | None = None,
    account_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """See `public.ask_help`."""
    permissions.require(actor, "sharing.ask_help")
    if asking_organisation_id not in people.assisting_at(actor):
        raise NotAllowed("sharing.ask_help", about_object=False)
    assert actor.account_id is not None  # whoever may ask is a person
    question = _words(question, "question")
    with transaction.atomic():
        if queries.help_open_count(draft_id) >= MOST_OPEN:
            raise Conflict(_("Five questions wait already. Take one back first. Your words are still here."))
        asked = HelpRequest.objects.create(
            draft_id=draft_id,
            account_id=None if safe_contact else account_id,
            event_title=event_title,
            about=about[:300],
            service_type=service_type,
            organisation_id=organisation_id,
            asked_by_id=actor.account_id,
            asking_organisation_id=asking_organisation_id,
            access_point_id=access_point_id,
            channel=channel,
            question=question,
            facts=slices.kept(slices.cut(facts, purpose=purpose, fact_codes=fact_codes)),
            safe_contact=kept_contact(safe_contact) if safe_contact else None,
            asked_at=now,
        )
        # In safe mode the kind of service would say what happened.
        audit.note(actor, "sharing.help_asked", asked, reason="" if safe_contact else service_type)
    return asked.id


def open_help(*, actor: Actor, help_id: UUID, now: datetime) -> HelpPage:
    """Read what is asked, for the service that it is asked of. The reading is logged. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        asked = queries.help_request(help_id)
        permissions.require(actor, "sharing.answer_help", asked)
        audit.read(actor, "sharing.help_read", asked, about=[asked.account_id], organisation_id=asked.organisation_id)
        return queries.help_page(asked, localdate(now))


def answer_help(*, actor: Actor, help_id: UUID, answer: str, now: datetime) -> None:
    """Answer in words. Raises NotFound, NotAllowed, BadInput; Conflict where a colleague was first, where it is no
    longer needed, or where its day is over.
    """
    with transaction.atomic():
        asked = queries.help_request(help_id, lock=True)
        permissions.require(actor, "sharing.answer_help", asked)
        words = _words(answer, "answer")
        if asked.state == State.ANSWERED:
            raise Conflict(_("Somebody else has answered this already. Nothing of yours was sent."))
        if asked.state == State.WITHDRAWN:
            raise Conflict(_("They do not need the answer any more. Nothing of yours was sent."))
        if asked.state == State.EXPIRED or localdate(asked.asked_at) < localdate(now):
            raise Conflict(_("That was on another day: nobody waits any more. Nothing of yours was sent."))
        asked.state, asked.answer, asked.answered_at = State.ANSWERED, words, now
        asked.answered_by_id = actor.account_id
        asked.save(update_fields=["state", "answer", "answered_at", "answered_by"])
        audit.note(actor, "sharing.help_answered", asked)


def withdraw_help(*, actor: Actor, help_id: UUID, draft_id: UUID) -> None:
    """Take a question of this draft back: its facts go at once. Nothing happens where it was answered meanwhile."""
    permissions.require(actor, "sharing.ask_help")
    with transaction.atomic():
        asked = queries.help_request(help_id, lock=True, draft_id=draft_id)
        if asked.state == State.ASKED:
            _close(asked, State.WITHDRAWN)
            audit.note(actor, "sharing.help_withdrawn", asked)


def close_help(*, actor: Actor, draft_ids: Collection[UUID], untraced: bool = False) -> None:
    """The drafts have gone or were sent: nobody waits any more, and nothing that was asked or answered stays.

    `untraced` writes no row of the trail, and takes the life event and its question off what was asked: for what goes
    on in safe mode.
    """
    with transaction.atomic():
        for asked in queries.help_for_update(draft_ids):
            if asked.state == State.ASKED and not untraced:
                audit.note(actor, "sharing.help_withdrawn", asked)
            if asked.answer is not None:
                asked.answer = ""
            asked.question = ""
            if untraced:
                asked.event_title, asked.about = _("Told in safe mode"), ""
            state = State.WITHDRAWN if asked.state == State.ASKED else asked.state
            _close(asked, state, "question", "answer", "event_title", "about")


def expire_help(*, now: datetime) -> int:
    """Close what nobody answered by the end of its day, and empty its facts. Returns how many."""
    midnight = datetime.combine(localdate(now), time.min, tzinfo=localtime(now).tzinfo)
    with transaction.atomic():
        over = queries.help_unanswered_for_update(before=midnight)
        for asked in over:
            _close(asked, State.EXPIRED)
            audit.note(SYSTEM, "sharing.help_expired", asked)
    return len(over)


def _close(asked: HelpRequest, state: str, *emptied: str) -> None:
    asked.state, asked.facts, asked.safe_contact = state, [], None
    asked.save(update_fields=["state", "facts", "safe_contact", *emptied])


def _words(text: str, place: str) -> str:
    text = text.strip()
    if not text:
        raise BadInput(_("There are no words yet."), place=place, mend=_("Write one or two sentences."))
    if len(text) > LONGEST_WORDS:
        raise BadInput(_("That is too long."), place=place, mend=_("Write at most 1,000 letters."))
    if _UNPRINTABLE.search(text):
        raise BadInput(_("There is a sign that cannot be kept."), place=place, mend=_("Write plain text."))
    return text
