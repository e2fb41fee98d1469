"""Telling: a submission, a notice for each service, a delivery for each notice, in one transaction."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import Truncator

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import copy_in, insert
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.identifiers import RANDOM_BYTES, check_reference, new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.gate import deliveries_for
from coopcouncil.sharing.actions.receipts import keep_receipts
from coopcouncil.sharing.actions.recording import record
from coopcouncil.sharing.actions.safe import give_words
from coopcouncil.sharing.actions.speaking import say_told
from coopcouncil.sharing.actions.watching import watch_over
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.circumstances import Circumstances, kept_needs
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.records import ToldBefore, as_told_to
from coopcouncil.sharing.domain.slices import NoticeDraft
from coopcouncil.sharing.models import Delivery, Notice, Submission

TOPIC = "sharing.deliver"
_TRIES_FOR_A_REFERENCE = 3


@dataclass(frozen=True)
class Submitted:
    """The answer to a submission: its id, and the reference that can be read over the telephone.

    `words` open what was told in safe mode; they are given once, to whoever sent it, and not kept.
    """

    id: UUID
    reference: str
    words: str = ""


def submit(
    *,
    actor: Actor,
    event_code: str,
    event_version: int,
    title: str = "",
    facts: Mapping[str, Any],
    drafts: Sequence[NoticeDraft],
    idempotency_key: str | None,
    now: datetime,
    circumstances: Circumstances,
    known: Mapping[str, Any] = MappingProxyType({}),
) -> Submitted:
    """See `public.submit`."""
    permissions.require(actor, "sharing.submit")
    _check(actor, facts, drafts, circumstances)
    # Whoever is helped tells it, not the officer: theirs is the account, if they showed that they have one.
    own = circumstances.account_id if circumstances.assisted_by else actor.account_id
    account_id = None if circumstances.safe else own
    how_told = queries.how_told(circumstances)
    for _ in range(_TRIES_FOR_A_REFERENCE):
        if idempotency_key and (before := queries.submission_by_key(idempotency_key)):
            return _the_same(actor, before)
        submission = Submission(
            reference=new_reference(secrets.token_bytes(RANDOM_BYTES)),
            event_code=event_code,
            event_version=event_version,
            title=title or event_code,
            account_id=account_id,
            session_digest=digest(actor.session_key) if actor.session_key and not account_id else "",
            channel=circumstances.channel,
            assisted_by_id=circumstances.assisted_by,
            organisation_id=circumstances.organisation_id,
            access_point_id=circumstances.access_point_id,
            agreement=circumstances.agreement,
            officer=circumstances.officer or None,
            authority_id=circumstances.authority_id,
            safe=circumstances.safe,
            facts_until=circumstances.facts_until,
            language=circumstances.language,
            facts=dict(facts),
            idempotency_key=idempotency_key or None,
            submitted_at=now,
        )
        with transaction.atomic(savepoint=False):
            people.hold_account(account_id)
            # Of two requests with one key the database lets one through; the other waits here, is left out, and looks.
            if not insert(submission, unless_taken=True):
                continue
            _tell(submission, drafts, now, circumstances, how_told)
            record(actor=actor, submission=submission, known=known, circumstances=circumstances, now=now)
            # In safe mode not even the kind of thing is written down where others read it.
            audit.note(
                actor,
                "sharing.submitted",
                submission,
                reason="" if submission.safe else event_code,
                on_behalf_of=account_id if circumstances.assisted_by else None,
            )
            words = give_words(submission, now) if submission.safe else ""
            say_told(submission, now)
        return Submitted(submission.id, submission.reference, words)
    raise Conflict(Said("This could not be saved just now. Please send it again."))


def _the_same(actor: Actor, before: Submission) -> Submitted:
    if before.assisted_by_id is not None and before.assisted_by_id == actor.account_id:
        return Submitted(before.id, before.reference)
    mine = before.safe and actor.session_key and digest(actor.session_key) == before.session_digest
    if not (mine or permissions.allowed(actor, "sharing.see_submission", before)):
        raise Conflict(Said("This was sent already, by somebody else. Please start again."))
    return Submitted(before.id, before.reference)


def _check(actor: Actor, facts: Mapping[str, Any], drafts: Sequence[NoticeDraft], circumstances: Circumstances) -> None:
    if circumstances.safe:
        if actor.kind == "person" and not circumstances.assisted_by:
            raise Conflict(Said("In safe mode nobody may be signed in. Sign out first: nothing was sent."))
        if not circumstances.safe_contact:
            raise BadInput(
                Said("Nobody would know how you can be reached safely."), mend=Said("Say how, or that nobody may.")
            )
    if not drafts:
        raise BadInput(Said("Nobody would be told."), mend=Said("Choose at least one service to tell."))
    if not (actor.account_id or actor.session_key or actor.organisation_id):
        raise BadInput(
            Said("Nobody could look at this again."), mend=Said("Sign in, or let your browser keep our cookie.")
        )
    for draft in drafts:
        if draft.may_end_entitlement and draft.standing != "evidenced":
            raise BadInput(f"The notice “{draft.code}” may end something that a person gets, but has no evidence.")
        untold = {fact.code for fact in draft.facts} - set(facts)
        if untold:
            raise BadInput(f"The notice “{draft.code}” holds what was not told: {', '.join(sorted(untold))}.")


def _tell(
    submission: Submission,
    drafts: Sequence[NoticeDraft],
    now: datetime,
    circumstances: Circumstances,
    how_told: str,
) -> None:
    told, needs = _told_before(submission, drafts), kept_needs(circumstances.needs) or None
    notices = [
        Notice(
            submission=submission,
            code=draft.code,
            service_type=draft.service_type,
            service_id=draft.service_id,
            organisation_id=draft.organisation_id,
            title=_fitting(draft.title, 200),
            what_happens=_fitting(draft.what_happens or draft.title, 500),
            purpose=draft.purpose,
            purpose_words=_fitting(draft.purpose_words, 500),
            basis=draft.basis,
            gateway=draft.gateway,
            facts=slices.kept(
                as_told_to(
                    slices.cut(draft.facts, purpose=draft.purpose, fact_codes=draft.fact_codes),
                    organisation_id=draft.organisation_id,
                    service_type=draft.service_type,
                    told=told,
                )
            ),
            urgency=draft.urgency,
            identity=draft.identity,
            by_consent=draft.by_consent,
            standing=draft.standing,
            standing_words=draft.standing_words,
            standing_means=draft.standing_means,
            may_end_entitlement=draft.may_end_entitlement,
            needs=needs,
            language=submission.language,
            acting=circumstances.acting or None,
            how_told=how_told,
            safe_contact=circumstances.safe_contact,
            instead_of=draft.instead_of or None,
            created_at=now,
        )
        for draft in drafts
    ]
    put_on_their_way(notices, now)
    keep_receipts(notices, now)


def _fitting(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is longer than its column: long names must not stop a telling."""
    return text if len(text) <= longest else str(Truncator(text).chars(longest))


