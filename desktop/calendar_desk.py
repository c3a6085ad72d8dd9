"""Calendars (.ics) joined with the desk: busy times proposed as closures, diaries saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog

from desktop.at_desk import AtDesk
from desktop.domain.errors import RuleViolation
from desktop.domain.imports import Slip
from desktop.domain.permissions import Act, may
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import clock_time, date_of, short_date
from desktop.operations.outcome import Outcome
from desktop.operations.reads import read_outline
from desktop.operations.work import Actor
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner
from desktop.ui.visits.act_sender import ActSender

if TYPE_CHECKING:
    from desktop.operations.closures_import import Proposed
    from desktop.ui.setup.calendar_dialogs import (
        DiaryChoice,
        ExportDiaryDialog,
        ImportCalendarDialog,
    )

CALENDARS = "Calendars (*.ics)"
FILE_NAME = "diary.ics"
USUAL_DAYS = 27
"""How long after its first day a diary is saved where nobody says otherwise: four weeks."""


class CalendarDesk(ActSender):
    """Managers bring calendars in and save diaries; both are in the Diary menu.

    Signals: ``message(Message)``.
    """

    def __init__(
        self, window: MainWindow, look: Look, runner: Runner, at_desk: AtDesk, diary: DiaryView
    ):
        super().__init__(runner, look, runner.desk.clock, window)
        self._main = window
        self._diary = diary
        self.message.connect(window.show_message)
        window.on("import_calendar", self._ask_calendar)
        window.on("export_diary", self._ask_diary)
        at_desk.begun.connect(self.begin_anew)
        at_desk.signed_in.connect(self.begin_anew)
        self.begin_anew(None)

    @Slot(object)
    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: what they may not do is not offered."""
        for name, act in (
            ("import_calendar", Act.CHANGE_CLOSURE),
            ("export_diary", Act.EXPORT_VISITS),
        ):
            self._main.action(name).setVisible(actor is not None and may(act, actor.role))

    # -- in -------------------------------------------------------------------------------------

    def _ask_calendar(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._main, "Closures or leave from a calendar", "", CALENDARS
        )
        if name:
            self._runner.run_read(
                read_outline,
                initiator=self,
                on_done=partial(self._on_calendar_chosen, Path(name)),
                latest="import_calendar",
            )

    def _on_calendar_chosen(self, file: Path, outline: PracticeOutline) -> None:
        from desktop.ui.setup.calendar_dialogs import ImportCalendarDialog

        dialog = ImportCalendarDialog(self._look, outline, file_name=file.name, parent=self._window)
        self._open(dialog, lambda: self._read_calendar(file, dialog, self._propose))
        self._read_calendar(file, dialog, self._show_found)

    def _read_calendar(
        self,
        file: Path,
        dialog: ImportCalendarDialog,
        on_done: Callable[[ImportCalendarDialog, Proposed], None],
    ) -> None:
        """Read the file as it would be proposed of whoever is chosen."""
        from desktop.operations.closures_import import import_closures

        self._runner.run_call(
            partial(import_closures, self._runner.desk, file, whose=dialog.read(), dry_run=True),
            initiator=dialog,
            on_done=partial(on_done, dialog),
            on_failed=partial(self._tell, dialog=dialog),
        )

    def _show_found(self, dialog: ImportCalendarDialog, found: Proposed) -> None:
        dialog.show_found(found.closures, len(_not_taken(found.slips)))

    def _propose(self, dialog: ImportCalendarDialog, found: Proposed) -> None:
        from desktop.operations.closures import propose_closures

        if not found.closures:
            dialog.say_wrong(None, "Nothing in this calendar is busy from today on.")
            return
        self._send(
            propose_closures,
            dialog=dialog,
            on_done=partial(self._on_proposed, _not_taken(found.slips)),
            proposed=found.closures,
        )

    def _on_proposed(self, not_taken: Sequence[Slip], outcome: Outcome[int]) -> None:
        if not outcome.value:
            self._say("All of it is proposed or decided already.")
        if not_taken:
            from desktop.ui.kit.list_dialogs import TableDialog

            rows = [(one.place or "The file", one.reason) for one in not_taken]
            many = "1 event was" if len(rows) == 1 else f"{len(rows)} events were"
            TableDialog(self._look, f"{many} not taken", ("Event", "Why"), rows, self._main).open()

    # -- out ------------------------------------------------------------------------------------

    def _ask_diary(self) -> None:
        self._runner.run_read(
            read_outline, initiator=self, on_done=self._on_outline_read, latest="export_diary"
        )

    def _on_outline_read(self, outline: PracticeOutline) -> None:
        from desktop.ui.setup.calendar_dialogs import DiaryChoice, ExportDiaryDialog

        choices = [(one.name, DiaryChoice(one.id)) for one in outline.clinicians]
        here = self._session_here()
        if here is not None:
            own = [one for one in choices if one[1].clinician_id == here[1].clinician_id]
            choices = [*own, here, *(one for one in choices if one not in own)]
        if not choices:
            self._say("There is nobody yet whose diary could be saved.")
            return
        on_date = self._main.top_bar.stepper.on_date or self._today
        cell = self._diary.current_cell()
        if cell is not None:
            on_date = date_of(cell.start_at, self._zone)
        dialog = ExportDiaryDialog(
            self._look,
            choices,
            on_date=on_date,
            last_on=on_date + timedelta(days=USUAL_DAYS),
            today=self._today,
            parent=self._window,
        )
        self._open(dialog, lambda: self._ask_file(dialog))

    def _session_here(self) -> tuple[str, DiaryChoice] | None:
        """Return the selected session as a choice: "This session, Dr Patel, Wed 18 Nov ..."."""
        from desktop.ui.setup.calendar_dialogs import DiaryChoice

        cell, layout = self._diary.current_cell(), self._diary.day_layout
        if cell is None or layout is None:
            return None
        for column in layout.day.columns:
            for session in column.sessions:
                if session.id != cell.session_id:
                    continue
                hours = (clock_time(at, self._zone) for at in (session.start_at, session.end_at))
                when = f"{short_date(date_of(session.start_at, self._zone))} {' to '.join(hours)}"
                words = f"This session: {column.clinician_short_name}, {when}"
                return words, DiaryChoice(column.clinician_id, session.id)
        return None

    def _ask_file(self, dialog: ExportDiaryDialog) -> None:
        from desktop.operations.diary_calendar import export_diary

        try:
            wanted = dialog.read()
        except RuleViolation as slip:
            dialog.say_wrong(slip.field, slip.message)
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        offered = str(Path(folder) / FILE_NAME)
        name, _ = QFileDialog.getSaveFileName(
            self._main, "Save a diary as a calendar", offered, CALENDARS
        )
        if not name:
            return
        self._runner.run_call(
            partial(export_diary, self._runner.desk, Path(name), **wanted),
            initiator=dialog,
            on_done=partial(self._on_saved, dialog, Path(name).name),
            on_failed=partial(self._tell, dialog=dialog),
        )

    def _on_saved(self, dialog: ExportDiaryDialog, file_name: str, count: int) -> None:
        dialog.accept()
        events = "1 event" if count == 1 else f"{count:,} events"
        self._say(f"{events} saved in {file_name}.")


def _not_taken(slips: Sequence[Slip]) -> list[Slip]:
    return [one for one in slips if not one.taken]
