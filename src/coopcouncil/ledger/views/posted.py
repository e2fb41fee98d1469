"""One posting, and taking it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.forms import ReasonForm
from coopcouncil.ledger.queries import statements as sums

DESK = "/desk/"


@requires("ledger.inspect", "GET", "POST")
def posting(request: Request, posting_id: UUID) -> HttpResponseBase:
    """One posting with its sides; whoever keeps the book may take it back, with a reason."""
    found = queries.posting(posting_id)
    require(request.actor, "ledger.inspect", found.book)
    back = queries.reversal_of(posting_id)
    may = allowed(request.actor, "ledger.post", found.book) and back is None and found.reverses_id is None

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.reverse(
            actor=request.actor, posting_id=posting_id, reason=given["reason"], on=request.today, now=request.now
        )
        if made.posting_id:
            messages.success(request, _("Taken back."))
            return redirect("ledger:posting", made.posting_id)
        messages.success(request, _("It is above your limit. It is taken back when a colleague has looked at it."))
        return redirect("ledger:approvals", found.book_id)

    if request.method == "POST":
        require(request.actor, "ledger.post", found.book)
    form = ReasonForm(typed(request))
    if done := act_on(form, act):
        return done
    legs = [
        [leg.account.name, leg.fund.name, leg.budget.name if leg.budget else
         leg.counterparty.organisation.name if leg.counterparty else "",
         in_pounds(leg.pence) if leg.pence > 0 else "", in_pounds(-leg.pence) if leg.pence < 0 else ""]
        for leg in sums.legs_of([posting_id])
    ]  # fmt: skip
    context = {
        "posting": found,
        "book": queries.book(found.book_id),
        "maker": found.maker.name if found.maker else _("Finance system"),
        "checker": found.checker.name if found.checker else _("Not needed"),
        "legs": legs,
        "back": back,
        "mirror": queries.mirror_of(found),
        "may": may,
        "form": form,
        "door": DESK,
    }
    return render(request, "ledger/posting.html", context, status=status(form))
