"""Lists that filter, sort, page and download, the same everywhere and without scripts.

A `Table` says once which columns a list has; `respond` turns a request and a queryset (or a list) into a page, a CSV or
a JSON file. A queryset is filtered, sorted and cut in the database: two queries a page whatever its length, one a file.
Only columns named here can be asked for; whatever else stands in the address is ignored.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from typing import Any, Literal
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from markupsafe import Markup

from coopcouncil.foundation import jinja, pages

PAGE_SIZE = 25
LONGEST_FILTER = 200  # characters; longer is cut
CHUNK = 2000  # rows fetched at a time for a file

Rows = QuerySet | Sequence[Any]


@dataclass(frozen=True)
class Column:
    """One column. Rows may be model instances, dataclasses or mappings.

    `key` names it in addresses and files. `source` is the path to its value (`"service__name"`), in the database and on
    the row alike; the key unless told. `value(row)` replaces the path where a value is worked out: such a column sorts
    and filters only if `source` says by what. `show(row)` is what the page shows instead of the value, text or safe
    markup; `link(row)` makes the cell a link. `search` is how the column can be filtered: by part of it, exactly, or not.
    `choices` (value, label) make the filter a list to pick from.
    """

    key: str
    label: Any
    source: str = ""
    value: Callable[[Any], Any] | None = None
    show: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    sortable: bool = True
    search: Literal["", "contains", "exact"] = ""
    choices: Sequence[tuple[str, Any]] = ()
    numeric: bool = False
    in_page: bool = True
    in_files: bool = True

    @property
    def path(self) -> str:
        return self.source or (self.key if self.value is None else "")

    def read(self, row: Any) -> Any:
        """The column's value in `row`, as it goes into files."""
        return self.value(row) if self.value else follow(row, self.path)

    def cell(self, row: Any) -> Any:
        """What the page shows of it: text or safe markup."""
        shown = self.show(row) if self.show else in_words(self.read(row))
        return format_html('<a class="govuk-link" href="{}">{}</a>', self.link(row), shown) if self.link else shown


@dataclass(frozen=True)
class Table:
    """A list's columns, its order when nobody asks for another (`"-due"` for falling), and its words.

    `name` is the id on the page and the name of the files. Give `prefix` to the second list of one page.
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

    def page(self, asked: Mapping[str, str], rows: Rows, *, path: str = "") -> "Page":
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
        return _in_database(self, ask, rows) if isinstance(rows, QuerySet) else _in_memory(ask, rows)

    def file(self, asked: Mapping[str, str], rows: Rows, kind: str) -> StreamingHttpResponse:
        """All rows that `asked` wants as a streamed file, `kind` "csv" or "json"."""
        found = self.rows(asked, rows)
        each = found.iterator(chunk_size=CHUNK) if isinstance(found, QuerySet) else iter(found)
        columns = [column for column in self.columns if column.in_files]
        body, content = (
            (as_csv(columns, each), "text/csv; charset=utf-8; header=present")
            if kind == "csv"
            else (as_json(columns, each), "application/json")
        )
        answer = StreamingHttpResponse(body, content_type=content)
        answer["Content-Disposition"] = f'attachment; filename="{self.name}.{kind}"'
        return answer

    def _ask(self, asked: Mapping[str, str]) -> "Ask":
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


@dataclass(frozen=True)
class Ask:
    """What a reader asked of a table, after everything unknown was dropped."""

    filters: Mapping[Column, str]
    order: Column | None
    falling: bool
    page: int

    @property
    def sort(self) -> str:
        return f"{'-' if self.falling else ''}{self.order.key}" if self.order else ""


@dataclass(frozen=True)
class Page:
    """One page of a table, for `listing` of `foundation/components/list.html`."""

    table: Table
    ask: Ask
    rows: list[Any]
    total: int
    number: int
    last_number: int
    path: str
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", [column for column in self.table.columns if column.in_page])

    @property
    def summary(self) -> str:
        """ "Showing 26 to 50 of 1,234" """
        if not self.total:
            return _("Nothing to show")
        first = (self.number - 1) * self.table.page_size + 1
        return _("Showing %(first)s to %(last)s of %(total)s") % {
            "first": jinja.number(first),
            "last": jinja.number(first + len(self.rows) - 1),
            "total": jinja.number(self.total),
        }

    @property
    def is_filtered(self) -> bool:
        return bool(self.ask.filters)

    @property
    def head(self) -> list[dict[str, Any]]:
        """The column headings: label, `aria-sort`, and the address that sorts by the column."""
        made = []
        for column in self.columns:
            on = self.ask.order is column
            falling = on and not self.ask.falling
            can = column.sortable and bool(column.path)
            made.append(
                {
                    "key": column.key,
                    "label": column.label,
                    "numeric": column.numeric,
                    "sort": ("descending" if self.ask.falling else "ascending") if on else ("none" if can else ""),
                    "href": self.address(sort=f"{'-' if falling else ''}{column.key}") if can else "",
                }
            )
        return made

    @property
    def cells(self) -> list[list[dict[str, Any]]]:
        return [
            [{"label": column.label, "shown": column.cell(row), "numeric": column.numeric} for column in self.columns]
            for row in self.rows
        ]

    @property
    def filters(self) -> list[dict[str, Any]]:
        """The inputs that narrow the list."""
        return [
            {
                "id": f"{self.table.name}-{column.key}",
                "name": self.table.prefix + column.key,
                "label": column.label,
                "value": self.ask.filters.get(column, ""),
                "choices": [(str(value), label) for value, label in column.choices],
            }
            for column in self.table.columns
            if column.search
        ]

    @property
    def pagination(self) -> dict[str, Any] | None:
        """Parameters of `govukPagination`; None when one page holds all."""
        if self.last_number == 1:
            return None
        near = {1, self.last_number, *range(self.number - 1, self.number + 2)}
        items: list[dict[str, Any]] = []
        before = 0
        for number in sorted(item for item in near if 1 <= item <= self.last_number):
            if number > before + 1:
                items.append({"ellipsis": True})
            items.append({"number": number, "href": self.address(page=number), "current": number == self.number})
            before = number
        made: dict[str, Any] = {"items": items, "landmarkLabel": _("Pages of %(list)s") % {"list": self.table.caption}}
        if self.number > 1:
            made["previous"] = {"href": self.address(page=self.number - 1), "text": _("Previous")}
        if self.number < self.last_number:
            made["next"] = {"href": self.address(page=self.number + 1), "text": _("Next")}
        return made

    def address(self, **changed: Any) -> str:
        """This list's address with `sort`, `page` or `format` changed; the filters stay."""
        asked = {column.key: value for column, value in self.ask.filters.items()}
        if self.ask.sort and self.ask.sort != self.table.order:
            asked["sort"] = self.ask.sort
        asked |= {name: str(value) for name, value in changed.items()}
        return f"{self.path}?{urlencode({self.table.prefix + name: value for name, value in asked.items()})}"


