"""Errors in words, and where each is told: at the field, in the message bar, in a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import (
    Conflict,
    NeedsAgreement,
    NotAllowed,
    NotFound,
    RuleViolation,
    Unavailable,
)
from desktop.domain.mistakes import report_text

HEADING_SHARE = 1.3
"""A heading's size over that of ordinary text: 13 to 10 points, as in other dialogs."""


class Place(Enum):
    """Where an error is told."""

    FIELD = "at the field"
    MESSAGE_BAR = "in the message bar"
    BANNER = "in the banner of the line, by desktop/connection.py"
    DIALOG = "in a dialog with the next step"
    REPORT = "in a report window"


@dataclass(frozen=True, slots=True)
class Told:
    """An error ready to be told: ``field`` where it belongs to one, ``next_step`` what to do."""

    place: Place
    words: str
    field: str | None = None
    next_step: str = ""


_GONE = {
    "appointment": "This visit is not there any more. The diary is being read again.",
    "patient": "This person’s record is not there any more.",
    "slot": "This time is not there any more. The diary is being read again.",
    "session": "This session is not there any more. The diary is being read again.",
    "staff": "This person can’t sign in any more. Choose someone else.",
}
_NEXT_STEPS = {
    "full": "Make room on the disk, then try again. Everything saved before is safe.",
    "disk_full": "Make room on the disk, then try again. Everything saved before is safe.",
    "locked": "Close that program, then try again.",
    "read_only": "Ask whoever looks after this computer to let Attend write to the file.",
    "newer": "Install the newer Attend on this computer.",
    "chain": "Close the other window, then start Attend again.",
    "disk": "Make room on the disk or have it looked at. Everything saved before is safe.",
    "damaged": "Close Attend on every desk, then restore the last copy with attend restore.",
    "settings": "Put that right, then try again.",
    "network": "Move the file to this computer’s own disk, or let all desks use PostgreSQL.",
    "older": "Ask whoever looks after the server to run attend upgrade there.",
    "rights": "Ask whoever looks after the server to run attend upgrade there, and to make this "
    "desk’s database person a member of attend_desk.",
    "empty": "Ask whoever looks after the server to run attend upgrade there.",
}
_ANY_NEXT_STEP = "Try again. If it stays like this, tell whoever looks after this computer."
_OUR_MISTAKE = (
    "Something went wrong on our side. Your last change was not saved; everything before it was."
)


def tell(error: BaseException) -> Told:
    """Return the words of an error and where they belong."""
    if isinstance(error, RuleViolation):
        words = error.message or "This can’t be done as typed."
        return Told(Place.FIELD if error.field else Place.MESSAGE_BAR, words, error.field)
    if isinstance(error, NeedsAgreement):
        return Told(Place.MESSAGE_BAR, " ".join(one.message for one in error.asked))
    if isinstance(error, Conflict):
        words = error.message or "Someone was quicker. Nothing was lost."
        return Told(Place.MESSAGE_BAR, words)
    if isinstance(error, NotAllowed):
        return Told(Place.MESSAGE_BAR, error.message or f"Only a {error.role_needed} can do this.")
    if isinstance(error, NotFound):
        return Told(Place.MESSAGE_BAR, _GONE.get(error.kind, "This is not there any more."))
    if isinstance(error, Unavailable):
        return _tell_unavailable(error)
    return Told(Place.REPORT, _OUR_MISTAKE)


def _tell_unavailable(error: Unavailable) -> Told:
    words = error.message or "The practice’s data can’t be reached."
    if error.code == "connection" and error.act_id:
        words += " Nothing was saved, and nothing typed is lost."
    if error.is_line_lost or error.code == "not_done":
        return Told(Place.BANNER, words)
    if error.code == "paused":
        return Told(Place.MESSAGE_BAR, words)
    return Told(Place.DIALOG, words, next_step=_NEXT_STEPS.get(error.code, _ANY_NEXT_STEP))


