"""Where a provider's service is found, and getting in: its own places, never a confidential one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.domain import place_changes
from coopcouncil.directory.forms.providing import PlaceForm
from coopcouncil.directory.models import Feature, Service
from coopcouncil.directory.queries import providing as kept
from coopcouncil.directory.views.providing import described, said
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.places import public as places

DESK = "/desk/"
_FIELDS = ("location_type", "name", "address_1", "address_2", "city", "postcode", "transportation")


def _service(request: Request, code: str) -> Service:
    service = queries.service_page(code)
    require(request.actor, "directory.edit", service)
    return service


@requires("directory.edit")
def own_places(request: Request, code: str) -> HttpResponseBase:
    """Each place of a service, what helps people to get in, and a way to change it."""
    service = _service(request, code)
    held = queries.service_record(service_id=service.id)
    features = dict(Feature.choices)
    own = request.actor
    shown = [
        {
            "place": at.location,
            "features": [features[item.code] for item in at.location.features],
            "own": at.location.organisation_id is not None and allowed(own, "directory.edit", at.location),
        }
        for at in held.at_locations
    ]
    labels = queries.labels()
    waiting = [
        described(item, labels)
        for item in queries.proposed_changes(service_id=service.id)
        if item.location_id is not None or place_changes.NEW in item.after
    ]
    context = {"door": DESK, "service": service, "places": shown, "hidden": held.hidden_place, "waiting": waiting}
    return render(request, "directory/own_places.html", context)


@requires("directory.edit", "GET", "POST")
def change_place(request: Request, code: str, location_id: UUID) -> HttpResponseBase:
    """The address of a place, which waits for the council, and what is there for people who need it, live at once."""
    service = _service(request, code)
    location = kept.place_of(service.id, location_id)
    require(request.actor, "directory.edit", location)
    held = kept.features_of(location_id)
    initial: dict[str, Any] = {name: getattr(location, name) for name in _FIELDS}
    form = PlaceForm(typed(request), initial={**initial, "features": list(held), "version": location.version})

    def act(given: dict[str, Any]) -> HttpResponse:
        edited = actions.edit_location(
            actor=request.actor, location_id=location_id, service_id=service.id,
            changes=_changes(given, held, location.postcode), version=given["version"], reason=given["reason"],
            now=request.now,
        )  # fmt: skip
        messages.success(request, said(edited))
        return HttpResponseRedirect(reverse("directory:own_places", args=[code]))

    context = _page(request, service, form, _("Change this place"))
    return act_on(form, act) or render(request, "directory/change_place.html", context, status=status(form))


@requires("directory.edit", "GET", "POST")
def add_place(request: Request, code: str) -> HttpResponseBase:
    """One more place of a service. It waits until the council agrees."""
    service = _service(request, code)
    form = PlaceForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        edited = actions.add_place(
            actor=request.actor, service_id=service.id, changes=_changes(given, {}), reason=given["reason"],
            now=request.now,
        )  # fmt: skip
        messages.success(request, said(edited))
        return HttpResponseRedirect(reverse("directory:own_places", args=[code]))

    context = _page(request, service, form, _("Add a place"), new=True)
    return act_on(form, act) or render(request, "directory/change_place.html", context, status=status(form))


@requires("directory.edit", "POST")
def leave_place(request: Request, code: str, location_id: UUID) -> HttpResponse:
    """The service is not there any more."""
    service = _service(request, code)
    location = kept.place_of(service.id, location_id)
    actions.take_service_from(actor=request.actor, service_id=service.id, location_id=location.id, now=request.now)
    messages.success(request, _("Taken out. The place itself is still in the directory."))
    return HttpResponseRedirect(reverse("directory:own_places", args=[code]))


def _page(request: Request, service: Service, form: PlaceForm, heading: str, *, new: bool = False) -> dict[str, Any]:
    waits = not allowed(request.actor, "directory.approve", service)
    return {"door": DESK, "service": service, "form": form, "heading": heading, "waits": waits, "new": new}


def _changes(given: dict[str, Any], held: dict[str, str], postcode: str | None = None) -> actions.PlaceChanges:
    """What was typed. With another postcode than before the point and the ward are that postcode’s, or nobody’s."""
    values: dict[str, Any] = {name: given[name] for name in _FIELDS}
    if given["postcode"] != postcode:
        values["longitude"], values["latitude"] = places.postcode_position(given["postcode"]) or (None, None)
        ward = places.area_of_postcode(given["postcode"])
        values["ward_id"] = ward.id if ward else None
    return actions.PlaceChanges(values, features={code: held.get(code, "") for code in given["features"]})
