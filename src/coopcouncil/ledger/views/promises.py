"""Promises of a budget: what is open, what became of each, and ending one."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.domain.months import written
from coopcouncil.ledger.forms import ReleaseForm
from coopcouncil.ledger.models import Commitment, Release
from coopcouncil.ledger.queries import offers as offered
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.views.shared import address_of, pence

DESK = "/desk/"


@requires("ledger.inspect")
def promises(request: Request, budget_id: UUID) -> HttpResponseBase:
    """What is promised of a budget, with what is released of each."""
    budget = queries.budget(budget_id)
    require(request.actor, "ledger.inspect", budget.book)
    table = Table(
        name="promises",
        caption=_("Promises"),
        order="-open_pence",
        empty=_("Nothing of this budget is promised."),
        columns=[
            Column("purpose", _("What for"), search="contains",
                   link=lambda row: reverse("ledger:promise", args=[row.id])),
            Column("made_on", _("Since"), show=lambda row: date_in_words(row.made_on)),
            pence("promised", _("Promised"), source="pence"),
            pence("released", _("Released")),
            pence("open", _("Still open"), source="open_pence"),
            Column("evidence", _("Evidence"), in_page=False),
        ],
    )  # fmt: skip
    context = {
        "budget": sums.budget_lines(budget.book_id, budget.year).get(id=budget_id),
        "book": queries.book(budget.book_id),
        "year": written(budget.year),
        "public": address_of(budget),
        "may_post": allowed(request.actor, "ledger.post", budget.book),
        "door": DESK,
    }
    return respond(request, table, offered.promises(budget_id), "ledger/promises.html", context)


@requires("ledger.inspect", "GET", "POST")
def promise(request: Request, commitment_id: UUID) -> HttpResponseBase:
    """One promise with what is released of it; whoever keeps the book releases more, by a posting or with a reason."""
    found = offered.promise(commitment_id)
    require(request.actor, "ledger.inspect", found.budget.book)
    if request.method == "POST":
        require(request.actor, "ledger.post", found.budget.book)

    def act(given: dict[str, Any]) -> HttpResponse:
        _release(request, found, given)
        messages.success(request, _("Released. The budget has so much more to promise or to spend."))
        return redirect("ledger:promises", found.budget_id)

    form = ReleaseForm(typed(request), initial={"key": uuid4(), "amount": str(Money(found.open_pence))})
    if done := act_on(form, act):
        return done
    table = Table(
        name="releases",
        caption=_("What is released of it"),
        order="-made_at",
        empty=_("Nothing yet."),
        columns=[
            Column("made_at", _("When"), show=lambda row: date_in_words(row.made_at)),
            pence("released", _("Amount"), source="pence"),
            Column("reason", _("Why")),
            Column("posting", _("Posting"), source="posting__number", show=_posting),
        ],
    )  # fmt: skip
    context = {
        "promise": found,
        "book": queries.book(found.budget.book_id),
        "may": allowed(request.actor, "ledger.post", found.budget.book) and found.open_pence > 0,
        "form": form,
        "pay": f"{reverse('ledger:post_as', args=[found.budget.book_id, 'payment'])}?promise={found.id}",
        "door": DESK,
    }
    answer = respond(request, table, offered.releases(commitment_id), "ledger/promise.html", context)
    answer.status_code = status(form)
    return answer


def _posting(row: Release) -> str:
    if row.posting is None:
        return ""
    return format_html(
        '<a class="govuk-link" href="{}">{}</a>', reverse("ledger:posting", args=[row.posting.id]),
        _("Number %(number)s") % {"number": row.posting.number},
    )  # fmt: skip


def _release(request: Request, found: Commitment, given: dict[str, Any]) -> None:
    number, posting = given["number"], None
    if number:
        posting = offered.posting_numbered(found.budget.book_id, number)
        if posting is None:
            raise BadInput(_("This book has no posting with this number."), place="number")
    actions.release_commitment(
        actor=request.actor, commitment_id=found.id, pence=given["amount"], now=request.now, release_id=given["key"],
        reason=given["reason"].strip() or (posting.purpose if posting else ""),
        posting_id=posting.id if posting else None,
    )  # fmt: skip
