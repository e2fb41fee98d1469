"""Filtering and sorting: in the database for a queryset, by the same rules in memory for a list."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from coopcouncil.foundation.tables.columns import Ask, Column
from coopcouncil.foundation.tables.values import follow


def in_database(ask: Ask, rows: QuerySet, *, tie: str) -> QuerySet:
    """`rows` as asked, in one query not yet run; rows that are equal otherwise stand in the order of `tie`."""
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
    return found.order_by(*order, tie)


def in_memory(ask: Ask, rows: Sequence[Any]) -> Sequence[Any]:
    """`rows` as asked; what is missing stands last, and equal rows stay in the order they came in."""
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
