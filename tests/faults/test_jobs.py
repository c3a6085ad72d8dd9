"""Daily work: one desk does it, whatever the clocks say; the daily copy and its age."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.domain.errors import Unavailable
from desktop.operations.checks import check_database
from desktop.operations.daily_copy import (
    FOLDER_SETTING,
    JOB,
    daily_copy_job,
    find_last_copy,
    say_old_copy,
)
from desktop.operations.desk import Desk, open_desk
from desktop.operations.jobs import DailyJob, JobDone, JobsThread, do_due_jobs
from desktop.persistence.jobs import find_job, take_job
from desktop.persistence.settings import write_setting
from tests.operations.conftest import SmallPractice

LEASE = timedelta(minutes=30)


def _count(done: list[str], words: str = "") -> DailyJob:
    def do(desk: Desk) -> None:
        done.append(desk.name)
        if words:
            raise Unavailable("full", words)

    return DailyJob("count", do)


@pytest.fixture
def copies(practice: SmallPractice, tmp_path: Path) -> Path:
    """Return the folder that the manager chose for the copies."""
    folder = tmp_path / "chosen"
    with practice.desk.database.writing() as db:
        write_setting(db, FOLDER_SETTING, str(folder))
    return folder


def test_a_job_is_done_once_a_day_by_one_desk(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    other = open_desk(
        engine_url, desk_name="Desk 2", clock=practice.clock, lock_dir=tmp_path / "locks"
    )
    done: list[str] = []
    job = _count(done)

    for _ in range(3):
        do_due_jobs(practice.desk, (job,))
        do_due_jobs(other, (job,))
        practice.clock.advance(hours=4)
    practice.clock.advance(hours=4)  # past midnight
    do_due_jobs(other, (job,))
    other.close()

    assert done == ["Desk 1", "Desk 2"]


def test_a_job_another_desk_is_at_is_left_to_it_until_its_lease_ends(
    practice: SmallPractice,
) -> None:
    done: list[str] = []
    with practice.desk.database.writing() as db:
        assert take_job(db, "count", desk="Desk 9", now=practice.clock(), lease=LEASE)
        assert not take_job(db, "count", desk="Desk 8", now=practice.clock(), lease=LEASE)

    assert do_due_jobs(practice.desk, (_count(done),)) == ()
    practice.clock.advance(minutes=31)  # Desk 9 was switched off
    assert do_due_jobs(practice.desk, (_count(done),)) == (JobDone("count"),)
    assert done == ["Desk 1"]


def test_a_job_that_failed_says_why_and_is_tried_again(practice: SmallPractice) -> None:
    done: list[str] = []
    failing = _count(done, "The disk is full.")

    assert do_due_jobs(practice.desk, (failing,)) == (JobDone("count", "The disk is full."),)
    assert do_due_jobs(practice.desk, (failing,)) == ()
    practice.clock.advance(minutes=31)
    assert do_due_jobs(practice.desk, (_count(done),)) == (JobDone("count"),)

    with practice.desk.database.reading() as db:
        job = find_job(db, "count")
    assert job is not None
    assert (job.words, job.leased_by, job.done_at) == ("", "", practice.clock())


@pytest.mark.parametrize("wrong", [timedelta(days=1), timedelta(days=400), timedelta(hours=-1)])
def test_a_clock_that_was_wrong_does_not_put_a_job_off(
    practice: SmallPractice, wrong: timedelta
) -> None:
    done: list[str] = []
    right = practice.clock()
    practice.clock.set(right + wrong)
    do_due_jobs(practice.desk, (_count(done),))
    with practice.desk.database.writing() as db:
        take_job(db, "leased", desk="Desk 9", now=practice.clock(), lease=LEASE)

    practice.clock.set(right + timedelta(days=2))
    do_due_jobs(practice.desk, (_count(done), DailyJob("leased", lambda _desk: done.append("l"))))

    assert done == ["Desk 1", "Desk 1", "l"]


def test_a_copy_is_made_each_day_and_kept_for_14_days(
    practice: SmallPractice, engine_url: str, copies: Path
) -> None:
    stem = engine_url.rpartition("/")[2].removesuffix(".db")
    today = practice.clock().date()
    copies.mkdir()
    for days in range(1, 20):
        (copies / f"{stem}-{today - timedelta(days=days)}.db").touch()
    for name in ("mine-2026-01-01.db", f"{stem}-2026-01-01T101500Z.db"):
        (copies / name).touch()  # made by hand, or another practice's

    assert do_due_jobs(practice.desk, (daily_copy_job(engine_url),)) == (JobDone(JOB),)

    kept = sorted(one for one in copies.glob(f"{stem}-*.db") if "T" not in one.name)
    assert len(kept) == 14
    assert kept[0].name == f"{stem}-2026-11-05.db"
    assert kept[-1].name == f"{stem}-2026-11-18.db"
    assert len(list(copies.iterdir())) == 16
    checked = check_database(f"sqlite:///{kept[-1]}")
    assert [one.invariant for one in checked if one.violations] == []


def test_a_copy_over_a_day_old_is_said(
    practice: SmallPractice, engine_url: str, copies: Path
) -> None:
    assert practice.desk.read(say_old_copy) == ""
    do_due_jobs(practice.desk, (daily_copy_job(engine_url),))
    assert practice.desk.read(find_last_copy).made_at == practice.clock()

    practice.clock.advance(hours=23)
    assert practice.desk.read(say_old_copy) == ""
    practice.clock.advance(days=2)
    said = "The last copy of this practice is 2 days old (Wed 18 Nov, 10:22)."
    assert practice.desk.read(say_old_copy) == said


def test_a_copy_that_can_not_be_made_says_why(
    practice: SmallPractice, engine_url: str, copies: Path
) -> None:
    copies.write_text("a file where the folder should be")

    (done,) = do_due_jobs(practice.desk, (daily_copy_job(engine_url),))

    assert "can’t be written or read" in done.words
    said = practice.desk.read(say_old_copy)
    assert said == f"No copy of this practice has been made yet. {done.words}"


def test_a_demo_is_not_copied(practice: SmallPractice, engine_url: str, copies: Path) -> None:
    with practice.desk.database.writing() as db:
        write_setting(db, "demo.today", practice.clock().isoformat())

    assert do_due_jobs(practice.desk, (daily_copy_job(engine_url),)) == ()
    assert practice.desk.read(say_old_copy) == ""
    assert not copies.exists()


def test_the_windows_thread_does_the_jobs_as_a_desk_of_its_own(
    practice: SmallPractice, engine_url: str, copies: Path, tmp_path: Path
) -> None:
    told, done = threading.Event(), []

    def on_done(one: JobDone) -> None:
        done.append((one, threading.current_thread().name))
        told.set()

    thread = JobsThread(
        engine_url, "Desk 1", (daily_copy_job(engine_url),), on_done=on_done, lock_dir=tmp_path
    )
    thread.start()
    assert told.wait(20)
    thread.close()

    assert done == [(JobDone(JOB), "attend-jobs")]
    (file,) = copies.glob("*.db")
    assert f"-{datetime.now(UTC):%Y-%m-}" in file.name
    with practice.desk.database.reading() as db:
        query = text("SELECT desk FROM audit_log WHERE act = 'copy_practice'")
        assert db.execute(query).scalar_one() == "Desk 1/jobs"


def test_a_job_asked_for_is_done_at_once_though_it_is_not_due(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> None:
    told, done = threading.Event(), []
    job = DailyJob("never due", lambda desk: done.append(desk.name), in_demos=False)
    with practice.desk.database.writing() as db:
        write_setting(db, "demo.today", practice.clock().isoformat())
    thread = JobsThread(
        engine_url, "Desk 1", (job,), on_done=lambda _one: told.set(), lock_dir=tmp_path
    )
    thread.start()
    assert not told.wait(0.05)
    thread.do_now(job)
    assert told.wait(20)
    thread.close()
    assert done == ["Desk 1/jobs"]


def test_the_thread_lives_through_a_server_that_is_not_there(tmp_path: Path) -> None:
    job = DailyJob("never", lambda _desk: None)
    url = "postgresql://postgres@127.0.0.1:1/practice"
    thread = JobsThread(url, "Desk 1", (job,), lock_dir=tmp_path, look_every_seconds=0.01)
    thread.start()
    thread._thread.join(0.3)

    assert thread._thread.is_alive()
    thread.close()
