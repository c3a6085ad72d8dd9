"""The month, utilisation and calendars, in the looks they must be read in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.tour.driver import Driver
from tests.tour.setup_steps import sign_in
from tests.tour.week_steps import WeekLook

CALENDAR = Path(__file__).parents[1] / "exchange" / "calendars" / "leave.ics"


@dataclass(frozen=True)
class MonthLook(WeekLook):
    """Two months in one look and size, and what a manager has beside them."""

    def take(self, url: str, pictures: Path) -> None:
        """Take the month, the next with Christmas in it, and what a manager reads of use."""
        driver = Driver(url, size=self.size, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        driver.press("Ctrl+Shift+W")
        driver.picture(pictures / f"{self.name}.png")
        driver.press("PgDown", "Down", "Right")
        driver.picture(pictures / f"{self.name}-closed.png")
        sign_in(driver, "Ruth Cohen")
        driver.press("Ctrl+7")
        driver.picture(pictures / f"{self.name.replace('month', 'utilisation')}.png")
        driver.tab_to("use_table")
        driver.press("Right", "Right", "Right", "Return")
        driver.picture(pictures / f"{self.name.replace('month', 'utilisation')}-in-order.png")
        desk = driver.start.front_desk
        assert desk is not None
        desk.calendars._on_calendar_chosen(CALENDAR, desk.outline)
        _dialog(driver, pictures / f"{self.name.replace('month', 'calendar-in')}.png")
        driver.window.action("export_diary").trigger()
        _dialog(driver, pictures / f"{self.name.replace('month', 'calendar-out')}.png")
        driver.close()


def _dialog(driver: Driver, file: Path) -> None:
    driver.settle()
    driver.front()
    driver.picture(file)
    driver.press("Escape")
    driver.front()


MONTHS = (
    MonthLook("66-month-light-1366x768", (1366, 768)),
    MonthLook("67-month-dark-1920x1080", (1920, 1080), "dark"),
    MonthLook("68-month-high-contrast-150", (1366, 768), "highContrast", 150),
)
