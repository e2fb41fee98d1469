"""Answering: comments one by one, and gaps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.settlement import actions
from coopcouncil.settlement.forms import preparing as asked
from coopcouncil.settlement.models import Comment
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries
from coopcouncil.settlement.views.desk import DESK


@requires("settlement.see_desk")
def comments(request: Request, edition: str) -> HttpResponseBase:
    """What was said about an edition, the oldest first."""
    held = queries.edition(edition, drafts=True)
    table = Table(
        name="comments", caption=_("What people say"), order="made_at", empty=_("Nobody has said anything yet."),
        columns=[
            Column("reference", _("Reference"), search="contains",
                   link=lambda row: reverse("settlement:comment", args=[row.id])),
            Column("entry", _("About"), source="entry__title", search="contains"),
            Column("state", _("State"), search="exact", choices=Comment.State.choices,
                   show=lambda row: row.get_state_display()),
            Column("answered_at", _("Answered"), show=lambda row: jinja.date_in_words(row.answered_at) or _("Not yet")),
            Column("made_at", _("Said on"), show=lambda row: jinja.date_in_words(row.made_at)),
        ],
    )  # fmt: skip
    context = {"door": DESK, "edition": held}
    return respond(
        request, table, entries.comments_to_answer(held.id).defer("words"), "settlement/comments.html", context
    )


@requires("settlement.write", "GET", "POST")
def comment(request: Request, comment_id: UUID) -> HttpResponse:
    """One comment: show it or not, and answer it."""
    row = entries.comment(comment_id)
    require(request.actor, "settlement.write", row.entry)
    hides = request.POST.get("act") == "hide"
    sent = typed(request)
    answering = asked.AnswerForm(None if hides else sent, initial={"words": row.answer, "changed_it": row.changed_it})
    hiding = asked.HideForm(sent if hides else None)
    what: dict[str, Any] = {"actor": request.actor, "comment_id": comment_id, "now": request.now}

    def done() -> HttpResponse:
        messages.success(request, _("Kept."))
        return HttpResponseRedirect(reverse("settlement:comments", args=[row.entry.edition.code]))

    def answer(given: dict[str, Any]) -> HttpResponse:
        actions.answer_comment(**what, **given)
        return done()

    def hide(given: dict[str, Any]) -> HttpResponse:
        actions.hide_comment(**what, **given)
        return done()

    if request.POST.get("act") == "show":
        actions.show_comment(**what)
        return done()
    form = hiding if hides else answering
    context = {"door": DESK, "comment": row, "answering": answering, "hiding": hiding, "form": form}
    return act_on(form, hide if hides else answer) or render(
        request, "settlement/comment.html", context, status=status(form)
    )


@requires("settlement.write", "GET", "POST")
def gap(request: Request, gap_id: UUID) -> HttpResponse:
    """One gap, and its answer: what will be done, by whom, by when."""
    row = entries.gap(gap_id)
    require(request.actor, "settlement.write", row.entry)
    form = asked.GapAnswerForm(
        typed(request), initial={"what": row.answer, "by_whom": row.answer_by, "by_when": row.answer_on}
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.answer_gap(actor=request.actor, gap_id=gap_id, now=request.now, today=request.today, **given)
        messages.success(request, _("Kept. Everybody can read it now."))
        return HttpResponseRedirect(reverse("settlement:prepare", args=[row.entry.edition.code]))

    return act_on(form, act) or render(
        request, "settlement/gap.html", {"door": DESK, "gap": row, "form": form}, status=status(form)
    )
