"""The ring is seen round whatever control has the focus."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.focus_ring import FocusRing
from desktop.ui.kit.form_fields import LineField, LinesField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow


def test_the_ring_goes_round_each_control_the_tab_key_reaches(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    front(window)
    window.action("find").trigger()
    seen = set()
    for _ in range(8):
        ring = window.findChild(FocusRing)
        control = window.focusWidget()
        assert ring is not None
        assert ring.isVisible()
        place = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
        assert ring.geometry().contains(place.center()), control.objectName()
        seen.add(control.objectName())
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert {"search_box", "day_before", "date_button", "today_button"} <= seen


def test_the_ring_is_the_focus_colour_outside_the_control(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    front(window)
    button = window.top_bar.today
    button.setFocus(Qt.FocusReason.TabFocusReason)
    image = window.grab().toImage()
    left = button.mapTo(window, QPoint(0, button.height() // 2))
    ratio = image.devicePixelRatio()
    at = QPoint(round((left.x() - 3) * ratio), round(left.y() * ratio))
    assert image.pixelColor(at) == look.colour("focus")


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("kind", [LineField, LinesField])
def test_the_ring_leaves_the_label_and_the_sentence_of_a_field_whole(
    qtbot: QtBot,
    look: Look,
    front: Callable[[QWidget], QWidget],
    percent: int,
    kind: type[LineField] | type[LinesField],
) -> None:
    look.text_percent = percent
    look.apply()
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    field = kind(look, "name", "Typing", window)
    field.say(Tone.WRONG, "This can’t be left empty.")
    field.resize(400, field.sizeHint().height())
    field.move(100, 100)
    front(window)
    field.show()
    field.focus()
    ring = window.findChild(FocusRing)
    assert ring is not None
    qtbot.waitUntil(ring.isVisible)
    for part in (field.label, field.message):
        assert part.isVisible()
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert not ring.geometry().intersects(place), part.objectName()
