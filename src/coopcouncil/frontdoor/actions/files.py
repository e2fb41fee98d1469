"""Give a file as evidence, take it away again, and send it along."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.actions.drafting import fact_of, open_draft
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.facts.files import document_of
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.sharing import public as sharing


def give_file(
    *, actor: Actor, draft_id: UUID, fact_code: str, content: bytes, name: str, now: datetime, today: date
) -> None:
    """Keep a file as the answer to a question, in place of the one before.

    Raises NotFound, Conflict, and WrongAnswer for a file that cannot be kept: then the one before stays.
    """
    try:
        file = sharing.examine_document(content, name)  # before anything is locked: it may take seconds
    except BadInput as error:
        raise WrongAnswer(error.message, mend=error.mend) from error
    with transaction.atomic():
        draft, fact = _asked(actor, draft_id, fact_code, now)
        held = sharing.keep_document(
            actor=actor,
            file=file,
            draft_id=draft.id,
            fact_code=fact.code,
            account_id=None if draft.safe else draft.account_id,
            session_digest=draft.session_digest,
            now=now,
        )
        _save(draft, {**draft.answers, fact.code: facts.read(fact, held.value(), today=today)}, now)


def take_file_away(*, actor: Actor, draft_id: UUID, fact_code: str, now: datetime) -> None:
    """Throw the file away; its question is open again. Raises NotFound, Conflict."""
    with transaction.atomic():
        draft, fact = _asked(actor, draft_id, fact_code, now)
        sharing.let_documents_go(actor=actor, draft_ids=[draft.id], fact_code=fact.code)
        _save(draft, {code: value for code, value in draft.answers.items() if code != fact.code}, now)


def go_without_file(*, actor: Actor, draft_id: UUID, fact_code: str, now: datetime, today: date) -> None:
    """Go on without a file, where it is optional. Raises NotFound, Conflict, WrongAnswer."""
    with transaction.atomic():
        draft, fact = _asked(actor, draft_id, fact_code, now)
        nothing = facts.read(fact, "", today=today)
        sharing.let_documents_go(actor=actor, draft_ids=[draft.id], fact_code=fact.code)
        _save(draft, {**draft.answers, fact.code: nothing}, now)


def documents_in(values: Mapping[str, Any]) -> list[UUID]:
    """The files that answers name."""
    return [document for value in values.values() if (document := document_of(value))]


def without_lost_files(asked: Iterable[Fact], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those that name a file which is not kept any more: they are asked again."""
    files = {fact.code for fact in asked if fact.type == "file"}
    named = {code: document for code in files if (document := document_of(answers.get(code)))}
    there = sharing.documents_there(list(named.values()))
    return {code: value for code, value in answers.items() if code not in named or named[code] in there}


def without_files(event: LifeEvent, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without every one that a file can be: for what goes on in safe mode, where the files go."""
    files = {fact.code for fact in event.facts if fact.type == "file"}
    return {code: value for code, value in answers.items() if code not in files}


def _asked(actor: Actor, draft_id: UUID, fact_code: str, now: datetime) -> tuple[Draft, Fact]:
    draft, event = open_draft(actor, draft_id, now)
    fact: Fact = fact_of(event, fact_code)
    if fact.type != "file":
        raise NotFound(f"“{fact_code}” asks for no file.")
    return draft, fact


def _save(draft: Draft, answers: dict[str, Any], now: datetime) -> None:
    draft.answers, draft.touched_at = answers, now
    draft.save(update_fields=["answers", "touched_at"])
