"""The month and utilisation, in the looks they must be read in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.tour.driver import Driver
from tests.tour.setup_steps import _sign_in


@dataclass(frozen=True)
class MonthLook:
    """Two months in one look and size."""

    name: str
    size: tuple[int, int]
    theme: str = "light"
    text_percent: int = 100

    def take(self, url: str, pictures: Path) -> None:
        """Take the month, the next with Christmas in it, and what a manager reads of use."""
        driver = Driver(url, size=self.size, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        driver.press("Ctrl+Shift+W")
        driver.picture(pictures / f"{self.name}.png")
        driver.press("PgDown", "Down", "Right")
        driver.picture(pictures / f"{self.name}-closed.png")
        _sign_in(driver, "Ruth Cohen")
        driver.press("Ctrl+7")
        driver.picture(pictures / f"{self.name.replace('month', 'utilisation')}.png")
        driver.close()


MONTHS = (
    MonthLook("66-month-light-1366x768", (1366, 768)),
    MonthLook("67-month-dark-1920x1080", (1920, 1080), "dark"),
    MonthLook("68-month-high-contrast-150", (1366, 768), "highContrast", 150),
)
