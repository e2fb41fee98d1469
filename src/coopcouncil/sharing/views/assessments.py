"""Impact assessments: written, advised on, decided."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words, time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.forms.agreements import AdviceForm, AssessmentForm, DecisionOnAdviceForm
from coopcouncil.sharing.models import ImpactAssessment
from coopcouncil.sharing.queries import agreements as queries
from coopcouncil.sharing.views.agreements import DOOR, asks

ASSESSMENTS = tables.Table(
    name="impact-assessments",
    caption=gettext_lazy("Impact assessments"),
    order="-written_at",
    empty=gettext_lazy("There is none yet."),
    columns=[
        tables.Column(
            "title", gettext_lazy("About"), search="contains",
            link=lambda row: reverse("sharing:assessment", args=[row.id]),
        ),
        tables.Column("advised_on", gettext_lazy("Advised on"), show=lambda row: _day(row.advised_on)),
        tables.Column("decided_on", gettext_lazy("Decided on"), show=lambda row: _day(row.decided_on)),
        tables.Column("written_at", gettext_lazy("Written"), show=lambda row: time_in_words(row.written_at)),
    ],
)  # fmt: skip


def _day(day: date | None) -> str:
    return date_in_words(day) if day else _("Not yet")


@requires("sharing.see_agreements")
def assessments(request: Request) -> HttpResponseBase:
    """Every impact assessment."""
    context = {"door": DOOR, "may_manage": allowed(request.actor, agreeing.MANAGE)}
    return tables.respond(request, ASSESSMENTS, ImpactAssessment.objects.all(), "sharing/assessments.html", context)


@requires("sharing.manage_agreements", "GET", "POST")
def new_assessment(request: Request) -> HttpResponse:
    """Write an impact assessment."""

    def act(given: dict[str, Any]) -> HttpResponse:
        return redirect("sharing:assessment", agreeing.assess(actor=request.actor, now=request.now, **given))

    form = AssessmentForm(typed(request))
    return act_on(form, act) or asks(
        request, form, _("A new impact assessment"), _("Keep it"), reverse("sharing:assessments")
    )


@requires("sharing.see_agreements")
def assessment(request: Request, assessment_id: UUID) -> HttpResponse:
    """One impact assessment."""
    context = {
        "assessment": queries.assessment(assessment_id),
        "may_manage": allowed(request.actor, agreeing.MANAGE),
        "may_advise": allowed(request.actor, agreeing.ADVISE),
        "door": DOOR,
    }
    return render(request, "sharing/assessment.html", context)


@requires("sharing.advise", "GET", "POST")
def advise(request: Request, assessment_id: UUID) -> HttpResponse:
    """The officer's advice."""
    found = queries.assessment(assessment_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        agreeing.advise(actor=request.actor, assessment_id=assessment_id, today=request.today, **given)
        return redirect("sharing:assessment", assessment_id)

    form, back = AdviceForm(typed(request)), reverse("sharing:assessment", args=[assessment_id])
    return act_on(form, act) or asks(request, form, _("Your advice"), _("Give this advice"), back, found.title)


@requires("sharing.manage_agreements", "GET", "POST")
def decide(request: Request, assessment_id: UUID) -> HttpResponse:
    """What the council does with the advice."""
    found = queries.assessment(assessment_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        given["followed"] = given["followed"] == "yes"
        agreeing.decide(actor=request.actor, assessment_id=assessment_id, today=request.today, **given)
        return redirect("sharing:assessment", assessment_id)

    form, back = DecisionOnAdviceForm(typed(request)), reverse("sharing:assessment", args=[assessment_id])
    return act_on(form, act) or asks(
        request, form, _("What we do with the advice"), _("Keep this decision"), back, found.title
    )
