"""A time of day typed as people type it: no figure is dropped unseen, Tab leaves the box."""

from __future__ import annotations

from datetime import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.clock_edit import ClockEdit, read_typed


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9", time(9)),
        ("09", time(9)),
        ("9:", time(9)),
        ("9:3", time(9, 30)),
        ("9.30", time(9, 30)),
        ("93", time(9, 30)),
        ("900", time(9)),
        ("930", time(9, 30)),
        ("12", time(12)),
        ("120", time(1, 20)),
        ("1200", time(12)),
        ("0905", time(9, 5)),
        ("24:00", None),
        ("1260", None),
        ("99", None),
        (":30", None),
        ("12345", None),
        ("٩", None),
    ],
)
def test_figures_are_read_as_a_time(typed: str, at: time | None) -> None:
    assert read_typed(typed) == at


def test_a_time_typed_takes_the_place_of_the_one_there(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box, after = ClockEdit(time(8, 30), window), QLineEdit(window)
    rows = QVBoxLayout(window)
    rows.addWidget(box)
    rows.addWidget(after)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 15_000)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    QTest.keyClicks(box, "1200")
    assert box.at == time(12)
    QTest.keyClicks(box, "9")  # after a whole time another begins
    assert box.at == time(9)
    QTest.keyClicks(box, ":15")
    assert box.at == time(9, 15)
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert box.at == time(9, 10)
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "14")
    assert box.at == time(14)
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert after.hasFocus()
