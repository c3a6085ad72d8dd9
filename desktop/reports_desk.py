"""The Reports area joined with the desk: for managers; read, shown, saved as a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from desktop.at_desk import AtDesk
from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.permissions import Act, may
from desktop.domain.practice import PracticeOutline
from desktop.domain.times import date_of
from desktop.domain.utilisation import SessionUse
from desktop.operations.outcome import Changes
from desktop.operations.work import Actor
from desktop.ui.errors import tell
from desktop.ui.kit.commands import REPORTS_KEYS
from desktop.ui.kit.late_area import LateArea
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.runner import Runner

if TYPE_CHECKING:
    from desktop.ui.reports.use_page import UsePage

FILE_NAME = "utilisation.csv"


class ReportsDesk(QObject):
    """Signals: ``message(Message)``."""

    message = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Look,
        runner: Runner,
        at_desk: AtDesk,
        outline: PracticeOutline,
    ):
        super().__init__(window)
        self._window, self._look, self._runner = window, look, runner
        self._outline = outline
        self._actor: Actor | None = None
        self.area: LateArea[UsePage] = LateArea("reports_area", self._build_page, window)
        window.add_area(
            "reports",
            "Reports",
            "chart-bar",
            self.area,
            "Ctrl+7",
            keys=REPORTS_KEYS,
            has_panel=False,
        )
        window.on("reports", self._show)
        window.areas.currentChanged.connect(self._on_area_changed)
        runner.changed.connect(self._on_changed)
        at_desk.begun.connect(self.begin_anew)
        at_desk.signed_in.connect(self.begin_anew)
        self.message.connect(window.show_message)
        self.begin_anew(None)

    def take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up."""
        self._outline = outline

    @property
    def is_open_to(self) -> bool:
        """Whether whoever is at the desk reads reports."""
        return self._actor is not None and may(Act.READ_REPORTS, self._actor.role)

    @Slot(object)
    def begin_anew(self, actor: Actor | None) -> None:
        """Somebody is at the desk: managers have the area."""
        self._actor = actor
        self._window.allow_area("reports", self.is_open_to)
        self._window.action("reports").setVisible(self.is_open_to)

    def _show(self) -> None:
        if self.is_open_to:
            self._window.show_area("reports")

    def _build_page(self) -> UsePage:
        from desktop.ui.reports.use_page import UsePage

        zone = self._outline.practice.zone
        page = UsePage(
            self._look,
            zone=zone,
            today=date_of(self._runner.desk.clock(), zone),
            sites=[(one.name, one.id) for one in self._outline.clinics],
            parent=self.area,
        )
        page.wanted.connect(self._read)
        page.save_wanted.connect(self._ask_file)
        return page

    @Slot(int)
    def _on_area_changed(self, _place: int) -> None:
        if self._window.areas.currentWidget() is self.area:
            self._read()

    def _on_changed(self, changes: Changes, _initiator: QObject | None) -> None:
        is_shown = self._window.areas.currentWidget() is self.area
        if is_shown and any(changes.touches(kind) for kind in ("day", "session")):
            self._read()

    @Slot()
    def _read(self) -> None:
        from desktop.operations.utilisation import read_utilisation

        page = self.area.page
        if page is None:
            return
        first_on, last_on = page.dates
        self._runner.run_read(
            read_utilisation,
            initiator=self,
            on_done=self._on_read,
            on_failed=self._on_failed,
            latest="utilisation",
            first_on=first_on,
            last_on=last_on,
            clinic_id=page.clinic_id,
        )

    def _on_read(self, uses: tuple[SessionUse, ...]) -> None:
        if self.area.page is not None:
            self.area.page.show_uses(uses)

    def _on_failed(self, error: BaseException) -> None:
        page = self.area.page
        if page is not None and isinstance(error, RuleViolation):
            page.say_wrong(error.message)
        elif isinstance(error, Unavailable) and (error.is_line_lost or error.code == "paused"):
            return  # the banner says that it is not connected; what is shown stays
        else:
            self._runner.failed.emit(error)

    @Slot()
    def _ask_file(self) -> None:
        from desktop.operations.utilisation import write_utilisation

        page = self.area.page
        if page is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        offered = str(Path(folder) / FILE_NAME)
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save utilisation", offered, "CSV (*.csv)"
        )
        if not name:
            return
        write = partial(
            write_utilisation, Path(name), page.model.lines, zone=self._outline.practice.zone
        )
        self._runner.run_call(
            write, initiator=self, on_done=self._on_saved, on_failed=self._on_not_saved
        )

    def _on_saved(self, file: Path) -> None:
        self.message.emit(Message(f"Saved as {file.name}."))

    def _on_not_saved(self, error: BaseException) -> None:
        if isinstance(error, Unavailable):
            self.message.emit(Message(tell(error).words, tone="wrong"))
        else:
            self._runner.failed.emit(error)
