"""Calendar files in and out: closures proposed from one, a clinician's diary as one."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.commands.cli import run
from desktop.domain.closures import ClosureKind, say_closure
from desktop.domain.errors import RuleViolation, Unavailable
from desktop.exchange.calendar_reading import read_calendar
from desktop.operations.booking import book_appointment
from desktop.operations.closures import list_proposed
from desktop.operations.closures_import import Whose, find_clinician_called, import_closures
from desktop.operations.diary_calendar import export_diary
from desktop.persistence.tables import audit_log
from tests.operations.conftest import TODAY, SmallPractice

LEAVE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
SUMMARY:Half term
DTSTART;VALUE=DATE:20270215
DTEND;VALUE=DATE:20270220
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Clinical meeting
DTSTART;TZID=Europe/London:20270324T130000
DTEND;TZID=Europe/London:20270324T140030
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Flight
DTSTART:20261201T200000Z
DTEND:20261203T063000Z
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:Birthday
TRANSP:TRANSPARENT
DTSTART;VALUE=DATE:20270101
END:VEVENT
BEGIN:VEVENT
UID:5
SUMMARY:Over
DTSTART;VALUE=DATE:20260101
END:VEVENT
BEGIN:VEVENT
UID:6
SUMMARY:No start
END:VEVENT
END:VCALENDAR
"""
LINES = [
    "Flight, Tue 1 Dec from 20:00",
    "Flight, Wed 2 Dec",
    "Flight, Thu 3 Dec to 06:30",
    "Half term, Mon 15 Feb to Fri 19 Feb",
    "Clinical meeting, Wed 24 Mar from 13:00 to 14:01",
    "Clinical meeting, Wed 31 Mar from 13:00 to 14:01",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "leave.ics"
    made.write_text(LEAVE.replace("\n", "\r\n"), encoding="utf-8")
    return made


def test_busy_times_become_proposed_closures_once(practice: SmallPractice, file: Path) -> None:
    doctor = practice.desk.read(find_clinician_called, called="dr patel")
    whose = Whose(ClosureKind.LEAVE, clinician_id=doctor)
    dry = import_closures(practice.desk, file, whose=whose, dry_run=True)
    assert practice.desk.read(list_proposed) == ()

    done = import_closures(practice.desk, file, whose=whose)
    again = import_closures(practice.desk, file, whose=whose)

    assert [say_closure(one) for one in done.closures] == LINES
    assert {one.clinician_id for one in done.closures} == {practice.doctor}
    assert (dry.added, done.added, again.added) == (0, 6, 0)
    assert len(practice.desk.read(list_proposed)) == 6
    assert [(slip.place, slip.reason) for slip in done.slips] == [("event 6", "It has no start.")]


def test_a_clinician_is_meant_by_a_name_that_is_only_theirs(practice: SmallPractice) -> None:
    for called in ("Dr Anjali Patel", "anjali  patel", "Dr Patel"):
        assert practice.desk.read(find_clinician_called, called=called) == practice.doctor
    with pytest.raises(RuleViolation, match="No clinician is called Nobody"):
        practice.desk.read(find_clinician_called, called="Nobody")


def test_the_command_lists_what_it_proposes(
    practice: SmallPractice, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = practice.desk.database.engine.url.render_as_string(hide_password=False)
    asked = ["import", "closures", str(file), "--database", url]
    # The command has today's clock, so what is over by then is not proposed.
    assert run([*asked, "--dry-run", "--clinician", "Dr Patel"]) == 1
    said = capsys.readouterr().out
    assert "  Leave: Half term, Mon 15 Feb to Fri 19 Feb 2027" in said
    assert "not taken: leave.ics, event 6: It has no start." in said
    assert run([*asked, "--json", "--kind", "training"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["added"] == len(told["closures"]) >= 3
    assert run([*asked, "--clinician", "Nobody"]) == 1


def test_a_diary_goes_out_without_names_unless_they_are_asked_for(
    practice: SmallPractice, tmp_path: Path
) -> None:
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:2])
    to = tmp_path / "diary.ics"
    wanted = {"clinician_id": practice.doctor, "first_on": TODAY, "last_on": date(2026, 11, 20)}
    assert export_diary(practice.desk, to, **wanted) == 2
    assert b"Maggie" not in to.read_bytes()
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n" in to.read_bytes()
    found = read_calendar(to, TODAY, date(2026, 11, 21), "Europe/London").occurrences
    found = tuple(sorted(found, key=lambda one: one.is_busy))  # both begin at 11:00
    assert [(one.summary, one.is_busy) for one in found] == [
        ("Session, Dr Patel", False), ("Routine", True),
    ]  # fmt: skip
    assert (found[1].end - found[1].start).total_seconds() == 1200
    assert found[1].start.time() == time(11)

    export_diary(practice.desk, to, **wanted, names=True)

    assert b"SUMMARY:Routine\\, Maggie Hughes" in to.read_bytes()
    query = select(audit_log.c.patient_id).where(audit_log.c.act == "export_visits")
    with practice.desk.database.reading() as db:
        on_record = list(db.execute(query).scalars())
    assert on_record == [None, None, practice.maggie]


def test_one_session_goes_out_without_the_others(practice: SmallPractice, tmp_path: Path) -> None:
    practice.make_session(start_local=time(14), end_local=time(16))
    to = tmp_path / "session.ics"
    wanted = {"clinician_id": practice.doctor, "first_on": TODAY, "last_on": TODAY}
    assert export_diary(practice.desk, to, **wanted) == 2
    assert export_diary(practice.desk, to, **wanted, session_id=practice.session) == 1
    (found,) = read_calendar(to, TODAY, date(2026, 11, 19), "Europe/London").occurrences
    assert found.uid == f"{practice.session}@attend"


def test_a_diary_that_can_not_be_written_says_so(practice: SmallPractice, tmp_path: Path) -> None:
    wanted = {"clinician_id": practice.doctor, "first_on": TODAY}
    with pytest.raises(Unavailable, match="can’t be written"):
        export_diary(practice.desk, tmp_path, **wanted, last_on=TODAY)
    with pytest.raises(RuleViolation, match="first day first"):
        export_diary(practice.desk, tmp_path / "x.ics", **wanted, last_on=date(2026, 11, 1))


def test_the_command_writes_a_diary(
    practice: SmallPractice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = practice.desk.database.engine.url.render_as_string(hide_password=False)
    days = ("--from", "2026-11-18", "--until", "2026-11-18")
    asked = ["export", "diary", str(tmp_path / "d.ics"), "--database", url, *days]

    assert run([*asked, "--clinician", "Dr Patel"]) == 0
    assert capsys.readouterr().out == "1 event written to d.ics.\n"
    assert run(asked) == 2
