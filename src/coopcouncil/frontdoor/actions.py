"""Writes: begin to tell, answer a question, choose who is told, send."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.directory.public import service_type
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.assurance import as_known, is_enough
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Finished, finish
from coopcouncil.frontdoor.domain.telling import Telling, telling
from coopcouncil.frontdoor.events import LifeEventTold
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.public import digest

# Long enough to come back after a bad week; short enough that nobody's sorrow lies about.
KEPT_FOR = timedelta(days=14)
# An anonymous draft lives in one browser, perhaps a library's.
KEPT_FOR_ANONYMOUS = timedelta(hours=12)
KEPT_ONCE_SENT = timedelta(days=1)


def start(*, actor: Actor, event_code: str, now: datetime) -> UUID:
    """Begin to tell of a life event. Returns the draft's id. Raises NotFound for an unknown life event.

    What the same person began of it before and has not sent is thrown away: nobody keeps two of one kind.
    """
    event = gateways.life_event(event_code)
    with transaction.atomic():
        for older in queries.open_drafts_for_update(actor, event.code, now=now):
            _throw_away(actor, older)
        draft = Draft.objects.create(
            event_code=event.code,
            event_version=event.version,
            account_id=actor.account_id,
            session_digest="" if actor.account_id else digest(actor.session_key),
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

    A second press, or a second tab, gets the same submission. An answer that no longer fits its question, because the
    life event was changed since or a day has passed, is dropped first, so that it is asked again. Raises NotFound;
    NotFinished when a question is left.
    """
    _drop_what_no_longer_fits(actor, draft_id, now, today)
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
        find, identity = queries.finder(event, done.facts), people.identity_held(actor)
        tellings = [as_known(telling(event, part, find(part.notice), chosen=True), identity) for part in done.notices]
        submitted = sharing.submit(
            actor=actor,
            event_code=event.code,
            event_version=event.version,
            title=event.title,
            facts=dict(done.facts),
            drafts=[_draft_notice(event, item, identity) for item in tellings],
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
        draft, _event = _open_draft(actor, draft_id, now)
        _throw_away(actor, draft)


def _throw_away(actor: Actor, draft: Draft) -> None:
    audit.note(actor, "frontdoor.telling_discarded", draft)
    draft.delete()


def remove_expired(*, now: datetime) -> int:
    """Throw away every draft past its day, sent ones too. Returns how many; where there were any, it is audited."""
    with transaction.atomic():
        removed, _by_table = Draft.objects.filter(expires_at__lte=now).delete()
        if removed:
            audit.note(SYSTEM, "frontdoor.drafts_expired", ("frontdoor.draft", None), reason=f"{removed} removed")
    return removed


def erase(*, actor: Actor, account_id: UUID) -> int:
    """Throw away everything that a person began to tell, sent or not. Returns how many drafts. Raises NotAllowed."""
    permissions.require(actor, "frontdoor.erase")
    with transaction.atomic():
        removed, _by_table = Draft.objects.filter(account_id=account_id).delete()
        if removed:
            audit.note(actor, "frontdoor.drafts_erased", ("people.account", account_id), reason=f"{removed} removed")
    return removed


def _drop_what_no_longer_fits(actor: Actor, draft_id: UUID, now: datetime, today: date) -> None:
    """In a transaction of its own: it must hold even when sending is then refused."""
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            return
        event = gateways.life_event(draft.event_code)
        fits = facts.that_fit(event.facts, draft.answers, today=today)
        if fits != draft.answers or draft.event_version != event.version:
            draft.answers, draft.event_version = fits, event.version
            draft.save(update_fields=["answers", "event_version"])


def _draft_notice(event: LifeEvent, item: Telling, identity: str) -> sharing.NoticeDraft:
    notice, words = item.notice, event.standing
    means = words.evidenced_means if item.evidenced else words.reported_means
    if not is_enough(notice, identity):
        means = f"{means} {_('Nobody has checked who sent this, so that is checked first.')}"
    return sharing.NoticeDraft(
        code=notice.code,
        service_type=notice.service,
        organisation_id=item.recipient.organisation_id,
        service_id=item.recipient.service_id,
        title=f"{event.title}: {service_type(notice.service).name}",
        what_happens=notice.what_happens,
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        basis=notice.basis,
        gateway=notice.gateway,
        urgency=notice.urgency,
        identity=identity,
        by_consent=notice.by_consent,
        standing="evidenced" if item.evidenced else "reported",
        standing_words=words.evidenced if item.evidenced else words.reported,
        standing_means=means,
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
