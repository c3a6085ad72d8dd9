"""The checks can fail: each planted fault is found, and what is right is left alone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.kit.elided_label import ElidedLabel
from tests.journeys.accessibility.naming import naming_faults, program_classes, tab_faults
from tests.journeys.accessibility.room import (
    overlap_faults,
    place_faults,
    target_faults,
    width_faults,
)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(300, 200)
    page.show()
    return page


def test_the_programs_classes_are_found_by_their_modules() -> None:
    names = {one.__name__ for one in program_classes()}
    assert {"MainWindow", "AskDialog", "_NeedChip", "DiaryView"} <= names


@pytest.mark.parametrize("kind", [QLineEdit, QToolButton, QListView])
def test_a_control_without_a_name_is_found(page: QWidget, kind: type[QWidget]) -> None:
    control = kind(page)
    assert any("has no name" in one for one in naming_faults(control))
    control.setAccessibleName("Reason")
    control.setObjectName("reason")
    assert list(naming_faults(control)) == []


def test_an_input_that_tab_does_not_reach_is_found(page: QWidget) -> None:
    edit = QLineEdit(page)
    edit.setFocusPolicy(edit.focusPolicy().ClickFocus)
    edit.show()
    assert any("takes no focus by Tab" in one for one in tab_faults(page))


@pytest.mark.parametrize("wraps", [False, True])
def test_words_with_too_little_room_are_found(page: QWidget, wraps: bool) -> None:
    label = QLabel("Somebody booked this time a moment ago", page)
    label.setWordWrap(wraps)
    label.resize(80, 18)
    label.show()
    assert list(width_faults(label)) != []
    label.resize(290, 60)
    assert list(width_faults(label)) == []


def test_a_button_narrower_than_its_words_is_found(page: QWidget) -> None:
    button = QPushButton("Cancel the visit", page)
    button.resize(40, 30)
    assert list(width_faults(button)) != []
    button.resize(button.sizeHint())
    assert list(width_faults(button)) == []


def test_cut_words_must_be_whole_in_tooltip_and_name(page: QWidget) -> None:
    label = ElidedLabel("Bartholomew Featherstonehaugh", page)
    label.resize(50, 20)
    assert list(width_faults(label)) != []
    label.show_text("Bartholomew Featherstonehaugh")
    assert list(width_faults(label)) == []


def test_a_widget_cut_by_its_parent_is_found(page: QWidget) -> None:
    part = QWidget(page)
    part.setGeometry(250, 10, 100, 20)
    part.show()
    assert ["right 50 px" in one for one in place_faults(part)] == [True]


def test_content_wider_than_what_scrolls_up_and_down_is_found(page: QWidget) -> None:
    area = QScrollArea(page)
    area.setHorizontalScrollBarPolicy(area.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
    area.resize(100, 100)
    inside = QWidget()
    inside.resize(150, 400)
    area.setWidget(inside)
    area.show()
    assert any("wider than its place" in one for one in place_faults(inside))


def test_what_a_layout_puts_over_something_else_is_found(page: QWidget) -> None:
    column, row = QVBoxLayout(page), QHBoxLayout()
    first, second = QLabel("one", page), QLabel("two", page)
    column.addWidget(first)
    row.addWidget(second)
    column.addLayout(row)
    for one in (first, second):
        one.show()
    column.activate()
    assert list(overlap_faults(page)) == []
    second.setGeometry(first.geometry())
    assert len(list(overlap_faults(page))) == 1


def test_a_target_below_24_px_is_found(page: QWidget) -> None:
    button = QPushButton("x", page)
    button.resize(20, 30)
    assert list(target_faults(button)) != []
    button.resize(24, 24)
    assert list(target_faults(button)) == []
