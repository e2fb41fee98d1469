"""An organisation's own software tells for a resident: at once, or by a draft that is filled in step by step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.remembered import one_look
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.actions.drafting import KEPT_FOR, open_draft
from coopcouncil.frontdoor.actions.sending import Told, drop_what_no_longer_fits, send_unsent, submit
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.given import check_choices, read_answers
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Finished, NotFinished, finish
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import BadInput, Conflict, Mistakes, NotAllowed, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.public import Circumstances, Need, SafeContact, chosen, kept_contact, shipped_safe_book

_NO_SAFE_DRAFTS = "This is told in safe mode, so nothing of it may lie about half done."
_SENT_ALREADY = (
    "This draft was sent already. Nothing was sent or changed now. Only the request that sent it gets its answer "
    "again: the same Idempotency-Key and the same body. To tell something else, begin a new draft."
)
_NO_GRANT = "Your organisation has no grant to help residents today. Ask the council for one."


@dataclass(frozen=True)
class Help:
    """How a resident was helped. An empty value is one that was not said; a draft keeps what it had."""

    channel: str = ""
    agreement: str = ""
    officer: str = ""
    access_point: str = ""
    needs: tuple[Need, ...] | None = None
    language: str = ""


@dataclass(frozen=True)
class Given:
    """What the software hands over: raw answers by fact, and codes of notices; None where it says nothing of them."""

    answers: Mapping[str, Any]
    forget: Collection[str] = ()
    left_out: Collection[str] | None = None
    agreed: Collection[str] | None = None


@dataclass(frozen=True)
class Safely:
    """Safe mode: how the resident may be reached, and the codes of organisations that must not learn of it."""

    contact: SafeContact
    must_not_know: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentDraft:
    """The submission's id; in safe mode also the words that open it, and which notices nobody gets."""

    submission_id: UUID
    words: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What was told, with what the answers led to."""

    event: LifeEvent
    told: Told
    done: Finished


def tell_for(
    *,
    actor: Actor,
    event_code: str,
    version: int | None,
    given: Given,
    help: Help,
    now: datetime,
    today: date,
    safely: Safely | None = None,
) -> Sent:
    """Tell everybody at once, with a resident's agreement; where it says how they may be reached safely, in safe mode.

    No organisation that must not know is told (`domain.safe.kept_away`). Raises NotAllowed (also without the council's
    grant), NotFound for the life event, Conflict for another version of it, BadInput with the place and mend of
    everything that is wrong.
    """
    permissions.require(actor, "frontdoor.tell_for")
    with transaction.atomic(savepoint=False), one_look():
        _require_grant(actor, "frontdoor.tell_for", today)
        event = _event(event_code, version, today)
        answers = read_answers(event, given.answers, today=today)
        left_out, agreed = given.left_out or (), given.agreed or ()
        check_choices(event, left_out=left_out, agreed=agreed)
        around = _in_safe_mode(_circumstances(actor, help), event, safely, now)
        try:
            done = finish(event, answers, today=today, left_out=left_out, agreed=agreed)
        except NotFinished as unfinished:
            raise _unanswered(unfinished) from unfinished
        barred = _organisations(safely.must_not_know) if safely else frozenset[UUID]()
        told = submit(actor=actor, event=event, done=done, key=None, now=now, circumstances=around, conflicted=barred)
    return Sent(event, told, done)


def begin_for(
    *, actor: Actor, event_code: str, version: int | None, given: Given, help: Help, now: datetime, today: date
) -> UUID:
    """Begin a draft that the organisation's software fills in. Returns its id. Raises as `tell_for` does."""
    permissions.require(actor, "frontdoor.begin_for")
    with transaction.atomic():
        _require_grant(actor, "frontdoor.begin_for", today)
        event = _event(event_code, version, today)
        if event.safe_mode:
            raise BadInput(_NO_SAFE_DRAFTS, place="life_event", mend="Send it at once: POST /submissions.")
        draft = Draft(
            event_code=event.code,
            event_version=event.version,
            organisation_id=actor.organisation_id,
            channel="own_software",
            answers={},
            started_at=now,
            touched_at=now,
            expires_at=now + KEPT_FOR,
        )
        _fill_in(draft, event, given, help, today)
        draft.save(force_insert=True)
        audit.note(actor, "frontdoor.telling_begun", draft)
    return draft.id


