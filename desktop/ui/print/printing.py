"""Prints what was chosen: reads it, lays it out, sends it off, puts it on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.domain.ids import PatientId
from desktop.domain.passport import Passport
from desktop.domain.sheets import AppointmentCard, DaySheet
from desktop.operations.passport import read_passport
from desktop.operations.sheets import note_print, read_appointment_card, read_day_sheet
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.print.pages import card_page, day_sheet_page, passport_page
from desktop.ui.print.print_dialog import PrintChoice, PrintDialog, Way
from desktop.ui.print.sheets import Page, page_layout, paint, write_pdf
from desktop.ui.runner import Runner

AskFile = Callable[[QWidget, Page], Path | None]


class Printing(QObject):
    """What Ctrl+P does; the question stays open until something was printed or saved.

    Signals: ``message(Message)``. ``ask_file`` asks where a PDF goes; None is "not after all".
    """

    message = Signal(object)

    def __init__(
        self,
        runner: Runner,
        look: Look,
        window: QWidget,
        *,
        ask_file: AskFile | None = None,
    ):
        super().__init__(window)
        self._runner = runner
        self._look = look
        self._window = window
        self._ask_file = ask_file or ask_pdf_file
        self._dialog: PrintDialog | None = None
        self._is_busy = False

    def open(self, choices: Sequence[PrintChoice]) -> PrintDialog:
        """Ask what to print."""
        dialog = self._dialog = PrintDialog(self._look, choices, self._window)
        self._is_busy = False
        dialog.wanted.connect(self._on_wanted)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        return dialog

    def _on_finished(self) -> None:
        self._dialog = None

    def _on_wanted(self, choice: PrintChoice, large: bool, way: Way) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        read = partial(self._runner.run_read, initiator=self, on_failed=self._on_not_read)
        if choice.patient_id is not None:
            read(
                read_passport if choice.is_passport else read_appointment_card,
                on_done=partial(self._on_person_read, choice, large, way),
                patient_id=choice.patient_id,
            )
            return
        read(
            read_day_sheet,
            on_done=partial(self._on_sheet_read, large, way),
            on_date=choice.on_date,
            clinic_id=choice.clinic_id,
            session_id=choice.session_id,
        )

    def _on_not_read(self, error: BaseException) -> None:
        if self._dialog is not None:
            self._dialog.reject()
        self._runner.failed.emit(error)

    def _on_person_read(
        self, choice: PrintChoice, large: bool, way: Way, found: AppointmentCard | Passport
    ) -> None:
        assert choice.patient_id is not None
        if isinstance(found, Passport):
            page = passport_page(found, large=large, points=choice.points)
        else:
            page = card_page(found, large=large)
        self._send(page, way, (choice.patient_id,))

    def _on_sheet_read(self, large: bool, way: Way, sheet: DaySheet) -> None:
        self._send(day_sheet_page(sheet, large=large), way, sheet.patient_ids)

    def _send(self, page: Page, way: Way, patient_ids: Sequence[PatientId]) -> None:
        """Print or save it, unless the question was closed meanwhile; then close the question."""
        dialog = self._dialog
        if dialog is None:
            return
        sent = self._to_pdf(dialog, page) if way is Way.PDF else self._to_printer(dialog, page)
        self._is_busy = False
        if sent:
            dialog.accept()
            self._runner.run_act(
                note_print, initiator=self, what=page.title, patient_ids=tuple(patient_ids)
            )

    def _to_pdf(self, dialog: PrintDialog, page: Page) -> bool:
        file = self._ask_file(dialog, page)
        if file is None:
            return False
        try:
            count = write_pdf(page, file)
        except OSError as error:
            why = error.strerror or error
            dialog.say_wrong(None, f"{file} can’t be written: {why}. Choose another place.")
            return False
        pages = "1 page" if count == 1 else f"{count} pages"
        self.message.emit(Message(f"Saved {page.title}, {pages}, as {file}"))
        return True

    def _to_printer(self, asking: PrintDialog, page: Page) -> bool:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(Path(page.file_name).stem)  # queues and their logs name nobody
        printer.setPageLayout(page_layout(page))
        dialog = QPrintDialog(printer, asking)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        paint(page, printer)
        where = printer.printerName() or "the printer"
        self.message.emit(Message(f"Sent {page.title} to {where}."))
        return True


def ask_pdf_file(window: QWidget, page: Page) -> Path | None:
    """Ask where a PDF goes; the name it offers holds nobody's details."""
    offered = str(documents_folder() / page.file_name)
    name, _ = QFileDialog.getSaveFileName(window, f"Save {page.title}", offered, "PDF (*.pdf)")
    return Path(name) if name else None


def documents_folder() -> Path:
    """Return this person's Documents folder, or their own folder where they have none."""
    places = QStandardPaths.StandardLocation
    found = (
        QStandardPaths.writableLocation(one)
        for one in (places.DocumentsLocation, places.HomeLocation)
    )
    return next((Path(one) for one in found if one and Path(one).is_dir()), Path.home())
