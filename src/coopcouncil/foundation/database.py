"""Invariants that the database itself keeps, and the quickest way to write rows."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField, RemoveField, RenameField
from django.db.migrations.operations.special import RunPython, RunSQL
from django.db.models.expressions import DatabaseDefault
from psycopg import ClientCursor

from coopcouncil.foundation.fields import Bound

# One trigger function serves every append-only table.
APPEND_ONLY_FUNCTION = RunSQL(
    """
    CREATE FUNCTION foundation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    "DROP FUNCTION foundation_refuse_change()",
)


def append_only(table: str) -> RunSQL:
    """A migration operation after which `table` refuses UPDATE, DELETE and TRUNCATE from everybody."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_change();
        """,
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_never_emptied ON {table};",
    )


def may_be_emptied(table: str, column: str) -> RunSQL:
    """A migration operation after which `column` of an append-only table may be emptied, for good; nothing else may.

    For words about a person, which go when the person is erased, while the row still says that there were some.
    """
    return RunSQL(
        f"""
        DROP TRIGGER {table}_append_only ON {table};
        CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
            FOR EACH ROW WHEN (NEW.{column} IS NOT NULL OR to_jsonb(NEW) - '{column}' <> to_jsonb(OLD) - '{column}')
            EXECUTE FUNCTION foundation_refuse_change();
        CREATE TRIGGER {table}_never_removed BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_never_removed ON {table};
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION foundation_refuse_change();
        """,
    )


def seal_column(
    app: str, model: str, name: str, field: models.Field[Any, Any], *, subject: str = ""
) -> list[Operation]:
    """Migration operations after which a readable column is a sealed one, `field`, that holds what it held.

    Under the key of whom `subject` names (an attribute of the row); where nothing is named, under the ring.
    """
    readable = f"{name}_readable"

    def carry(apps: Any, _editor: Any) -> None:
        rows = apps.get_model(app, model).objects
        for row in rows.only("pk", readable).iterator():
            if held := getattr(row, readable):
                value = Bound(held, getattr(row, subject)) if subject else held
                rows.filter(pk=row.pk).update(**{name: value})

    return [
        RenameField(model, name, readable),
        AddField(model, name, field),
        RunPython(carry, RunPython.noop),
        RemoveField(model, readable),
    ]


