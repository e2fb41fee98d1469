"""“Ask a service for help” while writing something down for somebody; and the answers, as they come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.views.journey.drafts import mine
from coopcouncil.frontdoor.views.speech import services
from coopcouncil.kernel.errors import BadInput, Conflict


@requires("frontdoor.answer_draft", "GET", "POST")
def call(request: Request, draft_id: UUID) -> HttpResponse:
    """Whom to ask and what; below it what was asked so far. In a window of its own, so that no typed answer is lost."""
    draft, event = mine(request, draft_id)
    if draft.assisted_by_id is None or draft.submission_id:
        return redirect("frontdoor:resume", draft_id)
    at = (request.POST.get("at") or request.GET.get("at", ""))[:80]
    typed = {"service": request.POST.get("service", "")[:60], "question": request.POST.get("question", "")[:2000]}
    wrong, place, status = "", "question", 200
    if request.method == "POST":
        try:
            actions.call_for_help(
                actor=request.actor,
                draft_id=draft_id,
                service_type=typed["service"],
                question=typed["question"],
                fact_code=at,
                now=request.now,
                today=request.today,
            )
        except BadInput as error:
            wrong, place, status = languages.explain(error), error.place or "question", 422
        except Conflict as error:
            wrong, status = str(error), 409
        else:
            messages.success(request, _("Asked. The answer appears here and on the page with the question."))
            return redirect("frontdoor:call_for_help", draft_id)
    context = {
        "draft": draft,
        "event": event,
        "services": _offered(event),
        "typed": typed,
        "at": at,
        "about": next((fact.question for fact in event.facts if fact.code == at), ""),
        "wrong": wrong,
        "wrong_at": place if place in typed else "question",
        "problems_found": bool(wrong),
        "door": "/desk/",
    }
    shown = render(request, "frontdoor/helping/call.html", context, status=status)
    shown["Cache-Control"] = "no-store"
    return shown


def _offered(event: LifeEvent) -> list[tuple[str, str]]:
    """Code and name of every service: first those that this life event tells."""
    names = services()
    ours = {notice.service for notice in event.notices}
    return [(code, names[code].name) for code in sorted(names, key=lambda code: (code not in ours, names[code].name))]


@requires("frontdoor.answer_draft", "POST")
def take_back(request: Request, draft_id: UUID, help_id: UUID) -> HttpResponse:
    """No answer is needed any more."""
    mine(request, draft_id)
    actions.take_question_back(actor=request.actor, draft_id=draft_id, help_id=help_id, now=request.now)
    messages.success(request, _("Taken back. Nobody looks for an answer any more."))
    return redirect("frontdoor:call_for_help", draft_id)
