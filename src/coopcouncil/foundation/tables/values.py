"""Values of a row: found along a path, and said in words."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _

from coopcouncil.foundation import jinja


def follow(row: Any, path: str) -> Any:
    """The value at `path` ("service__name") from `row`, through attributes and mapping keys; None past a None."""
    if isinstance(row, Mapping) and path in row:
        return row[path]
    return reduce(_step, path.split("__"), row)


def _step(held: Any, name: str) -> Any:
    if held is None:
        return None
    return held[name] if isinstance(held, Mapping) else getattr(held, name)


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
    return value if hasattr(value, "__html__") else str(value)
