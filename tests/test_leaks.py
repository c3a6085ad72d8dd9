"""What a test leaves alive is found and named."""

import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.look import Look
from tests.leaks import left_behind, seen, take_off_look


def test_a_thread_left_running_is_named() -> None:
    before = seen()
    done = threading.Event()
    thread = threading.Thread(target=done.wait, name="forgotten")
    thread.start()
    assert left_behind(before, grace_seconds=0) == ("thread forgotten",)
    done.set()
    thread.join()
    assert left_behind(before) == ()


def test_a_window_left_open_is_named(qtbot: QtBot) -> None:
    before = seen()
    window = QWidget()
    window.setObjectName("lost")
    window.show()
    assert left_behind(before) == ("window QWidget 'lost'",)
    window.deleteLater()
    assert left_behind(before) == ()


def test_a_running_timer_is_named(qtbot: QtBot) -> None:
    before = seen()
    timer = QTimer()
    timer.setObjectName("late")
    timer.start(60_000)
    assert left_behind(before) == ("timer 'late' of None, every 60000 ms",)
    timer.stop()
    assert left_behind(before) == ()


def test_a_large_text_is_taken_off(qapp: QApplication) -> None:
    Look(theme="dark", text_percent=200).apply()
    large = qapp.font().pointSizeF()
    take_off_look()
    assert qapp.font().pointSizeF() < large
    assert not qapp.styleSheet()
