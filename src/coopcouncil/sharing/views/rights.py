"""A person's own data: ask for a copy, for erasure, or complain, and follow it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import audit, pages, tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing.actions import requesting, reviewing
from coopcouncil.sharing.domain.rights import CLOSED
from coopcouncil.sharing.forms.rights import AnswerRequestForm, AskForm
from coopcouncil.sharing.models import DataRequest
from coopcouncil.sharing.queries import rights as queries

MINE = tables.Table(
    name="my-data-requests",
    caption=gettext_lazy("What you asked"),
    order="-received_on",
    empty=gettext_lazy("You have asked nothing about your data yet."),
    columns=[
        tables.Column(
            "kind", gettext_lazy("What"), search="exact", choices=DataRequest.Kind.choices,
            show=lambda row: row.get_kind_display(), link=lambda row: reverse("sharing:my_request", args=[row.id]),
        ),
        tables.Column(
            "state", gettext_lazy("How far it is"), search="exact", choices=DataRequest.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("received_on", gettext_lazy("Asked on")),
        tables.Column("due_on", gettext_lazy("You hear from us by")),
    ],
)  # fmt: skip
LETTERS = {
    "asked_identity": gettext_lazy("We asked who you are"),
    "asked_clarification": gettext_lazy("We asked what you mean"),
    "answered_by_person": gettext_lazy("You answered"),
    "extended": gettext_lazy("We need two months more"),
    "acknowledged": gettext_lazy("We have your complaint"),
    "answered": gettext_lazy("Our answer"),
    "refused": gettext_lazy("We cannot do this"),
    "erasure_granted": gettext_lazy("We will erase it"),
    "erasure_waits": gettext_lazy("We cannot erase it yet"),
}


def correspondence(row: DataRequest) -> list[tuple[Any, date, str]]:
    """What was written about a request: what it is, when, and the words."""
    return [
        (LETTERS.get(entry["what"], entry["what"]), date.fromisoformat(entry["on"]), entry["words"])
        for entry in row.letters
    ]


@requires("sharing.ask_about_data", "GET", "POST")
def my_data(request: Request) -> HttpResponseBase:
    """What you asked so far, and asking."""
    account_id = request.actor.account_id
    assert account_id is not None
    powers = [
        (str(power.id), power.person_name)
        for power in people.authorities_of(request.actor, request.today)
        if power.subject_id is not None
    ]

    def act(given: dict[str, Any]) -> HttpResponse:
        made = requesting.ask_about_data(
            actor=request.actor, kind=given["kind"], words=given["words"], now=request.now, today=request.today,
            authority_id=UUID(given["for_whom"]) if given.get("for_whom") else None,
        )  # fmt: skip
        messages.success(request, _("We have it. Here you see how far it is."))
        return redirect("sharing:my_request", made)

    form = AskForm(typed(request), powers=powers, initial={"kind": request.GET.get("kind", "")})
    if answer := act_on(form, act):
        return answer
    context = {"form": form, "door": "/account/"}
    if form.errors:
        context["page"] = MINE.page(request.GET, queries.requests_of(account_id), path=request.path)
        return render(request, "sharing/my_data.html", context, status=422)
    return tables.respond(request, MINE, queries.requests_of(account_id), "sharing/my_data.html", context)


@requires("sharing.own_request", "GET", "POST")
def my_request(request: Request, request_id: UUID) -> HttpResponse:
    """One of them: how far it is, what was written, and what you can do."""
    row = queries.data_request(request_id)
    require(request.actor, "sharing.own_request", queries.asked(row, request.today))
    if request.method != "POST":
        audit.read(request.actor, "sharing.request_read", row, about=[row.account_id])
    form = AnswerRequestForm(request.POST if request.POST.get("do") == "answer" else None)
    try:
        if request.method == "POST" and request.POST.get("do") == "withdraw":
            requesting.withdraw_data_request(
                actor=request.actor, request_id=request_id, now=request.now, today=request.today
            )
            messages.success(request, _("Withdrawn."))
            return redirect("sharing:my_request", request_id)
        if form.is_valid():
            requesting.answer_about_request(
                actor=request.actor, request_id=request_id, words=form.cleaned_data["words"], today=request.today
            )
            messages.success(request, _("Thank you. We go on with it."))
            return redirect("sharing:my_request", request_id)
    except Conflict as error:
        return pages.conflict(request, error)
    context = {
        "row": row,
        "form": form,
        "letters": correspondence(row),
        "open": row.state not in CLOSED and row.state != DataRequest.State.DECIDED,
        "downloadable": row.package_until is not None and row.package_until > request.now,
        "door": "/account/",
    }
    return render(request, "sharing/my_request.html", context, status=422 if form.errors else 200)


@requires("sharing.own_request")
def my_file(request: Request, request_id: UUID) -> HttpResponse:
    """The copy of everything, as a file."""
    require(request.actor, "sharing.own_request", queries.asked(queries.data_request(request_id), request.today))
    content = reviewing.download(actor=request.actor, request_id=request_id, now=request.now, today=request.today)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="your-data.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
