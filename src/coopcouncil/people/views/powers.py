"""Speaking for others: the powers that you hold, who speaks for you, and the council's check of each."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import audit, tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import actions
from coopcouncil.people.forms import own_id
from coopcouncil.people.forms.powers import EVIDENCE, SCOPES, CheckForm, ClaimForm, ReasonForm, day_after
from coopcouncil.people.models import Authority
from coopcouncil.people.queries import powers

POWERS = Table(
    name="powers",
    caption=gettext_lazy("Powers to speak for others"),
    order="claimed_at",
    columns=[
        Column(
            "holder",
            gettext_lazy("Who speaks"),
            value=lambda row: str(row.holder),  # sealed: the database cannot sort or search by it
            link=lambda row: reverse("people:check_authority", args=[row.id]),
        ),
        Column(
            "kind",
            gettext_lazy("By what power"),
            search="exact",
            choices=Authority.Kind.choices,
            show=lambda row: row.get_kind_display(),
        ),
        Column(
            "state",
            gettext_lazy("State"),
            search="exact",
            choices=Authority.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        Column("claimed_at", gettext_lazy("Claimed on")),
    ],
    empty=gettext_lazy("Nobody has claimed a power yet."),
)


def _put_on(form: forms.Form, error: BadInput | Conflict) -> int:
    place = error.place if isinstance(error, BadInput) and error.place in form.fields else None
    form.add_error(place, getattr(error, "message", "") if place else str(error))
    return 409 if isinstance(error, Conflict) else 400


@requires("people.own_account")
def speaking_for(request: Request) -> HttpResponse:
    """For whom you may speak, and who may speak for you."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    context = {
        "held": powers.held_by_person(account_id, request.today),
        "over": powers.over_person(account_id, request.today),
    }
    return render(request, "people/speaking_for.html", context)


@requires("people.own_account", "GET", "POST")
def claim(request: Request) -> HttpResponse:
    """Say that you may speak for somebody, and what shows it."""
    require(request.actor, "people.own_account", own_id(request))
    form, status = ClaimForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.claim_authority(actor=request.actor, **form.claim(), now=request.now, today=request.today)
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("We have it. Somebody at the council checks it with you."))
                return redirect("people:speaking_for")
    return render(request, "people/claim_power.html", {"form": form}, status=status)


@requires("people.own_authority")
def authority(request: Request, authority_id: UUID) -> HttpResponse:
    """One power with its history, for its holder and for the person spoken for."""
    found = powers.authority(authority_id)
    require(request.actor, "people.own_authority", found)
    mine = found.holder_id == request.actor.account_id
    return render(request, "people/power.html", {"power": powers.seen(found, request.today), "mine": mine, **_words()})


def _words() -> dict[str, Any]:
    return {"evidence": EVIDENCE, "scopes": SCOPES}


@requires("people.end_authority", "GET", "POST")
def end_authority(request: Request, authority_id: UUID) -> HttpResponse:
    """End a power at once, after being asked once."""
    found = powers.authority(authority_id)
    require(request.actor, "people.end_authority", found)
    concerned = request.actor.account_id in {found.holder_id, found.subject_id}
    form = ReasonForm(request.POST or None)
    if concerned:
        form.fields["reason"].required = False
        form.fields["reason"].label = _("Why? (if you want to say)")
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.end_authority(
                    actor=request.actor,
                    authority_id=authority_id,
                    reason=form.cleaned_data["reason"],
                    now=request.now,
                )
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("The power has ended. Nothing more can be told by it."))
                return redirect("people:speaking_for" if concerned else "people:authorities_to_check")
    if request.method != "POST":
        audit.read(request.actor, "people.authority_read", found, about=[found.holder_id, found.subject_id])
    context = {"form": form, "power": powers.seen(found, request.today), "concerned": concerned}
    return render(request, "people/end_power.html", context, status=status)


# --- the council ----------------------------------------------------------------------------------------------------


@requires("people.see_authorities")
def to_check(request: Request) -> HttpResponseBase:
    """Every power, those that wait first where the list is filtered so."""

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "holder_id")
        audit.read(request.actor, "people.authorities_read", ("people.account", own_id(request)), about=about)

    rows = powers.for_table(request.actor.account_id)
    return tables.respond(request, POWERS, rows, "people/powers_to_check.html", seen=seen)


@requires("people.check_authority", "GET", "POST")
def check_authority(request: Request, authority_id: UUID) -> HttpResponse:
    """One claim with its evidence: accept it, or refuse it and say why."""
    found = powers.authority(authority_id)
    require(request.actor, "people.check_authority", found)
    refusing = request.POST.get("answer") == "refuse"
    accept = CheckForm(None if refusing else request.POST or None)
    refuse = ReasonForm(request.POST if refusing else None)
    status = 200
    if request.method == "POST":
        form: forms.Form = refuse if refusing else accept
        status = 400
        if form.is_valid():
            try:
                _answer(request, authority_id, form, refusing)
            except (BadInput, Conflict) as error:
                status = _put_on(form, error)
            else:
                messages.success(request, _("Refused. They read why.") if refusing else _("Checked. Thank you."))
                return redirect("people:authorities_to_check")
    else:
        audit.read(request.actor, "people.authority_read", found, about=[found.holder_id, found.subject_id])
    context = {
        "accept": accept,
        "refuse": refuse,
        "wrong": refuse if refusing else accept,
        "problems_found": status != 200,
        "power": powers.seen(found, request.today),
        **_words(),
    }
    return render(request, "people/check_power.html", context, status=status)


def _answer(request: Request, authority_id: UUID, form: forms.Form, refusing: bool) -> None:
    given = form.cleaned_data
    if refusing:
        actions.refuse_authority(
            actor=request.actor, authority_id=authority_id, reason=given["reason"], now=request.now
        )
    else:
        actions.check_authority(
            actor=request.actor,
            authority_id=authority_id,
            seen=given["seen"],
            subject_email=given["subject_email"],
            expires_on=day_after(given["last_day"]),
            now=request.now,
            today=request.today,
        )
