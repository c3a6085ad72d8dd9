"""The day's acts by key: each with what is asked, refused and offered instead."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.domain.visits import State, Step
from desktop.ui.visits.visit_acts import VisitActs
from tests.engines import on_each_engine
from tests.ui.desk_scene import DeskScene
from tests.ui.visits.conftest import asked

CONTROL = Qt.KeyboardModifier.ControlModifier


@on_each_engine("window_url")
def test_here_in_done_and_back_again(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    for act, state in (
        (acts.arrived, State.ARRIVED),
        (acts.not_here, State.BOOKED),
        (acts.arrived, State.ARRIVED),
        (acts.sent_in, State.CHECKED_IN),
        (acts.back_to_waiting, State.ARRIVED),
        (acts.done, State.FULFILLED),
        (acts.back_to_waiting, State.CHECKED_IN),
    ):
        act(scene.visit(booked.id))
        scene.settle()
        assert scene.visit(booked.id).state is state
    assert scene.messages == []


def test_a_found_persons_only_visit_today_is_marked(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.arrived(None, scene.card(scene.practice.rosa))
    scene.settle()
    assert scene.visit(booked.id).state is State.ARRIVED


def test_two_visits_today_ask_which(scene: DeskScene, acts: VisitActs) -> None:
    first, second = (scene.book(scene.practice.rosa, place) for place in (0, 2))
    acts.arrived(None, scene.card(scene.practice.rosa))
    dialog = asked(scene)
    assert dialog.title.text() == "Rosa Marín has 2 visits today. Which one?"
    scene.press(Qt.Key.Key_Down)
    scene.press(Qt.Key.Key_Return)
    scene.settle()
    assert scene.visit(first.id).state is State.BOOKED
    assert scene.visit(second.id).state is State.ARRIVED


def test_no_visit_today_offers_to_book(scene: DeskScene, acts: VisitActs) -> None:
    wanted = []
    acts.book_wanted.connect(lambda: wanted.append(True))
    acts.arrived(None, scene.card(scene.practice.kwame))
    (message,) = scene.messages
    assert message.text == "Kwame Asante has no visit today."
    assert message.action == "Book now"
    assert message.on_action is not None
    message.on_action()
    assert wanted == [True]


def test_nothing_chosen_is_said(scene: DeskScene, acts: VisitActs) -> None:
    acts.arrived(None, None)
    acts.cancel(None)
    acts.copy_person(None)
    acts.do_step(None, Step.DONE)
    assert len(scene.messages) == 4
    assert all("first" in message.text for message in scene.messages)


def test_a_step_that_makes_no_sense_is_said_in_words(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.sent_in(scene.visit(booked.id))
    scene.until(lambda: scene.messages)
    assert "Only somebody marked “Here” can be sent in." in scene.messages[0].text
    assert scene.visit(booked.id).state is State.BOOKED


def test_what_is_so_already_is_said_plainly(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.arrived(scene.visit(booked.id))
    scene.until(lambda: scene.visit(booked.id).state is State.ARRIVED)
    scene.messages.clear()
    acts.do_step(scene.visit(booked.id), Step.ARRIVED)
    scene.until(lambda: scene.messages)
    assert scene.messages[-1].text == "This visit is marked “Here” already."


def test_did_not_attend_asks_whether_we_tried(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    scene.clock.advance(minutes=50)
    acts.did_not_attend(scene.visit(booked.id))
    dialog = asked(scene)
    assert dialog.title.text() == "Rosa Marín’s visit, today 11:00: did not attend?"
    scene.press(Qt.Key.Key_1)
    scene.until(lambda: scene.visit(booked.id).state is State.NOSHOW)
    acts.arrived(scene.visit(booked.id))
    scene.settle()
    assert scene.visit(booked.id).state is State.ARRIVED


def test_did_not_attend_too_soon_says_so_and_stays_open(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    acts.did_not_attend(scene.visit(booked.id))
    dialog = asked(scene)
    scene.press(Qt.Key.Key_2)
    scene.until(lambda: "too soon" in dialog.wrong.text())
    scene.press(Qt.Key.Key_Return)
    scene.until(lambda: QApplication.activeModalWidget() is None)
    assert scene.visit(booked.id).state is State.BOOKED


def test_a_stale_visit_is_said_not_overwritten(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    stale = scene.visit(booked.id)
    acts.arrived(stale)
    scene.settle()
    acts.not_here(stale)
    acts.arrived(stale)
    scene.until(lambda: scene.messages)
    assert scene.messages[0].tone == "conflict"
    assert scene.visit(booked.id).state is State.ARRIVED


def test_the_wording_is_copied_and_nothing_is_sent(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    said = []
    scene.runner.did.connect(lambda outcome: said.append(outcome.words))
    acts.copy_wording(scene.visit(booked.id))
    scene.until(lambda: said)
    assert said[0].endswith("today 11:00. Nothing was sent.")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Rosa Marín, your visit is on Wednesday the 18th of November at 11:00")


def test_a_persons_details_are_copied(scene: DeskScene, acts: VisitActs) -> None:
    acts.copy_person(scene.card(scene.practice.maggie))
    assert QGuiApplication.clipboard().text() == "Maggie Hughes, born 12 Mar 1952"
    assert scene.messages[0].text == "Copied Maggie Hughes’s name and date of birth."


def test_who_left_is_still_here_after_all(scene: DeskScene, acts: VisitActs) -> None:
    booked = scene.book(scene.practice.rosa)
    for act in (acts.arrived, acts.left_unseen):
        act(scene.visit(booked.id))
        scene.settle()
    assert scene.visit(booked.id).state is State.CANCELLED
    acts.still_here(scene.visit(booked.id))
    scene.settle()
    assert scene.visit(booked.id).state is State.ARRIVED
    acts.left_unseen(scene.visit(booked.id))
    scene.settle()
    acts.back_to_waiting(None, scene.card(scene.practice.rosa))
    scene.settle()
    assert scene.visit(booked.id).state is State.ARRIVED
    assert scene.messages == []
