"""The strip by its keys, the calendar and the list of next dates as models."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.operations.template_preview import DatePreview, PreviewWeek
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look
from desktop.ui.setup.preview_table import NextDates, WeeksView
from desktop.ui.setup.template_fields import PatternField
from tests.domain.test_template_typed import KINDS

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
MONDAY = date(2026, 11, 23)
HELD = DatePreview(MONDAY, time(8, 30), time(12, 30), 12)
CLASH = DatePreview(
    MONDAY + timedelta(days=2), time(8, 30), time(12, 30), 12, "Room 4 is taken.", is_clash=True
)


@pytest.fixture
def field(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> PatternField:
    field = PatternField(look, "pattern", "Slots in a day")
    qtbot.addWidget(field)
    field.resize(600, 320)
    field.offer(KINDS)
    field.set_hours(510, 600)
    field.set_text("2 x Routine 10 min\nBreak 20 min")
    front(field)
    field.strip.setFocus()
    return field


def press(field: PatternField, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(field.strip.view, key, held)


def test_keys_change_the_slots_and_the_lines_follow(field: PatternField) -> None:
    press(field, Qt.Key.Key_Right)
    QTest.keyClicks(field.strip.view, "d")
    assert field.text == "Routine 10 min\nOn the day 10 min\nBreak 20 min"
    press(field, Qt.Key.Key_Right, SHIFT)
    assert field.text.splitlines()[1] == "On the day 15 min"
    press(field, Qt.Key.Key_Right, CTRL)
    assert field.text.splitlines() == ["Routine 10 min", "Break 20 min", "On the day 15 min"]
    press(field, Qt.Key.Key_Insert)
    assert field.text.splitlines()[-1] == "2 x On the day 15 min"
    press(field, Qt.Key.Key_Home)
    press(field, Qt.Key.Key_Delete)
    assert field.text == "Break 20 min\n2 x On the day 15 min"
    assert field.say_end() == "2 slots, to 09:20, 40 min before the session ends."
    field.set_text("Break 20 min")
    assert field.say_end() == "No slots, to 08:50, 70 min before the session ends."


def test_what_a_key_cant_do_is_said_and_changes_nothing(field: PatternField) -> None:
    before = field.text
    press(field, Qt.Key.Key_Left, CTRL)
    assert (field.message.tone, field.message.words) == (Tone.WARNING, "It is the first already.")
    assert field.text == before
    QTest.keyClicks(field.strip.view, "q")
    assert field.text == before


def test_slots_past_the_end_are_said_so(field: PatternField, qtmodeltester: ModelTester) -> None:
    field.set_text("10 x Routine 10 min")
    model = field.strip.model
    qtmodeltester.check(model)
    spoken = model.index(9, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Routine, 10:00 to 10:10, 10 minutes, after the session’s end"
    field.set_text("nothing of the kind")
    assert field.strip.isHidden()
    assert field.text == "nothing of the kind"


def test_the_calendar_says_each_day_and_takes_its_keys(
    qtbot: QtBot,
    look: Look,
    qtmodeltester: ModelTester,
    front: Callable[[QWidget], QWidget],
) -> None:
    view, dates = WeeksView(look), NextDates(look)
    for one in (view, dates):
        qtbot.addWidget(one)
    view.resize(600, 200)
    week = PreviewWeek(MONDAY, (HELD, None, CLASH, None, None, None, None))
    view.show_weeks((week,))
    dates.show_dates((HELD, CLASH))
    qtmodeltester.check(view.weeks)
    spoken = [
        view.weeks.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(4)
    ]
    assert spoken == [
        "Week of 23 Nov",
        "Mon 23 November 2026, 12 slots, 08:30 to 12:30",
        "nothing",
        "Wed 25 November 2026, Left out: Room 4 is taken.",
    ]
    front(view)
    view.setFocus()
    with qtbot.waitSignal(view.date_left_out) as left_out:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert left_out.args == [HELD]
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    QTest.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.date_wanted) as wanted:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert wanted.args == [CLASH]
