"""One notice of an organisation's inbox, and the answers to it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.forms import AnswerForm
from coopcouncil.sharing.queries import NoticePage


@requires("sharing.see_notice")
def notice(request: Request, notice_id: UUID) -> HttpResponse:
    """One notice. Opening it is logged."""
    page = actions.open_notice(actor=request.actor, notice_id=notice_id)
    return _notice_page(request, page, _fresh_form(page))


@requires("sharing.answer_notice", "GET", "POST")
def answer(request: Request, notice_id: UUID) -> HttpResponse:
    """An officer's answer. Whoever loads the address again after an error is led back to the notice."""
    if request.method != "POST":
        require(request.actor, "sharing.answer_notice", queries.notice_delivery(notice_id).notice)
        return redirect("sharing:notice", notice_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _asked_again(request, notice_id, form)
    given = form.cleaned_data
    try:
        actions.answer_notice(
            actor=request.actor,
            notice_id=notice_id,
            answer_id=str(given["answer_id"]),
            kind=given["answer"],
            reason=given["reason"],
            basis=given["basis"],
            now=request.now,
            seen_state=given["seen_state"],
            decision=DecisionDraft(given["outcome"], given["reason"], given["decided_on"])
            if given["outcome"]
            else None,
        )
    except BadInput as error:
        form.add_error("decided_on" if error.place == "decision.decided_on" else None, languages.explain(error))
        return _asked_again(request, notice_id, form)
    except Conflict as error:
        page = actions.open_notice(actor=request.actor, notice_id=notice_id)
        return _conflict_page(request, page, str(error), given["reason"])
    messages.success(request, _("Your answer was sent. The person can read it now."))
    return redirect("sharing:notice", notice_id)


def _decision(given: dict[str, Any]) -> DecisionDraft | None:
    return DecisionDraft(given["outcome"], given["reason"], given["decided_on"]) if given["outcome"] else None


def _asked_again(request: Request, notice_id: UUID, form: AnswerForm) -> HttpResponse:
    """The notice with what is wrong in `form`, which offers only the answers that still mean something."""
    page = actions.open_notice(actor=request.actor, notice_id=notice_id)
    if not page.answers_open:
        says = _("This notice has its final answer already. Nothing of yours was sent.")
        return _conflict_page(request, page, says, request.POST.get("reason", ""))
    form.offer(page.answers_open)
    return _notice_page(request, page, form, status=422)


def _conflict_page(request: Request, page: NoticePage, says: str, typed: str) -> HttpResponse:
    """The notice as it stands now, why nothing was sent, and the words that the officer `typed`."""
    return _notice_page(request, page, _fresh_form(page, reason=typed), conflict=says, typed=typed, status=409)


def _fresh_form(page: NoticePage, *, reason: str = "") -> AnswerForm | None:
    """A form for the answers that are left; None after the final one."""
    if not page.answers_open:
        return None
    form = AnswerForm(initial={"seen_state": page.state, "answer_id": uuid4(), "reason": reason})
    form.offer(page.answers_open)
    return form


def _notice_page(
    request: Request,
    page: NoticePage,
    form: AnswerForm | None,
    *,
    conflict: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    mine = request.actor.organisations_for(*INBOX_ROLES)
    context = {
        "notice": page,
        "form": form,
        "conflict": conflict,
        "typed": typed,
        "in_hand": queries.in_hand(page.id),
        "may_take": allowed(request.actor, "sharing.answer_notice", page),
        "next_id": queries.next_waiting(mine, but_not=page.id),
        "door": "/desk/",
    }
    shown = render(request, "sharing/notice.html", context, status=status)
    shown["Cache-Control"] = "no-store"  # facts stay in no cache, not even the browser’s own
    return shown
