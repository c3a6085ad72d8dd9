"""Fields of the template editor: ticks in a row, the slot pattern, dates that differ."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.patterns import pattern_minutes, read_pattern, say_pattern
from desktop.domain.practice import SlotType
from desktop.domain.sessions import PatternPart
from desktop.domain.slot_strip import Slots, gather, spread
from desktop.domain.template_typed import say_exception
from desktop.domain.templates import TemplateException
from desktop.domain.times import short_date
from desktop.ui.kit.base_model import Role, ValuesModel
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.flowing import FlowRow
from desktop.ui.kit.form_fields import Field, Tone
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_list import LineDelegate, set_up_list
from desktop.ui.setup.slot_strip import SlotStrip, clock

LONGEST_PATTERN = 4000
LINES_SHOWN = 4
STRIP_KEYS = (
    "In the strip: Ctrl+arrows move a slot, Shift+arrows stretch it, a letter changes its kind, "
    "Insert adds, Delete takes away."
)
DATES_SHOWN = 3


class TicksField(Field):
    """Some of a few, each ticked or not."""

    def __init__(
        self,
        look: Look,
        name: str,
        label: str,
        entries: Sequence[tuple[str, str, int]],
        parent: QWidget | None = None,
    ):
        """``entries`` have the words shown, the words spoken and the value."""
        super().__init__(look, name, label, parent)
        self._boxes: list[tuple[CheckBox, int]] = []
        row = FlowRow(look.px(12), self)
        for words, spoken, value in entries:
            box = CheckBox(look, words, f"{name}_{value}", row)
            box.setAccessibleName(f"{spoken}, {label}")
            box.toggled.connect(lambda _ticked: self.changed.emit())
            row.add(box)
            self._boxes.append((box, value))
        self.column.addWidget(row)
        self.column.addWidget(self.message)
        self.label.setBuddy(self._boxes[0][0])

    @property
    def values(self) -> tuple[int, ...]:
        """The ticked ones, in the order they stand in."""
        return tuple(value for box, value in self._boxes if box.isChecked())

    def tick(self, values: Sequence[int]) -> None:
        """Tick these and no others."""
        for box, value in self._boxes:
            box.setChecked(value in values)

    @property
    def text(self) -> str:
        return " ".join(str(value) for value in self.values)

    def set_text(self, text: str) -> None:
        self.tick([int(one) for one in text.split()])

    def focus(self) -> None:
        self._boxes[0][0].setFocus(Qt.FocusReason.ShortcutFocusReason)


class PatternField(Field):
    """The slots of a day, typed a row of equal ones a line, and shown side by side."""

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self._look = look
        self._kinds: tuple[SlotType, ...] = ()
        self._hours = (0, 60)
        self.edit = QPlainTextEdit(self)
        self.edit.setPlaceholderText("6 x Routine 10 min\nBreak 20 min\n4 x On the day 10 min")
        self.edit.setTabChangesFocus(True)
        self.edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.strip = SlotStrip(look, self)
        self.keys = QLabel(self)
        self.keys.setProperty("tone", "text2")
        self.keys.setWordWrap(True)
        self._take_input(self.edit, look)
        self.column.addWidget(self.strip)
        self.column.addWidget(self.keys)
        self.strip.edited.connect(self._on_edited)
        self.strip.refused.connect(lambda words: self.say(Tone.WARNING, words))
        self.edit.textChanged.connect(self._on_typed)
        look.changed.connect(self._fit)
        self._fit()
        self._show_strip()

    def offer(self, kinds: Sequence[SlotType]) -> None:
        """Offer these kinds of slot."""
        self._kinds = tuple(kinds)
        self._show_strip()

    def set_hours(self, start_minute: int, end_minute: int) -> None:
        """Show the slots from the session's start on."""
        if self._hours != (start_minute, end_minute):
            self._hours = (start_minute, end_minute)
            self._show_strip()

    @property
    def text(self) -> str:
        return self.edit.toPlainText()[:LONGEST_PATTERN]

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)

    def focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _read(self) -> tuple[PatternPart, ...]:
        try:
            return read_pattern(self.text, self._kinds)
        except RuleViolation:
            return ()

    def _on_typed(self) -> None:
        self._show_strip()
        self.changed.emit()

    def _on_edited(self, slots: Slots) -> None:
        names = {one.id: one.name for one in self._kinds}
        lines = [say_pattern((part,), names) for part in gather(slots)]
        self.edit.setPlainText("\n".join(lines))

    def _show_strip(self) -> None:
        parts = self._read()
        start, end = self._hours
        self.strip.setVisible(bool(parts))
        kinds = ", ".join(f"{one.name} ({one.letter})" for one in self._kinds if one.active)
        self.keys.setText(STRIP_KEYS if parts else f"Kinds of slot: {kinds}.")
        if parts:
            self.strip.show_slots(spread(parts), self._kinds, start, end)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.keys.setVisible(self.isEnabled())

    @property
    def shown_kinds(self) -> tuple[SlotType, ...]:
        """The kinds of slot in the pattern, each once."""
        wanted = dict.fromkeys(part.slot_type_id for part in self._read())
        by_id = {one.id: one for one in self._kinds}
        return tuple(by_id[one] for one in wanted if one in by_id)

    def say_end(self) -> str:
        """Say how many can be booked and when they end, against the session; "" without any."""
        parts = self._read()
        if not parts:
            return ""
        start, end = self._hours
        ends = start + pattern_minutes(parts)
        spare = end - ends
        breaks = {one.id for one in self._kinds if not one.bookable}
        count = sum(one.count for one in parts if one.slot_type_id not in breaks)
        slots = "1 slot" if count == 1 else f"{count or 'No'} slots"
        said = f"{slots}, to {clock(ends)}"
        return f"{said}, {spare} min before the session ends." if spare > 0 else f"{said}."

    def _fit(self) -> None:
        height = self.edit.fontMetrics().lineSpacing() * LINES_SHOWN + 14
        self.edit.setFixedHeight(height)


