"""The editor of a record of Set-up that can be retired: fields, what can be done, the foot."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.form_fields import Field, FieldMessage
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_page import RecordPage
from desktop.ui.two_edits import plain_value


class RecordEditor(EditorFrame):
    """The base: a subclass adds its fields, then calls ``build_foot``.

    ``fill`` shows details, ``details`` gives them back (RuleViolation where one can't be read).

    Signals: ``retire_wanted()``, ``discarded()``.
    """

    retire_wanted = Signal()
    discarded = Signal()

    new_title: ClassVar[str] = ""
    new_words: ClassVar[str] = ""
    retire_words: ClassVar[str] = ""
    gone_words: ClassVar[str] = "It is retired: nothing of it can be changed until it is back."

    def add_row(self, *fields: Field) -> None:
        """Add narrow fields beside one another; what is told of them stands below the row."""
        row = QHBoxLayout()
        row.setSpacing(self._look.px(12))
        for field in fields:
            self.fields[field.name] = field
            field.changed.connect(self.changed)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        around = QVBoxLayout()
        around.setSpacing(self._look.ring_room)
        around.addLayout(row)
        for field in fields:
            told = FieldMessage(self._look, self)
            told.setObjectName(f"{field.name}_message")
            field.tell_in(told)
            around.addWidget(told)
        self._fields_column.addLayout(around)

    def build_foot(self, *, can_retire: bool = True) -> None:
        """Build what can be done with a record, and the buttons at the foot."""
        look = self._look
        self._card = QFrame(self)
        self._card.setProperty("kind", "card")
        self._said = QLabel(self._card)
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self.retire_button = KeyButton(look, "", key="Del", name="retire_button", parent=self)
        self.retire_button.clicked.connect(self.retire_wanted)
        row = QHBoxLayout(self._card)
        row.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        row.setSpacing(look.px(10))
        row.addWidget(self._said, 1)
        row.addWidget(self.retire_button)
        self.body.addWidget(self._card)
        self._card.setVisible(can_retire)
        self._can_retire = can_retire
        self.save_button = KeyButton(
            look, "Save", key="Ctrl+Enter", kind="primary", name="save_button", parent=self
        )
        self.save_button.clicked.connect(self.submitted)
        self.discard_button = KeyButton(look, "Discard", name="discard_button", parent=self)
        self.discard_button.clicked.connect(self.discarded)
        self.add_buttons(self.save_button, self.discard_button)

    def fill(self, details: Any) -> None:
        """Show these details: of a record, or of two edits brought together."""
        raise NotImplementedError

    @property
    def details(self) -> Any:
        """Return what is typed and chosen."""
        raise NotImplementedError

    @property
    def typed(self) -> Any:
        """Return all that is typed, as it is kept until it is saved."""
        return self.details

    def fill_typed(self, typed: Any) -> None:
        """Show what ``typed`` gave."""
        self.fill(typed)

    def shown_value(self, details: Any, name: str) -> str:
        """Return a field's value in words, where two edits of it are shown."""
        return plain_value(details, name)

    def show_record(self, record: Any, typed: Any) -> None:
        """Show a record, or a new one (None), with what is typed of it."""
        self.fill_typed(typed)
        active = record is None or record.active
        for field in self.fields.values():
            field.setEnabled(active)
        for button in (self.save_button, self.discard_button):
            button.setVisible(active)
        self._card.setVisible(self._can_retire and record is not None)
        self.put_acts(self._card, first=not active)
        if record is None:
            self.say(self.new_title, self.new_words)
            return
        self.say(record.details.name, "" if active else self.gone_words)
        self.offer_end(
            self.retire_words if active else "What happened with it stays on record.",
            "Retire" if active else "Bring back",
        )

    def offer_end(self, words: str, act: str) -> None:
        """Say what ending the record means, or bringing it back."""
        self._said.setText(words)
        self.retire_button.set_words(act)


class SetupRecordPage(RecordPage):
    """A page of records with details, in use or retired."""

    form: Any
    gone = "Retired"

    def __init__(self, look: Look, form: RecordEditor, *, icon: str, parent: QWidget | None = None):
        self.form = form
        super().__init__(look, form, icon=icon, parent=parent)
        self.setObjectName(f"{form.objectName().removesuffix('_editor')}_page")
        form.retire_wanted.connect(self.retire)
        form.discarded.connect(self.discard)

    def show_setup(self, records: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def offer(self, records: Any) -> None:
        """Let the form offer what there is now: nobody has typed anything by that."""
        self._is_filling = True
        self.form.offer(records)
        self._is_filling = False

    def blank(self) -> Any:
        """Return what a new record begins with."""
        raise NotImplementedError

    def open_record(self, record: Any, typed: Any) -> None:
        self.form.show_record(record, typed if typed is not None else self.pristine(record))

    def typed(self) -> Any:
        return self.form.typed

    def pristine(self, record: Any) -> Any:
        return self.blank() if record is None else record.details
