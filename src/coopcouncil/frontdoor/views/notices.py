"""After it was sent: the confirmation, and how far each notice has come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.directory.public import service_types
from coopcouncil.foundation import pdf
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.identifiers import spoken
from coopcouncil.sharing import public as sharing

DOOR = "/account/"


@requires("public")
def notices(request: Request) -> HttpResponse:
    """Everything that this person told us, and what they began and have not sent."""
    events = gateways.life_events()
    context = {
        "rows": [(row, events[row.event_code].title) for row in sharing.submissions_of(request.actor)],
        "drafts": [
            (draft, events[draft.event_code].title) for draft in queries.open_drafts(request.actor, now=request.now)
        ],
        "door": DOOR,
    }
    return render(request, "frontdoor/notices.html", context)


@requires("sharing.see_submission")
def sent(request: Request, submission_id: UUID) -> HttpResponse:
    """The confirmation, with a reference that can be read over the phone."""
    told = sharing.submission(request.actor, submission_id)
    event = gateways.life_event(told.event_code)
    context = {
        "told": told,
        "event": event,
        "services": service_types(),
        "what_happens": _what_happens(event),
        "spoken": spoken(told.reference),
        "door": DOOR,
    }
    return render(request, "frontdoor/sent.html", context)


@requires("sharing.see_submission")
def submission(request: Request, submission_id: UUID) -> HttpResponse:
    """Each service's state in words, its answers, and exactly what it was told."""
    told = sharing.submission(request.actor, submission_id)
    event = gateways.life_event(told.event_code)
    context = {
        "told": told,
        "event": event,
        "services": service_types(),
        "what_happens": _what_happens(event),
        "door": DOOR,
    }
    return render(request, "frontdoor/submission.html", context)


@requires("sharing.see_submission")
def as_pdf(request: Request, submission_id: UUID) -> HttpResponse:
    """The same as a document to keep or to print."""
    told = sharing.submission(request.actor, submission_id)
    event = gateways.life_event(told.event_code)
    record = pdf.Record(
        title=event.title,
        reference=told.reference,
        intro=[_("What you told us, who was told, and how far each of them had come when this was made.")],
        sections=[
            pdf.Section(notice.organisation, _rows(notice), [_what_happens(event).get(notice.code, notice.title)])
            for notice in told.notices
        ],
    )
    response = pdf.answer(record, told.reference)
    response["Cache-Control"] = "private, no-store"
    return response


def _what_happens(event: LifeEvent) -> dict[str, str]:
    """What each service does, in words for the person who told; a notice of an older version may have none."""
    return {notice.code: notice.what_happens for notice in event.notices}


def _rows(notice: sharing.NoticeView) -> list[tuple[str, str]]:
    rows = [
        (_("How far it is"), notice.state_words),
        (_("How sure it is"), f"{notice.standing_words}. {notice.standing_means}"),
        (_("Why they were told"), notice.purpose_words),
    ]
    if notice.reason:
        rows.append((_("Their reason"), notice.reason))
    return rows + [(fact.label, fact.shown) for fact in notice.facts]


@requires("signed_in", "GET", "POST")
def keep(request: Request) -> HttpResponse:
    """Put what was told in this browser, before signing in, into the account."""
    if request.method == "POST":
        kept = sharing.claim_session(actor=request.actor, session_key=request.actor.session_key)
        text = ngettext("%(n)d is now kept in your account.", "%(n)d are now kept in your account.", kept)
        messages.success(request, text % {"n": kept})
        return redirect("frontdoor:notices")
    events = gateways.life_events()
    # Only what belongs to this browser and to nobody yet: what the account holds already needs no keeping.
    browser = Actor(kind="anonymous", session_key=request.actor.session_key)
    rows = [(row, events[row.event_code].title) for row in sharing.submissions_of(browser)]
    return render(request, "frontdoor/keep.html", {"rows": rows, "door": DOOR})


@requires("public", "POST")
def forget(request: Request) -> HttpResponse:
    """Clear this browser: for whoever uses a shared computer. What was sent stays sent."""
    request.session.flush()
    messages.success(request, _("This browser has forgotten what you told us. The services still have it."))
    return redirect("frontdoor:home")
