"""F12 covers the screen with one press, whatever has the keys just then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.idle_watch import IdleWatch
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> MainWindow:
    """The shell, which F12 and nobody's touch cover as at a desk."""
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    area = QWidget()
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.add_area("diary", "Diary", "calendar-blank", area, "Ctrl+1")
    cover = QWidget(window)
    cover.hide()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    watch = IdleWatch(app, 0, window)
    watch.cover_wanted.connect(lambda: window.covering.cover(cover))
    window.on("cover", lambda: window.covering.cover(cover))
    front(window)
    return window


def _choice_in(window: QWidget, look: Look) -> ChoiceBox:
    box = ChoiceBox(look, "kind", window)
    box.fill([(words, words) for words in ("Routine", "Nurse", "Telephone")])
    box.show()
    return box


def _in_window(window: MainWindow, look: Look) -> None:
    _choice_in(window, look).showPopup()


def _in_dialog(window: MainWindow, look: Look) -> None:
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(_choice_in(dialog, look))
    dialog.open()
    dialog.findChild(QComboBox).showPopup()  # type: ignore[union-attr]  # it is there


def _menu(window: MainWindow, look: Look) -> None:
    menu = QMenu(window)
    below = menu.addMenu("More")
    below.addAction("Less")
    menu.popup(window.pos())
    below.popup(window.pos())


def _dialog(window: MainWindow, look: Look) -> None:
    QDialog(window).open()


@pytest.mark.parametrize("opened", [_in_window, _in_dialog, _menu, _dialog])
@pytest.mark.parametrize("by_key", [True, False])
def test_one_f12_or_nobodys_touch_covers_what_is_open(
    window: MainWindow, look: Look, opened: Callable[[MainWindow, Look], None], *, by_key: bool
) -> None:
    opened(window, look)
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    assert over is not None
    assert QTest.qWaitForWindowExposed(over)
    if by_key:
        QTest.keyClick(over.windowHandle(), Qt.Key.Key_F12)
    else:
        window.findChild(IdleWatch).cover_wanted.emit()  # type: ignore[union-attr]  # it is there
    assert window.covering.is_on
    assert QApplication.activePopupWidget() is None
    assert QApplication.activeModalWidget() is None
    window.covering.uncover()
    dialog = window.findChild(QDialog)
    assert dialog is None or dialog.isVisible()


def test_nobody_touching_it_for_so_long_wants_the_cover(qtbot: QtBot, look: Look) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    field = QLineEdit()
    qtbot.addWidget(field)
    watch = IdleWatch(app, 10, field)
    assert watch._timer.isActive()
    assert watch._timer.interval() == 600_000
    watch._timer.stop()
    QTest.keyClick(field, Qt.Key.Key_A)
    assert watch._timer.remainingTime() > 590_000, "a key begins the ten minutes anew"
    with qtbot.waitSignal(watch.cover_wanted, timeout=2000):
        watch._timer.start(10)


def test_minutes_of_0_never_cover(qtbot: QtBot, look: Look) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    field = QLineEdit()
    qtbot.addWidget(field)
    watch = IdleWatch(app, 0, field)
    QTest.keyClick(field, Qt.Key.Key_A)
    assert not watch._timer.isActive()
