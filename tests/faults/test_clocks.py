"""Clocks that are wrong or change: the order of the record and the diary do not mind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, text

from desktop.domain.errors import Conflict
from desktop.domain.sessions import PatternPart
from desktop.domain.times import instant_of, local_of
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.checks import check_rows
from desktop.operations.desk import Desk, open_desk
from desktop.operations.holds import hold_slots
from desktop.operations.reads import read_day
from desktop.operations.undo import undo
from desktop.persistence.tables import audit_log, slots
from tests.operations.conftest import SmallPractice

ZONE = "Europe/London"
ENDS, BEGINS = date(2026, 10, 25), date(2027, 3, 28)
"""The Sundays summer time ends and begins."""


def wrong(desk: Desk) -> list[str]:
    with desk.database.reading() as db:
        checked = check_rows(db, now=desk.clock(), zone=ZONE)
    return [one.invariant for one in checked if one.violations]


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(days=1), timedelta(minutes=-6)])
def test_a_clock_set_anew_in_the_middle_keeps_record_and_diary_whole(
    practice: SmallPractice, by: timedelta
) -> None:
    desk = practice.desk
    tomorrow = practice.make_session(on_date=practice.tomorrow + timedelta(days=2))
    query = select(slots.c.id).where(slots.c.session_id == tomorrow).order_by(slots.c.start_at)
    with desk.database.reading() as db:
        later = db.execute(query).scalars().all()
    visit = desk.act(book_appointment, patient_id=practice.maggie, slot_ids=tuple(later[:1])).value

    practice.clock.set(practice.clock() + by)
    visit = desk.act(
        move_appointment, appointment_id=visit.id, version=visit.version, slot_ids=(later[1],)
    ).value
    done = desk.act(cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat")
    assert done.undo is not None
    desk.act(undo, inverse=done.undo)

    with desk.database.reading() as db:
        numbers = db.execute(select(audit_log.c.seq).order_by(audit_log.c.seq)).scalars().all()
    assert numbers == list(range(1, 7))
    assert wrong(desk) == []


def test_a_hold_made_before_the_clock_went_back_still_ends(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    other = open_desk(
        engine_url, desk_name="Desk 2", clock=practice.clock, lock_dir=tmp_path / "locks"
    )
    practice.desk.act(hold_slots, slot_ids=practice.slots[:1])
    practice.clock.advance(hours=-1)

    with pytest.raises(Conflict):
        other.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[:1])
    practice.clock.advance(hours=1, minutes=6)
    other.act(book_appointment, patient_id=practice.rosa, slot_ids=practice.slots[:1])

    assert wrong(other) == []
    other.close()


def _fast() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=6)


def test_a_desk_6_minutes_fast_writes_the_servers_time(
    server_practice: SmallPractice, postgres_url: str, tmp_path: Path
) -> None:
    desk = open_desk(
        postgres_url, desk_name="Desk 2", computer_clock=_fast, lock_dir=tmp_path / "locks"
    )
    session = server_practice.make_session(on_date=datetime.now(UTC).date() + timedelta(days=3))
    with desk.database.reading() as db:
        slot = db.execute(select(slots.c.id).where(slots.c.session_id == session)).scalars().first()

    desk.act(book_appointment, patient_id=server_practice.maggie, slot_ids=(slot,))

    with desk.database.reading() as db:
        query = text("SELECT abs(extract(epoch FROM now() - at)) FROM audit_log WHERE desk = :desk")
        off = db.execute(query, {"desk": desk.name}).scalar_one()
    assert off < 5
    assert abs(desk.clock_is_off + timedelta(minutes=6)) < timedelta(seconds=5)
    assert abs(desk.clock() - datetime.now(UTC)) < timedelta(seconds=5)
    desk.close()


def _night_session(practice: SmallPractice, on: date) -> list[datetime]:
    """Make a session from half past midnight over the change, book all of it; its times."""
    practice.clock.set(instant_of(on, time(0), ZONE) - timedelta(days=10))
    minutes = int(
        (instant_of(on, time(4), ZONE) - instant_of(on, time(0, 30), ZONE)).total_seconds() / 60
    )
    session = practice.make_session(
        on_date=on,
        start_local=time(0, 30),
        end_local=time(4),
        pattern=(PatternPart(minutes // 10, practice.routine, 10),),
    )
    query = select(slots.c.id, slots.c.start_at).where(slots.c.session_id == session)
    with practice.desk.database.reading() as db:
        rows = db.execute(query.order_by(slots.c.start_at)).all()
    for row in rows:
        practice.desk.act(
            book_appointment,
            patient_id=practice.maggie,
            slot_ids=(row.id,),
            agreed=frozenset({"same_time"}),
        )
    return [row.start_at for row in rows]


@pytest.mark.parametrize(("on", "count"), [(ENDS, 27), (BEGINS, 15)], ids=["ends", "begins"])
def test_a_session_over_a_clock_change_has_the_hours_it_has(
    practice: SmallPractice, on: date, count: int
) -> None:
    times = _night_session(practice, on)

    assert len(times) == count
    assert {b - a for a, b in pairwise(times)} == {timedelta(minutes=10)}
    shown = [f"{local_of(one, ZONE):%H:%M}" for one in times]
    assert shown.count("01:30") == (2 if on == ENDS else 0)
    day = practice.desk.read(read_day, on_date=on)
    cells = [cell for column in day.columns for one in column.sessions for cell in one.cells]
    assert [len(cell.visits) for cell in cells] == [1] * count
    assert wrong(practice.desk) == []


@pytest.mark.parametrize("on", [ENDS, BEGINS], ids=["ends", "begins"])
def test_a_visit_moved_over_a_clock_change_is_taken_back_to_the_minute(
    practice: SmallPractice, on: date
) -> None:
    practice.clock.set(instant_of(on, time(9), ZONE) - timedelta(days=3))
    starts = []
    for days in (-1, 1):
        session = practice.make_session(on_date=on + timedelta(days=days))
        with practice.desk.database.reading() as db:
            query = select(slots.c.id, slots.c.start_at).where(slots.c.session_id == session)
            starts.append(db.execute(query.order_by(slots.c.start_at)).first())
    before, after = starts
    assert before is not None
    assert after is not None
    change = timedelta(hours=1) if on == ENDS else timedelta(hours=-1)
    assert after.start_at - before.start_at == timedelta(days=2) + change

    visit = practice.desk.act(
        book_appointment, patient_id=practice.rosa, slot_ids=(before.id,)
    ).value
    moved = practice.desk.act(
        move_appointment, appointment_id=visit.id, version=visit.version, slot_ids=(after.id,)
    )
    assert local_of(moved.value.start_at, ZONE).time() == time(11)
    assert moved.undo is not None
    practice.desk.act(undo, inverse=moved.undo)
    assert wrong(practice.desk) == []


_STAMP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from desktop.operations.desk import open_desk
from desktop.operations.notes import write_note
url, locks, clinic = sys.argv[1:]
desk = open_desk(url, desk_name="Desk 2", lock_dir=Path(locks))
desk.act(write_note, text="when", clinic_id=clinic, on_date=desk.clock().date())
print(datetime.now(UTC).isoformat(), desk.clock().isoformat())
desk.close()
"""


def test_a_pc_whose_real_clock_is_6_minutes_fast_writes_the_servers_time(
    server_practice: SmallPractice, postgres_url: str, tmp_path: Path
) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("faketime is not here (Debian: faketime)")
    arguments = [postgres_url, str(tmp_path / "locks"), str(server_practice.clinic)]
    command = [faketime, "-f", "+6m", sys.executable, "-c", _STAMP, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)

    pc, desk = (datetime.fromisoformat(one) for one in ran.stdout.split())
    assert (
        timedelta(minutes=5, seconds=50) < pc - datetime.now(UTC) < timedelta(minutes=6, seconds=5)
    )
    assert abs(desk - datetime.now(UTC)) < timedelta(seconds=10)
