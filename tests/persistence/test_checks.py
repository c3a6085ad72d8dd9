"""``attend check`` finds each planted fault and names it by table and id; a demo has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, bindparam, exc, text
from sqlalchemy.schema import CreateTable

from desktop.domain.ids import ActId
from desktop.domain.permissions import Role
from desktop.operations.checks import INVARIANTS, RULES, check_database, check_rows
from desktop.persistence.base import Instant, metadata
from desktop.persistence.constraints import wanted_constraints
from desktop.persistence.engine import Database, open_database
from desktop.persistence.guards import GUARDS
from desktop.persistence.record import ChainHead, RecordEntry, make_desk, write_record
from tests.engines import ENGINES, Template, demo_template, made_once
from tests.persistence.faults_diary import DIARY_FAULTS
from tests.persistence.faults_needs import NEEDS_FAULTS
from tests.persistence.faults_record import RECORD_FAULTS
from tests.persistence.faults_together import TOGETHER_FAULTS
from tests.persistence.faults_visits import VISIT_FAULTS
from tests.persistence.faults_waiting import WAITING_FAULTS
from tests.persistence.planting import ONCE_GUARDED, UNCHECKED, Fault
from tests.postgres_cluster import Cluster
from tests.shared_databases import make_shared_database

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
ZONE = "Europe/London"
FAULTS = (
    *DIARY_FAULTS,
    *VISIT_FAULTS,
    *TOGETHER_FAULTS,
    *NEEDS_FAULTS,
    *WAITING_FAULTS,
    *RECORD_FAULTS,
)
CAN_NOT_HOLD = {
    "sqlite": {("guards", "role")},
    "postgresql": {("times", "no instant"), ("times", "no date")},
}
"""The rules that an engine can't break: SQLite has no roles, PostgreSQL no times as text."""
TIMES = {
    "now": NOW,
    "soon": NOW + timedelta(minutes=10),
    "later": NOW + timedelta(days=1),
    "latest": NOW + timedelta(days=900),
}


@pytest.fixture(scope="module", params=ENGINES)
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A small demo practice with a desk that has three acts on record; never written to."""
    database = _open_demo(request, tmp_path_factory, demo_template)
    yield database
    database.close()


@pytest.fixture(scope="module", params=ENGINES)
def bare(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The same without its guards."""
    database = _open_demo(request, tmp_path_factory, _unguarded_template)
    yield database
    database.close()


def _open_demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, template: Template
) -> Database:
    url = make_shared_database(request, tmp_path_factory, request.param, template)
    database = open_database(url)
    assert database.dialect == request.param
    with database.writing() as writing:
        head = make_desk(writing, "Desk 9")
        _write_three_acts(writing, head)
    return database


def _unguarded_template(cluster: Cluster | None = None) -> str:
    return made_once("demo_unguarded", cluster, _drop_guards, start=demo_template(cluster))


def _drop_guards(url: str) -> None:
    database = open_database(url)
    with database.writing() as db:
        for statement in ONCE_GUARDED[database.dialect]:
            db.execute(text(statement))
    database.close()


def _write_three_acts(db: Connection, head: ChainHead) -> None:
    act_id = ActId("00000000-0000-7000-8000-0000000000a1")
    entries = [
        RecordEntry(NOW, act_id, "write_note", None, Role.MANAGER, f'{{"n":{number}}}')
        for number in range(3)
    ]
    write_record(db, desk="Desk 9", head=head, entries=entries, payload="{}", at=NOW)


@contextmanager
def unchecked(database: Database) -> Iterator[Connection]:
    """Give a transaction in which no reference and no check counts, rolled back at the end."""
    with database.engine.connect() as db:
        try:
            for statement in UNCHECKED[database.dialect]:
                db.execute(text(statement))
            yield db
        finally:
            db.rollback()
            if database.dialect == "sqlite":
                db.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")


def run(db: Connection, sql: str, found: str = "") -> object:
    """Run one statement with the times and the id it asks for."""
    postgresql = db.dialect.name == "postgresql"
    words = {
        "{uuid}": "::uuid" if postgresql else "",
        "{true}": "true",
        "{false}": "false",
        "{empty}": "{}",
    }
    for mark, word in words.items():
        sql = sql.replace(mark, word)
    statement = text(sql)
    for name, value in TIMES.items():
        if f":{name}" in sql:
            statement = statement.bindparams(bindparam(name, value, type_=Instant()))
    result = db.execute(statement, {"id": found} if ":id" in sql else {})
    return result.scalar() if result.returns_rows else None


