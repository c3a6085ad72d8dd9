"""A letter finds its entry, as the booking form needs it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from desktop.domain.booking import DayPart
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

ENTRIES = (
    ("Anyone", None),
    ("Dr Anjali Patel, GP", "patel"),
    ("Grace Adeyemi, Nurse", "grace"),
    ("Dr Priti Desai, GP", "desai"),
)


@pytest.fixture
def box(qtbot: QtBot, look: Look) -> ChoiceBox:
    box = ChoiceBox(look, "clinician")
    qtbot.addWidget(box)
    box.fill(ENTRIES)
    box.show()
    return box


def test_a_letter_goes_to_the_entry_that_begins_with_it(box: ChoiceBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_G)
    assert box.currentData() == "grace"


def test_else_to_an_entry_with_a_word_that_does(box: ChoiceBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_P)
    assert box.currentData() == "patel"
    box.go_to("pr")
    assert box.currentData() == "desai"


def test_the_same_letter_again_goes_on_to_the_next(box: ChoiceBox) -> None:
    found = []
    for _ in range(3):
        box.go_to("p")
        found.append(box.currentData())
    assert found == ["patel", "desai", "patel"]


def test_a_space_goes_on_with_the_words_typed(box: ChoiceBox, qtbot: QtBot) -> None:
    box.fill([(f"Room {number}", number) for number in range(1, 10)])
    qtbot.keyClicks(box, "room 8")
    assert box.currentData() == 8
    assert not box.view().isVisible()


def test_a_letter_nobody_has_changes_nothing(box: ChoiceBox, qtbot: QtBot) -> None:
    box.choose("grace")
    qtbot.keyClick(box, Qt.Key.Key_Z)
    assert box.currentData() == "grace"
    assert not box.choose("nobody")


def test_a_choice_by_letter_counts_as_the_persons_own(box: ChoiceBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.activated, timeout=15_000):
        qtbot.keyClick(box, Qt.Key.Key_G)
    assert box.toolTip() == "Grace Adeyemi, Nurse"


def test_the_value_chosen_is_the_one_given_an_enum_too(box: ChoiceBox) -> None:
    box.fill([("Any time", DayPart.ANY), ("Morning", DayPart.MORNING)])
    assert box.currentData() is DayPart.ANY
    box.choose(DayPart.MORNING)
    assert box.currentData() is DayPart.MORNING


def test_chords_are_left_to_the_form(box: ChoiceBox) -> None:
    for key, text in ((Qt.Key.Key_S, "\x13"), (Qt.Key.Key_Return, "\r")):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.ControlModifier, text)
        box.keyPressEvent(event)
        assert not event.isAccepted()
    assert box.currentIndex() == 0
