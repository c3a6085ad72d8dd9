"""A practice copied and put back: the same rows on either engine, checked, the old one kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.commands.cli import run
from desktop.domain.errors import Unavailable
from desktop.domain.people import PatientDetails
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.sessions import PatternPart
from desktop.operations.backup import copy_practice, restore_practice
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_database
from desktop.operations.closures import add_closure
from desktop.operations.desk import open_desk
from desktop.operations.people import register_patient
from desktop.operations.practice import make_clinician
from desktop.operations.reads import read_outline
from desktop.operations.release_rules import set_release_rule
from desktop.operations.templates import publish_template, save_template
from desktop.operations.undo import undo
from desktop.persistence import file_copy
from desktop.persistence.engine import open_database
from tests.clock import START_AT
from tests.engines import ENGINES, demo_template, made_once
from tests.factories.templates import make_closure, make_template
from tests.operations.conftest import SmallPractice
from tests.postgres_cluster import Cluster
from tests.shared_databases import make_shared_database

MADE_ANEW = ("sqlite_sequence", "alembic_version")


@pytest.fixture(scope="module", params=ENGINES)
def demo_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small demo practice on each engine; only read."""
    return make_shared_database(request, tmp_path_factory, request.param, _shaped_template)


def _shaped_template(cluster: Cluster | None = None) -> str:
    return made_once("demo_shaped", cluster, _shape_diary, start=demo_template(cluster))


def _shape_diary(url: str) -> None:
    """Publish a template and one that replaces it; a closure of some hours, a release rule."""
    desk = open_desk(url, desk_name="Manager")
    outline = desk.read(read_outline)
    kind = next(one.id for one in outline.slot_types if one.bookable)
    visiting = desk.act(make_clinician, given_names="H", family_name="Levy", profession="GP").value
    replaced = None
    for days in (10, 20):
        details = make_template(
            clinic_id=outline.clinics[0].id,
            clinician_id=visiting,
            room_id=None,
            pattern=(PatternPart(3, kind, 10),),
            first_on=START_AT.date() + timedelta(days=days),
        )
        saved = desk.act(save_template, details=details, replaces_id=replaced).value
        desk.act(publish_template, template_id=saved.id, version=1)
        replaced = saved.id
    training = make_closure(START_AT.date() + timedelta(days=9), start_local=time(13))
    desk.act(add_closure, details=training)
    rule = ReleaseRule(Release.DAYS_BEFORE, 2, time(8))
    desk.act(set_release_rule, slot_type_id=kind, rule=rule)
    desk.close()