class ErrorTeller(QObject):
    """Takes the errors nobody else took; ``runner.failed`` goes to ``take``.

    Signals: ``said(str)`` for the message bar; ``try_again_requested()`` from either window.
    """

    said = Signal(str)
    try_again_requested = Signal()

    def __init__(self, window: QWidget | None = None):
        super().__init__(window)
        self._window = window
        self._open: QDialog | None = None

    @Slot(object)
    def take(self, error: BaseException) -> None:
        told = tell(error)
        if told.place is Place.BANNER:
            return
        if told.place in (Place.FIELD, Place.MESSAGE_BAR):
            self.said.emit(told.words)
            return
        self.said.emit(told.words)
        if self._open is not None:
            # One window is enough when a failing view asks again and again.
            return
        dialog = (
            UnavailableDialog(told, self._window)
            if told.place is Place.DIALOG
            else ReportWindow(told, report_text(error), self._window)
        )
        self._open = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.try_again.connect(self.try_again_requested)
        dialog.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None


class _TellingDialog(QDialog):
    """Words, what to do next, and buttons whose default is the safe one."""

    try_again = Signal()

    def __init__(self, told: Told, parent: QWidget | None):
        super().__init__(parent)
        self.setWindowTitle("Attend")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 24, 24, 16)
        self._layout.setSpacing(12)
        self._add_words(told.words, "error_words", strong=True)
        if told.next_step:
            self._add_words(told.next_step, "error_next_step")
        self._buttons = QDialogButtonBox(self)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def _add_words(self, words: str, name: str, *, strong: bool = False) -> None:
        label = QLabel(words, self)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAccessibleName(words)
        if strong:
            font = label.font()
            font.setBold(True)
            font.setPointSizeF(font.pointSizeF() * HEADING_SHARE)
            label.setFont(font)
        self._layout.addWidget(label)

    def _add_button(self, words: str, name: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        button = self._buttons.addButton(words, role)
        button.setObjectName(name)
        button.setAccessibleName(words)
        return button

    def _finish(self, default: QPushButton) -> None:
        default.setDefault(True)
        default.setFocus()
        self._layout.addStretch(0)
        self._layout.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignLeft)
        self._buttons.rejected.connect(self.reject)

    @Slot()
    def _on_try_again_clicked(self) -> None:
        self.accept()
        self.try_again.emit()


class UnavailableDialog(_TellingDialog):
    """The data cannot be reached: what happened and the next step."""

    def __init__(self, told: Told, parent: QWidget | None = None):
        super().__init__(told, parent)
        self.setObjectName("unavailable_dialog")
        role = QDialogButtonBox.ButtonRole
        again = self._add_button("Try again", "try_again_button", role.ActionRole)
        again.clicked.connect(self._on_try_again_clicked)
        self._add_button("Close", "close_button", role.RejectRole)
        self._finish(again)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.resize(self.width(), self._layout.totalHeightForWidth(self.width()))


class ReportWindow(_TellingDialog):
    """A mistake of ours: what it means, and the details to copy, none of them a person's."""

    def __init__(self, told: Told, report: str, parent: QWidget | None = None):
        super().__init__(told, parent)
        self.setObjectName("report_window")
        self._report = report
        self._add_words("The details name no one: only places in the program.", "report_promise")
        details = QPlainTextEdit(report, self)
        details.setObjectName("report_details")
        details.setReadOnly(True)
        details.setTabChangesFocus(True)
        details.setAccessibleName("Details of the mistake")
        self._layout.addWidget(details)
        role = QDialogButtonBox.ButtonRole
        copy = self._add_button("Copy details", "copy_details_button", role.ActionRole)
        copy.clicked.connect(self._on_copy_clicked)
        again = self._add_button("Try again", "try_again_button", role.ActionRole)
        again.clicked.connect(self._on_try_again_clicked)
        close = self._add_button("Close", "close_button", role.RejectRole)
        self._finish(close)

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
