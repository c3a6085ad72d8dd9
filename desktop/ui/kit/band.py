"""The band at the left where there is no rail yet: the program’s name, and steps."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit.look import Look

WIDE_PX = 200
WIDE_FROM_PX = 1000
"""How wide the window is, at least, for the steps to stand beside the page."""


class Band(QFrame):
    """In the colour of the rail, where that will be; the steps stand in it while there are any."""

    def __init__(self, look: Look, steps: tuple[str, ...] = (), parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._now: int | None = None
        self.setObjectName("band")
        self.setProperty("kind", "band")
        self._name = QLabel("Attend", self)
        self.steps = [
            QLabel(f"{number}  {words}", self) for number, words in enumerate(steps, start=1)
        ]
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._name)
        for label in self.steps:
            label.setWordWrap(True)
            self._column.addWidget(label)
        self._column.addStretch(1)
        look.changed.connect(self.apply_look)
        self.apply_look()

    def show_step(self, number: int | None) -> None:
        """Mark the step one is at, from 0; None where there are none."""
        self._now = number
        self.apply_look()

    @Slot()
    def apply_look(self) -> None:
        """Be as wide as the rail, or wide enough for the steps where the window has the room."""
        look, window = self._look, self.window()
        wide = self._now is not None and window.width() >= look.px(WIDE_FROM_PX)
        self.setFixedWidth(look.px(WIDE_PX) if wide else look.layout("rail"))
        edge = look.px(12)
        self._column.setContentsMargins(edge, look.px(16), edge, edge)
        self._column.setSpacing(look.px(2))
        self._name.setFont(look.font("bodyStrong"))
        self._name.setContentsMargins(look.px(2), 0, 0, look.px(16))
        for number, label in enumerate(self.steps):
            is_now = number == self._now
            label.setVisible(wide)
            label.setFont(look.font("bodyBold" if is_now else "body"))
            label.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
            if bool(label.property("now")) != is_now:
                label.setProperty("now", is_now)
                label.style().unpolish(label)
                label.style().polish(label)