def broken(db: Connection, row: str) -> set[tuple[str, str, str]]:
    """Return rule, table and id of what one row of the check finds."""
    (checked,) = check_rows(db, now=NOW, zone=ZONE, only=(row,))
    assert all(one.words and one.rule in RULES[row] for one in checked.violations)
    return {(one.rule, one.table, one.id) for one in checked.violations}


def found_by(db: Connection, row: str) -> set[tuple[str, str]]:
    """Return tables and ids that one row of the check names."""
    return {(table, key) for _rule, table, key in broken(db, row)}


def test_the_rows_are_those_of_the_design() -> None:
    assert INVARIANTS == (
        "places", "slots", "sessions", "visits", "needs", "rebooking", "waiting",
        "record", "guards", "times", "orphans",
    )  # fmt: skip


def test_a_demo_practice_breaks_nothing(demo: Database) -> None:
    url = demo.engine.url.render_as_string(hide_password=False)

    assert {one.invariant: one.violations for one in check_database(url)} == dict.fromkeys(
        INVARIANTS, ()
    )


def _of_row(*, guards: bool) -> pytest.MarkDecorator:
    faults = [one for one in FAULTS if (one.row == "guards") == guards]
    return pytest.mark.parametrize("fault", faults, ids=lambda one: f"{one.row}: {one.what}")


@_of_row(guards=False)
def test_a_planted_fault_is_named_by_table_and_id(bare: Database, fault: Fault) -> None:
    if bare.dialect not in fault.engines:
        pytest.skip(f"{bare.dialect} can't hold this fault")
    with unchecked(bare) as db:
        _plant(db, fault)


@_of_row(guards=True)
def test_a_fault_of_the_guards_is_named_by_table_and_id(demo: Database, fault: Fault) -> None:
    if demo.dialect not in fault.engines:
        pytest.skip(f"{demo.dialect} can't hold this fault")
    with demo.engine.connect() as db:
        _plant(db, fault)
        db.rollback()


def _plant(db: Connection, fault: Fault) -> None:
    assert broken(db, fault.row) == set()
    target = str(run(db, fault.target))

    for statement in fault.sql:
        run(db, statement, target)

    named = (fault.rule, fault.table, fault.names.format(id=target))
    assert named in broken(db, fault.row)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_every_rule_has_a_planted_fault_and_every_row_two(engine: str) -> None:
    planted = [one for one in FAULTS if engine in one.engines]
    rules = {(row, rule) for row, names in RULES.items() for rule in names}
    assert {(one.row, one.rule) for one in planted} == rules - CAN_NOT_HOLD[engine]
    assert len(rules) == sum(map(len, RULES.values()))
    for row in INVARIANTS:
        assert len({one.what for one in planted if one.row == row}) >= 2, row


def test_each_guard_that_was_dropped_is_named(demo: Database) -> None:
    wanted = {
        (guard.table, f"{guard.table}.{name}")
        for guard in GUARDS
        for name in (guard.sqlite if demo.dialect == "sqlite" else guard.postgresql)
    }
    with demo.engine.connect() as db:
        for table, guard in sorted(wanted):
            name = guard.partition(".")[2]
            if demo.dialect == "sqlite":
                db.execute(text(f"DROP TRIGGER {name}"))
            elif table == "audit_log":
                db.execute(text(f"DROP TRIGGER {name} ON {table}"))
            else:
                db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))

        assert found_by(db, "guards") == wanted
        db.rollback()


def test_each_constraint_dropped_on_a_server_is_named(postgres_url: str) -> None:
    database = open_database(postgres_url)
    wanted = _wanted_by_table(database)
    with database.engine.connect() as db:
        for table, name in sorted(wanted):
            db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name} CASCADE"))
            db.execute(text(f"DROP INDEX IF EXISTS {name} CASCADE"))

        assert found_by(db, "guards") == {(table, f"{table}.{name}") for table, name in wanted}
        db.rollback()
    database.close()


