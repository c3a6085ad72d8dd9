"""The work beside the window: what is done because somebody here has just said so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.daily import DailyWork
from desktop.domain.repeats import Every, Repeat
from desktop.operations.months_ahead import set_months_ahead
from desktop.persistence.settings import write_setting
from desktop.persistence.tables import sessions
from desktop.settings import UNCOVERED
from desktop.ui.kit.look import Look
from desktop.ui.main_window import MainWindow
from tests.clock import SettableClock
from tests.operations.template_cases import published
from tests.ui.desk_scene import DeskScene, open_scene


@pytest.fixture
def scene(
    sqlite_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    with open_scene(sqlite_url, clock, tmp_path / "locks", qtbot, look) as scene:
        yield scene


def _begin(scene: DeskScene, url: str) -> DailyWork:
    window = MainWindow(scene.look, remember=False)
    scene.qtbot.addWidget(window)
    return DailyWork(window, scene.runner, url, UNCOVERED)


def test_a_look_nobody_asked_for_says_nothing_while_the_line_is_down(
    scene: DeskScene, sqlite_url: str
) -> None:
    with scene.practice.desk.database.writing() as db:
        write_setting(db, "demo.today", scene.practice.clock().isoformat())  # no daily job is due
    scene.runner.pause("Not connected: nothing was sent.", "Not connected.")
    daily = _begin(scene, sqlite_url)
    scene.settle()
    daily.close()
    assert scene.errors == []


def test_sessions_are_made_at_once_as_far_ahead_as_somebody_here_says(
    scene: DeskScene, sqlite_url: str
) -> None:
    practice, asker = scene.practice, QObject(scene.window)
    weekly = Repeat(Every.WEEK, (0,))
    scene.do(lambda: published(practice, repeat=weekly, pattern=practice.pattern_of(1)))
    with practice.desk.database.writing() as db:
        write_setting(db, "demo.today", practice.clock().isoformat())  # no daily job is due
    daily = _begin(scene, sqlite_url)

    def count() -> int:
        with practice.desk.database.reading() as db:
            return db.execute(select(func.count()).select_from(sessions)).scalar_one()

    made = count()
    scene.runner.run_act(set_months_ahead, initiator=asker, months=7)
    scene.until(lambda: count() > made)
    daily.close()
    scene.settle()
    assert count() == made + 3  # 24 May, 7 and 14 June; 31 May is a bank holiday
    assert scene.errors == []
