"""The tour of visits that are over: one key each, several at once, none left that fits."""

from __future__ import annotations

from pathlib import Path

from tests.tour.driver import Driver


def settle_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take the pictures 38 (light) and 39 (dark, 150 %)."""
    number = 38 if theme == "light" else 39
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    driver.press("Ctrl+Shift+E")
    driver.picture(pictures / f"{number}-a-to-settle-{theme}-{text_percent}.png")
    driver.press("Shift+Down", "Shift+F7")
    driver.picture(pictures / f"{number}-b-two-settled-{theme}-{text_percent}.png")
    driver.press("Ctrl+Z", "Ctrl+F")
    driver.type("nobody")
    driver.picture(pictures / f"{number}-c-none-fits-{theme}-{text_percent}.png")
    driver.press("Escape", "Escape", "Ctrl+K")
    driver.type("maggie hughes 12/3/52")
    driver.press("Return", "F9", "Shift+F7", "Ctrl+Shift+E")
    driver.tab_to("settle_unsaid")
    driver.picture(pictures / f"{number}-d-needs-not-said-{theme}-{text_percent}.png")
    driver.press("Space")
    driver.picture(pictures / f"{number}-e-whose-needs-{theme}-{text_percent}.png")
    driver.close()
