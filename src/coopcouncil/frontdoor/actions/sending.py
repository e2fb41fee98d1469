"""Send: work everything out again, and tell each service its slice."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from coopcouncil.directory.public import service_type
from coopcouncil.foundation import audit, events, permissions
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.actions.files import documents_in, without_lost_files
from coopcouncil.frontdoor.actions.safety import KEPT_SAFE_ONCE_SENT
from coopcouncil.frontdoor.actions.speaking import still_reaches
from coopcouncil.frontdoor.domain import facts, known
from coopcouncil.frontdoor.domain.assurance import DOUBTS, as_sure
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import Finished, finish
from coopcouncil.frontdoor.domain.safe import kept_away, never_told
from coopcouncil.frontdoor.domain.speaking import Spoken
from coopcouncil.frontdoor.domain.telling import Telling, telling
from coopcouncil.frontdoor.events import LifeEventTold
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import Conflict
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.public import Circumstances, Need

KEPT_ONCE_SENT = timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What was told just now: the submission's id and reference, and to whom each notice goes.

    `words` open it again with the reference, in safe mode; else there are none. `left_out` are the codes of notices
    that nobody gets, because neither the right body nor the council may learn of it.
    """

    id: UUID
    reference: str
    tellings: tuple[Telling, ...]
    words: str
    left_out: tuple[str, ...] = ()


def send(*, actor: Actor, draft_id: UUID, now: datetime, today: date) -> UUID:
    """Work everything out again and tell everybody, once. Returns the submission's id.

    A second press, or a second tab, gets the same submission. An answer that no longer fits its question, because the
    life event was changed since or a day has passed, is dropped first, so that it is asked again. Raises NotFound;
    NotFinished when a question is left.
    """
    drop_what_no_longer_fits(actor, draft_id, now, today)
    with transaction.atomic():
        people.hold_account(actor.account_id)
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            return draft.submission_id
        told = send_unsent(actor, draft, now, today)
        if draft.safe:
            draft.opens_with = {"reference": told.reference, "words": told.words}
            draft.save(update_fields=["opens_with"])
    return told.id


def send_unsent(actor: Actor, draft: Draft, now: datetime, today: date) -> Told:
    """Tell everybody what stands in a draft that is locked and was not sent. It keeps no words that open it again.

    Raises NotFinished when a question is left.
    """
    with transaction.atomic(savepoint=False):
        event = gateways.event_of_version(draft.event_code, draft.event_version, today)
        if draft.authority_id:
            people.hold_authority(draft.authority_id)
        spoken = queries.speaking(draft, event, today)
        still_reaches(spoken)
        event = spoken.event if spoken else event
        done = finish(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)
        submitted = submit(
            actor=actor,
            event=event,
            done=done,
            key=str(draft.id),
            now=now,
            circumstances=_circumstances(draft, event, now),
            conflicted=queries.conflicted(draft),
            spoken=spoken,
            before=known.before(draft.corrections, draft.answers),
        )
        # What was told lives in the submission from here on; the draft keeps no second copy.
        if draft.assisted_by_id:
            sharing.close_help(actor=actor, draft_ids=[draft.id])
        draft.answers, draft.corrections, draft.submission_id, draft.submitted_at = {}, {}, submitted.id, now
        draft.touched_at, draft.expires_at = now, now + KEPT_ONCE_SENT
        if draft.safe:
            draft.safe_contact, draft.conflicted, draft.asked_about, draft.needs = None, [], [], []
            draft.expires_at = now + KEPT_SAFE_ONCE_SENT
        draft.save()
    return submitted


