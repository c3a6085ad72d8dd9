"""The booking form by its keys: narrow, choose, book; nothing typed is lost."""

import threading
from datetime import time, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout
from sqlalchemy import update

from desktop.domain.booking import DayPart
from desktop.domain.practice import Channel
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment
from desktop.operations.outcome import Inverse, Outcome
from desktop.operations.undo import undo
from desktop.persistence.tables import slots
from desktop.ui.booking.booking_form import BookingForm
from desktop.ui.kit.buttons import KeyButton
from tests.engines import on_each_engine
from tests.ui.booking.conftest import Booking


@on_each_engine("window_url")
def test_the_main_job_takes_few_keys(booking: Booking) -> None:
    scene, practice = booking.scene, booking.scene.practice
    booking.open(practice.rosa)
    scene.type("t")
    scene.press(Qt.Key.Key_Tab)
    scene.type("p")
    scene.press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    scene.type("My chest is tight")
    booking.form.detail.fields.call_on.setText("07700 900118")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    (visit,) = booking.booked
    assert visit.slot_type_id == practice.phone
    assert visit.clinician_id == practice.doctor
    assert visit.reason == "My chest is tight"
    assert visit.channel is Channel.TELEPHONE
    assert visit.call_on == "07700 900118"
    assert visit.start_at == scene.cells()[5].start_at


def test_any_time_of_the_day_means_afternoons_too(booking: Booking) -> None:
    practice = booking.scene.practice
    afternoon = {"start_local": time(14), "end_local": time(15)}
    booking.scene.do(lambda: practice.make_session(pattern=practice.pattern_of(2), **afternoon))
    booking.open(practice.rosa)
    part = booking.form.pane.filters.part
    found = {}
    for one in DayPart:
        part.choose(one)
        booking.scene.settle()
        found[one] = booking.times()
    assert found[DayPart.MORNING]
    assert found[DayPart.AFTERNOON]
    assert found[DayPart.ANY] == found[DayPart.MORNING] + found[DayPart.AFTERNOON]


