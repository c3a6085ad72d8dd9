"""A manager shapes the diary by keys alone: kind, room, template, visits, and leave over them."""

from __future__ import annotations

from desktop.domain.impact import Way
from desktop.domain.sessions import SlotState
from desktop.front_desk import FrontDesk
from desktop.operations.closures import add_closure
from desktop.ui.diary.diary_model import Roles
from desktop.ui.impact.impact_choices import ImpactChoices
from desktop.ui.impact.rebook_page import RebookPage
from desktop.ui.setup.template_dialogs import PublishDialog
from desktop.ui.setup.templates_page import TemplatesPage
from tests.factories.templates import make_closure
from tests.journeys.test_at_desk import change
from tests.journeys.test_people_desk import do
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page
from tests.tour.template_steps import fill_saturdays, go_to_sessions

WHO = ("jo sm 12/3/80", "maggie hughes 12/3/1952", "winston clarke")


def desk_of(driver: Driver) -> FrontDesk:
    assert driver.start.front_desk is not None
    return driver.start.front_desk


def make_kind(driver: Driver) -> None:
    """Make a kind of slot, two slips on the way."""
    open_page(driver, "Slot types")
    driver.press("Insert")
    for text in ("Ear care", "Ear", "R", "1000"):
        driver.type(text)
        driver.press("Tab")
    driver.press("Ctrl+Return")
    form = desk_of(driver).setup.area.pages.shown.form  # type: ignore[union-attr]  # slot types
    assert form.minutes.message.words == "A slot lasts between 1 and 480 minutes."
    driver.press("Ctrl+A")
    driver.type("20")
    driver.press("Ctrl+Return", "Ctrl+A")
    assert form.letter.message.words.startswith("Another kind has the letter R.")
    driver.type("E")
    driver.tab_to("warning")
    driver.type("Ask about drops")
    driver.press("Tab")
    driver.type("Use olive oil drops for a week.")
    driver.press("Ctrl+S")
    assert driver.said == "Ear care is added."


def make_room(driver: Driver) -> None:
    open_page(driver, "Rooms")
    driver.press("Insert")
    driver.type("Room 99")
    driver.press("Tab", "Tab", "Space", "Ctrl+S")
    assert driver.said == "Room 99 is added."


def make_template(driver: Driver) -> None:
    """Make a fortnightly template with a date left out, see what comes of it, save and publish."""
    go_to_sessions(driver)
    driver.press("Insert")
    fill_saturdays(driver, room="99", pattern="5 x Ear care, break 20, 6 x Ear care")
    page = desk_of(driver).setup.area.pages.shown  # type: ignore[union-attr]  # built by now
    assert isinstance(page, TemplatesPage)
    assert page.form.said.text() == (
        "Every second Saturday, 08:30 to 12:30, from 19 November, not on bank holidays."
    )
    dates = page.panel.next.dates.rows
    assert [(one.on_date.day, one.why) for one in dates[:3]] == [(21, ""), (5, "leave"), (19, "")]
    driver.press("Ctrl+S")
    assert driver.said == "Draft of Saturday clinic saved."
    driver.press("Ctrl+Return")
    driver.front()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, PublishDialog)
    closed = make_closure(dates[3].on_date)
    do(driver, lambda desk: desk.act(add_closure, details=closed))
    driver.press("Ctrl+Return")
    assert "Sat 2 Jan is left out: Staff training." in dialog.wrong.text()
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.startswith("Saturday clinic published: 5 sessions made.")
    driver.until(page.list.hasFocus)


def book_three(driver: Driver) -> None:
    """Book three people into the first of its sessions; the kind's own words are there."""
    for words in WHO:
        driver.press("Ctrl+K")
        driver.type(words)
        driver.press("Return", "Ctrl+G")
        driver.type("21 nov")
        driver.press("Return", "Ctrl+Down", "Return")
        detail = desk_of(driver).booking.detail
        assert "Ask about drops" in detail.notes.text()
        said = detail.say.accessibleName()
        assert "Use olive oil drops for a week. Does that suit you?" in said
        driver.press("Return")
        assert driver.said.startswith("Booked ")
        assert "Sat 21 Nov" in driver.said


def ask_leave(driver: Driver) -> ImpactChoices:
    """Put the clinician of the session at the cursor on leave that day; see whom it touches."""
    driver.press("Ctrl+1", "Ctrl+Shift+R")
    driver.front()
    driver.type("clin")
    dialog = desk_of(driver).changing.dialog
    assert dialog is not None
    driver.until(lambda: dialog.panel.choices is not None)
    assert dialog.panel.choices is not None
    return dialog.panel.choices


def closing_count(driver: Driver) -> int:
    model = desk_of(driver).diary.model
    cells = [model.index(row, 0).data(Roles.CELL) for row in range(model.rowCount())]
    return sum(one.slot_state is SlotState.CLOSING for one in cells)


def open_list(driver: Driver) -> RebookPage:
    driver.press("Ctrl+R")
    page = desk_of(driver).rebooking.page
    assert page is not None
    return page


def test_a_manager_shapes_the_diary_and_resolves_leave_three_ways(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    make_kind(driver)
    make_room(driver)
    make_template(driver)
    book_three(driver)
    choices = ask_leave(driver)
    assert len(choices.impact.visits) == 3
    driver.tab_to("impact_list")
    driver.press("Down", "Alt+K", "Down", "Alt+C")
    assert [choices.count(way) for way in Way] == [1, 1, 1]
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.endswith("1 to rebook, 1 kept, 1 cancelled.")
    assert closing_count(driver) >= 1
    page = open_list(driver)
    first = page.current
    assert first is not None
    assert first.held is not None
    driver.press("Return")
    assert driver.said.startswith(f"Moved {first.called} to ")
    assert page.found == ()
    driver.press("Ctrl+Z", "Ctrl+Z")
    assert page.found == ()
    driver.press("Ctrl+1")
    assert closing_count(driver) == 0
    driver.press("Ctrl+Shift+Z")
    assert closing_count(driver) >= 1
    settle_in_two_more_ways(driver)


def settle_in_two_more_ways(driver: Driver) -> None:
    """Take another time for the one on the list, take that back, cancel instead."""
    page = open_list(driver)
    assert len(page.found) == 1
    driver.press("Ctrl+M")
    driver.front()
    driver.press("Down", "Return")
    driver.front()
    assert driver.said.startswith("Moved ")
    driver.press("Ctrl+Z")
    assert len(page.found) == 1
    driver.press("Delete")
    driver.front()
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.startswith("Cancelled ")
    assert page.found == ()
