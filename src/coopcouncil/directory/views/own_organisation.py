"""What the directory says of one's own organisation: changed here, and its public history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import changing
from coopcouncil.directory.forms.bodies import OrganisationForm
from coopcouncil.directory.models import OrganisationDetail
from coopcouncil.directory.views.approving import Recorded, history_page
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.people import public as people

DESK = "/desk/"


@requires("directory.edit", "GET", "POST")
def own_organisation(request: Request, code: str) -> HttpResponseBase:
    """Its description, other name, e-mail, website and numbers. Live at once."""
    body = people.organisation_by_code(code)
    owned = OrganisationDetail(organisation_id=body.id)
    require(request.actor, "directory.edit", owned)
    held = changing.snapshot_of_organisation(queries.organisations_of([body.id])[body.id])
    agrees = allowed(request.actor, "directory.approve", owned)
    form = OrganisationForm(
        typed(request), held=held, version=queries.detail_version(body.id), today=request.today, agrees=agrees
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        changed = actions.edit_organisation(
            actor=request.actor, organisation_id=body.id, values=form.values(), version=given.get("version"),
            now=request.now,
        )  # fmt: skip
        messages.success(request, _("Saved, and everybody can see it.") if changed else _("Nothing was changed."))
        return HttpResponseRedirect(reverse("directory:organisation", args=[code]))

    context = {"door": DESK, "body": body, "form": form}
    return act_on(form, act) or render(request, "directory/own_organisation.html", context, status=status(form))


@requires("public")
def organisation_history(request: Request, code: str) -> HttpResponseBase:
    """What changed in what the directory says of an organisation."""
    body = people.organisation_by_code(code)
    record = Recorded(
        body.id, OrganisationDetail(organisation_id=body.id), body.name,
        reverse("directory:organisation", args=[code]), _("Organisations"), reverse("directory:organisations"),
    )  # fmt: skip
    return history_page(request, record)
