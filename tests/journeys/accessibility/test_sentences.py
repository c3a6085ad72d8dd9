"""What is read out on the pictures' day: the design's table "Names for screen readers"."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QFrame

from tests.journeys.accessibility.naming import interface_of
from tests.tour.driver import Driver

NAME = QAccessible.Text.Name
COLUMNS = (
    "Dr Anjali Patel, GP, Room 4. 12 minutes late. 2 free. List of 22",
    "Dr Chidi Okafor, GP, Room 6. On time. 2 free. List of 15",
)
CELLS = (
    "10:20 to 11:00, Maggie Hughes, here 7 minutes, nurse treatment. BSL interpreter. "
    "Double length. Step-free room. Letters in large print. Fetch in person. 6 of 11",
    "10:15 to 10:30, Tariq Aziz, late 7 minutes, routine. 8 of 15",
    "09:20 to 09:30, Callum Reid, did not attend, routine. 5 of 22",
    "10:30, Break, 10 minutes",
    "10:50, free, routine, 10 minutes",
    "12:00, on the day, opens 11:00",
)


@pytest.fixture
def driver(practice: str, open_driver: Callable[[str], Driver]) -> Driver:
    """Return the program, open on the demo."""
    return open_driver(practice)


@pytest.fixture
def diary(driver: Driver) -> dict[str, list[str]]:
    """Return the sentences of the cells by that of their column."""
    grid = interface_of(driver.start.front_desk.diary)
    assert grid is not None
    columns = [grid.child(number) for number in range(grid.childCount())]
    return {
        one.text(NAME): [one.child(row).text(NAME) for row in range(one.childCount())]
        for one in columns
    }


def test_columns_and_cells_read_as_the_design_says(diary: dict[str, list[str]]) -> None:
    said = [one for cells in diary.values() for one in cells]
    assert [one for one in COLUMNS if one not in diary] == []
    assert [one for one in CELLS if one not in said] == []
    held = [one for one in said if one.startswith("11:20, held by Desk 2, 1 minute ")]
    assert len(held) == 1


def test_every_cell_begins_with_its_time_and_every_column_ends_with_its_length(
    driver: Driver, diary: dict[str, list[str]]
) -> None:
    for column, cells in diary.items():
        assert column.endswith(f"List of {len(cells)}")
        assert [one for one in cells if one[2] != ":" or not one[:2].isdigit()] == []
    assert sum(map(len, diary.values())) == driver.start.front_desk.diary.model.rowCount()


def test_own_words_are_read_as_theirs(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("maggie hughes 12/3/52")
    driver.press("Return")
    words = driver.window.findChild(QFrame, "own_words")
    assert words is not None
    assert words.accessibleName().startswith("Maggie’s words: “Look at me, not the interpreter.")


def test_a_list_of_choices_says_place_time_and_clinician(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("maggie hughes")
    assert _rows(driver, "search_list")[0].startswith("Maggie Hughes, 74")
    driver.press("Return", "Ctrl+B")
    times = _rows(driver, "free_times")
    assert re.match(rf"1 of {len(times)}, \w{{3}} \d+ \w+ \d{{4}} \d\d:\d\d, ", times[0])
    assert "Fits " in times[0]
    assert " Reasons: " in times[0]
    assert " Against: " in times[0]


def _rows(driver: Driver, name: str) -> list[str]:
    view = driver.window.findChild(QAbstractItemView, name)
    assert view is not None
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(view.model().index(row, 0).data(role)) for row in range(view.model().rowCount())]
