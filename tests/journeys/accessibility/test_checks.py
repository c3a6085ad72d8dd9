"""The checks can fail: each planted fault is found, and what is right is left alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Words
from desktop.ui.people.panel_words import NeedWords
from desktop.ui.people.patient_strip import NeedChip
from tests.journeys.accessibility.naming import naming_faults, program_classes, tab_faults
from tests.journeys.accessibility.room import (
    overlap_faults,
    place_faults,
    size_faults,
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
    assert {"MainWindow", "AskDialog", "NeedChip", "DiaryView"} <= names


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


def test_words_that_a_chip_cuts_must_be_whole_in_its_tooltip(page: QWidget) -> None:
    chip = NeedChip(Look(theme="light"), NeedWords("ear", "Hearing aid " * 4, ""), page)
    label = chip.findChild(Words)
    assert label is not None
    assert label.text().endswith("…")
    label.resize(label.sizeHint())
    assert list(width_faults(label)) == []
    label.setToolTip(label.text())
    assert list(width_faults(label)) != []


def test_rich_words_are_measured_as_they_are_drawn(page: QWidget) -> None:
    words = "Somebody booked this time"
    label = QLabel(f'<span style="font-weight:900">{words}</span>', page)
    label.resize(label.fontMetrics().horizontalAdvance(words), 30)
    assert list(width_faults(label)) != []
    label.resize(label.sizeHint())
    assert list(width_faults(label)) == []


def test_a_choice_narrower_than_what_is_chosen_is_found(page: QWidget) -> None:
    box = QComboBox(page)
    box.addItem("Bartholomew Featherstonehaugh")
    box.setToolTip(box.currentText())
    box.resize(80, 30)
    assert list(width_faults(box)) != []
    box.resize(box.sizeHint())
    assert list(width_faults(box)) == []


def test_a_heading_narrower_than_its_words_is_found(page: QWidget) -> None:
    table = QTableWidget(1, 1, page)
    table.setHorizontalHeaderLabels(["What it does"])
    header = table.horizontalHeader()
    table.setColumnWidth(0, 30)
    assert list(width_faults(header)) != []
    table.setColumnWidth(0, 200)
    assert list(width_faults(header)) == []


def test_a_dialog_larger_than_its_screen_is_found(page: QWidget) -> None:
    assert list(size_faults(page, QSize(299, 300))) != []
    assert list(size_faults(page, page.size())) == []
    dialog = QDialog(page)
    label = QLabel("Somebody booked this time a moment ago", dialog)
    QVBoxLayout(dialog).addWidget(label)
    assert list(size_faults(dialog, QSize(100, 300))) != []
    assert list(size_faults(dialog, QSize(600, 300))) == []


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
