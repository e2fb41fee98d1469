"""What everybody reads of takeovers."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Table, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.views.reading import DOOR
from coopcouncil.settlement.views.takeovers.shown import columns, whole


@requires("public")
def takeovers(request: Request) -> HttpResponseBase:
    """Every service that a community wants to run, runs or ran, the newest first."""
    table = Table(
        name="takeovers", caption=_("Services that communities take over"), order="-created_at",
        empty=_("No group has been invited to take a service over yet."), columns=columns("settlement:takeover"),
    )  # fmt: skip
    return respond(request, table, queries.public_takeovers(), "settlement/takeovers.html", {"door": DOOR})


@requires("public")
def takeover(request: Request, reference: str) -> HttpResponse:
    """One takeover, with everything that is on record."""
    row = queries.takeover(reference)
    if row.public_since is None:
        raise NotFound("There is no such takeover.")
    return render(request, "settlement/takeover.html", {"door": DOOR, **whole(row)})
