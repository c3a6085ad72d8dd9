"""A practice set up from what was typed at the first start, in a file and on a server."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.first_start import NewClinician, PracticePlan, WeekSession
from desktop.domain.permissions import Role
from desktop.domain.practice_setup import STARTER_SLOT_TYPES
from desktop.opening import open_practice
from desktop.operations.checks import check_database
from desktop.operations.desk import open_desk
from desktop.operations.first_start import (
    MadeSoFar,
    Stopped,
    check_new_place,
    look_up_practice,
    make_demo_file,
    set_up_practice,
    url_of_practice,
)
from desktop.operations.reads import read_outline
from desktop.operations.signing_in import sign_in
from desktop.operations.staff import list_staff
from desktop.persistence import files
from desktop.persistence.engine import open_database
from desktop.persistence.tables import clinicians, practices, sessions, slot_types
from tests.exchange.test_ods_list import _list as practice_list

ROOT = Path(__file__).parents[2]
PLAN = PracticePlan(
    name="Weir Street Surgery",
    nation="wales",
    ods_code="W99001",
    clinic_name="Weir Street",
    clinic_address="1 Weir Street\nLlanfair",
    manager_name="Ruth Cohen",
    manager_pin="482913",
    kinds=STARTER_SLOT_TYPES,
    rooms=("Room 1", "Room 2"),
    clinicians=(
        NewClinician("Dr", "Anjali", "Patel", "GP"),
        NewClinician("", "Grace", "Adeyemi", "Nurse"),
    ),
    week=(
        WeekSession(0, 0, 0, (0, 1, 2, 3, 4), time(9), time(12, 5)),
        WeekSession(1, 1, 3, (5, 6), time(9), time(11)),
    ),
    weeks=3,
)


def count(url: str, table: object) -> int:
    database = open_database(url)
    try:
        with database.reading() as db:
            return db.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]
    finally:
        database.close()


def test_a_plan_becomes_a_practice_with_its_weeks(engine_url: str) -> None:
    said: list[str] = []
    made = set_up_practice(engine_url, "Desk 1", PLAN, MadeSoFar(), progress=said.append)

    desk = open_desk(engine_url)
    outline = desk.read(read_outline)
    assert sign_in(desk, staff_id=made.manager_id, pin="482913").role is Role.MANAGER
    desk.close()
    assert (outline.practice.name, outline.practice.ods_code) == ("Weir Street Surgery", "W99001")
    assert outline.clinics[0].address == "1 Weir Street\nLlanfair"
    assert len(outline.slot_types) == len(STARTER_SLOT_TYPES)
    assert [one.name for one in outline.rooms] == ["Room 1", "Room 2"]
    assert {one.name for one in outline.clinicians} == {"Dr Anjali Patel", "Grace Adeyemi"}
    # three whole weeks of seven sessions, and the rest of this one
    assert 21 <= count(engine_url, sessions) <= 27
    assert said[0] == "the practice"
    assert not any(row.violations for row in check_database(engine_url))


def test_a_manager_alone_is_a_practice(engine_url: str) -> None:
    bare = PracticePlan("A", "england", "", "A", "", "Ruth", "482913")
    set_up_practice(engine_url, "Desk 1", bare, MadeSoFar())
    assert count(engine_url, practices) == 1
    assert count(engine_url, sessions) == 0


def test_a_set_up_that_was_stopped_goes_on_where_it_was(engine_url: str) -> None:
    so_far = MadeSoFar()
    set_up_practice(engine_url, "Desk 1", replace(PLAN, rooms=(), week=PLAN.week[:0]), so_far)
    so_far.rooms.clear()
    made = set_up_practice(engine_url, "Desk 1", PLAN, so_far)
    again = set_up_practice(engine_url, "Desk 1", PLAN, so_far)

    assert made == again == so_far.practice
    assert so_far.is_copied
    assert len(so_far.sessions) == count(engine_url, sessions) - 7 * 2
    assert count(engine_url, clinicians) == 2
    assert count(engine_url, slot_types) == len(STARTER_SLOT_TYPES)
    assert not any(row.violations for row in check_database(engine_url))


KILLED = """
import os, signal, sys
from desktop.domain.practice_setup import STARTER_SLOT_TYPES
from desktop.domain.first_start import PracticePlan
from desktop.operations.first_start import MadeSoFar, set_up_practice
plan = PracticePlan("A", "wales", "", "A", "", "Ruth", "482913", kinds=STARTER_SLOT_TYPES)
def die(*_what):
    os.kill(os.getpid(), signal.SIGKILL)
