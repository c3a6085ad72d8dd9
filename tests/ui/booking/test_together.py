"""Several visits booked at once: what is agreed for some is not for others; what is held."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
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


def trip_of(scene: DeskScene) -> TripForm:
    """Open the page of a trip, the doctor then the nurse, its first times held."""
    practice = scene.practice
    scene.do(lambda: busy_at_ten_past(practice))
    form = TripForm(scene.runner, scene.look, scene.clock, scene.window)
    opened(scene, form)
    start = SeriesStart(practice.routine, practice.doctor)
    form.open_new(scene.card(practice.kwame), scene.outline, start)
    form.asked.kinds[1].choose(practice.routine)
    form.asked.clinicians[1].choose(practice.nurse)
    scene.settle()
    form.list.setFocus()
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))
    return form


def chosen(form: TripForm) -> str:
    return form.times_chosen()[1]


def end_hold(scene: DeskScene, form: TripForm) -> None:
    scene.clock.advance(minutes=6)
    form.hold.keeper.tick()


def test_a_hold_of_several_times_says_when_it_ends_and_is_kept_or_had_again(
    scene: DeskScene,
) -> None:
    form = trip_of(scene)
    assert form.held.text() == "Held for you, 5:00 left"
    first = chosen(form)
    scene.press(Qt.Key.Key_Down)
    assert chosen(form) != first
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))
    scene.clock.advance(minutes=4, seconds=32)
    form.hold.keeper.tick()
    assert form.hold_bar.words.text() == (
        "Your hold ends in 28 seconds. Then other desks can book these times."
    )
    form.hold_bar.yes.click()
    scene.settle()
    assert form.held.text() == "Held for you, 5:00 left"
    was = chosen(form)
    end_hold(scene, form)
    scene.until(form.hold_bar.isVisible)
    assert form.hold_bar.words.text() == "Your hold ended and the times are still free."
    assert (chosen(form), form.held.isHidden()) == (was, True)
    assert form.hold.keeper.hold is None, "it is not had again by itself"
    form.hold_bar.yes.click()
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))
    assert form.hold_bar.isHidden()
    assert form.held.isVisible()


@pytest.mark.parametrize("away", [False, True])
def test_what_was_taken_once_the_hold_had_ended_is_named_with_what_stands_there_now(
    scene: DeskScene, *, away: bool
) -> None:
    form = trip_of(scene)
    was, slots = chosen(form), form.slots_chosen()
    if away:
        form.owner_left()
        form.hide()
        scene.settle()
        assert form.hold.keeper.hold is not None, "it runs out, nobody lets it go"
        end_hold(scene, form)
    else:
        scene.clock.advance(minutes=6)
    practice = scene.practice
    given = {"patient_id": practice.maggie, "slot_ids": slots[:1]}
    scene.do(lambda: practice.desk.act(book_appointment, **given))
    if away:
        form.show()
        form.owner_is_back()
    else:
        form.hold.keeper.tick()
    scene.until(form.ask.isVisible)
    assert chosen(form) != was
    assert form.ask.words.text() == (
        f"Your hold ended{' while you were away' if away else ''}. Not free any more: {was}."
        f"{' What you typed is kept.' if away else ''} Next best, chosen now: {chosen(form)}."
    )
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))


def test_a_hold_of_which_a_part_is_gone_is_not_kept_as_if_it_were_whole(scene: DeskScene) -> None:
    """The computer slept through the end of the hold: the next key asks for 5 minutes more."""
    form = trip_of(scene)
    practice = scene.practice
    scene.clock.advance(minutes=6)
    given = {"patient_id": practice.maggie, "slot_ids": form.slots_chosen()[:1]}
    scene.do(lambda: practice.desk.act(book_appointment, **given))
    form.hold.keeper.keep()
    scene.until(form.ask.isVisible)
    scene.settle()
    assert "booked" in form.ask.words.text()
    assert form.ask.words.text().endswith(f"Next best, chosen now: {chosen(form)}.")
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))


def test_a_page_that_is_left_lets_go_and_holds_again_when_it_is_seen(scene: DeskScene) -> None:
    form = trip_of(scene)
    form.hide()
    scene.settle()
    assert form.hold.keeper.hold is None
    form.show()
    scene.until(lambda: form.hold.keeper.holds(form.slots_chosen()))
    form.close_page()
    scene.settle()
    assert form.hold.keeper.hold is None


def test_a_trip_begins_as_the_last_one_did_and_nothing_is_guessed(scene: DeskScene) -> None:
    practice = scene.practice
    scene.do(lambda: busy_at_ten_past(practice))
    form = TripForm(scene.runner, scene.look, scene.clock, scene.window)
    booked = opened(scene, form)
    card, start = scene.card(practice.rosa), SeriesStart(practice.routine)
    form.open_new(card, scene.outline, start)
    scene.settle()
    assert form.asked.kinds_said == (practice.routine, None)
    assert (form.trip, form.book_button.isEnabled()) == (None, False)
    assert form.empty.accessibleName().endswith("Choose what the second visit is for.")
    form.asked.kinds[1].choose(practice.routine)
    form.asked.clinicians[1].choose(practice.nurse)
    scene.settle()
    form.list.setFocus()
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booked or form.ask.is_asking)
    if form.ask.is_asking:
        scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.until(lambda: booked)
    form.open_new(card, scene.outline, start)
    assert form.asked.kinds_said == (practice.routine, practice.routine)
