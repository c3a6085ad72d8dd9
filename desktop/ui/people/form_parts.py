"""The two halves of the form's page: the scrolled fields, and the foot with questions and keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.people import PatientDetails
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.form_fields import FieldMessage
from desktop.ui.kit.look import Look
from desktop.ui.kit.two_edits_box import Clash, TwoEditsBox
from desktop.ui.people.form_questions import PeopleBox, QuestionBox
from desktop.ui.people.panel_parts import Words
from desktop.ui.people.person_sheet import Draft, PersonSheet

WIDEST = 940


class FormFields(QScrollArea):
    """Title, near matches and fields, scrolled."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        self._look = look
        inside = QWidget(self)
        inside.setMaximumWidth(look.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(look.px(8))
        self.title = Words(look, "section", parent=inside)
        self.title.setObjectName("form_title")
        self.near = PeopleBox(look, "near_people", inside)
        self.sheet = PersonSheet(look, inside)
        for part in (self.title, self.near, self.sheet):
            column.addWidget(part)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def show_details(
        self, details: PatientDetails, *, born: str, draft: Draft | None, today: date
    ) -> Draft:
        """Show details, or what was typed over them before; return how they stand untouched."""
        self.verticalScrollBar().setValue(0)
        self.sheet.fill(details, born_text=born, today=today)
        untouched = self.sheet.draft()
        if draft is not None:
            self.sheet.show_draft(draft, details, today)
        self.sheet.focus_first()
        return untouched

    def reveal_focus(self) -> None:
        """Scroll to the field with the focus, once the sentences have found their room."""
        QTimer.singleShot(0, self, self._scroll_to_focus)

    @Slot()
    def _scroll_to_focus(self) -> None:
        field = self.sheet.focusWidget()
        if field is not None:
            self.ensureWidgetVisible(field, 0, field.height() + self._look.px(40))


class FormFoot(QWidget):
    """What is asked before a save, one line of news, and the two buttons."""

    def __init__(self, look: Look, parent: QWidget):
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        self.question = QuestionBox(look, self)
        self.two_edits = TwoEditsBox(look, self)
        self.message = FieldMessage(look, self)
        self.message.setObjectName("form_message")
        for part in (self.question, self.two_edits, self.message):
            column.addWidget(part)
        row = QHBoxLayout()
        self.save = KeyButton(
            look, "Register", key="Ctrl+Enter", kind="primary", name="save_button", parent=self
        )
        self.close_form = KeyButton(look, "Close", key="Esc", name="close_form", parent=self)
        row.addWidget(self.save)
        row.addWidget(self.close_form)
        row.addStretch(1)
        column.addLayout(row)

    def reset(self) -> None:
        """Ask nothing, say nothing."""
        self.question.hide()
        self.two_edits.hide()
        self.message.say_nothing()

    def ask_which(self, heading: str, clashes: Sequence[Clash]) -> None:
        """Ask, for each field both changed, which is right."""
        self.two_edits.ask(heading, clashes)
