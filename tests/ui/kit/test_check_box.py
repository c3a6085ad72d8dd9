"""A check box is seen, ticked by key, and large enough, at every size of text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.look import Look


@pytest.mark.parametrize("percent", [100, 200])
def test_the_box_grows_with_the_text_and_is_a_target(
    qtbot: QtBot, look: Look, percent: int
) -> None:
    look.text_percent = percent
    look.apply()
    box = CheckBox(look, "&Large print", "large_print")
    qtbot.addWidget(box)
    assert box.sizeHint().height() >= max(24, look.px(18))
    assert box.accessibleName() == "Large print"


def test_a_tick_is_drawn_in_the_box(qtbot: QtBot, look: Look) -> None:
    box = CheckBox(look, "Not known", "born_unknown")
    qtbot.addWidget(box)
    box.show()
    empty = box.grab().toImage()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    ticked = box.grab().toImage()
    inside = {ticked.pixelColor(x, ticked.height() // 2).lightness() for x in range(3, 16)}
    assert ticked != empty
    assert max(inside) - min(inside) > 100