def test_tab_goes_as_the_eye_does_wide_and_narrow(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    form.resize(1000, 700)
    booking.open(scene.practice.rosa)
    wide = ["kind", "clinician", "length", "from", "part", "site"]
    narrow = ["kind", "length", "clinician", "from", "part", "site"]
    rest = ["order_best", "free_times", "none_suit_button"]
    rest += [f"booking_{one}" for one in ("reason", "channel", "asked_by", "note")]
    for is_wide, first in ((True, wide), (False, narrow)):
        if form.pane.filters.set_wide(is_wide):
            form._set_tab_order()
        form.focus_first()
        reached = []
        while len(reached) < 15 and "booking_note" not in reached:
            reached.append(form.focusWidget().objectName())
            scene.press(Qt.Key.Key_Tab)
        wanted = [f"booking_{one}" for one in first] + rest
        assert [one for one in reached if one != "more_button"] == wanted


def test_enter_before_the_times_have_come_books_what_was_asked_for(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.form.detail.fields.call_on.setText("07700 900118")
    booking.form.detail.fields.channel.choose(Channel.IN_PERSON)
    scene.type("t")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].slot_type_id == scene.practice.phone


def test_the_highlight_is_held_and_lets_the_last_one_go(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    booking.until_held()
    assert scene.cells()[0].hold is not None
    scene.press(Qt.Key.Key_Down)
    scene.until(lambda: scene.cells()[1].hold is not None)
    assert scene.cells()[0].hold is None
    booking.until_held()
    assert booking.form.detail.held.text().startswith("Held for you, 5:00 left")
    assert booking.form.detail.others.text() == "other desks see it as held by Desk 1"


def test_in_little_room_what_to_say_and_the_hold_stay_in_sight(booking: Booking) -> None:
    form, scene = booking.form, booking.scene
    column = form.detail.layout()
    assert isinstance(column, QVBoxLayout)

    def arrange(width: int, height: int) -> tuple[bool, bool]:
        scene.window.resize(width, height)
        form._arrange()
        words_first = column.indexOf(form.detail.say) < column.indexOf(form.detail.fields)
        return words_first, form.detail.isAncestorOf(form.detail.held)

    assert arrange(1000, 700) == (False, True)
    assert arrange(1000, 420) == (True, True)
    assert arrange(600, 700) == (True, False)
    assert arrange(1000, 700) == (False, True)


def test_figures_choose_a_time_and_type_in_a_field(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa)
    scene.press(Qt.Key.Key_3)
    assert booking.form.pane.list.currentIndex().row() == 2
    booking.form.detail.fields.note.setFocus()
    scene.type("2 sticks")
    assert booking.form.detail.fields.note.text() == "2 sticks"
    assert booking.form.pane.list.currentIndex().row() == 2


def test_escape_lets_go_and_keeps_what_was_typed_for_that_person(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    form.detail.fields.reason.setPlainText("My leg aches")
    scene.press(Qt.Key.Key_Escape)
    scene.settle()
    assert booking.closed == [True]
    assert all(cell.hold is None for cell in scene.cells())
    booking.open(scene.practice.kwame)
    assert form.detail.fields.reason.toPlainText() == ""
    booking.open(scene.practice.rosa)
    assert form.detail.fields.reason.toPlainText() == "My leg aches"


def test_a_time_chosen_in_the_diary_comes_first(booking: Booking) -> None:
    scene = booking.scene
    booking.open(scene.practice.rosa, place=2)
    assert booking.times()[0] == "11:20"
    assert booking.form.title.text() == "Book 11:20 for Rosa Marín"
    booking.form.pane.filters.length.choose(20)
    scene.settle()
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].slot_ids == scene.practice.slots[2:4]


def test_a_length_that_is_not_free_is_said(booking: Booking) -> None:
    booking.open(booking.scene.practice.rosa, place=3)
    booking.form.pane.filters.length.choose(30)
    words = booking.form.pane.filters.from_words
    booking.scene.until(lambda: words.text() == "There is not 30 min free from 11:30.")
    assert booking.times()[0] == "11:30"


def test_opened_without_a_person_it_asks_for_one(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    wanted: list[bool] = []
    form.person_wanted.connect(lambda: wanted.append(True))
    booking.open(None, place=0)
    assert form.wants_person
    assert form.title.text() == "Book 11:00 for …"
    scene.press(Qt.Key.Key_Return)
    assert wanted == [True]
    form.take_person(scene.practice.rosa)
    scene.until(lambda: not form.wants_person)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].patient_id == scene.practice.rosa


@on_each_engine("window_url")
def test_somebody_quicker_is_named_and_the_next_best_taken(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    form.keeper.let_go()
    scene.settle()
    desk = scene.practice.desk
    other = {"patient_id": scene.practice.kwame, "slot_ids": scene.cells()[0].slot_ids}
    scene.do(lambda: desk.act(book_appointment, **other))
    form.detail.fields.reason.setPlainText("Sore throat")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    assert form.ask.words.text() == (
        "Desk 1 booked 11:00 a moment ago. Nothing was lost. Next best: 11:10."
    )
    assert form.ask.yes.words() == "Take 11:10"
    assert _green(form) == ["Take 11:10"]
    form.ask.yes.click()
    scene.settle()
    assert _green(form) == ["Book it"]
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].reason == "Sore throat"
    assert booking.booked[0].slot_ids == (scene.practice.slots[1],)


def test_what_has_to_be_agreed_is_asked_in_place(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    scene.book(scene.practice.rosa, 1)
    booking.open(scene.practice.rosa)
    desk = scene.practice.desk
    nurse = scene.practice.make_session
    scene.do(lambda: nurse(clinician_id=scene.practice.nurse, room_id=scene.practice.other_room))
    assert desk.database is not None
    form.pane.filters.clinician.choose(scene.practice.nurse)
    scene.settle()
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    assert "already has a visit then, at 11:10" in form.ask.words.text()
    assert QApplication.focusWidget() is form.ask.no
    scene.press(Qt.Key.Key_Return)  # pressed twice by habit: keeps looking
    assert not form.ask.is_asking
    assert QApplication.focusWidget() is form.pane.filters.kind
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    assert booking.booked == []
    scene.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].state is State.BOOKED


def test_a_time_not_open_yet_needs_a_reason(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    opens = scene.clock() + timedelta(minutes=20)
    first = slots.c.id == scene.practice.slots[0]
    with scene.practice.desk.database.writing() as db:
        db.execute(update(slots).where(first).values(release_at=opens))
    booking.open(scene.practice.rosa, place=0)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    assert form.ask.words.text() == "This time opens at 10:42. Open it now and say why?"
    scene.press(Qt.Key.Key_Return)
    assert booking.booked == []
    scene.type("asked by Dr Patel")
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)
    assert booking.booked[0].slot_ids == (scene.practice.slots[0],)


def test_escape_keeps_looking_when_something_is_asked(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    scene.book(scene.practice.rosa, 1)
    scene.do(
        lambda: scene.practice.make_session(
            clinician_id=scene.practice.nurse, room_id=scene.practice.other_room
        )
    )
    booking.open(scene.practice.rosa)
    form.pane.filters.clinician.choose(scene.practice.nurse)
    scene.settle()
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    scene.press(Qt.Key.Key_Escape)
    assert not form.ask.is_asking
    assert booking.closed == []
    assert booking.booked == []


def test_other_desks_bookings_leave_the_highlight_where_it_is(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    scene.press(Qt.Key.Key_Down)
    booking.until_held()
    desk = scene.practice.desk
    other = {"patient_id": scene.practice.kwame, "slot_ids": (scene.practice.slots[0],)}
    outcome = scene.do(lambda: desk.act(book_appointment, **other))
    scene.runner.changed.emit(outcome.changes, None)
    scene.until(lambda: booking.times()[0] == "11:10")
    chosen = form.pane.current()
    assert chosen is not None
    assert chosen.slot_ids == (scene.practice.slots[1],)
    assert form.pane.list.currentIndex().row() == 0


def _green(form: BookingForm) -> list[str]:
    """Return the words of the green buttons that are seen."""
    buttons = form.findChildren(KeyButton)
    return [one.words() for one in buttons if one.isVisible() and one.property("kind") == "primary"]


def test_what_is_agreed_of_one_time_is_not_agreed_of_the_next(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    scene.book(scene.practice.rosa, 1)
    room = {"clinician_id": scene.practice.nurse, "room_id": scene.practice.other_room}
    scene.do(lambda: scene.practice.make_session(**room))
    booking.open(scene.practice.rosa)
    form.pane.filters.clinician.choose(scene.practice.nurse)
    scene.settle()
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: form.ask.is_asking)
    scene.press(Qt.Key.Key_Down)
    assert not form.ask.is_asking, "it was asked of the time before"
    scene.settle()
    assert booking.booked == []


def _block(booking: Booking) -> threading.Event:
    """Keep the worker busy until the event is set."""
    go_on = threading.Event()
    booking.scene.worker.act(lambda: go_on.wait(5))
    return go_on


def test_enter_books_the_time_it_was_pressed_on(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    go_on = _block(booking)
    scene.press(Qt.Key.Key_Down)
    scene.until(lambda: form.keeper._is_asking)
    meant = form.pane.current()
    assert meant is not None
    scene.press(Qt.Key.Key_Return)
    scene.press(Qt.Key.Key_Down)
    go_on.set()
    scene.until(lambda: booking.booked)
    assert booking.booked[0].slot_ids == meant.slot_ids
    scene.settle()
    assert [cell.hold for cell in scene.cells()] == [None] * len(scene.cells())


def test_escape_takes_an_enter_back_that_was_not_sent_yet(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    go_on = _block(booking)
    scene.press(Qt.Key.Key_Down)
    scene.until(lambda: form.keeper._is_asking)
    scene.press(Qt.Key.Key_Return)
    scene.press(Qt.Key.Key_Escape)
    assert booking.closed == [True]
    go_on.set()
    scene.settle()
    assert booking.booked == []
    assert not any(cell.visits or cell.hold for cell in scene.cells())
    booking.open(scene.practice.kwame)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)


def test_a_form_begun_for_somebody_else_meanwhile_stays(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    kwame = scene.card(scene.practice.kwame)
    outline = scene.outline
    go_on = _block(booking)
    scene.press(Qt.Key.Key_Return)
    form.open_for(kwame, outline)
    form.detail.fields.note.setText("Rings back")
    go_on.set()
    scene.settle()
    assert booking.booked == []
    assert [one.called for cell in scene.cells() for one in cell.visits] == ["Rosa Marín"]
    assert form.is_open_for(kwame)
    assert form.detail.fields.note.text() == "Rings back"


def test_a_time_lost_after_the_form_was_left_is_said_in_the_message_bar(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    booking.until_held()
    form.keeper.let_go()
    scene.settle()
    desk = scene.practice.desk
    other = {"patient_id": scene.practice.kwame, "slot_ids": scene.cells()[0].slot_ids}
    scene.do(lambda: desk.act(book_appointment, **other))
    scene.press(Qt.Key.Key_Return)
    form.hide()
    scene.until(lambda: scene.messages)
    said = "11:00 was not booked. Desk 1 booked 11:00 a moment ago."
    assert scene.messages[0].text.startswith(said)
    assert not form.is_open


def test_what_was_typed_is_there_again_once_the_booking_is_undone(booking: Booking) -> None:
    scene, form = booking.scene, booking.form
    booking.open(scene.practice.rosa)
    form.detail.fields.reason.setPlainText("Sore throat since Monday")
    done: list[Outcome[Any]] = []
    scene.runner.did.connect(done.append)
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: booking.booked)

    def turn(inverse: Inverse | None) -> Inverse | None:
        assert inverse is not None
        turned = scene.do(lambda: scene.practice.desk.act(undo, inverse=inverse)).undo
        form.take_turned(turned)
        return turned

    again = turn(done[-1].undo)
    booking.open(scene.practice.rosa)
    assert form.detail.fields.reason.toPlainText() == "Sore throat since Monday"
    scene.press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    scene.type("Earache")
    assert form.detail.fields.reason.toPlainText() == "Earache", "said anew"
    form.detail.fields.reason.setPlainText("Sore throat since Monday")
    form.close_form()
    scene.settle()
    turn(again)
    booking.open(scene.practice.rosa)
    assert form.detail.fields.reason.toPlainText() == ""
