"""What a person sees and changes of their own account."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.people import actions, queries
from coopcouncil.people.forms import MembershipForm, NameForm, own_id, safe_address

_AFTER_SECOND_FACTOR = "people_after_second_factor"


@requires("people.own_account", "GET", "POST")
def membership(request: Request) -> HttpResponse:
    """Why you belong: on your own word, checked or not yet."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    held = queries.memberships(account_id)
    form = MembershipForm(request.POST or None, held={item.ground for item in held})
    if request.method == "POST" and form.is_valid():
        actions.declare_membership(actor=request.actor, ground=form.cleaned_data["ground"], now=request.now)
        messages.success(request, _("Thank you. You belong to the borough’s co-operative."))
        return redirect("people:membership")
    return render(request, "people/membership.html", {"form": form if form.is_asked else None, "held": held})


@requires("people.own_account", "POST")
def end_membership(request: Request, membership_id: UUID) -> HttpResponse:
    actions.end_membership(
        actor=request.actor,
        membership_id=membership_id,
        now=request.now,
        session_key=request.session.session_key or "",
    )
    messages.success(request, _("We took that off."))
    return redirect("people:membership")


@requires("people.own_account", "GET", "POST")
def details(request: Request) -> HttpResponse:
    """Your name, your e-mail address, and your ways to sign in."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    held = queries.sign_in(account_id)
    form = NameForm(request.POST or None, initial={"name": held.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_account(actor=request.actor, account_id=account_id, name=form.cleaned_data["name"])
        messages.success(request, _("We changed your name."))
        return redirect("people:details")
    return render(request, "people/details.html", {"form": form, "held": held})


@requires("signed_in")
def second_factor(request: Request) -> HttpResponse:
    """Why staff give a second proof, and the way to it; afterwards on to where they were going."""
    if "next" in request.GET:
        request.session[_AFTER_SECOND_FACTOR] = safe_address(request, request.GET["next"])
    onward = safe_address(request, request.session.get(_AFTER_SECOND_FACTOR))
    if not request.actor.needs_second_factor:
        request.session.pop(_AFTER_SECOND_FACTOR, None)
        return redirect(onward)
    held = queries.sign_in(own_id(request))
    return render(request, "people/second_factor.html", {"held": held})
