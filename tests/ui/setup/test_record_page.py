"""A page of Set-up: its model, the filter, what is typed stays with its record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.best_fit import Weights
from desktop.domain.ids import ClinicianId, StaffId
from desktop.domain.permissions import Role
from desktop.domain.practice import Clinician
from desktop.domain.setup_records import SetupRecord
from desktop.domain.staff import StaffDetails, StaffList, StaffMember
from desktop.ui.kit.look import Look
from desktop.ui.setup.fit_page import FitPage
from desktop.ui.setup.practice_page import PracticePage
from desktop.ui.setup.record_list import RecordFilter, RecordModel, RecordRow
from desktop.ui.setup.setup_pages import SetupPages
from desktop.ui.setup.staff_page import StaffPage

CTRL = Qt.KeyboardModifier.ControlModifier
PATEL = Clinician(ClinicianId("c1"), "Dr", "Anjali", "Patel", "GP")


def member(name: str, role: Role = Role.RECEPTIONIST, **changed: object) -> StaffMember:
    values: dict[str, object] = {"active": True, "has_pin": True, "version": 1} | changed
    clinician = PATEL.id if role is Role.CLINICIAN else None
    return StaffMember(StaffId(name), StaffDetails(name, role, clinician), **values)  # type: ignore[arg-type]


PRIYA, TOMASZ = member("Priya Nair"), member("Tomasz Zieliński", has_pin=False)
RUTH, ANJALI = member("Ruth Cohen", Role.MANAGER), member("Anjali P", Role.CLINICIAN)
LEFT = member("Sam Left", active=False)
EVERYBODY = StaffList((PRIYA, TOMASZ, RUTH, ANJALI, LEFT), (PATEL,))


@pytest.fixture
def page(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> StaffPage:
    page = StaffPage(look)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    front(page)
    page.show_staff(EVERYBODY)
    page.list.setFocus()
    return page


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, held)


def typed(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)


def test_model_and_filter_pass_the_model_tester(qtmodeltester: ModelTester) -> None:
    model = RecordModel([RecordRow(name, name, "Reception", "Group") for name in "abc"])
    shown = RecordFilter(model)
    watching = [
        QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for one in (model, shown)
    ]
    shown.set_words("b recep")
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["b"]
    model.mark_unsaved("b", unsaved=True)
    spoken = shown.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "b, Reception, not saved, Group"
    model.set_rows(())
    for one in (model, shown):
        qtmodeltester.check(one)
    assert len(watching) == 2


def test_rows_say_who_is_whom_who_has_no_pin_and_who_has_left(page: StaffPage) -> None:
    rows = [(row.title, row.caption, row.group) for row in page.model.rows]
    assert rows == [
        ("Priya Nair", "Signs in with a PIN", "Reception"),
        ("Tomasz Zieliński", "No PIN yet", "Reception"),
        ("Ruth Cohen", "Signs in with a PIN", "Managers"),
        ("Anjali P", "Dr Anjali Patel, GP", "Clinicians"),
        ("Sam Left", "Reception", "Have left"),
    ]


def test_what_is_typed_stays_with_its_record_until_it_is_discarded(page: StaffPage) -> None:
    press(Qt.Key.Key_F2)
    typed("Priya Jones")
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.list
    assert page.model.rows[0].is_unsaved
    press(Qt.Key.Key_Down)
    assert page.form.name.text == TOMASZ.name
    press(Qt.Key.Key_Insert)
    typed("Tom Bell")
    press(Qt.Key.Key_Escape)
    page.show_staff(EVERYBODY)  # another desk's change is read meanwhile
    press(Qt.Key.Key_Insert)
    assert page.form.name.text == "Tom Bell"
    page.discard()
    press(Qt.Key.Key_Up)
    assert (page.record, page.form.name.text) == (PRIYA, "Priya Jones")
    page.discard()
    assert page.form.name.text == PRIYA.name
    assert not any(row.is_unsaved for row in page.model.rows)


def test_keys_filter_save_and_retire(page: StaffPage, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F, CTRL)
    typed("manag")
    assert page.proxy.rowCount() == 1
    press(Qt.Key.Key_Down)
    with qtbot.waitSignal(page.retire_requested) as wanted:
        press(Qt.Key.Key_Delete)
    assert wanted.args == [RUTH]
    press(Qt.Key.Key_Return)
    for key in (Qt.Key.Key_S, Qt.Key.Key_Return):
        with qtbot.waitSignal(page.save_requested):
            press(key, CTRL)
    press(Qt.Key.Key_F, CTRL)
    typed(" nobody")
    assert page.right.currentWidget() is page.empty
    press(Qt.Key.Key_Escape)
    assert page.proxy.rowCount() == 5


def test_only_clinicians_are_asked_who_they_are_in_the_diary(page: StaffPage) -> None:
    assert page.form.clinician.isHidden()
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Tab)
    typed("c")
    assert not page.form.clinician.isHidden()
    assert page.form.details == StaffDetails(PRIYA.name, Role.CLINICIAN)
    press(Qt.Key.Key_Tab)
    typed("p")
    assert page.form.details.clinician_id == PATEL.id


def test_somebody_who_left_is_only_brought_back(page: StaffPage, qtbot: QtBot) -> None:
    for _ in range(4):
        press(Qt.Key.Key_Down)
    assert page.record == LEFT
    assert list(page.form.shown_fields()) == []
    assert page.form.save_button.isHidden()
    with qtbot.waitSignal(page.retire_requested):
        page.form.retire_button.click()


def test_insert_in_the_list_of_pages_adds_to_the_page_shown(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    practice, staff = PracticePage(look), StaffPage(look)
    pages = SetupPages(look, [practice, staff])
    qtbot.addWidget(pages)
    pages.resize(1000, 600)
    front(pages)
    staff.show_staff(EVERYBODY)
    pages.list.setFocus()
    press(Qt.Key.Key_Insert)  # there is one practice
    assert QApplication.focusWidget() is pages.list
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Insert)
    assert (staff.record, QApplication.focusWidget()) == (None, staff.form.name.edit)
    pages.go_to_names()
    press(Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is staff.filter


def test_a_page_that_begins_with_a_field_is_typed_over_at_once(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    fit = FitPage(look)
    pages = SetupPages(look, [fit, StaffPage(look)])
    qtbot.addWidget(pages)
    front(pages)
    fit.show_records((SetupRecord("weights", Weights(), active=True, version=1),))
    pages.list.setFocus()
    press(Qt.Key.Key_Right)
    typed("7")
    assert fit.form.details.must == 7


def test_what_can_be_done_with_who_left_stands_above_the_fields(page: StaffPage) -> None:
    def is_above() -> bool:
        page.form.body.activate()
        return page.form.retire_button.parentWidget().y() < page.form.name.y()

    assert not is_above()
    press(Qt.Key.Key_End)
    assert page.record == LEFT
    assert is_above()
