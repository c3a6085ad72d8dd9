"""Pictures of what a newcomer looks at first: what to print, the keys, slips, the largest text."""

from __future__ import annotations

from pathlib import Path

from tests.tour.driver import Driver


def newcomer_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take the pictures 90 to 95 in one look."""
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    look = f"{theme}-{text_percent}"

    def shot(name: str) -> None:
        driver.picture(pictures / f"{name}-{look}.png")

    driver.press("Ctrl+K")
    driver.type("joe smyth 1980")
    shot("90-pet-name")
    driver.press("Return", "Ctrl+P")
    shot("91-print")
    driver.press("Escape", "F1")
    shot("92-keys")
    driver.press("Escape", "Ctrl+B")
    shot("93-booking")
    driver.press("Escape", "Ctrl+K")
    driver.type("gwen parry 31/02/1961")
    driver.press("Ctrl+N", "Ctrl+Return")
    shot("94-slip-beside-its-label")
    driver.press("Escape", "Ctrl+3")
    shot("95-patients")
    driver.close()
