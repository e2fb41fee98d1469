"""Sharing agreements: drafted, signed, ended."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.forms.agreements import AgreementForm, EndForm, SigningForm
from coopcouncil.sharing.models import Agreement
from coopcouncil.sharing.queries import agreements as queries
from coopcouncil.sharing.queries import processing

DOOR = "/desk/"
AGREEMENTS = tables.Table(
    name="sharing-agreements",
    caption=gettext_lazy("Sharing agreements"),
    order="organisation",
    empty=gettext_lazy("There is none. Until there is, only what cannot wait is told to anybody."),
    columns=[
        tables.Column(
            "organisation", gettext_lazy("With"), source="organisation__name", search="contains",
            link=lambda row: reverse("sharing:agreement", args=[row.id]),
        ),
        tables.Column("title", gettext_lazy("About"), search="contains"),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Agreement.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("starts_on", gettext_lazy("From")),
        tables.Column("review_on", gettext_lazy("Looked at again")),
        tables.Column("ends_on", gettext_lazy("Until")),
        tables.Column("purposes", gettext_lazy("Purposes"), value=lambda row: len(row.purposes), numeric=True,
                      in_page=False),
        tables.Column("code", gettext_lazy("Short name"), in_page=False),
    ],
)  # fmt: skip


@requires("sharing.see_agreements")
def agreements(request: Request) -> HttpResponseBase:
    """Every agreement."""
    context = {"door": DOOR, "may_manage": allowed(request.actor, agreeing.MANAGE)}
    return tables.respond(request, AGREEMENTS, queries.agreements_for_table(), "sharing/agreements.html", context)


@requires("sharing.manage_agreements", "GET", "POST")
def new_agreement(request: Request) -> HttpResponse:
    """Write an agreement."""

    def act(given: dict[str, Any]) -> HttpResponse:
        given["organisation_id"] = UUID(given["organisation_id"])
        given["assessment_id"] = UUID(given["assessment_id"]) if given["assessment_id"] else None
        return redirect("sharing:agreement", agreeing.draft(actor=request.actor, now=request.now, **given))

    form = AgreementForm(typed(request))
    return act_on(form, act) or asks(
        request, form, _("A new sharing agreement"), _("Keep it as a draft"), reverse("sharing:agreements")
    )


@requires("sharing.see_agreements")
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    """One agreement."""
    found = queries.agreement(agreement_id)
    book = shipped_purposes().purposes
    facts = processing.listed(found.purposes, request.today)
    context = {
        "agreement": found,
        "purposes": [
            (book[code].words if code in book else code, [label for _code, label in facts[code]])
            for code in found.purposes
        ],
        "may_manage": allowed(request.actor, agreeing.MANAGE),
        "door": DOOR,
    }
    return render(request, "sharing/agreement.html", context)


@requires("sharing.manage_agreements", "GET", "POST")
def sign(request: Request, agreement_id: UUID) -> HttpResponse:
    """It was signed."""
    found = queries.agreement(agreement_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        went = agreeing.agree(actor=request.actor, agreement_id=agreement_id, now=request.now, **given)
        words = ngettext(
            "It is agreed. %(num)s notice that waited for it goes now.",
            "It is agreed. %(num)s notices that waited for it go now.",
            went,
        )
        messages.success(request, words % {"num": went})
        return redirect("sharing:agreement", agreement_id)

    form, back = SigningForm(typed(request)), reverse("sharing:agreement", args=[agreement_id])
    return act_on(form, act) or asks(request, form, _("It was signed"), _("It is agreed"), back, found.title)


@requires("sharing.manage_agreements", "GET", "POST")
def end(request: Request, agreement_id: UUID) -> HttpResponse:
    """It ends before its time."""
    found = queries.agreement(agreement_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        agreeing.end(actor=request.actor, agreement_id=agreement_id, now=request.now, **given)
        messages.success(request, _("It has ended. Nothing is sent under it any more."))
        return redirect("sharing:agreement", agreement_id)

    form, back = EndForm(typed(request)), reverse("sharing:agreement", args=[agreement_id])
    return act_on(form, act) or asks(request, form, _("End this agreement"), _("End it now"), back, found.title)


def asks(request: Request, form: forms.Form, heading: str, button: str, back: str, about: str = "") -> HttpResponse:
    """A page with one form about an agreement or an assessment; `about` is its title."""
    context = {"form": form, "heading": heading, "button": button, "back": back, "about": about, "door": DOOR}
    return render(request, "sharing/governed_form.html", context, status=422 if form.errors else 200)
