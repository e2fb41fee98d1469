"""One notice of an organisation's inbox, and the answers to it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation import pages
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import actions
from coopcouncil.sharing.forms import AnswerForm


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
