"""The hold of the booking form: renewed, about to end, ended."""

from PySide6.QtCore import Qt

from desktop.domain.booking import Hold
from tests.ui.booking.conftest import Booking


def _hold(booking: Booking) -> Hold:
    hold = booking.form.keeper.hold
    assert hold is not None
    return hold


def test_a_key_keeps_the_hold_at_most_once_a_minute(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    first = _hold(booking)
    scene.clock.advance(seconds=30)
    scene.press(Qt.Key.Key_Shift)
    scene.settle()
    assert _hold(booking).until_at == first.until_at
    scene.clock.advance(seconds=31)
    scene.press(Qt.Key.Key_Shift)
    scene.settle()
    assert _hold(booking).until_at > first.until_at


def test_thirty_seconds_before_its_end_it_can_be_kept(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.clock.advance(minutes=4, seconds=32)
    form.keeper.tick()
    assert form.hold_bar.words.text() == (
        "Your hold ends in 28 seconds. Then other desks can book it."
    )
    assert form.hold_bar.yes.words() == "Keep 5 more min"
    form.hold_bar.yes.click()
    scene.settle()
    assert form.hold_bar.isHidden()
    assert form.detail.held.text() == "Held for you, 5:00 left"


def test_an_ended_hold_can_be_had_again(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.clock.advance(minutes=6)
    form.keeper.tick()
    assert form.hold_bar.words.text() == "Your hold ended and the time is still free."
    assert form.hold_bar.yes.words() == "Hold again"
    form.hold_bar.yes.click()
    booking.until_held()
    assert scene.cells()[0].hold is not None


def test_quick_steps_hold_only_where_the_highlight_rests(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    for _ in range(3):
        scene.press(Qt.Key.Key_Down)
    booking.until_held()
    assert [cell.hold is not None for cell in scene.cells()[:4]] == [False, False, False, True]


def test_hiding_the_form_lets_the_time_go(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    booking.form.hide()
    scene.settle()
    assert all(cell.hold is None for cell in scene.cells())
