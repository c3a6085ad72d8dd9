"""The receptionist's main job in the real window, by keys that name no widget."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from desktop.operations.checks import check_database
from desktop.operations.desk import open_desk
from desktop.operations.people_import import import_people
from desktop.persistence.engine import open_database
from desktop.persistence.tables import appointments, clinicians, patients, slot_types
from desktop.ui.diary.diary_model import Roles
from tests.data_sets import DataSets
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
    driver.press("Tab")
    driver.type(reason)
    driver.press("Return")


def _stored(url: str, reason: str) -> list[tuple[str, str, str, int]]:
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
        .where(appointments.c.reason == reason, patients.c.family_name == "Smith")
        .order_by(appointments.c.id)
    )
    with database.reading() as db:
        rows = db.execute(query).all()
    database.close()
    return [
        (row[0].value, row[1], row[2], int((row[4] - row[3]).total_seconds() // 60)) for row in rows
    ]


def test_find_and_book_takes_at_most_twelve_keys(driver: Driver, demo_url: str) -> None:
    _find(driver)
    assert driver.start.front_desk.panel.card.called == "Joanna Smith"
    _book(driver, "Dressing on my leg")
    assert driver.keys_pressed <= MOST_KEYS
    assert driver.said.startswith("Booked Joanna Smith, today 11:10, Grace Adeyemi, Alder Lane.")
    stored = _stored(demo_url, "Dressing on my leg")
    assert stored == [("booked", "Nurse treatment", "Grace", 20)]


def _chosen(driver: Driver) -> list[str]:
    """Return who is in the cell under the cursor."""
    driver.settle()
    cell = driver.start.front_desk.diary.current_cell()
    return [visit.called for visit in cell.visits]


def test_the_whole_main_job(driver: Driver, demo_url: str) -> None:
    _find(driver)
    _book(driver, "Dressing")
    driver.press("Ctrl+Z")
    assert driver.said.startswith("Undone: Booked Joanna Smith")
    assert [one[0] for one in _stored(demo_url, "Dressing")] == ["entered-in-error"]
    _book(driver, "Dressing again")
    driver.press("Ctrl+X", "Ctrl+Down", "Ctrl+V")
    assert driver.said.startswith("Moved Joanna Smith to today 12:10")
    assert _chosen(driver) == ["Joanna Smith"]
    driver.press("F8")
    assert driver.said == "Joanna Smith: here."
    assert _stored(demo_url, "Dressing again")[0][0] == "arrived"
    driver.press("Shift+F8")
    assert _stored(demo_url, "Dressing again")[0][0] == "booked"
    driver.press("Delete", "Down", "Ctrl+Return")
    assert driver.said.startswith("Cancelled Joanna Smith, today 12:10.")
    assert _stored(demo_url, "Dressing again")[0][0] == "cancelled"
    assert [row.invariant for row in check_database(demo_url) if row.violations] == []


@pytest.mark.parametrize("field", ["search_box", "booking_reason", "booking_note", "booking_from"])
def test_ctrl_z_in_an_empty_field_undoes_the_last_act(driver: Driver, field: str) -> None:
    _find(driver)
    _book(driver, "Undo from a field")
    driver.press("Ctrl+K" if field == "search_box" else "Ctrl+B")
    widget = driver.window.findChild(QWidget, field)
    assert widget is not None
    widget.setFocus()
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
    driver.type("koch")
    driver.press("Return")
    card = driver.start.front_desk.panel.card
    assert card is not None
    assert "Koch" in card.details.family_name
    _book(driver, "First visit")
    assert driver.said.startswith(f"Booked {card.called}, ")
    driver.press("Ctrl+Z")
    assert driver.said.startswith("Undone: ")
