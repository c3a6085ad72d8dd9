"""The tour of changes to a living diary: the impact of leave, the rebook list, another time."""

from __future__ import annotations

from pathlib import Path

from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page, sign_in


def change_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take the pictures 44 (light) and 45 (dark, 150 %)."""
    number = 44 if theme == "light" else 45
    look = f"{theme}-{text_percent}"
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    sign_in(driver, "Ruth Cohen")
    driver.press("Ctrl+1", "Alt+Right", "Home", "Ctrl+Shift+R")
    driver.front()
    driver.picture(pictures / f"{number}-a-cancel-session-{look}.png")
    driver.type("clin")
    for _ in range(12):
        focus = driver.app.focusWidget()
        if focus is not None and focus.objectName() == "impact_list":
            break
        driver.press("Tab")
    driver.press("Down", "Alt+K", "Down", "Alt+C")
    driver.picture(pictures / f"{number}-b-leave-three-ways-{look}.png")
    driver.press("Ctrl+Return")
    driver.front()
    driver.picture(pictures / f"{number}-c-being-rebooked-{look}.png")
    driver.press("Ctrl+R")
    driver.picture(pictures / f"{number}-d-rebook-list-{look}.png")
    driver.press("Ctrl+M")
    driver.front()
    driver.picture(pictures / f"{number}-e-another-time-{look}.png")
    driver.press("Escape")
    driver.front()
    driver.press("Return")
    driver.picture(pictures / f"{number}-f-moved-{look}.png")
    _close_a_day(driver)
    driver.picture(pictures / f"{number}-g-whom-a-closure-touches-{look}.png")
    driver.press("Escape")
    driver.front()
    driver.close()


def _close_a_day(driver: Driver) -> None:
    """Type leave of somebody on a day they have a session; it is not saved."""
    open_page(driver, "Closures")
    driver.press("Insert")
    for typed in ("lea", "Funeral", "grace", "20 nov"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Ctrl+Return")
    driver.front()
