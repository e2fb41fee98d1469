"""What a column is, and what a reader asked of a list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.html import format_html

from coopcouncil.foundation.tables.values import follow, in_words


@dataclass(frozen=True, eq=False)  # told apart as objects, so that choices may be a list
class Column:
    """One column. Rows may be model instances, dataclasses or mappings.

    `key` names it in addresses and files. `source` is the path to its value (`"service__name"`), in the database and on
    the row alike; the key unless told. `value(row)` replaces the path where a value is worked out: such a column sorts
    and filters only if `source` says by what. `show(row)` is what the page shows instead of the value, text or safe
    markup; `link(row)` makes the cell a link. `search` is how the column can be filtered: by part of it, exactly, or
    not. `choices` (value, label) make the filter a list to pick from.
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
class Ask:
    """What a reader asked of a table, after everything unknown was dropped."""

    filters: Mapping[Column, str]
    order: Column | None
    falling: bool
    page: int

    @property
    def sort(self) -> str:
        return f"{'-' if self.falling else ''}{self.order.key}" if self.order else ""
