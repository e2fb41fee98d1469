"""The administrator gives another organisation the power to help residents, and ends it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import actions, queries
from coopcouncil.people.forms.granting import EndGrantForm, GrantForm
from coopcouncil.people.views.administration import put_on


@requires("people.administer", "GET", "POST")
def give(request: Request, code: str) -> HttpResponse:
    """From which day, and until when."""
    found = queries.organisation_by_code(code)
    form, status = GrantForm(request.POST or None, today=request.today), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            last_day = form.cleaned_data["last_day"]
            try:
                actions.give_grant(
                    actor=request.actor,
                    organisation_id=found.id,
                    starts_on=form.cleaned_data["starts_on"],
                    ends_on=last_day + timedelta(days=1) if last_day else None,
                    today=request.today,
                )
            except (BadInput, Conflict) as error:
                status = put_on(form, error)
            else:
                messages.success(request, _("Done. Its front-line officers and case owners may help from that day."))
                return redirect("people:organisation", code)
    return render(request, "people/give_grant.html", {"form": form, "organisation": found}, status=status)


@requires("people.administer", "GET", "POST")
def end(request: Request, grant_id: UUID) -> HttpResponse:
    """The last day on which it holds."""
    found = queries.grant(grant_id)
    form, status = EndGrantForm(request.POST or None, today=request.today), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.end_grant(
                    actor=request.actor,
                    grant_id=grant_id,
                    # The last day itself still counts; one gone by means "at once".
                    ends_on=max(form.cleaned_data["last_day"] + timedelta(days=1), request.today),
                    today=request.today,
                )
            except (BadInput, Conflict) as error:
                status = put_on(form, error)
            else:
                messages.success(request, _("Done. It ends after that day. What was begun there is kept."))
                return redirect("people:organisation", found.organisation.code)
    return render(request, "people/end_grant.html", {"form": form, "grant": found}, status=status)
