"""Day, week or month: three buttons as one control in the top bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from desktop.ui.kit.look import Look

VIEWS = (
    ("day", "Day", "Day view, Ctrl+W"),
    ("week", "Week", "Week view, Ctrl+W"),
    ("month", "Month", "Month view, Ctrl+Shift+W"),
)


class ViewSwitch(QFrame):
    """Signals: ``view_chosen(name)``, "day", "week" or "month": another was pressed."""

    view_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("viewSwitch")
        self.setProperty("kind", "switch")
        self._look = look
        self._is_tight = False
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._row = row = QHBoxLayout(self)
        row.setSpacing(0)
        for name, words, accessible in VIEWS:
            button = QToolButton(self)
            button.setObjectName(f"view_{name}")
            ends = {VIEWS[0][0]: "first", VIEWS[-1][0]: "last"}
            button.setProperty("place", ends.get(name, "middle"))
            button.setText(words)
            button.setCheckable(True)
            button.setAccessibleName(accessible)
            button.setToolTip(accessible.replace(", ", " (") + ")")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _checked, name=name: self.view_chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        self.show_view("day")
        look.changed.connect(self._apply_look)
        self._apply_look()

    def set_tight(self, tight: bool) -> None:
        """Stand closer where there is little room for the text size."""
        if tight is not self._is_tight:
            self._is_tight = tight
            self._apply_look()

    def show_view(self, name: str) -> None:
        """Show which view the diary has."""
        self._buttons[name].setChecked(True)

    def _apply_look(self) -> None:
        look = self._look
        height = look.row_height("toolbar", padding=12)
        edge = look.border_width
        self.setFixedHeight(height)
        self._row.setContentsMargins(0, 0, 0, 0)  # the frame's border keeps them off its edge
        for button in self._buttons.values():
            button.setFont(look.font("bodyStrong"))
            width = look.metrics("bodyStrong").horizontalAdvance(button.text()) + look.px(
                12 if self._is_tight else 22
            )
            button.setFixedSize(width, height - 2 * edge)
