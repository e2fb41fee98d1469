"""Files given as evidence: keep one, let it go, send it along, hand it out, throw away what is over."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import queries
from coopcouncil.sharing.domain.documents import Checked, Held
from coopcouncil.sharing.models import Document
from coopcouncil.sharing.queries import documents as kept
from coopcouncil.sharing.queries.inbox import must_stop

# A file goes with the draft that it was given for. This is for one whose draft nobody counted on any more.
KEPT_AT_MOST = timedelta(days=60)


@dataclass(frozen=True)
class File:
    """A file with its bytes, to be handed out."""

    name: str
    media_type: str
    content: bytes


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
    """Keep a file for one question of a draft, in place of the one before. The caller holds the draft."""
    permissions.require(actor, "sharing.give_document")
    with transaction.atomic():
        _remove(actor, Q(draft_id=draft_id, fact_code=fact_code))
        document = Document.objects.create(
            account_id=account_id,
            session_digest=session_digest,
            draft_id=draft_id,
            fact_code=fact_code,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            digest=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
            scan=file.scan,
            created_at=now,
            expires_at=now + KEPT_AT_MOST,
        )
        audit.note(actor, "sharing.document_kept", document)
    return kept.held(document)


def hand_over_documents(*, actor: Actor, draft_id: UUID, account_id: UUID | None, session_digest: str) -> None:
    """The files of a draft that is not sent go where the draft goes. Call inside the transaction that moves it."""
    permissions.require(actor, "sharing.give_document")
    Document.objects.filter(draft_id=draft_id, submission__isnull=True).update(
        account_id=account_id, session_digest=session_digest
    )


def let_documents_go(*, actor: Actor, draft_ids: Collection[UUID], fact_code: str = "", untraced: bool = False) -> int:
    """Throw away the files of drafts (of one question, where it is named) that were not sent. Returns how many.

    `untraced` writes no row of the trail: where it goes on in safe mode, a row would join an account to it.
    """
    permissions.require(actor, "sharing.give_document")
    which = Q(draft_id__in=list(draft_ids))
    with transaction.atomic():
        return _remove(actor, which & Q(fact_code=fact_code) if fact_code else which, noted=not untraced)


def send_documents(*, actor: Actor, document_ids: Collection[UUID], submission_id: UUID) -> None:
    """Have files belong to what was sent; in safe mode to no account. Call inside its transaction.

    Raises BadInput where one is gone.
    """
    if not document_ids:
        return
    permissions.require(actor, "sharing.give_document")
    nobodys: dict[str, Any] = {"account_id": None} if queries.submission_object(submission_id).safe else {}
    mine = Q(submission__isnull=True) | Q(submission_id=submission_id)
    with transaction.atomic():
        sent = Document.objects.filter(mine, id__in=document_ids).update(
            submission_id=submission_id, expires_at=None, **nobodys
        )
        if sent != len(set(document_ids)):
            raise BadInput(
                Said("A file that you gave is not here any more. Nothing was sent."),
                mend=Said("Go back and add it again, or go on without it."),
            )


def file_of_notice(*, actor: Actor, notice_id: UUID, document_id: UUID) -> File:
    """A file for the organisation whose notice names it. Each reading is logged. Raises NotFound, NotAllowed."""
    notice = queries.notice_delivery(notice_id).notice
    permissions.require(actor, "sharing.read_document", notice)
    if must_stop(notice):
        raise NotFound("There is no such file any more: the person ended what they agreed to, or objected.")
    return _handed_out(actor, kept.document_of_notice(notice, document_id))


def file_of_submission(*, actor: Actor, submission_id: UUID, document_id: UUID) -> File:
    """A file for whoever sent it; of safe mode for nobody. Raises NotFound, NotAllowed."""
    submission = queries.submission_object(submission_id)
    permissions.require(actor, "sharing.see_own_document", submission)
    return _handed_out(actor, kept.document_of_submission(submission.id, document_id))


def file_of_draft(*, actor: Actor, draft_id: UUID, fact_code: str) -> File:
    """A file that was not sent yet. The caller has asked whether the draft is theirs. Raises NotFound."""
    permissions.require(actor, "sharing.give_document")
    return _handed_out(actor, kept.document_of_draft(draft_id, fact_code))


def remove_unsent_documents(*, now: datetime) -> int:
    """Throw away files that were never sent, once their time is over. Returns how many."""
    with transaction.atomic():
        return _remove(SYSTEM, kept.unsent_after(now))


def remove_documents_of(*, actor: Actor, account_id: UUID) -> int:
    """Throw away every file of a person, and those that others sent for them. Returns how many."""
    permissions.require(actor, "sharing.erase")
    with transaction.atomic():
        return _remove(actor, kept.whose(account_id) | kept.sent_about(account_id), unsent=False)


def remove_documents_sent_with(submission_ids: Collection[UUID]) -> int:
    """Throw away the files of what is over. Call inside the transaction that empties it."""
    return _remove(SYSTEM, Q(submission_id__in=list(submission_ids)), unsent=False)


def _remove(actor: Actor, which: Q, *, unsent: bool = True, noted: bool = True) -> int:
    if unsent:
        which &= Q(submission__isnull=True)
    gone = list(Document.objects.filter(which).values_list("id", flat=True))
    if gone:
        Document.objects.filter(id__in=gone).delete()
        forget(gone)
        for document_id in gone if noted else ():
            audit.note(actor, "sharing.document_removed", (Document._meta.label_lower, document_id))
    return len(gone)


def _handed_out(actor: Actor, document: Document) -> File:
    about = queries.people_of_submission(document.submission) if document.submission else {document.account_id}
    audit.read(actor, "sharing.document_read", document, about=about)
    return File(str(document.name), document.media_type, bytes(document.content))
