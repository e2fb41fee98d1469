"""The administrator's pages: organisations, the roles held in them, memberships to check."""

from datetime import timedelta
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
from coopcouncil.kernel.errors import BadInput, Conflict, CoopcouncilError
from coopcouncil.people import actions, queries
from coopcouncil.people.forms import AppointForm, EndForm, OrganisationForm, own_id
from coopcouncil.people.models import Membership, Organisation

ORGANISATIONS = Table(
    name="organisations",
    caption=gettext_lazy("Organisations"),
    order="name",
    columns=[
        Column(
            "name",
            gettext_lazy("Name"),
            search="contains",
            link=lambda row: reverse("people:organisation", args=[row.code]),
        ),
        Column(
            "kind",
            gettext_lazy("Kind"),
            search="exact",
            choices=Organisation.Kind.choices,
            show=lambda row: row.get_kind_display(),
        ),
        Column("people", gettext_lazy("People with a role"), numeric=True),
        Column("code", gettext_lazy("Code"), in_page=False),
    ],
    empty=gettext_lazy("There are no organisations yet. Add the council first."),
)
MEMBERSHIPS = Table(
    name="memberships",
    caption=gettext_lazy("Not yet checked"),
    order="declared_at",
    columns=[
        Column(
            "person",
            gettext_lazy("Person"),
            value=lambda row: str(row.account),  # sealed: the database cannot sort or search by it
            link=lambda row: reverse("people:verify_membership", args=[row.id]),
        ),
        Column(
            "ground",
            gettext_lazy("What they told us"),
            search="exact",
            choices=Membership.Ground.choices,
            show=lambda row: row.get_ground_display(),
        ),
        Column("declared_at", gettext_lazy("Told us on")),
    ],
    empty=gettext_lazy("Everybody has been checked."),
)


def put_on(form: forms.Form, error: CoopcouncilError) -> int:
    """Show an action's refusal in the form. Returns the page's status."""
    place = error.place if isinstance(error, BadInput) and error.place in form.fields else None
    form.add_error(place, getattr(error, "message", "") if place else str(error))
    return 409 if isinstance(error, Conflict) else 400


@requires("people.administer")
def organisations(request: Request) -> HttpResponseBase:
    rows = queries.organisations_listed(request.today)
    return tables.respond(request, ORGANISATIONS, rows, "people/organisations.html")


@requires("people.administer", "GET", "POST")
def add_organisation(request: Request) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.create_organisation(actor=request.actor, **form.cleaned_data)
            except (BadInput, Conflict) as error:
                status = put_on(form, error)
            else:
                messages.success(request, _("Added. Now say who works for it."))
                return redirect("people:organisation", form.cleaned_data["code"])
    return render(request, "people/add_organisation.html", {"form": form}, status=status)


@requires("people.administer")
def organisation(request: Request, code: str) -> HttpResponse:
    """An organisation and who holds which role in it."""
    found = queries.organisation_by_code(code)
    held = queries.appointments(found.id, request.today)
    audit.read(
        request.actor, "people.roles_read", ("people.organisation", found.id), about=[row.account_id for row in held]
    )
    context = {
        "organisation": found,
        "held": held,
        "grants": queries.grants(found.id, request.today),
        "today": request.today,
    }
    return render(request, "people/organisation.html", context)


@requires("people.administer", "GET", "POST")
def appoint(request: Request, code: str) -> HttpResponse:
    """Give somebody a role, by the e-mail address of their account."""
    found = queries.organisation_by_code(code)
    form = AppointForm(request.POST or None, today=request.today)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            answer = _appoint(request, form, found.id)
            if answer == 0:
                messages.success(request, _("Done. The role holds from its first day."))
                return redirect("people:organisation", code)
            status = answer
    return render(request, "people/appoint.html", {"form": form, "organisation": found}, status=status)


def _appoint(request: Request, form: AppointForm, organisation_id: UUID) -> int:
    """0 when it is done, else the status of the page that says why not."""
    asked: dict[str, Any] = form.cleaned_data
    person = queries.account_by_email(asked["email"])
    if person is None:
        form.add_error("email", _("Nobody signs in with this address. Ask them to make an account first."))
        return 400
    last_day = asked["last_day"]
    try:
        actions.appoint(
            actor=request.actor,
            account_id=person.id,
            organisation_id=organisation_id,
            role=asked["role"],
            starts_on=asked["starts_on"],
            ends_on=last_day + timedelta(days=1) if last_day else None,
        )
    except (BadInput, Conflict) as error:
        return put_on(form, error)
    return 0


@requires("people.administer", "GET", "POST")
def end_appointment(request: Request, appointment_id: UUID) -> HttpResponse:
    found = queries.appointment(appointment_id)
    form = EndForm(request.POST or None, today=request.today)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.end_appointment(
                    actor=request.actor,
                    appointment_id=appointment_id,
                    # The last day itself still counts; one gone by means "at once".
                    ends_on=max(form.cleaned_data["last_day"] + timedelta(days=1), request.today),
                    today=request.today,
                )
            except (BadInput, Conflict) as error:
                status = put_on(form, error)
            else:
                messages.success(request, _("Done. The role ends after that day."))
                return redirect("people:organisation", found.organisation.code)
    if request.method != "POST":
        place = found.organisation_id
        audit.read(request.actor, "people.roles_read", ("people.organisation", place), about=[found.account_id])
    return render(request, "people/end_appointment.html", {"form": form, "appointment": found}, status=status)


@requires("people.see_memberships")
def memberships(request: Request) -> HttpResponseBase:
    """Who said why they belong, and nobody has checked yet."""
    rows = queries.memberships_to_check(but_not_of=request.actor.account_id)

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "account_id")
        audit.read(request.actor, "people.memberships_read", ("people.account", own_id(request)), about=about)

    return tables.respond(request, MEMBERSHIPS, rows, "people/memberships.html", seen=seen)


@requires("people.verify_membership", "GET", "POST")
def verify_membership(request: Request, membership_id: UUID) -> HttpResponse:
    found = queries.membership_to_check(membership_id)
    require(request.actor, "people.verify_membership", found)
    if request.method == "POST":
        actions.verify_membership(actor=request.actor, membership_id=membership_id, now=request.now)
        messages.success(request, _("Checked. Thank you."))
        return redirect("people:memberships")
    audit.read(request.actor, "people.membership_read", found, about=[found.account_id])
    return render(request, "people/verify_membership.html", {"membership": found})
