"""The date the times are wanted from: Enter applies it, a slip holds and books nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.ui.booking.booking_form import BookingForm
from tests.ui.booking.conftest import Booking


def _type_from(booking: Booking, text: str) -> None:
    booking.form.pane.filters.from_date.setFocus()
    booking.scene.type(text)


def anyone_step(form: BookingForm) -> QPushButton | None:
    """Return the step of the empty list that asks for anyone, once it is in sight."""
    steps = form.pane.empty.findChildren(QPushButton)
    shown = (one for one in steps if one.isVisible() and one.accessibleName() == "Anyone")
    return next(shown, None)


def test_enter_in_from_shows_the_times_and_books_none(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    _type_from(booking, "today")
    scene.press(Qt.Key.Key_Return)
    scene.settle()
    assert booking.booked == []
    assert QApplication.focusWidget() is form.pane.list
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)


def test_a_date_that_is_none_holds_and_books_nothing(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    _type_from(booking, "31/02")
    scene.until(lambda: form.pane.filters.from_words.text().startswith("31 February"))
    scene.settle()
    assert form.pane.current() is None
    assert not form.book_button.isEnabled()
    assert all(cell.hold is None for cell in scene.cells())
    form.detail.fields.note.setFocus()
    scene.press(Qt.Key.Key_Return)
    scene.settle()
    assert QApplication.focusWidget() is form.pane.filters.from_date
    assert booking.booked == []
    form.pane.filters.from_date.clear()
    scene.until(lambda: form.pane.current() is not None)
    assert form.book_button.isEnabled()


def test_a_step_of_the_empty_list_keeps_the_focus_in_the_form(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    form.pane.filters.clinician.choose(scene.practice.nurse)  # she has no session
    scene.until(form.pane.empty.isVisible)
    scene.until(lambda: anyone_step(form) is not None)  # its layout shows it a turn later
    button = anyone_step(form)
    assert button is not None
    button.setFocus()
    scene.press(Qt.Key.Key_Return)
    scene.settle()
    assert QApplication.focusWidget() is form.pane.filters.kind
    scene.until(lambda: form.pane.current() is not None)
