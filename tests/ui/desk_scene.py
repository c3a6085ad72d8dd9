"""A real desk on a small practice behind a window: what booking and the day's acts are tried on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.diary import Cell, VisitInDiary
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.people import PatientCard
from desktop.domain.practice import PracticeOutline
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment
from desktop.operations.people_reads import read_patient_card
from desktop.operations.reads import read_day, read_outline
from desktop.operations.worker import Worker
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.runner import Runner
from desktop.ui.visits.visit_words import Visit
from tests.clock import SettableClock
from tests.operations.conftest import TODAY, SmallPractice, open_small_practice

NO_KEY = Qt.KeyboardModifier.NoModifier


@dataclass
class DeskScene:
    """A desk, its runner, what was said and what went wrong."""

    practice: SmallPractice
    worker: Worker
    runner: Runner
    look: Look
    clock: SettableClock
    qtbot: QtBot
    window: QWidget
    messages: list[Message] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    @property
    def outline(self) -> PracticeOutline:
        return self.do(lambda: self.practice.desk.read(read_outline))

    def do(self, call: Callable[[], Any]) -> Any:
        """Do something on the desk, on its worker."""
        return self.worker.act(call).result(timeout=60)

    def book(self, patient_id: PatientId, place: int = 0) -> Appointment:
        slot = self.practice.slots[place]
        desk = self.practice.desk
        arguments = {"patient_id": patient_id, "slot_ids": (slot,)}
        return self.do(lambda: desk.act(book_appointment, **arguments)).value

    def card(self, patient_id: PatientId) -> PatientCard:
        desk = self.practice.desk
        return self.do(lambda: desk.read(read_patient_card, patient_id=patient_id))

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells of the practice's session today."""
        day = self.do(lambda: self.practice.desk.read(read_day, on_date=TODAY))
        return day.columns[0].sessions[0].cells

    def visit(self, appointment_id: AppointmentId) -> Visit:
        """Return the visit as the diary shows it now."""
        found: list[VisitInDiary] = [one for cell in self.cells() for one in cell.visits]
        return next(one for one in found if one.id == appointment_id)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key in the active window, naming no widget."""
        window = QApplication.activeWindow()
        assert window is not None
        QTest.keyClick(window.windowHandle(), key, held)

    def type(self, text: str) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, text)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until it holds."""
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=15_000)

    def settle(self) -> None:
        """Wait until no answer is due."""
        self.until(lambda: not self.runner.is_busy)


@contextmanager
def open_scene(
    url: str, clock: SettableClock, locks: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    """Open a small practice behind a window; closed again at the end."""
    practice = open_small_practice(url, clock, locks)
    worker = Worker()
    runner = Runner(worker, practice.desk)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 640)
    scene = DeskScene(practice, worker, runner, look, clock, qtbot, window)
    runner.failed.connect(scene.errors.append)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 2000)
    yield scene
    scene.settle()
    worker.close()
    practice.desk.close()
