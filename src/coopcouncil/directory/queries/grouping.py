"""Rows of a table that several kinds of record share, gathered by the record that each belongs to."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

T = TypeVar("T")
Grouped = dict[UUID, list[T]]


def of_any(owners: dict[str, Collection[UUID]]) -> Q:
    """What belongs to any of these: {"service": ids, "location": ids}."""
    found = Q(pk__in=[])
    for name, ids in owners.items():
        if ids:
            found |= Q(**{f"{name}_id__in": ids})
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
