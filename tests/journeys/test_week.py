"""The week by keys alone: find a free time on another day, book it, move a visit, come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

import pytest

from desktop.domain.diary import Cell, CellState, cell_state
from desktop.domain.ids import AppointmentId
from desktop.domain.sessions import PatternPart
from desktop.domain.week import DiaryWeek, monday_of
from desktop.front_desk import FrontDesk
from desktop.operations.booking import cancel_appointment
from desktop.operations.desk import open_desk
from desktop.operations.outcome import Changes
from desktop.operations.reads import read_outline
from desktop.operations.sessions import create_session
from desktop.ui.diary.diary_layout import CellBox
from tests.tour.driver import Driver

THURSDAY = date(2026, 11, 26)


@pytest.fixture
def driver(demo_url: str, open_driver: Callable[[str], Driver]) -> Driver:
    """Return the program on the demo, where Dr Patel works next Thursday too."""
    desk = open_desk(demo_url, desk_name="Desk 2")
    outline = desk.read(read_outline)
    doctor = next(one for one in outline.clinicians if one.name == "Dr Anjali Patel")
    routine = next(one for one in outline.slot_types if one.letter == "R")
    desk.act(
        create_session,
        clinic_id=outline.clinics[0].id,
        room_id=None,
        clinician_id=doctor.id,
        on_date=THURSDAY,
        start_local=time(9),
        end_local=time(10),
        pattern=(PatternPart(6, routine.id, 10),),
    )
    desk.close()
    return open_driver(demo_url)


@pytest.fixture
def desk(driver: Driver) -> FrontDesk:
    assert driver.start.front_desk is not None
    return driver.start.front_desk


def _go(driver: Driver, desk: FrontDesk, wanted: CellBox) -> None:
    """Go to a cell by arrows alone."""
    for _ in range(60):
        box = desk.diary.current_box()
        assert box is not None
        if box.column != wanted.column:
            driver.press("Right" if box.column < wanted.column else "Left")
        elif box.row != wanted.row:
            driver.press("Down" if box.row < wanted.row else "Up")
        else:
            return
    raise AssertionError("the cell was not reached")


def _boxes(desk: FrontDesk, column: int, state: CellState) -> list[CellBox]:
    layout, now = desk.diary.day_layout, desk.diary.model_now
    assert layout is not None
    assert now is not None
    return [
        box
        for box in layout.boxes[column]
        if cell_state(box.cell, now) is state and box.cell.capacity == 1
    ]


def _visit_at(desk: FrontDesk, appointment_id: AppointmentId) -> Cell:
    assert desk.diary.day_layout is not None
    box = desk.diary.day_layout.find_visit(appointment_id)
    assert box is not None
    return box.cell


@dataclass
class Found:
    """A week with a visit on one day and, on a later one, free times as long."""

    week: DiaryWeek
    visit: CellBox
    free: list[CellBox]


def _find(desk: FrontDesk) -> Found | None:
    layout = desk.diary.day_layout
    if layout is None or not isinstance(layout.day, DiaryWeek):
        return None
    for column, later in combinations(range(7), 2):
        for visit in _boxes(desk, column, CellState.BOOKED):
            same = visit.cell.slot_type_id, visit.cell.minutes
            free = [
                one
                for one in _boxes(desk, later, CellState.FREE)
                if (one.cell.slot_type_id, one.cell.minutes) == same
            ]
            if len(free) > 1:
                return Found(layout.day, visit, free)
    return None


@pytest.fixture
def found(driver: Driver, desk: FrontDesk) -> Found:
    """Open next week of Dr Patel, whose column is the first of today, by keys."""
    driver.press("Ctrl+W", "Alt+Right")
    found = _find(desk)
    assert found is not None, "she has visits on Monday"
    return found


def test_a_time_is_booked_and_a_visit_moved_in_the_week(
    driver: Driver, desk: FrontDesk, found: Found
) -> None:
    assert found.week.on_date == monday_of(desk.clock().date()) + timedelta(days=7)
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/1952")
    driver.press("Return")
    free = found.free[0]
    _go(driver, desk, free)
    driver.press("Return", "Return")
    driver.until(lambda: driver.said.startswith("Booked Maggie Hughes"))
    driver.settle()
    cell = desk.diary.current_cell()
    assert cell is not None
    assert (cell.start_at, cell.visits[0].called) == (free.cell.start_at, "Maggie Hughes")
    assert desk.place.week_is_on
    driver.press("Ctrl+Z")
    driver.settle()

    before = found.visit.cell
    visit = before.visits[0]
    _go(driver, desk, found.visit)
    driver.press("Ctrl+X")
    target = found.free[1]
    _go(driver, desk, target)
    driver.press("Ctrl+V")
    driver.settle()
    driver.press(*(["Return"] if driver.app.activeModalWidget() else []))
    assert _visit_at(desk, visit.id).start_at == target.cell.start_at
    driver.press("Ctrl+Z")
    assert _visit_at(desk, visit.id).start_at == before.start_at

    _go(driver, desk, target)
    _leave(driver, desk)
    day = desk.diary.day_layout
    assert day is not None
    assert day.day.on_date == found.week.days[target.column]
    assert desk.diary.current_cell() == target.cell
    assert desk.diary.hasFocus()


def _leave(driver: Driver, desk: FrontDesk) -> None:
    """Go back to the day by Esc; the first puts away the words to say, where they still stand."""
    driver.press("Escape")
    if desk.place.week_is_on:
        driver.press("Escape")
    assert not desk.place.week_is_on


def test_another_desks_change_comes_in_and_a_kinds_week_leads_to_its_day(
    demo_url: str, driver: Driver, desk: FrontDesk, found: Found
) -> None:
    booked = found.visit.cell.visits[0]
    here = desk.diary.current_cell()
    other = open_desk(demo_url, desk_name="Desk 2")
    other.act(
        cancel_appointment,
        appointment_id=booked.id,
        version=booked.version,
        code="pat",
    )
    other.close()
    driver.until(lambda: desk.diary.day_layout.find_visit(booked.id) is None)  # type: ignore[union-attr]
    current = desk.diary.current_cell()
    assert here is not None
    assert current is not None
    assert current.key == here.key

    controller = desk.place.week
    assert controller is not None
    while not controller.shows_kind or "Nothing" in controller.bar.words:
        driver.press("Ctrl+Shift+PgDown")
    assert desk.diary.current_cell() is None, "no act falls on what is covered"
    half = controller.kinds.current_half_day
    assert half is not None
    assert half.free > 0
    driver.press("Return")
    cell = desk.diary.current_cell()
    assert cell is not None
    assert cell.key == half.first_slot
    assert not desk.place.week_is_on
    assert driver.window.top_bar.stepper.on_date == half.on_date
    assert desk.diary.hasFocus()


def test_going_from_week_to_week_never_changes_whom_a_key_acts_on(
    driver: Driver, desk: FrontDesk
) -> None:
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/1952")
    driver.press("Return")
    before = desk.meant.visit
    assert before is not None
    for key in ("Ctrl+W", "Alt+Right", "Ctrl+T", "Ctrl+W"):
        driver.press(key)
        assert desk.meant.visit == before, f"{key} moved the selection, nobody chose its visit"
        assert desk.panel.card is not None
        assert desk.panel.card.called.endswith("Hughes")


def test_a_bank_holiday_is_named_in_the_week_and_stays_named_when_a_day_changes(
    driver: Driver, desk: FrontDesk
) -> None:
    driver.press("Ctrl+G")
    driver.type("25/12/2026")
    driver.press("Return", "Ctrl+W")
    week = desk.place.week
    assert week is not None

    def closed() -> tuple[str, ...]:
        assert isinstance(week._week, DiaryWeek)
        return week._week.closed

    driver.until(lambda: closed()[4] == "Christmas Day")
    assert closed()[:4] == ("",) * 4
    desk.runner.changed.emit(Changes({"day": frozenset({"2026-12-21"})}), None)
    assert closed()[4] == "Christmas Day"
    driver.settle()
    assert closed()[4] == "Christmas Day"
