"""Lists that filter, sort, page and download, the same everywhere and without scripts.

A `Table` says once which columns a list has; `respond` turns a request and a queryset (or a list) into a page, a CSV or
a JSON file. A queryset is filtered, sorted and cut in the database: two queries a page whatever its length, one a file.
Only columns named here can be asked for; whatever else stands in the address is ignored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from coopcouncil.foundation import clock, limits, pages
from coopcouncil.foundation.requests import caller
from coopcouncil.foundation.tables import files
from coopcouncil.foundation.tables.columns import Ask, Column
from coopcouncil.foundation.tables.order import in_database, in_memory
from coopcouncil.foundation.tables.page import Page
from coopcouncil.foundation.tables.values import follow

__all__ = ["Ask", "Column", "Page", "Table", "ids", "respond"]

PAGE_SIZE = 25
LONGEST_FILTER = 200  # characters; longer is cut
CHUNK = 2000  # rows fetched at a time for a file

# Files that one person may fetch, or one place where nobody is signed in.
FILES: dict[str, Any] = {"most": 200, "within": timedelta(hours=1)}

Rows = QuerySet | Sequence[Any]


@dataclass(frozen=True)
class Table:
    """A list's columns, its order when nobody asks for another (`"-due"` for falling), and its words.

    `name` is the id on the page and the name of the files. Give `prefix` to the second list of one page. `keeps` is
    what else of the address stays in every link, such as the year that the whole page is about.
    """

    name: str
    caption: Any
    columns: Sequence[Column]
    order: str = ""
    empty: Any = ""
    prefix: str = ""
    tie: str = "pk"
    page_size: int = PAGE_SIZE
    source: Any = ""
    keeps: Mapping[str, str] = field(default_factory=dict)

    def page(self, asked: Mapping[str, str], rows: Rows, *, path: str = "") -> Page:
        """The page that `asked` (a request's GET) wants. `path` is the address that its links lead to."""
        ask = self._ask(asked)
        found = self.rows(asked, rows)
        total = found.count() if isinstance(found, QuerySet) else len(found)
        last_page = max(1, -(-total // self.page_size))
        at = min(max(1, ask.page), last_page)
        start = (at - 1) * self.page_size
        return Page(self, ask, list(found[start : start + self.page_size]), total, at, last_page, path)

    def rows(self, asked: Mapping[str, str], rows: Rows) -> Rows:
        """All rows that `asked` wants, filtered and in a stable order, not cut."""
        ask = self._ask(asked)
        return in_database(ask, rows, tie=self.tie) if isinstance(rows, QuerySet) else in_memory(ask, rows)

    def file(self, asked: Mapping[str, str], rows: Rows, kind: str) -> StreamingHttpResponse:
        """All rows that `asked` wants as a streamed file, `kind` "csv" or "json"."""
        found = self.rows(asked, rows)
        each = found.iterator(chunk_size=CHUNK) if isinstance(found, QuerySet) else iter(found)
        columns = [column for column in self.columns if column.in_files]
        body, content = (
            (files.as_csv(columns, each), "text/csv; charset=utf-8; header=present")
            if kind == "csv"
            else (files.as_json(columns, each), "application/json")
        )
        answer = StreamingHttpResponse(body, content_type=content)
        answer["Content-Disposition"] = f'attachment; filename="{self.name}.{kind}"'
        return answer

    def _ask(self, asked: Mapping[str, str]) -> Ask:
        def get(name: str) -> str:
            return str(asked.get(self.prefix + name, "")).replace("\x00", "").strip()[:LONGEST_FILTER]

        filters = {}
        for column in self.columns:
            value = get(column.key)
            if (
                column.search
                and value
                and (not column.choices or value in {str(known) for known, _label in column.choices})
            ):
                filters[column] = value
        order, falling = self._column(get("sort")), get("sort").startswith("-")
        if order is None:
            order, falling = self._column(self.order), self.order.startswith("-")
        number = get("page")
        # More than nine digits is no page of ours, and would not fit the database's offset.
        return Ask(filters, order, falling, int(number) if number.isdecimal() and len(number) < 10 else 1)

    def _column(self, wanted: str) -> Column | None:
        key = wanted.removeprefix("-")
        return next((item for item in self.columns if item.key == key and item.sortable and item.path), None)


def ids(rows: Rows, *paths: str) -> set[Any]:
    """What stands at these paths of the rows, each once, without what is missing. One query, or none for a list."""
    if isinstance(rows, QuerySet):
        return {found for row in rows.order_by().values_list(*paths).distinct() for found in row if found is not None}
    return {found for row in rows for path in paths if (found := follow(row, path)) is not None}


def respond(
    request: HttpRequest,
    table: Table,
    rows: Rows,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    seen: Callable[[Rows], None] | None = None,
) -> HttpResponseBase:
    """The page `template` with the list as `page`, or the file that `?format=csv` or `json` asks for.

    `seen` is told which rows are shown, before they are, so that whoever reads them is noted. Raises TooMany where one
    person, or one place where nobody is signed in, asks for too many files.
    """
    kind = request.GET.get(f"{table.prefix}format", "")
    if kind in {"csv", "json"}:
        whose = getattr(getattr(request, "actor", None), "account_id", None) or caller(request)
        limits.take_try(f"files-of:{whose}", **FILES, now=clock.now())
        if seen is not None:
            seen(table.rows(request.GET, rows))
        return table.file(request.GET, rows, kind)
    page = table.page(request.GET, rows, path=request.path)
    if seen is not None:
        seen(page.rows)
    return pages.render(request, template, {**(context or {}), "page": page})
