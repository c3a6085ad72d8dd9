"""Rows as widgets that are one Tab stop: arrows go from one to the next, keys act on the one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import show_in_scroll
from desktop.ui.people.panel_parts import Card, Words, apply_look

_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class KeyRow(QFrame):
    """One row. ``acts`` says which key asks for what; ``held`` is what the row is about.

    Signals: ``wanted(str)``; ``stepped(int)`` by the arrows; ``entered()`` with the focus.
    """

    wanted = Signal(str)
    stepped = Signal(int)
    entered = Signal()

    def __init__(
        self, look: Look, held: Any, acts: Mapping[int, str], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._look = look
        self.held, self._acts = held, acts
        self.is_last = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def key(self) -> str:
        """What tells the row from the others."""
        return str(getattr(self.held, "id", id(self.held)))

    def event(self, event: QEvent) -> bool:
        # The window's F2 and Delete are for a person or a visit: here they mean this row.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_mine = event.key() in self._acts and not event.modifiers()
            event.setAccepted(is_mine)
            if is_mine:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.hasFocus() and plain and pressed in _STEPS:
            self.stepped.emit(_STEPS[pressed])
        elif self.hasFocus() and plain and pressed in self._acts:
            self.wanted.emit(self._acts[pressed])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        with QPainter(self) as painter:
            if not self.is_last:
                painter.setPen(QPen(look.colour("line"), look.border_width))
                painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
            if self.hasFocus():
                painter.setPen(QPen(look.colour("focus"), look.borders.focus))
                inset = look.borders.focus / 2
                painter.drawRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))


class RowList(Card):
    """The rows, in a frame; an editor opens under the row it changes.

    Signals: ``wanted(str, object)``: the act and what its row holds.
    """

    wanted = Signal(str, object)

    def __init__(self, look: Look, name: str, words: str, parent: QWidget | None = None):
        super().__init__(look, parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._column = QVBoxLayout(self)
        edge = look.border_width
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(0)
        self._nothing = Words(look, "body", colour="text2", parent=self)
        self._nothing.setContentsMargins(look.px(10), look.px(8), look.px(10), look.px(8))
        self._column.addWidget(self._nothing)
        self.rows: list[KeyRow] = []
        self._current = ""

    def show_rows(self, rows: Sequence[KeyRow], *, nothing: str = "") -> None:
        """Show these rows; the focus stays on the row that had it, or goes to its neighbour."""
        before = [row.key for row in self.rows]
        had_focus = self.has_focus
        for old in self.rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = list(rows)
        for row in self.rows:
            row.setParent(self)
            row.is_last = row is self.rows[-1]
            row.stepped.connect(lambda step, one=row: self._step(one, step))
            row.entered.connect(lambda one=row: self._on_entered(one))
            row.wanted.connect(lambda act, one=row: self.wanted.emit(act, one.held))
            self._column.addWidget(row)
            row.show()
        self._nothing.say("" if rows else nothing)
        self.setVisible(bool(rows or nothing))
        place = before.index(self._current) if self._current in before else 0
        keys = [row.key for row in self.rows]
        if self._current not in keys:
            self._current = keys[min(place, len(keys) - 1)] if keys else ""
        self._let_tab_in()
        apply_look(self)
        if had_focus:
            self.focus_row()

    @property
    def has_focus(self) -> bool:
        """Whether one of the rows has the focus."""
        return any(row.hasFocus() for row in self.rows)

    @property
    def current(self) -> KeyRow | None:
        """The row the arrows are on, or were."""
        return next((row for row in self.rows if row.key == self._current), None)

    def focus_row(self, key: str = "") -> bool:
        """Move the focus into the list, to a row; False where there is none."""
        self._current = key or self._current
        row = self.current or next(iter(self.rows), None)
        if row is None:
            return False
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def put_under(self, key: str, widget: QWidget) -> None:
        """Put an editor under the row it changes; without one, on top."""
        places = [self._column.indexOf(row) + 1 for row in self.rows if key and row.key == key]
        self._column.insertWidget(places[0] if places else 0, widget)
        self.show()

    def _step(self, row: KeyRow, step: int) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self.focus_row(self.rows[place].key)

    def _on_entered(self, row: KeyRow) -> None:
        self._current = row.key
        self._let_tab_in()
        show_in_scroll(row)

    def _let_tab_in(self) -> None:
        """Let Tab stop at one row alone."""
        for row in self.rows:
            is_it = row.key == self._current
            policy = Qt.FocusPolicy.StrongFocus if is_it else Qt.FocusPolicy.ClickFocus
            row.setFocusPolicy(policy)
