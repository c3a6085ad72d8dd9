"""Registering and changing a person by keys, on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.ids import PatientId
from desktop.operations.people import change_patient
from desktop.operations.people_reads import read_patient_card
from desktop.ui.kit.form_fields import Tone
from desktop.ui.people.patient_form import KEPT, MARKED, PatientForm
from tests.ui.people.cards import ZONE
from tests.ui.people.conftest import People

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(people: People, front: Callable[[QWidget], QWidget]) -> PatientForm:
    form = PatientForm(people.look, people.runner, clock=people.clock, zone=ZONE)
    people.qtbot.addWidget(form)
    form.resize(900, 700)
    front(form)
    return form


def save(people: People) -> None:
    people.press(Qt.Key.Key_Return, CTRL)


def test_a_name_and_a_birth_date_are_enough_to_register(people: People, form: PatientForm) -> None:
    form.open_new("rosa marin")
    assert people.edit(form, "given_names").hasFocus()
    people.edit(form, "born_on").setFocus()
    people.type("4 may 1961")
    with people.qtbot.waitSignal(form.saved) as saved:
        save(people)
    card = people.desk.read(read_patient_card, patient_id=PatientId(saved.args[0]))
    assert card.called == "Rosa Marin"
    assert card.details.born_on == date(1961, 5, 4)


def test_somebody_alike_is_shown_and_can_be_opened_instead(
    people: People, form: PatientForm
) -> None:
    form.open_new("maggie hughes")
    people.edit(form, "born_on").setText("12/3/1952")
    save(people)
    people.qtbot.waitUntil(lambda: form.foot.question.has_people)
    assert form.foot.question.back.words() == "Open them instead"
    with people.qtbot.waitSignal(form.person_chosen) as chosen:
        form.foot.question.back.click()
    assert chosen.args[0] in people.ids.values()


def test_somebody_alike_may_still_be_a_new_person(people: People, form: PatientForm) -> None:
    form.open_new("maggie hughes")
    people.edit(form, "born_on").setText("12/3/1952")
    save(people)
    people.qtbot.waitUntil(form.foot.question.isVisible)
    with people.qtbot.waitSignal(form.saved) as saved:
        form.foot.question.act.click()
    assert saved.args[0] not in people.ids.values()


def test_a_slip_keeps_everything_typed_and_saves_nothing(people: People, form: PatientForm) -> None:
    form.open_new("rosa marin")
    people.edit(form, "born_on").setText("31/02/1961")
    people.edit(form, "nhs_number").setText("999 012 3456")
    typed = form.sheet.draft()
    with people.qtbot.assertNotEmitted(form.saved):
        save(people)
    assert people.edit(form, "born_on").hasFocus()
    assert form.sheet.draft() == typed
    assert form.foot.message.words.startswith("Not saved yet.")


def test_while_paused_nothing_is_saved_and_what_was_typed_stays(
    people: People, form: PatientForm
) -> None:
    form.open_new("rosa marin")
    people.edit(form, "born_on").setText("4/5/1961")
    typed = form.sheet.draft()
    people.runner.pause("Acts rest.", "Reads rest.")
    with people.qtbot.waitSignal(people.runner.failed) as failed:
        save(people)
    assert str(failed.args[0]) == "Acts rest."
    assert form.sheet.draft() == typed
    people.runner.resume()
    with people.qtbot.waitSignal(form.saved):
        save(people)


def test_a_number_somebody_else_has_is_told_at_the_field(people: People, form: PatientForm) -> None:
    form.open_new("rosa marin")
    people.edit(form, "born_on").setText("4/5/1961")
    people.edit(form, "nhs_number").setText("999 012 3454")
    save(people)
    field = form.sheet._fields["nhs_number"]
    people.qtbot.waitUntil(lambda: field.message.tone is Tone.WRONG)
    assert people.edit(form, "nhs_number").text() == "999 012 3454"


def test_esc_keeps_a_draft_that_comes_back(people: People, form: PatientForm) -> None:
    form.open_new("rosa marin")
    people.edit(form, "say_it").setText("ROH-sah")
    with people.qtbot.waitSignals([form.closed, form.message]):
        people.press(Qt.Key.Key_Escape)
    form.open_new("jones")
    assert people.edit(form, "say_it").text() == ""
    form.open_new("marin")
    assert people.edit(form, "say_it").text() == "ROH-sah"
    assert people.edit(form, "family_name").text() == "Marin"
    assert form.foot.message.words == KEPT


def test_a_change_is_saved_with_what_was_there(people: People, form: PatientForm) -> None:
    card = people.desk.read(read_patient_card, patient_id=people.ids["edwin"])
    form.open_change(card)
    assert form.fields.title.text() == f"Change {card.called}"
    people.edit(form, "pronouns").setText("he/him")
    with people.qtbot.waitSignal(form.saved) as saved:
        save(people)
    assert saved.args == [people.ids["edwin"]]
    after = people.desk.read(read_patient_card, patient_id=people.ids["edwin"])
    assert after.details == replace(card.details, pronouns="he/him")


def change_elsewhere(people: People, **changed: str) -> None:
    card = people.desk.read(read_patient_card, patient_id=people.ids["edwin"])
    people.desk.act(
        change_patient,
        patient_id=card.id,
        version=card.version,
        details=replace(card.details, **changed),
    )


def test_a_field_only_they_changed_is_taken_over_and_named(
    people: People, form: PatientForm
) -> None:
    form.open_change(people.desk.read(read_patient_card, patient_id=people.ids["edwin"]))
    change_elsewhere(people, address="8 Tanner Row")
    people.edit(form, "pronouns").setText("he/him")
    with people.qtbot.waitSignal(form.saved):
        save(people)
    assert form.foot.message.words == "Also kept, changed by Ruth Cohen: address."
    after = people.desk.read(read_patient_card, patient_id=people.ids["edwin"]).details
    assert (after.pronouns, after.address) == ("he/him", "8 Tanner Row")


@pytest.mark.parametrize(("answer", "kept"), [("theirs", "they/them"), ("mine", "he/him")])
def test_a_field_both_changed_is_asked_about(
    people: People, form: PatientForm, answer: str, kept: str
) -> None:
    form.open_change(people.desk.read(read_patient_card, patient_id=people.ids["edwin"]))
    change_elsewhere(people, pronouns="they/them")
    people.edit(form, "pronouns").setText("he/him")
    save(people)
    people.qtbot.waitUntil(form.foot.two_edits.isVisible)
    button = form.foot.two_edits.findChild(QWidget, f"pronouns_{answer}")
    assert button is not None
    people.qtbot.waitUntil(button.isVisible)  # shown a turn after it was made
    with people.qtbot.waitSignal(form.saved):
        button.setFocus()
        people.press(Qt.Key.Key_Space)
    after = people.desk.read(read_patient_card, patient_id=people.ids["edwin"])
    assert after.details.pronouns == kept


def test_what_is_put_right_is_not_called_marked_any_more(people: People, form: PatientForm) -> None:
    form.open_new("rosa marin")
    people.edit(form, "born_on").setText("31/02/1961")
    save(people)
    assert form.foot.message.words == MARKED
    people.edit(form, "born_on").setText("3/02/1961")
    assert form.foot.message.words == ""


def test_a_slip_told_moves_no_field(people: People, form: PatientForm) -> None:
    form.resize(960, 700)
    form.open_new("rosa marin")
    edits = [
        people.edit(form, name) for name in ("family_name", "born_on", "nhs_number", "phone_1")
    ]
    people.qtbot.waitUntil(edits[-1].isVisible)
    before = [one.mapTo(form, one.rect().topLeft()).y() for one in edits]
    for edit, text in zip(edits, ("", "3/2/1961", "999 012", "0770"), strict=True):
        edit.setText(text)
    save(people)
    assert form.foot.message.words == MARKED
    form.grab()  # laid out anew
    area = form.fields.verticalScrollBar().value()
    assert [one.mapTo(form, one.rect().topLeft()).y() + area for one in edits] == before


def test_tab_goes_from_the_number_to_phone_email_and_address(
    people: People, form: PatientForm
) -> None:
    form.open_new("rosa marin")
    people.qtbot.waitUntil(people.edit(form, "email_1").isVisible)
    people.edit(form, "nhs_number").setFocus()
    reached = []
    for _ in range(9):
        people.press(Qt.Key.Key_Tab)
        focus = form.focusWidget()
        reached.append(focus.objectName() if focus is not None else "")
    wanted = ["phone_1", "email_1", "address"]
    assert [name for name in reached if name in wanted] == wanted


def test_a_date_that_is_none_comes_into_the_form_as_it_was_typed(
    people: People, form: PatientForm
) -> None:
    form.open_new("bronwen tester 31/02/1990")
    assert people.edit(form, "born_on").text() == "31/02/1990"
