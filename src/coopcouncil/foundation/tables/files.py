"""A list as a file: CSV that no spreadsheet runs, or JSON; both row by row, whatever the length."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from coopcouncil.foundation.tables.columns import Column


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
