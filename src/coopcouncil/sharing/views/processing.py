"""What waits for a sharing agreement, what went without one, and the records of processing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.actions.reading import note_list_read
from coopcouncil.sharing.models import Delivery
from coopcouncil.sharing.queries import agreements as queries
from coopcouncil.sharing.queries.processing import records

DOOR = "/desk/"
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
        request, PROCESSING, records(request.now), "sharing/governed_list.html", _list(PROCESSING, lede)
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