@pytest.fixture(params=ENGINES)
def other_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of an empty database, on each engine, to restore into."""
    return make_shared_database(request, tmp_path_factory, request.param)


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every table's rows as SQLite has them, in the order of their first columns."""
    with closing(sqlite3.connect(file)) as db:
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if row[0] not in MADE_ANEW
        ]
        return {name: sorted(db.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def violations(url: str) -> list[str]:
    return [one.invariant for one in check_database(url) if one.violations]


def test_a_copy_put_back_on_either_engine_is_the_same_to_the_byte(
    demo_url: str, other_url: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    copied = copy_practice(demo_url, first)

    done = restore_practice(first, other_url)

    assert (done.people, done.violations, done.kept) == (copied.people, 0, "")
    copy_practice(other_url, second)
    before, after = rows_of(first), rows_of(second)
    restored = [row for row in after["audit_log"] if row[0] == "Attend/restore"]
    assert len(restored) == 1
    for table in set(before) - {"audit_log", "desks", "changes"}:
        assert after[table] == before[table], table
    assert [row for row in after["audit_log"] if row not in restored] == before["audit_log"]
    assert violations(other_url) == []


def test_a_restored_practice_opens_and_books(demo_url: str, other_url: str, tmp_path: Path) -> None:
    copy_practice(demo_url, tmp_path / "copy.db")
    restore_practice(tmp_path / "copy.db", other_url)

    desk = open_desk(other_url, lock_dir=tmp_path / "locks")

    assert desk.read(read_outline).practice.name
    with desk.database.writing() as db:
        db.execute(text("INSERT INTO settings VALUES ('after', '1', 1)"))
    desk.close()


def test_desks_work_on_while_a_copy_is_made(
    practice: SmallPractice, engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_copy, "_PAGES_A_STEP", 1)
    booked = []

    def book(_share: float) -> None:
        if len(booked) < len(practice.slots[:3]):
            slots = practice.slots[len(booked) : len(booked) + 1]
            booked.append(slots)
            practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=slots)

    copied = copy_practice(engine_url, tmp_path / "copy.db", book)

    assert len(booked) == 3
    assert copied.visits == 0, "it is of the moment the copy was begun"
    assert copy_practice(engine_url, tmp_path / "copy.db").visits == 3
    assert violations(url_of(tmp_path / "copy.db")) == []


def test_what_was_there_before_is_kept_and_can_be_gone_back_to(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    copy_practice(engine_url, tmp_path / "early.db")
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    practice.desk.close()

    done = restore_practice(tmp_path / "early.db", engine_url, now=START_AT)

    assert done.visits == 0
    if engine_url.startswith("sqlite"):
        assert done.kept.endswith("practice-before-restore-20261118T102200Z.db")
        assert copy_practice(url_of(Path(done.kept)), tmp_path / "kept.db").visits == 1
    else:
        assert done.kept == "the schema attend_before_restore_20261118t102200z"
        database = open_database(engine_url)
        with database.reading() as db:
            kept = "SELECT count(*) FROM attend_before_restore_20261118t102200z.appointments"
            assert db.execute(text(kept)).scalar_one() == 1
        database.close()
    assert violations(engine_url) == []


def test_an_open_practice_is_not_restored_over(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    copy_practice(engine_url, tmp_path / "copy.db")

    with pytest.raises(Unavailable, match="Close Attend") as caught:
        restore_practice(tmp_path / "copy.db", engine_url)

    assert caught.value.code == "in_use"
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    assert violations(engine_url) == []


def _spoil(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE sessions SET on_date = '2020-01-01'")
        db.commit()


def test_a_copy_with_faults_is_not_swapped_in_unless_told_so(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy_practice(engine_url, copy)
    practice.desk.close()
    _spoil(copy)

    with pytest.raises(Unavailable, match="attend check finds 1 wrong in this copy, the first in"):
        restore_practice(copy, engine_url)

    assert violations(engine_url) == []
    assert not list(tmp_path.glob("*being-restored*"))
    assert restore_practice(copy, engine_url, anyway=True).violations == 1
    assert violations(engine_url) == ["times"]


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_file_that_is_no_copy_is_refused(engine_url: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.doc"
    file.write_bytes(content)

    with pytest.raises(Unavailable, match=r"letter\.doc is no copy of a practice\.") as caught:
        restore_practice(file, engine_url)

    assert caught.value.code == "not_a_copy"


def test_a_copy_of_a_newer_attend_is_refused(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    copy_practice(engine_url, tmp_path / "copy.db")
    practice.desk.close()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()

    with pytest.raises(Unavailable) as caught:
        restore_practice(tmp_path / "copy.db", engine_url)

    assert caught.value.code == "newer"


def test_a_copy_cut_short_leaves_the_last_one(
    practice: SmallPractice, engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_copy, "_PAGES_A_STEP", 1)
    file = tmp_path / "copies" / "copy.db"
    copy_practice(engine_url, file)
    was = hashlib.sha256(file.read_bytes()).hexdigest()

    def fail(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_practice(engine_url, file, fail)

    assert hashlib.sha256(file.read_bytes()).hexdigest() == was
    assert [one.name for one in file.parent.iterdir()] == ["copy.db"]


def test_a_damaged_copy_is_told(practice: SmallPractice, engine_url: str, tmp_path: Path) -> None:
    copy_practice(engine_url, tmp_path / "copy.db")
    practice.desk.close()
    with (tmp_path / "copy.db").open("r+b") as file:
        file.truncate(20_000)

    with pytest.raises(Unavailable):
        restore_practice(tmp_path / "copy.db", engine_url)
    assert violations(engine_url) == []


def test_the_commands_copy_and_restore(
    practice: SmallPractice,
    engine_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    twice = PatientDetails("Entered", "Twice", date(1980, 3, 12))
    mistake = practice.desk.act(register_patient, details=twice)
    assert mistake.undo is not None
    practice.desk.act(undo, inverse=mistake.undo)  # nobody now, and counted as nobody
    practice.desk.close()
    file = tmp_path / "copy.db"
    assert run(["backup", str(file), "--database", engine_url, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["file"], said["people"]) == (str(file), 3)
    assert run(["backup", str(file), "--database", engine_url]) == 2
    assert run(["backup", str(file), "--database", engine_url, "--replace"]) == 0
    assert "Copied 3 people and 0 visits to" in capsys.readouterr().out
    assert run(["restore", str(file), "--database", engine_url, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["people"], said["violations"]) == (3, 0)
    assert said["kept"]
    assert run(["restore", str(tmp_path / "none.db"), "--database", engine_url]) == 2
    shutil.copyfile(__file__, tmp_path / "test.py")
    assert run(["restore", str(tmp_path / "test.py"), "--database", engine_url]) == 1
    assert "test.py is no copy of a practice." in capsys.readouterr().err


def test_backup_without_a_name_goes_where_the_daily_copies_are(
    practice: SmallPractice, engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    practice.desk.close()

    assert run(["backup", "--database", engine_url]) == 0

    (file,) = tmp_path.rglob("copies/*.db")
    database = open_database(engine_url)
    with database.reading() as db:
        facts = db.execute(
            text("SELECT entry FROM audit_log WHERE act = 'copy_practice'")
        ).scalar_one()
    database.close()
    assert json.loads(facts)["what"] == file.name


def test_a_copy_is_for_its_maker_alone_and_a_restored_file_for_who_had_it(
    sqlite_practice: SmallPractice, tmp_path: Path
) -> None:
    file = Path(str(sqlite_practice.desk.database.engine.url.database))
    sqlite_practice.desk.close()
    file.chmod(0o664)
    was = file.stat()

    copy_practice(url_of(file), tmp_path / "copy.db")
    restore_practice(tmp_path / "copy.db", url_of(file))

    now = file.stat()
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert (now.st_mode, now.st_uid, now.st_gid) == (was.st_mode, was.st_uid, was.st_gid)
    assert now.st_ino != was.st_ino
