"""The administrator's list of deliveries, and sending again what could not be delivered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.models import Delivery

DELIVERIES = tables.Table(
    name="deliveries",
    caption=gettext_lazy("Deliveries"),
    order="-queued_at",
    empty=gettext_lazy("Nobody has told us anything yet."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Reference"), source="reference", search="contains"
        ),
        tables.Column(
            "title", gettext_lazy("Notice"), source="title", search="contains",
            show=lambda row: row.title or _("A notice kept safe"),
        ),
        tables.Column(
            "organisation", gettext_lazy("Organisation"), source="notice__organisation__name", search="contains"
        ),
        tables.Column(
            "state",
            gettext_lazy("State"),
            search="exact",
            choices=Delivery.State.choices,
            show=lambda row: _state_with_trouble(row),
        ),
        tables.Column(
            "route", gettext_lazy("Way"), search="exact", choices=Delivery.Route.choices, in_page=False
        ),
        tables.Column("attempts", gettext_lazy("Attempts"), in_page=False),
        tables.Column("last_error", gettext_lazy("What went wrong"), in_page=False),
        tables.Column("queued_at", gettext_lazy("Put in the queue"), show=lambda row: time_in_words(row.queued_at)),
        tables.Column("next_attempt_at", gettext_lazy("Next attempt"), in_page=False),
        tables.Column(
            "owner", gettext_lazy("Seen to by"), source="owner__name", search="contains",
            show=lambda row: row.owner.name if row.owner and row.state == Delivery.State.DEAD else "",
        ),
        tables.Column(
            "see_to", gettext_lazy("See to it"), value=lambda row: row.id, show=lambda row: see_to_link(row),
            in_files=False,
        ),
    ],
)  # fmt: skip


def _state_with_trouble(row: Delivery) -> str:
    """The state, with what went wrong last and when the next attempt is due."""
    words = str(row.get_state_display())
    if row.last_error:
        words += f": {row.last_error}"
    if row.state == Delivery.State.RETRYING:
        words += _(", next on %(when)s") % {"when": time_in_words(row.next_attempt_at)}
    return words


def see_to_link(row: Delivery) -> str:
    """To the page of a delivery that died, until somebody has ended it."""
    if row.state != Delivery.State.DEAD:
        return ""
    words = _("Ended") if getattr(row, "ended", False) else _("See to it")
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
        reverse("sharing:stuck", args=[row.id]), words, getattr(row, "title", "") or _("A notice kept safe"),
    )  # fmt: skip


@requires("sharing.see_deliveries")
def deliveries(request: Request) -> HttpResponseBase:
    """How every notice was delivered; never a fact."""
    form = request.GET.get("format", "")

    def seen(shown: tables.Rows) -> None:
        about = tables.ids(shown, "notice__submission__account_id")  # what was told in safe mode has none
        actions.note_list_read(actor=request.actor, what="deliveries", form=form, about=about)

    rows = queries.deliveries_for_table()
    context = {"door": "/desk/", "servers": queries.servers_in_trouble()}
    return tables.respond(request, DELIVERIES, rows, "sharing/deliveries.html", context, seen=seen)


@requires("sharing.see_to_stuck", "GET", "POST")
def replay(request: Request, delivery_id: UUID) -> HttpResponse:
    """Ask, then put a dead delivery back in the queue."""
    if request.method != "POST":
        delivery = queries.delivery_to_carry(delivery_id)
        require(request.actor, "sharing.see_to_stuck", delivery)
        return render(request, "sharing/replay.html", {"delivery": delivery, "door": "/desk/"})
    try:
        actions.replay(actor=request.actor, delivery_id=delivery_id, now=request.now)
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("It is in the queue again and will be sent in a moment."))
    return redirect("sharing:stuck", delivery_id)
