"""What a law keeps of people who were erased, for the data protection officer alone: a list, and one with a reason."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing.actions import restricting
from coopcouncil.sharing.forms.restricting import WhyForm
from coopcouncil.sharing.queries import restricting as queries

RESTRICTED = tables.Table(
    name="restricted",
    caption=gettext_lazy("Kept by law"),
    order="-restricted_at",
    empty=gettext_lazy("Nothing is kept of anybody who was erased."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Reference"), search="exact",
            link=lambda row: reverse("sharing:read_restricted", args=[row.id]),
        ),
        tables.Column("title", gettext_lazy("What was told"), search="contains"),
        tables.Column("submitted_at", gettext_lazy("Told on")),
        tables.Column("restricted_at", gettext_lazy("Erased on")),
    ],
)  # fmt: skip


@requires("sharing.list_restricted")
def restricted(request: Request) -> HttpResponseBase:
    """Of what a law keeps something, without a word of it, and without a name: there is none any more."""
    rows = queries.restricted_for_table(request.actor.account_id)
    return tables.respond(request, RESTRICTED, rows, "sharing/restricted.html", {"door": "/desk/"})


@requires("sharing.read_restricted", "GET", "POST")
def read_restricted(request: Request, submission_id: UUID) -> HttpResponse:
    """Say why, and read what is kept of one thing told."""
    row = queries.restricted_submission(submission_id)
    require(request.actor, "sharing.read_restricted", row)
    form, kept, status = WhyForm(request.POST or None), None, 200
    if request.method == "POST":
        form, status = WhyForm(request.POST), 422
        if form.is_valid():
            why = form.cleaned_data["why"]
            kept, status = restricting.read_restricted(actor=request.actor, submission_id=submission_id, why=why), 200
    context = {"row": row, "form": form, "kept": kept, "door": "/desk/"}
    return render(request, "sharing/read_restricted.html", context, status=status)
