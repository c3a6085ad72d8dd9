"""0014: the steps of visits and what is held stay as they are, up and down."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from desktop.operations.booking import book_appointment, move_appointment
from desktop.operations.checks import check_database
from desktop.operations.holds import hold_slots
from desktop.paths import migrations_dir
from desktop.persistence.migrate import alembic_engine
from tests.clock import SettableClock
from tests.faults.conftest import open_whole_practice

BEFORE = "0013"
TABLES = ("visit_events", "places", "audit_log")


def _rows(db: Connection) -> dict[str, list[str]]:
    return {
        table: sorted(str(tuple(row)) for row in db.execute(text(f"SELECT * FROM {table}")))
        for table in TABLES
    }


def _lie_without_rowid(db: Connection) -> bool:
    made = "SELECT sql FROM sqlite_master WHERE name = 'visit_events'"
    return "WITHOUT ROWID" in db.execute(text(made)).scalar_one()


def test_steps_and_holds_stay_up_and_down(engine_url: str, tmp_path: Path) -> None:
    clock = SettableClock()
    practice = open_whole_practice(engine_url, clock, tmp_path / "locks")
    first, second, third, *_ = practice.slots
    booked = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=(first,)
    ).value
    practice.desk.act(
        move_appointment,
        agreed=frozenset({"shorter"}),
        appointment_id=booked.id,
        version=booked.version,
        slot_ids=(second,),
    )
    practice.desk.act(hold_slots, slot_ids=(third,))
    practice.desk.close()

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    engine = alembic_engine(engine_url)
    with engine.connect() as db:
        config.attributes["connection"] = db
        there = _rows(db)
        command.downgrade(config, BEFORE)
        below = _rows(db)
        if db.dialect.name == "sqlite":
            assert not _lie_without_rowid(db)
        command.upgrade(config, "head")
        assert there == below == _rows(db)
        if db.dialect.name == "sqlite":
            assert _lie_without_rowid(db)
        db.commit()
    engine.dispose()
    assert len(there["visit_events"]) == 2
    checked = check_database(engine_url, now=clock())
    assert [one.invariant for one in checked if one.violations] == []
