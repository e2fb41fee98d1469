"""What an older release left in the database, made into what this one holds, once its tables are of this release."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from coopcouncil.foundation.fields import SealedBytesField, bound

_AT_ONCE = 500


def seal_anew() -> int:
    """Seal what release 0.1 sealed under one key for everything: each value under the key of whom it is about.

    As the owner of the tables, while nothing else runs: triggers that keep rows as they are stand aside, for nothing
    that can be read changes. Each table is done as a whole or not at all, and again changes nothing. Returns how many
    rows were sealed anew.
    """
    return sum(_seal_table(model, fields) for model, fields in _sealed_models())


def _sealed_models() -> Iterator[tuple[type[models.Model], list[SealedBytesField]]]:
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedBytesField)]
        if fields and model._meta.managed:
            yield model, fields


def _seal_table(model: type[models.Model], fields: list[SealedBytesField]) -> int:
    table = connection.ops.quote_name(model._meta.db_table)
    rows = _older_rows(model, table, fields)
    if not rows:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for start in range(0, len(rows), _AT_ONCE):
            for row in model._base_manager.filter(pk__in=rows[start : start + _AT_ONCE]):
                given = [_sealed(field, row) for field in fields]
                into = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
                key = connection.ops.quote_name(str(model._meta.pk.column))
                cursor.execute(f"UPDATE {table} SET {into} WHERE {key} = %s", [*given, row.pk])  # noqa: S608
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return len(rows)


def _older_rows(model: type[models.Model], table: str, fields: list[SealedBytesField]) -> list[Any]:
    older = " OR ".join(f"get_byte({connection.ops.quote_name(str(field.column))}, 0) = 1" for field in fields)
    key = connection.ops.quote_name(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table} WHERE {older} ORDER BY 1")  # noqa: S608 - our own names
        return [row for (row,) in cursor.fetchall()]


def _sealed(field: SealedBytesField, row: models.Model) -> bytes | None:
    return field.get_prep_value(bound(field, row, getattr(row, field.attname)))
