"""The only door of sharing for other contexts: tell services, see how far it has come, figures without persons."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.actions import File, Submitted
from coopcouncil.sharing.actions.once import Reply
from coopcouncil.sharing.domain import speech
from coopcouncil.sharing.domain.circumstances import (
    Agreement,
    Circumstances,
    HelpChannel,
    Need,
    kept_needs,
    read_needs,
)
from coopcouncil.sharing.domain.documents import Checked, Held, RefusedFile
from coopcouncil.sharing.domain.needs import NeedKind, chosen, need_kinds, told
from coopcouncil.sharing.domain.owners import digest
from coopcouncil.sharing.domain.purposes import PurposeBook, matter_of, shipped_purposes
from coopcouncil.sharing.domain.records import ToldBefore, may_learn_what_it_was
from coopcouncil.sharing.domain.safe import (
    INSTRUCTION,
    SafeBook,
    SafeContact,
    is_chosen,
    kept_contact,
    may_write_to,
    read_contact,
    safe_contact,
    shipped_safe_book,
)
from coopcouncil.sharing.domain.safe import Way as SafeWay
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft, cut
from coopcouncil.sharing.domain.undo import OFFICERS_TIME, AtMoment
from coopcouncil.sharing.public.documents import (
    check_document_size,
    documents_there,
    examine_document,
    file_of_draft,
    keep_document,
    let_documents_go,
    send_documents,
)
from coopcouncil.sharing.public.records import (
    correct_record,
    holders,
    record,
    record_of,
    records_of,
    remove_record,
    told_before,
)
from coopcouncil.sharing.queries import (
    AnswerFigure,
    AnswerView,
    ChannelFigure,
    HelpAsked,
    HelpedRow,
    Holder,
    NoticeView,
    PlaceFigure,
    RecordView,
    SubmissionRow,
    SubmissionView,
    account_items,
    desk_items,
    export_person,
    legal_holds,
    measures,
)

__all__ = [
    "INSTRUCTION",
    "Agreement",
    "AnswerFigure",
    "AnswerView",
    "ChannelFigure",
    "Checked",
    "Circumstances",
    "Fact",
    "File",
    "Held",
    "HelpAsked",
    "HelpChannel",
    "HelpedRow",
    "Holder",
    "Need",
    "NeedKind",
    "NoticeDraft",
    "NoticeView",
    "PlaceFigure",
    "PurposeBook",
    "RecordView",
    "RefusedFile",
    "SafeBook",
    "SafeContact",
    "SafeWay",
    "SubmissionRow",
    "SubmissionView",
    "Submitted",
    "ToldBefore",
    "account_items",
    "account_with_reference",
    "actor_for_key",
    "ask_help",
    "check_document_size",
    "chosen",
    "claim",
    "claim_written_down",
    "close_help",
    "correct",
    "correct_record",
    "counts_by_channel",
    "counts_by_place",
    "counts_for_measures",
    "cut",
    "desk_items",
    "digest",
    "documents_there",
    "erase_person",
    "examine_document",
    "export_person",
    "facts_told",
    "file_of_draft",
    "help_asked_by",
    "help_of",
    "helped_by_me",
    "helped_rows",
    "holders",
    "is_chosen",
    "is_own",
    "is_told_for",
    "keep_document",
    "kept_contact",
    "kept_needs",
    "legal_holds",
    "let_documents_go",
    "look_again",
    "matter_of",
    "may_learn_what_it_was",
    "may_take_back",
    "may_write_about",
    "may_write_to",
    "measures",
    "need_kinds",
    "once",
    "purposes",
    "purposes_in",
    "read_contact",
    "read_needs",
    "record",
    "record_of",
    "records_of",
    "reference_of",
    "remove_record",
    "safe_contact",
    "send_documents",
    "shipped_safe_book",
    "state_label",
    "submission",
    "submission_just_sent",
    "submission_sent",
    "submissions_of",
    "submit",
    "take_back",
    "take_back_safely",
    "to_correct",
    "to_take_back",
    "told",
    "told_before",
    "told_for",
    "withdraw_help",
]


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
    return _seen(actor, submission_id, "sharing.see_submission")


def submission_sent(actor: Actor, reference: str) -> SubmissionView:
    """What an organisation's software told, by its reference. Asks `sharing.see_sent`. Raises NotFound, NotAllowed."""
    found = queries.submission_by_reference(reference)
    if found is None:
        raise NotFound("There is no such submission.")
    permissions.require(actor, "sharing.see_sent", found)
    return queries.submission_view(found)


