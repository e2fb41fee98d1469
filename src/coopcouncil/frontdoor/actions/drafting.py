"""Begin to tell, answer a question, choose who is told, throw it away."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.actions import speaking
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.models import Draft, EventVersion
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing.public import RecordView, close_help, digest, let_documents_go

# Long enough to come back after a bad week; short enough that nobody's sorrow lies about.
KEPT_FOR = timedelta(days=14)
# An anonymous draft lives in one browser, perhaps a library's.
KEPT_FOR_ANONYMOUS = timedelta(hours=12)
# In safe mode: time to write it down with interruptions, and nothing of it lies about in the evening.
KEPT_SAFE = timedelta(hours=2)


def start(
    *,
    actor: Actor,
    event_code: str,
    now: datetime,
    language: str = "en",
    safe: bool = False,
    authority_id: UUID | None = None,
    was: Actor | None = None,
) -> UUID:
    """Begin to tell of a life event. Returns the draft's id. Raises NotFound for an unknown life event.

    What the same person began of it before and has not sent is thrown away: nobody keeps two of one kind. `language`
    is the one that the person reads, which every recipient is told. With `safe`, and always where the life event says
    so, it is told in safe mode: Conflict for whoever is signed in. Whoever was signed in until just now is `was`: what
    their account holds of it, begun for themself, goes too, and no row of the trail joins the two. With `authority_id`
    it is told for the person of that power, as far as it reaches today: BadInput where it is not the actor's, has
    ended, or reaches nothing of this life event, or where people tell this for themselves alone.
    """
    event = gateways.offered_event(event_code, localdate(now))
    safe = safe or event.safe_mode
    if safe and actor.account_id:
        raise Conflict("In safe mode nobody may be signed in. Sign out first. Nothing was begun.")
    with transaction.atomic():
        people.hold_account(actor.account_id)
        keep_version(event, now)
        if authority_id is not None:
            speaking.require_reach(actor, event, authority_id, localdate(now))
        for older in queries.open_drafts_for_update(actor, event.code, now=now, authority_id=authority_id):
            _throw_away(actor, older)
        if safe and was is not None and was.account_id:
            for older in queries.open_drafts_for_update(was, event.code, now=now):
                _throw_away(was, older, untraced=True)
        draft = Draft.objects.create(
            event_code=event.code,
            event_version=event.version,
            account_id=actor.account_id,
            session_digest="" if actor.account_id else digest(actor.session_key),
            answers={},
            authority_id=authority_id,
            language=language,
            safe=safe,
            started_at=now,
            touched_at=now,
            expires_at=now + (KEPT_SAFE if safe else KEPT_FOR if actor.account_id else KEPT_FOR_ANONYMOUS),
        )
        audit.note(actor, "frontdoor.telling_begun", draft)
    return draft.id


def answer(*, actor: Actor, draft_id: UUID, fact_code: str, raw: Any, now: datetime, today: date) -> None:
    """Keep the answer to one question.

    Raises NotFound, Conflict when it was sent already, WrongAnswer when the answer cannot be kept (what was kept before
    stays).
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        fact = fact_of(event, fact_code)
        if fact.type == "file" and raw:
            raise WrongAnswer(facts.NO_FILE, mend=facts.NO_FILE_MEND)  # `give_file` is the way
        value = facts.read(fact, raw, today=today)
        draft.answers = {**draft.answers, fact.code: value}
        draft.corrections = _corrected(draft, fact, value, queries.held(actor, draft, event, fact, today=today))
        draft.touched_at = now
        draft.save(update_fields=["answers", "corrections", "touched_at"])


