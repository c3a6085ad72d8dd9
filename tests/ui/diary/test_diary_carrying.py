"""Moving a visit: by Ctrl+X, arrows, Ctrl+V, and by dragging."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.diary import VisitInDiary
from desktop.domain.ids import SlotTypeId
from desktop.domain.times import clock_time
from desktop.domain.visits import State
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.diary_view import DiaryView
from tests.factories.diary import (
    NOW,
    TYPES,
    ZONE,
    make_cell,
    make_column,
    make_day,
    make_session,
    make_visit,
)
from tests.ui.diary.test_diary_keys import choose, current, press

LEFT = Qt.MouseButton.LeftButton
MAGGIE = make_visit("Maggie Hughes", "10:00", 20, slot_type_id=SlotTypeId("N"))


def middle(view: DiaryView, slot: str) -> QPoint:
    assert view.day_layout is not None
    box = view.day_layout.find(slot)
    assert box is not None
    return box.rect.center() - QPoint(0, view.verticalScrollBar().value())


def test_what_is_put_down_takes_as_many_slots_as_it_needs(view: DiaryView, qtbot: QtBot) -> None:
    view.pick_up(MAGGIE)
    choose(view, "10:30 R")
    with qtbot.waitSignal(view.move_requested) as asked:
        assert view.put_down()
    visit, cells = asked.args
    assert visit is MAGGIE
    assert [cell.key for cell in cells] == ["10:30 R", "10:40 R"]
    assert view.carried is None


def test_a_slot_too_short_says_by_how_much_and_keeps_it_carried(
    view: DiaryView, qtbot: QtBot
) -> None:
    view.pick_up(MAGGIE)
    choose(view, "10:40 R")
    with qtbot.waitSignal(view.refused) as said, qtbot.assertNotEmitted(view.move_requested):
        assert not view.put_down()
    assert said.args == ["This time is 10 minutes short."]
    assert view.carried is MAGGIE


def test_escape_puts_back_and_enter_puts_down(view: DiaryView, qtbot: QtBot) -> None:
    view.pick_up(MAGGIE)
    press(view, Qt.Key.Key_Escape)
    assert view.carried is None
    view.pick_up(MAGGIE)
    choose(view, "10:20 N")
    with qtbot.waitSignal(view.move_requested):
        press(view, Qt.Key.Key_Return)


def test_carrying_outlives_another_day(view: DiaryView) -> None:
    view.pick_up(MAGGIE)
    later = make_day(make_column(make_session(make_cell("10:00", 20, "N"))), on=NOW.date())
    view.set_day(later, NOW)
    assert view.carried is MAGGIE


def test_who_needs_no_steps_is_told_where_there_are_some(view: DiaryView) -> None:
    layout = view.day_layout
    assert layout is not None
    box = layout.find("10:30 R")
    assert box is not None
    visit = make_visit("Edwin Osei", "10:00", needs=("step-free",))
    fit = moves.fit_of(layout, box, visit, NOW, TYPES)
    assert (fit.why, len(fit.run)) == ("no step-free", 1)


def test_only_times_of_its_kind_are_outlined_others_say_what_for(view: DiaryView) -> None:
    layout = view.day_layout
    assert layout is not None
    box = layout.find("10:30 R")
    assert box is not None
    fits = moves.fits_of(layout, make_visit("Lan Chen", "10:00"), NOW, TYPES)
    assert fits["10:30 R"].why == ""
    assert fits["10:20 N"].why == "Nurse treatment slot"
    assert fits["10:20 N"].run  # agreed to, it goes there all the same


def test_a_press_that_stays_near_is_a_click(view: DiaryView) -> None:
    near = QPoint(0, QApplication.startDragDistance() - 1)
    start = middle(view, "10:00 N")
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), start + near)
    assert view.carried is None
    QTest.mouseRelease(view.viewport(), LEFT, pos=start + near)
    assert current(view) == "10:00 N"


def test_a_drag_to_a_free_time_asks_for_the_move(view: DiaryView, qtbot: QtBot) -> None:
    start, end = middle(view, "10:00 N"), middle(view, "10:20 N")
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), start + QPoint(0, QApplication.startDragDistance() + 2))
    assert view.carried is not None
    with qtbot.waitSignal(view.move_requested) as asked:
        QTest.mouseRelease(view.viewport(), LEFT, pos=end)
    assert [cell.key for cell in asked.args[1]] == ["10:20 N"]


def test_a_drag_to_a_break_puts_the_visit_back(view: DiaryView, qtbot: QtBot) -> None:
    start, end = middle(view, "10:00 N"), middle(view, "10:10 b")
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), end)
    with qtbot.waitSignal(view.refused) as said, qtbot.assertNotEmitted(view.move_requested):
        QTest.mouseRelease(view.viewport(), LEFT, pos=end)
    assert said.args == ["This time is not free."]
    assert view.carried is None


def test_a_drag_to_another_visit_asks_for_the_swap(view: DiaryView, qtbot: QtBot) -> None:
    view.set_now(NOW.replace(hour=9))
    start, end = middle(view, "10:00 N"), middle(view, "10:50 R")
    QTest.mousePress(view.viewport(), LEFT, pos=start)
    QTest.mouseMove(view.viewport(), end)
    with qtbot.waitSignal(view.swap_requested) as asked, qtbot.assertNotEmitted(view.refused):
        QTest.mouseRelease(view.viewport(), LEFT, pos=end)
    assert [one.called for one in asked.args] == ["Maggie Hughes", "Jakub Nowak"]
    assert view.carried is None


JAKUB = make_visit("Jakub Nowak", "10:50")
OVER = make_visit("Edwin Osei", "10:00")


@pytest.mark.parametrize(
    ("there", "carried", "why"),
    [
        (make_visit("Li Na Chen", "10:50"), JAKUB, ""),
        (JAKUB, JAKUB, "its own already"),
        (
            make_visit("Li Na Chen", "10:50", state=State.ARRIVED),
            JAKUB,
            "taken, and Li Na Chen is here",
        ),
        (make_visit("Li Na Chen", "10:50", state=State.CANCELLED), JAKUB, "not free"),
        (OVER, JAKUB, "over"),
        (JAKUB, OVER, "taken, and the other time is over"),
        (JAKUB, replace(MAGGIE, state=State.ARRIVED), "not free"),
    ],
)
def test_who_is_booked_is_offered_for_a_swap_or_why_not(
    view: DiaryView, there: VisitInDiary, carried: VisitInDiary, why: str
) -> None:
    start = clock_time(there.start_at, ZONE)
    view.set_day(make_day(make_column(make_session(make_cell(start, visits=(there,))))), NOW)
    layout = view.day_layout
    assert layout is not None
    fit = moves.fit_of(layout, layout.boxes[0][0], carried, NOW, TYPES)
    assert (fit.why, fit.swap) == (why, None if why else there)
    assert fit.run == ()


def test_a_click_while_carrying_only_chooses(view: DiaryView) -> None:
    view.pick_up(MAGGIE)
    QTest.mouseClick(view.viewport(), LEFT, pos=middle(view, "10:30 R"))
    assert view.carried is MAGGIE
    assert current(view) == "10:30 R"
