"""The copy of the practice that one desk makes each day: where, for how long, how old it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from desktop.domain.times import local_of
from desktop.operations.backup import copy_from_desk
from desktop.operations.desk import Desk, url_is_file
from desktop.operations.jobs import DailyJob
from desktop.operations.work import Reading
from desktop.paths import data_dir
from desktop.persistence.engine import read_url
from desktop.persistence.jobs import find_job
from desktop.persistence.settings import read_setting

COPIES_KEPT_DAYS = 14
OLD_AFTER = timedelta(days=1)
FOLDER_SETTING = "copies.folder"
JOB = "copy"
_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2})\.db")


@dataclass(frozen=True, slots=True)
class LastCopy:
    """When a daily copy was last made, None for never; ``words``: what stood in the way since."""

    made_at: datetime | None
    words: str = ""
    due_at: datetime | None = None


def find_last_copy(reading: Reading) -> LastCopy:
    """Return what is known of the last daily copy."""
    job = find_job(reading.db, JOB)
    if job is None:
        return LastCopy(None)
    return LastCopy(job.done_at, job.words, job.due_at)


def say_old_copy(reading: Reading) -> str:
    """Say for the message bar how old the last daily copy is, "" while it is under a day old.

    A demo is not copied.
    """
    if read_setting(reading.db, "demo.today"):
        return ""
    last = find_last_copy(reading)
    if last.made_at is None:
        never = "No copy of this practice has been made yet."
        return f"{never} {last.words}" if last.words else ""
    age = reading.now - last.made_at
    if age <= OLD_AFTER:
        return ""
    days = age.days
    made = local_of(last.made_at, reading.zone)
    said = (
        f"The last copy of this practice is {days} day{'s' if days > 1 else ''} old "
        f"({made:%a} {made.day} {made:%b}, {made:%H:%M})."
    )
    return f"{said} {last.words}".rstrip()


def read_copies_folder(reading: Reading, *, url: str) -> Path:
    """Return the folder of the copies: the one the manager chose, else beside the file.

    A server's go into this person's own folder of Attend.
    """
    chosen = read_setting(reading.db, FOLDER_SETTING)
    if chosen:
        return Path(str(chosen))
    if url_is_file(url):
        return Path(str(read_url(url).database)).absolute().parent / "copies"
    return data_dir() / "copies"


def copy_name(url: str, now: datetime) -> str:
    """Return the name of a copy made by hand now."""
    return f"{_stem(url)}-{now:%Y-%m-%dT%H%M%SZ}.db"


def make_daily_copy(desk: Desk, url: str, *, to: Path | None = None) -> Path:
    """Make today's copy, put it on record, and remove those over 14 days old.

    ``to`` is this PC's own folder of copies, else they go where the practice says.
    Errors: Unavailable where it can't be written.
    """
    folder = to or desk.read(read_copies_folder, url=url)
    today = desk.read(lambda reading: reading.today)
    file = folder / f"{_stem(url)}-{today:%Y-%m-%d}.db"
    copy_from_desk(desk, url, file)
    _remove_old(folder, _stem(url), today)
    return file


def daily_copy_job(url: str, *, to: Path | None = None) -> DailyJob:
    """Return the job that makes the daily copy, for the window's thread of jobs."""

    def _do(desk: Desk) -> None:
        make_daily_copy(desk, url, to=to)

    return DailyJob(JOB, _do, due_local=time(0), in_demos=False)


def _stem(url: str) -> str:
    address = read_url(url)
    return Path(str(address.database)).stem if url_is_file(url) else str(address.database)


def _remove_old(folder: Path, stem: str, today: date) -> None:
    for file in folder.glob(f"{stem}-*.db"):
        dated = _DATED.fullmatch(file.name.removeprefix(stem))
        if dated is None:
            continue  # made by hand
        age = today - date.fromisoformat(dated[1])
        if age >= timedelta(days=COPIES_KEPT_DAYS):
            file.unlink(missing_ok=True)
