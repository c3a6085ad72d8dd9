"""The booking form in front of the window: what other pages go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm


def booking_in_front(window: MainWindow) -> BookingForm | None:
    """Return the booking form where it is in front, from its fields or from a sentence."""
    from desktop.ui.booking.booking_form import BookingForm

    form = window.areas.currentWidget()
    return form if isinstance(form, BookingForm) and form.is_open else None
