"""Buttons keep their strong words wherever they are put, and an icon alone in the middle."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look


def _words(button: KeyButton) -> QLabel:
    return next(one for one in button.findChildren(QLabel) if one.text() == button.words())


def test_a_button_put_into_a_row_keeps_its_strong_words(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = KeyButton(look, "Rebook", key="Alt+R", parent=window)
    ButtonRow((button,), spacing=8, parent=window)
    front(window)
    assert _words(button).font().weight() == look.font("bodyStrong").weight()


def test_words_that_were_taken_away_come_back(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    button = KeyButton(look, "", icon="plus")
    qtbot.addWidget(button)
    front(button)
    icon = next(one for one in button.findChildren(QLabel) if not one.pixmap().isNull())
    assert abs(icon.geometry().center().x() - button.rect().center().x()) <= 1
    button.set_words("Add")
    assert _words(button).isVisible()
    button.set_words("")
    assert not _words(button).isVisible()


def test_enter_presses_the_button_it_is_on_once(qtbot: QtBot, look: Look) -> None:
    button = KeyButton(look, "Yes, same")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert len(pressed) == 2
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True
    )
    button.event(held)
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
