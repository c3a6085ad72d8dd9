"""The tour of who is at the desk and what two desks do to one record, in light and in dark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.front_desk import FrontDesk
from desktop.operations.closures import add_closure
from desktop.operations.desk import Desk, open_desk
from desktop.operations.looks import mark_sensitive
from desktop.operations.people import change_patient
from desktop.operations.people_reads import read_patient_card
from desktop.operations.reads import read_day
from desktop.operations.staff import list_staff, read_demo_pins
from desktop.operations.work import Actor
from desktop.ui.diary.diary_layout import CellBox
from desktop.ui.people.patient_form import PatientForm
from tests.tour.driver import Driver
from tests.tour.setup_steps import sign_in


def trust_steps(url: str, pictures: Path, *, theme: str) -> None:
    """Take the pictures 80 to 85, 87 and 88."""
    other = _second_desk(url)
    _close_a_record(other)
    driver = Driver(url, theme=theme)
    driver.open()
    driver.press("F12")
    driver.picture(pictures / f"80-cover-{theme}.png")
    pins = desk_of(driver).runner.desk.read(read_demo_pins)
    driver.type(next(one.pin for one in pins if one.name == "Priya Nair"))
    driver.press("Return")
    driver.until(lambda: not driver.window.covering.is_on)
    sign_in(driver, "Ruth Cohen")
    driver.press("Shift+F12")
    driver.picture(pictures / f"81-sign-in-{theme}.png")
    driver.press("Escape")
    _choose(driver, "Jakub Nowak")
    driver.picture(pictures / f"82-a-closed-record-in-the-diary-{theme}.png")
    driver.press("Ctrl+G")
    driver.type("25/12/2026")
    driver.press("Return")
    driver.picture(pictures / f"83-closed-and-a-new-session-{theme}.png")
    driver.press("Ctrl+W")
    driver.picture(pictures / f"84-week-with-a-bank-holiday-{theme}.png")
    driver.press("Ctrl+W", "Ctrl+T")
    _two_edits(driver, other, pictures / f"85-two-edits-{theme}.png")
    _ended_away(driver, pictures / f"87-hold-ended-while-away-{theme}.png")
    _close_an_afternoon(driver, other, pictures / f"88-closed-and-worked-{theme}.png")
    other.close()
    driver.close()


def _ended_away(driver: Driver, file: Path) -> None:
    """Leave a half-typed booking to another person; its hold ends before its owner is back."""
    driver.press("Ctrl+K")
    driver.type("sian pritchard")
    driver.press("Return", "Ctrl+B", "Alt+R")
    driver.type("Dressing on my l")
    keeper = desk_of(driver).booking.keeper
    driver.until(lambda: keeper.hold is not None)
    sign_in(driver, "Priya Nair")
    assert keeper.hold is not None
    keeper.hold = replace(keeper.hold, until_at=desk_of(driver).clock())
    keeper.tick()
    sign_in(driver, "Ruth Cohen")
    driver.until(desk_of(driver).booking.hold_bar.isVisible)
    driver.picture(file)
    driver.press("Escape")


def _close_an_afternoon(driver: Driver, other: Desk, file: Path) -> None:
    """Close the afternoon for training at the other desk: the heads here say so."""
    on = date(2026, 11, 18)
    training = ClosureDetails(
        ClosureKind.TRAINING, "Staff training", on, on, start_local=time(15, 30)
    )
    other.actor = _manager(other)
    other.act(add_closure, details=training)
    control = desk_of(driver).diary_control
    driver.until(lambda: control.day is not None and bool(control.day.columns[0].closed))
    driver.picture(file)


def desk_of(driver: Driver) -> FrontDesk:
    """Return the front desk, which is there once the window is open."""
    desk = driver.start.front_desk
    assert desk is not None
    return desk


def carrying_marks(url: str, pictures: Path, *, theme: str) -> None:
    """Take picture 86: what a carried visit fits, and whom it may change places with."""
    driver = Driver(url, theme=theme)
    driver.open()
    _choose(driver, "Siân Pritchard")
    driver.press("Ctrl+X", "Up")
    driver.picture(pictures / f"86-carrying-{theme}.png")
    driver.close()


def _second_desk(url: str) -> Desk:
    """Open a desk at which another receptionist is."""
    desk = open_desk(url, desk_name="Desk 2")
    one = desk.read(list_staff)[1]
    desk.actor = Actor(one.name, one.role, one.id)
    return desk


def _close_a_record(desk: Desk) -> None:
    """Let Jakub Nowak's record, who has a visit today, open only with a reason."""
    day = desk.read(read_day, on_date=date(2026, 11, 18))
    visits = [
        visit
        for column in day.columns
        for session in column.sessions
        for cell in session.cells
        for visit in cell.visits
    ]
    key = next(one.patient_id for one in visits if one.called == "Jakub Nowak")
    card = desk.read(read_patient_card, patient_id=key)
    who, desk.actor = desk.actor, _manager(desk)
    desk.act(mark_sensitive, patient_id=card.id, version=card.version, is_sensitive=True)
    desk.actor = who


def _manager(desk: Desk) -> Actor:
    found = next(one for one in desk.read(list_staff) if one.role.value == "manager")
    return Actor(found.name, found.role, found.id)


def _choose(driver: Driver, name: str) -> None:
    desk = desk_of(driver)
    layout = desk.diary.day_layout
    assert layout is not None

    def has(box: CellBox) -> bool:
        return any(visit.called == name for visit in box.cell.visits)

    desk.diary.choose((next(box for column in layout.boxes for box in column if has(box)),))
    driver.focus(desk.diary)
    driver.settle()


def _two_edits(driver: Driver, other: Desk, file: Path) -> None:
    """Change how Maggie's name is said here and at the other desk, and save."""
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/52")
    driver.press("Return", "F2")
    form = driver.window.areas.currentWidget()
    assert isinstance(form, PatientForm)
    shown = desk_of(driver).panel.card
    assert shown is not None
    said = form.findChild(QLineEdit, "say_it")
    assert said is not None
    driver.focus(said)
    driver.press("Ctrl+A")
    driver.type("MAG-ee, hard G")
    card = other.read(read_patient_card, patient_id=shown.id)
    theirs = replace(
        card.details, say_it="MAGH-ee, never Margaret", address="9 Tanner Row, Leeds, LS1 4AB"
    )
    other.act(
        change_patient,
        agreed=frozenset({"alike"}),
        patient_id=card.id,
        version=card.version,
        details=theirs,
    )
    driver.press("Ctrl+Return")
    driver.picture(file)
    driver.press("Escape")
