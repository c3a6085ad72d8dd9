"""A practice that can't be opened: why, what to do, and the way to another."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.mistakes import report_text
from desktop.ui.errors import Place, tell
from desktop.ui.first_start.step_page import StepPage, breakable
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


class NotOpenedPage(StepPage):
    """Try again, choose another database, or copy the details of a mistake of ours.

    Signals: ``another_requested()`` beside those of a step; ``next_requested()`` is Try again.
    """

    another_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "not_opened_page", "The practice can’t be opened", "", parent)
        self._report = ""
        self.reason = self._label("not_opened_reason", "")
        self.next_step = self._label("not_opened_next_step", "")
        self.database = self._label("not_opened_database", "")
        self.database.setProperty("tone", "text2")
        for label in (self.reason, self.next_step, self.database):
            self.body.addWidget(label)
        self.next_button.set_words("Try again")
        self.back_button.hide()
        self.later_button.set_words("Choose another database")
        self.later_button.show()
        self.later_button.clicked.connect(self.another_requested)
        self.copy_button = KeyButton(look, "Copy details", name="not_opened_copy", parent=self)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.body.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignLeft)
        look.changed.connect(self._apply_reason_look)
        self._apply_reason_look()

    def allow_another(self, allowed: bool) -> None:
        """Offer another database, or none where the site file says which one it is."""
        self.later_button.setVisible(allowed)

    def show_error(self, error: BaseException, database: str) -> None:
        """Show why; ``database`` is how a page names it, without a password."""
        told = tell(error)
        is_ours = told.place is Place.REPORT
        self._report = report_text(error) if is_ours else ""
        before = self.reason.text()
        words = str(error) if not is_ours and str(error) else told.words
        for label, text in (
            (self.reason, words),
            (self.next_step, told.next_step),
            (self.database, breakable(database)),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self.copy_button.setVisible(is_ours)
        self._scroll.lay_out_again()
        if words == before:  # tried again by itself: it has been said
            return
        event = QAccessibleAnnouncementEvent(self, f"{self.title.text()}. {words}")
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def _apply_reason_look(self) -> None:
        self.reason.setFont(self._look.font("bodyStrong"))