def respond(
    request: HttpRequest, table: Table, rows: Rows, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponseBase:
    """The page `template` with the list as `page`, or the file that `?format=csv` or `json` asks for."""
    kind = request.GET.get(f"{table.prefix}format", "")
    if kind in {"csv", "json"}:
        return table.file(request.GET, rows, kind)
    page = table.page(request.GET, rows, path=request.path)
    return pages.render(request, template, {**(context or {}), "page": page})


# --- filtering and sorting ------------------------------------------------------------------------------------------


def _in_database(table: Table, ask: Ask, rows: QuerySet) -> QuerySet:
    conditions = [
        Q(**{f"{column.path}__icontains" if column.search == "contains" else column.path: value})
        for column, value in ask.filters.items()
    ]
    try:
        found = rows.filter(*conditions)
    except (ValueError, ValidationError):  # letters where the column holds numbers, dates or ids: nothing matches
        found = rows.none()
    order = []
    if ask.order:
        by = F(ask.order.path)
        order = [by.desc(nulls_last=True) if ask.falling else by.asc(nulls_last=True)]
    return found.order_by(*order, table.tie)


def _in_memory(ask: Ask, rows: Sequence[Any]) -> Sequence[Any]:
    found = [row for row in rows if all(_matches(column, row, value) for column, value in ask.filters.items())]
    if ask.order:
        path = ask.order.path
        known = [row for row in found if follow(row, path) is not None]
        known.sort(key=lambda row: _sortable(follow(row, path)), reverse=ask.falling)
        found = known + [row for row in found if follow(row, path) is None]
    return found


def _matches(column: Column, row: Any, wanted: str) -> bool:
    held = follow(row, column.path) if column.path else column.read(row)
    text = "" if held is None else str(held)
    return wanted.casefold() in text.casefold() if column.search == "contains" else wanted == text


def _sortable(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool | int | float | Decimal):
        return "number", value
    return type(value).__name__, value.casefold() if isinstance(value, str) else value


def follow(row: Any, path: str) -> Any:
    """The value at `path` ("service__name") from `row`, through attributes and mapping keys; None past a None."""
    if isinstance(row, Mapping) and path in row:
        return row[path]
    return reduce(_step, path.split("__"), row)


def _step(held: Any, name: str) -> Any:
    if held is None:
        return None
    return held[name] if isinstance(held, Mapping) else getattr(held, name)


def matching_any(paths: Iterable[str], wanted: str) -> Q:
    """A condition: `wanted` is part of any of `paths`, whatever the case."""
    return reduce(or_, (Q(**{f"{path}__icontains": wanted}) for path in paths))


# --- values out -----------------------------------------------------------------------------------------------------


def in_words(value: Any) -> Any:
    """A value as the page shows it: days and moments in words, numbers with commas, yes and no, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return jinja.time_in_words(value)
    if isinstance(value, date):
        return jinja.date_in_words(value)
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value if isinstance(value, Markup) or hasattr(value, "__html__") else str(value)


def neutral(value: Any) -> Any:
    """A CSV cell that no spreadsheet takes for a formula: text with a telling first sign gets an apostrophe before it.

    Source: OWASP, CSV injection. Numbers stay numbers, negative ones too.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return value
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} else text


class _Line:
    """What `csv.writer` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """RFC 4180 lines, the first with the columns' keys."""
    writer = csv.writer(_Line())
    yield writer.writerow([column.key for column in columns])
    for row in rows:
        yield writer.writerow([neutral(column.read(row)) for column in columns])


def as_json(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """One JSON array of objects by column key, row by row."""
    dump = partial(json.dumps, cls=DjangoJSONEncoder, ensure_ascii=False)
    before = "[\n"
    for row in rows:
        yield before + dump({column.key: column.read(row) for column in columns})
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"
