"""Acts on a time of the diary: hold, block, note, extra."""

from dataclasses import replace
from datetime import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import NoteId, SessionId
from desktop.domain.people import ContactPoint
from desktop.domain.sessions import Note, SlotState
from desktop.operations.notes import write_note
from desktop.operations.reads import read_day
from desktop.persistence.visits import get_appointment
from desktop.ui.visits.extra_dialog import ExtraDialog, read_time
from desktop.ui.visits.note_dialog import NoteDialog
from desktop.ui.visits.slot_acts import notes_here
from desktop.ui.visits.visit_acts import VisitActs
from tests.operations.conftest import TODAY
from tests.ui.desk_scene import DeskScene
from tests.ui.visits.conftest import asked


def test_a_time_is_held_kept_and_let_go(scene: DeskScene, acts: VisitActs) -> None:
    acts.hold((scene.cells()[0],))
    scene.settle()
    held = scene.cells()[0].hold
    assert held is not None
    assert held.mine
    scene.clock.advance(minutes=2)
    acts.hold((scene.cells()[0],))
    scene.settle()
    kept = scene.cells()[0].hold
    assert kept is not None
    assert kept.until_at > held.until_at
    assert acts.let_go()
    scene.settle()
    assert scene.cells()[0].hold is None
    assert not acts.let_go()


def test_holding_another_time_lets_the_last_one_go(scene: DeskScene, acts: VisitActs) -> None:
    for place in (0, 1):
        acts.hold((scene.cells()[place],))
        scene.settle()
    assert [cell.hold is not None for cell in scene.cells()[:2]] == [False, True]


def test_a_booked_time_is_neither_held_nor_blocked_and_says_so(
    scene: DeskScene, acts: VisitActs
) -> None:
    scene.book(scene.practice.rosa)
    cell = scene.cells()[0]
    acts.hold((cell,))
    acts.block(cell)
    scene.settle()
    assert QApplication.activeModalWidget() is None
    assert [one.text for one in scene.messages] == [
        "11:00 is booked. Choose a free time to hold.",
        "11:00 is booked. Move or cancel the visit, then block the time.",
    ]
    assert scene.cells()[0].hold is None


def test_blocking_asks_why_and_opens_again(scene: DeskScene, acts: VisitActs) -> None:
    acts.block(scene.cells()[0])
    dialog = asked(scene)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: dialog.wrong.text() == "This can’t be left empty.")
    scene.type("fire drill")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    cell = scene.cells()[0]
    assert (cell.slot_state, cell.block_reason) == (SlotState.BLOCKED, "fire drill")
    acts.block(cell)
    scene.settle()
    assert scene.cells()[0].slot_state is SlotState.OPEN


def test_a_note_is_written_changed_and_taken_away(scene: DeskScene, acts: VisitActs) -> None:
    for text in ("leaves 11:45", "leaves 12:00", ""):
        acts.note(scene.cells()[0], TODAY, scene.cells()[0].notes)
        dialog = asked(scene)
        assert isinstance(dialog, NoteDialog)
        dialog.text.setText(text)
        scene.press(Qt.Key.Key_Return)
        scene.until(lambda: QApplication.activeModalWidget() is None)
        notes = [note.text for note in scene.cells()[0].notes]
        assert notes == ([text] if text else [])


def test_a_note_of_the_session_can_be_chosen_and_taken_away(
    scene: DeskScene, acts: VisitActs
) -> None:
    cell = scene.cells()[0]
    desk = scene.practice.desk
    wanted = {"text": "leaves 11:45", "on_date": TODAY, "session_id": cell.session_id}
    note = scene.do(lambda: desk.act(write_note, **wanted)).value
    acts.note(cell, TODAY, (note,))
    dialog = asked(scene)
    assert isinstance(dialog, NoteDialog)
    assert dialog.note is None
    scene.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    scene.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    scene.type("leaves")
    assert dialog.text.text() == "leaves 11:45"
    assert not dialog.about.isEnabled()
    dialog.remove_button.click()
    scene.until(lambda: QApplication.activeModalWidget() is None)
    day = scene.do(lambda: desk.read(read_day, on_date=TODAY))
    assert day.notes == ()


