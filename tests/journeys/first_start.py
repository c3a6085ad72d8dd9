"""Driving a first start by keys: what journeys, the accessibility walk and the tour share."""

from __future__ import annotations

from desktop.ui.first_start.first_start_page import FirstStartPage
from desktop.ui.first_start.step_page import StepPage
from tests.tour.driver import Driver

PIN = "482913"


def page_of(driver: Driver) -> FirstStartPage:
    """Return the first start, which is on screen."""
    found = driver.window.findChild(FirstStartPage)
    assert found is not None
    return found


def step_of(driver: Driver) -> StepPage:
    """Return the page on screen."""
    page = page_of(driver).pages.currentWidget()
    inner = page.currentWidget() if page is page_of(driver).new else page
    assert isinstance(inner, StepPage)
    return inner


def fill(driver: Driver, *lines: str) -> None:
    """Type into one field after another."""
    for number, line in enumerate(lines):
        if number:
            driver.press("Tab")
        driver.type(line)


def go_to_place(driver: Driver) -> None:
    """From the welcome to the page of the place, by keys."""
    driver.press("1")
    fill(driver, "Weir Street Surgery", "w", "W99001")
    driver.press("Return")
    fill(driver, "Weir Street", "1 Weir Street")
    driver.press("Ctrl+Return")
    fill(driver, "Ruth Cohen", PIN, PIN)
    driver.press("Return")


def until_step(driver: Driver, name: str) -> None:
    """Wait until the page of that name is on screen."""
    driver.until(lambda: step_of(driver).objectName() == name)
    driver.settle()


def until_open(driver: Driver) -> None:
    """Wait until the practice is open in the same window."""
    driver.until(lambda: driver.start.front_desk is not None)
    driver.front()
    driver.settle()


def sign_in(driver: Driver, pin: str = PIN) -> None:
    """Type the PIN of whose name is chosen."""
    driver.type(pin)
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()
