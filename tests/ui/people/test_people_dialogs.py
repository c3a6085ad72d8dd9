"""Dialogs about a person, the closed record and who may speak: what they say and give back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import RuleViolation
from desktop.domain.history import FieldChange, HistoryEntry
from desktop.domain.ids import RelatedPersonId
from desktop.domain.people import Identifier
from desktop.domain.permissions import Role
from desktop.domain.related_people import RelatedDetails, RelatedPerson
from desktop.operations.merging import MergedRecord
from desktop.ui.kit.look import Look
from desktop.ui.people.history_dialog import Columns, HistoryDialog
from desktop.ui.people.merge_dialogs import MergeDialog, UnmergeDialog
from desktop.ui.people.panel_words import other_number_words
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.person_dialogs import DeathDialog
from desktop.ui.people.related_dialog import RelatedDialog
from tests.ui.people.cards import DETAILS, NOW, TODAY, ZONE, make_card

BETHAN = RelatedPerson(
    RelatedPersonId("b"), 3, RelatedDetails("Bethan", "daughter", may_speak_for=("times",))
)


@pytest.fixture
def panel(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> PatientPanel:
    panel = PatientPanel(look, zone=ZONE)
    qtbot.addWidget(panel)
    panel.resize(312, 640)
    front(panel)
    return panel


def test_a_closed_record_shows_who_and_asks_for_a_reason(panel: PatientPanel) -> None:
    panel.show_card(replace(make_card(), is_sensitive=True, is_closed=True), NOW)
    assert panel.closed.isVisible()
    for part in (panel.needs, panel.matters, panel.reach, panel.speakers):
        assert not part.isVisible()
    assert not panel.change_button.isEnabled()
    given: list[tuple[str, str]] = []
    panel.reason_given.connect(lambda *one: given.append(one))
    panel.closed.focus()
    QTest.keyClick(panel.closed.reason, Qt.Key.Key_Return)
    assert given == []
    QTest.keyClicks(panel.closed.reason, "Rang")
    QTest.keyClick(panel.closed.reason, Qt.Key.Key_Return)
    assert given == [(make_card().id, "Rang")]


def test_a_look_counts_after_two_seconds_of_the_same_person(
    panel: PatientPanel, qtbot: QtBot
) -> None:
    assert panel._looking.interval() == 2000
    panel._looking.setInterval(50)
    panel.show_card(make_card(), NOW)
    with qtbot.waitSignal(panel.looked_at, timeout=15_000) as looked:
        panel.show_card(make_card(), NOW)
    assert looked.args == [make_card().id]


def test_leaving_the_panel_is_told_and_ends_the_look(panel: PatientPanel, qtbot: QtBot) -> None:
    panel._looking.setInterval(50)
    panel.show_card(make_card(), NOW)
    with qtbot.waitSignal(panel.left, timeout=15_000):
        panel.show_nobody()
    with qtbot.assertNotEmitted(panel.looked_at, wait=200):
        panel.show_nobody()


def test_who_may_speak_is_listed_with_what_they_may_be_told(panel: PatientPanel) -> None:
    panel.show_card(replace(make_card(), related=(BETHAN,)), NOW)
    row = panel.speakers._rows[0]
    assert row.accessibleName() == "Bethan, daughter. Times: yes. Transport and results: no"
    wanted: list[object] = []
    panel.speaker_requested.connect(wanted.append)
    row.change.click()
    panel.speakers.add_button.click()
    assert wanted == [BETHAN, None]


def test_an_old_number_is_said_to_be_old() -> None:
    numbers = (Identifier("s", "9990000107", use="old"), Identifier("s", "9990000204"))
    card = replace(make_card(), other_numbers=numbers)
    assert other_number_words(card) == "Old number 999 000 0107. Also 999 000 0204"


def test_the_related_dialog_gives_back_what_is_typed_and_ticked(qtbot: QtBot, look: Look) -> None:
    dialog = RelatedDialog(look, called="Maggie", person=BETHAN)
    qtbot.addWidget(dialog)
    assert dialog.details == BETHAN.details
    dialog.may["results"].setChecked(True)
    dialog.is_carer.setChecked(True)
    assert dialog.details.may_speak_for == ("times", "results")
    assert dialog.details.is_carer


@pytest.mark.parametrize(
    ("typed", "day"),
    [("", None), ("2 nov 2026", date(2026, 11, 2)), ("2/11/26", date(2026, 11, 2))],
)
def test_the_day_of_a_death_is_read_as_people_say_it(
    qtbot: QtBot, look: Look, typed: str, day: date | None
) -> None:
    dialog = DeathDialog(look, called="Maggie", today=TODAY)
    qtbot.addWidget(dialog)
    dialog.day.setText(typed)
    assert dialog.read() == day
    dialog.day.setText("31 nov 2026")
    with pytest.raises(RuleViolation):
        dialog.read()


def test_the_default_of_merging_is_the_safe_button(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    dialog = MergeDialog(look, survivor=make_card(), other=make_card(), today=TODAY)
    qtbot.addWidget(dialog)
    front(dialog)
    submitted: list[int] = []
    dialog.submitted.connect(lambda: submitted.append(1))
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert submitted == [1]
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_Return)
    assert submitted == [1]


def test_taking_apart_asks_about_each_row_made_since(qtbot: QtBot, look: Look) -> None:
    made = (("appointments/1", "Visit today"), ("preferences/2", "Told us: quiet"))
    records = (MergedRecord(make_card().id, 2, "Margaret", DETAILS, made),)
    dialog = UnmergeDialog(look, called="Maggie", records=records, today=TODAY)
    qtbot.addWidget(dialog)
    dialog._boxes["preferences/2"].setChecked(True)
    assert dialog.theirs == ("preferences/2",)
    assert dialog.record.version == 2


def test_looks_can_be_left_out_of_who_changed_what(qtbot: QtBot, look: Look) -> None:
    change = FieldChange("Last name", "Parry", "Evans")
    entries = (
        HistoryEntry(NOW, "Tom", Role.RECEPTIONIST, "Desk 2", "Looked at the panel", is_look=True),
        HistoryEntry(NOW, "Ruth", Role.MANAGER, "Desk 1", "Changed details", (change,)),
    )
    dialog = HistoryDialog(look, about="Maggie", entries=entries, is_closed=False, zone=ZONE)
    qtbot.addWidget(dialog)
    assert dialog.model.rowCount() == 2
    dialog.looks.setChecked(False)
    cells = [dialog.model.index(0, column).data() for column in Columns]
    assert cells == [
        "18 Nov 2026 10:22",
        "Ruth\nManager, Desk 1",
        "Changed details",
        "Last name: Evans, was Parry",
    ]
