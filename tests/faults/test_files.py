"""Below the window, on a file: locked, full, read-only, gone, replaced, on a share, damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.checks import check_database
from desktop.operations.desk import open_desk
from desktop.operations.first_start import check_new_place
from desktop.persistence import engine, files
from desktop.persistence.engine import open_database
from desktop.persistence.migrate import upgrade
from tests.clock import SettableClock
from tests.engines import migrated_template
from tests.faults.conftest import open_whole_practice
from tests.operations.conftest import SmallPractice

NOBODY = 65534


def book(practice: SmallPractice, number: int = 0) -> None:
    slots = practice.slots[number : number + 1]
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=slots)


def file_of(practice: SmallPractice) -> Path:
    return Path(str(practice.desk.database.engine.url.database))


def wrong_in(file: Path) -> list[str]:
    return [one.invariant for one in check_database(f"sqlite:///{file}") if one.violations]


def test_a_file_locked_by_another_program_is_said_and_nothing_is_saved(
    sqlite_practice: SmallPractice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LONGEST_WAIT_SECONDS", 0.2)
    with closing(sqlite3.connect(file_of(sqlite_practice), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable, match="Another program keeps") as caught:
            book(sqlite_practice)
        other.execute("ROLLBACK")

    assert caught.value.code == "locked"
    book(sqlite_practice)
    assert wrong_in(file_of(sqlite_practice)) == []


def _book_and_cancel_until_refused(practice: SmallPractice) -> Unavailable:
    for _ in range(500):
        try:
            done = practice.desk.act(
                book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1]
            )
            visit = done.value
            practice.desk.act(
                cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat"
            )
        except Unavailable as error:
            return error
    raise AssertionError("the disk never filled")


def test_a_full_disk_is_said_and_nothing_is_half_done(sqlite_practice: SmallPractice) -> None:
    desk = sqlite_practice.desk
    with desk.database.writing() as db:
        pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
        db.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    error = _book_and_cancel_until_refused(sqlite_practice)

    assert (error.code, str(error)[:17]) == ("full", "The disk is full.")
    with desk.database.reading() as db:
        db.exec_driver_sql("PRAGMA max_page_count=1000000")
    book(sqlite_practice, 1)
    assert wrong_in(file_of(sqlite_practice)) == []


_LIMITED = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from desktop.domain.errors import Unavailable
from desktop.operations.desk import open_desk
from desktop.operations.notes import write_note
url, locks, clinic = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
desk = open_desk(url, lock_dir=Path(locks))
def note(text):
    desk.act(write_note, text=text, clinic_id=clinic, on_date=datetime.now(UTC).date())
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
done = 0
try:
    while True:
        note("x" * 200)
        done += 1
except Unavailable as error:
    print(error.code, done)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
note("after")
print("after")
desk.close()
"""


def test_a_file_that_may_not_grow_is_said_and_goes_on_when_it_may(
    sqlite_practice: SmallPractice, tmp_path: Path
) -> None:
    file = file_of(sqlite_practice)
    sqlite_practice.desk.close()
    arguments = [f"sqlite:///{file}", str(tmp_path / "locks"), str(sqlite_practice.clinic)]
    ran = subprocess.run(
        [sys.executable, "-c", _LIMITED, *arguments], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    (code, done), after = (line.split() for line in ran.stdout.splitlines())
    assert code in ("full", "disk")
    assert after == ["after"]
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM notes").fetchone() == (int(done) + 1,)
    assert wrong_in(file) == []


@contextmanager
def _read_only(path: Path) -> Iterator[None]:
    """Take the right to write away; root, who may do everything, is somebody else meanwhile."""
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if as_root:
            os.seteuid(0)
        path.chmod(mode)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_file_or_folder_is_said(sqlite_practice: SmallPractice, what: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="attend-read-only-"))
    folder.chmod(0o777 if what == "file" else 0o755)
    sqlite_practice.desk.close()
    file = Path(shutil.copy(file_of(sqlite_practice), folder / "practice.db"))
    file.chmod(0o644 if what == "file" else 0o666)

    with (
        _read_only(file if what == "file" else folder),
        pytest.raises(Unavailable, match=r"practice\.db can’t be written: the file or") as caught,
    ):
        open_desk(f"sqlite:///{file}", lock_dir=folder / "locks")

    assert caught.value.code == "read_only"
    shutil.rmtree(folder)


def test_a_new_practice_goes_into_a_folder_whatever_is_above_it() -> None:
    above = Path(tempfile.mkdtemp(prefix="attend-read-only-"))
    above.chmod(0o755)
    folder = above / "practice"
    folder.mkdir()
    folder.chmod(0o777)  # who is somebody else for this test may write there

    with _read_only(above):
        assert check_new_place(str(folder)) == f"sqlite:///{folder / 'attend.db'}"

    folder.chmod(0o755)
    with _read_only(folder), pytest.raises(RuleViolation, match="practice can’t be written"):
        check_new_place(str(folder))
    shutil.rmtree(above)


def test_a_file_moved_away_while_open_takes_nothing_until_it_is_back(
    sqlite_practice: SmallPractice,
) -> None:
    file = file_of(sqlite_practice)
    file.rename(file.with_name("elsewhere.db"))

    for _ in range(2):
        with pytest.raises(Unavailable, match="is gone: it was moved") as caught:
            book(sqlite_practice)
        assert caught.value.code == "missing"

    assert not file.exists(), "no empty practice is made in its place"
    file.with_name("elsewhere.db").rename(file)
    book(sqlite_practice)
    assert wrong_in(file) == []


