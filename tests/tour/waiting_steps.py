"""The tour of the waiting list: a cancelled visit filled from it, through a chain of two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

from desktop.domain.ids import PatientId
from desktop.domain.visits import State
from desktop.domain.waiting import Urgency, WishDetails
from desktop.operations.booking import cancel_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.people_reads import find_people, read_patient_card
from desktop.operations.reads import read_outline
from desktop.operations.undo import undo
from desktop.operations.waiting_list import add_wish, start_wish
from tests.tour.driver import Driver

SIAN, DARIUS, ROSA = "sian pritchard", "darius popescu", "rosa marin"


def plant(desk: Desk, typed: str, **wanted: Any) -> PatientId:
    """Let somebody wait, urgently, so that they come before those of the demo."""
    person: PatientId = desk.read(find_people, text=typed).rows[0].id
    start = desk.read(start_wish, patient_id=person)
    gives_up = start.visits[0].id if wanted.pop("earlier", False) else None
    routine = next(one for one in desk.read(read_outline).slot_types if one.name == "Routine")
    wish = WishDetails(
        routine.id,
        urgency=Urgency.URGENT,
        urgency_by="Dr Patel",
        appointment_id=gives_up,
        **wanted,
    )
    desk.act(add_wish, patient_id=person, wish=wish)
    return person


def plant_chain(driver: Driver) -> tuple[PatientId, PatientId]:
    """Let one wait for an earlier time than theirs, and another for about that time."""

    def plant_both(desk: Desk) -> tuple[PatientId, PatientId]:
        darius = plant(desk, DARIUS, earlier=True)
        times = {"from_local": time(12, 10), "until_local": time(12, 40)}
        return darius, plant(desk, ROSA, **times)

    front_desk = driver.start.front_desk
    assert front_desk is not None
    desk = front_desk.runner.desk
    both: tuple[PatientId, PatientId]
    both = front_desk._opened.worker.act(lambda: plant_both(desk)).result(timeout=60)
    return both


def cancel(driver: Driver) -> None:
    """Cancel a visit of this morning, as its person asks on the phone."""
    driver.press("Ctrl+K")
    driver.type(SIAN)
    driver.press("Return", "Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    while driver.app.activeModalWidget() is not None:  # which of several, then why
        driver.front()
        driver.press("Ctrl+Return")
    driver.front()
    desk = driver.start.front_desk
    assert desk is not None
    driver.until(lambda: desk.waiting.strip is not None and desk.waiting.strip.isVisible())


def free_elsewhere(url: str) -> Callable[[], None]:
    """Let another desk cancel the visit; returns what has it taken back there."""
    desk = open_desk(url, desk_name="Desk 2")
    person: PatientId = desk.read(find_people, text=SIAN).rows[0].id
    visit = next(
        one
        for one in desk.read(read_patient_card, patient_id=person).today
        if one.state is State.BOOKED
    )
    done = desk.act(cancel_appointment, appointment_id=visit.id, version=visit.version, code="pat")

    def take_back() -> None:
        desk.act(undo, inverse=done.undo)
        desk.close()

    return take_back


def waiting_steps(
    url: str,
    pictures: Path,
    *,
    theme: str = "light",
    text_percent: int = 100,
    size: tuple[int, int] = (1366, 768),
) -> None:
    """Take the pictures 100 to 108."""
    driver = Driver(url, theme=theme, text_percent=text_percent, size=size)
    ending = f"-{theme}-{text_percent}-{size[0]}"

    def picture(name: str) -> None:
        driver.picture(pictures / f"{name}{ending}.png")

    driver.open()
    plant_chain(driver)
    driver.press("Ctrl+K")
    driver.type("edwin osei")
    driver.press("Return", "Ctrl+B", "Alt+R")
    driver.type("Rang about his results")
    undone = free_elsewhere(url)
    desk = driver.start.front_desk
    assert desk is not None
    driver.until(lambda: desk.waiting.strip is not None and desk.waiting.strip.isVisible())
    picture("108-freed-at-another-desk")
    undone()
    driver.until(desk.waiting.strip.isHidden)
    driver.press("Escape", "Ctrl+1")
    driver.press("Ctrl+4")
    picture("100-waiting-list")
    driver.press("Down", "Down", "F2")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    picture("101-what-they-wait-for")
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+1")
    cancel(driver)
    picture("102-a-time-came-free")
    driver.press("Ctrl+Shift+L")
    picture("103-whom-it-suits")
    driver.press("Return")
    picture("104-offered")
    driver.press("Delete")
    driver.until(lambda: driver.app.activeModalWidget() is not None)
    driver.front()
    picture("105-not-taken")
    driver.press("Escape")
    driver.front()
    driver.press("Return")
    picture("106-the-chain-goes-on")
    driver.press("Return", "Return")
    picture("107-filled")
    driver.close()