def fill_in(*, actor: Actor, draft_id: UUID, given: Given, help: Help, now: datetime, today: date) -> None:
    """Keep what the software says of a draft: all of it, or, where something is wrong, nothing.

    Raises NotFound, NotAllowed, Conflict when it was sent already, BadInput with the place and mend of each mistake.
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        permissions.require(actor, "frontdoor.draft_for", draft)
        _require_grant(actor, "frontdoor.draft_for", today)
        _fill_in(draft, event, given, help, today)
        draft.touched_at = now
        draft.save()


def send_for(*, actor: Actor, draft_id: UUID, now: datetime, today: date, safely: Safely | None = None) -> SentDraft:
    """Send a draft of the organisation's software, once. With `safely`, in safe mode.

    What makes it safe is said only now, so that nothing of it lies about before; nor do the words that open it after.
    Raises Conflict when it was sent already; NotFound, NotAllowed, BadInput when a question is left, when nobody said
    how the resident agreed, or for an organisation that nobody knows.
    """
    with transaction.atomic():
        drop_what_no_longer_fits(actor, draft_id, now, today)
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.draft_for", draft)
        _require_grant(actor, "frontdoor.draft_for", today)
        if draft.submission_id:
            raise Conflict(_SENT_ALREADY)
        _check_help(Help(draft.channel, draft.agreement, draft.officer or ""))
        if safely:
            draft.safe, draft.safe_contact = True, kept_contact(safely.contact)
            draft.conflicted = sorted(str(code) for code in _organisations(safely.must_not_know))
        try:
            told = send_unsent(actor, draft, now, today)
        except NotFinished as unfinished:
            raise _unanswered(unfinished) from unfinished
    return SentDraft(told.id, told.words, told.left_out)


def _require_grant(actor: Actor, permission: str, today: date) -> None:
    if actor.organisation_id is None or not people.may_assist(actor.organisation_id, today):
        raise NotAllowed(permission, about_object=False, why=_NO_GRANT)


def _event(code: str, version: int | None, today: date) -> LifeEvent:
    event = gateways.offered_event(code, today)
    if version is not None and version != event.version:
        raise Conflict(f"“{code}” is told by its version {event.version} now, not {version}. Fetch it again.")
    return event


def _unanswered(unfinished: NotFinished) -> BadInput:
    fact = unfinished.fact
    return BadInput(f"“{fact.question}” has no answer yet.", place=f"answers.{fact.code}", mend="Ask the resident.")


def _fill_in(draft: Draft, event: LifeEvent, given: Given, help: Help, today: date) -> None:
    read = read_answers(event, given.answers, today=today)
    kept = facts.that_fit(event.facts, draft.answers, today=today)
    draft.answers = {code: value for code, value in {**kept, **read}.items() if code not in given.forget}
    check_choices(event, left_out=given.left_out or (), agreed=given.agreed or ())
    if given.left_out is not None:
        draft.left_out = sorted(set(given.left_out))
    if given.agreed is not None:
        draft.agreed = sorted(set(given.agreed))
    draft.channel = help.channel or draft.channel
    draft.agreement = help.agreement or draft.agreement
    draft.officer = help.officer or draft.officer
    draft.language = help.language or draft.language
    if help.needs is not None:
        draft.needs = [{"code": need.code, "words": need.words} for need in _needs(help)]
    if help.access_point:
        draft.access_point_id = _access_point(help.access_point)


def _circumstances(actor: Actor, help: Help) -> Circumstances:
    _check_help(help)
    around = Circumstances(
        channel=help.channel,
        organisation_id=actor.organisation_id,
        agreement=help.agreement,
        officer=help.officer,
        needs=_needs(help),
        language=help.language or "en",
    )
    return replace(around, access_point_id=_access_point(help.access_point)) if help.access_point else around


def _organisations(codes: Collection[str]) -> frozenset[UUID]:
    """The organisations of these codes. Raises Mistakes with each code that is nobody's: a slip must tell nobody."""
    found, wrong = set(), []
    for number, code in enumerate(codes):
        try:
            found.add(people.organisation_by_code(code).id)
        except NotFound:
            place, mend = f"must_not_know.{number}", "Use the code in its address in the directory."
            wrong.append(BadInput(f"There is no organisation “{code}”. Nobody was told.", place=place, mend=mend))
    if wrong:
        raise Mistakes(wrong)
    return frozenset(found)


def _in_safe_mode(around: Circumstances, event: LifeEvent, safely: Safely | None, now: datetime) -> Circumstances:
    if safely is None:
        if event.safe_mode:
            mend = "Ask how they may be reached safely, or send the way “none”."
            raise BadInput("This is always told in safe mode.", place="safe_contact", mend=mend)
        return around
    until = shipped_safe_book().facts_until(now)
    return replace(around, safe=True, safe_contact=kept_contact(safely.contact), facts_until=until)


def _needs(help: Help) -> tuple[Need, ...]:
    asked = help.needs or ()
    return chosen([need.code for need in asked], {need.code: need.words for need in asked})


def _check_help(help: Help) -> None:
    """Who helps a resident says how they agreed, and who wrote it down, unless the resident did it alone."""
    wrong = []
    if not help.agreement:
        wrong.append(BadInput("Nobody said how the resident agreed.", place="agreement", mend="Ask them, and say how."))
    if not help.officer and help.channel != "own_software":
        mend = "Give the officer's name or staff number."
        wrong.append(BadInput("Nobody said who wrote it down.", place="officer", mend=mend))
    if wrong:
        raise Mistakes(wrong)


def _access_point(code: str) -> UUID:
    try:
        return directory.access_point(code).id
    except NotFound:
        mend = "Use the code in its address in the directory, or leave it out."
        raise BadInput(f"There is no access point “{code}”.", place="access_point", mend=mend) from None
