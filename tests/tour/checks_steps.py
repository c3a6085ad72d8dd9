"""Steps of the tour: free slots only, what is this, nothing said yet, long messages, slips."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from desktop.ui.kit.message_bar import Message
from tests.tour.driver import Driver

LONG = (
    "Cancelled Bartholomew Featherstonehaugh, today 12:10. It can be undone until the time is "
    "booked again."
)


def small_steps(url: str, pictures: Path, *, theme: str, text_percent: int) -> None:
    """Take a picture of each."""
    driver = Driver(url, theme=theme, text_percent=text_percent)
    driver.open()
    number = 0

    def shot(name: str) -> None:
        nonlocal number
        number += 1
        driver.picture(pictures / f"95-{number}-{name}-{theme}-{text_percent}.png")

    driver.window.message_bar.history.clear()
    driver.press("Ctrl+J")
    shot("nothing-said-yet")
    driver.press("Escape", "Ctrl+Shift+F")
    shot("free-slots-only")
    driver.press("Ctrl+Shift+F", "Shift+F1")
    shot("what-is-this")
    driver.press("Escape")
    driver.window.show_message(Message(LONG, can_undo=True))
    shot("long-message")
    driver.press("Ctrl+K")
    driver.type("maggie hughes")
    driver.press("Ctrl+N")
    shot("new-person")
    for name, text in (("born_on", "29/02/1981"), ("nhs_number", "999 012 3456")):
        edit = driver.window.findChild(QLineEdit, name)
        assert edit is not None
        edit.setText(text)
    driver.press("Ctrl+Return")
    shot("new-person-slips")
    driver.press("Escape", "Escape", "Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+B")
    filters = driver.start.front_desk.booking.pane.filters
    filters.from_date.setText("in 6 weeks")
    filters.read_now()
    driver.until(lambda: driver.start.front_desk.booking.keeper.hold is not None)
    driver.settle()
    shot("booking-from")
    filters.from_date.setText("31/02")
    filters.read_now()
    driver.settle()
    shot("booking-from-slip")
    filters.from_date.clear()
    filters.read_now()
    driver.press("Alt+R")
    driver.start.front_desk.booking.detail.fields.reason.setPlainText("Sore throat. " * 200)
    driver.press("Return")
    shot("booking-slip")
    driver.press("Escape")
    driver.close()
