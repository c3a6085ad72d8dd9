"""The tour of the Sessions page: list, editor, preview, slips, publishing, a published template."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.setup.setup_pages import SetupPages
from tests.tour.driver import Driver
from tests.tour.setup_steps import LOOKS, sign_in


def template_steps(fresh_url: str, pictures: Path, look: int) -> None:
    """Take the pictures 140 to 146 at one of the looks."""
    ending, size, theme, percent = LOOKS[look]
    driver = Driver(fresh_url, size=size, theme=theme, text_percent=percent)
    driver.open()
    sign_in(driver, "Ruth Cohen")
    go_to_sessions(driver)
    driver.press("Insert")
    fill_saturdays(driver)
    driver.picture(pictures / f"140-session-template{ending}.png")
    scroll_to_end(driver)
    driver.picture(pictures / f"141-session-preview{ending}.png")
    _pattern(driver).setFocus()
    driver.press("Ctrl+A")
    driver.type("30 x Routine 10 min")
    driver.picture(pictures / f"142-session-slip{ending}.png")
    driver.press("Ctrl+A")
    driver.type("6 x Routine 10 min, break 20, 4 x Long 30")
    driver.press("Ctrl+S")
    driver.picture(pictures / f"143-session-draft{ending}.png")
    driver.press("Ctrl+Return")
    driver.front()
    driver.picture(pictures / f"144-session-publish{ending}.png")
    driver.press("Ctrl+Return")
    driver.front()
    driver.picture(pictures / f"145-session-published{ending}.png")
    driver.close()


def go_to_sessions(driver: Driver) -> None:
    """Go to the Sessions page of Set-up by keys."""
    driver.press("Ctrl+8")
    back_to(driver, "setup_list")
    driver.press("End")
    while _shown(driver) != "templates_page":
        driver.press("Up")
    driver.press("Return")


def back_to(driver: Driver, name: str) -> None:
    """Press Shift+Tab until something has the keys."""
    for _ in range(30):
        focus = QApplication.focusWidget()
        if focus is not None and focus.objectName() == name:
            return
        driver.press("Shift+Tab")
    raise AssertionError(f"no way back to {name}")


def fill_saturdays(
    driver: Driver, *, room: str = "", pattern: str = "6 x Physiotherapy 20, break 20, 4 x Long 20"
) -> None:
    """Type a template of Tom Llewellyn's: every second Saturday, but not on 5 December."""
    driver.type("Saturday clinic")
    driver.press("Tab")
    driver.type("tom")
    driver.press("Tab")
    driver.type("ald")
    driver.press("Tab")
    driver.type(room)
    driver.press(*["Tab"] * 3, "Down")
    driver.press("Tab", *["Tab"] * 6, "Space")
    driver.press("Tab", "Tab", "Tab", "Tab", "Return")
    driver.front()
    driver.type("5/12/2026")
    driver.press("Alt+H")
    driver.type("leave")
    driver.press("Ctrl+Return")
    driver.front()
    driver.tab_to("pattern")
    driver.type(pattern)


def scroll_to_end(driver: Driver) -> None:
    """Bring the calendar into sight."""
    weeks = _pages(driver).shown.findChild(QWidget, "preview_weeks")
    assert weeks is not None
    weeks.setFocus()
    editor = _pages(driver).shown.findChild(QWidget, "template_editor_scroll")
    assert editor is not None
    editor.verticalScrollBar().setValue(99_999)  # type: ignore[attr-defined]  # a scroll area
    driver.settle()


def _pattern(driver: Driver) -> QWidget:
    pattern = _pages(driver).shown.findChild(QWidget, "pattern")
    assert isinstance(pattern, QWidget)
    return pattern


def _shown(driver: Driver) -> str:
    return str(_pages(driver).shown.objectName())


def _pages(driver: Driver) -> SetupPages:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.setup.area.pages is not None
    return desk.setup.area.pages
