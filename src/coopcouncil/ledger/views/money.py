"""Where the money goes: for everybody, to the penny. What a payment was for in words stays inside the organisation."""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.directory import public as directory
from coopcouncil.foundation.charts import BarChart
from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.jinja import money as in_pounds
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.ledger import queries
from coopcouncil.ledger.domain import catalogue, statements
from coopcouncil.ledger.domain.months import written
from coopcouncil.ledger.domain.path import Step
from coopcouncil.ledger.domain.statements import Slice
from coopcouncil.ledger.queries import offers, paths
from coopcouncil.ledger.queries import statements as sums
from coopcouncil.ledger.views.shared import (
    SOURCE,
    address_of,
    of_year,
    pence,
    respond_with_sheets,
    year_asked,
    year_links,
)

AGREED = "/agreed/"
WAYS = {
    "outcome": gettext_lazy("By what it is for"),
    "area": gettext_lazy("By kind of service"),
    "organisation": gettext_lazy("By organisation"),
    "service": gettext_lazy("By service"),
    "ward": gettext_lazy("By ward"),
}
UNKNOWN = {
    "service": gettext_lazy("Not for one service alone"),
    "ward": gettext_lazy("For the whole borough, or not known"),
}


def _named(by: str, slices: list[Slice]) -> list[Slice]:
    """Codes with their words, the largest first."""
    words: dict[str, str] = {}
    if by == "outcome":
        words = {code: str(name) for code, name in directory.outcomes().items()}
    elif by == "area":
        words = {code: area.name for code, area in catalogue.areas().items()}
    rest = str(UNKNOWN.get(by, ""))
    named = [Slice(item.code, words.get(item.code, item.name) or item.code or rest, item.pence) for item in slices]
    return statements.largest_first(named)


@requires("public")
def money(request: Request) -> HttpResponseBase:
    """What was spent in a year, by what it is for; and whether that is what the trial balance says."""
    years = queries.budget_years()
    year = year_asked(request, years)
    context: dict[str, Any] = {"year": None, "door": AGREED}
    if year is not None:
        slices = _named("outcome", sums.spending_by("outcome", year))
        balance = statements.trial_balance(sums.sums(), queries.accounts(), year=year)
        shown = [(item.name, item.pence / 100) for item in slices if item.pence > 0]
        context |= {
            "year": written(year),
            "years": year_links(request.path, years, year),
            "rows": [[item.name, in_pounds(item.pence)] for item in slices],
            "total": sum(item.pence for item in slices),
            "booked": balance.of_kind("expenditure"),
            "balances": balance.balances,
            "each_other": sums.to_each_other(year),
            "came_in": -balance.of_kind("income"),
            "ways": [(name, f"{reverse('ledger:money_by', args=[by])}?year={year}") for by, name in WAYS.items()],
            "chart": _chart(year, shown) if shown else None,
        }
    return render(request, "ledger/money.html", context)


def _chart(year: int, shown: list[tuple[str, float]]) -> BarChart:
    return BarChart(
        name="money", title=_("Where the money went in %(year)s") % {"year": written(year)}, unit=_("pounds"),
        bars=shown, source=str(SOURCE), say=lambda pounds: f"£{pounds:,.0f}",
    )  # fmt: skip


@requires("public")
def money_by(request: Request, by: str) -> HttpResponseBase:
    """The spending of a year shared out in one way, as a list that downloads."""
    if by not in WAYS:
        raise NotFound("The money is not shared out in that way.")
    years = queries.budget_years()
    year = year_asked(request, years)
    slices = _named(by, sums.spending_by(by, year)) if year is not None else []
    table = Table(
        name=f"money-by-{by}",
        caption=WAYS[by],
        order="-pence_pence",
        page_size=50,
        keeps=of_year(year),
        empty=_("No book is open here yet."),
        source=SOURCE,
        columns=[
            Column("code", _("Code"), in_page=False),
            Column("name", _("What"), search="contains"),
            pence("pence", _("Spent")),
            Column("year", _("Year"), value=lambda _row: written(year or 0), in_page=False, sortable=False),
        ],
    )
    context = {
        "door": AGREED,
        "heading": WAYS[by],
        "year": written(year) if year is not None else None,
        "years": year_links(request.path, years, year),
        "total": sum(item.pence for item in slices),
        "budgets": _budget_links(by, year),
    }
    return respond_with_sheets(request, table, slices, "ledger/money_by.html", context)


