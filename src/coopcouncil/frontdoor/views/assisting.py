"""An officer helps somebody tell us: from the desk, through the same questions, to a slip of paper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import languages, limits, pdf
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.forms.assisting import BeginForm, TheirAccountForm, channel_words
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.views.journey.drafts import mine
from coopcouncil.frontdoor.views.notices import Events, hides
from coopcouncil.frontdoor.views.speech import all_heard, heard
from coopcouncil.kernel.errors import BadInput, Conflict, TooMany
from coopcouncil.kernel.identifiers import spoken
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

DOOR = "/desk/"
TRIES: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}


@requires("frontdoor.assist")
def helping(request: Request) -> HttpResponse:
    """What was begun here and not sent, and what was sent in the last four weeks."""
    events = gateways.offered(request.today)
    begun = [
        (row, _("What somebody told us") if _hides(row, events) else heard(events[row.event_code]).title)
        for row in queries.begun(request.actor, now=request.now)
        if row.event_code in events
    ]
    context = {
        "begun": begun,
        "channels": channel_words(),
        "sent": sharing.helped_rows(request.actor, request.now),
        "door": DOOR,
    }
    return render(request, "frontdoor/helping/list.html", context)


def _hides(row: queries.Begun, events: Events) -> bool:
    return row.safe or hides(row.event_code, events)


@requires("frontdoor.assist", "GET", "POST")
def begin(request: Request) -> HttpResponse:
    """What happened, how they came, where you are, and how they agreed."""
    bodies = people.organisations(people.assisting_at(request.actor))
    points = [point for body in bodies for point in directory.access_points(organisation_id=body.id)]
    form = BeginForm(
        request.POST or None,
        events=[(event.code, event.title) for event in all_heard(gateways.offered(request.today).values())],
        organisations=[(str(body.id), body.name) for body in bodies],
        places=[(str(point.id), point.name, point.organisation_name) for point in points],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft_id = actions.begin_helping(
                actor=request.actor,
                event_code=given["event"],
                organisation_id=UUID(given["organisation"]),
                channel=given["channel"],
                access_point_id=UUID(given["access_point"]) if given["access_point"] else None,
                agreement=given["agreement"],
                now=request.now,
                language=languages.short(),
            )
        except BadInput as error:
            form.add_error(error.place if error.place in form.fields else None, error.message)
        else:
            return redirect("frontdoor:resume", draft_id)
    context = {"form": form, "door": DOOR, "problems_found": bool(form.errors)}
    return render(request, "frontdoor/helping/begin.html", context, status=422 if form.errors else 200)


@requires("frontdoor.take_over_helping", "POST")
def take_over(request: Request, draft_id: UUID) -> HttpResponse:
    """Go on with what a colleague began."""
    actions.take_over_helping(actor=request.actor, draft_id=draft_id, now=request.now)
    messages.success(request, _("You go on with this now. Your colleague cannot open it any more."))
    return redirect("frontdoor:resume", draft_id)


@requires("frontdoor.answer_draft", "GET", "POST")
def their_account(request: Request, draft_id: UUID) -> HttpResponse:
    """Let it go into the person's own account: by their address and a code that only their account shows."""
    draft, event = mine(request, draft_id)
    if draft.assisted_by_id is None or draft.submission_id:
        return redirect("frontdoor:resume", draft_id)
    form = TheirAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wrong = _join(request, draft, form)
        if not wrong:
            messages.success(request, _("They will find it in their account once it is sent."))
            return redirect("frontdoor:resume", draft_id)
        form.add_error(None, wrong)
    context = {"draft": draft, "event": event, "form": form, "door": DOOR, "problems_found": bool(form.errors)}
    return render(request, "frontdoor/helping/their_account.html", context, status=422 if form.errors else 200)


def _join(request: Request, draft: Draft, form: TheirAccountForm) -> str:
    """What is wrong, or "" once it is done. Wrong tries are counted for the officer and for the address."""
    email, code = form.cleaned_data["email"], form.cleaned_data["code"]
    names = [f"helped-by:{request.actor.account_id}", f"helped-as:{email.casefold()}"]
    try:
        for name in names:
            limits.take_try(name, **TRIES, now=request.now)
        actions.put_in_their_account(actor=request.actor, draft_id=draft.id, email=email, code=code, now=request.now)
    except TooMany:
        return _("That was too many tries. Go on without: they get a slip with a code instead.")
    except (BadInput, Conflict) as error:
        return languages.explain(error) if isinstance(error, BadInput) else str(error)
    for name in names:
        limits.give_back_try(name, **TRIES)
    return ""


@requires("frontdoor.assist")
def helped(request: Request, submission_id: UUID) -> HttpResponse:
    """What was sent for somebody: its reference, how far it is, and, on the day, the code for its slip. No fact."""
    row = sharing.helped_by_me(request.actor, submission_id, request.now)
    code = _code_of(request, row)
    context = {
        "row": row,
        "code": code,
        "spoken": spoken(row.reference),
        "spoken_code": spoken(code) if code else "",
        "may_take_back": sharing.may_take_back(request.actor, submission_id, request.now),
        "address": _keep_address(),
        "door": DOOR,
    }
    return _unkept(render(request, "frontdoor/helping/sent.html", context))


@requires("frontdoor.assist")
def slip(request: Request, submission_id: UUID) -> HttpResponse:
    """The same as a paper to hand over or to post."""
    row = sharing.helped_by_me(request.actor, submission_id, request.now)
    code = _code_of(request, row)
    rows = [(_("To say it on the phone"), spoken(row.reference))]
    if code:
        rows += [(_("Your code"), code), (_("Where to use it"), _keep_address())]
    made = pdf.Record(
        title=_("What you told us has been sent"),
        reference=row.reference,
        intro=[_("An officer wrote it down for you, as you agreed. Keep this paper: nobody else has the code.")],
        sections=[
            pdf.Section(
                _("To see it yourself"),
                rows,
                [
                    _("Sign in or make an account at the address above, and type the reference and the code.")
                    if code
                    else _("It is in your account, under “Your notices”."),
                    _("The code works for 90 days, once. Without it you can phone us and say the reference."),
                ],
            )
        ],
    )
    return _unkept(pdf.answer(made, row.reference))


def _code_of(request: Request, row: sharing.HelpedRow) -> str:
    """The slip's code, on the day of sending only, and only while it is in nobody's account."""
    if row.claimed or queries.just_sent(row.id, request.actor, now=request.now) is None:
        return ""
    return gateways.slip_code(row.id)


def _keep_address() -> str:
    return f"{gateways.public_url()}{reverse('frontdoor:keep')}".partition("://")[2]


@requires("signed_in")
def my_code(request: Request) -> HttpResponse:
    """A code for an officer who helps me, so that what they send for me comes into my account."""
    assert request.actor.account_id is not None
    code = gateways.account_code(request.actor.account_id, request.now)
    return _unkept(
        render(request, "frontdoor/helping/my_code.html", {"code": code, "spoken": spoken(code), "door": "/account/"})
    )


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
