"""A real desk with people in it, and a window to drive by keys."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import PatientId
from desktop.domain.people import PatientDetails
from desktop.operations.desk import Desk
from desktop.operations.people import register_patient
from desktop.operations.worker import Worker
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner
from tests.clock import SettableClock
from tests.operations.conftest import open_small_practice

ALIKE = frozenset({"alike", "same_name_and_birth", "near_name_and_birth"})
NO_KEY = Qt.KeyboardModifier.NoModifier

OLDER = PatientDetails("Maggie", "Hughes", date(1952, 3, 12), nhs_number="9990123454")
YOUNGER = PatientDetails("Maggie", "Hughes", date(1994, 12, 2), address="27 Weir Street")
EDWIN = PatientDetails("Edwin", "Osei", date(1980, 3, 12), preferred_name="Ed")


@dataclass
class People:
    """A desk with three people, the look and the keys."""

    desk: Desk
    runner: Runner
    look: Look
    clock: SettableClock
    ids: dict[str, PatientId]
    qtbot: QtBot
    errors: list[BaseException]

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        window = QApplication.activeWindow()
        assert window is not None
        QTest.keyClick(window.windowHandle(), key, held)

    def type(self, text: str) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)

    def edit(self, parent: QWidget, name: str) -> QLineEdit:
        found = parent.findChild(QLineEdit, name)
        assert found is not None, name
        return found


@pytest.fixture
def people(
    sqlite_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[People]:
    """Return a desk with Maggie Hughes twice and Edwin Osei, and a runner on its worker."""
    practice = open_small_practice(sqlite_url, clock, tmp_path / "locks")
    desk = practice.desk
    ids = {}
    for name, details in (("older", OLDER), ("younger", YOUNGER), ("edwin", EDWIN)):
        kept = replace(details)
        ids[name] = PatientId(str(desk.act(register_patient, details=kept, agreed=ALIKE).value))
    worker = Worker()
    runner = Runner(worker, desk)
    errors: list[BaseException] = []
    runner.failed.connect(errors.append)
    yield People(desk, runner, look, clock, ids, qtbot, errors)
    worker.close()
    desk.close()
