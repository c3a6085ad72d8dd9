"""The receptionist's main job in the real window, by keys that name no widget."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection, event, select

from desktop.operations.checks import check_database
from desktop.operations.desk import open_desk
from desktop.operations.people_import import import_people
from desktop.persistence import prepared
from desktop.persistence.engine import open_database
from desktop.persistence.tables import appointments, clinicians, patients, slot_types
from desktop.ui.diary.diary_model import Roles
from tests.data_sets import DataSets
from tests.engines import on_each_engine
from tests.tour.driver import Driver

MOST_KEYS = 12


def _find(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return")


def _book(driver: Driver, reason: str) -> None:
    """Book for the person in the panel: another kind and clinician than the usual."""
    driver.press("Ctrl+B")
    driver.type("n", counted=True)
    driver.press("Tab")
    driver.type("g", counted=True)
    driver.press("Alt+R")
    driver.type(reason)
    driver.press("Return")


def _stored(url: str, reason: str, family: str = "Smith") -> list[tuple[str, str, str, int]]:
    """Return (state, kind, clinician, minutes) of the visits with that reason."""
    database = open_database(url)
    query = (
        select(
            appointments.c.state,
            slot_types.c.name,
            clinicians.c.given_names,
            appointments.c.start_at,
            appointments.c.end_at,
        )
        .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
        .join(clinicians, clinicians.c.id == appointments.c.clinician_id)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(appointments.c.reason == reason, patients.c.family_name == family)
        .order_by(appointments.c.id)
    )
    with database.reading() as db:
        rows = db.execute(query).all()
    database.close()
    return [
        (row[0].value, row[1], row[2], int((row[4] - row[3]).total_seconds() // 60)) for row in rows
    ]


def _chosen(driver: Driver) -> list[str]:
    """Return who is in the cell under the cursor."""
    driver.settle()
    cell = driver.start.front_desk.diary.current_cell()
    return [visit.called for visit in cell.visits]


def _do_the_rest(driver: Driver, url: str, called: str, family: str) -> None:
    """Book for who was found, undo, book again, move, arrive, take it back, cancel."""

    def state_of(reason: str) -> str:
        ((state, *_),) = _stored(url, reason, family)
        return state

    _book(driver, "Dressing")
    driver.press("Ctrl+Z")
    assert driver.said.startswith(f"Undone: Booked {called}")
    assert state_of("Dressing") == "entered-in-error"
    _book(driver, "Dressing again")
    driver.press("Ctrl+X", "Ctrl+Down", "Ctrl+V")
    assert driver.said.startswith(f"Moved {called} to today 12:10")
    assert _chosen(driver) == [called]
    driver.press("F8")
    assert driver.said == f"{called}: here."
    assert state_of("Dressing again") == "arrived"
    driver.press("Shift+F8")
    assert state_of("Dressing again") == "booked"
    driver.press("Delete", "Down", "Ctrl+Return")
    assert driver.said.startswith(f"Cancelled {called}, today 12:10.")
    assert state_of("Dressing again") == "cancelled"
    assert [row.invariant for row in check_database(url) if row.violations] == []


def _count_statements(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """Count what the window's database is asked: on the UI's thread (True), or on another."""
    front_desk = driver.start.front_desk
    assert front_desk is not None
    engine = front_desk.runner.desk.database.engine
    counted: Counter[bool] = Counter()
    ui, by_driver = threading.get_ident(), prepared.run_by_driver

    def count(*_: object) -> None:
        counted[threading.get_ident() == ui] += 1

    def run(db: Connection, *given: Any) -> Any:
        if db.engine.pool is engine.pool:
            count()
        return by_driver(db, *given)

    event.listen(engine, "before_cursor_execute", count)
    monkeypatch.setattr(prepared, "run_by_driver", run)
    return counted


@on_each_engine("demo_url")
def test_find_and_book_takes_at_most_twelve_keys(driver: Driver, demo_url: str) -> None:
    _find(driver)
    assert driver.start.front_desk.panel.card.called == "Joanna Smith"
    _book(driver, "Dressing on my leg")
    assert driver.keys_pressed <= MOST_KEYS
    assert driver.said.startswith("Booked Joanna Smith, today 11:10, Grace Adeyemi, Alder Lane.")
    stored = _stored(demo_url, "Dressing on my leg")
    assert stored == [("booked", "Nurse treatment", "Grace", 20)]


@on_each_engine("demo_url")
def test_the_whole_main_job_with_no_statement_on_the_ui_thread(
    driver: Driver, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = _count_statements(driver, monkeypatch)
    _find(driver)
    _do_the_rest(driver, demo_url, "Joanna Smith", "Smith")
    assert counted[True] == 0
    assert counted[False] > 50


@pytest.mark.parametrize("field", ["search_box", "booking_reason", "booking_note", "booking_from"])
def test_ctrl_z_in_an_empty_field_undoes_the_last_act(driver: Driver, field: str) -> None:
    _find(driver)
    _book(driver, "Undo from a field")
    driver.press("Ctrl+K" if field == "search_box" else "Ctrl+B")
    widget = driver.window.findChild(QWidget, field)
    assert widget is not None
    driver.focus(widget)
    driver.press("Ctrl+Z")
    assert driver.said.startswith("Undone: Booked Joanna Smith")


def test_letters_typed_in_the_diary_go_to_the_search_box(driver: Driver) -> None:
    driver.type("hughes")
    assert driver.window.top_bar.search.field.text() == "hughes"


def test_going_to_a_date_said_in_words(driver: Driver) -> None:
    driver.press("Ctrl+G")
    driver.type("in 2 weeks")
    driver.press("Return")
    assert driver.start.front_desk.diary_control.on_date.isoformat() == "2026-12-02"
    driver.press("Alt+Left", "Ctrl+PgDown")
    assert driver.start.front_desk.diary_control.on_date.isoformat() == "2026-12-08"
    driver.press("Ctrl+T")
    assert driver.start.front_desk.diary_control.on_date.isoformat() == "2026-11-18"


def test_f8_on_a_found_person_marks_todays_visit_wherever_the_diary_stands(
    driver: Driver,
) -> None:
    driver.press("Ctrl+G")
    driver.type("in 3 days")
    driver.press("Return", "Ctrl+K")
    driver.type("jakub nowak")
    driver.press("Return", "F8")
    assert driver.said == "Jakub Nowak: here."


def test_f8_acts_on_the_person_found_not_on_the_cell_that_was_selected(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jakub nowak")
    driver.press("Return", "F8")
    assert driver.said == "Jakub Nowak: here."


def test_f8_right_after_an_arrow_acts_on_the_cell_and_not_on_the_panels_person(
    driver: Driver,
) -> None:
    view = driver.start.front_desk.diary
    rows = [view.model.index(row, 0).data(Roles.CELL) for row in range(view.model.rowCount())]
    above = next(cell for cell in rows if cell.visits and cell.visits[0].called == "Jakub Nowak")
    view.select_visit(above.visits[0].id)
    driver.settle()
    QTest.keyClick(view, Qt.Key.Key_Up)  # the panel still shows Jakub Nowak
    QTest.keyClick(view, Qt.Key.Key_F8)
    driver.settle()
    assert driver.said == "Siân Pritchard: here."


@pytest.mark.data_set("synthea/r4-1000")
def test_the_main_job_in_a_practice_with_real_people(
    demo_url: str, open_driver: object, test_data: DataSets, tmp_path: Path
) -> None:
    file = test_data("synthea/r4-1000/Patient.part-a.ndjson.gz")
    desk = open_desk(demo_url, desk_name="Import", lock_dir=tmp_path / "locks")
    report = import_people(desk, [file])
    desk.close()
    test_data.assert_figure("synthea/r4-1000", report.added, 565)
    driver: Driver = open_driver(demo_url)  # type: ignore[operator]
    driver.press("Ctrl+K")
    driver.type("di ko 14/6/73")
    driver.press("Return")
    panel = driver.start.front_desk.panel
    assert panel.card is not None
    details = panel.card.details
    assert "Koch" in details.family_name
    assert panel.head.name.text() == panel.card.called
    assert panel.head.born.text().startswith("53, born 14 Jun 1973")
    _do_the_rest(driver, demo_url, panel.card.called, details.family_name)