class _Columns(StrEnum):
    DATE = "Date"


class DatesModel(ValuesModel[TemplateException]):
    """Dates that are not as the rule says, one a row."""

    columns = _Columns

    def words(self, value: TemplateException, column: StrEnum) -> str:
        on = value.on_date
        return f"{short_date(on)} {on.year}: {say_exception(value)}"


class DatesField(Field):
    """Dates that are not as the rule says: Insert adds one, Enter changes it, Delete takes it away.

    Signals: ``date_wanted(exception or None)``; ``date_let_go(date)`` to go by the rule again.
    """

    date_wanted = Signal(object)
    date_let_go = Signal(object)

    def __init__(self, look: Look, name: str, label: str, parent: QWidget | None = None):
        super().__init__(look, name, label, parent)
        self._look = look
        self.model = DatesModel(parent=self)
        self.view = QListView(self)
        set_up_list(self.view, self.model, LineDelegate(look, self.view))
        self.add_button = KeyButton(
            look, "Add a date", icon="plus", name="add_date_button", parent=self
        )
        self.add_button.clicked.connect(lambda: self.date_wanted.emit(None))
        self.view.setObjectName(name)
        self.view.setAccessibleName(label)
        self.view.installEventFilter(self)
        self.view.activated.connect(self._on_activated)
        self.label.setBuddy(self.view)
        self.column.addWidget(self.view)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.message)
        look.changed.connect(self._fit)
        self.set_dates(())

    @property
    def dates(self) -> tuple[TemplateException, ...]:
        """The dates of their own."""
        return self.model.rows

    def set_dates(self, dates: Sequence[TemplateException]) -> None:
        """Show these dates."""
        if tuple(dates) == self.model.rows and self.view.isHidden() != bool(dates):
            return
        place = self.view.currentIndex().row()
        self.model.set_rows(dates)
        self.view.setVisible(bool(dates))
        self._fit()
        if dates:
            self.view.setCurrentIndex(self.model.index(min(max(0, place), len(dates) - 1), 0))
        self.changed.emit()

    @property
    def text(self) -> str:
        return ", ".join(self.model.words(one, _Columns.DATE) for one in self.dates)

    def set_text(self, text: str) -> None:
        raise NotImplementedError

    def focus(self) -> None:
        target = self.view if self.dates else self.add_button
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_activated(self, index: QModelIndex) -> None:
        self.date_wanted.emit(index.data(Role.VALUE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if isinstance(event, QKeyEvent) and event.type() in kinds and not event.modifiers():
            current: TemplateException | None = self.view.currentIndex().data(Role.VALUE)
            acts = event.key() in (Qt.Key.Key_Insert, Qt.Key.Key_Delete)
            if acts and event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.key() == Qt.Key.Key_Insert:
                self.date_wanted.emit(None)
                return True
            if event.key() == Qt.Key.Key_Delete and current is not None:
                self.date_let_go.emit(current.on_date)
                self.focus()
                return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        rows = min(DATES_SHOWN, max(1, len(self.dates)))
        delegate = self.view.itemDelegate()
        assert isinstance(delegate, LineDelegate)
        metrics = self._look.metrics("bodyStrong").height() + self._look.px(14)
        high = max(metrics, self._look.row_height("list"))
        self.view.setFixedHeight(rows * high + 4)


class Section(QWidget):
    """A heading with what belongs below it."""

    def __init__(self, look: Look, heading: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.heading = QLabel(heading, self)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, look.px(4), 0, 0)
        self.body.setSpacing(look.px(6))
        self.body.addWidget(self.heading)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.heading.setFont(self._look.font("listName"))
