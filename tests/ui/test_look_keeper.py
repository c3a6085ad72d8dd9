"""The look somebody has chosen by keys is there at the next start; what the site fixes stays."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desktop.look_keeper import LookKeeper
from desktop.settings import Settings, read_settings
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow


def test_only_what_was_chosen_is_written(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    file, owner = tmp_path / "settings.toml", QObject()
    started = Settings(
        theme=look.choice, density=look.density, text_percent=look.text_percent, desk_name="Desk 3"
    )
    keeper = LookKeeper(look, started, file, parent=owner)
    keeper.keep_now()
    assert not file.exists()
    look.change_text(1)
    keeper.keep_now()
    assert file.read_text(encoding="utf-8") == f"text_percent = {look.text_percent}\n"
    look.change_text(0)
    keeper.keep_now()
    assert read_settings(file).text_percent == 100


def test_what_the_site_fixes_stays(qtbot: QtBot, look: Look) -> None:
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    window.fixed = frozenset({"text_percent"})
    before, density = look.text_percent, look.density
    window.findChild(QAction, "action_larger").trigger()
    window.findChild(QAction, "action_density").trigger()
    assert look.text_percent == before
    assert look.density != density
