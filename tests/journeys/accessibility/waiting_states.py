"""The states of the waiting list: who waits, a freed time with its people, the forms."""

from __future__ import annotations

from collections.abc import Iterator

from tests.tour.driver import Driver
from tests.tour.waiting_steps import cancel, plant_chain


def _dialog(driver: Driver, *keys: str) -> None:
    driver.press(*keys)
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()


def waiting_list(driver: Driver) -> Iterator[str]:
    """The list, its forms, a time that came free, an offer and its answer."""
    plant_chain(driver)
    cancel(driver)
    yield "a time came free"
    driver.press("Ctrl+4")
    yield "waiting list"
    _dialog(driver, "End", "Return")
    yield "free times that suit"
    driver.press("Escape")
    driver.front()
    _dialog(driver, "F2")
    yield "what they wait for"
    driver.press("Escape")
    driver.front()
    _dialog(driver, "Delete")
    yield "off the waiting list"
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+F")
    driver.type("nobody is called so")
    yield "nobody waits who is called so"
    driver.press("Escape", "Ctrl+Shift+L")
    yield "whom a freed time suits"
    driver.press("Return")
    yield "a time is offered"
    _dialog(driver, "Delete")
    yield "not taken"
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+Z", "Escape", "Ctrl+Z", "Ctrl+1")
