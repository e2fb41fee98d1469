"""How organisations are connected: addresses, signing secrets, keys."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms import ConnectionForm, KeyForm
from coopcouncil.sharing.models import Delivery

# How an organisation's own server does (`queries.health`).
HEALTH = {
    "none": gettext_lazy("None"),
    "well": gettext_lazy("Answers"),
    "failing": gettext_lazy("Failing"),
    "paused": gettext_lazy("Paused"),
    "off": gettext_lazy("Turned off"),
}

CONNECTIONS = tables.Table(
    name="connections",
    caption=gettext_lazy("Organisations and how they take their notices"),
    order="organisation",
    columns=[
        tables.Column(
            "organisation",
            gettext_lazy("Organisation"),
            search="contains",
            link=lambda row: reverse("sharing:connection", args=[row.organisation_id]),
        ),
        tables.Column(
            "route", gettext_lazy("Way"), search="exact", choices=Delivery.Route.choices,
            show=lambda row: row.route_words,
        ),
        tables.Column("address", gettext_lazy("Address")),
        tables.Column(
            "health", gettext_lazy("Their server"), search="exact", choices=list(HEALTH.items()),
            show=lambda row: HEALTH[row.health],
        ),
        tables.Column("keys", gettext_lazy("Working keys"), numeric=True),
    ],
)  # fmt: skip


@requires("sharing.connect")
def connections(request: Request) -> HttpResponseBase:
    """Every organisation and how it takes its notices."""
    return tables.respond(
        request, CONNECTIONS, queries.connection_rows(), "sharing/connections.html", {"door": "/desk/"}
    )


@requires("sharing.connect", "GET", "POST")
def connection(request: Request, organisation_id: UUID) -> HttpResponse:
    """One organisation's connection; a POST changes how it takes its notices."""
    if request.method != "POST":
        return _connection_page(request, organisation_id)
    form = ConnectionForm(request.POST)
    if not form.is_valid():
        return _connection_page(request, organisation_id, form=form)
    try:
        secret = actions.connect(
            actor=request.actor, organisation_id=organisation_id, now=request.now, **form.cleaned_data
        )
    except BadInput as error:
        form.add_error(error.place or None, f"{error.message} {error.mend}")
        return _connection_page(request, organisation_id, form=form)
    if secret:
        return _connection_page(request, organisation_id, shown_once=secret, what="secret")
    messages.success(request, _("The connection was changed."))
    return redirect("sharing:connection", organisation_id)


@requires("sharing.connect", "POST")
def make_key(request: Request, organisation_id: UUID) -> HttpResponse:
    """Make a key and show it, once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _connection_page(request, organisation_id, key_form=form)
    made = actions.make_key(actor=request.actor, organisation_id=organisation_id, now=request.now, **form.cleaned_data)
    return _connection_page(request, organisation_id, shown_once=made.key, what="key")


@requires("sharing.connect", "POST")
def revoke_key(request: Request, key_id: UUID) -> HttpResponse:
    """End a key at once."""
    organisation_id = actions.revoke_key(actor=request.actor, key_id=key_id, now=request.now)
    messages.success(request, _("That key no longer opens anything."))
    return redirect("sharing:connection", organisation_id)


@requires("sharing.connect", "POST")
def rotate_secret(request: Request, organisation_id: UUID) -> HttpResponse:
    """Make a new signing secret and show it, once."""
    secret = actions.rotate_secret(actor=request.actor, organisation_id=organisation_id, now=request.now)
    return _connection_page(request, organisation_id, shown_once=secret, what="secret")


@requires("sharing.connect", "POST")
def send_test(request: Request, organisation_id: UUID) -> HttpResponseRedirect:
    """Send a test to the organisation's own server and say how it went."""
    try:
        outcome = actions.send_test(actor=request.actor, organisation_id=organisation_id, now=request.now)
    except BadInput as error:
        messages.error(request, str(error))
        return redirect("sharing:connection", organisation_id)
    if outcome.is_sent:
        messages.success(request, _("Their server took the test, in %(ms)s ms.") % {"ms": outcome.took_ms})
    else:
        status = f" {outcome.http_status}" if outcome.http_status else ""
        messages.error(request, _("Their server did not take the test: %(why)s.") % {"why": f"{outcome.code}{status}"})
    return redirect("sharing:connection", organisation_id)


def _initial(found: queries.ConnectionView) -> dict[str, Any]:
    return {
        "route": found.route,
        "url": found.url,
        "email": found.email,
        "concurrency": found.concurrency,
        "thin": found.thin,
    }


def _connection_page(
    request: Request,
    organisation_id: UUID,
    *,
    form: ConnectionForm | None = None,
    key_form: KeyForm | None = None,
    shown_once: str = "",
    what: str = "",
) -> HttpResponse:
    found = queries.connection(organisation_id)
    bad = bool((form and form.errors) or (key_form and key_form.errors))
    context: dict[str, Any] = {
        "connection": found,
        "form": form or ConnectionForm(initial=_initial(found)),
        "key_form": key_form or KeyForm(),
        "shown_once": shown_once,
        "what": what,
        "door": "/desk/",
    }
    answer = render(request, "sharing/connection.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"  # a secret stays in no cache, not even the browser’s own
    return answer