def submit(
    *,
    actor: Actor,
    event: LifeEvent,
    done: Finished,
    key: str | None,
    now: datetime,
    circumstances: Circumstances = Circumstances(),  # noqa: B008 - frozen
    conflicted: Collection[UUID] = (),
    spoken: Spoken | None = None,
    before: Mapping[str, Any] = MappingProxyType({}),
) -> Told:
    """Hand a finished life event to `sharing`, which tells each service its slice.

    `spoken` says for whom and by what power it is told, where it is told for another person. In safe mode no
    organisation of `conflicted` is told. `before` has by fact what we held where the person put it right; what is true
    of them beyond this is written down. Raises Conflict where the life event must be told in safe mode and is not.
    """
    if event.safe_mode and not circumstances.safe:
        raise Conflict(Said("This can only be told in safe mode. Nothing was sent."))
    speaker = _speaker(actor, circumstances)
    with transaction.atomic(savepoint=False):
        find, proofs = queries.finder(event, done.facts), people.proofs_held(speaker, localdate(now))
        tellings = [
            as_sure(event, telling(event, part, find(part.notice), chosen=True), proofs, spoken)
            for part in done.notices
        ]
        if spoken is not None:
            circumstances = replace(circumstances, authority_id=spoken.authority_id, acting=spoken.acting)
        left_out: tuple[str, ...] = ()
        if circumstances.safe:
            lead = queries.safeguarding_lead()
            left_out = tuple(item.notice.code for item in never_told(tellings, conflicted, lead))
            tellings = kept_away(tellings, conflicted, lead)
        tellings = queries.marked(actor, event, tellings, before)
        contact = sharing.read_contact(circumstances.safe_contact) if circumstances.safe else None
        submitted = sharing.submit(
            actor=actor,
            event_code=event.code,
            event_version=event.version,
            title=event.title,
            facts=dict(done.facts),
            drafts=[_draft_notice(event, item, contact) for item in tellings],
            circumstances=circumstances,
            idempotency_key=key,
            now=now,
            known=known.to_write_down(event, done.facts),
        )
        sharing.send_documents(actor=actor, document_ids=documents_in(done.facts), submission_id=submitted.id)
        audit.note(actor, "frontdoor.life_event_told", ("sharing.submission", submitted.id))
        events.emit(LifeEventTold(submitted.id, event.code))
    return Told(submitted.id, submitted.reference, tuple(tellings), submitted.words, left_out)


def _speaker(actor: Actor, circumstances: Circumstances) -> Actor:
    """Whose proofs count: where an officer writes it down, those of whoever is helped."""
    if circumstances.assisted_by is None:
        return actor
    return Actor(kind="person", account_id=circumstances.account_id) if circumstances.account_id else ANONYMOUS


def drop_what_no_longer_fits(actor: Actor, draft_id: UUID, now: datetime, today: date) -> None:
    """In a transaction of its own: it must hold even when sending is then refused."""
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.answer_draft", draft)
        if draft.submission_id:
            return
        event = gateways.event_of_version(draft.event_code, draft.event_version, today)
        fits = without_lost_files(event.facts, facts.that_fit(event.facts, draft.answers, today=today))
        if fits != draft.answers or draft.event_version != event.version:
            draft.answers, draft.event_version = fits, event.version
            draft.save(update_fields=["answers", "event_version"])


def _draft_notice(event: LifeEvent, item: Telling, contact: sharing.SafeContact | None) -> sharing.NoticeDraft:
    notice, words = item.notice, event.standing
    means = words.evidenced_means if item.evidenced else words.reported_means
    # Each reason once: several doubts may have the same words.
    means = " ".join([means, *dict.fromkeys(str(DOUBTS[doubt]) for doubt in item.doubts)])
    return sharing.NoticeDraft(
        code=notice.code,
        service_type=notice.service,
        organisation_id=item.recipient.organisation_id,
        service_id=item.recipient.service_id,
        title=f"{event.title}: {_about(item)}",
        what_happens=notice.what_happens,
        purpose=notice.purpose,
        purpose_words=notice.purpose_words,
        basis=notice.basis,
        gateway=notice.gateway,
        urgency=notice.urgency,
        identity=item.identity,
        by_consent=notice.by_consent,
        standing="evidenced" if item.evidenced else "reported",
        standing_words=words.evidenced if item.evidenced else words.reported,
        standing_means=means,
        may_end_entitlement=item.may_end_entitlement,
        instead_of=item.instead_of,
        fact_codes=notice.facts,
        facts=tuple(
            sharing.Fact(
                fact.code,
                fact.label,
                fact.value,
                "\n".join(fact.lines),
                queries.is_unsafe(event, fact, contact),
                known_as=fact.known_as,
                corrected=fact.corrected,
                before=fact.before,
                before_shown="\n".join(fact.before_lines),
            )
            for fact in item.facts
        ),
    )


def _about(item: Telling) -> str:
    # Who must not be told stands sealed beside it: titles can be read in the database.
    return "help in another way" if item.instead_of else service_type(item.notice.service).name


def _circumstances(draft: Draft, event: LifeEvent, now: datetime) -> Circumstances:
    contact = queries.contact_of(draft, event)
    return Circumstances(
        channel=draft.channel,
        assisted_by=draft.assisted_by_id,
        account_id=draft.account_id if draft.assisted_by_id else None,
        organisation_id=draft.organisation_id,
        access_point_id=draft.access_point_id,
        agreement=draft.agreement,
        officer=draft.officer or "",
        authority_id=draft.authority_id,
        safe=draft.safe,
        safe_contact=sharing.kept_contact(contact) if contact else None,
        facts_until=sharing.shipped_safe_book().facts_until(now) if draft.safe else None,
        needs=tuple(Need(item["code"], item.get("words", "")) for item in draft.needs),
        language=draft.language,
    )
