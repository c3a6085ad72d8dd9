"""The rail: the program's areas, word under icon, and the word Attend that opens the menus."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.area_button import AreaButton
from desktop.ui.kit.caret import CARET, with_icons
from desktop.ui.kit.look import Look

EDGE = 8
"""Pixels above the first and below the last of the rail."""


class Rail(QFrame):
    """Areas as checkable buttons; words are hidden only in a narrow window.

    Signals: ``area_requested(name)``.
    """

    area_requested = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName("Areas")
        self._look = look
        self._icons: dict[str, str] = {}
        self._buttons: dict[str, AreaButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, EDGE, 4, EDGE)
        self._column.setSpacing(4)
        self.menu_button = self._build_menu_button()
        self._column.addWidget(self.menu_button)
        self._column.addSpacing(6)
        self._middle = QSpacerItem(0, 0, vData=QSizePolicy.Policy.Expanding)
        self._column.addItem(self._middle)
        self._words_hidden = self._is_low = False
        look.changed.connect(self._apply_look)
        self._apply_look()

    def add_area(
        self, name: str, words: str, icon: str, key: str, *, at_foot: bool = False
    ) -> None:
        """Add an area's button, below the others or at the foot of the rail."""
        button = AreaButton(self._look, words, key, self)
        button.setObjectName(f"area_{name}")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.area_requested.emit(name))
        self._group.addButton(button)
        self._buttons[name], self._icons[name] = button, icon
        if at_foot:
            self._column.addWidget(button)
        else:
            self._column.insertWidget(self._column.indexOf(self._middle), button)
        self._apply_look()

    def show_area(self, name: str) -> None:
        """Mark an area as the one shown."""
        self._buttons[name].setChecked(True)
        self._apply_look()

    def show_button(self, name: str, shown: bool) -> None:
        """Show or hide an area's button."""
        self._buttons[name].setVisible(shown)
        self._fit()

    def set_count(self, name: str, count: int) -> None:
        """Show how much waits in an area."""
        self._buttons[name].set_count(count)

    def set_words_hidden(self, hidden: bool) -> None:
        """Show icons alone in a narrow window."""
        self._words_hidden = hidden
        self._apply_look()

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of the icons alone: a low window is never pushed higher by words."""
        least = super().minimumSizeHint()
        return QSize(least.width(), min(least.height(), self._height_with(self._icon_height)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _icon_height(self) -> int:
        return max(40, self._look.icon_px("rail") + 12)

    @property
    def _whole_height(self) -> int:
        look = self._look
        return max(62, look.icon_px("rail") + look.metrics("body").height() + 18)

    def _height_with(self, button_height: int) -> int:
        """Return how high the rail is with buttons so high."""
        shown = sum(not button.isHidden() for button in self._buttons.values())
        rest = self.menu_button.sizeHint().height() + 6 + 2 * EDGE
        return rest + shown * (button_height + self._column.spacing())

    def _fit(self) -> None:
        """Leave the words out where the window is too low for all of them, at large text."""
        low = self.height() < self._height_with(self._whole_height)
        if low is not self._is_low:
            self._is_low = low
            self._apply_look()

    def open_menu(self) -> None:
        """Open the menus (F10)."""
        button = self.menu_button
        button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _build_menu_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("menu_button")
        button.setText(f"Attend {CARET}")
        button.setAccessibleName("Attend, all menus, F10")
        button.setToolTip("All menus (F10)")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setMenu(QMenu(button))
        return button

    def _apply_look(self) -> None:
        look = self._look
        self.setFixedWidth(
            max(look.layout("rail"), look.metrics("bodyStrong").horizontalAdvance("Attend") + 32)
        )
        self.menu_button.setFont(with_icons(look.font("bodyStrong")))
        side = look.icon_px("rail")
        hidden = self._words_hidden or self._is_low
        height = self._icon_height if self._is_low else self._whole_height
        for name, button in self._buttons.items():
            role = "onRailSel" if button.isChecked() else "onRail"
            button.setIcon(look.icon(self._icons[name], look.colour(role), px=side))
            button.setIconSize(QSize(side, side))
            button.setFont(look.font("body"))
            style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
            if hidden:
                style = Qt.ToolButtonStyle.ToolButtonIconOnly
            button.setToolButtonStyle(style)
            button.setMinimumSize(self.width() - 8, height)
