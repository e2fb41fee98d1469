"""Who may act for a resident in their cases, by a right that they gave; and for whom somebody acts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import delegating
from coopcouncil.casework.forms.delegations import AcceptForm, AppointForm, DelegationCodeForm
from coopcouncil.casework.models import Entry
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import delegations as queries
from coopcouncil.foundation.forms import act_on, refuse, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, TooMany

READ = {
    "casework.case_read_for_you": gettext_lazy("Read a problem of yours"),
    "casework.cases_listed": gettext_lazy("Saw your problems in a list"),
    "casework.document_read": gettext_lazy("Opened a file"),
}


@requires("casework.open_own")
def delegations(request: Request) -> HttpResponse:
    """Who may act for you, and for whom you act."""
    account_id = _own(request)
    context = {
        "given": queries.given(account_id, request.today, request.now),
        "held": queries.held(account_id, request.today),
        "door": "/account/",
    }
    return render(request, "casework/delegations.html", context)


@requires("casework.open_own", "GET", "POST")
def appoint(request: Request) -> HttpResponse:
    """Let somebody see a problem of yours, or act in it."""
    mine = list(cases.cases_of_person(_own(request))[:50])
    chosen = request.GET.get("case", "")
    form = AppointForm(typed(request), cases=mine, today=request.today, initial={"case": chosen})

    def act(said: dict[str, Any]) -> HttpResponse:
        delegating.appoint(
            actor=request.actor, name=said["name"], email=said["email"], case_id=form.case_id(), may=said["may"],
            until=said["until"], language=(get_language() or "en").partition("-")[0], now=request.now,
            today=request.today,
        )  # fmt: skip
        messages.success(request, _("We have written to that address. Tell them yourself, too, that it is from you."))
        return redirect("casework:delegations")

    done = _tried(form, lambda: act_on(form, act))
    return done or render(
        request, "casework/appoint.html", {"form": form, "door": "/account/"}, status=_status(form)
    )  # fmt: skip


@requires("casework.see_delegation")
def delegation(request: Request, delegation_id: UUID) -> HttpResponse:
    """One right that you gave: what it opens, until when, and each time that it was used."""
    row = queries.delegation(delegation_id)
    require(request.actor, "casework.see_delegation", row)
    kinds = dict(Entry.Kind.choices)
    used = [
        {"at": use.at, "what": READ.get(use.what) or kinds.get(use.what, use.what), "case": use.case}
        for use in queries.uses(row)
    ]
    context = {
        "row": row, "state": queries.state(row, request.today, request.now), "used": used, "door": "/account/",
    }  # fmt: skip
    return render(request, "casework/delegation.html", context)


@requires("casework.end_delegation", "POST")
def end_delegation(request: Request, delegation_id: UUID) -> HttpResponse:
    """End a right, given or held, at once."""
    delegating.end(actor=request.actor, delegation_id=delegation_id, now=request.now)
    messages.success(request, _("Ended. It opens nothing any more."))
    return redirect("casework:delegations")


@requires("casework.open_own", "GET", "POST")
def delegation_code(request: Request) -> HttpResponse:
    """Type the code of an e-mail, read what somebody asks of you, and say yes or no."""
    answering = "accept" in request.POST
    form: forms.Form = (AcceptForm if answering else DelegationCodeForm)(typed(request))
    offer = None
    if request.method == "POST" and (form.is_valid() or answering):
        code = str(request.POST.get("code", ""))
        try:
            if answering and form.is_valid():
                if form.cleaned_data["accept"] == "yes":
                    delegating.accept(actor=request.actor, code=code, now=request.now, today=request.today)
                    messages.success(request, _("You may act for them now. Their problems stand in this list."))
                    return redirect("casework:my_cases")
                messages.success(request, _("Kept. They are not told, and the code runs out by itself."))
                return redirect("casework:delegations")
            offer = delegating.read_offer(actor=request.actor, code=code, now=request.now, today=request.today)
            if not answering:
                form = AcceptForm(initial={"code": code})
        except (BadInput, TooMany) as error:
            form = DelegationCodeForm({"code": code})
            form.is_valid()
            _put_on(form, error)
    return render(
        request, "casework/delegation_code.html", {"form": form, "offer": offer, "door": "/account/"},
        status=_status(form),
    )  # fmt: skip


def _own(request: Request) -> UUID:
    assert request.actor.account_id is not None
    return request.actor.account_id


def _tried(form: forms.Form, act: Any) -> HttpResponse | None:
    try:
        found: HttpResponse | None = act()
    except TooMany as error:
        _put_on(form, error)
        return None
    return found


def _put_on(form: forms.Form, error: BadInput | TooMany) -> None:
    if isinstance(error, TooMany):
        form.add_error(None, _("That was too often within a short time. Wait a little, then try again."))
    else:
        refuse(form, error)


def _status(form: forms.Form) -> int:
    return 400 if form.is_bound and form.errors else 200
