"""The answer to a question that asks for a file, and the file again for whoever gave it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse

from coopcouncil.foundation import limits
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.foundation.uploads import as_download, too_large
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.drafts import mine
from coopcouncil.frontdoor.views.tries import minutes
from coopcouncil.kernel.errors import NotFound, TooMany
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import public as sharing

FILES: dict[str, Any] = {"most": 40, "within": timedelta(hours=1)}


def take(request: Request, draft: Draft, fact: Fact) -> None:
    """Do what the page's button said: keep the chosen file, take the kept one away, or go on without.

    Raises WrongAnswer for a file that cannot be kept; what was kept before stays.
    """
    if "remove" in request.POST:
        actions.take_file_away(actor=request.actor, draft_id=draft.id, fact_code=fact.code, now=request.now)
        return
    try:
        sharing.check_document_size(too_large(request) or 1)
        chosen = request.FILES.getlist("value")
    except sharing.RefusedFile as error:
        raise WrongAnswer(error.message, mend=error.mend) from error
    if "without" in request.POST or not chosen:
        if "without" not in request.POST and draft.answers.get(fact.code) is not None:
            return  # “Continue” beside the file that is kept
        actions.go_without_file(
            actor=request.actor, draft_id=draft.id, fact_code=fact.code, now=request.now, today=request.today
        )
        return
    if len(chosen) > 1:
        raise WrongAnswer(Said("You chose more than one file. We kept none of them."), mend=Said("Choose one."))
    _count(request)
    actions.give_file(
        actor=request.actor,
        draft_id=draft.id,
        fact_code=fact.code,
        content=_bytes(chosen[0]),
        name=chosen[0].name or "",
        now=request.now,
        today=request.today,
    )


def _count(request: Request) -> None:
    """Examining a file is dear, so only so many are taken an hour: from one account, or from one address of nobody's.

    Raises WrongAnswer that says when to try again; what was kept before stays.
    """
    whose = request.actor.account_id or caller(request)
    try:
        limits.take_try(f"file-from:{whose}", **FILES, now=request.now)
    except TooMany as error:
        raise WrongAnswer(
            Said("That is more files than we can take in one hour. We did not keep this one."),
            mend=Said("Try again in %(n)s minutes. Your answers are kept.", n=minutes(error)),
        ) from error


def _bytes(file: UploadedFile) -> bytes:
    """All of it: `foundation.uploads` has let no more than the limit through."""
    with file.open("rb") as opened:
        return bytes(opened.read())


@requires("frontdoor.answer_draft")
def draft_file(request: Request, draft_id: UUID, fact_code: str) -> HttpResponse:
    """The file that somebody gave and has not sent, as a download. In safe mode it never comes back to a browser."""
    draft, event = mine(request, draft_id)
    if draft.safe or event.safe_mode:
        raise NotFound("There is no such file.")
    file = sharing.file_of_draft(actor=request.actor, draft_id=draft.id, fact_code=fact_code)
    return as_download(file.content, name=file.name, media_type=file.media_type)


def kept(draft: Draft, event: LifeEvent, fact: Fact) -> dict[str, object] | None:
    """For the question's page: what is kept as its answer and where to have it again; None where it asks for no file.

    In safe mode a file that was given never comes back to a browser.
    """
    if fact.type != "file":
        return None
    value = draft.answers.get(fact.code)
    hidden = draft.safe or event.safe_mode
    return {
        "lines": facts.show(fact, value) if value else [],
        "href": "" if hidden or not value else reverse("frontdoor:draft_file", args=[draft.id, fact.code]),
    }
