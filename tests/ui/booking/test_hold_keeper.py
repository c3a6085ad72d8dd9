"""The hold of the booking form: renewed, about to end, ended."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

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


def _end_hold(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.clock.advance(minutes=6)
    form.keeper.tick()
    scene.until(form.hold_bar.isVisible)


def test_an_ended_hold_can_be_had_again(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    _end_hold(booking)
    assert form.hold_bar.words.text() == "Your hold ended and the time is still free."
    assert form.hold_bar.yes.words() == "Hold again"
    form.hold_bar.yes.click()
    booking.until_held()
    assert scene.cells()[0].hold is not None


def test_an_expired_hold_says_so_and_offers_the_next(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    _end_hold(booking)
    assert form.hold_bar.no.words() == "Next: today 11:10"
    form.hold_bar.no.click()
    assert form.hold_bar.isHidden()
    booking.until_held()
    assert [cell.hold is not None for cell in scene.cells()[:3]] == [False, True, False]


def test_one_key_takes_the_next_where_the_time_has_been_taken_meanwhile(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.clock.advance(minutes=6)
    scene.book(scene.practice.kwame)
    form.keeper.tick()
    scene.until(form.ask.isVisible)
    assert form.ask.words.text() == (
        "Your hold ended and 11:00 has been taken. Next best: today 11:10, Dr Anjali Patel."
    )
    scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.settle()
    assert form.ask.isHidden()
    booking.until_held()
    assert scene.cells()[1].hold is not None
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].start_at == scene.cells()[1].start_at


def test_an_expired_hold_with_nothing_else_free_says_that_too(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa, place=0)
    booking.until_held()
    scene.clock.advance(minutes=6)
    for slot in (0, 1, 2, 3, 5):  # the fifth is a break
        scene.book(scene.practice.kwame, slot)
    form.keeper.tick()
    scene.until(form.ask.isVisible)
    assert form.ask.words.text().endswith("has been taken. No other is free as asked.")
    assert not form.ask.can_agree


def test_an_ended_hold_is_not_had_again_by_itself(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    _end_hold(booking)
    scene.book(scene.practice.kwame, 5)
    form.pane.reload()
    scene.settle()
    scene.until(lambda: not form.keeper._rest.isActive())
    scene.settle()
    assert form.keeper.hold is None
    assert form.hold_bar.yes.words() == "Hold again"


def test_covering_the_form_keeps_its_hold(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    content = QWidget(scene.window)
    form.setParent(content)
    form.show()
    content.show()
    booking.open(scene.practice.rosa)
    booking.until_held()
    held = _hold(booking)
    for shown in (False, True):
        content.setVisible(shown)
        scene.settle()
        assert _hold(booking).id == held.id
    assert form.is_open


@pytest.mark.parametrize("taken", [False, True])
def test_a_hold_that_ends_while_its_owner_is_away_leaves_a_draft(
    booking: Booking, *, taken: bool
) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa, place=0)
    booking.until_held()
    form.detail.fields.reason.setPlainText("Dressing on my l")
    form.owner_left()
    form.hide()
    scene.settle()
    assert scene.cells()[0].hold is not None, "it runs out, nobody lets it go"
    scene.clock.advance(minutes=6)
    form.keeper.tick()
    if taken:
        scene.book(scene.practice.kwame)
    form.show()
    form.owner_is_back()
    bar = form.ask if taken else form.hold_bar
    scene.until(bar.isVisible)
    assert bar.words.text() == (
        "Your hold ended while you were away "
        + ("and 11:00 has been taken." if taken else "and the time is still free.")
        + " What you typed is kept."
        + (" Next best: today 11:10, Dr Anjali Patel." if taken else "")
    )
    assert form.detail.fields.draft().reason == "Dressing on my l"
    assert bar.yes.words() == ("Take 11:10" if taken else "Hold again")
    assert scene.cells()[0].hold is None


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


def test_no_field_moves_when_a_hold_ends_or_goes_to_another_time(booking: Booking) -> None:
    form, scene = booking.form, booking.scene
    booking.open(scene.practice.rosa)
    places = []

    def look() -> None:
        reason = form.detail.fields.reason
        places.append(reason.mapTo(form.detail, QPoint(0, 0)).y())

    booking.until_held()
    look()
    scene.press(Qt.Key.Key_Down)
    assert form.detail.held.isHidden()
    QApplication.processEvents()
    look()
    booking.until_held()
    scene.clock.advance(minutes=6)
    form.keeper.tick()
    scene.settle()
    assert form.hold_bar.is_asking
    look()
    assert len(set(places)) == 1


def test_the_focus_stays_in_the_form_when_the_bar_that_has_it_goes(booking: Booking) -> None:
    form, scene = booking.form, booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    scene.clock.advance(minutes=4, seconds=35)
    form.keeper.tick()
    form.hold_bar.yes.setFocus()
    scene.press(Qt.Key.Key_Return)
    scene.settle()
    assert form.hold_bar.isHidden()
    assert form.pane.filters.kind.hasFocus()
