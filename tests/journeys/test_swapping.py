"""Two visits swapped by Ctrl+X and Ctrl+V, in the real window on each engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktop.domain.diary import VisitInDiary
from desktop.domain.visits import State
from desktop.operations.visits import mark_arrived
from desktop.ui.diary.diary_layout import CellBox
from desktop.ui.visits.reason_dialog import AgreementDialog
from tests.tour.driver import Driver


def _boxes(driver: Driver, fits: Callable[[VisitInDiary], bool]) -> list[CellBox]:
    """Return the cells with a visit to come that is booked and fits."""
    desk = driver.start.front_desk
    now = desk.clock()
    if desk.diary.day_layout is None:
        return []
    return [
        box
        for column in desk.diary.day_layout.boxes
        for box in column
        if len(box.cell.visits) == 1
        and box.cell.capacity == 1
        and box.cell.visits[0].state is State.BOOKED
        and box.cell.start_at > now
        and fits(box.cell.visits[0])
    ]


def _starts(driver: Driver, *visits: VisitInDiary) -> list[datetime]:
    layout = driver.start.front_desk.diary.day_layout
    return [layout.find_visit(one.id).cell.start_at for one in visits]


def _carry_to_another(driver: Driver) -> tuple[VisitInDiary, VisitInDiary]:
    """Pick a visit up and go to another of its kind and length; return the two."""
    diary = driver.start.front_desk.diary
    first = _boxes(driver, lambda _visit: True)[0]
    one = first.cell.visits[0]
    length = one.end_at - one.start_at

    def is_alike(visit: VisitInDiary) -> bool:
        alike = (visit.slot_type_id, visit.channel) == (one.slot_type_id, one.channel)
        return (
            alike and visit.patient_id != one.patient_id and visit.end_at - visit.start_at == length
        )

    diary.choose((first,))
    driver.press("Ctrl+X")
    diary.choose((_boxes(driver, is_alike)[0],))
    driver.settle()
    cell = diary.current_cell()
    assert cell is not None
    return one, cell.visits[0]


def test_two_visits_are_swapped_and_taken_back_by_keys(driver: Driver) -> None:
    desk = driver.start.front_desk
    one, other = _carry_to_another(driver)
    driver.press("Ctrl+V")
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, AgreementDialog)
    assert dialog.title.text().startswith(f"Swap {one.called}, today ")
    driver.press("Return")  # the safe answer has the focus
    assert _starts(driver, one, other) == [one.start_at, other.start_at]
    assert driver.said.startswith(f"Not moved. Carrying {one.called}, ")
    driver.press("Ctrl+V", "Ctrl+Return")
    assert driver.said == f"Swapped {one.called} and {other.called}."
    assert _starts(driver, one, other) == [other.start_at, one.start_at]
    assert desk.diary.carried is None
    assert desk.carrying.to_say.text().startswith(f"Words to say to {one.called}: ")
    driver.press("Ctrl+Z")
    assert _starts(driver, one, other) == [one.start_at, other.start_at]
    driver.press("Ctrl+Shift+Z")
    assert _starts(driver, one, other) == [other.start_at, one.start_at]


def test_a_visit_changed_meanwhile_is_named_and_neither_is_moved(driver: Driver) -> None:
    desk = driver.start.front_desk
    one, other = _carry_to_another(driver)
    driver.press("Ctrl+V")
    facts = {"appointment_id": other.id, "version": other.version}
    desk._opened.worker.act(lambda: desk.runner.desk.act(mark_arrived, **facts)).result(timeout=60)
    driver.press("Ctrl+Return")
    words = f"{other.called}’s visit has changed since you opened it. Nothing was swapped."
    assert driver.said == words
    driver.press("F5")
    assert _starts(driver, one, other) == [one.start_at, other.start_at]
    assert desk.diary.carried is not None


def test_visits_of_two_days_are_swapped_by_keys(driver: Driver) -> None:
    desk = driver.start.front_desk
    diary = desk.diary
    first = _boxes(driver, lambda _visit: True)[-1]
    one, today = first.cell.visits[0], desk.diary_control.on_date
    diary.choose((first,))
    driver.press("Ctrl+X")
    for _ in range(8):
        driver.press("Alt+Right")
        there = _boxes(driver, lambda visit: visit.patient_id != one.patient_id)
        if there:
            break
    other = there[0].cell.visits[0]
    on_date = desk.diary_control.on_date
    assert on_date != today
    diary.choose((there[0],))
    driver.press("Ctrl+V", "Ctrl+Return")
    assert driver.said == f"Swapped {one.called} and {other.called}."
    assert desk.diary_control.on_date == on_date, "where the first one is now"
    assert diary.day_layout.find_visit(one.id).cell.start_at == other.start_at
    driver.press("Ctrl+G")
    driver.type(f"{today.day}/{today.month}/{today.year}")
    driver.press("Return")
    assert diary.day_layout.find_visit(other.id).cell.start_at == one.start_at