def confirm(*, actor: Actor, draft_id: UUID, fact_code: str, record_id: UUID, now: datetime, today: date) -> None:
    """Keep as the answer what we know already, because the person says that it is still right.

    Raises NotFound; Conflict when it was sent already, or when the record that they looked at is not what we hold now.
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        fact = fact_of(event, fact_code)
        record = queries.held(actor, draft, event, fact, today=today)
        if record is None or record.id != record_id:
            raise Conflict(Said("This was changed meanwhile, perhaps in another window. Look at it again."))
        draft.answers = {**draft.answers, fact.code: record.value}
        draft.corrections = _corrected(draft, fact, record.value, record)
        draft.touched_at = now
        draft.save(update_fields=["answers", "corrections", "touched_at"])


def choose(
    *,
    actor: Actor,
    draft_id: UUID,
    left_out: Collection[str],
    agreed: Collection[str],
    now: datetime,
    language: str | None = None,
) -> None:
    """Keep which notices are left out, and which the person agreed to where consent is the basis.

    A notice that may not be left out is never kept as left out. `language` is the one in which the person chose; None
    keeps the one before. Raises NotFound, Conflict.
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        draft.left_out = sorted(n.code for n in event.notices if n.may_be_left_out and n.code in left_out)
        draft.agreed = sorted(n.code for n in event.notices if n.by_consent and n.code in agreed)
        draft.language = language or draft.language
        draft.touched_at = now
        draft.save(update_fields=["left_out", "agreed", "language", "touched_at"])


def discard(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Throw an unsent draft away. Raises NotFound, Conflict."""
    with transaction.atomic():
        _throw_away(actor, unsent_draft(actor, draft_id, now))


def _corrected(draft: Draft, fact: Fact, value: Any, record: RecordView | None) -> dict[str, Any]:
    """The draft's corrections with this answer: another value than the one that we held is one."""
    kept = {code: item for code, item in draft.corrections.items() if code != fact.code}
    if record is None or value is None or value == record.value:
        return kept
    return {**kept, fact.code: {"before": record.value, "record": str(record.id)}}


def _throw_away(actor: Actor, draft: Draft, *, untraced: bool = False) -> None:
    """`untraced` writes no row of the trail: where it goes on in safe mode, a row would join an account to it."""
    if not untraced:
        audit.note(actor, "frontdoor.telling_discarded", draft)
    let_documents_go(actor=actor, draft_ids=[draft.id], untraced=untraced)
    if draft.assisted_by_id:
        close_help(actor=actor, draft_ids=[draft.id])
    forget([draft.id])
    draft.delete()


def unsent_draft(actor: Actor, draft_id: UUID, now: datetime) -> Draft:
    """A draft that is not sent yet, locked. Raises NotFound, NotAllowed, Conflict."""
    draft = queries.draft_for_update(draft_id, now=now)
    permissions.require(actor, "frontdoor.answer_draft", draft)
    if draft.submission_id:
        raise Conflict(Said("This was sent already. Nothing was changed."))
    return draft


def open_draft(actor: Actor, draft_id: UUID, now: datetime) -> tuple[Draft, LifeEvent]:
    """The same with its life event, in the version that it began with. Raises NotFound, NotAllowed, Conflict."""
    draft, today = unsent_draft(actor, draft_id, now), localdate(now)
    event = gateways.event_of_version(draft.event_code, draft.event_version, today)
    spoken = queries.speaking(draft, event, today)
    return draft, spoken.event if spoken else event


def keep_version(event: LifeEvent, now: datetime) -> None:
    """Keep the text of a shipped version that somebody begins with, so that they can end on it after an upgrade."""
    if gateways.life_events().get(event.code) != event:
        return  # a designer's: it is kept already
    if queries.version_begun(event.code, event.version) is not None:
        return
    EventVersion.objects.bulk_create(
        [
            EventVersion(
                code=event.code,
                version=event.version,
                text=gateways.shipped_text(event.code),
                state=EventVersion.State.APPROVED,
                shipped=True,
                created_at=now,
                changed_at=now,
                approved_at=now,
                release_on=localdate(now),
            )
        ],
        ignore_conflicts=True,
    )


def fact_of(event: LifeEvent, code: str) -> Any:
    """The question of that code. Raises NotFound."""
    try:
        return event.fact(code)
    except KeyError:
        raise NotFound(f"There is no question “{code}”.") from None