def test_a_file_deleted_while_open_is_said(sqlite_practice: SmallPractice) -> None:
    file_of(sqlite_practice).unlink()

    with pytest.raises(Unavailable, match="restore a copy") as caught:
        book(sqlite_practice)

    assert caught.value.code == "missing"
    assert not file_of(sqlite_practice).exists()


def test_a_file_replaced_while_open_is_said_and_not_written(
    sqlite_practice: SmallPractice,
) -> None:
    file = file_of(sqlite_practice)
    other = Path(shutil.copy(migrated_template(), file.with_name("other.db")))
    os.replace(other, file)

    for _ in range(2):
        with pytest.raises(Unavailable, match="was replaced while it was open") as caught:
            book(sqlite_practice)
        assert caught.value.code == "replaced"

    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as db:
        assert db.execute("SELECT count(*) FROM audit_log").fetchone() == (0,)


def _plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *mounts: tuple[Path, str]) -> None:
    table = tmp_path / "mounts"
    lines = ["rootfs / ext4 rw 0 0", "proc /proc proc rw 0 0"]
    for point, kind in mounts:
        lines.append(f"//server/practice {str(point).replace(' ', chr(92) + '040')} {kind} rw 0 0")
    table.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(files, "MOUNT_TABLE", table)


@pytest.mark.parametrize("kind", ["cifs", "smb3", "nfs", "nfs4", "fuse.sshfs"])
def test_a_database_on_a_network_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    share = tmp_path / "the share"
    (share / "data").mkdir(parents=True)
    _plant(tmp_path, monkeypatch, (tmp_path, "ext4"), (share, kind))

    with pytest.raises(Unavailable, match="is on a network share") as caught:
        open_desk(f"sqlite:///{share / 'data' / 'practice.db'}", lock_dir=tmp_path)

    assert caught.value.code == "network"
    assert str(caught.value).endswith("or let all desks use a PostgreSQL server.")
    assert list((share / "data").iterdir()) == []


def test_a_link_that_leads_to_a_share_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "here").symlink_to(share)
    _plant(tmp_path, monkeypatch, (share, "nfs"))

    with pytest.raises(Unavailable, match="network share"):
        open_database(f"sqlite:///{tmp_path / 'here' / 'practice.db'}")


def test_a_windows_share_by_its_name_is_refused() -> None:
    with pytest.raises(Unavailable, match="network share"):
        open_database(r"\\server\practice\practice.db")


def test_a_disk_of_this_pc_is_not_a_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near = tmp_path / "share-not"
    near.mkdir()
    _plant(tmp_path, monkeypatch, (tmp_path / "share", "cifs"), (near, "nfs"), (near, "ext4"))

    database = open_database(f"sqlite:///{near / 'practice.db'}")

    with database.reading() as db:
        assert db.exec_driver_sql("SELECT 1").scalar_one() == 1
    database.close()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear Mrs Hughes\n" * 200)

    with pytest.raises(Unavailable, match="is no practice of Attend’s") as caught:
        open_desk(f"sqlite:///{file}", lock_dir=tmp_path)

    assert caught.value.code == "damaged"


def test_a_damaged_file_is_said(sqlite_practice: SmallPractice) -> None:
    sqlite_practice.desk.close()
    file = file_of(sqlite_practice)
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\x55" * (file.stat().st_size - 4096))

    with pytest.raises(Unavailable, match="damaged"):
        open_desk(f"sqlite:///{file}")


def _other_practice(practice: SmallPractice, tmp_path: Path, clock: SettableClock) -> Path:
    other = tmp_path / "other.db"
    upgrade(f"sqlite:///{other}")
    open_whole_practice(f"sqlite:///{other}", clock, tmp_path / "locks").desk.close()
    return other


def _write_log_into(file: Path, how: str) -> None:
    """Let SQLite write its log into the file, as it does after a thousand pages."""
    with closing(sqlite3.connect(file)) as db:
        assert db.execute(f"PRAGMA wal_checkpoint({how})").fetchone()[0] == 0


def _yesterdays_copy(practice: SmallPractice, tmp_path: Path, clock: SettableClock) -> Path:
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file_of(practice))) as db, closing(sqlite3.connect(copy)) as to:
        db.backup(to)
    for number in range(2):
        book(practice, number)
    return copy


@pytest.mark.parametrize("what", [_other_practice, _yesterdays_copy])
def test_a_file_copied_over_in_place_is_said_and_not_written(
    sqlite_practice: SmallPractice,
    tmp_path: Path,
    clock: SettableClock,
    what: Callable[[SmallPractice, Path, SettableClock], Path],
) -> None:
    file = file_of(sqlite_practice)
    other = what(sqlite_practice, tmp_path, clock)
    _write_log_into(file, "TRUNCATE")
    sqlite_practice.desk.database.check_file()
    number = file.stat().st_ino
    subprocess.run(["cp", str(other), str(file)], check=True)  # the same file, other content
    assert file.stat().st_ino == number

    for _ in range(2):
        with pytest.raises(Unavailable, match="was replaced while it was open") as caught:
            book(sqlite_practice, 3)
        assert caught.value.code == "replaced"

    subprocess.run(["cmp", str(other), str(file)], check=True)


def test_a_file_written_by_sqlite_itself_is_still_ours(sqlite_practice: SmallPractice) -> None:
    for number in range(3):
        book(sqlite_practice, number)
        _write_log_into(file_of(sqlite_practice), "PASSIVE")
    book(sqlite_practice, 3)
    assert wrong_in(file_of(sqlite_practice)) == []
