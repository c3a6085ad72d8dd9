"""Moving about the diary by keys."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.diary.diary_view import DiaryView
from tests.factories.diary import NOW, make_cell, make_column, make_day, make_session

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(view: DiaryView, *keys: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(view, key, modifier)


def choose(view: DiaryView, slot: str) -> None:
    assert view.day_layout is not None
    box = view.day_layout.find(slot)
    assert box is not None
    view.choose((box,))


def current(view: DiaryView) -> str:
    cell = view.current_cell()
    return cell.key if cell else ""


MOVES = [
    ("10:30 R", Key.Key_Down, NONE, "10:40 R"),
    ("10:30 R", Key.Key_Up, NONE, "10:10 b"),
    ("10:00 R", Key.Key_Up, NONE, "10:00 R"),
    ("10:30 R", Key.Key_Right, NONE, "10:20 N"),
    ("10:40 N", Key.Key_Left, NONE, "10:40 R"),
    ("10:00 R", Key.Key_Left, NONE, "10:00 R"),
    ("10:40 R", Key.Key_Home, NONE, "10:00 R"),
    ("10:40 R", Key.Key_End, NONE, "11:00 R"),
    ("14:00 R", Key.Key_End, NONE, "14:10 R"),
    ("10:00 R", Key.Key_Down, CONTROL, "10:30 R"),
    ("10:40 R", Key.Key_Down, CONTROL, "11:00 R"),
    ("11:00 R", Key.Key_Up, CONTROL, "10:40 R"),
    ("10:00 R", Key.Key_PageDown, NONE, "14:00 R"),
    ("14:10 R", Key.Key_PageUp, NONE, "11:00 R"),
]


@pytest.mark.parametrize(("start", "key", "modifier", "end"), MOVES)
def test_a_key_goes_where_the_table_says(
    view: DiaryView, start: str, key: Key, modifier: Qt.KeyboardModifier, end: str
) -> None:
    choose(view, start)
    press(view, key, modifier=modifier)
    assert current(view) == end


def test_shift_down_takes_the_next_free_slot_too_and_shift_up_lets_it_go(view: DiaryView) -> None:
    choose(view, "10:30 R")
    press(view, Key.Key_Down, modifier=SHIFT)
    assert [cell.key for cell in view.selected_cells()] == ["10:30 R", "10:40 R"]
    press(view, Key.Key_Down, modifier=SHIFT)
    assert len(view.selected_cells()) == 2, "the next one is booked"
    press(view, Key.Key_Up, modifier=SHIFT)
    assert [cell.key for cell in view.selected_cells()] == ["10:30 R"]


def test_enter_books_what_is_free(view: DiaryView, qtbot: QtBot) -> None:
    choose(view, "10:30 R")
    press(view, Key.Key_Down, modifier=SHIFT)
    with qtbot.waitSignal(view.book_requested) as asked:
        press(view, Key.Key_Return)
    assert [cell.key for cell in asked.args[0]] == ["10:30 R", "10:40 R"]


def test_enter_opens_what_is_booked_and_does_nothing_in_a_break(
    view: DiaryView, qtbot: QtBot
) -> None:
    choose(view, "10:00 R")
    with qtbot.waitSignal(view.open_requested) as asked:
        press(view, Key.Key_Return)
    assert asked.args[0].visits[0].called == "Li Na Chen"
    choose(view, "10:10 b")
    with qtbot.assertNotEmitted(view.book_requested), qtbot.assertNotEmitted(view.open_requested):
        press(view, Key.Key_Return)


def test_letters_go_to_the_search_box_and_commands_do_not(view: DiaryView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.typed) as typed:
        QTest.keyClick(view, "j")
    assert typed.args == ["j"]
    with qtbot.assertNotEmitted(view.typed):
        QTest.keyClick(view, "j", CONTROL)


def test_each_move_is_told_once(view: DiaryView, qtbot: QtBot) -> None:
    told: list[str] = []
    choose(view, "10:30 R")
    view.current_changed.connect(lambda cell: told.append(cell.key))
    press(view, Key.Key_Down, Key.Key_Down)
    assert told == ["10:40 R", "10:50 R"]


def test_a_row_stays_in_sight_around_the_current_cell(view: DiaryView) -> None:
    view.resize(500, 260)
    choose(view, "10:00 R")
    for _ in range(7):
        press(view, Key.Key_Down)
        box = view.current_box()
        assert box is not None
        top = box.rect.top() - view.verticalScrollBar().value()
        assert top >= 0
        assert box.rect.bottom() - view.verticalScrollBar().value() < view.viewport().height()


def test_another_day_keeps_column_and_time_of_the_cursor(view: DiaryView) -> None:
    choose(view, "10:40 R")
    who = view.day_layout
    assert who is not None
    name = who.day.columns[view.chosen[0].column].clinician_name
    first = make_column(make_session(make_cell("10:40", 20, "N")), name="Somebody else")
    same = make_column(make_session(make_cell("09:00"), make_cell("10:35", 20, "R")), name=name)
    view.set_day(make_day(first, same, on=date(2026, 11, 25)), NOW)
    assert current(view) == "10:35 R"
    view.set_day(make_day(on=date(2026, 11, 26)), NOW)  # nobody works
    view.set_day(make_day(first, same, on=date(2026, 11, 25)), NOW)
    assert current(view) == "10:35 R"
