"""The start of a life event: what can be told once, what it needs, who may be told."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, remember_visitor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.burden import burden, spending
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.views.journey.drafts import DOOR
from coopcouncil.frontdoor.views.speech import all_heard, heard, services
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people


@requires("public")
def life_events(request: Request) -> HttpResponse:
    """The life events that can be told once."""
    return render(
        request,
        "frontdoor/life_events.html",
        {"events": all_heard(gateways.offered(request.today).values()), "door": DOOR},
    )


@requires("public", "GET", "POST")
def life_event(request: Request, code: str) -> HttpResponse:
    """The start page: what you need, how long it takes, who may be told. Pressing “Start now” begins a draft."""
    event = heard(gateways.offered_event(code, request.today))
    may_be_another = event.on_behalf and not event.safe_mode
    held = people.authorities_of(request.actor, request.today) if may_be_another else []
    wrong = ""
    if request.method == "POST":
        if event.safe_mode and request.actor.is_signed_in:
            return redirect("frontdoor:safely", code)
        actor = request.actor if request.actor.is_signed_in else remember_visitor(request)
        try:
            begun_id = actions.start(
                actor=actor,
                event_code=code,
                now=request.now,
                language=languages.short(),
                authority_id=_for_whom(request.POST.get("for", ""), held),
            )
        except BadInput as error:
            wrong = languages.explain(error)
        else:
            return redirect("frontdoor:resume", begun_id)
    begun = [draft for draft in queries.open_drafts(request.actor, now=request.now) if draft.event_code == code]
    context = {
        "event": event,
        "told": _who_may_be_told(event),
        "begun": begun,
        "begun_for": {
            draft.id: power.person_name for draft in begun for power in held if power.id == draft.authority_id
        },
        "held": held,
        "chosen": request.POST.get("for", ""),
        "wrong": wrong,
        "problems_found": bool(wrong),
        **_what_it_saves(event, request.today),
        "door": DOOR,
    }
    return render(request, "frontdoor/life_event.html", context, status=422 if wrong else 200)


def _for_whom(chosen: str, held: Sequence[people.AuthorityView]) -> UUID | None:
    """The power by which it is told; None for oneself. Raises BadInput where none of the choices was made."""
    if not held or chosen == "me":
        return None
    found = next((power.id for power in held if str(power.id) == chosen), None)
    if found is None:
        raise BadInput(Said("Choose who this is about"))
    return found


def _what_it_saves(event: LifeEvent, today: date) -> dict[str, Any]:
    costs, saved = gateways.channel_costs(), burden(event, today=today)
    return {"burden": saved, "costs": costs, "spent": spending(costs, saved.services)}


def _who_may_be_told(event: LifeEvent) -> list[dict[str, Any]]:
    names = services()
    return [
        {
            "service": names[notice.service].name,
            "what_happens": notice.what_happens,
            "choice": notice.may_be_left_out or notice.by_consent,
            "consent": notice.by_consent,
        }
        for notice in event.notices
    ]
