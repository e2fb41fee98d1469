"""Saying that one has a notice in hand: in the inbox, and as the council's safeguarding officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.views.inbox import short_moment


def _table(request: Request, *, done_too: bool) -> tables.Table:
    return tables.Table(
        name="triage",
        caption=gettext_lazy("All that may speak of harm") if done_too else gettext_lazy("Waits for a person"),
        order="told_at",
        empty=gettext_lazy("Nothing that may speak of harm waits for you."),
        columns=[
            tables.Column(
                "title", gettext_lazy("Notice"), source="title", search="contains",
                show=lambda row: row.title or _("A notice kept safe"),
                link=lambda row: reverse("sharing:triage_notice", args=[row.notice_id]),
            ),
            tables.Column("reference", gettext_lazy("Reference"), source="reference", search="contains"),
            tables.Column("organisation", gettext_lazy("Told"), source="notice__organisation__name", search="contains"),
            tables.Column(
                "urgency", gettext_lazy("How urgent"), source="notice__urgency", search="exact",
                choices=Notice.Urgency.choices, show=lambda row: str(row.notice.get_urgency_display()),
            ),
            tables.Column(
                "state", gettext_lazy("State"), search="exact", choices=Delivery.State.choices,
                show=lambda row: str(row.get_state_display()),
            ),
            tables.Column(
                "told_at", gettext_lazy("Told on"), source="notice__created_at",
                value=lambda row: row.notice.created_at.replace(microsecond=0),
                show=lambda row: short_moment(row.notice.created_at, request.now),
            ),
        ],
    )  # fmt: skip


@requires("sharing.list_triage")
def triage(request: Request) -> HttpResponseBase:
    """What may speak of harm, and no safeguarding officer has in hand; never a fact."""
    return _list(request, done_too=False)


@requires("sharing.list_triage")
def whole_triage(request: Request) -> HttpResponseBase:
    """The same, with what somebody has."""
    return _list(request, done_too=True)


def _list(request: Request, *, done_too: bool) -> HttpResponseBase:
    require(request.actor, "sharing.list_triage", people.council())
    actions.note_list_read(actor=request.actor, what="triage", form=request.GET.get("format", ""))
    found, context = queries.triage_for_table(done_too=done_too), {"door": "/desk/", "done_too": done_too}
    return tables.respond(request, _table(request, done_too=done_too), found, "sharing/triage.html", context)


@requires("sharing.triage", "GET", "POST")
def triage_notice(request: Request, notice_id: UUID) -> HttpResponse:
    """One notice, for the council's safeguarding officer: who was told, how to phone them. A POST takes it in hand."""
    if request.method == "POST":
        try:
            actions.take_triage(actor=request.actor, notice_id=notice_id, now=request.now)
        except Conflict as error:
            return pages.conflict(request, error)
        messages.success(request, _("You have it in hand. The telephone stops ringing."))
        return redirect("sharing:triage_notice", notice_id)
    delivery = queries.notice_delivery(notice_id)
    require(request.actor, "sharing.triage", delivery.notice)
    told, safe = people.organisation(delivery.notice.organisation_id), delivery.notice.submission.safe
    context = {
        "notice_id": notice_id,
        "title": _("A notice kept safe") if safe else delivery.notice.title,
        "reference": "" if safe else delivery.notice.submission.reference,
        "urgency": delivery.notice.urgency,
        "urgency_words": str(delivery.notice.get_urgency_display()),
        "state": delivery.state,
        "told": told,
        "told_at": delivery.notice.created_at,
        "may_read": allowed(request.actor, "sharing.see_notice", delivery.notice),
        "in_hand": queries.in_hand(notice_id),
        "is_triaged": queries.is_triaged(notice_id),
        "door": "/desk/",
    }
    return render(request, "sharing/triage_notice.html", context)


@requires("sharing.answer_notice", "POST")
def have_it(request: Request, notice_id: UUID) -> HttpResponse:
    """Say, in the inbox, that a person has this notice in hand."""
    try:
        actions.acknowledge(actor=request.actor, notice_id=notice_id, now=request.now)
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("You have it in hand. Please answer as soon as you can."))
    return redirect("sharing:notice", notice_id)
