"""After it was sent: taking it back, and putting one answer right."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, forms, gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.views.notices import DOOR, hides
from coopcouncil.frontdoor.views.speech import heard, retold, services
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.sharing import public as sharing


@dataclass(frozen=True)
class ToldFact:
    """One fact that was sent, as the services know it now, and who they are."""

    code: str
    label: str
    shown: str
    services: tuple[str, ...]


@requires("sharing.take_back", "GET", "POST")
def take_back(request: Request, submission_id: UUID) -> HttpResponse:
    """Say what follows, ask why, and tell every service that it was wrong."""
    told = sharing.to_take_back(request.actor, submission_id, request.now)
    mine = sharing.is_own(request.actor, submission_id)
    page = "frontdoor:submission" if mine else "frontdoor:helped"  # an officer sees how far it is, and no fact
    if told.withdrawn_at:
        messages.info(request, _("You have taken this back already. Every service is told once."))
        return redirect(page, submission_id)
    form = forms.TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sharing.take_back(actor=request.actor, submission_id=submission_id, now=request.now, **form.cleaned_data)
        count = len(told.notices)
        words = ngettext(
            "You have taken it back. We are telling the %(num)s service that it was wrong.",
            "You have taken it back. We are telling all %(num)s services that it was wrong.",
            count,
        )
        messages.success(request, words % {"num": count})
        return redirect(page, submission_id)
    context = {**_about(request, told), "form": form, "mine": mine, "back": reverse(page, args=[submission_id])}
    return render(request, "frontdoor/take_back.html", context, status=422 if form.errors else 200)


@requires("sharing.correct")
def changes(request: Request, submission_id: UUID) -> HttpResponse:
    """Every answer that was sent, with a way to change each."""
    told = sharing.to_correct(request.actor, submission_id)
    if told.withdrawn_at:
        return redirect("frontdoor:submission", submission_id)
    event = _event(told, request.today)
    codes = {fact.code for fact in event.facts if fact.type != "file"} if event else set()
    rows = [fact for fact in told_facts(retold(told, event)) if fact.code in codes]
    return render(request, "frontdoor/changes.html", {**_about(request, told), "rows": rows})


@requires("sharing.correct", "GET", "POST")
def change(request: Request, submission_id: UUID, fact_code: str) -> HttpResponse:
    """One answer again. A new one is read by the question's own rules, and told to each service that got the old."""
    told = sharing.to_correct(request.actor, submission_id)
    if told.withdrawn_at:
        return redirect("frontdoor:submission", submission_id)
    event, fact = actions.to_correct(told, fact_code, today=request.today)
    fact = heard(event).fact(fact_code)
    held = sharing.facts_told(request.actor, submission_id)
    wrong, corrected, boxes = None, None, facts.fill(fact, held.get(fact.code))
    if request.method == "POST":
        boxes = forms.typed(fact, request.POST)
        try:
            corrected = actions.correct(
                actor=request.actor,
                submission_id=submission_id,
                fact_code=fact_code,
                raw=boxes,
                even_so="even_so" in request.POST,
                now=request.now,
                today=request.today,
            )
        except WrongAnswer as error:
            wrong = error
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("frontdoor:submission", submission_id)
        else:
            if not corrected.stopped:
                messages.success(request, _said(corrected))
                return redirect("frontdoor:submission", submission_id)
    row = next(item for item in told_facts(retold(told, event)) if item.code == fact_code)
    context = {
        **_about(request, told),
        "question": forms.question(fact, boxes, wrong, queries.names_to_pick(event, fact)),
        "problems_found": wrong is not None,
        "event": event,
        "row": row,
        "stopped": corrected,
    }
    status = 422 if wrong else 409 if corrected else 200
    return render(request, "frontdoor/change.html", context, status=status)


def _said(corrected: actions.Corrected) -> str:
    if not corrected.services:
        return _("That is what they know already. Nobody was told anything.")
    words = ngettext(
        "We are telling %(num)s service the new answer. We keep the old one beside it.",
        "We are telling %(num)s services the new answer. We keep the old one beside it.",
        corrected.services,
    )
    return words % {"num": corrected.services}


def told_facts(told: sharing.SubmissionView) -> list[ToldFact]:
    """The facts that were sent, each once, with its latest value, in the order in which the notices hold them."""
    found = dict[str, ToldFact]()
    for notice in told.notices:
        for fact in notice.facts:
            before = found.get(fact.code)
            who = (*(before.services if before else ()), f"{_name(notice)} ({notice.organisation})")
            latest = notice.history(fact.code)[-1][1]
            found[fact.code] = ToldFact(fact.code, fact.label, latest, who)
    return list(found.values())


def _name(notice: sharing.NoticeView) -> str:
    kinds = services()
    return kinds[notice.service_type].name if notice.service_type in kinds else notice.title


def _event(told: sharing.SubmissionView, today: date) -> LifeEvent | None:
    with suppress(NotFound):
        return gateways.event_of_version(told.event_code, told.event_version, today)
    return None


def _about(request: Request, told: sharing.SubmissionView) -> dict[str, object]:
    quick_exit = hides(told.event_code, gateways.offered(request.today))
    return {
        "told": told,
        "services": sorted((_name(notice), notice.organisation) for notice in told.notices),
        "title": _("What you told us") if quick_exit else retold(told, _event(told, request.today)).title,
        "quick_exit": quick_exit,
        "door": DOOR,
    }
