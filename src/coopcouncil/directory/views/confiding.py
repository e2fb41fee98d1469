"""Where a confidential place is: for those whose grant names it, who say why, and whose reading is written down."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from coopcouncil.directory import actions, queries
from coopcouncil.directory.forms import WhyForm
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotFound

_LINES = ("name", "address_1", "address_2", "city", "region", "postcode", "description", "transportation")


@requires("directory.confidential_location", "GET", "POST")
def confidential_place(request: Request, code: str) -> HttpResponseBase:
    """Ask why, write it down, and show the address once."""
    location = queries.confidential_location_of(code)
    if location is None:
        raise NotFound("This service has no confidential place.")
    require(request.actor, "directory.confidential_location", location)
    form = WhyForm(request.POST or None)
    shown: dict[str, Any] | None = None
    if form.is_valid():
        why = form.cleaned_data["why"]
        shown = _shown(actions.read_confidential(actor=request.actor, location_id=location.id, why=why))
    context = {"form": form, "shown": shown, "service": queries.service_page(code)}
    response = render(request, "directory/confidential_place.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _shown(held: dict[str, Any]) -> dict[str, Any]:
    point = ""
    if held.get("longitude") is not None and held.get("latitude") is not None:
        point = _("%(north)s north, %(east)s east") % {"north": held["latitude"], "east": held["longitude"]}
    return {"lines": [held[name] for name in _LINES if held.get(name)], "point": point}