def submission_just_sent(actor: Actor, submission_id: UUID) -> SubmissionView:
    """What an organisation's software tells at this moment, by its id; also in safe mode. Raises NotFound."""
    found = queries.submission_object(submission_id)
    if actor.organisation_id is None or found.organisation_id != actor.organisation_id:
        raise NotFound("There is no such submission.")
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


def helped_rows(actor: Actor, now: datetime) -> list[HelpedRow]:
    """What this officer sent for people in the last 28 days: references and states, and no fact."""
    if actor.account_id is None:
        return []
    return queries.helped_rows(actor.account_id, since=now - OFFICERS_TIME)


def helped_by_me(actor: Actor, submission_id: UUID, now: datetime) -> HelpedRow:
    """One of them. Raises NotFound."""
    if actor.account_id is None:
        raise NotFound("There is no such submission.")
    return queries.helped_row(submission_id, actor.account_id, since=now - OFFICERS_TIME)


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
    facts: Iterable[Fact],
    fact_codes: Collection[str],
    safe_contact: SafeContact | None = None,
    now: datetime,
) -> UUID:
    """Ask a service something while a person waits; it stands first in that organisation's inbox until the day ends.

    It holds the slice of `facts` by `fact_codes`, which is what that service's own notice may hold, and no other fact.
    In safe mode `safe_contact` says how the person may be reached, and the trail does not name the service. Raises
    NotAllowed, BadInput without words, Conflict while five questions of the draft wait.
    """
    return actions.ask_help(
        actor=actor,
        draft_id=draft_id,
        event_title=event_title,
        about=about,
        service_type=service_type,
        organisation_id=organisation_id,
        asking_organisation_id=asking_organisation_id,
        access_point_id=access_point_id,
        channel=channel,
        question=question,
        facts=facts,
        fact_codes=fact_codes,
        safe_contact=safe_contact,
        now=now,
    )


def help_of(draft_id: UUID, today: date) -> list[HelpAsked]:
    """What was asked within a draft, with the answers. Whoever calls asks first whether the draft is the actor's."""
    return queries.help_of_draft(draft_id, today)


def help_asked_by(actor: Actor, today: date) -> list[HelpAsked]:
    """What this officer asked today or yesterday, while its draft is there."""
    return queries.help_asked_by(actor.account_id, today) if actor.account_id else []


def withdraw_help(*, actor: Actor, help_id: UUID, draft_id: UUID) -> None:
    """Take a question of this draft back. Raises NotFound, NotAllowed."""
    actions.withdraw_help(actor=actor, help_id=help_id, draft_id=draft_id)


def close_help(*, actor: Actor, draft_ids: Collection[UUID], untraced: bool = False) -> None:
    """The drafts have gone: nobody waits any more. Call in the transaction that throws them away or sends them.

    `untraced` where they go on in safe mode: no row of the trail, and nothing that names the life event.
    """
    actions.close_help(actor=actor, draft_ids=draft_ids, untraced=untraced)


def counts_by_channel() -> list[ChannelFigure]:
    """How often people told us through each channel, and how many services were told. No personal data."""
    return queries.channel_figures()


def counts_by_place() -> list[PlaceFigure]:
    """How often people were helped at each place. No personal data."""
    return queries.place_figures()


def once(*, actor: Actor, key: str, asked: Any, now: datetime, do: Callable[[], Reply]) -> Reply:
    """Do what an organisation's software asked under its own `key`, or give the reply (status, body) that was kept.

    `do` runs in the transaction that keeps its reply: both hold, or neither. Raises BadInput for what is no key;
    Conflict when that organisation used the key for something else.
    """
    return actions.once(actor=actor, key=key, asked=asked, now=now, do=do)


