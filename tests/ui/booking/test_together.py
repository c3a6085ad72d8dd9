"""Several visits booked at once: what is agreed for some times is not agreed for others."""

from __future__ import annotations

from datetime import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from desktop.operations.booking import book_appointment
from desktop.ui.booking.series_fields import SeriesStart
from desktop.ui.booking.together_booking import TogetherBooking
from desktop.ui.booking.trip_form import TripForm
from tests.operations.conftest import SmallPractice, slots_of
from tests.ui.desk_scene import DeskScene


def opened(scene: DeskScene, form: TogetherBooking) -> list[Any]:
    """Put a page into the window; returns what it books."""
    QVBoxLayout(scene.window).addWidget(form)
    booked: list[Any] = []
    form.booked.connect(booked.append)
    scene.qtbot.waitActive(scene.window)
    return booked


def busy_at_ten_past(practice: SmallPractice) -> None:
    """Give the nurse a session, and Rosa a visit in it at 11:10."""
    practice.session = practice.make_session(
        clinician_id=practice.nurse,
        room_id=practice.other_room,
        start_local=time(11),
        end_local=time(11, 40),
        pattern=practice.pattern_of(4),
    )
    slot = slots_of(practice)[1:2]
    practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=slot)


def test_what_was_agreed_for_one_trip_is_not_agreed_for_another(scene: DeskScene) -> None:
    practice = scene.practice
    scene.do(lambda: busy_at_ten_past(practice))
    form = TripForm(scene.runner, scene.look, scene.clock, scene.window)
    booked = opened(scene, form)
    form.open_new(
        scene.card(practice.rosa),
        scene.outline,
        SeriesStart(practice.routine, practice.doctor),
    )
    form.asked.kinds[1].choose(practice.routine)
    form.asked.clinicians[1].choose(practice.nurse)
    scene.settle()
    starts = [f"{one.visits[0].time.start_at:%H:%M}" for one in form._found]
    form.list.setFocus()
    form.choose(starts.index("11:10") + 1)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    assert "already has a visit then" in form.ask.words.text()
    scene.press(Qt.Key.Key_Down if form.row == 0 else Qt.Key.Key_Up)
    assert not form.ask.is_asking
    scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.until(lambda: booked)
    assert f"{booked[0][0].start_at:%H:%M}" != "11:10"
