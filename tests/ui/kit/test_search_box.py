"""The search box shows the beginning of what it holds while the keys are elsewhere."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.kit.look import Look
from desktop.ui.kit.search_box import SearchBox


def test_it_shows_its_beginning_once_it_is_left(qtbot: QtBot, look: Look) -> None:
    box = SearchBox(look)
    qtbot.addWidget(box)
    typed = "bartholomew featherstonehaugh 12 march 1980"
    box.field.setText(typed)
    for reason, place in (
        (Qt.FocusReason.ActiveWindowFocusReason, len(typed)),
        (Qt.FocusReason.TabFocusReason, 0),
    ):
        QApplication.sendEvent(box.field, QFocusEvent(QFocusEvent.Type.FocusOut, reason))
        assert box.field.cursorPosition() == place
