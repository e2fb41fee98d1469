"""What several pages of the ledger share: the year that is asked for, words, cells with money."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation import clock, limits
from coopcouncil.foundation.jinja import money
from coopcouncil.foundation.requests import caller
from coopcouncil.foundation.tables import FILES, Column, Rows, Table, respond
from coopcouncil.foundation.uploads import as_download
from coopcouncil.ledger import formats
from coopcouncil.ledger.domain.months import written

STANDS = [
    ("over", _("Spent more than it has")),
    ("near", _("Promised more than is left")),
    ("", _("Within its budget")),
]
SOURCE = _("this ledger, which the organisations’ own finance systems are checked against")


def address_of(budget: Any) -> str:
    """The public address of a budget."""
    return reverse("ledger:budget", args=[budget.book.organisation.code, budget.year, budget.code])


def year_asked(request: HttpRequest, years: list[int]) -> int | None:
    """The year in the address, if the ledger has it; else the latest that has a budget."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return years[0] if years else None


def year_links(path: str, years: list[int], at: int | None) -> list[dict[str, Any]]:
    return [{"text": written(year), "href": f"{path}?year={year}", "at": year == at} for year in years]


def of_year(year: int | None) -> dict[str, str]:
    """What stays in the address of a list of one year."""
    return {} if year is None else {"year": str(year)}


SHEETS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def respond_with_sheets(
    request: Any, table: Table, rows: Rows, template: str, context: Mapping[str, Any]
) -> HttpResponseBase:
    """As `respond`, and the list as XLSX or Parquet too."""
    kind = request.GET.get(f"{table.prefix}format", "")
    if kind not in SHEETS:
        return respond(request, table, rows, template, context)
    limits.take_try(f"files-of:{request.actor.account_id or caller(request)}", **FILES, now=clock.now())
    columns = [column for column in table.columns if column.in_files]
    heads = [column.key for column in columns]
    cells = [[column.read(row) for column in columns] for row in table.rows(request.GET, rows)]
    money_at = [at for at, head in enumerate(heads) if head.endswith("_pence")]
    if kind == "xlsx":
        named = [head.removesuffix("_pence") for head in heads]  # there in pounds
        content = formats.as_xlsx(str(table.caption), named, cells, pence=money_at)
    else:
        content = formats.as_parquet(heads, cells)
    return as_download(content, name=f"{table.name}.{kind}", media_type=SHEETS[kind])


def pence(key: str, label: Any, *, source: str = "", value: Callable[[Any], int] | None = None, **rest: Any) -> Column:
    """A column of money: pounds on the page, whole pence in files."""
    plain = Column(key, label, source=source or key, value=value)

    def show(row: Any) -> str:
        return money(int(plain.read(row) or 0))

    return Column(f"{key}_pence", label, source=plain.source, value=value, numeric=True, show=show, **rest)
