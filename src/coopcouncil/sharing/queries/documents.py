"""Files given as evidence: found by whom they may be shown to; the bytes only where one is handed out."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.documents import Held
from coopcouncil.sharing.models import Document, Notice, Submission
from coopcouncil.sharing.queries.submissions import about_account

MISSING = "There is no such file."


def held(document: Document) -> Held:
    """What is known of a file without opening it."""
    return Held(
        document=str(document.id),
        name=str(document.name),
        media_type=document.media_type,
        size=document.size,
        sha256=document.digest,
        scan=document.scan,
    )


def document_of_draft(draft_id: UUID, fact_code: str) -> Document:
    """The file kept for one question of a draft that is not sent. Raises NotFound."""
    return _found(Document.objects.filter(draft_id=draft_id, fact_code=fact_code, submission__isnull=True).first())


def document_of_submission(submission_id: UUID, document_id: UUID) -> Document:
    """A file that was sent with a submission. Raises NotFound."""
    return _found(Document.objects.filter(id=document_id, submission_id=submission_id).first())


def document_of_notice(notice: Notice, document_id: UUID) -> Document:
    """A file that the notice's own slice of the facts names. Raises NotFound for every other."""
    told = slices.cut(slices.read(notice.facts), purpose=notice.purpose)
    named = {fact.value["document"] for fact in told if _is_file(fact.value)}
    if str(document_id) not in named:
        raise NotFound(MISSING)
    return document_of_submission(notice.submission_id, document_id)


def documents_there(ids: Collection[UUID]) -> set[UUID]:
    """Those of these files that are kept."""
    return set(Document.objects.filter(id__in=ids).values_list("id", flat=True)) if ids else set()


def documents_about(account_id: UUID) -> list[Document]:
    """Every file of a person: sent, or kept with what they began. With the bytes."""
    return list(Document.objects.filter(whose(account_id)).order_by("created_at", "id"))


def whose(account_id: UUID) -> Q:
    """For a filter: the files of a person."""
    return Q(submission__account_id=account_id) | Q(account_id=account_id)


def sent_about(account_id: UUID) -> Q:
    """For a filter: the files that were sent with what this person told, or others for them."""
    return Q(submission__in=Submission.objects.filter(about_account(account_id)))


def unsent_after(now: datetime) -> Q:
    """For a filter: files that were never sent, and whose time is over."""
    return Q(submission__isnull=True, expires_at__lte=now)


def _is_file(value: Any) -> bool:
    return isinstance(value, dict) and "document" in value and "sha256" in value


def _found(document: Document | None) -> Document:
    if document is None:
        raise NotFound(MISSING)
    return document
