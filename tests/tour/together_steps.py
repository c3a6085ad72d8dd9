"""The tour of visits booked together: a series with its dates, still to book, one trip."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from desktop.domain.sessions import PatternPart
from desktop.operations.desk import open_desk
from desktop.operations.reads import read_outline
from desktop.operations.sessions import create_session
from tests.tour.driver import Driver

_DATES = (date(2026, 12, 2), date(2026, 12, 16), date(2027, 1, 13))


def together_steps(
    url: str,
    pictures: Path,
    *,
    theme: str = "light",
    text_percent: int = 100,
    size: tuple[int, int] = (1366, 768),
) -> None:
    """Take the pictures 90 to 95."""
    _plant(url)
    driver = Driver(url, theme=theme, text_percent=text_percent, size=size)
    ending = f"-{theme}-{text_percent}-{size[0]}"

    def picture(name: str) -> None:
        driver.picture(pictures / f"{name}{ending}.png")

    driver.open()
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Return")
    driver.press("Ctrl+Shift+B")
    for typed in ("n", "grace", "", "", "2", "", "wed", "9:20", "2 dec", "4"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Shift+Tab", "Return", "Home", "Down", "2")
    picture("90-series")
    driver.press("Down")
    picture("91-series-no-time")
    driver.press("Return")
    picture("92-series-to-decide")
    driver.press("Escape", "Space", "Return")
    desk = driver.start.front_desk
    assert desk is not None
    if driver.window.is_narrow:
        driver.press("F4")
    desk.panel._scroll.ensureWidgetVisible(desk.panel.to_book)
    picture("93-still-to-book")
    driver.press("Ctrl+Shift+G")
    for typed in ("n", "grace", "", "r", "anjali", "", "3 dec"):
        driver.type(typed)
        driver.press("Tab")
    driver.press("Shift+Tab", "Return")
    picture("94-one-trip")
    driver.press("Return")
    driver.focus(desk.panel.visits.list)
    rows = desk.panel.visits.list.visits.rows
    place = next(number for number, row in enumerate(rows) if "one trip" in row.second)
    driver.press("Home", *["Down"] * place, "Delete", "Ctrl+Return")
    driver.front()
    picture("95-both-of-a-trip")
    driver.press("Escape")
    driver.close()


def _plant(url: str) -> None:
    """Give Grace Adeyemi and Dr Patel mornings on days nobody else of the demo has."""
    desk = open_desk(url, desk_name="Desk 2")
    outline = desk.read(read_outline)
    kinds = {one.letter: one for one in outline.slot_types}
    clinic = outline.clinics[0]
    rooms = [one for one in outline.rooms if one.clinic_id == clinic.id]
    trip = _DATES[0] + timedelta(days=1)
    for letter, who, days, at in (
        ("N", "Adeyemi", (*_DATES, trip), time(9)),
        ("R", "Patel", (trip,), time(9, 30)),
    ):
        clinician = next(one for one in outline.clinicians if one.family_name == who)
        minutes = 3 * kinds[letter].minutes + at.minute
        for on in days:
            desk.act(
                create_session,
                clinic_id=clinic.id,
                room_id=rooms[0 if letter == "N" else 1].id,
                clinician_id=clinician.id,
                on_date=on,
                start_local=at,
                end_local=time(at.hour + minutes // 60, minutes % 60),
                pattern=(PatternPart(3, kinds[letter].id, kinds[letter].minutes),),
            )
    desk.close()
