"""The month by keys alone: opened over the diary, gone through, a day of it opened, left again."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.front_desk import FrontDesk
from desktop.operations.booking import book_appointment
from desktop.operations.desk import open_desk
from desktop.operations.reads import read_day
from desktop.ui.diary.month_page import MonthPage
from tests.tour.driver import Driver

TODAY = date(2026, 11, 18)


@pytest.fixture
def desk(driver: Driver) -> FrontDesk:
    assert driver.start.front_desk is not None
    return driver.start.front_desk


def _page(desk: FrontDesk) -> MonthPage:
    page = desk.place.month.area.page
    assert page is not None
    return page


def _bar(driver: Driver) -> tuple[str, str]:
    """Return what the top bar says: the date, and which view is pressed."""
    bar = driver.window.top_bar
    assert bar.stepper.isVisible()
    assert bar.view_switch.isVisible()
    pressed = next(name for name, one in bar.view_switch._buttons.items() if one.isChecked())
    return bar.stepper.button.text(), pressed


def test_a_day_is_found_in_another_month_and_opened(driver: Driver, desk: FrontDesk) -> None:
    driver.press("Ctrl+Shift+W")
    assert _bar(driver) == ("November 2026", "month")
    assert _page(desk).current_on == TODAY
    driver.press("PgDown", "Down", "Left")
    assert _bar(driver) == ("December 2026", "month")
    assert _page(desk).current_on == date(2026, 12, 24)
    driver.press("Return")
    assert _bar(driver) == ("Thu 24 December 2026", "day")
    assert desk.diary.hasFocus()
    assert desk.diary_control.day is not None
    assert desk.diary_control.day.on_date == date(2026, 12, 24)


def test_esc_goes_back_to_the_diary_as_it_was(driver: Driver, desk: FrontDesk) -> None:
    driver.press("Down", "Down")
    cell = desk.diary.current_cell()
    driver.press("Ctrl+Shift+W", "PgDown", "Alt+Right", "Ctrl+PgUp")
    assert _bar(driver) == ("January 2027", "month")
    assert _page(desk).current_on == date(2027, 1, 11)
    driver.press("Ctrl+G")
    driver.type("30 nov")
    driver.press("Return")
    assert _page(desk).current_on == date(2026, 11, 30)
    driver.press("Escape")
    assert _bar(driver) == ("Wed 18 November 2026", "day")
    assert desk.diary.current_cell() == cell
    driver.press("Ctrl+W", "Ctrl+Shift+W", "Escape")
    assert _bar(driver) == ("16 to 22 Nov 2026", "week")
    driver.press("Ctrl+Shift+W", "Ctrl+W")
    assert _bar(driver)[1] == "week"


def test_a_month_being_opened_is_not_lost_to_a_change_meanwhile(
    driver: Driver, desk: FrontDesk
) -> None:
    driver.press("Ctrl+Shift+W")
    month = desk.place.month
    month.go_to(date(2027, 2, 14))
    month.reload()
    driver.settle()
    assert (_bar(driver)[0], _page(desk).current_on) == ("February 2027", date(2027, 2, 14))
    month.reload()
    driver.settle()
    assert _page(desk).current_on == date(2027, 2, 14)


def test_what_another_desk_books_is_counted_and_letters_search(
    driver: Driver, desk: FrontDesk, demo_url: str
) -> None:
    driver.press("Ctrl+Shift+W")
    day = _page(desk).grid.current_day
    assert day is not None
    other = open_desk(demo_url, desk_name="Desk 2")
    free = next(
        cell.slot_ids
        for column in other.read(read_day, on_date=TODAY).columns
        for session in column.sessions
        for cell in session.cells
        if not cell.visits and cell.bookable and cell.end_at > other.clock() and not cell.hold
        if cell.release_at is None and cell.minutes == 10 and cell.capacity == 1
    )
    known = desk.panel.card
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return")
    assert known != desk.panel.card
    assert desk.panel.card is not None
    driver.press("Ctrl+Shift+W")
    other.act(book_appointment, patient_id=desk.panel.card.id, slot_ids=free)
    other.close()
    driver.press("F5")
    after = _page(desk).grid.current_day
    assert after is not None
    assert (after.booked, after.free) == (day.booked + 1, day.free - 1)
    driver.type("h")
    assert driver.window.top_bar.search.field.text() == "h"
