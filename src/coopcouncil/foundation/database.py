"""Invariants that the database itself keeps, and the quickest way to write many rows."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField, RemoveField, RenameField
from django.db.migrations.operations.special import RunPython, RunSQL
from django.db.models.expressions import DatabaseDefault

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


def seal_column(app: str, model: str, name: str, field: models.Field[Any, Any]) -> list[Operation]:
    """Migration operations after which a readable column is a sealed one, `field`, that holds what it held."""
    readable = f"{name}_readable"

    def carry(apps: Any, _editor: Any) -> None:
        rows = apps.get_model(app, model).objects
        for row in rows.only("pk", readable).iterator():
            if held := getattr(row, readable):
                rows.filter(pk=row.pk).update(**{name: held})

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
    fields = [
        field
        for field in rows[0]._meta.concrete_fields
        if not isinstance(getattr(rows[0], field.attname), DatabaseDefault)
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    order = f"COPY {quote(rows[0]._meta.db_table)} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(order) as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
            row._state.adding, row._state.db = False, connection.alias
