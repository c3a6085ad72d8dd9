"""The week of one clinician and of one kind of slot, in the looks it must keep its place in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.tour.driver import Driver


@dataclass(frozen=True)
class WeekLook:
    """Both weeks in one look and size."""

    name: str
    size: tuple[int, int]
    theme: str = "light"
    text_percent: int = 100

    def take(self, url: str, pictures: Path) -> None:
        """Open next week of the first clinician there, then of the first kind; save both."""
        driver = Driver(url, size=self.size, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        driver.press("Ctrl+W", "Alt+Right", "Down", "Down")
        driver.picture(pictures / f"{self.name}-clinician.png")
        week = driver.start.front_desk.place.week
        while not week.shows_kind:
            driver.press("Ctrl+Shift+PgDown")
        driver.picture(pictures / f"{self.name}-kind.png")
        driver.close()


WEEKS = (
    WeekLook("60-week-light-1366x768", (1366, 768)),
    WeekLook("61-week-light-1920x1080", (1920, 1080)),
    WeekLook("62-week-dark-1366x768", (1366, 768), "dark"),
    WeekLook("63-week-high-contrast-150", (1366, 768), "highContrast", 150),
)
