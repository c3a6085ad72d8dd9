"""What window tests share: the look, and a window brought to the front."""

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.kit.look import Look


def bring_to_front(window: QWidget) -> QWidget:
    """Show a window and wait until keys reach it; again after each dialog that closes."""
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 2000)
    return window


@pytest.fixture
def front() -> Callable[[QWidget], QWidget]:
    """Return the function that brings a window to the front."""
    return bring_to_front


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """Return the light look, applied to the application."""
    qapp.setStyle("Fusion")
    look = Look(theme="light")
    look.apply()
    return look
