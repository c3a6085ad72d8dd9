"""Opening a practice: which one, the desk on its worker, the practice's outline and today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from desktop.domain.diary import DiaryDay
from desktop.domain.errors import AppError, Unavailable
from desktop.domain.practice import Practice, PracticeOutline
from desktop.domain.times import date_of
from desktop.operations.desk import Desk, file_of, open_desk, url_is_file
from desktop.operations.reads import read_day, read_outline
from desktop.operations.staff import find_first_receptionist
from desktop.operations.work import Actor
from desktop.operations.worker import Worker


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a practice gives the window."""

    url: str
    worker: Worker
    desk: Desk
    outline: PracticeOutline
    day: DiaryDay
    actor: Actor | None

    def close(self) -> None:
        """Finish what is under way and let the database go."""
        self.worker.act(self.desk.close)
        self.worker.close()


def open_practice(url: str, desk_name: str, *, wanted: str = "") -> Opened:
    """Open a practice on a worker of its own; called off the window's thread.

    ``wanted`` is the ODS code or name it must have, "" for any.
    Errors: Unavailable, its words saying what stands in the way; NotFound("practice").
    """
    refuse_missing_file(url)
    worker = Worker()
    try:
        return worker.act(partial(_open, url, desk_name, worker, wanted)).result()
    except AppError as error:
        worker.close()
        from desktop.operations.joining import explain_not_opened  # for those who need it

        raise explain_not_opened(error, url) from error
    except BaseException:
        worker.close()
        raise


def refuse_missing_file(url: str) -> None:
    """Raise Unavailable("missing") for a file that is not there: opening would make an empty one.

    Only the first start makes files.
    """
    if not url_is_file(url):
        return
    file = file_of(url)
    if file.is_dir():
        words = f"{file.name} is a folder. A practice is in a file, such as {file / 'attend.db'}."
        raise Unavailable("missing", words)
    if not file.exists():
        raise Unavailable(
            "missing",
            f"{file.name} is not there. It was moved, renamed or deleted, or the disk it is on is "
            "not connected.",
        )


def say_other_practice(wanted: str, practice: Practice) -> str:
    """Say that a database is of another practice than the settings name, "" where it is not."""
    names = (practice.name, practice.ods_code or "")
    if not wanted or wanted.casefold() in (one.casefold() for one in names):
        return ""
    return (
        f"This database is of {practice.name}, but the settings of this PC say {wanted}. "
        "Put right the line practice or the line database."
    )


def _open(url: str, desk_name: str, worker: Worker, wanted: str) -> Opened:
    desk = open_desk(url, desk_name=desk_name)
    outline = desk.read(read_outline)
    if words := say_other_practice(wanted, outline.practice):
        desk.close()
        raise Unavailable("practice", words)
    today = date_of(desk.clock(), outline.practice.zone)
    actor = desk.read(find_first_receptionist)
    if actor is not None:
        desk.actor = actor
    return Opened(url, worker, desk, outline, desk.read(read_day, on_date=today), actor)
