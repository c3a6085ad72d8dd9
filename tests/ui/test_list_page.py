"""The lists of what is to do: their own keys, and when they are read again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.list_page import KeyedList, offer_kinds

KEYS: dict[int, str] = {Qt.Key.Key_Enter: "enter", Qt.Key.Key_Delete: "delete"}
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.mark.parametrize(
    ("key", "held", "meant"),
    [
        (Qt.Key.Key_Delete, NONE, ["delete"]),
        (Qt.Key.Key_Enter, KEYPAD, ["enter"]),
        (Qt.Key.Key_Delete, CONTROL, []),
        (Qt.Key.Key_F2, NONE, []),
    ],
)
def test_a_list_takes_its_own_keys_from_the_window_and_no_others(
    qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier, meant: list[str]
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    rows, heard = KeyedList(KEYS, page), []
    rows.pressed_key.connect(heard.append)

    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, held)
    asked.ignore()
    QApplication.sendEvent(rows, asked)
    QApplication.sendEvent(rows, QKeyEvent(QEvent.Type.KeyPress, key, held))

    assert asked.isAccepted() == bool(meant)
    assert heard == meant


def test_kinds_are_offered_with_how_many_and_the_chosen_one_stays(qtbot: QtBot, look: Look) -> None:
    box = ChoiceBox(look, "kind")
    qtbot.addWidget(box)
    offer_kinds(box, "Every kind", [("Nurse", "n"), ("Doctor", "d"), ("Nurse", "n")])
    assert [box.itemText(row) for row in range(box.count())] == [
        "Every kind",
        "Nurse (2)",
        "Doctor (1)",
    ]

    box.choose("n")
    offer_kinds(box, "Every kind", [("Nurse", "n")])
    assert box.currentText() == "Nurse (1)"

    offer_kinds(box, "Every kind", [("Doctor", "d")])
    assert box.currentData() == ""