def test_a_time_is_offered_its_own_notes_its_sessions_and_the_days(scene: DeskScene) -> None:
    cell = scene.cells()[0]
    day = Note(NoteId("1"), "flu clinic", TODAY)
    session = Note(NoteId("2"), "leaves 11:45", TODAY, session_id=cell.session_id)
    other = Note(NoteId("3"), "away", TODAY, session_id=SessionId("other"))
    assert notes_here(cell, (day, session, other)) == (session, day)
    assert notes_here(None, (day, session, other)) == (day,)


def test_an_empty_note_says_so_at_the_field(scene: DeskScene, acts: VisitActs) -> None:
    acts.note(None, TODAY)
    dialog = asked(scene)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: dialog.wrong.text() == "This can’t be left empty.")
    scene.press(Qt.Key.Key_Escape)


def test_an_extra_needs_who_agreed_and_a_time(scene: DeskScene, acts: VisitActs) -> None:
    card = scene.card(scene.practice.rosa)
    acts.extra(scene.cells()[0], card, scene.outline)
    dialog = asked(scene)
    assert isinstance(dialog, ExtraDialog)
    dialog.time.setText("25:00")
    scene.press(Qt.Key.Key_Return)
    assert dialog.wrong.text() == "There is no time 25:00. Try 11:45."
    dialog.time.setText("11:05")
    dialog.length.setText("ten")
    scene.press(Qt.Key.Key_Return)
    assert dialog.wrong.text() == "Type the length in minutes, as 10."
    dialog.length.setText("10 min")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: dialog.wrong.text() == "This can’t be left empty.")
    dialog.why.setText("Dr Patel agreed, chest pain")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    extra = next(cell for cell in scene.cells() if cell.is_extra)
    assert extra.visits[0].patient_id == scene.practice.rosa


@pytest.mark.parametrize("use", ["old", "mobile"])
def test_an_extra_by_telephone_asks_for_a_number_that_is_rung(
    scene: DeskScene, acts: VisitActs, use: str
) -> None:
    card = scene.card(scene.practice.rosa)
    phones = (
        ContactPoint("phone", "01632 960001", "old"),
        ContactPoint("phone", "07700 900118", use),
    )
    card = replace(card, details=replace(card.details, contact_points=phones))
    acts.extra(scene.cells()[0], card, scene.outline)
    dialog = asked(scene)
    assert isinstance(dialog, ExtraDialog)
    assert dialog.call_on.isHidden()
    dialog.kind.choose(scene.practice.phone)
    assert dialog.call_on.isVisible()
    dialog.why.setText("Dr Patel agreed")
    dialog.time.setText("11:05")
    if use == "old":
        assert dialog.call_on.text() == ""
        scene.press(Qt.Key.Key_Return)
        assert dialog.wrong.text() == "Type the number to ring."
        dialog.call_on.setText("07700 900118")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    extra = next(cell for cell in scene.cells() if cell.is_extra)
    desk, visit_id = scene.practice.desk, extra.visits[0].id

    def read() -> str | None:
        with desk.database.reading() as db:
            return get_appointment(db, visit_id).call_on

    assert scene.do(read) == "07700 900118"


def test_an_extra_needs_a_person_first(scene: DeskScene, acts: VisitActs) -> None:
    acts.extra(scene.cells()[0], None, scene.outline)
    assert scene.messages[0].text == "Find the person first, then add the extra."


@pytest.mark.parametrize(
    ("text", "read"),
    [("11:45", time(11, 45)), ("1145", time(11, 45)), ("3pm", time(15)), ("12am", time(0))],
)
def test_times_are_read_as_typed(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize("text", ["", "soon", "24:00", "11:60", "x" * 10_000])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        read_time(text)
    assert caught.value.field == "time"