def take_back(*, actor: Actor, submission_id: UUID, because: str, words: str, now: datetime) -> bool:
    """Tell every service that was told that it was wrong, in a notice that follows the first by its route.

    Done once: False when it was taken back before. `because` is mistake, not_true_now or about_me; `words` are for the
    services. Raises BadInput, NotFound, NotAllowed.
    """
    return actions.take_back(actor=actor, submission_id=submission_id, because=because, words=words, now=now)


def take_back_safely(*, reference: str, words: str, because: str, said: str, now: datetime) -> bool | None:
    """The same of what was told in safe mode, by its reference and its words, which leaves no name in the trail.

    True once it is taken back, False when it was before; None for other words, after too many tries, and once its time
    is over. `said` is for the services. Raises BadInput, also when `reference` cannot be one.
    """
    return actions.take_back_safely(reference=reference, words=words, because=because, said=said, now=now)


def may_take_back(actor: Actor, submission_id: UUID, now: datetime) -> bool:
    """Whether the actor may still take this back: the person, and for a while the officer who helped them."""
    found = queries.submission_object(submission_id)
    return found.withdrawn_at is None and permissions.allowed(actor, "sharing.take_back", AtMoment(found, now))


def to_take_back(actor: Actor, submission_id: UUID, now: datetime) -> SubmissionView:
    """What may be taken back, as it stands. Asks `sharing.take_back`. Raises NotFound, NotAllowed."""
    found = queries.submission_object(submission_id)
    permissions.require(actor, "sharing.take_back", AtMoment(found, now))
    return queries.submission_view(found)


def to_correct(actor: Actor, submission_id: UUID) -> SubmissionView:
    """What may be corrected, as it stands. Asks `sharing.correct`. Raises NotFound, NotAllowed."""
    return _seen(actor, submission_id, "sharing.correct")


def is_own(actor: Actor, submission_id: UUID) -> bool:
    """Whether this is the actor's own to see: the person's, not the officer's who helped."""
    return permissions.allowed(actor, "sharing.see_submission", queries.submission_object(submission_id))


def _seen(actor: Actor, submission_id: UUID, permission: str) -> SubmissionView:
    found = queries.submission_object(submission_id)
    permissions.require(actor, permission, found)
    return queries.submission_view(found)


def correct(
    *,
    actor: Actor,
    submission_id: UUID,
    fact: Fact,
    now: datetime,
    known: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """Tell each service that got this fact its new value, and nothing else. Returns how many were told; 0 where the
    value is what they know. Both values are kept. `known` is what it says of the person beyond this, as in `submit`:
    where we hold the value before, it is put right too. Raises BadInput, NotFound, NotAllowed, Conflict.
    """
    return actions.correct(actor=actor, submission_id=submission_id, fact=fact, now=now, known=known)


def facts_told(actor: Actor, submission_id: UUID) -> Mapping[str, Any]:
    """All facts that were told together, as they are now, by code; empty once they were thrown away.

    Asks `sharing.correct`. Raises NotFound, NotAllowed.
    """
    found = queries.whole_submission(submission_id)
    permissions.require(actor, "sharing.correct", found)
    return dict(found.facts)


def erase_person(account_id: UUID) -> None:
    """Empty everything that a person told as a whole; ask `legal_holds` first.

    The notices stay, each with its slice: they are the record of which service was told what, which that service may be
    asked about, and the database refuses to change one. They stay until each person's facts are sealed by a key of
    their own, which can be thrown away. SECURITY.md says so.
    """
    actions.erase(actor=SYSTEM, account_id=account_id)


def actor_for_key(key: str) -> Actor | None:
    """The organisation whose key this is, acting; None when it is nobody's, or was revoked."""
    return queries.key_owner(key)


def account_with_reference(reference: str) -> UUID | None:
    """The account that told something under this reference; None where none did, or where it was told in safe mode."""
    return queries.account_with_reference(reference)


def purposes() -> PurposeBook:
    """Why one service may tell another something, and the law that lets it: the shipped catalogue."""
    return shipped_purposes()


def purposes_in(language: str) -> PurposeBook:
    """The same in another language, for people. What has no translation is in English, marked."""
    return speech.purposes_in(language)


def counts_for_measures() -> list[AnswerFigure]:
    """How many notices each kind of organisation got, how many it answered, and how fast. No personal data."""
    return queries.answer_figures()
