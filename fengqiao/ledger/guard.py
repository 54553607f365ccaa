"""The triggers that make the ledger append-only, for both databases."""

from __future__ import annotations

from typing import Any

INSTALL = {
    "sqlite": [
        "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger_event "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger_event "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        # REPLACE would delete silently: SQLite fires no delete trigger for it.
        "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger_event "
        "WHEN EXISTS (SELECT 1 FROM ledger_event WHERE seq = NEW.seq OR id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger_event "
        "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    ],
}
REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS ledger_no_{what}" for what in ("update", "delete", "replace")],
    "postgresql": [
        "DROP TRIGGER IF EXISTS ledger_no_change ON ledger_event",
        "DROP TRIGGER IF EXISTS ledger_no_truncate ON ledger_event",
        "DROP FUNCTION IF EXISTS ledger_refuse()",
    ],
}


def install(connection: Any) -> None:
    """Set the triggers (a migration does; tests do after emptying their database)."""
    _run(connection, INSTALL)


def remove(connection: Any) -> None:
    """Take the triggers away; only a reversed migration and a test's own cleaning do."""
    _run(connection, REMOVE)


def _run(connection: Any, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
