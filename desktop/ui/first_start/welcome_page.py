"""The first page: the ways to begin."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.first_start.step_page import StepPage
from desktop.ui.kit.buttons import KeyCap
from desktop.ui.kit.look import Look


class Way(NamedTuple):
    """A way to begin: its name, icon, what it is, and a sentence about it."""

    name: str
    icon: str
    words: str
    more: str


WAYS = (
    Way(
        "new",
        "house",
        "Set up a new practice on this PC",
        "Its name, a clinic and a manager are enough to begin. The data stays on this PC.",
    ),
    Way(
        "join",
        "desktop",
        "Join a practice on a server",
        "For many desks. You need the server’s name, the database, a user name and its password.",
    ),
    Way(
        "demo",
        "eye",
        "Look round in the demo",
        "A practice of made-up people with a year of visits. Nothing in it is real.",
    ),
    Way(
        "file",
        "clipboard-text",
        "Open a practice’s file",
        "One that is on this PC already, such as a restored copy.",
    ),
)


class WayButton(QPushButton):
    """A way to begin: icon, what it is, a sentence, its key."""

    def __init__(self, look: Look, way: Way, key: str, parent: QWidget):
        super().__init__(parent)
        self._look = look
        self._icon_name = way.icon
        self.setObjectName(f"way_{way.name}")
        self.setAccessibleName(f"{way.words}, {key}")
        self.setAccessibleDescription(way.more)
        self.setAutoDefault(False)
        self._icon = QLabel(self)
        self._words = QLabel(way.words, self)
        self._more = QLabel(way.more, self)
        self._more.setProperty("tone", "text2")
        self._cap = KeyCap(key, self)
        column = QVBoxLayout()
        column.setSpacing(2)
        for label in (self._words, self._more):
            label.setWordWrap(True)
            column.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        row.setSpacing(look.px(12))
        row.addWidget(self._icon)
        row.addLayout(column, 1)
        row.addWidget(self._cap)
        for label in (self._icon, self._words, self._more, self._cap):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        width = max(self.width(), layout.minimumSize().width())
        return QSize(layout.minimumSize().width(), layout.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _apply_look(self) -> None:
        look = self._look
        self._words.setFont(look.font("listName"))
        self._more.setFont(look.font("body"))
        side = look.icon_px("rail")
        icon = look.icon(self._icon_name, look.colour("primary"))
        self._icon.setPixmap(icon.pixmap(QSize(side, side)))
        self.updateGeometry()


class WelcomePage(StepPage):
    """The ways to begin, by number, arrows or Tab.

    Signals: ``chosen(str)``: new, join, demo or file.
    """

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(
            look,
            "welcome_page",
            "Welcome to Attend",
            "There is no practice on this PC yet. How would you like to begin?",
            parent,
        )
        self.next_button.hide()
        self.back_button.hide()
        self.buttons: list[WayButton] = []
        for number, way in enumerate(WAYS, start=1):
            button = WayButton(look, way, str(number), self)
            button.clicked.connect(partial(self._on_button_clicked, way.name))
            self.body.addWidget(button)
            self.buttons.append(button)

    def _on_button_clicked(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)

    def allow_back(self, allowed: bool) -> None:
        """Offer the way back to what could not be opened."""
        self.back_button.setVisible(allowed)
        self.words.setText(
            "Which practice would you like to open instead?"
            if allowed
            else "There is no practice on this PC yet. How would you like to begin?"
        )

    def enter(self) -> None:
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.text()
        if number in ("1", "2", "3", "4"):
            self.buttons[int(number) - 1].click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        here = next((n for n, one in enumerate(self.buttons) if one.hasFocus()), -1)
        place = min(max(here + by, 0), len(self.buttons) - 1)
        self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
