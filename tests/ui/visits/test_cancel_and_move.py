"""Cancelling with its reason, moving with what has to be agreed, going to a date."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.visits import State
from desktop.operations.booking import book_appointment
from desktop.ui.kit.look import Look
from desktop.ui.visits.cancel_dialog import CancelDialog
from desktop.ui.visits.go_to_date_dialog import GoToDateDialog
from desktop.ui.visits.visit_acts import VisitActs
from tests.operations.conftest import TODAY
from tests.ui.desk_scene import DeskScene
from tests.ui.visits.conftest import asked

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_enter_neither_cancels_nor_throws_away_what_was_typed(
    scene: DeskScene, acts: VisitActs
) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.cancel(scene.visit(booked.id))
    dialog = asked(scene)
    assert isinstance(dialog, CancelDialog)
    assert dialog.title.text() == "Cancel Rosa Marín’s visit, today 11:00?"
    assert dialog.keep_button.isDefault()
    scene.press(Qt.Key.Key_Return)  # in the list of reasons
    assert dialog.wrong.text() == "Not cancelled. Ctrl+Enter cancels it, Esc keeps it."
    scene.press(Qt.Key.Key_Tab)
    scene.type("poorly child")
    scene.press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.words.text() == "poorly child"
    assert scene.visit(booked.id).state is State.BOOKED
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    line = scene.card(scene.practice.rosa).today[0]
    assert (line.state, line.cancel_words) == (State.CANCELLED, "poorly child")


def test_cancelling_by_key_keeps_the_reason_chosen(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.cancel(scene.visit(booked.id))
    dialog = asked(scene)
    assert isinstance(dialog, CancelDialog)
    assert dialog.reason.currentText() == "They asked to cancel"
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    line = scene.card(scene.practice.rosa).today[0]
    assert (line.state, line.id) == (State.CANCELLED, booked.id)


def test_while_paused_a_dialog_says_so_and_keeps_what_was_typed(
    scene: DeskScene, acts: VisitActs
) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.cancel(scene.visit(booked.id))
    dialog = asked(scene)
    assert isinstance(dialog, CancelDialog)
    dialog.words.setText("She rang")
    scene.runner.pause("Acts rest.", "Reads rest.")
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: dialog.wrong.text() == "Acts rest.")
    assert (dialog.words.text(), scene.errors) == ("She rang", [])
    assert scene.visit(booked.id).state is State.BOOKED
    scene.runner.resume()
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    assert scene.card(scene.practice.rosa).today[0].state is State.CANCELLED


def test_words_that_can_not_be_kept_are_told_at_the_field_and_stay(
    scene: DeskScene, acts: VisitActs
) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.cancel(scene.visit(booked.id))
    dialog = asked(scene)
    assert isinstance(dialog, CancelDialog)
    dialog.reason.setCurrentIndex(2)
    for typed, said in (("x" * 10_000, "10,000 characters"), ("rang\x07", "hidden character")):
        dialog.words.setText(typed)
        scene.press(Qt.Key.Key_Return, CONTROL)
        scene.until(lambda said=said: said in dialog.wrong.text())
        assert dialog.words.property("wrong") is True
        assert dialog.words.text() == typed
        assert scene.visit(booked.id).state is State.BOOKED
    dialog.words.setText("\u202bاتصلت\u202c")
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    assert scene.card(scene.practice.rosa).today[0].cancel_words == "اتصلت"


def test_groups_in_the_reasons_cant_be_chosen(qtbot: QtBot, look: Look) -> None:
    dialog = CancelDialog(look, whose="the visit", when="today 11:00")
    qtbot.addWidget(dialog)
    group = dialog.reason.findText("The practice")
    assert group > 0
    assert not dialog.reason.model().index(group, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    assert dialog.code == "pat"


def test_a_visit_moves_to_another_free_time(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.move(scene.visit(booked.id), (scene.cells()[2],))
    scene.settle()
    assert scene.visit(booked.id).start_at == scene.cells()[2].start_at
    assert scene.messages == []


def test_moving_to_another_kind_asks_by_name_and_enter_leaves_it(
    scene: DeskScene, acts: VisitActs
) -> None:
    booked = scene.book(scene.practice.rosa)
    phone = next(cell for cell in scene.cells() if cell.slot_type_id == scene.practice.phone)
    acts.move(scene.visit(booked.id), (phone,))
    dialog = asked(scene)
    words = [one.text() for one in dialog.findChildren(QLabel)]
    assert "This time is kept for Telephone. Move Rosa Marín all the same?" in words
    assert "The visit would become a telephone visit." in words
    assert dialog.keep_button.hasFocus()
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    assert scene.visit(booked.id).start_at == booked.start_at
    acts.move(scene.visit(booked.id), (phone,))
    asked(scene)
    scene.press(Qt.Key.Key_Return, CONTROL)
    scene.until(lambda: scene.visit(booked.id).start_at == phone.start_at)


def test_a_lost_race_while_moving_offers_the_nearest(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    cell = scene.cells()[2]
    desk = scene.practice.desk
    who = {"patient_id": scene.practice.kwame, "slot_ids": cell.slot_ids}
    scene.do(lambda: desk.act(book_appointment, **who))
    acts.move(scene.visit(booked.id), (cell,))
    scene.until(lambda: scene.messages)
    message = scene.messages[0]
    assert "booked 11:20 a moment ago. Nothing was lost." in message.text
    assert message.action in ("Take 11:10", "Take 11:30")
    assert message.on_action is not None
    message.on_action()
    scene.settle()
    assert f"Take {scene.visit(booked.id).start_at:%H:%M}" == message.action


def test_going_to_a_date_says_back_what_it_understood(qtbot: QtBot, look: Look) -> None:
    chosen: list[date] = []
    dialog = GoToDateDialog(look, TODAY)
    qtbot.addWidget(dialog)
    dialog.chosen.connect(chosen.append)
    dialog.text.setText("31/02")
    dialog.submitted.emit()
    assert dialog.wrong.text()
    assert dialog.text.text() == "31/02"
    dialog.text.setText("in 6 weeks")
    assert dialog.understood.text() == "Wed 30 December 2026"
    dialog.submitted.emit()
    assert chosen == [date(2026, 12, 30)]
