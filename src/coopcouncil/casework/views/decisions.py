"""Decisions: made by an officer, read by the person with the right to have them looked at again and its last day."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import deciding
from coopcouncil.casework.forms.decisions import DecideForm
from coopcouncil.casework.models import CaseDecision
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries import decisions as queries
from coopcouncil.foundation import pdf
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request


@requires("casework.answer_for", "GET", "POST")
def decide(request: Request, case_id: UUID) -> HttpResponse:
    """Decide in a case. The person reads it, and how to have it looked at again."""
    case = cases.case(case_id)
    require(request.actor, "casework.answer_for", case)

    def act(given: dict[str, Any]) -> HttpResponse:
        deciding.decide(actor=request.actor, case_id=case_id, now=request.now, today=request.today, **given)
        messages.success(request, _("Decided. The person reads it, with how to appeal and by which day."))
        return redirect("casework:case", case_id)

    form = DecideForm(typed(request), initial={"service_type": case.service_type})
    if answer := act_on(form, act):
        return answer
    context = {"form": form, "case": case, "door": "/desk/"}
    return render(request, "casework/decide.html", context, status=422 if form.errors else 200)


@requires("casework.see")
def letter(request: Request, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """A decision as its letter, for whoever works on the case."""
    return _letter(deciding.read_decision(actor=request.actor, case_id=case_id, decision_id=decision_id))


@requires("casework.see_own")
def my_decision(request: Request, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """A decision: what, why, how to have it looked at again, and by which day."""
    held = deciding.read_own_decision(
        actor=request.actor, case_id=case_id, decision_id=decision_id, today=request.today
    )  # fmt: skip
    context = {
        "decision": held,
        "about": queries.about(held),
        "until": queries.last_day_in_words(held),
        "door": "/account/",
    }
    return render(request, "casework/my_decision.html", context)


@requires("casework.see_own")
def my_letter(request: Request, case_id: UUID, decision_id: UUID) -> HttpResponse:
    """A decision as a letter, to keep or print."""
    return _letter(
        deciding.read_own_decision(actor=request.actor, case_id=case_id, decision_id=decision_id, today=request.today)
    )


def _letter(held: CaseDecision) -> HttpResponse:
    response = HttpResponse(pdf.letter(queries.letter(held)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{held.case.reference}-decision.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
