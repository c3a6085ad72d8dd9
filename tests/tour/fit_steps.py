"""The tour of booking by a sentence: what fits best, what is not followed, how it is ranked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.tour.driver import Driver
from tests.tour.preference_steps import plant_told
from tests.tour.setup_steps import open_page, sign_in

WHO = "maggie hughes 12/3/52"


def fit_steps(
    url: str,
    pictures: Path,
    *,
    theme: str = "light",
    text_percent: int = 100,
    size: tuple[int, int] = (1366, 768),
) -> None:
    """Take the pictures 150 to 158."""
    plant_told(url)
    driver = Driver(url, theme=theme, text_percent=text_percent, size=size)
    ending = f"-{theme}-{text_percent}-{size[0]}"
    driver.open()
    _say(driver, f"{WHO} nurse next week am")
    driver.picture(pictures / f"150-best-fit{ending}.png")
    _say(driver, f"{WHO} nurse sometime next week")
    driver.picture(pictures / f"151-not-followed{ending}.png")
    _say(driver, f"{WHO} dr patel tue am")
    driver.press("Down")
    driver.picture(pictures / f"152-trade-offs{ending}.png")
    driver.press("Escape", "Ctrl+K")
    driver.type(WHO)
    driver.press("Return", "Ctrl+B")
    driver.picture(pictures / f"153-best-fit-from-the-form{ending}.png")
    driver.tab_to("booking_needs")
    driver.press("Space")
    driver.type("Maggie, by text")
    driver.picture(pictures / f"155-who-said-so{ending}.png")
    driver.press("Return")
    driver.picture(pictures / f"156-not-needed-this-time{ending}.png")
    _end_hold(driver)
    driver.picture(pictures / f"157-hold-ended{ending}.png")
    driver.press("Ctrl+L")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    driver.picture(pictures / f"158-none-suits{ending}.png")
    driver.press("Escape", "Escape")
    driver.front()
    sign_in(driver, "Ruth Cohen")
    open_page(driver, "Best fit")
    driver.picture(pictures / f"154-how-times-are-ranked{ending}.png")
    driver.close()


def _end_hold(driver: Driver) -> None:
    """Let the hold run out, as if its five minutes had gone by."""
    desk = driver.start.front_desk
    assert desk is not None
    keeper = desk.booking.keeper
    assert keeper.hold is not None
    keeper.hold = replace(keeper.hold, until_at=keeper.hold.until_at - timedelta(minutes=6))
    keeper.tick()
    driver.settle()


def _say(driver: Driver, sentence: str) -> None:
    driver.press("Ctrl+K")
    driver.type(sentence)
