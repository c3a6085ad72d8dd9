"""What tests of the diary share: a view of the small day, in front, with the focus."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from tests.factories.diary import NOW, OUTLINE, two_columns


@pytest.fixture
def view(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> DiaryView:
    """Return a diary of two columns at 10:22, shown and with the focus."""
    view = DiaryView(look)
    qtbot.addWidget(view)
    view.set_outline(OUTLINE)
    view.resize(700, 500)
    view.set_day(two_columns(), NOW)
    front(view)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    return view
