"""What the database itself refuses: overlapping sessions and slots, changes to the record.

The same statements stand in the migration that made them; ``attend check`` compares the guards
present with these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import DDL, Connection, MetaData, event, text
from sqlalchemy.schema import ExecutableDDLElement


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard of one table: its objects by name, for each engine."""

    table: str
    sqlite: dict[str, str]
    postgresql: dict[str, str]


def _overlap_trigger(name: str, when: str, table: str, *, only: str, same: str) -> str:
    rule = name.rsplit("_", 1)[0]
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {only} BEGIN "
        f"SELECT RAISE(ABORT, '{rule}') WHERE EXISTS (SELECT 1 FROM {table} o "
        f"WHERE {same} AND o.id <> NEW.id "
        "AND o.start_at < NEW.end_at AND o.end_at > NEW.start_at); END"
    )


def _overlap_triggers(
    rule: str, table: str, columns: str, *, only: str, same: str
) -> dict[str, str]:
    when = {"ins": "INSERT", "upd": f"UPDATE OF {columns}"}
    return {
        f"{rule}_{end}": _overlap_trigger(f"{rule}_{end}", event_, table, only=only, same=same)
        for end, event_ in when.items()
    }


def _session_guard(column: str, rule: str) -> Guard:
    return Guard(
        "sessions",
        sqlite=_overlap_triggers(
            rule,
            "sessions",
            f"{column}, start_at, end_at, state",
            only=f"NEW.state <> 'cancelled' AND NEW.{column} IS NOT NULL",
            same=f"o.{column} = NEW.{column} AND o.state <> 'cancelled'",
        ),
        postgresql={
            rule: f"ALTER TABLE sessions ADD CONSTRAINT {rule} EXCLUDE USING gist "
            f"({column} WITH =, tstzrange(start_at, end_at, '[)') WITH &&) "
            "WHERE (state <> 'cancelled')"
        },
    )


_SLOTS = Guard(
    "slots",
    sqlite=_overlap_triggers(
        "slots_do_not_overlap",
        "slots",
        "session_id, start_at, end_at, is_extra",
        only="NOT NEW.is_extra",
        same="o.session_id = NEW.session_id AND NOT o.is_extra",
    ),
    postgresql={
        "slots_do_not_overlap": "ALTER TABLE slots ADD CONSTRAINT slots_do_not_overlap EXCLUDE "
        "USING gist (session_id WITH =, tstzrange(start_at, end_at, '[)') WITH &&) "
        "WHERE (NOT is_extra)"
    },
)

_ABORT = "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
_PG_TRIGGER = "FOR EACH {each} EXECUTE FUNCTION refuse_change()"

_RECORD = Guard(
    "audit_log",
    sqlite={
        "audit_log_no_update": "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log "
        + _ABORT,
        "audit_log_no_delete": "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log "
        + _ABORT,
        "audit_log_no_replace": "CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log "
        "WHEN EXISTS (SELECT 1 FROM audit_log WHERE desk = NEW.desk AND seq = NEW.seq) " + _ABORT,
    },
    postgresql={
        "audit_log_no_change": "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE "
        "ON audit_log " + _PG_TRIGGER.format(each="ROW"),
        "audit_log_no_truncate": "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE "
        "ON audit_log " + _PG_TRIGGER.format(each="STATEMENT"),
    },
)

GUARDS: tuple[Guard, ...] = (
    _session_guard("clinician_id", "one_session_per_clinician"),
    _session_guard("room_id", "one_session_per_room"),
    _SLOTS,
    _RECORD,
)
"""Every guard, in the order they are made."""

POSTGRESQL_BEFORE = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$",
)
"""What PostgreSQL needs before the first table."""


def attach_guards(metadata: MetaData) -> None:
    """Make ``create_all`` make the guards too, each after its table."""
    for statement in POSTGRESQL_BEFORE:
        event.listen(metadata, "before_create", _ddl(statement, "postgresql"))
    for guard in GUARDS:
        table = metadata.tables[guard.table]
        for dialect, statements in (("sqlite", guard.sqlite), ("postgresql", guard.postgresql)):
            for statement in statements.values():
                event.listen(table, "after_create", _ddl(statement, dialect))


def _ddl(statement: str, dialect: str) -> ExecutableDDLElement:
    make: Callable[[str], ExecutableDDLElement] = DDL  # DDL itself is not annotated
    return make(statement).execute_if(dialect=dialect)


def missing_guards(db: Connection) -> tuple[tuple[str, bool], ...]:
    """Return the guards that are not in force: ``table.name``, and whether it is there, changed."""
    if db.dialect.name == "sqlite":
        return _missing_on_sqlite(db)
    return _missing_on_postgresql(db)


def _missing_on_sqlite(db: Connection) -> tuple[tuple[str, bool], ...]:
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = {row.name: row.sql for row in db.execute(query)}
    return tuple(
        (f"{guard.table}.{name}", name in found)
        for guard in GUARDS
        for name, statement in guard.sqlite.items()
        if found.get(name) != statement
    )


def _missing_on_postgresql(db: Connection) -> tuple[tuple[str, bool], ...]:
    query = text(
        "SELECT c.conname AS name, pg_get_constraintdef(c.oid) AS body, true AS enabled "
        "FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "WHERE c.contype = 'x' AND t.relnamespace = 'public'::regnamespace "
        "UNION ALL SELECT g.tgname, pg_get_triggerdef(g.oid), g.tgenabled <> 'D' "
        "FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid "
        "WHERE NOT g.tgisinternal AND t.relnamespace = 'public'::regnamespace"
    )
    found = {row.name: (row.body, row.enabled) for row in db.execute(query)}
    missing = []
    for guard in GUARDS:
        for name in guard.postgresql:
            if name not in found:
                missing.append((f"{guard.table}.{name}", False))
            elif not found[name][1] or _POSTGRESQL_BODIES[name] != found[name][0]:
                missing.append((f"{guard.table}.{name}", True))
    return tuple(missing)


_POSTGRESQL_BODIES: dict[str, str] = {
    "one_session_per_clinician": "EXCLUDE USING gist (clinician_id WITH =, "
    "tstzrange(start_at, end_at, '[)'::text) WITH &&) WHERE ((state <> 'cancelled'::text))",
    "one_session_per_room": "EXCLUDE USING gist (room_id WITH =, "
    "tstzrange(start_at, end_at, '[)'::text) WITH &&) WHERE ((state <> 'cancelled'::text))",
    "slots_do_not_overlap": "EXCLUDE USING gist (session_id WITH =, "
    "tstzrange(start_at, end_at, '[)'::text) WITH &&) WHERE ((NOT is_extra))",
    "audit_log_no_change": "CREATE TRIGGER audit_log_no_change BEFORE DELETE OR UPDATE ON "
    "public.audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "audit_log_no_truncate": "CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON "
    "public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
}
"""How PostgreSQL 15 to 18 write the guards back."""
