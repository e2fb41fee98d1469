"""A file given as evidence: a download for the organisation that was told, and for whoever sent it."""

from uuid import UUID

from django.http import HttpResponse

from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import as_download
from coopcouncil.sharing import actions


@requires("sharing.read_document")
def document(request: Request, notice_id: UUID, document_id: UUID) -> HttpResponse:
    """For officers of the organisation whose notice names the file."""
    file = actions.file_of_notice(actor=request.actor, notice_id=notice_id, document_id=document_id)
    return as_download(file.content, name=file.name, media_type=file.media_type)


@requires("sharing.see_own_document")
def own_document(request: Request, submission_id: UUID, document_id: UUID) -> HttpResponse:
    """For whoever sent it."""
    file = actions.file_of_submission(actor=request.actor, submission_id=submission_id, document_id=document_id)
    return as_download(file.content, name=file.name, media_type=file.media_type)
