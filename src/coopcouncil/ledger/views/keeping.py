"""A book: how it stands, its months, budgets, trial balance and postings."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.ledger import actions, queries
from coopcouncil.ledger.domain import catalogue, statements
from coopcouncil.ledger.domain.months import written
from coopcouncil.ledger.models import Period, Posting
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.views.shared import (
    SOURCE,
    STANDS,
    address_of,
    of_year,
    pence,
    respond_with_sheets,
    year_asked,
    year_links,
)

DESK = "/desk/"


@requires("ledger.see_books")
def books(request: Request) -> HttpResponseBase:
    """The books that are open to whoever asks."""
    found = [book for book in queries.books() if allowed(request.actor, "ledger.see_statements", book)]
    if len(found) == 1:
        return redirect("ledger:book", found[0].id)
    table = Table(
        name="books",
        caption=_("Books"),
        order="name",
        page_size=50,
        empty=_("No book is open to you. The operator opens them: see the page on the command line."),
        columns=[
            Column("code", _("Code"), in_page=False),
            Column(
                "name", _("Organisation"), search="contains", link=lambda row: reverse("ledger:book", args=[row.id])
            ),
        ],
    )
    return respond(request, table, found, "ledger/books.html", {"door": DESK})


def _open(request: Request, book_id: UUID, permission: str = "ledger.see_statements") -> queries.BookView:
    book = queries.book(book_id)
    require(request.actor, permission, book)
    return book


@requires("ledger.see_statements")
def book(request: Request, book_id: UUID) -> HttpResponseBase:
    """How an organisation stands, its funds and the months of a year."""
    found = _open(request, book_id)
    years = queries.budget_years(book_id)
    year = year_asked(request, years)
    if year is None:
        return render(request, "ledger/book.html", {"book": found, "door": DESK, "year": None})
    chart = queries.accounts()
    by_fund = sums.sums_by_fund(book_id)
    funds = [
        {"code": fund.code, "name": fund.name, "bound": _bound(fund)}
        | asdict(moved := statements.fund_statement(by_fund.get(fund.id, []), chart, year=year))
        | {"closing": moved.closing}
        for fund in queries.funds(book_id)
    ]
    months = queries.months_with_requests(book_id, year)
    context: dict[str, Any] = {
        "book": found,
        "door": DESK,
        "year": written(year),
        "years": year_links(request.path, years, year),
        "position": statements.position(statements.trial_balance(sums.sums(book_id), chart, year=year)),
        "debts": [_debt(item, book_id, allowed(request.actor, "ledger.keep", found)) for item in sums.debts(book_id)],
        "months": months,
        "all_closed": len(months) == 12 and all(item.state == "closed" for item in months),
        "stands": sums.how_budgets_stand(book_id, year),
        "may_keep": allowed(request.actor, "ledger.keep", found),
        "may_inspect": allowed(request.actor, "ledger.inspect", found),
        "states": dict(Period.State.choices),
    }
    return respond_with_sheets(request, _fund_statement(found, year), funds, "ledger/book.html", context)


def _debt(debt: sums.Debt, book_id: UUID, may_keep: bool) -> list[Any]:
    """A line of who owes whom; the side that owes nothing stays empty."""
    cells = [debt.organisation, debt.other_fund, debt.fund,
             in_pounds(debt.pence) if debt.pence > 0 else "",
             in_pounds(-debt.pence) if debt.pence < 0 else ""]  # fmt: skip
    if not may_keep:
        return cells
    if debt.pence > 0:
        return [*cells, _("They pay it")]
    href = f"{reverse('ledger:post_as', args=[book_id, 'settle'])}?debt={debt.code}"
    hidden = _("what we owe to %(who)s") % {"who": debt.organisation}
    return [*cells, format_html('<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a>',
                                href, _("Pay it"), hidden)]  # fmt: skip


def _fund_statement(book: queries.BookView, year: int) -> Table:
    return Table(
        name=f"funds-{book.code}-{year}",
        caption=_("Funds"),
        order="code",
        keeps=of_year(year),
        empty=_("No fund is open yet."),
        source=SOURCE,
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("Fund")),
            Column("bound", _("May be used")),
            pence("opening", _("At the beginning")),
            pence("came", _("Came in")),
            pence("left", _("Went out")),
            pence("closing", _("Now")),
        ],
    )


def _bound(fund: Any) -> str:
    if fund.kind == "ringfenced":
        area = catalogue.areas().get(fund.purpose)
        return _("Only for: %(area)s") % {"area": area.name if area else fund.purpose}
    if fund.kind == "restricted":
        return _("Not before %(day)s") % {"day": date_in_words(fund.restricted_until)}
    return str(fund.get_kind_display())


@requires("ledger.keep", "POST")
def month(request: Request, period_id: UUID) -> HttpResponse:
    """Close a month, ask for it to be opened again, agree to that, or certify the year for good."""
    period = queries.period(period_id)
    require(request.actor, "ledger.keep", period.book)
    what = request.POST.get("what", "")
    try:
        if what == "close":
            actions.close_month(actor=request.actor, period_id=period_id)
            messages.success(request, _("The month is closed."))
        elif what == "ask":
            reason = request.POST.get("reason", "")[:300]
            actions.ask_reopening(actor=request.actor, period_id=period_id, reason=reason, now=request.now)
            messages.success(request, _("Asked. The month opens when a colleague agrees."))
        elif what == "agree":
            actions.agree_reopening(actor=request.actor, period_id=period_id, now=request.now)
            messages.success(request, _("The month is open again."))
        elif what == "certify":
            if request.POST.get("sure") != "yes":
                raise BadInput(_("Say that the accounts of the year were audited."))
            actions.certify_year(actor=request.actor, book_id=period.book_id, year=period.year)
            messages.success(request, _("The year is certified."))
        else:
            raise BadInput(_("Choose what to do with the month."))
    except (BadInput, Conflict) as error:
        messages.error(request, languages.say(error.args[0]))
    return redirect(f"{reverse('ledger:book', args=[period.book_id])}?year={period.year}")


@requires("ledger.see_statements")
def budgets(request: Request, book_id: UUID) -> HttpResponseBase:
    """Budget against actual: each line with what is spent, promised and left; those in trouble stand out."""
    found = _open(request, book_id)
    years = queries.budget_years(book_id)
    year = year_asked(request, years)
    areas = [(code, area.name) for code, area in catalogue.areas().items()]
    stands = {value: str(label) for value, label in STANDS}
    table = Table(
        name=f"budgets-{found.code}-{year}",
        keeps=of_year(year),
        caption=_("Budget against actual"),
        order="left_pence",
        empty=_("No budget is set in this year."),
        source=SOURCE,
        columns=[
            Column("name", _("Budget"), search="contains", link=address_of),
            Column("code", _("Code"), search="contains", in_page=False),
            Column("area", _("Kind of service"), search="exact", choices=areas, in_page=False),
            Column("kind", _("Kind"), in_page=False),
            pence("amount", _("Budget")),
            pence("spent", _("Spent")),
            pence("committed", _("Promised")),
            pence("left", _("Left")),
            Column("stands", _("How it stands"), search="exact", choices=[item for item in STANDS if item[0]],
                   show=lambda row: stands[row.stands]),
        ],
    )  # fmt: skip
    context = {
        "book": found,
        "year": written(year) if year is not None else "",
        "years": year_links(request.path, years, year),
        "door": DESK,
    }
    return respond_with_sheets(request, table, sums.budget_lines(book_id, year or 0), "ledger/budgets.html", context)


@requires("ledger.see_statements")
def trial_balance(request: Request, book_id: UUID) -> HttpResponseBase:
    """Every account with its debit or credit; as CSV, JSON, XLSX and Parquet too."""
    found = _open(request, book_id)
    years = queries.budget_years(book_id)
    year = year_asked(request, years)
    balance = statements.trial_balance(sums.sums(book_id), queries.accounts(), year=year or 0)
    table = Table(
        name=f"trial-balance-{found.code}-{year}",
        keeps=of_year(year),
        caption=_("Trial balance"),
        order="code",
        page_size=100,
        empty=_("Nothing is posted yet."),
        source=SOURCE,
        columns=[
            Column("code", _("Code")),
            Column("name", _("Account")),
            Column("heading", _("Heading"), in_page=False),
            Column("kind", _("Kind"), in_page=False),
            pence("debit", _("Debit")),
            pence("credit", _("Credit")),
        ],
    )
    context = {
        "book": found,
        "year": written(year) if year is not None else "",
        "years": year_links(request.path, years, year),
        "balance": balance,
        "door": DESK,
    }
    return respond_with_sheets(request, table, list(balance.lines), "ledger/trial_balance.html", context)


@requires("ledger.inspect")
def postings(request: Request, book_id: UUID) -> HttpResponseBase:
    """Every posting of a book, with who made and who checked it."""
    found = _open(request, book_id, "ledger.inspect")
    table = Table(
        name="postings",
        caption=_("Postings"),
        order="-number",
        empty=_("Nothing is posted yet."),
        columns=[
            Column("number", _("Number"), numeric=True, search="exact",
                   link=lambda row: reverse("ledger:posting", args=[row.id])),
            Column("effective_on", _("On"), show=lambda row: date_in_words(row.effective_on)),
            Column("posted_at", _("Posted"), in_page=False),
            Column("kind", _("Kind"), search="exact", choices=Posting.Kind.choices,
                   show=lambda row: row.get_kind_display()),
            Column("purpose", _("What for"), search="contains"),
            pence("pence", _("Amount"), value=lambda row: row.amount),
            Column("maker", _("Made by"), source="maker__name", show=lambda row: row.maker.name if row.maker else
                   _("Finance system")),
            Column("checker", _("Checked by"), source="checker__name"),
            Column("evidence", _("Evidence"), in_page=False),
            Column("key", _("Key"), in_page=False),
        ],
    )  # fmt: skip
    context = {"book": found, "door": DESK}
    return respond_with_sheets(request, table, sums.postings(book_id), "ledger/postings.html", context)