def test_each_constraint_left_out_of_a_table_made_again_is_named(sqlite_url: str) -> None:
    """SQLite drops no constraint: a table that lacks one was made again without it."""
    database = open_database(sqlite_url)
    wanted = _wanted_by_table(database)
    of_table = {table: [name for one, name in wanted if one == table] for table, _ in wanted}
    for turn in range(max(map(len, of_table.values()))):
        left_out = {(table, names[turn]) for table, names in of_table.items() if turn < len(names)}
        with database.engine.connect() as db:
            for table, name in left_out:
                _make_again(db, table, leave_out=name)

            assert found_by(db, "guards") == {(one, f"{one}.{name}") for one, name in left_out}
            db.rollback()
    database.close()


def test_a_check_that_asks_less_in_a_table_made_again_is_named(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.engine.connect() as db:
        _make_again(db, "places", words=("seat BETWEEN 1 AND capacity", "seat >= 1"))

        assert broken(db, "guards") == {("changed", "places", "places.ck_places_seat")}
        db.rollback()
    database.close()


def _wanted_by_table(database: Database) -> list[tuple[str, str]]:
    """Return table and name of every constraint and unique index; there is one of each sort."""
    found = [tuple(one.split(".")) for one in sorted(wanted_constraints(database.engine.dialect))]
    assert {name.partition("_")[0] for _table, name in found} == {"ck", "fk", "pk", "uq"}
    return [(table, name) for table, name in found]


def _make_again(
    db: Connection, table: str, *, leave_out: str = "", words: tuple[str, str] = ("", "")
) -> None:
    """Make an empty table again with its triggers and indexes: without one thing, or reworded."""
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type <> 'table' AND sql <> ''"
    beside = [row[0] for row in db.exec_driver_sql(query, (table,))]
    made = str(CreateTable(metadata.tables[table]).compile(dialect=db.dialect))
    body = made.partition("(\n\t")[2].rpartition("\n)")[0]
    kept = [one for one in body.split(", \n\t") if not one.startswith(f"CONSTRAINT {leave_out} ")]
    indexes = [one for one in beside if not one.startswith(f"CREATE UNIQUE INDEX {leave_out} ")]
    if leave_out:
        before = len(body.split(", \n\t")) + len(beside)
        assert len(kept) + len(indexes) == before - 1, f"{table} has no {leave_out}"
    again = f"CREATE TABLE {table} ({', '.join(kept)})"
    assert words[0] in again
    db.exec_driver_sql(f"DROP TABLE {table}")
    for statement in (again.replace(*words), *indexes):
        db.exec_driver_sql(statement)


def test_a_guard_that_was_weakened_is_named(demo: Database) -> None:
    with demo.engine.connect() as db:
        if demo.dialect == "sqlite":
            name = "audit_log_no_delete"
            db.execute(text(f"DROP TRIGGER {name}"))
            body = f"CREATE TRIGGER {name} BEFORE DELETE ON audit_log BEGIN SELECT 1; END"
            db.execute(text(body))
        else:
            name = "audit_log_no_change"
            db.execute(text(f"ALTER TABLE audit_log DISABLE TRIGGER {name}"))

        assert found_by(db, "guards") == {("audit_log", f"audit_log.{name}")}
        db.rollback()


REFUSED = "append-only"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET entry = '{}' WHERE desk = 'Desk 9' AND seq = 2",
        "DELETE FROM audit_log WHERE desk = 'Desk 9' AND seq = 3",
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE desk = 'Desk 9'",
        "REPLACE INTO audit_log SELECT * FROM audit_log WHERE desk = 'Desk 9' AND seq = 1",
        "TRUNCATE audit_log",
    ],
)
def test_the_guards_refuse_what_would_change_the_record(demo: Database, statement: str) -> None:
    only = {"TRUNCATE": "postgresql", "INSERT": "sqlite", "REPLACE": "sqlite"}
    if only.get(statement.split(maxsplit=1)[0], demo.dialect) != demo.dialect:
        pytest.skip(f"{demo.dialect} does not know this statement")
    with demo.engine.connect() as db:
        with pytest.raises(exc.DBAPIError, match=REFUSED):
            db.execute(text(statement))
        db.rollback()


def test_only_the_first_wrong_row_of_a_desk_is_blamed(bare: Database) -> None:
    with unchecked(bare) as db:
        run(db, "UPDATE audit_log SET entry = '[]' WHERE desk = 'Desk 9' AND seq = 2")

        assert found_by(db, "record") == {("audit_log", "Desk 9/2")}
