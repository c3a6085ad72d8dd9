"""The tour of two visits that change places: which may, what is asked, what was done."""

from __future__ import annotations

from pathlib import Path

from desktop.ui.diary.diary_layout import CellBox
from tests.tour.driver import Driver


def _names(box: CellBox) -> list[str]:
    return [visit.called for visit in box.cell.visits]


def swap_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take the pictures 42 (light) and 43 (dark, 150 %): Jakub Nowak and Siân Pritchard."""
    number = 42 if theme == "light" else 43
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    diary = driver.start.front_desk.diary
    cells = (box for column in diary.day_layout.boxes for box in column)
    diary.choose((next(box for box in cells if "Jakub Nowak" in _names(box)),))
    driver.press("Ctrl+X", "Up")
    driver.picture(pictures / f"{number}-a-who-may-be-swapped-{theme}-{text_percent}.png")
    driver.press("Ctrl+V")
    driver.picture(pictures / f"{number}-b-swap-question-{theme}-{text_percent}.png")
    driver.press("Ctrl+Return")
    driver.picture(pictures / f"{number}-c-swapped-{theme}-{text_percent}.png")
    driver.close()
