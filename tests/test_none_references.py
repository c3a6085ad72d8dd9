"""PySide6 must not drop references to None.

PySide6 6.12.0 does so on Python 3.11, in nearly every call that returns nothing, and the
interpreter ends in the middle of the day ("none_dealloc"). pyproject.toml pins it out there; this
test fails at once should such a version come in by another way.
"""

import sys

import pytest
from PySide6.QtGui import QImage, QPainter, QStaticText
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROUNDS = 2_000
# Other parts of the program take and give back some references of their own meanwhile.
TOLERANCE = 200


def call_what_returns_nothing(label: QLabel, painter: QPainter, words: QStaticText) -> None:
    for number in range(ROUNDS):
        label.setText(str(number))
        label.setToolTip("here")
        label.update()
        painter.save()
        painter.fillRect(0, 0, 8, 8, painter.pen().color())
        painter.drawText(0, 8, "Ada")
        painter.drawStaticText(0, 0, words)
        painter.restore()


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="None is immortal from Python 3.12: nothing to count"
)
def test_calls_that_return_nothing_leave_the_count_of_none_alone(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    words = QStaticText("Ada")
    painter = QPainter(image)
    call_what_returns_nothing(label, painter, words)  # what is made on first use
    before = sys.getrefcount(None)
    call_what_returns_nothing(label, painter, words)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < TOLERANCE
