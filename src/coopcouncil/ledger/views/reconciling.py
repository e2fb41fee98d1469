"""Statements of banks and agencies, and which posting each line is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.ledger import queries
from coopcouncil.ledger.actions import matching
from coopcouncil.ledger.forms import MatchForm
from coopcouncil.ledger.queries import reconciling
from coopcouncil.ledger.views.shared import pence

DESK = "/desk/"


@requires("ledger.inspect")
def statements(request: Request, book_id: UUID) -> HttpResponseBase:
    """The statements of a book, with how many of their lines match nothing."""
    book = queries.book(book_id)
    require(request.actor, "ledger.inspect", book)
    table = Table(
        name="statements",
        caption=_("Statements"),
        order="-ends_on",
        empty=_("No statement was loaded yet. The operator loads them: coopcouncil ledger reconcile."),
        columns=[
            Column("ends_on", _("Up to"), show=lambda row: date_in_words(row.ends_on),
                   link=lambda row: reverse("ledger:statement", args=[row.id])),
            Column("issuer", _("From"), search="contains"),
            Column("fund", _("Fund"), source="fund__name"),
            pence("closing", _("Balance"), source="closing_pence"),
            Column("open_lines", _("Open lines"), numeric=True, value=lambda row: row.open_lines or 0),
        ],
    )  # fmt: skip
    return respond(
        request, table, reconciling.statements(book_id), "ledger/statements.html", {"book": book, "door": DESK}
    )


@requires("ledger.inspect")
def statement(request: Request, statement_id: UUID) -> HttpResponseBase:
    """One statement beside the book: its lines, the postings that they are, and whether both end the same."""
    found = reconciling.statement(statement_id)
    require(request.actor, "ledger.inspect", found.fund.book)
    may = allowed(request.actor, "ledger.match", found.fund.book)
    balance = reconciling.balance(found.fund_id, found.account_id, found.ends_on)
    free = [
        item
        for item in reconciling.movements(found.fund_id, found.account_id, found.starts_on, found.ends_on)
        if found.starts_on <= item.on <= found.ends_on
    ]

    def posted(row: Any) -> str:
        return _("Number %(number)s") % {"number": row.posting.number} if row.posting else _("Nothing yet")

    def to_line(row: Any) -> str:
        return reverse("ledger:line", args=[row.id])

    table = Table(
        name="lines",
        caption=_("Lines of the statement"),
        order="state",
        tie="line",
        empty=_("The statement has no lines."),
        columns=[
            Column("line", _("Line"), numeric=True, link=to_line if may else None),
            Column("on", _("On"), show=lambda row: date_in_words(row.on)),
            pence("pence", _("Amount"), source="pence"),
            Column("reference", _("Reference"), search="contains"),
            Column("state", _("Posting"), source="posting__number", show=posted),
        ],
    )  # fmt: skip
    context = {
        "statement": found,
        "book": queries.book(found.fund.book_id),
        "balance": balance,
        "difference": balance - found.closing_pence,
        "free": [[date_in_words(item.on), item.known_as[0], in_pounds(item.pence)] for item in free[:50]],
        "free_count": len(free),
        "door": DESK,
    }
    return respond(request, table, reconciling.lines(statement_id), "ledger/statement.html", context)


@requires("ledger.match", "GET", "POST")
def line(request: Request, line_id: UUID) -> HttpResponseBase:
    """Say which posting a line is: only those that moved the same sum are offered."""
    found = reconciling.line(line_id)
    held = found.statement
    require(request.actor, "ledger.match", held.fund.book)
    choices = [
        (str(item.posting_id), f"{date_in_words(item.on)}, {item.known_as[0]}, {in_pounds(item.pence)}")
        for item in reconciling.movements(held.fund_id, held.account_id, held.starts_on, held.ends_on)
        if item.pence == found.pence
    ]

    def act(given: dict[str, Any]) -> HttpResponse:
        matching.match_line(actor=request.actor, line_id=line_id, posting_id=UUID(given["posting"]))
        messages.success(request, _("Matched."))
        return redirect("ledger:statement", held.id)

    form = MatchForm(typed(request), choices=choices)
    if done := act_on(form, act):
        return done
    context = {"line": found, "statement": held, "choices": choices, "form": form, "door": DESK}
    return render(request, "ledger/line.html", context, status=status(form))
