"""What the pages of a journey share: the draft that is one's own, its life event, where it stands, what comes next."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from coopcouncil.foundation.permissions import require
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent
from coopcouncil.frontdoor.domain.plan import Plan, next_question, plan
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.speech import heard

DOOR = "/get-help/"


def mine(request: Request, draft_id: UUID) -> tuple[Draft, LifeEvent]:
    """The draft, if it is theirs to go on with, and its life event. Raises NotFound, NotAllowed."""
    draft = queries.draft(draft_id, now=request.now)
    require(request.actor, "frontdoor.answer_draft", draft)
    return draft, event_of(draft, request.today)


def event_of(draft: Draft, today: date) -> LifeEvent:
    """The draft's life event as they began it, in the page's language; answers that no longer fit are asked again."""
    event = gateways.event_of_version(draft.event_code, draft.event_version, today)
    draft.answers = facts.that_fit(event.facts, draft.answers, today=today)
    return heard(event)


def plan_of(draft: Draft, event: LifeEvent, today: date) -> Plan:
    """Where the draft stands."""
    return plan(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def next_of(draft: Draft, event: LifeEvent, today: date) -> Fact | None:
    """The question that comes next; None when there is none."""
    return next_question(event, draft.answers, today=today, left_out=draft.left_out, agreed=draft.agreed)


def onward(draft: Draft, event: LifeEvent, today: date) -> HttpResponse:
    """To whatever comes next: a question, the check, or what was sent."""
    if draft.submission_id:
        return redirect("frontdoor:sent", draft.submission_id)
    if fact := next_of(draft, event, today):
        return redirect("frontdoor:question", draft.id, fact.code)
    return redirect("frontdoor:check", draft.id)
