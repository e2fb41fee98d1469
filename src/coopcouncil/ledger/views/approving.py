"""What waits for a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.domain import entries
from coopcouncil.ledger.forms import DecisionForm
from coopcouncil.ledger.models import Proposal
from coopcouncil.ledger.queries import desk
from coopcouncil.ledger.views.shared import pence

DESK = "/desk/"


@requires("ledger.inspect")
def approvals(request: Request, book_id: UUID) -> HttpResponseBase:
    """What was proposed in a book, and what became of it."""
    book = queries.book(book_id)
    require(request.actor, "ledger.inspect", book)
    table = Table(
        name="approvals",
        caption=_("Payments to approve"),
        order="-made_at",
        empty=_("Nobody has proposed anything."),
        columns=[
            Column("purpose", _("What for"), search="contains",
                   link=lambda row: reverse("ledger:approval", args=[row.id])),
            pence("pence", _("Amount"), value=lambda row: row.amount),
            Column("maker", _("Proposed by"), source="maker__name"),
            Column("made_at", _("When")),
            Column("state", _("State"), search="exact", choices=Proposal.State.choices,
                   show=lambda row: row.get_state_display()),
        ],
    )  # fmt: skip
    return respond(request, table, desk.proposals(book_id), "ledger/approvals.html", {"book": book, "door": DESK})


@requires("ledger.inspect", "GET", "POST")
def approval(request: Request, proposal_id: UUID) -> HttpResponseBase:
    """One proposal. A colleague of whoever proposed it posts or refuses it."""
    found = queries.proposal(proposal_id)
    require(request.actor, "ledger.inspect", found.book)

    def act(given: dict[str, Any]) -> HttpResponse:
        if given["decision"] == "approve":
            made = actions.approve(actor=request.actor, proposal_id=proposal_id, now=request.now)
            messages.success(request, _("Posted."))
            return redirect("ledger:posting", made)
        actions.refuse(actor=request.actor, proposal_id=proposal_id, reason=given["reason"], now=request.now)
        messages.success(request, _("Refused."))
        return redirect("ledger:approvals", found.book_id)

    if request.method == "POST":
        require(request.actor, "ledger.approve", found.book)
    form = DecisionForm(typed(request))
    if done := act_on(form, act):
        return done
    entry = entries.from_data(found.entry["entry"])
    names = desk.names_of(entry)
    may = allowed(request.actor, "ledger.approve", found.book) and found.state == Proposal.State.WAITING
    context = {
        "proposal": found,
        "book": queries.book(found.book_id),
        "entry": entry,
        "lines": [
            [names[line.account], names[line.fund_id], names.get(line.budget_id or line.counterparty_id, ""),
             in_pounds(line.pence) if line.pence > 0 else "", in_pounds(-line.pence) if line.pence < 0 else ""]
            for line in entry.lines
        ],
        "own": found.maker_id == request.actor.account_id,
        "may": may and found.maker_id != request.actor.account_id,
        "waiting": found.state == Proposal.State.WAITING,
        "form": form,
        "door": DESK,
    }  # fmt: skip
    return render(request, "ledger/approval.html", context, status=status(form))
