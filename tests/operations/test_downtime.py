"""The downtime pack: written where the manager chose, once a day, on record."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import NotAllowed, Unavailable
from desktop.domain.permissions import Role
from desktop.domain.sheets import DaySheet
from desktop.operations.booking import book_appointment
from desktop.operations.downtime import (
    choose_downtime_folder,
    downtime_job,
    find_downtime_folder,
    write_downtime_pack,
)
from desktop.operations.jobs import do_due_jobs
from desktop.operations.work import Actor
from desktop.persistence.tables import audit_log
from tests.operations.conftest import SmallPractice


def write_names(sheets: Sequence[DaySheet], folder: Path) -> tuple[Path, ...]:
    folder.mkdir(exist_ok=True)
    files = tuple(folder / f"{sheet.on_date}.txt" for sheet in sheets)
    for file in files:
        file.write_text("list")
    return files


def test_without_a_folder_nothing_is_written(practice: SmallPractice) -> None:
    assert practice.desk.read(find_downtime_folder) is None
    assert write_downtime_pack(practice.desk, write_names) == ()


def test_the_pack_goes_where_the_manager_chose_and_is_on_record(
    practice: SmallPractice, tmp_path: Path
) -> None:
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[-1:])
    practice.desk.act(choose_downtime_folder, folder=str(tmp_path / "first"))
    practice.desk.act(choose_downtime_folder, folder=str(tmp_path / "lists"))
    (file,) = write_downtime_pack(practice.desk, write_names)
    assert file.parent == tmp_path / "lists"
    printed = select(func.count()).where(
        audit_log.c.act == "print", audit_log.c.patient_id == practice.maggie
    )
    with practice.desk.database.reading() as db:
        assert db.execute(printed).scalar_one() == 1


def test_the_job_runs_once_a_day(practice: SmallPractice, tmp_path: Path) -> None:
    practice.desk.act(choose_downtime_folder, folder=str(tmp_path / "lists"))
    job = downtime_job(write_names)
    assert [one.words for one in do_due_jobs(practice.desk, (job,))] == [""]
    assert do_due_jobs(practice.desk, (job,)) == ()
    practice.clock.advance(days=1)
    assert len(do_due_jobs(practice.desk, (job,))) == 1


def test_a_folder_that_fails_is_said_and_tried_again(
    practice: SmallPractice, tmp_path: Path
) -> None:
    def fail(_sheets: Sequence[DaySheet], _folder: Path) -> tuple[Path, ...]:
        raise Unavailable("folder", "The lists can’t be written.")

    practice.desk.act(choose_downtime_folder, folder=str(tmp_path))
    (done,) = do_due_jobs(practice.desk, (downtime_job(fail),))
    assert done.words == "The lists can’t be written."
    practice.clock.advance(minutes=31)
    assert len(do_due_jobs(practice.desk, (downtime_job(write_names),))) == 1


def test_reception_does_not_choose_the_folder(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(choose_downtime_folder, folder="/srv/lists")
