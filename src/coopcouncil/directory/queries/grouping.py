"""Rows of a table that several kinds of record share, gathered by the record that each belongs to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField, Value

T = TypeVar("T")
Grouped = dict[UUID, list[T]]


class AnyOf(Func):
    """Whether a column is one of many ids, given as one array.

    `__in` writes a placeholder for each: for hundreds, in thirty queries a page, that took more time than the rows.
    """

    arg_joiner, template = " = ANY(", "%(expressions)s)"

    def __init__(self, column: str, ids: Collection[UUID]) -> None:
        array = Value(list(ids), output_field=ArrayField(UUIDField()))
        super().__init__(F(column), array, output_field=BooleanField())


def of_any(owners: dict[str, Collection[UUID]]) -> Q:
    """What belongs to any of these: {"service": ids, "location": ids}."""
    found = Q(pk__in=[])
    for name, ids in owners.items():
        if ids:
            found |= Q(AnyOf(f"{name}_id", ids))
    return found


def grouped(
    rows: QuerySet[Any], owners: dict[str, Collection[UUID]], columns: Iterable[str], make: Callable[..., T]
) -> Grouped[T]:
    """`make` of the columns of each row, by the id of whatever it belongs to. One query."""
    names = [f"{name}_id" for name in owners]
    found: Grouped[T] = defaultdict(list)
    for values in rows.filter(of_any(owners)).values_list(*names, *columns):
        key = next((key for key in values[: len(names)] if key is not None), None)
        if key is not None:
            found[key].append(make(*values[len(names) :]))
    return found
