"""The door to files given as evidence. Whose a draft is, the caller has asked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, gateways
from coopcouncil.sharing.actions import File
from coopcouncil.sharing.domain import documents
from coopcouncil.sharing.domain.documents import Checked, Held
from coopcouncil.sharing.queries import documents as queries


def examine_document(content: bytes, name: str) -> Checked:
    """A file as it may be kept, by what its bytes are: made safe, and scanned where a scanner runs.

    Raises RefusedFile, in words for whoever gave it. It may take seconds: hold no lock.
    """
    return gateways.examine(content, name)


def check_document_size(size: int) -> None:
    """Raises RefusedFile for a file of this many bytes, if it is too large to be kept."""
    documents.check_size(size)


def keep_document(
    *,
    actor: Actor,
    file: Checked,
    draft_id: UUID,
    fact_code: str,
    account_id: UUID | None,
    session_digest: str,
    now: datetime,
) -> Held:
    """Keep a file for one question of a draft, in place of the one before. Whose the draft is, the caller has asked."""
    return actions.keep_document(
        actor=actor,
        file=file,
        draft_id=draft_id,
        fact_code=fact_code,
        account_id=account_id,
        session_digest=session_digest,
        now=now,
    )


def hand_over_documents(*, actor: Actor, draft_id: UUID, account_id: UUID | None, session_digest: str) -> None:
    """The files of a draft that is not sent go where the draft goes. Call inside the transaction that moves it."""
    actions.hand_over_documents(actor=actor, draft_id=draft_id, account_id=account_id, session_digest=session_digest)


def let_documents_go(*, actor: Actor, draft_ids: Collection[UUID], fact_code: str = "", untraced: bool = False) -> int:
    """Throw away the files of drafts that were not sent (of one question, where it is named). Returns how many.

    `untraced` writes no row of the trail: for what goes on in safe mode.
    """
    return actions.let_documents_go(actor=actor, draft_ids=draft_ids, fact_code=fact_code, untraced=untraced)


def send_documents(*, actor: Actor, document_ids: Collection[UUID], submission_id: UUID) -> None:
    """Have files belong to what was sent; call inside its transaction. Raises BadInput where one is gone."""
    actions.send_documents(actor=actor, document_ids=document_ids, submission_id=submission_id)


def file_of_draft(*, actor: Actor, draft_id: UUID, fact_code: str) -> File:
    """A file that was not sent yet; whose the draft is, the caller has asked. Raises NotFound."""
    return actions.file_of_draft(actor=actor, draft_id=draft_id, fact_code=fact_code)


def documents_there(ids: Collection[UUID]) -> set[UUID]:
    """Those of these files that are kept. One query; none where there is nothing to ask."""
    return queries.documents_there(ids)
