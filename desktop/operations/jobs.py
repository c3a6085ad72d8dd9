"""Daily work: one desk takes a job that is due, does it beside the window, and says it is done."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from desktop.domain.errors import AppError
from desktop.domain.times import date_of, instant_of
from desktop.operations.desk import Desk, open_desk
from desktop.persistence.engine import open_database
from desktop.persistence.jobs import find_job, finish_job, is_due, take_job
from desktop.persistence.settings import read_setting

LOOK_EVERY_SECONDS = 300.0
TRY_AGAIN = timedelta(minutes=30)
"""After a job that failed."""


@dataclass(frozen=True, slots=True)
class DailyJob:
    """Work to be done once a day, by one desk.

    Shape: ``do`` works through the desk it is given and raises AppError with words for the
    message bar. Due each day from ``due_local``, the clinic's time; ``lease`` is the longest it
    may take before another desk takes it over.
    """

    name: str
    do: Callable[[Desk], None]
    due_local: time = time(0)
    lease: timedelta = timedelta(minutes=30)
    in_demos: bool = True


@dataclass(frozen=True, slots=True)
class JobDone:
    """A job this desk did; ``words`` say what stood in its way, "" for nothing."""

    name: str
    words: str = ""


def do_due_jobs(desk: Desk, jobs: tuple[DailyJob, ...]) -> tuple[JobDone, ...]:
    """Do the jobs that are due and that no other desk is at."""
    return tuple(_do(desk, job) for job in jobs if _take(desk, job))


def _take(desk: Desk, job: DailyJob) -> bool:
    with desk.database.reading() as db:
        if not job.in_demos and read_setting(db, "demo.today"):
            return False
        # Looked at first: a window that asks every few minutes takes no turn at writing for it.
        if not is_due(find_job(db, job.name), desk.clock(), job.lease):
            return False
    with desk.database.writing() as db:
        return take_job(db, job.name, desk=desk.name, now=desk.clock(), lease=job.lease)


def _do(desk: Desk, job: DailyJob) -> JobDone:
    words = _try(desk, job)
    done_at = desk.clock()
    due_at = done_at + TRY_AGAIN if words else _next_due(desk, job, done_at)
    with desk.database.writing() as db:
        finish_job(
            db,
            job.name,
            desk=desk.name,
            due_at=due_at,
            done_at=None if words else done_at,
            words=words,
        )
    return JobDone(job.name, words)


def _try(desk: Desk, job: DailyJob) -> str:
    """Do a job; return what stood in its way, "" for nothing."""
    try:
        job.do(desk)
    except (AppError, OSError) as error:
        return str(error)
    return ""


def _next_due(desk: Desk, job: DailyJob, done_at: datetime) -> datetime:
    zone = desk.practice.zone if desk.practice else "Europe/London"
    tomorrow = date_of(done_at, zone) + timedelta(days=1)
    return instant_of(tomorrow, job.due_local, zone)


class JobsThread:
    """Does the due jobs beside the window, on a thread and connection of its own.

    ``on_done`` is called on that thread with each job done.
    """

    def __init__(
        self,
        url: str,
        desk_name: str,
        jobs: tuple[DailyJob, ...],
        *,
        on_done: Callable[[JobDone], None] = lambda _done: None,
        lock_dir: Path | None = None,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
    ):
        self._url = url
        self._desk_name = f"{desk_name}/jobs"
        self._jobs = jobs
        self._on_done = on_done
        self._lock_dir = lock_dir
        self._look_every = look_every_seconds
        self._closing = threading.Event()
        self._woken = threading.Event()
        self._asked: deque[DailyJob] = deque()
        self._thread = threading.Thread(target=self._run, name="attend-jobs", daemon=True)

    def start(self) -> None:
        """Begin; the first look is at once, so call it when the window is ready."""
        self._thread.start()

    def do_now(self, job: DailyJob) -> None:
        """Do a job at once, whether or not it is due, or done today."""
        self._asked.append(job)
        self._woken.set()

    def close(self) -> None:
        """End after the job that is being done."""
        self._closing.set()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            with suppress(AppError):  # not connected: the window says so; look again
                self._look()
            self._woken.wait(self._look_every)
            self._woken.clear()

    def _look(self) -> None:
        if not self._asked and not self._is_any_due():
            return
        desk = open_desk(self._url, desk_name=self._desk_name, lock_dir=self._lock_dir)
        try:
            while self._asked and not self._closing.is_set():
                job = self._asked.popleft()
                self._on_done(JobDone(job.name, _try(desk, job)))
            for job in self._jobs:
                if self._closing.is_set():
                    return
                for done in do_due_jobs(desk, (job,)):
                    self._on_done(done)
        finally:
            desk.close()

    def _is_any_due(self) -> bool:
        database = open_database(self._url)
        try:
            with database.reading() as db:
                is_demo = bool(read_setting(db, "demo.today"))
                return any(
                    is_due(find_job(db, job.name), datetime.now(UTC), job.lease)
                    for job in self._jobs
                    if job.in_demos or not is_demo
                )
        finally:
            database.close()
