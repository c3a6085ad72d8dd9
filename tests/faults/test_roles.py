"""On a server the desks' role does every act and can't touch what is on record."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from desktop.commands.cli import run
from desktop.domain.errors import Unavailable
from desktop.opening import open_practice
from desktop.operations.backup import copy_practice, restore_practice
from desktop.operations.booking import book_appointment, cancel_appointment, move_appointment
from desktop.operations.checks import check_database
from desktop.operations.daily_copy import daily_copy_job
from desktop.operations.desk import open_desk
from desktop.operations.jobs import DailyJob, JobsThread, do_due_jobs
from desktop.operations.people_import import import_people
from desktop.operations.reads import read_day
from desktop.operations.setup_reads import read_setup
from desktop.operations.setup_records import change_room
from desktop.operations.undo import undo
from desktop.operations.upgrading import upgrade_database
from desktop.persistence.engine import open_database
from desktop.persistence.guards import missing_guards
from desktop.persistence.migrate import upgrade
from desktop.persistence.roles import DESK_ROLE, find_role_faults
from desktop.ui.errors import Place, tell
from tests.clock import START_AT, SettableClock
from tests.engines import drop_database, make_database
from tests.faults.conftest import as_role, open_whole_practice, run_on_server
from tests.operations.conftest import TODAY, SmallPractice, open_small_practice
from tests.postgres_cluster import Cluster


@pytest.fixture
def desk_of_role(
    postgres_url: str, login: str, clock: SettableClock, tmp_path: Path
) -> Iterator[SmallPractice]:
    """A small practice whose desk signs in as a member of the desks' role."""
    grant = sql.SQL("GRANT {} TO {}").format(sql.Identifier(DESK_ROLE), sql.Identifier(login))
    run_on_server(postgres_url, grant)
    small = open_small_practice(as_role(postgres_url, login), clock, tmp_path / "locks")
    yield small
    small.desk.close()


