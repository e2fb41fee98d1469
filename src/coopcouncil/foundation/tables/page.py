"""One page of a list, with every address on it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja
from coopcouncil.foundation.tables.columns import Ask, Column

if TYPE_CHECKING:
    from coopcouncil.foundation.tables import Table


@dataclass(frozen=True)
class Page:
    """One page of a table, for `listing` of `foundation/components/list.html`."""

    table: "Table"
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
        named = {self.table.prefix + name: value for name, value in asked.items()}
        return f"{self.path}?{urlencode({**self.table.keeps, **named})}"

    @property
    def cleared(self) -> str:
        """This list's address without any filter."""
        return f"{self.path}?{urlencode(self.table.keeps)}" if self.table.keeps else self.path
