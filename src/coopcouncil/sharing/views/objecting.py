"""Objecting to a service being told, and the council's answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import tables
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing.actions import objecting
from coopcouncil.sharing.actions.reading import note_list_read
from coopcouncil.sharing.domain.objections import BASES
from coopcouncil.sharing.forms.objections import AnswerObjectionForm, ObjectionForm
from coopcouncil.sharing.models import Objection
from coopcouncil.sharing.queries import objections as queries

OBJECTIONS = tables.Table(
    name="objections",
    caption=gettext_lazy("Objections to answer"),
    order="due_on",
    empty=gettext_lazy("Nobody has objected."),
    columns=[
        tables.Column(
            "reference", gettext_lazy("Reference"), source="notice__submission__reference", search="contains",
            link=lambda row: reverse("sharing:objection", args=[row.id]),
        ),
        tables.Column("organisation", gettext_lazy("Told"), source="notice__organisation__name", search="contains"),
        tables.Column(
            "state", gettext_lazy("State"), search="exact", choices=Objection.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("due_on", gettext_lazy("Answer by"), show=lambda row: date_in_words(row.due_on)),
    ],
)  # fmt: skip


@requires("sharing.object", "GET", "POST")
def object_to(request: Request, notice_id: UUID) -> HttpResponse:
    """Object to one service being told; or how far the objection is, and the answer."""
    notice = queries.notice_told(notice_id)
    require(request.actor, "sharing.object", notice.submission)
    made = queries.objection_to(notice_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        objecting.object_to(actor=request.actor, notice_id=notice_id, now=request.now, **given)
        messages.success(request, _("We have your objection. Until we answer, nothing more of this is sent."))
        return redirect("sharing:object", notice_id)

    form = ObjectionForm(typed(request))
    if answer := act_on(form, act):
        return answer
    context = {
        "notice": notice,
        "objection": made,
        "form": form,
        "may": notice.basis in BASES and notice.submission.withdrawn_at is None,
        "door": "/account/",
    }
    return render(request, "sharing/object.html", context, status=422 if form.errors else 200)


@requires("sharing.see_objections")
def objections(request: Request) -> HttpResponseBase:
    """Those who object, the first due first; no grounds, no fact."""
    note_list_read(actor=request.actor, what="objections", form=request.GET.get("format", ""))
    lede = _("People object to a service being told. Answer each in writing within the month.")
    context = {"door": "/desk/", "heading": OBJECTIONS.caption, "lede_text": lede}
    return tables.respond(request, OBJECTIONS, queries.objections_for_table(), "sharing/objections.html", context)


@requires("sharing.answer_objection", "GET", "POST")
def objection(request: Request, objection_id: UUID) -> HttpResponse:
    """One objection, with its grounds, and the answer to it. Opening it is logged."""
    found = objecting.open_objection(actor=request.actor, objection_id=objection_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        objecting.answer_objection(
            actor=request.actor,
            objection_id=objection_id,
            upheld=given["answer"] == "upheld",
            reasons=given["reasons"],
            now=request.now,
        )
        messages.success(request, _("Answered. The person reads it in their account."))
        return redirect("sharing:objections")

    form = AnswerObjectionForm(typed(request))
    if done := act_on(form, act):
        return done
    context = {"objection": found, "form": form, "door": "/desk/"}
    answer = render(request, "sharing/objection.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
