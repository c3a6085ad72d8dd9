"""A series and two visits on one trip, in the states their pages and the panel can be in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from desktop.domain.errors import Agreement, NeedsAgreement
from desktop.ui.booking.series_form import SeriesForm
from desktop.ui.visits.act_sender import Together
from tests.journeys.test_together import (
    FIRST,
    FORTNIGHT,
    PATEL,
    ask_for_series,
    ask_for_trip,
    front,
    plant,
    rosa,
)
from tests.tour.driver import Driver

WORDS = "It belongs with 09:40 with Dr Anjali Patel, on the same trip. Move this one alone?"


def together(driver: Driver) -> Iterator[str]:
    """A series being looked for, a slip, none; still to book; a trip, and one of it cancelled."""
    url = driver.start.settings.database
    plant(url, FIRST, FIRST + FORTNIGHT)
    plant(url, FIRST, who=PATEL, letter="R", at=time(9, 30))
    rosa(driver)
    form = ask_for_series(driver, "3")
    yield from _held(driver, form)
    yield "series, times of a date"
    driver.press("End", "Return")
    yield "series, a date to decide"
    driver.press("Escape")
    form.asked.count.setText("99")
    form.asked.read_now()
    driver.settle()
    yield "series, a slip"
    form.asked.count.setText("3")
    form.asked.read_now()
    driver.settle()
    driver.focus(form.list)
    driver.press("End", "Space", "Return")
    driver.until(lambda: len(front(driver).panel.to_book.rows.rows) == 1)
    yield "still to book in the panel"
    _open_panel(driver)
    driver.focus(front(driver).panel.visits.list)
    driver.press("Ctrl+Delete")
    driver.front()
    yield "cancelling the rest of a series"
    driver.press("Escape")
    driver.front()
    driver.focus(front(driver).panel.to_book.list)
    driver.press("Return")
    yield "series, a date still to book"
    driver.press("Escape")
    driver.press("Ctrl+Z")
    trip = ask_for_trip(driver)
    yield "trip"
    driver.press("Return")
    driver.until(lambda: not trip.isVisible())
    _open_panel(driver)
    driver.focus(front(driver).panel.visits.list)
    driver.press("Home", "Delete", "Ctrl+Return")
    driver.front()
    yield "cancelling one of a trip"
    driver.press("Escape")
    driver.front()
    yield from _asked(driver)
    driver.press("Ctrl+Z", "Ctrl+Shift+G")
    yield "trip, none fits"
    driver.press("Escape")


def _held(driver: Driver, form: SeriesForm) -> Iterator[str]:
    driver.until(form.held.isVisible)
    form.hold.keeper.warned.emit(timedelta(seconds=28))
    yield "series, its times held, the hold about to end"
    form.hold_bar.clear()


def _open_panel(driver: Driver) -> None:
    """Where the panel is a strip, open it."""
    if not front(driver).panel.isVisible():
        driver.press("F4")


def _asked(driver: Driver) -> Iterator[str]:
    error = NeedsAgreement((Agreement("trip", WORDS),))
    both = Together("Move both", lambda _asked: None)
    front(driver).acts._ask_agreement(
        error, frozenset(), lambda **_agreed: None, lambda: None, both
    )
    driver.front()
    yield "moving one of a trip"
    driver.press("Escape")
    driver.front()
