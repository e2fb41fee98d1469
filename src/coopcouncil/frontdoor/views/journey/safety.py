"""Safe mode's own pages: begin or change over to it, how to be reached, who must not know, and the words to keep."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, remember_visitor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.safe import contact_told
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.drafts import DOOR, hidden, mine, next_of, onward
from coopcouncil.frontdoor.views.journey.recipients import all_tellings, organisations_of
from coopcouncil.frontdoor.views.journey.speaking import while_the_power_works
from coopcouncil.frontdoor.views.speech import heard
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.identifiers import spoken
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing


@requires("public", "GET", "POST")
def safely(request: Request, code: str) -> HttpResponse:
    """What safe mode does; pressing the button signs out whoever is signed in, and begins."""
    event = heard(gateways.offered_event(code, request.today))
    if request.method == "POST":
        actor = request.actor
        if actor.is_signed_in:
            logout(request)
        draft = actions.start(
            actor=remember_visitor(request),
            event_code=code,
            now=request.now,
            language=languages.short(),
            safe=True,
            was=actor,
        )
        return redirect("frontdoor:resume", draft)
    begun = queries.open_drafts(request.actor, now=request.now)
    context = {
        "event": hidden(event),
        "address": reverse("frontdoor:life_event", args=[code]),
        "draft": None,
        "thrown_away": any(row.event_code == code and not row.authority_id for row in begun),
        "kept": sharing.shipped_safe_book(),
        "door": DOOR,
    }
    return _unkept(render(request, "frontdoor/safely.html", context))


@requires("frontdoor.answer_draft", "GET", "POST")
@while_the_power_works
def change_over(request: Request, draft_id: UUID) -> HttpResponse:
    """The same for what was begun already."""
    draft, event = mine(request, draft_id)
    if draft.safe or draft.submission_id:
        return onward(draft, event, request.today)
    if draft.authority_id:
        raise Conflict(actions.NOT_BY_A_POWER)  # before anybody is signed out for nothing
    if request.method == "POST":
        if draft.assisted_by_id:
            new = actions.help_safely(actor=request.actor, draft_id=draft_id, now=request.now)
            return redirect("frontdoor:resume", new)
        actor = request.actor
        # The new session's token comes first: a draft must not be without an owner in between.
        if actor.is_signed_in:
            logout(request)
        visitor = remember_visitor(request)
        new = actions.change_to_safe(actor=actor, draft_id=draft_id, visitor=visitor, now=request.now)
        return redirect("frontdoor:resume", new)
    context = {
        "event": hidden(event),
        "address": reverse("frontdoor:resume", args=[draft_id]),
        "draft": draft,
        "mailed": queries.was_mailed(draft_id),
        "kept": sharing.shipped_safe_book(),
        "door": DOOR,
    }
    return _unkept(render(request, "frontdoor/safely.html", context))


@requires("frontdoor.answer_draft", "GET", "POST")
def needs(request: Request, draft_id: UUID) -> HttpResponse:
    """What helps us to speak together; may be left empty."""
    draft, event = mine(request, draft_id)
    if draft.submission_id or next_of(draft, event, request.today):
        return onward(draft, event, request.today)
    kinds = sharing.need_kinds()
    held = {row["code"]: row.get("words", "") for row in draft.needs}
    if not held and draft.account_id and not draft.authority_id:
        held = {row["code"]: row.get("words", "") for row in people.needs_of(draft.account_id)}
    ticked, words = set(held), dict(held)
    wrong: BadInput | None = None
    if request.method == "POST":
        ticked = {code for code in request.POST.getlist("needs") if code in kinds}
        words = {code: request.POST.get(f"words-{code}", "")[:500] for code in kinds}
        try:
            chosen = sharing.chosen(ticked, words)
            actions.keep_needs(actor=request.actor, draft_id=draft_id, needs=chosen, now=request.now)
        except BadInput as error:
            wrong = error
        else:
            return redirect(next_page(draft))
    context = {
        "event": event,
        "draft": draft,
        "kinds": kinds.values(),
        "ticked": ticked,
        "words": words,
        "wrong": {wrong.place: languages.explain(wrong)} if wrong else {},
        "problems_found": wrong is not None,
        "door": DOOR,
    }
    return render(request, "frontdoor/needs.html", context, status=422 if wrong else 200)


def next_page(draft: Draft) -> str:
    """Where the page of needs leads: in safe mode to how to be reached, else to who will be told."""
    return reverse("frontdoor:reach" if draft.safe else "frontdoor:who", args=[draft.id])


@requires("frontdoor.answer_draft", "GET", "POST")
def reach(request: Request, draft_id: UUID) -> HttpResponse:
    """How the person can be reached safely. Skipped where the life event's own answers say it, or nobody is told."""
    draft, event = mine(request, draft_id)
    if not draft.safe or draft.submission_id or next_of(draft, event, request.today):
        return onward(draft, event, request.today)
    if contact_told(event, draft.answers):
        return redirect("frontdoor:places", draft_id)
    if not all_tellings(request, draft, event):
        return redirect("frontdoor:who", draft_id)
    held = queries.contact_of(draft, event)
    typed = {"way": held.way, "detail": held.detail, "when": held.when} if held else {}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        way, when = request.POST.get("way", ""), request.POST.get("when", "")[:500]
        detail = request.POST.get(f"detail-{way}", "")[:500]
        typed = {"way": way, "detail": detail, "when": when}
        try:
            contact = sharing.safe_contact(way, detail, when)
            actions.keep_contact(actor=request.actor, draft_id=draft_id, contact=contact, now=request.now)
        except BadInput as error:
            wrong = {error.place: _missing(error.place, way)}
        else:
            return redirect("frontdoor:places", draft_id)
    context = {
        "event": event,
        "draft": draft,
        "typed": typed,
        "wrong": wrong,
        "problems_found": bool(wrong),
        "door": DOOR,
    }
    return render(request, "frontdoor/reach.html", context, status=422 if wrong else 200)


