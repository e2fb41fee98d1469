"""Changing rows behind the actions' backs, as a test now and then must."""

from typing import Any

from django.db.models import QuerySet


def rewrite(rows: QuerySet[Any], **values: Any) -> None:
    """`rows.update(**values)`, row by row: what is sealed must know whose it is."""
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
