"""The tour of visits booked together: a series with its dates, still to book, one trip."""

from __future__ import annotations

from pathlib import Path

from tests.tour.driver import Driver


def together_steps(
    url: str,
    pictures: Path,
    *,
    theme: str = "light",
    text_percent: int = 100,
    size: tuple[int, int] = (1366, 768),
) -> None:
    """Take the pictures 90 to 97."""
    driver = Driver(url, theme=theme, text_percent=text_percent, size=size)
    ending = f"-{theme}-{text_percent}-{size[0]}"

    def picture(name: str) -> None:
        driver.picture(pictures / f"{name}{ending}.png")

    driver.open()
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Return")
    driver.press("Ctrl+Shift+B")
    for typed in ("n", "grace", "", "", "2", "", "fri", "9:30", "11 dec", "4"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Shift+Tab", "Return", "Home", "2")
    picture("90-series")
    driver.press("Down")
    picture("91-series-no-time")
    driver.press("Return")
    picture("92-series-to-decide")
    driver.press("Escape", "Space", "Return")
    desk = driver.start.front_desk
    assert desk is not None
    _open_panel(driver)
    desk.panel._scroll.ensureWidgetVisible(desk.panel.to_book)
    picture("93-still-to-book")
    driver.press("Ctrl+Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    picture("96-rest-of-a-series")
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+Shift+G")
    picture("97-one-trip-nothing-said")
    for typed in ("n", "grace", "", "r", "anjali", "", "3 dec"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Shift+Tab", "Return")
    picture("94-one-trip")
    driver.press("Return")
    _open_panel(driver)
    driver.focus(desk.panel.visits.list)
    rows = desk.panel.visits.list.visits.rows
    place = next(number for number, row in enumerate(rows) if "one trip" in row.second)
    driver.press("Home", *["Down"] * place, "Delete", "Ctrl+Return")
    driver.front()
    picture("95-both-of-a-trip")
    driver.press("Escape")
    driver.close()


def _open_panel(driver: Driver) -> None:
    """Where the panel is a strip, open it."""
    desk = driver.start.front_desk
    if desk is not None and not desk.panel.isVisible():
        driver.press("F4")