def _budget_links(by: str, year: int | None) -> list[tuple[str, str]]:
    """The largest budget lines, from which a pound can be followed."""
    if by != "organisation" or year is None:
        return []
    return [
        (f"{row.name} – {row.book.organisation.name}", address_of(row))
        for row in sums.budget_lines(None, year).order_by("-spent", "id")[:10]
    ]


@requires("public")
def budget(request: Request, organisation: str, year: int, budget_code: str) -> HttpResponseBase:
    """One budget line: what it has, what was spent of it, and each payment, but for those to a person."""
    found = queries.budget_at(organisation, year, budget_code)
    line = sums.budget_lines(found.book_id, found.year).get(id=found.id)
    rows = sums.public_payments(found.id)
    table = Table(
        name="payments",
        caption=_("What was paid"),
        order="-on",
        tie="posting_id",
        empty=_("Nothing was paid from it yet."),
        source=SOURCE,
        columns=[
            Column("on", _("On"), source="posting__effective_on",
                   show=lambda row: date_in_words(row.posting.effective_on),
                   link=lambda row: reverse("ledger:pound", args=[organisation, row.posting.number])),
            Column("account", _("What for"), source="account__name", search="contains"),
            Column("ward", _("Ward"), source="posting__ward__name", search="contains"),
            pence("pence", _("Paid")),
            Column("number", _("Number"), source="posting__number", in_page=False),
        ],
    )  # fmt: skip
    changes = _changes()
    if f"{changes.prefix}format" in request.GET:
        return respond(request, changes, offers.changes(found.id), "ledger/budget.html")
    outcomes = directory.outcomes()
    context = {
        "door": AGREED,
        "changes": changes.page(request.GET, offers.changes(found.id), path=request.path),
        "may_post": allowed(request.actor, "ledger.post", found.book),
        "may_inspect": allowed(request.actor, "ledger.inspect", found.book),
        "budget": line,
        "year": written(found.year),
        "area": catalogue.areas()[found.area].name if found.area in catalogue.areas() else found.area,
        "outcome": outcomes.get(found.outcome, found.outcome),
        "to_people": sums.to_people(found.id),
    }
    return respond(request, table, rows, "ledger/budget.html", context)


def _changes() -> Table:
    """How a budget came to be what it is."""
    return Table(
        name="changes",
        prefix="changes-",
        caption=_("How the budget changed"),
        order="-made_at",
        empty=_("It was never set."),
        columns=[
            Column("made_at", _("When"), show=lambda row: date_in_words(row.made_at)),
            pence("pence", _("By"), source="pence"),
            Column("reason", _("Why")),
        ],
    )  # fmt: skip


@requires("public")
def pound(request: Request, organisation: str, number: int) -> HttpResponseBase:
    """The path of a pound: where it came from, whose it was, what it went for, and where it went on to."""
    path = paths.path_of(organisation, number)
    if path is None:
        raise NotFound("There is no such payment, or it went to a person.")
    return render(request, "ledger/pound.html", {"steps": [_step(item) for item in path.steps], "path": path,
                                                 "door": AGREED})  # fmt: skip


def _step(item: Step) -> dict[str, Any]:
    titles = {
        "source": _("It came in as %(name)s"),
        "fund": _("It was kept in %(name)s"),
        "budget": _("It was in the budget “%(name)s”"),
        "spent": _("It was spent on %(name)s"),
        "debt": _("It went on to %(name)s"),
        "return": _("It came back"),
    }
    title = titles[item.what] % {"name": item.name}
    words = [in_pounds(item.pence)] if item.pence else []
    if item.detail:
        words.append(item.detail)
    return {"title": title, "text": " · ".join(words), "when": None, "url": item.url}
