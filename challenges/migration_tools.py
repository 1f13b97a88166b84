"""What migrations may use beside Django's own operations."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

# The setting that opens the one door for deleting (challenges/append_only.py), and the function that asks for it.
DOOR = "peerchallenge.purging"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION peerchallenge_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') AND coalesce(current_setting('{DOOR}', true), '') = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""


class OnlyOn(Operation):
    """An operation for one kind of database. It changes no model, so that the others need nothing in its place."""

    reduces_to_sql = True

    def __init__(self, vendor: str, operation: Operation) -> None:
        self.vendor = vendor
        self.operation = operation
        self.reversible = operation.reversible  # type: ignore[misc]  # as Django's own operations do

    def deconstruct(self):
        return type(self).__name__, [self.vendor, self.operation], {}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            becomes = from_state.clone()
            self.operation.state_forwards(app_label, becomes)
            self.operation.database_forwards(app_label, schema_editor, from_state, becomes)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            was = to_state.clone()
            self.operation.state_forwards(app_label, was)
            self.operation.database_backwards(app_label, schema_editor, was, to_state)

    def describe(self):
        return f"{self.operation.describe()} (only on {self.vendor})"


def append_only(table: str) -> list[Operation]:
    """The database itself refuses to change or take away a row of this table; adding rows is all that is left.

    Deleting has one door, for rows that have reached their date: challenges/append_only.py. Changing has none. On SQLite
    a later change of the table makes it anew without its triggers: end that migration with these operations again.
    """
    postgresql = f"""
        {_POSTGRESQL_FUNCTION}
        DROP TRIGGER IF EXISTS {table}_rows_stay ON {table};
        CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION peerchallenge_append_only();
        DROP TRIGGER IF EXISTS {table}_is_not_emptied ON {table};
        CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION peerchallenge_append_only();
    """
    sqlite: list[Any] = [
        f"DROP TRIGGER IF EXISTS {table}_{what}" for what in ("is_not_updated", "is_not_deleted", "is_not_replaced")
    ]
    no_update = _sqlite_trigger(table, "is_not_updated", "UPDATE", "")
    no_delete = _sqlite_trigger(table, "is_not_deleted", "DELETE", "WHEN peerchallenge_purging() = 0")
    # INSERT OR REPLACE takes the old row away without asking the trigger for DELETE.
    # A table's name, from a migration: nothing that anybody typed.
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608  # nosec B608
    no_replace = _sqlite_trigger(table, "is_not_replaced", "INSERT", taken)
    return [
        OnlyOn(
            "postgresql",
            RunSQL(
                postgresql,
                f"DROP TRIGGER IF EXISTS {table}_rows_stay ON {table};"
                f"DROP TRIGGER IF EXISTS {table}_is_not_emptied ON {table};",
            ),
        ),
        OnlyOn("sqlite", RunSQL([*sqlite, no_update, no_delete, no_replace], sqlite)),
    ]


def _sqlite_trigger(table: str, name: str, event: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {event} is refused'); END"
    )
