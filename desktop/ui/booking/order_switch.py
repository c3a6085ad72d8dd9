"""In which order times are shown: what fits best first, or the soonest first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop.ui.kit.look import Look

_ORDERS = (("best", "Best fit", "first"), ("soonest", "Soonest", "last"))


class OrderSwitch(QFrame):
    """Signals: ``changed()`` when the other was pressed."""

    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("order_switch")
        self.setProperty("kind", "switch")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look = look
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)  # the frame's border keeps them off its edge
        row.setSpacing(0)
        for name, words, place in _ORDERS:
            button = QToolButton(self)
            button.setObjectName(f"order_{name}")
            button.setProperty("place", place)
            button.setText(words)
            button.setCheckable(True)
            button.setAccessibleName(f"{words} first")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._on_clicked)
            self._group.addButton(button)
            self._buttons[name] = button
            row.addWidget(button)
        self.show_soonest(False)
        # One Tab stop: arrows go to the other. Qt sees to that once one of them was chosen.
        self._buttons["soonest"].setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        look.changed.connect(self._apply_look)
        self._apply_look()

    @property
    def is_soonest(self) -> bool:
        """Whether the soonest come first."""
        return self._buttons["soonest"].isChecked()

    def show_soonest(self, soonest: bool) -> None:
        """Choose without asking for anything anew."""
        self._shown = soonest
        self._buttons["soonest" if soonest else "best"].setChecked(True)

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the buttons in their order."""
        return tuple(self._buttons.values())

    def _on_clicked(self) -> None:
        if self.is_soonest is not self._shown:
            self._shown = self.is_soonest
            self.changed.emit()

    def _apply_look(self) -> None:
        look = self._look
        height = max(look.px(26), look.metrics("bodyStrong").height() + look.px(8))
        self.setFixedHeight(height)
        for button in self._buttons.values():
            button.setFont(look.font("bodyStrong"))
            width = look.metrics("bodyStrong").horizontalAdvance(button.text()) + look.px(18)
            button.setFixedSize(width, height - 2 * look.border_width)
