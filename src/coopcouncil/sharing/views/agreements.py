"""Sharing agreements and impact assessments; what waits for one, and what went without."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopcouncil.foundation import languages, tables
from coopcouncil.foundation.jinja import date_in_words, time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.actions.reading import note_list_read
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.forms.agreements import (
    AdviceForm,
    AgreementForm,
    AssessmentForm,
    DecisionOnAdviceForm,
    EndForm,
    SigningForm,
)
from coopcouncil.sharing.models import Agreement, Delivery, ImpactAssessment
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
HELD = tables.Table(
    name="held-notices",
    caption=gettext_lazy("What waits for a sharing agreement"),
    order="since",
    empty=gettext_lazy("Nothing waits."),
    columns=[
        tables.Column("organisation", gettext_lazy("For"), search="contains"),
        tables.Column("purpose_words", gettext_lazy("Why they are to be told"), search="contains"),
        tables.Column("count", gettext_lazy("Notices"), numeric=True),
        tables.Column("since", gettext_lazy("Since"), show=lambda row: time_in_words(row.since)),
        tables.Column("purpose", gettext_lazy("Purpose"), in_page=False),
    ],
)
WITHOUT = tables.Table(
    name="sent-without-an-agreement",
    caption=gettext_lazy("What went without an agreement, because it could not wait"),
    order="queued_at",
    empty=gettext_lazy("Nothing that nobody has looked at."),
    columns=[
        tables.Column("organisation", gettext_lazy("To"), source="notice__organisation__name", search="contains"),
        tables.Column("purpose", gettext_lazy("Purpose"), source="notice__purpose", search="contains"),
        tables.Column("without", gettext_lazy("Why it went"), show=lambda row: _why(row.without)),
        tables.Column("queued_at", gettext_lazy("When"), show=lambda row: time_in_words(row.queued_at)),
        tables.Column("seen", gettext_lazy("Look at it"), value=lambda row: row.id, show=lambda row: _seen(row),
                      in_files=False),
    ],
)  # fmt: skip
PROCESSING = tables.Table(
    name="records-of-processing",
    caption=gettext_lazy("Records of processing"),
    order="words",
    columns=[
        tables.Column("words", gettext_lazy("Purpose"), search="contains"),
        tables.Column("basis", gettext_lazy("Legal basis"), search="contains"),
        tables.Column("data", gettext_lazy("Kinds of data"), search="contains"),
        tables.Column("recipients", gettext_lazy("Who gets it"), search="contains"),
        tables.Column("retention", gettext_lazy("How long"), search="contains"),
        tables.Column("code", gettext_lazy("Short name"), in_page=False),
        tables.Column("controller", gettext_lazy("Controller"), in_page=False),
        tables.Column("contact", gettext_lazy("Contact"), in_page=False),
        tables.Column("people", gettext_lazy("Whose data"), in_page=False),
        tables.Column("special", gettext_lazy("Special categories: condition"), in_page=False),
        tables.Column("gateway", gettext_lazy("Law that allows it"), in_page=False),
        tables.Column("security", gettext_lazy("How it is kept safe"), in_page=False),
        tables.Column("transfers", gettext_lazy("To other countries"), in_page=False),
        tables.Column("agreements", gettext_lazy("Sharing agreements"), in_page=False),
        tables.Column("assessments", gettext_lazy("Impact assessments"), in_page=False),
    ],
)


def _day(day: Any) -> str:
    return date_in_words(day) if day else _("Not yet")


def _why(without: str) -> str:
    return {
        "emergency": _("It was an emergency"),
        "vital_interests": _("To protect somebody’s life"),
        "safeguarding": _("To keep somebody safe"),
    }.get(without, without)


def _seen(row: Delivery) -> str:
    return format_html(
        '<a class="govuk-link" href="{}">{}</a>', reverse("sharing:look_at", args=[row.id]), _("Look at it")
    )


@requires("sharing.see_agreements")
def agreements(request: Request) -> HttpResponseBase:
    """Every agreement."""
    context = {"door": DOOR, "may_manage": allowed(request.actor, agreeing.MANAGE)}
    return tables.respond(request, AGREEMENTS, queries.agreements_for_table(), "sharing/agreements.html", context)


@requires("sharing.see_agreements")
def assessments(request: Request) -> HttpResponseBase:
    """Every impact assessment."""
    context = {"door": DOOR, "may_manage": allowed(request.actor, agreeing.MANAGE)}
    return tables.respond(request, ASSESSMENTS, ImpactAssessment.objects.all(), "sharing/assessments.html", context)


@requires("sharing.see_agreements")
def held(request: Request) -> HttpResponseBase:
    """How much waits, for whom and why: no person, no reference."""
    note_list_read(actor=request.actor, what="held", form=request.GET.get("format", ""))
    lede = _("People told us, and we may not pass it on. They read so. It goes by itself once an agreement is signed.")
    return tables.respond(request, HELD, queries.held_rows(), "sharing/governed_list.html", _list(HELD, lede))


@requires("sharing.see_agreements")
def sent_without(request: Request) -> HttpResponseBase:
    """What went without an agreement and nobody has looked at: no person, no reference."""
    note_list_read(actor=request.actor, what="sent_without", form=request.GET.get("format", ""))
    lede = _("In an emergency, or to keep somebody safe, nothing waits. Look at each afterwards: was it right?")
    return tables.respond(request, WITHOUT, queries.sent_without(), "sharing/governed_list.html", _list(WITHOUT, lede))


@requires("sharing.see_agreements")
def records_of_processing(request: Request) -> HttpResponseBase:
    """Article 30: what is done with people's data, made from the purposes and the agreements."""
    lede = _("Made from our purposes, agreements and assessments, as they are now. The files hold more columns.")
    return tables.respond(
        request, PROCESSING, processing.records(request.now), "sharing/governed_list.html", _list(PROCESSING, lede)
    )


