"""A desk with the booking form in its window."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.domain.visits import Appointment
from desktop.ui.booking.booking_form import BookingForm
from desktop.ui.kit.look import Look
from tests.clock import SettableClock
from tests.ui.desk_scene import DeskScene, open_scene


@dataclass
class Booking:
    """The form, and what came of it."""

    scene: DeskScene
    form: BookingForm
    booked: list[Appointment] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    def open(self, patient_id: str | None, *, place: int | None = None) -> None:
        """Open the form for a person, from a cell of the session where one is named."""
        scene = self.scene
        card = scene.card(patient_id) if patient_id else None
        start = (scene.cells()[place],) if place is not None else None
        self.form.open_for(card, scene.outline, start=start)
        scene.settle()
        scene.until(self.form.pane.filters.kind.hasFocus)

    def until_held(self) -> None:
        """Wait until the highlighted time is held."""

        def is_held() -> bool:
            time = self.form.pane.current()
            return time is not None and self.form.keeper.holds(time.slot_ids)

        self.scene.until(is_held)

    def times(self) -> list[str]:
        """Return the times shown."""
        model = self.form.pane.model
        return [model.time_words(one) for one in model.rows]


@pytest.fixture
def scene(
    window_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    """Return a desk on a small practice."""
    with open_scene(window_url, clock, tmp_path / "locks", qtbot, look) as opened:
        yield opened


@pytest.fixture
def booking(scene: DeskScene) -> Booking:
    """Return the form in the window of the desk."""
    form = BookingForm(scene.runner, scene.look, scene.clock, scene.window)
    QVBoxLayout(scene.window).addWidget(form)
    made = Booking(scene, form)
    form.message.connect(scene.messages.append)
    form.booked.connect(made.booked.append)
    form.closed.connect(lambda: made.closed.append(True))
    scene.qtbot.waitActive(scene.window)
    return made