where = "on_practice_made" if sys.argv[2] == "made" else "progress"
set_up_practice(sys.argv[1], "Desk 1", plan, MadeSoFar(), **{where: die})
"""


@pytest.mark.parametrize("is_made", [False, True])
def test_killed_in_the_middle_there_is_a_whole_practice_or_none(
    engine_url: str, *, is_made: bool
) -> None:
    when = "made" if is_made else "before"
    done = subprocess.run([sys.executable, "-c", KILLED, engine_url, when], check=False, cwd=ROOT)

    assert done.returncode == -signal.SIGKILL
    assert count(engine_url, practices) == int(is_made)
    if not is_made:
        set_up_practice(engine_url, "Desk 1", PLAN, MadeSoFar())
    desk = open_desk(engine_url)
    assert desk.read(list_staff)[0].role is Role.MANAGER
    desk.close()
    assert not any(row.violations for row in check_database(engine_url))


def test_a_second_practice_is_refused(engine_url: str) -> None:
    set_up_practice(engine_url, "Desk 1", PLAN, MadeSoFar())
    with pytest.raises(RuleViolation, match="already"):
        set_up_practice(engine_url, "Desk 1", PLAN, MadeSoFar())


def test_a_folder_is_made_and_one_with_a_practice_refused(tmp_path: Path) -> None:
    url = check_new_place(f" {tmp_path / 'new' / 'deep'} ")
    assert url == f"sqlite:///{tmp_path / 'new' / 'deep' / 'attend.db'}"
    assert not (tmp_path / "new" / "deep" / "attend.db").exists()
    set_up_practice(url, "Desk 1", PLAN, MadeSoFar())
    for typed, words in (
        (str(tmp_path / "new" / "deep"), "already"),
        ("", "empty"),
        ("here", "whole way"),
    ):
        with pytest.raises(RuleViolation, match=words) as refused:
            check_new_place(typed)
        assert refused.value.field == "folder"


def test_a_folder_may_be_called_anything(tmp_path: Path) -> None:
    folder = tmp_path / "50% off? #é%41"
    url = check_new_place(str(folder))
    with pytest.raises(Unavailable):
        open_practice(url, "Desk 1")
    set_up_practice(url, "Desk 1", PLAN, MadeSoFar())
    assert sorted(one.name for one in folder.iterdir()) == ["attend.db"]
    assert url_of_practice(folder / "attend.db") == url
    opened = open_practice(url, "Desk 1")
    opened.worker.act(opened.desk.close).result()
    opened.worker.close()


def test_a_file_of_another_program_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE practices (id)")
    before = file.read_bytes()
    with pytest.raises(Unavailable, match=r"no practice in theirs\.db"):
        url_of_practice(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_a_file_or_a_network_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RuleViolation, match="can’t be made"):
        check_new_place(str(tmp_path / "file"))
    mounts = tmp_path / "mounts"
    mounts.write_text(f"//server/share {tmp_path} cifs rw 0 0\n")
    monkeypatch.setattr(files, "MOUNT_TABLE", mounts)
    with pytest.raises(RuleViolation, match="network share") as refused:
        check_new_place(str(tmp_path / "share"))
    assert refused.value.field == "folder"


def test_a_demo_that_is_not_waited_for_leaves_nothing(tmp_path: Path) -> None:
    stop, shares = threading.Event(), []

    def progress(_what: str, share: float) -> None:
        shares.append(share)
        stop.set()

    with pytest.raises(Stopped):
        make_demo_file(tmp_path / "demo.db", people=100, progress=progress, stop=stop)
    assert shares
    assert list(tmp_path.iterdir()) == []


def test_a_demo_is_made_once(tmp_path: Path) -> None:
    stop = threading.Event()
    file = tmp_path / "new" / "demo.db"
    url = make_demo_file(file, people=100, progress=lambda _what, _share: None, stop=stop)
    before = file.stat()
    assert [one.name for one in file.parent.iterdir()] == ["demo.db"]
    assert make_demo_file(file, progress=lambda _what, _share: None, stop=stop) == url
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_practice_is_looked_up_by_its_code(tmp_path: Path) -> None:
    file = practice_list(tmp_path)
    found = look_up_practice(file, " x99 001 ")
    assert (found.code, found.name) == ("X99001", "The Densham Surgery")
    for code in ("", "Z99999"):
        with pytest.raises(RuleViolation) as refused:
            look_up_practice(file, code)
        assert refused.value.field == "ods_code"
