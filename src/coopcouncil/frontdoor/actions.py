"""Writes: begin to tell, answer a question, choose who is told, send."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.directory.public import service_type
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Finished, finish
from coopcouncil.frontdoor.domain.telling import Telling, telling
from coopcouncil.frontdoor.events import LifeEventTold
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.sharing import public as sharing

# Long enough to come back after a bad week; short enough that nobody's sorrow lies about.
KEPT_FOR = timedelta(days=14)
# An anonymous draft lives in one browser, perhaps a library's.
KEPT_FOR_ANONYMOUS = timedelta(hours=12)
KEPT_ONCE_SENT = timedelta(days=1)


def start(*, actor: Actor, event_code: str, now: datetime) -> UUID:
    """Begin to tell of a life event. Returns the draft's id. Raises NotFound for an unknown life event."""
    event = gateways.life_event(event_code)
    with transaction.atomic():
        draft = Draft.objects.create(
            event_code=event.code,
            event_version=event.version,
            account_id=actor.account_id,
            session_key="" if actor.account_id else actor.session_key,
            answers={},
            started_at=now,
            touched_at=now,
            expires_at=now + (KEPT_FOR if actor.account_id else KEPT_FOR_ANONYMOUS),
        )
        audit.note(actor, "frontdoor.telling_begun", draft)
    return draft.id


def answer(*, actor: Actor, draft_id: UUID, fact_code: str, raw: Any, now: datetime, today: date) -> None:
    """Keep the answer to one question.

    Raises NotFound, Conflict when it was sent already, WrongAnswer when the answer cannot be kept (what was kept before
    stays).
    """
    with transaction.atomic():
        draft, event = _open_draft(actor, draft_id, now)
        fact = _fact(event, fact_code)
        draft.answers = {**draft.answers, fact.code: facts.read(fact, raw, today=today)}
        draft.touched_at = now
        draft.save(update_fields=["answers", "touched_at"])


def choose(*, actor: Actor, draft_id: UUID, left_out: Collection[str], agreed: Collection[str], now: datetime) -> None:
    """Keep which notices are left out, and which the person agreed to where consent is the basis.

    A notice that may not be left out is never kept as left out. Raises NotFound, Conflict.
    """
    with transaction.atomic():
        draft, event = _open_draft(actor, draft_id, now)
        draft.left_out = sorted(n.code for n in event.notices if n.may_be_left_out and n.code in left_out)
        draft.agreed = sorted(n.code for n in event.notices if n.by_consent and n.code in agreed)
        draft.touched_at = now
        draft.save(update_fields=["left_out", "agreed", "touched_at"])


def send(*, actor: Actor, draft_id: UUID, channel: str, now: datetime, today: date) -> UUID:
    """Work everything out again and tell everybody, once. Returns the submission's id.

    A second press, or a second tab, gets the same submission. Raises NotFound; NotFinished when a question is left.
    """
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            return draft.submission_id
        event = gateways.life_event(draft.event_code)
        done = finish(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)
        submitted = submit(actor=actor, event=event, done=done, channel=channel, key=str(draft.id), now=now)
        # What was told lives in the submission from here on; the draft keeps no second copy.
        draft.answers, draft.submission_id, draft.submitted_at = {}, submitted.id, now
        draft.touched_at, draft.expires_at = now, now + KEPT_ONCE_SENT
        draft.save()
    return submitted.id


def submit(
    *, actor: Actor, event: LifeEvent, done: Finished, channel: str, key: str, now: datetime
) -> sharing.Submitted:
    """Hand a finished life event to `sharing`, which tells each service its slice."""
    with transaction.atomic():
        find = queries.finder(event, done.facts)
        tellings = [telling(event, part, find(part.notice), chosen=True) for part in done.notices]
        submitted = sharing.submit(
            actor=actor,
            event_code=event.code,
            event_version=event.version,
            facts=dict(done.facts),
            drafts=[_draft_notice(event, item) for item in tellings],
            channel=channel,
            idempotency_key=key,
            now=now,
        )
        audit.note(actor, "frontdoor.life_event_told", ("sharing.submission", submitted.id))
        events.emit(LifeEventTold(submitted.id, event.code))
    return submitted


def discard(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Throw an unsent draft away. Raises NotFound, Conflict."""
    with transaction.atomic():
        draft, _ = _open_draft(actor, draft_id, now)
        audit.note(actor, "frontdoor.telling_discarded", draft)
        draft.delete()


def remove_expired(*, now: datetime) -> int:
    """Throw away every draft past its day, sent ones too. Returns how many; where there were any, it is audited."""
    with transaction.atomic():
        removed, _ = Draft.objects.filter(expires_at__lte=now).delete()
        if removed:
            audit.note(SYSTEM, "frontdoor.drafts_expired", ("frontdoor.draft", None), reason=f"{removed} removed")
    return removed


def _draft_notice(event: LifeEvent, item: Telling) -> sharing.NoticeDraft:
    notice, words = item.notice, event.standing
    return sharing.NoticeDraft(
        code=notice.code,
        service_type=notice.service,
        organisation_id=item.recipient.organisation_id,
        service_id=item.recipient.service_id,
        title=f"{event.title}: {service_type(notice.service).name}",
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        basis=notice.basis,
        gateway=notice.gateway,
        urgency=notice.urgency,
        identity=notice.assurance,
        by_consent=notice.by_consent,
        standing="evidenced" if item.evidenced else "reported",
        standing_words=words.evidenced if item.evidenced else words.reported,
        standing_means=words.evidenced_means if item.evidenced else words.reported_means,
        may_end_entitlement=item.may_end_entitlement,
        fact_codes=notice.facts,
        facts=tuple(sharing.Fact(fact.code, fact.label, fact.value, "\n".join(fact.lines)) for fact in item.facts),
    )


def _open_draft(actor: Actor, draft_id: UUID, now: datetime) -> tuple[Draft, LifeEvent]:
    draft = queries.draft_for_update(draft_id, now=now)
    permissions.require(actor, "frontdoor.answer_draft", draft)
    if draft.submission_id:
        raise Conflict("This was sent already. Nothing was changed.")
    return draft, gateways.life_event(draft.event_code)


def _fact(event: LifeEvent, code: str) -> Any:
    try:
        return event.fact(code)
    except KeyError:
        raise NotFound(f"There is no question “{code}”.") from None
