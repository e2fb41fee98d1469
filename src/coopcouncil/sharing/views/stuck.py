"""What could not be delivered, for whoever owns it: send it again, tell another organisation instead, or close it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import languages, pages, tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms.stuck import CloseForm, RedirectForm
from coopcouncil.sharing.views.delivering import see_to_link

MINE = tables.Table(
    name="my_deliveries",
    caption=gettext_lazy("Notices that are yours to see to"),
    order="queued_at",
    empty=gettext_lazy("Nothing is stuck that you own."),
    columns=[
        tables.Column("reference", gettext_lazy("Reference"), source="reference", search="contains"),
        tables.Column(
            "title", gettext_lazy("Notice"), source="title", search="contains",
            show=lambda row: row.title or _("A notice kept safe"),
        ),
        tables.Column(
            "organisation", gettext_lazy("Organisation"), source="notice__organisation__name", search="contains"
        ),
        tables.Column("last_error", gettext_lazy("What went wrong")),
        tables.Column("queued_at", gettext_lazy("Put in the queue"), show=lambda row: time_in_words(row.queued_at)),
        tables.Column(
            "see_to", gettext_lazy("See to it"), value=lambda row: row.id, show=lambda row: see_to_link(row),
            in_files=False,
        ),
    ],
)  # fmt: skip


@requires("sharing.list_stuck")
def my_deliveries(request: Request) -> HttpResponseBase:
    """What is stuck and owned by whoever asks; never a fact."""
    actions.note_list_read(actor=request.actor, what="my_deliveries", form=request.GET.get("format", ""))
    found = queries.stuck_of(request.actor)
    return tables.respond(request, MINE, found, "sharing/my_deliveries.html", {"door": "/desk/"})


@requires("sharing.see_to_stuck", "GET", "POST")
def stuck(request: Request, delivery_id: UUID) -> HttpResponse:
    """One delivery that died. A POST closes it, or tells another organisation instead."""
    delivery = queries.delivery_to_carry(delivery_id)
    require(request.actor, "sharing.see_to_stuck", delivery)
    found = queries.stuck_delivery(delivery)
    elsewhere = request.POST.get("do") == "redirect"
    closing = CloseForm(request.POST if request.method == "POST" and not elsewhere else None)
    moving = RedirectForm(request.POST if request.method == "POST" and elsewhere else None, others=found.others)
    form = moving if elsewhere else closing
    if request.method == "POST" and form.is_valid():
        try:
            if elsewhere:
                actions.redirect(
                    actor=request.actor,
                    delivery_id=delivery_id,
                    organisation_id=UUID(form.cleaned_data["organisation"]),
                    reason=form.cleaned_data["reason"],
                    now=request.now,
                )
                messages.success(request, _("The other organisation is being told. The person can read why."))
            else:
                actions.close(
                    actor=request.actor, delivery_id=delivery_id, reason=form.cleaned_data["reason"], now=request.now
                )
                messages.success(request, _("It is closed. The person can read why."))
            return redirect("sharing:stuck", delivery_id)
        except BadInput as error:
            form.add_error(error.place or None, languages.explain(error))
        except Conflict as error:
            return pages.conflict(request, error)
    context = {"delivery": found, "closing": closing, "moving": moving, "door": "/desk/"}
    return render(request, "sharing/stuck.html", context, status=422 if form.is_bound else 200)
