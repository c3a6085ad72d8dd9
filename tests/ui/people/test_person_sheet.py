"""The fields of the form: what each tells as it is typed and left, and what is read from them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.people import ContactPoint, PatientDetails, Registration
from desktop.ui.kit.form_fields import Field, Tone
from desktop.ui.kit.look import Look
from desktop.ui.people.person_sheet import PersonSheet
from tests.ui.people.cards import DETAILS, TODAY

BAD_LINES = ["x" * 10_000, "\x07hidden", "e\u0301" * 6000]


@pytest.fixture
def sheet(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> PersonSheet:
    sheet = PersonSheet(look)
    qtbot.addWidget(sheet)
    sheet.resize(900, 700)
    sheet.fill(PatientDetails(), today=TODAY)
    front(sheet)
    return sheet


def edit(sheet: PersonSheet, name: str) -> QLineEdit:
    found = sheet.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def message(sheet: PersonSheet, name: str) -> tuple[Tone, str]:
    field = next(one for one in sheet.findChildren(Field) if one.name == name)
    return field.message.tone, field.message.words


def type_into(sheet: PersonSheet, name: str, text: str) -> None:
    widget = edit(sheet, name)
    widget.setFocus()
    widget.selectAll()
    QTest.keyClicks(widget, text)


def test_the_least_is_a_name_and_a_birth_date(sheet: PersonSheet) -> None:
    type_into(sheet, "family_name", "Marin")
    assert sheet.read() is None
    assert message(sheet, "born_on")[1].startswith("Type a date of birth, or tick")
    type_into(sheet, "born_on", "12/3/80")
    read = sheet.read()
    assert read is not None
    assert (read.family_name, read.born_on) == ("Marin", date(1980, 3, 12))


def test_without_any_name_the_form_says_so_and_goes_there(sheet: PersonSheet) -> None:
    type_into(sheet, "born_on", "12/3/1980")
    assert sheet.read() is None
    assert message(sheet, "given_names") == (Tone.WRONG, "Type a name, first or last.")
    assert edit(sheet, "given_names").hasFocus()


def test_a_birth_date_not_known_needs_a_reason(sheet: PersonSheet) -> None:
    type_into(sheet, "family_name", "Marin")
    box = sheet.findChild(QCheckBox, "born_unknown")
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert edit(sheet, "born_unknown_why").hasFocus()
    assert sheet.read() is None
    assert message(sheet, "born_unknown_why")[0] is Tone.WRONG
    type_into(sheet, "born_unknown_why", "came without papers")
    read = sheet.read()
    assert read is not None
    assert (read.born_on, read.born_unknown_why) == (None, "came without papers")


def test_of_two_centuries_one_is_chosen(sheet: PersonSheet) -> None:
    type_into(sheet, "family_name", "Marin")
    type_into(sheet, "born_on", "12/3/12")
    assert sheet.read() is None
    choice = sheet.findChild(QRadioButton, "born_choice_1")
    assert choice is not None
    assert choice.text() == "12 March 1912"
    choice.click()
    read = sheet.read()
    assert read is not None
    assert read.born_on == date(1912, 3, 12)
    assert message(sheet, "born_on")[1] == "12 March 1912, 114 years"


def test_a_number_with_a_slip_is_told_while_it_is_typed(sheet: PersonSheet) -> None:
    type_into(sheet, "nhs_number", "999 012 34")
    assert message(sheet, "nhs_number") == (Tone.NONE, "")
    type_into(sheet, "nhs_number", "999 012 3456")
    tone, words = message(sheet, "nhs_number")
    assert tone is Tone.WRONG
    assert words == "This number has a slip in it. Check the last digits."
    assert edit(sheet, "nhs_number").property("wrong") is True
    assert edit(sheet, "nhs_number").accessibleDescription() == words
    type_into(sheet, "nhs_number", "999 012 3454")
    assert message(sheet, "nhs_number")[0] is not Tone.WRONG


def test_a_slip_of_a_field_half_typed_waits_until_it_is_left(sheet: PersonSheet) -> None:
    type_into(sheet, "born_on", "12/3")
    assert message(sheet, "born_on") == (Tone.NONE, "")
    edit(sheet, "pronouns").setFocus()
    assert message(sheet, "born_on")[1].startswith("The year is missing")


@pytest.mark.parametrize("bad", BAD_LINES)
@pytest.mark.parametrize(
    "name",
    [
        "given_names",
        "family_name",
        "preferred_name",
        "say_it",
        "pronouns",
        "title",
        "postcode",
        "nhs_number",
        "born_on",
        "phone_1",
        "email_1",
        "former_names",
        "phone_1_note",
        "email_1_note",
        "born_unknown_why",
    ],
)
def test_bad_input_is_a_sentence_at_its_field_and_stays_typed(
    sheet: PersonSheet, name: str, bad: str
) -> None:
    sheet.fill(replace(DETAILS, contact_points=()), today=TODAY)
    edit(sheet, "phone_1").setText("07700 900118")
    edit(sheet, "email_1").setText("maggie@example.org")
    if name == "born_unknown_why":
        sheet.birth.unknown.setChecked(True)
    edit(sheet, name).setText(bad)
    typed = edit(sheet, name).text()
    assert sheet.read() is None
    tone, words = message(sheet, name)
    assert tone is Tone.WRONG
    assert words.endswith((".", "?"))
    assert edit(sheet, name).text() == typed


@pytest.mark.parametrize("bad", BAD_LINES)
def test_bad_input_in_the_address_is_told_there(sheet: PersonSheet, bad: str) -> None:
    sheet.fill(DETAILS, today=TODAY)
    address = sheet.findChild(QPlainTextEdit, "address")
    assert address is not None
    address.setPlainText(bad)
    assert sheet.read() is None
    assert message(sheet, "address")[0] is Tone.WRONG
    assert address.toPlainText() == bad


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("born_on", "29/02/1981"),
        ("born_on", "12/3/2031"),
        ("born_on", "9" * 10_000),
        ("nhs_number", "999 012 3456"),
        ("nhs_number", "111 111 1111"),
        ("phone_1", "+44 7700 90011"),
        ("email_1", "maggie@@gmail"),
        ("postcode", "75008"),
        ("given_names", ""),
    ],
)
def test_a_slip_moves_no_field(sheet: PersonSheet, name: str, slip: str) -> None:
    sheet.resize(942, 700)  # the room there is at 1366 by 768
    sheet.fill(replace(DETAILS, contact_points=()), today=TODAY)
    before = places(sheet)
    edit(sheet, name).setText(slip)
    if name == "given_names":
        edit(sheet, "family_name").setText("")
    sheet.read()
    assert message(sheet, name)[1]
    assert places(sheet) == before


def places(sheet: PersonSheet) -> dict[str, int]:
    QApplication.processEvents()
    inputs = [*sheet.findChildren(QLineEdit), *sheet.findChildren(QPlainTextEdit)]
    return {
        one.objectName(): one.mapTo(sheet, QPoint(0, 0)).y() for one in inputs if one.isVisible()
    }


def test_several_phones_are_kept_doubtful_ones_with_their_warning(sheet: PersonSheet) -> None:
    sheet.fill(replace(DETAILS, contact_points=()), today=TODAY)
    type_into(sheet, "phone_1", "07700 900118")
    more = sheet.findChild(QAbstractButton, "more_phone_button")
    assert more is not None
    more.click()
    assert edit(sheet, "phone_2").hasFocus()
    type_into(sheet, "phone_2", "07700 90011")
    edit(sheet, "say_it").setFocus()
    assert message(sheet, "phone_2")[0] is Tone.WARNING
    read = sheet.read()
    assert read is not None
    assert [point.value for point in read.contact_points] == ["07700 900118", "0770090011"]
    assert read.contact_points[1].doubtful == message(sheet, "phone_2")[1]


def test_what_the_form_has_no_field_for_is_kept(sheet: PersonSheet) -> None:
    odd = ContactPoint("phone", "07700 900118", "old", "ask for Tom")
    kept = replace(
        DETAILS, sex="female", gender="x", contact_points=(odd,), registration=Registration.VISITOR
    )
    sheet.fill(kept, today=TODAY)
    assert sheet.read() == kept


def test_a_draft_brings_back_everything_right_or_wrong(sheet: PersonSheet) -> None:
    type_into(sheet, "family_name", "Marin")
    type_into(sheet, "born_on", "31/02/80")
    type_into(sheet, "phone_1", "not a number")
    draft = sheet.draft()
    sheet.fill(DETAILS, today=TODAY)
    sheet.show_draft(draft, PatientDetails(), TODAY)
    assert sheet.draft() == draft
    assert edit(sheet, "phone_1").text() == "not a number"


def test_every_input_has_a_name_and_a_label(sheet: PersonSheet) -> None:
    inputs = [
        *sheet.findChildren(QLineEdit),
        *sheet.findChildren(QComboBox),
        *sheet.findChildren(QPlainTextEdit),
    ]
    assert len(inputs) > 12
    for one in inputs:
        assert one.accessibleName(), one.objectName()
        assert one.objectName()
