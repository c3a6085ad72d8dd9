"""What a window does once a day beside its work: the copy of the practice, the downtime pack."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from desktop.operations import daily_copy, downtime
from desktop.operations.daily_copy import daily_copy_job, say_old_copy
from desktop.operations.downtime import (
    choose_downtime_folder,
    downtime_job,
    find_downtime_folder,
    write_downtime_pack,
)
from desktop.operations.jobs import JobDone, JobsThread
from desktop.operations.needs_job import needs_job
from desktop.operations.outcome import Changes
from desktop.operations.session_jobs import HORIZON_SETTING, sessions_job
from desktop.settings import Settings
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.print.downtime import write_pack
from desktop.ui.runner import Runner

LOOK_AT_COPY_EVERY_MS = 3_600_000
_FOLDERS = {daily_copy.JOB: "copies_folder", downtime.JOB: "downtime_folder"}
"""The setting of this PC that a job's folder comes from, where it has one."""


class DailyWork(QObject):
    """Runs the daily jobs on a thread of their own and tells what stood in their way.

    Signals: ``message(Message)``.
    """

    message = Signal(object)
    _done = Signal(object)

    def __init__(self, window: MainWindow, runner: Runner, url: str, settings: Settings):
        super().__init__(window)
        self._pack_folder = _folder(settings.downtime_folder)
        self._window = window
        self._runner = runner
        self._done.connect(self._on_job_done, Qt.ConnectionType.QueuedConnection)
        jobs = (
            daily_copy_job(url, to=_folder(settings.copies_folder)),
            sessions_job(),
            needs_job(),
            downtime_job(write_pack, to=self._pack_folder),
        )
        self._thread = JobsThread(url, runner.desk.name, jobs, on_done=self._done.emit)
        self._thread.start()
        self._hourly = QTimer(self)
        self._hourly.timeout.connect(self._look_at_copy)
        self._hourly.start(LOOK_AT_COPY_EVERY_MS)
        window.on("downtime_pack", self.write_pack_now)
        runner.changed.connect(self._on_changed)
        self._look_at_copy()

    def close(self) -> None:
        """End after the job that is being done."""
        self._hourly.stop()
        self._thread.close()

    @Slot()
    def write_pack_now(self) -> None:
        """Write the lists at once; a folder is chosen first where none was."""
        if self._pack_folder is not None:
            self._write()
            return
        self._runner.run_read(find_downtime_folder, initiator=self, on_done=self._on_folder_found)

    def _on_folder_found(self, folder: Path | None) -> None:
        if folder is not None:
            self._write()
            return
        title = "Where the lists for when Attend is not there go"
        chosen = QFileDialog.getExistingDirectory(self._window, title)
        if chosen:
            self._runner.run_act(
                choose_downtime_folder,
                initiator=self,
                on_done=lambda _outcome: self._write(),
                folder=chosen,
            )

    def _write(self) -> None:
        desk = self._runner.desk
        self._runner.run_call(
            lambda: write_downtime_pack(desk, write_pack, to=self._pack_folder),
            initiator=self,
            on_done=self._on_written,
            on_failed=self._on_not_written,
        )

    def _on_written(self, files: tuple[Path, ...]) -> None:
        days = "1 day" if len(files) == 1 else f"{len(files)} days"
        self.message.emit(Message(f"Wrote the lists of {days} to {files[0].parent}."))

    def _on_not_written(self, error: BaseException) -> None:
        words = self._with_place(str(error), "downtime_folder")
        self.message.emit(Message(words, tone="wrong"))

    @Slot(object)
    def _on_job_done(self, done: JobDone) -> None:
        if done.words:
            words = self._with_place(done.words, _FOLDERS.get(done.name, ""))
            self.message.emit(Message(words, tone="wrong"))

    def _with_place(self, words: str, setting: str) -> str:
        """Say with what stood in the way where this PC's folder is named."""
        place = self._window.named_in.get(setting)
        return f"{words} This PC’s folder is named in {place}." if place else words

    def _on_changed(self, changes: Changes, initiator: QObject | None) -> None:
        """Whoever has said here how far ahead sessions are made has them at once."""
        if initiator is not None and HORIZON_SETTING in changes.ids.get("template", ()):
            self._thread.do_now(sessions_job())

    @Slot()
    def _look_at_copy(self) -> None:
        self._runner.run_read(
            say_old_copy,
            initiator=self,
            on_done=self._on_copy_looked_at,
            on_failed=lambda _error: None,  # nobody asked for it; the line is told elsewhere
        )

    def _on_copy_looked_at(self, words: str) -> None:
        if words:
            self.message.emit(Message(words, tone="wrong"))


def _folder(named: str) -> Path | None:
    """Return this PC's own folder, None where the practice's choice stands."""
    return Path(named) if named else None