def test_a_member_of_the_desks_role_books_moves_cancels_and_takes_back(
    desk_of_role: SmallPractice,
) -> None:
    desk, slots = desk_of_role.desk, desk_of_role.slots
    visit = desk.act(book_appointment, patient_id=desk_of_role.maggie, slot_ids=slots[:1]).value
    visit = desk.act(
        move_appointment, appointment_id=visit.id, version=visit.version, slot_ids=slots[1:2]
    ).value
    done = desk.act(cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat")
    assert done.undo is not None

    desk.act(undo, inverse=done.undo)

    with desk.database.reading() as db:
        acts = db.execute(text("SELECT act FROM audit_log ORDER BY seq")).scalars().all()
    assert acts[-4:-1] == ["book_appointment", "move_appointment", "cancel_appointment"]
    assert len(acts) == 5


def test_a_member_of_the_desks_role_changes_a_room_that_needs_depend_on(
    desk_of_role: SmallPractice,
) -> None:
    desk = desk_of_role.desk
    room = desk.read(read_setup).rooms[0]
    details = replace(room.details, features=("step-free",))
    done = desk.act(change_room, room_id=room.id, version=room.version, details=details)
    assert done.undo is not None
    desk.act(undo, inverse=done.undo)
    assert desk.read(read_setup).rooms[0].details == room.details


def test_a_member_of_the_desks_role_imports_people(
    desk_of_role: SmallPractice, tmp_path: Path
) -> None:
    file = tmp_path / "one.json"
    found = {"resourceType": "Patient", "id": "a", "name": [{"family": "Pritchard"}]}
    file.write_text(json.dumps(found | {"birthDate": "1961-04-02"}))

    report = import_people(desk_of_role.desk, [file])

    assert (report.people.added, report.refused) == (1, 0)


def test_a_member_of_the_desks_role_makes_the_daily_copy(
    desk_of_role: SmallPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    url = desk_of_role.desk.database.engine.url.render_as_string(hide_password=False)

    (done,) = do_due_jobs(desk_of_role.desk, (daily_copy_job(url),))

    assert done.words == ""
    assert len(list(tmp_path.rglob("copies/*.db"))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET entry = '{}'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DROP TABLE audit_log",
        "DROP TRIGGER audit_log_no_change ON audit_log",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "ALTER TABLE patients ADD COLUMN more text",
        "TRUNCATE settings",
        "CREATE TABLE mine (a text)",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_a_member_of_the_desks_role_is_refused(desk_of_role: SmallPractice, statement: str) -> None:
    with (
        pytest.raises(Unavailable, match="they lack the right to it") as caught,
        desk_of_role.desk.database.writing() as db,
    ):
        db.execute(text(statement))
    assert caught.value.code == "rights"


def _revoke(practice: SmallPractice, postgres_url: str, what: str) -> str:
    """Take a right from the desks' role; returns the desk's own URL."""
    run_on_server(postgres_url, sql.SQL(f"REVOKE {what} FROM attend_desk"))  # type: ignore[arg-type]  # of this file
    return practice.desk.database.engine.url.render_as_string(hide_password=False)


def test_an_act_without_the_right_is_said_in_words_and_leaves_nothing(
    desk_of_role: SmallPractice, postgres_url: str
) -> None:
    _revoke(desk_of_role, postgres_url, "INSERT ON audit_log")
    wanted = {"patient_id": desk_of_role.maggie, "slot_ids": desk_of_role.slots[:1]}

    with pytest.raises(Unavailable) as caught:
        desk_of_role.desk.act(book_appointment, **wanted)

    assert caught.value.code == "rights"
    told = tell(caught.value)
    assert (told.place, told.words) == (Place.DIALOG, str(caught.value))
    assert "attend upgrade" in told.next_step
    day = desk_of_role.desk.read(read_day, on_date=TODAY)
    assert not any(cell.visits for cell in day.columns[0].sessions[0].cells)


@pytest.mark.parametrize("right", ["SELECT ON alembic_version", "SELECT ON settings"])
def test_opening_without_the_right_is_said_in_words(
    desk_of_role: SmallPractice, postgres_url: str, right: str
) -> None:
    url = _revoke(desk_of_role, postgres_url, right)

    with pytest.raises(Unavailable) as caught:
        open_practice(url, "Desk 2")

    assert caught.value.code == "not_allowed"
    assert "a member of the role attend_desk" in str(caught.value)


def test_the_jobs_thread_goes_on_without_the_right_and_does_the_job_once_it_has_it(
    desk_of_role: SmallPractice, postgres_url: str, tmp_path: Path
) -> None:
    url = _revoke(desk_of_role, postgres_url, "SELECT, INSERT, UPDATE ON jobs")
    looked, done = threading.Event(), threading.Event()
    job = DailyJob("count", lambda _desk: done.set())
    jobs = JobsThread(url, "Desk 1", (job,), lock_dir=tmp_path, look_every_seconds=0.05)
    looks = jobs._look

    def look() -> None:
        try:
            looks()
        finally:
            looked.set()

    jobs._look = look  # type: ignore[method-assign]  # to know that it looked
    jobs.start()
    try:
        assert looked.wait(5)
        assert not done.is_set()
        grant = "GRANT SELECT, INSERT, UPDATE ON jobs TO attend_desk"
        run_on_server(postgres_url, sql.SQL(grant))
        assert done.wait(5)
    finally:
        jobs.close()


def test_a_desk_never_upgrades_a_server(desk_of_role: SmallPractice, postgres_url: str) -> None:
    url = desk_of_role.desk.database.engine.url.render_as_string(hide_password=False)

    with pytest.raises(Unavailable, match="Only the owner of this database, postgres,") as caught:
        upgrade(url)

    assert caught.value.code == "owner"


@pytest.mark.parametrize(
    ("revision", "code", "words"),
    [("0001", "older", "is older than this Attend"), ("9999", "newer", "a newer Attend")],
)
def test_an_older_or_newer_server_is_said_in_words(
    postgres_url: str, tmp_path: Path, revision: str, code: str, words: str
) -> None:
    database = open_database(postgres_url)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    database.close()

    with pytest.raises(Unavailable, match=words) as caught:
        open_desk(postgres_url, lock_dir=tmp_path)

    assert caught.value.code == code


def test_a_server_with_nothing_in_it_says_what_to_do(
    postgres_cluster: Cluster, tmp_path: Path
) -> None:
    with pytest.raises(Unavailable, match="runs attend upgrade there") as caught:
        open_desk(postgres_cluster.url("template1"), lock_dir=tmp_path)
    assert caught.value.code == "empty"


@pytest.fixture
def owned_url(postgres_cluster: Cluster, login: str) -> Iterator[str]:
    """Return the URL of an empty database whose owner may not make roles."""
    name = f"owned_{uuid.uuid4().hex}"
    make_database(postgres_cluster, name)
    url = postgres_cluster.url(name)
    given = sql.SQL("ALTER DATABASE {} OWNER TO {}")
    run_on_server(url, given.format(sql.Identifier(name), sql.Identifier(login)))
    yield as_role(url, login)
    drop_database(postgres_cluster, name)


def test_an_owner_who_may_not_make_roles_goes_on_and_check_says_so(owned_url: str) -> None:
    role = f"desk_{uuid.uuid4().hex}"

    for_administrator = upgrade(owned_url, role=role)

    assert for_administrator[0] == f'CREATE ROLE "{role}" NOLOGIN'
    database = open_database(owned_url)
    with database.reading() as db:
        assert missing_guards(db) == ()
        (said,) = find_role_faults(db, role)
    assert said.startswith(f"the record is not yet guarded: there is no role {role}")
    administrator = make_url(owned_url).set(username="postgres").render_as_string()
    run_on_server(administrator, *(sql.SQL(one) for one in for_administrator))
    with database.reading() as db:
        assert tuple(find_role_faults(db, role)) == ()
    database.close()
    run_on_server(
        administrator,
        sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)),
        sql.SQL("DROP ROLE {}").format(sql.Identifier(role)),
    )


def test_upgrade_prints_what_the_administrator_runs(
    owned_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    role = f"desk_{uuid.uuid4().hex}"
    monkeypatch.setattr(upgrade, "__kwdefaults__", {"backup_dir": None, "role": role})

    assert run(["upgrade", "--database", owned_url]) == 0

    said = capsys.readouterr().out
    assert "The record is not guarded yet" in said
    assert f'  CREATE ROLE "{role}" NOLOGIN;' in said
    assert f'  GRANT SELECT, INSERT ON audit_log TO "{role}";' in said


def test_check_names_a_desk_that_may_change_the_record(postgres_url: str, login: str) -> None:
    who = sql.Identifier(login)
    run_on_server(
        postgres_url,
        sql.SQL("GRANT {} TO {}").format(sql.Identifier(DESK_ROLE), who),
        sql.SQL("GRANT DELETE ON audit_log TO {}").format(who),
    )
    database = open_database(postgres_url)
    with database.reading() as db:
        (said,) = find_role_faults(db)
    database.close()
    assert said == f"the record is not guarded: the role {login} may change or remove its rows"


def test_an_upgrade_gives_the_desks_role_its_rights_again(postgres_url: str) -> None:
    run_on_server(postgres_url, sql.SQL("REVOKE ALL ON audit_log, patients FROM attend_desk"))
    database = open_database(postgres_url)
    with database.reading() as db:
        assert len(tuple(find_role_faults(db))) == 1

    assert upgrade_database(postgres_url).for_administrator == ()

    with database.reading() as db:
        assert tuple(find_role_faults(db)) == ()
    database.close()


def test_an_owner_without_other_rights_restores_and_keeps_what_was_there(
    owned_url: str, clock: SettableClock, tmp_path: Path
) -> None:
    upgrade(owned_url)
    small = open_whole_practice(owned_url, clock, tmp_path / "locks")
    small.desk.close()
    copy_practice(owned_url, tmp_path / "copy.db")

    first = restore_practice(tmp_path / "copy.db", owned_url, now=START_AT)
    second = restore_practice(tmp_path / "copy.db", owned_url)

    assert first.kept == "the schema attend_before_restore_20261118t102200z"
    assert second.kept != first.kept
    assert [one.invariant for one in check_database(owned_url) if one.violations] == []


def test_a_desk_that_is_no_owner_does_not_restore(
    postgres_url: str, login: str, clock: SettableClock, tmp_path: Path
) -> None:
    open_whole_practice(postgres_url, clock, tmp_path / "locks").desk.close()
    copy_practice(postgres_url, tmp_path / "copy.db")

    with pytest.raises(Unavailable, match="Only the owner of this database, postgres,"):
        restore_practice(tmp_path / "copy.db", as_role(postgres_url, login))
