"""What is under an open dialog is dimmed for as long as it is open."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrim import Scrim
from desktop.ui.main_window import MainWindow


def test_the_window_is_dimmed_under_a_dialog_and_bright_again_after_it(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    front(window)
    scrim = window.findChild(Scrim)
    assert scrim is not None
    assert scrim.isHidden()
    bright = window.grab().toImage().pixelColor(QPoint(400, 300))
    dialog = AskDialog(look, "Cancel the visit?", "asking", window)
    dialog.open()
    qtbot.waitUntil(scrim.isVisible)
    window.resize(900, 700)
    assert scrim.geometry() == window.rect()
    dimmed = window.grab().toImage().pixelColor(QPoint(400, 300))
    assert dimmed.lightness() < bright.lightness()
    dialog.reject()
    qtbot.waitUntil(scrim.isHidden)
