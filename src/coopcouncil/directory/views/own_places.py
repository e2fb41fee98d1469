"""Where a provider's service is found, and getting in: its own places, never a confidential one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.forms.providing import PlaceForm
from coopcouncil.directory.models import Feature, Service
from coopcouncil.directory.queries import providing as kept
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.places import public as places

DESK = "/desk/"
_FIELDS = ("name", "address_1", "city", "postcode", "transportation")


def _service(request: Request, code: str) -> Service:
    service = queries.service_page(code)
    require(request.actor, "directory.edit", service)
    return service


@requires("directory.edit")
def own_places(request: Request, code: str) -> HttpResponseBase:
    """Each place of a service, what helps people to get in, and a way to change it."""
    service = _service(request, code)
    held = queries.service_record(service_id=service.id)
    labels = dict(Feature.choices)
    own = request.actor
    shown = [
        {
            "place": at.location,
            "features": [labels[item.code] for item in at.location.features],
            "own": at.location.organisation_id is not None and allowed(own, "directory.edit", at.location),
        }
        for at in held.at_locations
    ]
    context = {"door": DESK, "service": service, "places": shown, "hidden": held.hidden_place}
    return render(request, "directory/own_places.html", context)


@requires("directory.edit", "GET", "POST")
def change_place(request: Request, code: str, location_id: UUID) -> HttpResponseBase:
    """The address of a place, and what is there for people who need it. Live at once."""
    service = _service(request, code)
    location = kept.place_of(service.id, location_id)
    require(request.actor, "directory.edit", location)
    held = kept.features_of(location_id)
    initial = {name: getattr(location, name) for name in _FIELDS}
    form = PlaceForm(typed(request), initial={**initial, "features": list(held), "version": location.version})

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.edit_location(
            actor=request.actor, location_id=location_id, changes=_changes(given, held), version=given["version"],
            now=request.now,
        )  # fmt: skip
        messages.success(request, _("Saved, and everybody can see it."))
        return HttpResponseRedirect(reverse("directory:own_places", args=[code]))

    context = {"door": DESK, "service": service, "form": form, "heading": _("Change this place")}
    return act_on(form, act) or render(request, "directory/change_place.html", context, status=status(form))


@requires("directory.edit", "GET", "POST")
def add_place(request: Request, code: str) -> HttpResponseBase:
    """One more place of a service. Live at once."""
    service = _service(request, code)
    form = PlaceForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.add_location(
            actor=request.actor, organisation_id=service.organisation_id, changes=_changes(given, {}), now=request.now
        )
        actions.put_service_at(actor=request.actor, service_id=service.id, location_id=made, now=request.now)
        messages.success(request, _("Saved, and everybody can see it."))
        return HttpResponseRedirect(reverse("directory:own_places", args=[code]))

    context = {"door": DESK, "service": service, "form": form, "heading": _("Add a place")}
    return act_on(form, act) or render(request, "directory/change_place.html", context, status=status(form))


@requires("directory.edit", "POST")
def leave_place(request: Request, code: str, location_id: UUID) -> HttpResponse:
    """The service is not there any more."""
    service = _service(request, code)
    location = kept.place_of(service.id, location_id)
    actions.take_service_from(actor=request.actor, service_id=service.id, location_id=location.id, now=request.now)
    messages.success(request, _("Taken out. The place itself is still in the directory."))
    return HttpResponseRedirect(reverse("directory:own_places", args=[code]))


def _changes(given: dict[str, Any], held: dict[str, str]) -> actions.PlaceChanges:
    values: dict[str, Any] = {name: given[name] for name in _FIELDS}
    point = places.postcode_position(given["postcode"])
    if point is not None:
        values["longitude"], values["latitude"] = point
    return actions.PlaceChanges(values, features={code: held.get(code, "") for code in given["features"]})