def copy_in(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model by COPY: what `bulk_create` does, in a third of its time. Triggers and checks all hold.

    Raises IntegrityError and its like, as any insert does. What the database fills in by itself stays unset here.
    """
    if not rows:
        return
    fields = _given(rows[0])
    order = f"COPY {_into(rows[0], fields)} FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(order) as copy:
        for row in rows:
            copy.write_row(_kept(row, fields))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert(row: models.Model, *, unless_taken: bool = False) -> bool:
    """Insert one row: what `save(force_insert=True)` does, without working out its SQL anew each time.

    With `unless_taken` a row that clashes with another one (which it waits for, if that is not committed yet) is left
    out, and the transaction goes on; returns whether the row is in. Raises IntegrityError and its like. What the
    database fills in by itself stays unset here.
    """
    fields = _given(row)
    order = f"INSERT INTO {_into(row, fields)} VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(order + " ON CONFLICT DO NOTHING" * unless_taken, _kept(row, fields))
        is_in = bool(cursor.rowcount)
    row._state.adding, row._state.db = not is_in, DEFAULT_DB_ALIAS
    return is_in


M = TypeVar("M", bound=models.Model)


def only_row(model: type[M], where: str, values: Sequence[Any]) -> M | None:
    """The one row of `model` for which the SQL `where` holds: `.filter(…).first()`, in a third of its time."""
    fields = [field for field, _ in _fields(model)]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} WHERE {where}", values)  # noqa: S608 - our own words
        found = cursor.fetchone()
    if found is None:
        return None
    database = connections[DEFAULT_DB_ALIAS]
    opened = [_opened(field, value, database) for field, value in zip(fields, found, strict=True)]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], opened)


def joined_row(
    model: type[M], related: tuple[str, ...], where: str, values: Sequence[Any], *, without: tuple[str, ...] = ()
) -> M | None:
    """`only_row` with what it points at: `.select_related(*related).defer(*without).filter(…).first()`.

    `related` are paths of foreign keys that are never empty, each after the one that it begins with. In `where` the row
    itself is called `this`, whatever the path.
    """
    sql, parts = _joined(model, related, without)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE {where}", values)
        found = cursor.fetchone()
    if found is None:
        return None
    given = iter(found)
    database, rows = connections[DEFAULT_DB_ALIAS], dict[str, models.Model]()
    for path, kind, fields in parts:
        opened = [_opened(field, next(given), database) for field in fields]
        rows[path] = row = kind.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], opened)
        if path:
            parent, _, name = path.rpartition("__")
            rows[parent]._state.fields_cache[name] = row
    return rows[""]  # type: ignore[return-value]


@cache
def _joined(
    model: type[models.Model], related: tuple[str, ...], without: tuple[str, ...]
) -> tuple[str, list[tuple[str, type[models.Model], list[models.Field[Any, Any]]]]]:
    """The SQL of `joined_row` up to its condition, and of each path the model and the fields in their order."""
    quote, kinds, joins = connection.ops.quote_name, {"": model}, ""
    for path in related:
        parent, _, name = path.rpartition("__")
        key: Any = kinds[parent]._meta.get_field(name)
        kinds[path] = key.related_model
        at, to = quote(path), f"{quote(parent or 'this')}.{quote(key.column)}"
        joins += f" JOIN {quote(key.related_model._meta.db_table)} {at} ON {at}.{quote(key.target_field.column)} = {to}"
    parts = [
        (path, kind, [field for field, _ in _fields(kind) if f"{path}__{field.name}".removeprefix("__") not in without])
        for path, kind in kinds.items()
    ]
    columns = ", ".join(
        f"{quote(path or 'this')}.{quote(str(field.column))}" for path, _, fields in parts for field in fields
    )
    return f"SELECT {columns} FROM {quote(model._meta.db_table)} {quote('this')}{joins}", parts  # noqa: S608 - our names


def in_one_go(cursor: Any, sql: str, values: Any) -> None:
    """Several statements as one message to the database; the cursor has what the last of them returned.

    Where no transaction is open they are one of their own, so that it needs no message to begin and none to end.
    """
    cursor.execute(ClientCursor(cursor.connection).mogrify(sql, values))
    while cursor.nextset():
        pass


def _opened(field: models.Field[Any, Any], value: Any, database: Any) -> Any:
    read = getattr(field, "from_db_value", None)
    return read(value, None, database) if read else value


# A field, and the type whose values go to the database just as they are; every other value its field prepares.
_Field = tuple[models.Field[Any, Any], type | None]
_AS_THEY_ARE = {
    models.CharField: str, models.TextField: str, models.UUIDField: UUID, models.ForeignKey: UUID,
    models.BooleanField: bool, models.PositiveIntegerField: int, models.PositiveSmallIntegerField: int,
}  # fmt: skip


@cache
def _fields(model: type[models.Model]) -> tuple[_Field, ...]:
    return tuple((field, _AS_THEY_ARE.get(type(field))) for field in model._meta.concrete_fields)


def _given(row: models.Model) -> list[_Field]:
    """What the row says itself, and the database does not fill in."""
    return [item for item in _fields(type(row)) if not isinstance(getattr(row, item[0].attname), DatabaseDefault)]


def _into(row: models.Model, fields: Sequence[_Field]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(row._meta.db_table)} ({', '.join(quote(str(field.column)) for field, _ in fields)})"


def _kept(row: models.Model, fields: Sequence[_Field]) -> list[Any]:
    """The row's values as the database takes them. Most are already, and asking each field would cost a third."""
    values = []
    database = connections[DEFAULT_DB_ALIAS]  # looked up once, not at each value
    for field, plain in fields:
        value = getattr(row, field.attname)
        fits = value is None or type(value) is plain
        values.append(value if fits else field.get_db_prep_save(field.pre_save(row, add=True), database))
    return values
