"""Invariants that the database itself keeps."""

from django.db.migrations.operations.special import RunSQL

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
