"""Save this and come back later: a link by e-mail, a code to write down, or an account; and coming back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import limits
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller, remember_visitor, visitor_of
from coopcouncil.frontdoor import actions, forms, gateways, queries
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.returning import State
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.drafts import DOOR, mine, sent_page
from coopcouncil.frontdoor.views.tries import minutes
from coopcouncil.kernel.errors import BadInput, NotFound, TooMany
from coopcouncil.kernel.identifiers import check_code, spoken
from coopcouncil.people import public as people

CODES: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}  # wrong codes, from one address
LETTERS: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}  # links asked for, from one address
LETTERS_TO_ONE: dict[str, Any] = {"most": 5, "within": timedelta(hours=24)}  # to one mailbox, whoever asks
ASKED_TO_KEEP = "asked_to_keep"
KEEP_WITHIN = timedelta(minutes=30)  # time enough to make an account
GONE = {State.USED: 410, State.EXPIRED: 410, State.SENT: 410, State.GONE: 410, State.UNKNOWN: 404, State.LIVE: 200}


@requires("frontdoor.answer_draft", "GET", "POST")
def save(request: Request, draft_id: UUID) -> HttpResponse:
    """How to come back: by e-mail, by a code, or by signing in. What is in an account already just says so."""
    draft, event = mine(request, draft_id)
    if draft.submission_id:
        return sent_page(draft)
    if draft.assisted_by_id:
        return redirect("frontdoor:helping")  # it is kept on the officer's desk already
    wrong = ""
    if request.method == "POST" and not draft.account_id:
        how = "code" if draft.safe else request.POST.get("how", "")
        if how == "code":
            return _show_code(request, draft, event)
        if how == "link":
            return _ask_where_to(request, draft, event)
        if how == "account":
            until = (request.now + KEEP_WITHIN).isoformat()
            request.session[ASKED_TO_KEEP] = {"draft": str(draft.id), "until": until}
            return redirect("frontdoor:keep_draft", draft.id)
        wrong = _("Choose how you want to come back.")
    context = {"event": event, "draft": draft, "wrong": wrong, "problems_found": bool(wrong), "door": DOOR}
    return render(request, "frontdoor/save.html", context, status=422 if wrong else 200)


def _show_code(request: Request, draft: Draft, event: LifeEvent) -> HttpResponse:
    """The code is shown in this answer and nowhere else: only its digest is kept."""
    code = actions.write_down_code(actor=request.actor, draft_id=draft.id, now=request.now)
    context = {
        "event": event,
        "draft": queries.draft(draft.id, now=request.now),
        "code": code,
        "spoken": spoken(code),
        "address": f"{gateways.public_url()}{reverse('frontdoor:come_back')}".partition("://")[2],
        "door": DOOR,
    }
    return render(request, "frontdoor/save_code.html", context)


def _ask_where_to(request: Request, draft: Draft, event: LifeEvent) -> HttpResponse:
    """Ask for the address, or have the link written to it."""
    typed, wrong = request.POST.get("email"), ""
    if typed is not None:
        wrong = _mail_link(request, draft, typed)
        if not wrong:
            return redirect("frontdoor:saved", draft.id)
    context = {
        "event": event,
        "draft": draft,
        "wrong": wrong,
        "typed": (typed or "")[:300],
        "problems_found": bool(wrong),
        "door": DOOR,
    }
    return render(request, "frontdoor/save_link.html", context, status=422 if wrong else 200)


def _mail_link(request: Request, draft: Draft, typed: str) -> str:
    """What is wrong with the address, or "" when the letter is on its way."""
    try:
        email = forms.email(typed, today=request.today)
        limits.take_try(f"letter-from:{caller(request)}", **LETTERS, now=request.now)
        limits.take_try(f"letter-to:{email.casefold()}", **LETTERS_TO_ONE, now=request.now)
    except WrongAnswer as error:
        return f"{error.message} {error.mend}".strip()
    except TooMany:
        return _("We have sent several links already. Look in your e-mail, or use a code instead.")
    actions.mail_link(actor=request.actor, draft_id=draft.id, email=email, now=request.now)
    return ""


@requires("frontdoor.answer_draft")
def saved(request: Request, draft_id: UUID) -> HttpResponse:
    """The link is on its way, and where to."""
    draft, event = mine(request, draft_id)
    address = queries.address_written_to(draft.id)
    if not address:
        return redirect("frontdoor:save", draft.id)
    context = {"event": event, "draft": draft, "address": address, "door": DOOR}
    return render(request, "frontdoor/saved.html", context)


@requires("signed_in", "GET", "POST")
def keep_draft(request: Request, draft_id: UUID) -> HttpResponse:
    """Put into the account what was begun in this browser, if whoever began it asked to sign in for that just now.

    The browser may be shared, so that it was begun here is not enough; and it takes a press of a button.
    """
    asked = request.session.get(ASKED_TO_KEEP) or {}
    if asked.get("draft") != str(draft_id) or datetime.fromisoformat(asked["until"]) < request.now:
        raise NotFound("Nobody asked to keep this.")
    if request.method == "POST":
        actions.put_in_account(actor=request.actor, draft_id=draft_id, session_key=visitor_of(request), now=request.now)
        request.session.pop(ASKED_TO_KEEP, None)
        messages.success(request, _("It is now kept in your account."))
        return redirect("frontdoor:resume", draft_id)
    return render(request, "frontdoor/keep_draft.html", {"draft_id": draft_id, "door": DOOR})


@requires("frontdoor.come_back", "GET", "POST")
def come_back(request: Request) -> HttpResponse:
    """Type the code that was written down. Wrong ones are counted, by address, for all processes."""
    wrong, status = "", 200
    if request.method == "POST":
        draft_id, wrong, status = _by_code(request)
        if draft_id:
            return _welcome_back(request, draft_id)
    context = {"wrong": wrong, "problems_found": bool(wrong), "door": DOOR}
    return render(request, "frontdoor/come_back.html", context, status=status)


def _by_code(request: Request) -> tuple[UUID | None, str, int]:
    """The draft that the code opened, or else what was wrong and the page's status."""
    name = f"code-from:{caller(request)}"
    try:
        code = check_code(request.POST.get("code", "")[:60])
    except BadInput as error:
        return None, str(error), 422  # no guess: it cannot be a code
    try:
        limits.take_try(name, **CODES, now=request.now)
        draft_id = actions.come_back(actor=_here(request), secret=code, now=request.now)
    except TooMany as error:
        words = _("That was too many tries. What you saved is still kept. Try again in %(n)s minutes, or phone us.")
        return None, words % {"n": minutes(error)}, 429
    except actions.CannotComeBack as error:
        said = {
            State.USED: _("This code was used already. What you began is in the browser where it was used."),
            State.EXPIRED: _("This code is too old: a code works for seven days. Nobody was told. Please start again."),
            State.SENT: _("What you began with this code has been sent already. Nothing is left to do here."),
        }
        unknown = _(
            "We do not know this code. Look at it again. If it is more than seven days old, what you began was thrown "
            "away and nobody was told."
        )
        return None, said.get(error.state, unknown), 422
    limits.give_back_try(name, **CODES)
    return draft_id, "", 200


@requires("frontdoor.come_back", "GET", "POST")
def come_back_by_link(request: Request, token: str) -> HttpResponse:
    """What a link leads to. Looking spends nothing, because machines look into letters; pressing the button does."""
    state = actions.what_became_of(token, request.now)
    if request.method == "POST" and state is State.LIVE:
        try:
            return _welcome_back(request, actions.come_back(actor=_here(request), secret=token, now=request.now))
        except actions.CannotComeBack as error:
            state = error.state
    context = {"state": str(state), "council": people.council(), "door": DOOR}
    return render(request, "frontdoor/come_back_by_link.html", context, status=GONE[state])


def _welcome_back(request: Request, draft_id: UUID) -> HttpResponse:
    messages.success(request, _("Welcome back. Your answers are here, and you can go on where you stopped."))
    return redirect("frontdoor:resume", draft_id)


def _here(request: Request) -> Any:
    """Who comes back: the person signed in, or this browser."""
    return request.actor if request.actor.is_signed_in else remember_visitor(request)