def _list(table: tables.Table, lede: str) -> dict[str, Any]:
    return {"door": DOOR, "heading": table.caption, "lede_text": lede}


@requires("sharing.manage_agreements", "GET", "POST")
def look_at(request: Request, delivery_id: UUID) -> HttpResponse:
    """Say that one was looked at."""
    if request.method == "POST":
        agreeing.look_at(actor=request.actor, delivery_id=delivery_id, now=request.now)
        messages.success(request, _("Noted that you have looked at it."))
        return redirect("sharing:sent_without")
    found = queries.went_without(delivery_id)
    context = {"delivery": found, "why": _why(found.without), "door": DOOR}
    return render(request, "sharing/look_at.html", context)


@requires("sharing.manage_agreements", "GET", "POST")
def new_agreement(request: Request) -> HttpResponse:
    """Write an agreement."""
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = agreeing.draft(
                actor=request.actor,
                now=request.now,
                **{**given, "organisation_id": UUID(given["organisation_id"]),
                   "assessment_id": UUID(given["assessment_id"]) if given["assessment_id"] else None},
            )  # fmt: skip
        except (BadInput, Conflict) as error:
            _wrong(form, error)
        else:
            return redirect("sharing:agreement", made)
    return _asks(request, form, _("A new sharing agreement"), _("Keep it as a draft"), reverse("sharing:agreements"))


@requires("sharing.manage_agreements", "GET", "POST")
def new_assessment(request: Request) -> HttpResponse:
    """Write an impact assessment."""
    form = AssessmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = agreeing.assess(actor=request.actor, now=request.now, **form.cleaned_data)
        except Conflict as error:
            _wrong(form, error)
        else:
            return redirect("sharing:assessment", made)
    return _asks(request, form, _("A new impact assessment"), _("Keep it"), reverse("sharing:assessments"))


@requires("sharing.see_agreements")
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    """One agreement."""
    found = queries.agreement(agreement_id)
    book = shipped_purposes().purposes
    context = {
        "agreement": found,
        "purposes": [book[code].words if code in book else code for code in found.purposes],
        "may_manage": allowed(request.actor, agreeing.MANAGE),
        "door": DOOR,
    }
    return render(request, "sharing/agreement.html", context)


@requires("sharing.manage_agreements", "GET", "POST")
def sign(request: Request, agreement_id: UUID) -> HttpResponse:
    """It was signed."""
    found = queries.agreement(agreement_id)
    form = SigningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            went = agreeing.agree(actor=request.actor, agreement_id=agreement_id, now=request.now, **form.cleaned_data)
        except Conflict as error:
            _wrong(form, error)
        else:
            words = ngettext(
                "It is agreed. %(num)s notice that waited for it goes now.",
                "It is agreed. %(num)s notices that waited for it go now.",
                went,
            )
            messages.success(request, words % {"num": went})
            return redirect("sharing:agreement", agreement_id)
    back = reverse("sharing:agreement", args=[agreement_id])
    return _asks(request, form, _("It was signed"), _("It is agreed"), back, found.title)


@requires("sharing.manage_agreements", "GET", "POST")
def end(request: Request, agreement_id: UUID) -> HttpResponse:
    """It ends before its time."""
    found = queries.agreement(agreement_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.end(actor=request.actor, agreement_id=agreement_id, now=request.now, **form.cleaned_data)
        except Conflict as error:
            _wrong(form, error)
        else:
            messages.success(request, _("It has ended. Nothing is sent under it any more."))
            return redirect("sharing:agreement", agreement_id)
    back = reverse("sharing:agreement", args=[agreement_id])
    return _asks(request, form, _("End this agreement"), _("End it now"), back, found.title)


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
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            agreeing.advise(actor=request.actor, assessment_id=assessment_id, today=request.today, **form.cleaned_data)
        except (BadInput, Conflict) as error:
            _wrong(form, error)
        else:
            return redirect("sharing:assessment", assessment_id)
    back = reverse("sharing:assessment", args=[assessment_id])
    return _asks(request, form, _("Your advice"), _("Give this advice"), back, found.title)


@requires("sharing.manage_agreements", "GET", "POST")
def decide(request: Request, assessment_id: UUID) -> HttpResponse:
    """What the council does with the advice."""
    found = queries.assessment(assessment_id)
    form = DecisionOnAdviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            agreeing.decide(
                actor=request.actor,
                assessment_id=assessment_id,
                followed=given["followed"] == "yes",
                why_not=given["why_not"],
                today=request.today,
            )
        except (BadInput, Conflict) as error:
            _wrong(form, error)
        else:
            return redirect("sharing:assessment", assessment_id)
    back = reverse("sharing:assessment", args=[assessment_id])
    return _asks(request, form, _("What we do with the advice"), _("Keep this decision"), back, found.title)


def _wrong(form: forms.Form, error: BadInput | Conflict) -> None:
    place = getattr(error, "place", "")
    says = languages.explain(error) if isinstance(error, BadInput) else str(error)
    form.add_error(place if place in form.fields else None, says)


def _asks(request: Request, form: forms.Form, heading: str, button: str, back: str, about: str = "") -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button, "back": back, "about": about, "door": DOOR}
    return render(request, "sharing/governed_form.html", context, status=422 if form.errors else 200)
