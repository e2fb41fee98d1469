"""Telling, and looking at what was told: the person's own, what is nobody's yet, and what was told for them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions import Submitted
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.safe import may_write_to
from coopcouncil.sharing.domain.slices import NoticeDraft, Showing
from coopcouncil.sharing.queries import SubmissionRow, SubmissionView


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
    circumstances: Circumstances = Circumstances(),  # noqa: B008 - frozen
    known: Mapping[str, Any] = MappingProxyType({}),
) -> Submitted:
    """Tell every service of `drafts`, each with its slice only. Whole or not at all; the notices leave by the worker.

    `title` is the life event's, as the person read it (its code where empty). `facts` are all facts told, as JSON
    values by code; `known` what of them is true of the person beyond this, by what it is: it is written down in the
    account (never in safe mode, nor for another person). The same `idempotency_key` gives the same answer and tells
    nobody twice, also when two requests race. Raises BadInput when nobody is to be told, when a draft holds a fact that
    was not told, or may end an entitlement without evidence; Conflict when the key is another person's.
    """
    return actions.submit(
        actor=actor,
        event_code=event_code,
        event_version=event_version,
        title=title,
        facts=facts,
        drafts=drafts,
        idempotency_key=idempotency_key,
        now=now,
        circumstances=circumstances,
        known=known,
    )


def submission(actor: Actor, submission_id: UUID) -> SubmissionView:
    """What was told, with each notice's true state. Asks `sharing.see_submission`. Raises NotFound, NotAllowed."""
    found = queries.submission_object(submission_id)
    permissions.require(actor, "sharing.see_submission", found)
    return queries.submission_view(found)


def reference_of(submission_id: UUID) -> str:
    """The reference of a submission. Raises NotFound."""
    return queries.submission_object(submission_id).reference


def state_label(state: str) -> str:
    """Two or three words for the state of a notice."""
    return queries.words.short(state)


def submissions_of(actor: Actor) -> list[SubmissionRow]:
    """What this actor told us, newest first: the account's, or, of somebody not signed in, the session's."""
    return queries.submission_rows(actor)


def look_again(*, actor: Actor, reference: str, words: str, now: datetime) -> SubmissionView | None:
    """What was told in safe mode, for whoever knows its reference and its words; None for everybody else.

    Tries are limited. Raises BadInput when `reference` cannot be one.
    """
    return actions.look_again(actor=actor, reference=reference, words=words, now=now)


def may_write_about(submission_id: UUID) -> bool:
    """Whether anything about this submission may be sent to its person, kept of them, or listed. Never in safe mode.

    Raises NotFound.
    """
    return may_write_to(queries.submission_object(submission_id))


def told_for(actor: Actor) -> list[SubmissionRow]:
    """What others told for this actor, by a power that the council has linked to their account, newest first."""
    return queries.rows_told_for(actor.account_id) if actor.account_id else []


def is_told_for(actor: Actor, submission_id: UUID) -> bool:
    """Whether somebody else told this for the actor, who may see it and change nothing of it."""
    return actor.account_id is not None and queries.is_told_for(actor.account_id, submission_id)


def export_told_for(account_id: UUID, *, shown: Callable[[str, int], Showing]) -> list[dict[str, Any]]:
    """Each telling of others for this person, as text and dates, for that person to read.

    `shown` gives, by code and version of the life event, what makes its facts fit for whom it was told for. What the
    whole telling held, and how to speak with whoever told it, are not in it.
    """
    return queries.export_told_for(account_id, shown=shown)


def is_own(actor: Actor, submission_id: UUID) -> bool:
    """Whether this is the actor's own to see: the person's, not the officer's who helped."""
    return permissions.allowed(actor, "sharing.see_submission", queries.submission_object(submission_id))


def claim(*, actor: Actor, session_key: str, reference: str) -> UUID | None:
    """Make what the session `session_key` told, under this reference, the signed-in account's own.

    Both are needed: the session alone may be of a shared browser, and a reference alone is no secret. Returns the
    submission's id; None when that session told nothing under it that is still nobody's. Raises BadInput when
    `reference` cannot be one.
    """
    return actions.claim(actor=actor, session_key=session_key, reference=reference)


def claim_written_down(
    *, actor: Actor, reference: str, is_its_code: Callable[[UUID], bool], now: datetime
) -> UUID | None:
    """Make what an officer wrote down under this reference the signed-in account's own, by the code on its slip.

    `is_its_code` says whether the code that was typed is the one of the submission with that id. Returns its id; None
    for an unknown reference, another code, what is in an account already, or after 90 days. Raises BadInput when
    `reference` cannot be one.
    """
    return actions.claim_written_down(actor=actor, reference=reference, is_its_code=is_its_code, now=now)


def account_with_reference(reference: str) -> UUID | None:
    """The account that told something under this reference; None where none did, or where it was told in safe mode."""
    return queries.account_with_reference(reference)
