"""What is kept with the visit: the reason in the person's words, how, who asked, a note."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.contacts import check_number_to_ring
from desktop.domain.errors import RuleViolation
from desktop.domain.needs import NotNeeded
from desktop.domain.people import PatientCard, number_to_ring
from desktop.domain.practice import Channel
from desktop.domain.visits import REMOTE
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

LONGEST_TYPED = 32_767
"""What a line edit takes; the rules say what fits, so nothing typed is cut off unseen."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for a person and not booked yet, or booked and undone (``was_booked``)."""

    reason: str = ""
    channel: Channel | None = None
    call_on: str = ""
    asked_by: str = ""
    note: str = ""
    not_needed: tuple[NotNeeded, ...] = ()
    was_booked: bool = False


class VisitFields(QWidget):
    """Each input with its label; below the last one the sentence that says what is wrong.

    There no input has to make room for it; it begins with the label of the one it is about.

    Signals: ``told(QLabel)`` when that sentence is shown.
    """

    told = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None, *, name: str = "booking"):
        """Build them; ``name`` begins the names of the inputs: there are several such forms."""
        super().__init__(parent)
        self._look = look
        self._name = name
        self._phone = ""
        self._channel_chosen = False
        self._names: dict[str, str] = {}
        self._wrong_field = ""
        self.wrong = QLabel(self)
        self.wrong.setObjectName(f"{name}_wrong")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.setProperty("tone", "bad")
        self.reason = QPlainTextEdit(self)
        self.reason.setTabChangesFocus(True)
        self.reason.setPlaceholderText("In the person’s own words")
        self.reason.setProperty("kind", "voice")
        self.channel = ChoiceBox(look, f"{name}_channel", self)
        self.channel.fill((one.words, one) for one in Channel)
        self.call_on = QLineEdit(self)
        self.asked_by = QLineEdit(self)
        self.asked_by.setPlaceholderText("the person")
        self.note = QLineEdit(self)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(look.px(10))
        self.form.setVerticalSpacing(look.px(6))
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for field, words, widget in (
            ("reason", "&Reason", self.reason),
            ("channel", "&How", self.channel),
            ("call_on", "Ring o&n", self.call_on),
            ("asked_by", "&Who asked", self.asked_by),
            ("note", "Not&e", self.note),
        ):
            self._add(field, words, widget)
        self.form.addRow(self.wrong)
        self.form.setRowVisible(self.wrong, False)
        self.reason.textChanged.connect(lambda: self._on_typed("reason"))
        for line in (self.call_on, self.asked_by, self.note):
            field = line.objectName().removeprefix(f"{name}_")
            line.textEdited.connect(lambda _text, field=field: self._on_typed(field))
        self.channel.activated.connect(self._on_channel_activated)
        self._apply_look()
        look.changed.connect(self._apply_look)
        self._show_call_on()

    def _add(self, field: str, words: str, widget: QWidget) -> None:
        label = QLabel(words, self)
        label.setBuddy(widget)
        label.setProperty("tone", "text2")
        widget.setObjectName(f"{self._name}_{field}")
        widget.setAccessibleName(words.replace("&", ""))
        if isinstance(widget, QLineEdit):
            widget.setMaxLength(LONGEST_TYPED)
        self._names[field] = words.replace("&", "")
        self.form.addRow(label, widget)

    # -- filling --------------------------------------------------------------------------------

    def show_person(self, card: PatientCard | None, draft: Draft | None) -> None:
        """Show what was typed for the person before, and the number to ring."""
        self._phone = number_to_ring(card.details.contact_points) if card else ""
        kept = draft or Draft()
        self.reason.setPlainText(kept.reason)
        if kept.was_booked:
            self.reason.selectAll()  # it may be said anew: typing takes its place
        else:
            self.reason.moveCursor(QTextCursor.MoveOperation.End)
        self.call_on.setText(kept.call_on or self._phone)
        self.asked_by.setText(kept.asked_by)
        self.note.setText(kept.note)
        self._channel_chosen = kept.channel is not None
        if kept.channel is not None:
            self.channel.choose(kept.channel)
        self.clear_wrong()
        self._show_call_on()

    def show_channel(self, channel: Channel) -> None:
        """Show how the highlighted time takes place, unless another way was chosen."""
        if not self._channel_chosen:
            self.channel.choose(channel)
            self._show_call_on()

    def draft(self) -> Draft:
        """Return what is typed as it stands."""
        call_on = self.call_on.text()
        return Draft(
            reason=self.reason.toPlainText(),
            channel=self.chosen_channel,
            call_on="" if call_on == self._phone else call_on,
            asked_by=self.asked_by.text(),
            note=self.note.text(),
        )

    # -- reading --------------------------------------------------------------------------------

    @property
    def chosen_channel(self) -> Channel | None:
        """Return the way chosen, None where it is as the time says."""
        return self.channel_now if self._channel_chosen else None

    @property
    def channel_now(self) -> Channel:
        """Return how the visit takes place as shown."""
        return Channel(self.channel.currentData())

    @property
    def number_to_ring(self) -> str | None:
        """Return the number for a phone or video visit, None for any other."""
        if self.channel_now not in REMOTE:
            return None
        return self.call_on.text().strip() or None

    def check(self) -> bool:
        """Say at its field what can't be booked as typed; whether all is right."""
        self.clear_wrong()
        try:
            check_number_to_ring(self.channel_now, self.number_to_ring)
        except RuleViolation as slip:
            return self.say_wrong(slip.field, slip.message)
        return True

    def say_wrong(self, field: str | None, words: str) -> bool:
        """Say what is wrong with a field and go to it; always False."""
        if field is None or field not in self._names:
            return False
        self.clear_wrong()
        self._wrong_field = field
        self.wrong.setText(f"{self._names[field]}: {words}")
        self.form.setRowVisible(self.wrong, True)
        self._mark(field, words)
        self._input(field).setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.emit(self.wrong)
        return False

    def has_field(self, field: str | None) -> bool:
        """Return whether the rules mean an input of this form."""
        return field in self._names

    def clear_wrong(self) -> None:
        """Say nothing of the fields."""
        field, self._wrong_field = self._wrong_field, ""
        if field:
            self.wrong.clear()
            self.form.setRowVisible(self.wrong, False)
            self._mark(field, "")

    def _on_typed(self, field: str) -> None:
        """It is being put right: what was said of it is over."""
        if field == self._wrong_field:
            self.clear_wrong()

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the fields in the order they stand."""
        return (self.reason, self.channel, self.call_on, self.asked_by, self.note)

    def _input(self, field: str) -> QWidget:
        widget: QWidget = getattr(self, field)
        return widget

    def _mark(self, field: str, words: str) -> None:
        widget = self._input(field)
        widget.setProperty("wrong", bool(words))
        widget.setAccessibleDescription(words)
        widget.style().unpolish(widget)
        widget.style().polish(widget)

    def _on_channel_activated(self, _place: int) -> None:
        self._channel_chosen = True
        self._show_call_on()

    def _show_call_on(self) -> None:
        shown = self.channel_now in REMOTE
        self.form.setRowVisible(2, shown)
        if not shown:
            self._on_typed("call_on")

    def _apply_look(self) -> None:
        height = self._look.metrics("body").height() * 2 + self._look.px(16)
        self.reason.setFixedHeight(height)
        self.wrong.setFont(self._look.font("bodyStrong"))
