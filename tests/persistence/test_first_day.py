"""Today read without SQLAlchemy is the day that SQLAlchemy reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Select, select, update
from sqlalchemy.dialects import sqlite

from desktop.operations.desk import open_desk
from desktop.operations.first_day import find_first_day
from desktop.operations.reads import read_day, read_outline
from desktop.persistence import diary, first_day
from desktop.persistence.engine import open_database
from desktop.persistence.tables import appointments, patients
from tests.engines import demo_template

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
_A_FEW_TODAY = (
    select(appointments.c.patient_id).where(appointments.c.on_date == NOW.date()).limit(5)
)


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small demo practice whose clock stands at NOW."""
    file = tmp_path_factory.mktemp("first_day") / "demo.db"
    shutil.copyfile(demo_template(), file)
    url = f"sqlite:///{file}"
    database = open_database(url)
    with database.writing() as db:  # some of today's people are sensitive
        db.execute(
            update(patients).where(patients.c.id.in_(_A_FEW_TODAY)).values(is_sensitive=True)
        )
    database.close()
    return url


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (first_day.SESSIONS, diary._SESSIONS),
        (first_day.SLOTS, diary._SLOTS_PLAIN),
        (first_day.VISITS, diary._VISITS_PLAIN),
        (first_day.NEEDS, diary._NEEDS_PLAIN),
        (first_day.HOLDS, diary.HOLDS.statement),
        (first_day.NOTES, diary._NOTES.statement),
    ],
)
def test_each_statement_is_the_one_of_the_diary(
    text: str, statement: Select[*tuple[object, ...]]
) -> None:
    written = str(statement.compile(dialect=sqlite.dialect()))
    assert " ".join(text.split()) == " ".join(written.split())


def test_the_day_and_its_kinds_of_slot_are_the_same(demo_url: str, tmp_path: Path) -> None:
    first = find_first_day(demo_url)
    assert first is not None
    desk = open_desk(demo_url, lock_dir=tmp_path)
    try:
        whole = desk.read(read_day, on_date=first.day.on_date)
        outline = desk.read(read_outline)
    finally:
        desk.close()
    assert first.day.on_date == NOW.date()
    assert first.day == whole
    visits = [
        one
        for column in whole.columns
        for session in column.sessions
        for cell in session.cells
        for one in cell.visits
    ]
    assert {one.is_sensitive for one in visits} == {True, False}
    assert all(not one.reason and not one.needs for one in visits if one.is_sensitive)
    assert first.outline.practice == outline.practice
    assert set(first.outline.slot_types) == set(outline.slot_types)


@pytest.mark.parametrize(
    "url", ["postgresql://localhost/x", "sqlite:///missing/file.db", "sqlite:///:memory:"]
)
def test_what_has_to_be_opened_in_full_has_no_first_day(url: str) -> None:
    assert find_first_day(url) is None


def test_a_file_of_another_schema_has_no_first_day(
    demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_day, "HEAD", "9999")
    assert find_first_day(demo_url) is None


def test_reading_it_imports_no_sqlalchemy(demo_url: str) -> None:
    code = (
        "import sys; from desktop.operations.first_day import find_first_day;"
        "found = find_first_day(sys.argv[1]);"
        "print(len(found.day.columns), [one for one in sys.modules if 'sqlalchemy' in one])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, demo_url], capture_output=True, text=True, check=True
    )
    count, loaded = done.stdout.split(maxsplit=1)
    assert int(count) > 0
    assert loaded.strip() == "[]"
