"""The tour of what people tell us: the panel with it, a new need, what to ask today."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.domain.preference_rules import Told
from desktop.operations.desk import open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.preferences import record_preference
from tests.tour.driver import Driver

_TOLD = (
    ("times", Told((("from", "09:00"), ("until", "11:30"), ("not_days", ("TH",)),
                    ("days_why", "choir")))),
    ("never-call", Told(review_on=date(2026, 11, 19))),
    ("messages", Told((("to", ("text",)),))),
)  # fmt: skip


def preference_steps(
    url: str,
    pictures: Path,
    *,
    theme: str = "light",
    text_percent: int = 100,
    size: tuple[int, int] = (1366, 768),
) -> None:
    """Take the pictures 60 to 66."""
    plant_told(url)
    driver = Driver(url, theme=theme, text_percent=text_percent, size=size)
    ending = f"-{theme}-{text_percent}-{size[0]}"
    driver.open()
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/52")
    driver.press("Return")
    driver.picture(pictures / f"60-what-they-told-us{ending}.png")
    desk = driver.start.front_desk
    assert desk is not None
    desk.panel._scroll.ensureWidgetVisible(desk.panel.told)
    driver.picture(pictures / f"61-what-else{ending}.png")
    for number, letters in ((62, "inter"), (63, "clinic")):
        driver.press("Ctrl+Shift+N")  # in its place; where there is the strip, in a window
        driver.settle()
        driver.front()
        driver.type(letters)
        driver.picture(pictures / f"{number}-tell-{letters}{ending}.png")
        driver.press("Escape")
        driver.front()
    driver.window.show_panel(True)
    driver.settle()
    row = next(one for one in desk.panel.needs.rows if one.preference.kind == "bsl")
    driver.focus(row.change)
    driver.press("F2")
    driver.settle()
    driver.picture(pictures / f"66-changed-in-the-compact-panel{ending}.png")
    driver.press("Escape")
    driver.press("Alt+Up")
    page = desk.arranging.area.page
    assert page is not None
    driver.until(lambda: bool(page.found))
    driver.picture(pictures / f"64-to-arrange{ending}.png")
    driver.press("Shift+Down", "Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    driver.picture(pictures / f"65-not-needed{ending}.png")
    driver.press("Escape")
    driver.close()


def plant_told(url: str) -> None:
    """Let Maggie Hughes tell us three more things."""
    desk = open_desk(url, desk_name="Desk 2")
    rows = desk.read(find_people, text="maggie hughes 12/3/1952").rows
    maggie = next(one.id for one in rows if one.born_on == date(1952, 3, 12))
    for kind, told in _TOLD:
        desk.act(record_preference, patient_id=maggie, kind=kind, told=told)
    desk.close()