def _missing(place: str, way: str) -> str:
    words: dict[tuple[str, str], Callable[[], str]] = {
        ("detail", "phone"): lambda: _("Write the number that is safe, or choose “Do not contact me”"),
        ("detail", "text"): lambda: _("Write the number that is safe, or choose “Do not contact me”"),
        ("detail", "email"): lambda: _("Write the e-mail address that is safe, or choose “Do not contact me”"),
        ("detail", "in_person"): lambda: _("Write where they can meet you, or choose “Do not contact me”"),
    }
    if place == "when":
        return _("Say in fewer words when it is safe")
    return words.get((place, way), lambda: _("Choose how they can reach you, or “Do not contact me”"))()


@requires("frontdoor.answer_draft", "GET", "POST")
def places(request: Request, draft_id: UUID) -> HttpResponse:
    """Whether the person is afraid that somebody at one of those who would be told would find out."""
    draft, event = mine(request, draft_id)
    if not draft.safe or draft.submission_id or next_of(draft, event, request.today):
        return onward(draft, event, request.today)
    offered = organisations_of(all_tellings(request, draft, event))
    if not offered:
        return redirect("frontdoor:who", draft_id)
    if queries.contact_of(draft, event) is None:
        return redirect("frontdoor:reach", draft_id)
    if request.method == "POST":
        ticked = {key for key in offered if str(key) in request.POST.getlist("places")}
        actions.keep_conflicts(
            actor=request.actor,
            draft_id=draft_id,
            asked_about=offered.keys(),
            conflicted=ticked,
            now=request.now,
        )
        return redirect("frontdoor:who", draft_id)
    context = {
        "event": event,
        "draft": draft,
        "offered": sorted(offered.items(), key=lambda pair: pair[1].casefold()),
        "conflicted": draft.conflicted,
        "door": DOOR,
    }
    return render(request, "frontdoor/places.html", context)


@requires("frontdoor.answer_draft")
def done(request: Request, draft_id: UUID) -> HttpResponse:
    """The reference and the words, for half an hour, in the browser that sent it."""
    draft, event = mine(request, draft_id)
    if not draft.safe or not draft.submission_id or not draft.opens_with:
        raise NotFound("There is no such page.")
    context = {
        "event": event,
        "draft": draft,
        "reference": draft.opens_with["reference"],
        "spoken": spoken(draft.opens_with["reference"]),
        "words": draft.opens_with["words"],
        "after": event.after,
        "lines": sharing.shipped_safe_book().helplines,
        "door": DOOR,
    }
    return _unkept(render(request, "frontdoor/safe_done.html", context))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
