"""An organisation's inbox: its notices, and the answers to them."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import pages, tables
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms import AnswerForm
from coopcouncil.sharing.models import Delivery, Notice

INBOX = tables.Table(
    name="inbox",
    caption=gettext_lazy("Notices sent to you"),
    order="due",
    empty=gettext_lazy("When somebody tells the council something that you need to know, it will stand here."),
    columns=[
        tables.Column(
            "title",
            gettext_lazy("Notice"),
            source="notice__title",
            search="contains",
            link=lambda row: reverse("sharing:notice", args=[row.notice_id]),
        ),
        tables.Column(
            "due",
            gettext_lazy("How urgent"),
            source="rank",
            value=lambda row: row.notice.urgency,
            show=lambda row: row.notice.get_urgency_display(),
        ),
        tables.Column(
            "urgency",
            gettext_lazy("How urgent"),
            source="notice__urgency",
            search="exact",
            choices=Notice.Urgency.choices,
            in_page=False,
            in_files=False,
        ),
        tables.Column(
            "state",
            gettext_lazy("State"),
            search="exact",
            choices=Delivery.State.choices,
            show=lambda row: row.get_state_display(),
        ),
        tables.Column("organisation", gettext_lazy("Organisation"), source="notice__organisation__name"),
        tables.Column(
            "reference", gettext_lazy("Reference"), source="notice__submission__reference", search="contains"
        ),
        tables.Column(
            "told_at",
            gettext_lazy("Told"),
            source="notice__created_at",
            show=lambda row: time_in_words(row.notice.created_at),
        ),
    ],
)


@requires("sharing.work_inbox")
def inbox(request: Request) -> HttpResponseBase:
    """The notices of the organisations in which this person works an inbox, what is due first at the top."""
    mine = request.actor.organisations_for(*INBOX_ROLES)
    actions.note_list_read(actor=request.actor, what="inbox", form=request.GET.get("format", ""))
    return tables.respond(request, INBOX, queries.inbox_for_table(mine), "sharing/inbox.html", {"door": "/desk/"})


@requires("sharing.see_notice")
def notice(request: Request, notice_id: UUID) -> HttpResponse:
    """One notice. Opening it is logged."""
    return _notice_page(request, notice_id, None)


def _notice_page(request: Request, notice_id: UUID, form: AnswerForm | None) -> HttpResponse:
    page = actions.open_notice(actor=request.actor, notice_id=notice_id)
    if form is None and page.answers_open:
        form = AnswerForm(initial={"seen_state": page.state, "answer_id": uuid4()}, open_answers=page.answers_open)
    context = {"notice": page, "form": form, "door": "/desk/"}
    answer = render(request, "sharing/notice.html", context, status=422 if form and form.errors else 200)
    answer["Cache-Control"] = "no-store"  # facts stay in no cache, not even the browser’s own
    return answer


@requires("sharing.answer_notice", "POST")
def answer(request: Request, notice_id: UUID) -> HttpResponse:
    """An officer's answer."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _notice_page(request, notice_id, form)
    given = form.cleaned_data
    try:
        actions.answer_notice(
            actor=request.actor,
            notice_id=notice_id,
            answer_id=str(given["answer_id"]),
            kind=given["answer"],
            reason=given["reason"],
            now=request.now,
            seen_state=given["seen_state"],
        )
    except Conflict as error:
        return pages.conflict(request, error)
    messages.success(request, _("Your answer was sent. The person can read it now."))
    return redirect("sharing:notice", notice_id)