def put_on_their_way(notices: Sequence[Notice], now: datetime) -> None:
    """Keep notices, each with a delivery by its organisation's route; one that may not go yet is held (`gate`).

    Call inside the transaction that makes them.
    """
    copy_in(notices)
    routes = queries.routes_for({notice.organisation_id for notice in notices})
    deliveries = deliveries_for(notices, routes, now)
    copy_in(deliveries)
    put_in_outbox([delivery for delivery in deliveries if delivery.state == Delivery.State.QUEUED], now)
    watch_over(deliveries, now)


def _told_before(submission: Submission, drafts: Sequence[NoticeDraft]) -> tuple[ToldBefore, ...]:
    """What those now told a corrected fact got from us before: looked up only where something was corrected."""
    told = {draft.organisation_id for draft in drafts if any(fact.corrected for fact in draft.facts)}
    if not told or submission.account_id is None:
        return ()
    return queries.told_before(submission.account_id, told)


def put_in_outbox(deliveries: Sequence[Delivery], now: datetime) -> None:
    """Have deliveries carried from now on: by their urgency, and one at a time to each organisation."""
    outbox.add_all(
        TOPIC,
        [
            outbox.Promise(
                delivery.id,
                due_at=now,
                priority=outbox.Priority[delivery.notice.urgency.upper()],
                lane=delivery.notice.organisation_id,
            )
            for delivery in deliveries
        ],
    )


def claim(*, actor: Actor, session_key: str, reference: str) -> UUID | None:
    """See `public.claim`."""
    permissions.require(actor, "signed_in")
    wanted = check_reference(reference)
    if not session_key:
        return None
    with transaction.atomic():
        people.hold_account(actor.account_id)
        # FOR UPDATE: two accounts in one browser must not both find it unclaimed.
        submission = (
            Submission.objects.select_for_update()
            .filter(account__isnull=True, session_digest=digest(session_key), reference=wanted, safe=False)
            .defer("facts")
            .first()
        )
        if submission is None:
            return None
        submission.account_id = actor.account_id
        submission.session_digest = ""
        submission.save(update_fields=["account", "session_digest"])
        audit.note(actor, "sharing.claimed", submission)
    return submission.id
