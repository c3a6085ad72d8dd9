"""The month's grid: keys from day to day, what it says, the kinds beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.ids import SlotTypeId
from desktop.domain.month import KindOfDay, Month, assemble_month
from desktop.ui.diary.month_model import (
    KindsModel,
    MonthModel,
    day_sentence,
    day_title,
    short_sum,
)
from desktop.ui.diary.month_page import MonthPage
from desktop.ui.kit.look import Look
from tests.factories.diary import ON

FIRST = ON.replace(day=1)
ROUTINE = KindOfDay(SlotTypeId("R"), "Routine", "R", "R", 40, 28, 10, later=2, blocked=3)
NURSE = KindOfDay(SlotTypeId("N"), "Nurse treatment", "N", "N", 12, 0, 12)


def month_of(first_on: date = FIRST) -> Month:
    """Return a month with sessions on the pictures' day and Christmas Day in it if it has one."""
    closed = [(date(2026, 12, 25), date(2026, 12, 25), "Christmas Day")]
    return assemble_month(first_on, [(ON, ROUTINE), (ON, NURSE)], closed)


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> MonthPage:
    page = MonthPage(look)
    qtbot.addWidget(page)
    page.resize(1286, 680)
    page.show_month(month_of(), ON, ON)
    return page


def _press(qtbot: QtBot, page: MonthPage, *keys: Qt.Key) -> date | None:
    for key in keys:
        qtbot.keyClick(page.grid, key)
    return page.current_on


def test_the_models_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model, kinds = MonthModel(), KindsModel()
    model.show_month(month_of(), ON)
    day = month_of().day(ON)
    assert day is not None
    kinds.show_day(day)
    qtmodeltester.check(model)
    qtmodeltester.check(kinds)
    assert (model.rowCount(), model.columnCount()) == (6, 7)


@pytest.mark.parametrize(
    ("keys", "on"),
    [
        ((Qt.Key.Key_Right,), date(2026, 11, 19)),
        ((Qt.Key.Key_Left, Qt.Key.Key_Up), date(2026, 11, 10)),
        ((Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right), date(2026, 11, 27)),
        ((Qt.Key.Key_Home,), FIRST),
        ((Qt.Key.Key_End,), date(2026, 11, 30)),
        ((Qt.Key.Key_End, Qt.Key.Key_Right), date(2026, 12, 1)),
        ((Qt.Key.Key_Home, Qt.Key.Key_Right), date(2026, 11, 2)),
    ],
)
def test_arrows_go_by_day_and_week_over_the_ends_of_weeks(
    qtbot: QtBot, page: MonthPage, keys: tuple[Qt.Key, ...], on: date
) -> None:
    assert _press(qtbot, page, *keys) == on


@pytest.mark.parametrize(
    ("keys", "on"),
    [
        ((Qt.Key.Key_PageDown,), date(2026, 12, 18)),
        ((Qt.Key.Key_PageUp,), date(2026, 10, 18)),
        ((Qt.Key.Key_End, Qt.Key.Key_Down), date(2026, 12, 7)),
        ((Qt.Key.Key_Home, Qt.Key.Key_Up), date(2026, 10, 25)),
    ],
)
def test_another_month_is_asked_for_with_its_date(
    qtbot: QtBot, page: MonthPage, keys: tuple[Qt.Key, ...], on: date
) -> None:
    with qtbot.waitSignal(page.month_wanted) as wanted:
        _press(qtbot, page, *keys)
    assert wanted.args == [on]


def test_enter_and_the_button_open_the_day(qtbot: QtBot, page: MonthPage) -> None:
    for act in (lambda: qtbot.keyClick(page.grid, Qt.Key.Key_Return), page.open.click):
        with qtbot.waitSignal(page.day_chosen) as chosen:
            act()
        assert chosen.args == [ON]


def test_a_day_says_all_that_it_shows(page: MonthPage) -> None:
    index = page.grid.currentIndex()
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Wed 18 November, today. 52 places, 28 booked, 22 free, 2 open later, 3 blocked. "
        "Nurse treatment: 12 free of 12. Routine: 10 free of 40"
    )
    face = QAccessible.queryAccessibleInterface(page.grid)
    cells = [face.child(number) for number in range(face.childCount())]
    assert said in [one.text(QAccessible.Text.Name) for one in cells if one is not None]
    december = month_of(date(2026, 12, 1))
    christmas = december.day(date(2026, 12, 25))
    assert christmas is not None
    assert day_sentence(christmas, ON) == "Fri 25 December. Closed, Christmas Day. No session"


def test_the_kinds_of_the_day_stand_beside_it_with_their_sum(qtbot: QtBot, page: MonthPage) -> None:
    kinds = page.kinds
    rows = [
        [kinds.index(row, column).data() for column in range(kinds.columnCount())]
        for row in range(kinds.rowCount())
    ]
    assert rows == [
        ["R  Routine", "40", "28", "10", "2"],
        ["N  Nurse treatment", "12", "0", "12", "0"],
        ["All kinds", "52", "28", "22", "2"],
    ]
    said = kinds.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Routine: 10 free of 40, 28 booked, 2 open later"
    _press(qtbot, page, Qt.Key.Key_Right)
    assert (page.title.text(), page.words.text()) == ("Thu 19 November", "No session.")
    assert kinds.rowCount() == 0


def test_what_is_left_of_a_day_in_two_words() -> None:
    day = month_of().day(ON)
    assert day is not None
    full = replace(day, kinds=(replace(ROUTINE, booked=40, free=0, later=0),))
    later = replace(day, kinds=(replace(ROUTINE, free=0),))
    held = replace(day, kinds=(replace(ROUTINE, booked=39, free=0, later=0),))
    said = [short_sum(one, ON) for one in (day, full, later, held)]
    assert said == ["22 free", "Full", "2 open later", "None free"]
    assert short_sum(day, date(2026, 11, 19)) == "", "nobody books into the past"
    assert day_title(day, ON) == "Today, 18"


@pytest.mark.parametrize("theme", ["light", "dark", "highContrast", "highContrastDark"])
def test_it_is_painted_in_every_theme(page: MonthPage, look: Look, theme: str) -> None:
    look.set_theme(theme)
    picture = page.grid.grab().toImage()
    index = page.grid.currentIndex()
    place = page.grid.visualRect(index).bottomRight() + page.grid.viewport().pos() - QPoint(8, 8)
    assert picture.pixelColor(place.x(), place.y()) == look.colour("select")
