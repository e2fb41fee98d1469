"""Posting: first what it is, then one short form."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotFound
from coopcouncil.kernel.money import Money
from coopcouncil.ledger import queries
from coopcouncil.ledger.forms import KindForm
from coopcouncil.ledger.queries import offers as offered
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.views.kinds import KINDS, offers, promise_asked, usual_day

DESK = "/desk/"


@requires("ledger.post")
def post(request: Request, book_id: UUID) -> HttpResponseBase:
    """Choose what to post in a book."""
    book = queries.book(book_id)
    require(request.actor, "ledger.post", book)
    kinds = {name: (str(kind.label), str(kind.hint)) for name, kind in KINDS.items()}
    form = KindForm(request.GET if "kind" in request.GET or "sent" in request.GET else None, kinds=kinds)
    if form.is_valid():
        return redirect("ledger:post_as", book_id, form.cleaned_data["kind"])
    return render(request, "ledger/post_what.html", {"book": book, "form": form, "door": DESK}, status=status(form))


@requires("ledger.post", "GET", "POST")
def post_as(request: Request, book_id: UUID, kind: str) -> HttpResponseBase:
    """Post one thing of a kind; what is above one's limit a colleague must look at first."""
    book = queries.book(book_id)
    require(request.actor, "ledger.post", book)
    how = KINDS.get(kind)
    if how is None:
        raise NotFound("Nothing of that kind is posted.")

    def act(given: dict[str, Any]) -> HttpResponse:
        return how.act(request, book, given)

    form = how.form(typed(request), offers=offers(book_id, how.form), initial=_initial(request, book_id))
    if done := act_on(form, act):
        return done
    limit = queries.limit_of("finance_officer") if how.limited else None
    before = offered.last_typed(book_id, after) if (after := _id(request.GET, "after")) else {}
    context = {
        "book": book,
        "form": form,
        "how": how,
        "limit": None if limit is None else in_pounds(limit // how.sides),
        "before": {"id": request.GET["after"], "number": before["number"]} if before else None,
        "nothing_to_choose": _missing(form.fields),
        "door": DESK,
    }
    return render(request, "ledger/post.html", context, status=status(form))


def _missing(fields: Any) -> str:
    """Why the form cannot be filled in, where something that must be chosen is not there."""
    if "debt" in fields and len(fields["debt"].choices) < 2 and not any(fields["debt"].choices[:1][0][0:1]):
        return _("This book owes nothing to another organisation here.")
    return ""


def _initial(request: Request, book_id: UUID) -> dict[str, Any]:
    """What stands in a fresh form: its key, the usual day, what the posting before had, and what the address says."""
    given: dict[str, Any] = {"key": f"page {uuid4()}", "effective_on": usual_day(book_id, request.today)}
    if after := _id(request.GET, "after"):
        given |= offered.last_typed(book_id, after)
    given |= {name: request.GET[name][:200] for name in ("budget", "year", "debt") if request.GET.get(name)}
    if promise := promise_asked(request, book_id):
        given |= {"budget": promise.budget.code, "amount": str(Money(promise.open_pence)), "purpose": promise.purpose,
                  "evidence": promise.evidence}  # fmt: skip
    if wanted := request.GET.get("debt"):
        owed = next((debt for debt in sums.debts(book_id) if debt.pence < 0 and debt.code == wanted), None)
        given |= {"amount": str(Money(-owed.pence))} if owed else {}
    return given


def _id(asked: QueryDict, name: str) -> UUID | None:
    try:
        return UUID(asked.get(name, ""))
    except ValueError:
        return None
