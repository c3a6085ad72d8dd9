"""The month, in the looks it must be read in: today's, and one with closures and a day chosen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.tour.driver import Driver


@dataclass(frozen=True)
class MonthLook:
    """Two months in one look and size."""

    name: str
    size: tuple[int, int]
    theme: str = "light"
    text_percent: int = 100

    def take(self, url: str, pictures: Path) -> None:
        """Open the month, then the next with Christmas in it; save both."""
        driver = Driver(url, size=self.size, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        driver.press("Ctrl+Shift+W")
        driver.picture(pictures / f"{self.name}.png")
        driver.press("PgDown", "Down", "Right")
        driver.picture(pictures / f"{self.name}-closed.png")
        driver.close()


MONTHS = (
    MonthLook("66-month-light-1366x768", (1366, 768)),
    MonthLook("67-month-dark-1920x1080", (1920, 1080), "dark"),
    MonthLook("68-month-high-contrast-150", (1366, 768), "highContrast", 150),
)
