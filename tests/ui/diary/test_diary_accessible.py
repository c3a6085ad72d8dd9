"""The diary as a screen reader walks it."""

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest

from desktop.ui.diary.diary_view import DiaryView
from tests.factories.diary import NOW, picture_day
from tests.ui.diary.test_diary_keys import choose

NAME = QAccessible.Text.Name


@pytest.fixture
def grid(view: DiaryView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(view)
    assert found is not None
    return found


def test_the_diary_is_a_list_of_lists_of_cells(view: DiaryView, grid: QAccessibleInterface) -> None:
    assert grid.role() is QAccessible.Role.List
    assert grid.text(NAME) == "Diary"
    assert grid.childCount() == 2
    column = grid.child(1)
    assert column.role() is QAccessible.Role.List
    assert column.text(NAME) == "Grace Adeyemi, GP, Room 4. 2 free. List of 3"
    cell = column.child(1)
    assert cell.role() is QAccessible.Role.ListItem
    assert cell.text(NAME) == "10:20, free, nurse treatment, 20 minutes"
    assert column.indexOfChild(cell) == 1
    assert grid.indexOfChild(cell.parent()) == 1


def test_every_cell_of_a_day_has_a_name_a_place_and_a_parent(
    view: DiaryView, grid: QAccessibleInterface
) -> None:
    view.set_day(picture_day(), NOW)
    layout = view.day_layout
    assert layout is not None
    for number, boxes in enumerate(layout.boxes):
        column = grid.child(number)
        assert column.childCount() == len(boxes)
        for row in range(len(boxes)):
            cell = column.child(row)
            assert cell.isValid()
            assert cell.text(NAME)
            assert not cell.rect().isEmpty()
            assert cell.parent().text(NAME) == column.text(NAME)


def test_the_chosen_cell_has_the_focus(view: DiaryView, grid: QAccessibleInterface) -> None:
    choose(view, "10:20 N")
    focused = grid.focusChild()
    assert focused.text(NAME).startswith("10:20, free")
    assert focused.state().focused
    choose(view, "10:30 R")
    assert not focused.state().focused


def test_an_event_names_its_cell(view: DiaryView, grid: QAccessibleInterface) -> None:
    for slot in ("10:00 R", "14:10 R", "10:40 N"):
        choose(view, slot)
        box = view.current_box()
        assert box is not None
        assert grid.child(grid.number_of(box)).text(NAME) == grid.focusChild().text(NAME)  # type: ignore[attr-defined]
    assert grid.child(2 + 8 + 3) is None


def test_ten_thousand_moves_keep_every_interface_alive(
    view: DiaryView, grid: QAccessibleInterface
) -> None:
    QAccessible.setActive(True)
    try:
        for _ in range(500):
            for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up):
                QTest.keyClick(view, key)
        gc.collect()
        view.set_day(picture_day(), NOW)
        assert grid.focusChild().text(NAME)
    finally:
        QAccessible.setActive(False)


def test_a_screen_reader_that_knows_yesterdays_cells_by_number_is_told_they_are_gone(
    view: DiaryView, grid: QAccessibleInterface
) -> None:
    shown = [grid.child(1), *(grid.child(1).child(row) for row in range(3))]
    known = [QAccessible.uniqueId(one) for one in shown]
    assert grid.child(1).child(2) is shown[3]
    assert [QAccessible.accessibleInterface(one) for one in known] == shown

    view.set_day(picture_day(), NOW)

    assert [QAccessible.accessibleInterface(one) for one in known] == [None] * 4
    assert grid.child(1).child(1).isValid()


def test_nothing_of_the_diary_is_left_to_a_screen_reader_when_the_program_ends(
    view: DiaryView, grid: QAccessibleInterface
) -> None:
    again = view.tree.make_grid()  # as Qt asks once more
    assert again is not grid
    shown = (grid, again, again.child(0), again.child(0).child(0))
    known = [QAccessible.uniqueId(one) for one in shown]

    view.tree.end()

    assert [QAccessible.accessibleInterface(one) for one in known] == [None] * 4
