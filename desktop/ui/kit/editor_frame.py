"""An editor in its place beside a list: fields, what is wrong with them, the act at the foot."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.form_fields import Field, Tone
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled

WIDEST_PX = 520
RING = 5
"""Room round a field for the focus ring."""
_ABOVE_FIELDS = 2
"""The place after the title and what there is to know."""


class EditorFrame(QFrame):
    """Does what an AskDialog does for one question, but stays: it is told what to show.

    Signals: ``changed()`` as something is typed; ``submitted()`` when it is to be saved;
    ``accepted()`` once it has been.
    """

    changed = Signal()
    submitted = Signal()
    accepted = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self.fields: dict[str, Field] = {}
        self.title = self._label("section")
        self.title.setObjectName(f"{name}_title")
        self.words = self._label("body")
        self.words.setProperty("tone", "text2")
        self.wrong = self._label("bodyStrong")
        self.wrong.setProperty("tone", "bad")
        self.wrong.setObjectName(f"{name}_wrong")
        for label in (self.words, self.wrong):
            label.hide()
        self._inside = QWidget(self)
        self._inside.setMaximumWidth(look.px(WIDEST_PX))
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(8))
        self.body.setSpacing(look.px(12))
        self._fields_column = QVBoxLayout()
        self._fields_column.setSpacing(look.px(12))
        for part in (self.title, self.words):
            self.body.addWidget(part)
        self.body.addLayout(self._fields_column)
        self.body.addWidget(self.wrong)
        self._scroll = self._build_scroll()
        self._buttons = QHBoxLayout()
        self._buttons.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(12))
        self._buttons.setSpacing(look.px(8))
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._buttons)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _build_scroll(self) -> QScrollArea:
        around = QWidget(self)
        row = QHBoxLayout(around)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._inside, 1, Qt.AlignmentFlag.AlignTop)
        row.addStretch(0)
        return scrolled(around, self, name=f"{self.objectName()}_scroll")

    def _label(self, font: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self._look.font(font))
        return label

    def add_field(self, field: Field) -> None:
        """Add a field; its name is what the rules call it."""
        self.fields[field.name] = field
        self._fields_column.addWidget(field)
        field.changed.connect(self.changed)

    def add_buttons(self, *buttons: KeyButton) -> None:
        """Put the buttons at the foot, the likeliest first."""
        for button in buttons:
            self._buttons.insertWidget(self._buttons.count() - 1, button)

    def say(self, title: str, words: str = "") -> None:
        """Say whose editor it is, and what there is to know."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(title)

    def put_acts(self, card: QWidget, *, first: bool) -> None:
        """Let what can be done with a record stand above its fields, or below them.

        It comes first where the fields can't be changed: it is all there is to do.
        """
        self.body.removeWidget(card)
        self.body.insertWidget(_ABOVE_FIELDS if first else self.body.count(), card)

    def say_wrong(self, field: str | None, words: str) -> None:
        """Say what is wrong at its field and go there; without a field, below all of them."""
        found = self.fields.get(field or "")
        for one in self.fields.values():
            one.say(Tone.WRONG if one is found else Tone.NONE, words if one is found else "")
        self.wrong.setText("" if found else words)
        self.wrong.setVisible(bool(words) and found is None)
        if found is not None:
            found.focus()
        self.grow()

    def accept(self) -> None:
        """What was typed has been saved."""
        self.accepted.emit()

    def grow(self) -> None:
        """Bring what is told, and where the keys go, into sight once it has its place."""
        QTimer.singleShot(0, self, self._show_told)

    @Slot()
    def _show_told(self) -> None:
        told = [one for one in self.fields.values() if one.is_wrong]
        if told or self.wrong.isVisible():
            self._scroll.ensureWidgetVisible(told[0] if told else self.wrong)
        focus = QApplication.focusWidget()
        if focus is not None and self._inside.isAncestorOf(focus):
            self._scroll.ensureWidgetVisible(focus)

    @Slot("QWidget*", "QWidget*")
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring all of the field that has the keys into sight: its label, its last line."""
        if now is not None and self._inside.isAncestorOf(now):
            QTimer.singleShot(0, self, self._show_field)  # once it has its place

    @Slot()
    def _show_field(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or not self._inside.isAncestorOf(focus):
            return
        field: QWidget | None = focus
        while field is not None and not isinstance(field, Field):
            field = field.parentWidget()
        has_room = field is not None and field.height() <= self._scroll.viewport().height()
        whole = field if field is not None and has_room else focus
        around = self._scroll.widget()
        assert around is not None
        middle = whole.mapTo(around, whole.rect().center())
        self._scroll.ensureVisible(middle.x(), middle.y(), 0, whole.height() // 2 + RING)

    def enter(self) -> None:
        """Go to the first field that can be typed in."""
        for field in self.shown_fields():
            field.focus()
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def shown_fields(self) -> Iterator[Field]:
        """Yield the fields that are shown and take something, in order."""
        for field in self.fields.values():
            if not field.isHidden() and field.isEnabled():
                yield field

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._look.px(200)), hint.height())
