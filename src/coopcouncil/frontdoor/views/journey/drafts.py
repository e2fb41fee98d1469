"""What the pages of a journey share: the draft that is one's own, its life event, where it stands, what comes next."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.permissions import require
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import Plan, next_question, plan
from coopcouncil.frontdoor.domain.safe import number_of
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.speaking import PowerEnded, remember_spoken, spoken_of
from coopcouncil.frontdoor.views.speech import heard
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.sharing import public as sharing

DOOR = "/get-help/"


def mine(request: Request, draft_id: UUID, read: Draft | None = None) -> tuple[Draft, LifeEvent]:
    """The draft, if it is theirs to go on with, and its life event. Raises NotFound, NotAllowed, PowerEnded.

    One that is told for another person holds what the power reaches alone, and `spoken_of` says for whom. `read` is the
    draft where this request has read it already.
    """
    draft = read or queries.draft(draft_id, now=request.now)
    _require(request, draft)
    if draft.assisted_by_id:
        request.helping = queries.helping(draft)  # type: ignore[attr-defined]
        asked = sharing.help_of(draft.id, request.today)
        request.help_asked = asked  # type: ignore[attr-defined]
        page = request.resolver_match.url_name if request.resolver_match else ""
        # The page that looks for answers again and again holds no answer of the person, until there is one to read.
        # Nor does the press that changes over to safe mode: a row that names the account would join it to what follows.
        quiet = page == "call_for_help" and not any(item.answer for item in asked)
        if not quiet and not (page == "change_over" and request.method == "POST"):
            actions.note_read_for(request.actor, draft, page or "")
    event = event_of(draft, request.today)
    if (spoken := spoken_of(draft)) and not spoken.works and not draft.submission_id:
        raise PowerEnded(draft, spoken)
    return draft, event


def _require(request: Request, draft: Draft) -> None:
    """Whoever may not help any more is told what becomes of what they wrote. Raises NotAllowed, Conflict."""
    try:
        require(request.actor, "frontdoor.answer_draft", draft)
    except NotAllowed:
        if draft.assisted_by_id is None or draft.assisted_by_id != request.actor.account_id:
            raise
        words = _(
            "You may not help people tell us any more: your role, or what the council allowed your organisation, has "
            "ended. What was written down is kept until %(when)s. A colleague or the council can take it over."
        )
        raise Conflict(words % {"when": time_in_words(draft.expires_at)}) from None


def event_of(draft: Draft, today: date) -> LifeEvent:
    """The draft's life event as they began it, in the page's language; answers that no longer fit are asked again."""
    event = gateways.event_of_version(draft.event_code, draft.event_version, today)
    spoken = queries.speaking(draft, event, today)
    remember_spoken(draft, spoken)
    draft.answers = facts.that_fit(event.facts, draft.answers, today=today)
    heard_now = heard(spoken.event if spoken else event)
    return hidden(heard_now) if draft.safe else heard_now


def hidden(event: LifeEvent) -> LifeEvent:
    """The life event on pages in safe mode: with a way out, and a title that tells an onlooker nothing."""
    return replace(event, quick_exit=True, title=_("Tell us once"))


def address_of(draft: Draft, event: LifeEvent, fact_code: str) -> str:
    """Where a question stands; in safe mode its address, which a browser may remember, holds a number only."""
    name = str(number_of(event, fact_code)) if draft.safe else fact_code
    return reverse("frontdoor:question", args=[draft.id, name])


def plan_of(draft: Draft, event: LifeEvent, today: date) -> Plan:
    """Where the draft stands."""
    return plan(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def next_of(draft: Draft, event: LifeEvent, today: date) -> Fact | None:
    """The question that comes next; None when there is none."""
    return next_question(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def onward(draft: Draft, event: LifeEvent, today: date) -> HttpResponse:
    """To whatever comes next: a question, the check, or what was sent."""
    if draft.submission_id:
        return sent_page(draft)
    if fact := next_of(draft, event, today):
        return redirect(address_of(draft, event, fact.code))
    return redirect("frontdoor:check", draft.id)


def sent_page(draft: Draft) -> HttpResponse:
    """To the confirmation: in safe mode to the page of the draft itself, which belongs to nobody."""
    if draft.assisted_by_id and not draft.safe:
        return redirect("frontdoor:helped", draft.submission_id)
    if draft.safe:
        return redirect("frontdoor:done", draft.id)
    return redirect("frontdoor:sent", draft.submission_id)
