"""Who lives with you: told, confirmed with a code, put right, ended; and as an officer sees it who helps the person."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict, TooMany
from coopcouncil.people import actions, queries
from coopcouncil.people.forms import own_id
from coopcouncil.people.forms.households import (
    AnswerForm,
    CodeForm,
    EndMemberForm,
    MemberForm,
    WhyForm,
    as_offered,
    as_told,
    relation_words,
    relative_named,
)
from coopcouncil.people.queries import households, matching


def _put_on(form: forms.Form, error: BadInput | Conflict | TooMany) -> int:
    if isinstance(error, TooMany):
        form.add_error(None, _("You have typed too many codes within an hour. Wait a little."))
        return 429
    place = error.place if isinstance(error, BadInput) and error.place in form.fields else None
    form.add_error(place, error.message if isinstance(error, BadInput) else str(error))
    return 409 if isinstance(error, Conflict) else 400


@requires("people.own_account")
def household(request: Request) -> HttpResponse:
    """Who lives with you, by your own words and by what you agreed to; and what was before."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    held = households.household(account_id)
    others = matching.joined_with(account_id)
    for other in others:
        audit.read(request.actor, "people.joined_household_read", ("people.account", other), about=[other])
    context = {
        "held": held,
        "holds": held.today,
        "before": [item for item in held.members if item.ended_at],
        "answered": [item for item in held.answers if not item.lives or item.left_at],
        "offered": households.relatives_to_offer(account_id, held),
        "joined": [found for other in others if (found := households.household(other).today)],
        "relation": relation_words,
    }
    return render(request, "people/household.html", context)


@requires("people.own_account", "GET", "POST")
def add(request: Request) -> HttpResponse:
    """Say that somebody lives with you. What a life event told of them stands there already."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    relative_id = relative_named(request.GET.get("from", ""))
    told = households.relative(account_id, relative_id) if relative_id else None
    form, status = MemberForm(request.POST or None, initial=as_offered(told, request.today)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.tell_member(
                    actor=request.actor, **form.said(), relative_id=form.cleaned_data["relative"], now=request.now,
                    today=request.today,
                )  # fmt: skip
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Kept. Nobody was told."))
                return redirect("people:household")
    return render(request, "people/household_member.html", {"form": form, "member": None}, status=status)


def _own_member(request: Request, member_id: UUID) -> households.MemberView:
    row = households.member(member_id)
    require(request.actor, "people.own_household", row)
    return next(item for item in households.household(row.account_id).members if item.id == member_id)


@requires("people.own_household", "GET", "POST")
def correct(request: Request, member_id: UUID) -> HttpResponse:
    """What you said of somebody, with what you said before; put it right while it holds."""
    member = _own_member(request, member_id)
    form, status = MemberForm(request.POST or None, initial=as_told(member.now)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                changed = actions.correct_member(
                    actor=request.actor, member_id=member_id, **form.said(), now=request.now, today=request.today
                )
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                if changed:
                    messages.success(
                        request, _("Put right. We keep what it was before, too, so that you can see both.")
                    )
                else:
                    messages.info(request, _("That is what we had already. Nothing was changed."))
                return redirect("people:household")
    context = {"form": form, "member": member, "relation": relation_words}
    return render(request, "people/household_member.html", context, status=status)


@requires("people.own_household", "GET", "POST")
def end(request: Request, member_id: UUID) -> HttpResponse:
    """Say that somebody lives with you no longer. They are not told."""
    member = _own_member(request, member_id)
    form, status = EndMemberForm(request.POST or None), 200
    if request.method == "POST":
        form, status = EndMemberForm(request.POST), 400
        if form.is_valid():
            try:
                actions.end_member(
                    actor=request.actor, member_id=member_id, until=form.day(), now=request.now, today=request.today
                )
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Kept. It stands under “Before”, and they are not told."))
                return redirect("people:household")
    return render(request, "people/household_end.html", {"form": form, "member": member}, status=status)


@requires("people.own_household", "GET", "POST")
def give_code(request: Request, member_id: UUID) -> HttpResponse:
    """Make a code to hand over. It stands on this page once, and goes nowhere by itself."""
    member = _own_member(request, member_id)
    code, wrong, status = "", "", 200
    if request.method == "POST":
        try:
            code = actions.invite_member(actor=request.actor, member_id=member_id, now=request.now)
        except (BadInput, Conflict) as error:
            wrong, status = (error.message, 400) if isinstance(error, BadInput) else (str(error), 409)
    context = {"member": member, "code": code, "wrong": wrong}
    return render(request, "people/household_code.html", context, status=status)


@requires("people.own_account", "GET", "POST")
def type_code(request: Request) -> HttpResponse:
    """Type a code that somebody gave you, read what they say, and answer. They never learn of a no."""
    require(request.actor, "people.own_account", own_id(request))
    answering = "seen" in request.POST
    form: forms.Form = (AnswerForm if answering else CodeForm)(request.POST or None)
    told, status = None, 200
    if request.method == "POST":
        status = 400
        code = str(request.POST.get("code", ""))
        try:
            if answering and form.is_valid():
                given: dict[str, Any] = form.cleaned_data
                lives = given["lives"] == "yes"
                actions.answer_invitation(
                    actor=request.actor, code=code, seen=given["seen"], lives=lives, now=request.now
                )
                messages.success(
                    request, _("Kept. They see that you confirmed it.") if lives else _("Kept. They are not told.")
                )
                return redirect("people:household")
            if answering or form.is_valid():
                told = actions.read_invitation(actor=request.actor, code=code, now=request.now)
                if not answering:
                    form, status = AnswerForm(initial={"code": code, "seen": told.seen}), 200
        except (BadInput, Conflict, TooMany) as error:
            form, told = CodeForm({"code": code}), None
            form.is_valid()
            status = _put_on(form, error)
    context = {"form": form, "told": told, "relation": relation_words}
    return render(request, "people/household_answer.html", context, status=status)


@requires("people.own_household_answer", "POST")
def leave(request: Request, answer_id: UUID) -> HttpResponse:
    """Say that you live there no longer. They are not told."""
    require(request.actor, "people.own_household_answer", households.answer(answer_id))
    actions.leave_household(actor=request.actor, answer_id=answer_id, now=request.now)
    messages.success(request, _("Kept. It stands under “Before”, and they are not told."))
    return redirect("people:household")


@requires("people.see_household", "GET", "POST")
def of_person(request: Request, account_id: UUID) -> HttpResponse:
    """Who lives with a person whom an officer helps, with the grounds of each; first they say why they look."""
    queries.account(account_id)
    require(request.actor, "people.see_household", account_id)
    form, status, name, found = WhyForm(request.POST or None), 200, "", None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            name, found, status = queries.names([account_id])[account_id], households.household(account_id).today, 200
            audit.read(
                request.actor, "people.household_read", ("people.account", account_id),
                reason=form.cleaned_data["why"], about=[account_id],
            )  # fmt: skip
    context = {"form": form, "name": name, "found": found, "relation": relation_words}
    return render(request, "people/person_household.html", context, status=status)
