"""Sections of the whole panel: a heading, a word about it, Add, and the rows below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Words
from desktop.ui.people.row_list import KeyRow, RowList


class Section(QWidget):
    """A heading with its rows.

    Signals: ``wanted(str, object)`` what a row is to do; ``add_wanted()``; ``emptied()`` when the
    last row went with the focus.
    """

    wanted = Signal(str, object)
    add_wanted = Signal()
    emptied = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        heading: str,
        *,
        about: str = "",
        add: str = "",
        nothing: str = "",
        font: str = "listName",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._look, self._nothing = look, nothing
        self.setObjectName(f"section_{name}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(6))
        top = QHBoxLayout()
        top.setSpacing(look.px(3))
        self.heading = Words(look, font, parent=self)
        self.heading.setWordWrap(False)
        self.heading.say(heading)
        top.addWidget(self.heading)
        self.about = Words(look, "caption", colour="text2", parent=self)
        self.about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.about.say(about)
        top.addWidget(self.about, 1)
        if not about:
            top.addStretch(1)
        self.add_button: KeyButton | None = None
        if add:
            self.add_button = KeyButton(
                look, add, icon="plus", kind="plain", name=f"add_{name}", parent=self
            )
            self.add_button.clicked.connect(self.add_wanted)
            top.addSpacing(look.px(2))  # clear of its ring
            top.addWidget(self.add_button)
        self.top = top
        self._column.addLayout(top)
        self.list = RowList(look, f"{name}_rows", heading, self)
        self.list.wanted.connect(self.wanted)
        self._column.addWidget(self.list)
        self._held: tuple[Any, ...] | None = None

    def show_held(
        self, held: Sequence[Any], build: Callable[[Any], KeyRow], *, always: bool = False
    ) -> None:
        """Show a row for each; the same ones stay as they are."""
        shown = bool(held) or always or bool(self._nothing)
        if self._held == tuple(held):
            self.setVisible(shown)
            return
        self._held = tuple(held)
        had_focus = self.list.has_focus
        self.list.show_rows([build(one) for one in held], nothing=self._nothing)
        self.setVisible(shown)
        if had_focus and not held:
            self.emptied.emit()

    def forget(self) -> None:
        """Build the rows anew next time: the look, the day or the room has changed."""
        self._held = None


class EverySwitch(QFrame):
    """The next and recent visits, or all of them.

    Signals: ``changed()``.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("every_switch")
        self.setProperty("kind", "switch")
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.recent, self.every = (
            self._build(words, place)
            for words, place in (("Next and recent", "first"), ("All", "last"))
        )
        row.addWidget(self.recent)
        row.addWidget(self.every)
        self.recent.setChecked(True)
        self.apply_look()

    def _build(self, words: str, place: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"visits_{place}")
        button.setText(words)
        button.setProperty("place", place)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.changed)
        self._group.addButton(button)
        return button

    @property
    def is_every(self) -> bool:
        """Whether all are asked for."""
        return self.every.isChecked()

    def show_count(self, count: int) -> None:
        """Say how many there are."""
        self.every.setText(f"All {count}")
        self.apply_look()

    def apply_look(self) -> None:
        """Take fonts and sizes of the look."""
        look = self._look
        height = max(look.px(26), look.metrics("bodyStrong").height() + look.px(8))
        self.setFixedHeight(height)
        for button in (self.recent, self.every):
            button.setFont(look.font("bodyStrong"))
            wide = look.metrics("bodyStrong").horizontalAdvance(button.text())
            button.setFixedSize(wide + look.px(18), height - 2 * look.border_width)
