"""The tour of Set-up and of one more session, as a manager."""

from __future__ import annotations

from pathlib import Path

from desktop.operations.staff import read_demo_pins
from tests.tour.driver import Driver

LOOKS = (
    ("", (1366, 768), "light", 100),
    ("-dark-1920x1080", (1920, 1080), "dark", 100),
    ("-150", (1366, 768), "light", 150),
)


def setup_steps(url: str, pictures: Path) -> None:
    """Take the pictures 60 to 65; a new PIN is the same at every look."""
    for ending, size, theme, percent in LOOKS:
        driver = Driver(url, size=size, theme=theme, text_percent=percent)
        driver.open()
        sign_in(driver, "Ruth Cohen")
        _staff(driver, pictures, ending)
        _records(driver, pictures, ending)
        _sessions(driver, pictures, ending)
        driver.close()


PAGES = (
    ("Practice", "practice"),
    ("Clinics", "clinics"),
    ("Rooms", "rooms"),
    ("Clinicians", "clinicians"),
    ("Slot types", "slot-types"),
    ("Closures", "closures"),
)


def open_page(driver: Driver, title: str) -> None:
    """Open a page of Set-up by its name."""
    driver.press("Ctrl+8")
    if driver.app.focusWidget().objectName() != "setup_list":
        driver.press("Ctrl+8")
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.setup.area.pages is not None
    names = [page.title for page in desk.setup.area.pages.all]  # type: ignore[attr-defined]  # each has one
    driver.press("Home", *["Down"] * names.index(title), "Return")


def _records(driver: Driver, pictures: Path, ending: str) -> None:
    """Each page of records, and a new one begun."""
    for title, name in PAGES:
        open_page(driver, title)
        driver.picture(pictures / f"66-{name}{ending}.png")
        if name != "practice":
            driver.press("Insert")
            driver.picture(pictures / f"67-{name}-new{ending}.png")
            driver.press("Escape")


def _staff(driver: Driver, pictures: Path, ending: str) -> None:
    open_page(driver, "Staff and roles")
    driver.press("Down")
    driver.picture(pictures / f"60-staff{ending}.png")
    driver.press("Insert")
    driver.type("Tom Bell")
    driver.press("Tab", "Tab")
    for text in ("123456", "123456"):
        driver.type(text)
        driver.press("Tab")
    driver.press("Ctrl+S")
    driver.picture(pictures / f"61-staff-a-slip{ending}.png")
    driver.press("Escape", "Ctrl+1")


def _sessions(driver: Driver, pictures: Path, ending: str) -> None:
    driver.press("Ctrl+1", "Ctrl+Shift+O")
    driver.front()
    driver.press("Alt+S")
    driver.type("12 x Routine, break 20, 4 x On the day")
    driver.picture(pictures / f"62-new-session{ending}.png")
    driver.press("Ctrl+A")
    driver.type("30 x Routine")
    driver.press("Ctrl+Return")
    driver.settle()
    driver.picture(pictures / f"63-new-session-a-slip{ending}.png")
    driver.press("Escape")
    driver.front()
    driver.window.action("copy_weeks").trigger()
    driver.settle()
    driver.front()
    driver.picture(pictures / f"64-copy-weeks{ending}.png")
    driver.press("Ctrl+Return")
    driver.settle()
    driver.front()
    driver.picture(pictures / f"65-left-out{ending}.png")
    driver.press("Escape")
    driver.front()


def sign_in(driver: Driver, name: str) -> None:
    """Let somebody else be at the desk, by their PIN."""
    desk = driver.start.front_desk
    assert desk is not None
    pins = desk.runner.desk.read(read_demo_pins)
    driver.press("Shift+F12")
    driver.type(name[0].lower())
    driver.type(next(one.pin for one in pins if one.name == name))
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    driver.settle()
