"""PostgreSQL's group role of the desks: they read and write, and never change the record.

``attend upgrade`` runs as the owner and grants; a desk signs in as a role that is a member of this
one. SQLite has no roles: the guards alone keep its record.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, exc, text

from desktop.persistence.base import metadata

DESK_ROLE = "attend_desk"
"""The group role that every desk's own role is a member of."""

_RECORD = "audit_log"
_REVISION = "alembic_version"


def make_role_sql(role: str = DESK_ROLE) -> str:
    """Return the one statement that only who may make roles can run."""
    return f'CREATE ROLE "{role}" NOLOGIN'


def grant_sql(role: str = DESK_ROLE) -> tuple[str, ...]:
    """Return what the owner runs so that the role may work and not change the record."""
    to = f'"{role}"'
    tables = ", ".join(f'"{one.name}"' for one in metadata.sorted_tables if one.name != _RECORD)
    return (
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"REVOKE ALL ON {_RECORD}, {_REVISION} FROM {to}, PUBLIC",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {to}",
        f"GRANT SELECT, INSERT ON {_RECORD} TO {to}",
        f"GRANT SELECT ON {_REVISION} TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"REVOKE CREATE ON SCHEMA public FROM {to}",
    )


def grant_desk_role(db: Connection, role: str = DESK_ROLE) -> tuple[str, ...]:
    """Make the role where it is not there, and grant.

    Returns the statements an administrator of the server has to run instead: none, as a rule.
    """
    if not _has_role(db, role):
        try:
            with db.begin_nested():
                db.execute(text(make_role_sql(role)))
        except (exc.ProgrammingError, exc.IntegrityError):
            # Refused, or another database of this server made it in the same moment.
            if not _has_role(db, role):
                return (make_role_sql(role), *grant_sql(role))
    for statement in grant_sql(role):
        db.execute(text(statement))
    return ()


def _has_role(db: Connection, role: str) -> bool:
    found = db.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    return found.first() is not None


_OWNS = text("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass(:table)")
_MAY = text("SELECT pg_has_role(current_user, :owner, 'USAGE')")


def find_other_owner(db: Connection) -> str | None:
    """Return who owns the tables where that is somebody else than who is signed in, else None."""
    owner = db.execute(_OWNS, {"table": _REVISION}).scalar_one_or_none()
    if owner is None or db.execute(_MAY, {"owner": owner}).scalar_one():
        return None
    return str(owner)


_CHANGERS = text(
    "SELECT r.rolname FROM pg_roles r, pg_class t WHERE t.oid = to_regclass(:record) "
    "AND NOT r.rolsuper AND r.oid <> t.relowner "
    "AND EXISTS (SELECT 1 FROM pg_roles g WHERE g.rolname = :role "
    "AND pg_has_role(r.oid, g.oid, 'MEMBER')) "
    "AND has_table_privilege(r.oid, t.oid, 'UPDATE, DELETE, TRUNCATE') ORDER BY r.rolname"
)
_WRITES = text(
    "SELECT has_table_privilege(oid, to_regclass(:record), 'INSERT') "
    "FROM pg_roles WHERE rolname = :role"
)


def find_role_faults(db: Connection, role: str = DESK_ROLE) -> Iterator[str]:
    """Give in words how the desks' role does not keep the record; nothing on SQLite."""
    if db.dialect.name == "sqlite":
        return
    params = {"record": _RECORD, "role": role}
    may_write = db.execute(_WRITES, params).scalar_one_or_none()
    if not may_write:
        yield (
            f"the record is not yet guarded: there is no role {role}, or it has no rights here; "
            "attend upgrade prints what the server’s administrator runs"
        )
    for changer in db.execute(_CHANGERS, params).scalars():
        yield f"the record is not guarded: the role {changer} may change or remove its rows"
