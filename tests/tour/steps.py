"""The steps of the tour, each a few keys and a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.booking import FreeRequest
from desktop.operations.booking import book_appointment
from desktop.operations.desk import open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.reads import find_free_times, read_outline
from tests.tour.driver import Driver


def main_job(url: str, pictures: Path) -> None:
    """A receptionist's main job: find, see, book, undo, book again, move, arrive, cancel."""
    driver = Driver(url)
    driver.start.show()
    driver.front()
    driver.picture(pictures / "00-opening.png")
    driver.until(lambda: driver.start.front_desk is not None)
    driver.front()
    driver.settle()
    shot = _Shots(driver, pictures)
    shot("01-diary")
    driver.press("Ctrl+K")
    driver.type("maggie hughes")
    shot("02-two-alike")
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    shot("03-find")
    driver.press("Return")
    shot("04-person")
    driver.press("Ctrl+B")
    driver.type("n")
    driver.press("Tab")
    driver.type("g")
    driver.press("Alt+R")
    driver.type("Dressing on my leg")
    shot("05-booking-and-hold")
    driver.press("Return")
    shot("06-booked")
    driver.press("Ctrl+Z")
    shot("07-undone")
    driver.press("Ctrl+Shift+Z")
    shot("08-done-again")
    driver.press("Ctrl+X", "Ctrl+Down")
    shot("09-moving")
    driver.press("Ctrl+V")
    shot("10-moved")
    driver.press("F8")
    shot("11-here")
    driver.press("Shift+F8")
    shot("12-not-here-after-all")
    driver.press("Delete", "Down")
    shot("13-cancel")
    driver.press("Ctrl+Return")
    shot("14-cancelled")
    driver.press("F1")
    shot("15-help-and-keys")
    driver.press("Escape", "Ctrl+J")
    shot("16-messages")
    driver.press("Escape")
    driver.close()


def more_steps(url: str, pictures: Path) -> None:
    """What else may happen: somebody quicker, an empty day, a new person, another at the desk."""
    driver = Driver(url)
    driver.open()
    shot = _Shots(driver, pictures)
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+B")
    driver.start.front_desk.booking.keeper.let_go()  # as if the hold had run out
    _book_first(url)
    driver.press("Return")
    shot("20-somebody-was-quicker")
    driver.press("Escape", "Escape", "Ctrl+G")
    driver.type("22 nov")
    shot("21-go-to-date")
    driver.press("Return")
    shot("22-empty-day")
    driver.press("Ctrl+T", "Ctrl+K")
    driver.type("magie huges")
    shot("23-nearly-so-called")
    driver.press("Ctrl+K")
    driver.type("gwen parry")
    driver.press("Ctrl+N")
    driver.type("Gwen")
    driver.press("Tab")
    shot("24-new-person")
    driver.press("Escape", "Shift+F12")
    shot("25-change-person")
    driver.press("Escape", "Ctrl+J")
    shot("26-nothing-said-yet")
    driver.press("Escape")
    driver.close()


def _book_first(url: str) -> None:
    """Let another desk take the time that the window has highlighted."""
    desk = open_desk(url, desk_name="Desk 2")
    kinds = {one.letter: one.id for one in desk.read(read_outline).slot_types}
    now = desk.clock()
    request = FreeRequest(from_on=now.date(), slot_type_id=kinds["R"])
    first = desk.read(find_free_times, request=request).times[0]
    person = desk.read(find_people, text="jakub nowak").rows[0]
    desk.act(
        book_appointment,
        agreed=frozenset({"same_time"}),
        patient_id=person.id,
        slot_ids=first.slot_ids,
    )
    desk.close()


class _Shots:
    def __init__(self, driver: Driver, pictures: Path):
        self._driver = driver
        self._pictures = pictures

    def __call__(self, name: str) -> None:
        self._driver.picture(self._pictures / f"{name}.png")


@dataclass(frozen=True)
class TourLook:
    """The diary with Maggie Hughes in the panel, in one look and size."""

    name: str
    size: tuple[int, int]
    theme: str = "light"
    text_percent: int = 100

    def take(self, url: str, pictures: Path) -> None:
        """Open the program in this look and save its picture."""
        driver = Driver(url, size=self.size, theme=self.theme, text_percent=self.text_percent)
        driver.open()
        driver.press("Ctrl+K")
        driver.type("maggie hughes 12/3/52")
        driver.press("Return")
        driver.start.front_desk.diary.select_visit(driver.start.front_desk.panel.card.today[0].id)
        driver.settle()
        driver.picture(pictures / f"{self.name}.png")
        driver.press("Ctrl+B")
        driver.picture(pictures / f"{self.name}-booking.png")
        driver.press("Escape")
        driver.close()


LOOKS = (
    TourLook("30-light-1366x768", (1366, 768)),
    TourLook("31-light-1366x688", (1366, 688)),
    TourLook("32-light-1920x1080", (1920, 1080)),
    TourLook("33-dark-1366x768", (1366, 768), "dark"),
    TourLook("34-dark-1920x1080", (1920, 1080), "dark"),
    TourLook("35-high-contrast-150", (1366, 768), "highContrast", 150),
    TourLook("36-high-contrast-dark-150", (1366, 768), "highContrastDark", 150),
    TourLook("37-light-150", (1366, 768), "light", 150),
    TourLook("38-light-200", (1366, 768), "light", 200),
)
