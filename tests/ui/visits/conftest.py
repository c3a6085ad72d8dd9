"""A desk with the day's acts plugged in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look
from desktop.ui.visits.visit_acts import VisitActs
from tests.clock import SettableClock
from tests.ui.desk_scene import DeskScene, open_scene


@pytest.fixture
def scene(
    window_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    """Return a desk on a small practice."""
    with open_scene(window_url, clock, tmp_path / "locks", qtbot, look) as opened:
        yield opened


@pytest.fixture
def acts(scene: DeskScene) -> VisitActs:
    """Return the acts, their messages collected."""
    acts = VisitActs(scene.runner, scene.look, scene.clock, scene.window)
    acts.message.connect(scene.messages.append)
    return acts


def asked(scene: DeskScene) -> AskDialog:
    """Return the dialog that is open, once it takes keys."""
    scene.until(lambda: isinstance(QApplication.activeModalWidget(), AskDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AskDialog)
    scene.qtbot.waitActive(dialog)
    scene.until(lambda: QApplication.activeWindow() is dialog)
    return dialog
