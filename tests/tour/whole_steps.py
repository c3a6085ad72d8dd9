"""The tour of the whole panel: read, changed in its place, added to, what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import update

from desktop.domain.preference_rules import Source, Told
from desktop.domain.related_people import RelatedDetails
from desktop.operations.desk import Desk, open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.preferences import record_preference
from desktop.operations.reads import read_outline
from desktop.operations.related_people import add_related_person
from desktop.persistence.tables import preferences
from tests.tour.driver import Driver


@dataclass(frozen=True)
class Whole:
    """One look of the whole panel."""

    theme: str
    text_percent: int
    size: tuple[int, int]

    def take(self, url: str, pictures: Path) -> None:
        """Take the pictures 70 to 76."""
        _plant(url)
        driver = Driver(url, theme=self.theme, text_percent=self.text_percent, size=self.size)
        ending = f"-{self.theme}-{self.text_percent}-{self.size[0]}"
        driver.open()
        driver.press("Ctrl+K")
        driver.type("maggie hughes 12/3/52")
        driver.press("Return", "F3")
        desk = driver.start.front_desk
        assert desk is not None
        driver.until(lambda: desk.whole.is_shown)
        driver.settle()
        driver.picture(pictures / f"70-whole-panel{ending}.png")
        driver.press("Down", "F2")
        driver.settle()
        driver.picture(pictures / f"71-changed-in-its-place{ending}.png")
        driver.press("Escape", "Ctrl+Shift+N")
        driver.settle()
        driver.type("hearing")
        driver.picture(pictures / f"72-added-by-a-word{ending}.png")
        driver.press("Escape", "Ctrl+F7")
        driver.until(lambda: driver.app.activeModalWidget() is not None)
        driver.front()
        driver.press("1", "2")
        driver.type("The visit was cut short")
        driver.press("Tab", "3")
        driver.picture(pictures / f"73-what-was-kept{ending}.png")
        driver.type("Maggie")
        driver.press("Tab", "0", "Return")
        driver.until(lambda: driver.app.activeModalWidget() is None)
        driver.front()
        driver.picture(pictures / f"74-kept-and-not{ending}.png")
        driver.press("F3")
        driver.picture(pictures / f"75-compact-again{ending}.png")
        driver.press("Ctrl+K")
        driver.type("darius popescu")
        driver.press("Return", "F3")
        driver.until(lambda: desk.whole.is_shown)
        driver.settle()
        driver.picture(pictures / f"76-little-known{ending}.png")
        driver.close()


WHOLES = (
    Whole("light", 100, (1366, 768)),
    Whole("dark", 100, (1366, 768)),
    Whole("light", 150, (1366, 768)),
    Whole("dark", 150, (1920, 1080)),
    Whole("highContrast", 100, (1366, 768)),
)


def _told(desk: Desk) -> tuple[tuple[str, Told], ...]:
    outline = desk.read(read_outline)
    usual = tuple(
        one.id for name in ("Patel", "Adeyemi") for one in outline.clinicians if name in one.name
    )
    carer = {"source": Source.CARER, "said_by": "Bethan Hughes"}
    return (
        ("write-down", Told(own_words="Write down what happens next.")),
        ("seat", Told(value="A seat facing the door, out of the draught")),
        ("face-them", Told(value="Wave or touch my arm lightly. Do not shout.", **carer)),
        ("times", Told((("from", "09:00"), ("until", "11:30"), ("not_days", ("TH",)),
                        ("days_why", "choir")))),
        ("never-call", Told()),
        ("clinician", Told((("clinicians", usual), ("waits_days", 7)))),
        ("clinic", Told((("clinics", (outline.clinics[0].id,)),))),
        ("travel", Told((("how", "By bus 42, arrives 10 past the hour"),))),
        ("sharing", Told((("answer", "given"),))),
        ("bereaved", Told(value="Her sister died in October", ends_on=date(2027, 5, 1))),
    )  # fmt: skip


def _plant(url: str) -> None:
    """Let Maggie have told more, and one thing of it be due to be asked."""
    desk = open_desk(url, desk_name="Desk 2")
    rows = desk.read(find_people, text="maggie hughes 12/3/1952").rows
    maggie = next(one.id for one in rows if one.born_on == date(1952, 3, 12))
    for kind, told in _told(desk):
        desk.act(record_preference, patient_id=maggie, kind=kind, told=told)
    bethan = RelatedDetails("Bethan Hughes", "daughter", may_speak_for=("times", "transport"))
    desk.act(add_related_person, patient_id=maggie, details=bethan)
    due = update(preferences).where(
        preferences.c.patient_id == maggie, preferences.c.kind == "step-free"
    )
    with desk.database.writing() as db:
        db.execute(due.values(review_on=date(2026, 10, 1)))
    desk.close()
