"""Leave on a living diary, by keys alone in the real window; the list of who is to be rebooked."""

from __future__ import annotations

from desktop.domain.impact import Way
from desktop.domain.sessions import SlotState
from desktop.ui.diary.diary_model import Roles
from desktop.ui.impact.impact_choices import ImpactChoices
from tests.journeys.test_at_desk import change
from tests.tour.driver import Driver


def choices_of(driver: Driver) -> ImpactChoices:
    desk = driver.start.front_desk
    assert desk is not None
    dialog = desk.changing.dialog
    assert dialog is not None
    driver.until(lambda: dialog.panel.choices is not None)
    assert dialog.panel.choices is not None
    return dialog.panel.choices


def closing_count(driver: Driver) -> int:
    desk = driver.start.front_desk
    assert desk is not None
    model = desk.diary.model
    cells = [model.index(row, 0).data(Roles.CELL) for row in range(model.rowCount())]
    return sum(one.slot_state is SlotState.CLOSING for one in cells)


def ask_leave(driver: Driver) -> ImpactChoices:
    """Put the clinician of the first column on leave today; everybody to come is to be rebooked."""
    driver.press("Ctrl+1", "Home", "Ctrl+Shift+R")
    driver.front()
    driver.type("clin")
    return choices_of(driver)


def to_list(driver: Driver) -> None:
    """Tab on from the fields to the visits that are touched."""
    for _ in range(12):
        focus = driver.app.focusWidget()
        if focus is not None and focus.objectName() == "impact_list":
            return
        driver.press("Tab")
    raise AssertionError("the list is not among the stops of Tab")


def test_leave_is_resolved_three_ways_taken_back_and_done_again(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    choices = ask_leave(driver)
    touched = len(choices.impact.visits)
    assert touched >= 3
    to_list(driver)
    driver.press("Down", "Alt+K", "Down", "Alt+C")
    assert [choices.count(way) for way in Way] == [touched - 2, 1, 1]
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.endswith(f"{touched - 2} to rebook, 1 kept, 1 cancelled.")
    assert closing_count(driver) >= 1
    driver.press("Ctrl+R")
    desk = driver.start.front_desk
    assert desk is not None
    page = desk.rebooking.page
    assert page is not None
    assert len(page.found) == touched - 2
    first = page.current
    assert first is not None
    assert first.held is not None
    driver.press("Return")
    assert driver.said.startswith(f"Moved {first.called} to ")
    assert first.id not in [one.id for one in page.found]
    driver.press("Ctrl+Z", "Ctrl+Z")
    assert page.found == ()
    driver.press("Ctrl+1")
    assert closing_count(driver) == 0
    driver.press("Ctrl+Shift+Z")
    assert closing_count(driver) >= 1
    rebook_two_more_ways(driver, touched - 2)


def rebook_two_more_ways(driver: Driver, count: int) -> None:
    """Take another time for the first on the list, cancel the next."""
    driver.press("Ctrl+R")
    desk = driver.start.front_desk
    assert desk is not None
    page = desk.rebooking.page
    assert page is not None
    assert len(page.found) == count
    driver.press("Ctrl+M")
    driver.front()
    driver.press("Down", "Return")
    driver.front()
    assert driver.said.startswith("Moved ")
    driver.press("Delete")
    driver.front()
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.startswith("Cancelled ")
    assert len(page.found) == count - 2
