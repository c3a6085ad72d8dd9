"""The tour of every change to a living diary: whom each would touch, and the diary after it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.ui.impact.change_dialog import ChangeDialog
from tests.tour.driver import Driver
from tests.tour.setup_steps import sign_in

Typed = tuple[tuple[str, str], ...]
"""What is typed into which fields of the dialog."""

WALK: tuple[tuple[str, str, Typed], ...] = (
    ("cancelled", "19 nov", ()),
    ("shortened", "20 nov", (("what", "shor"), ("end_local", "11:30"))),
    ("lengthened", "23 nov", (("what", "shor"), ("end_local", "13:00"))),
    ("shifted", "24 nov", (("what", "begin"),)),
    ("given-away", "26 nov", (("what", "give"), ("clinician_id", "boat"))),
    ("another-room", "27 nov", (("what", "move"), ("room_id", "room 8"))),
    ("this-and-later", "30 nov", (("what", "shor"), ("end_local", "12:00"), ("later", " "))),
    ("leave-of-days", "2 dec", (("what", "clin"), ("last_on", "4 dec"))),
    (
        "leave-of-hours",
        "8 dec",
        (("what", "clin"), ("start_local", "10"), ("end_local", "11:30")),
    ),
    ("sick-today", "today", (("what", "clinician away"),)),
    ("room-out-of-use", "10 dec", (("what", "room"), ("room_id", "room 4, al"))),
    ("clinic-closed", "11 dec", (("what", "clinic c"), ("clinic_id", "mill"), ("why", "Boiler"))),
)


def walk_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take the pictures 146 (light) and 147 (dark, 150 %), each change done as it is shown."""
    number = 146 if theme == "light" else 147
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    sign_in(driver, "Ruth Cohen")
    for place, (name, day, typed) in enumerate(WALK):
        file = f"{number}-{chr(ord('a') + place)}-{name}-{theme}-{text_percent}"
        driver.press("Ctrl+1", "Ctrl+G")
        driver.front()
        driver.type(day)
        driver.press("Return")
        driver.front()
        driver.press("Home", "Ctrl+Shift+R")
        driver.front()
        for field, words in typed:
            fill(driver, field, words)
        driver.picture(pictures / f"{file}.png")
        driver.press("Ctrl+Return")
        driver.front()
        driver.picture(pictures / f"{file}-done.png")
    driver.press("Ctrl+R")
    driver.picture(pictures / f"{number}-m-rebook-list-{theme}-{text_percent}.png")
    driver.close()


def fill(driver: Driver, field: str, words: str) -> None:
    """Type into a field of the dialog that is open, in the place of what is there."""
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, ChangeDialog)
    widget: QWidget | None = dialog.findChild(QWidget, field)
    assert widget is not None
    driver.focus(widget)
    driver.press("Ctrl+A")
    driver.type(words)
