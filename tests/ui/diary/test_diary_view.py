"""The painted grid: every look, reloads, changes of other desks, empty and opening days."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.diary import CellState, DiaryDay, cell_state
from desktop.domain.ids import NoteId
from desktop.domain.sessions import Note
from desktop.ui.diary.diary_scroll import was_in_sight
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from desktop.ui.kit.tokens import DENSITIES, THEMES
from tests.factories.diary import (
    NOW,
    OUTLINE,
    make_cell,
    make_column,
    make_day,
    make_hold,
    make_session,
    make_visit,
    picture_day,
    two_columns,
)
from tests.ui.diary.test_diary_keys import choose, current, press


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_look_paints_the_day(
    qtbot: QtBot, qapp: QApplication, theme: str, density: str, percent: int
) -> None:
    look = Look(theme=theme, density=density, text_percent=percent)
    view = DiaryView(look)
    qtbot.addWidget(view)
    view.set_outline(OUTLINE)
    view.resize(974, 682)
    view.set_day(picture_day(), NOW)
    picture = view.grab().toImage()
    points = ((x, y) for x in range(0, 974, 3) for y in range(150, 650, 50))
    assert len({picture.pixelColor(x, y).rgb() for x, y in points}) > 8
    layout = view.day_layout
    assert layout is not None
    boxes = [box for column in layout.boxes for box in column]
    assert min(box.rect.height() for box in boxes) >= 22
    assert min(box.rect.height() + 2 for box in boxes) >= 24
    assert look.layout("columnMin") <= layout.column_width <= look.layout("columnMax")


def without_first_visit(day: DiaryDay) -> DiaryDay:
    """Return the day with the first cell of the first column free again."""
    column = day.columns[0]
    session = column.sessions[0]
    cells = (replace(session.cells[0], visits=()), *session.cells[1:])
    sessions = (replace(session, cells=cells), *column.sessions[1:])
    return replace(day, columns=(replace(column, sessions=sessions), *day.columns[1:]))


def test_a_reload_keeps_the_selection_and_the_place(view: DiaryView) -> None:
    view.resize(500, 260)
    choose(view, "10:40 N")
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 10)
    before = view.verticalScrollBar().value()
    told: list[object] = []
    view.current_changed.connect(told.append)
    view.set_day(without_first_visit(two_columns()), NOW)
    assert current(view) == "10:40 N"
    assert view.verticalScrollBar().value() == before
    assert told == [], "the panel shows whom it showed"


def test_a_change_of_another_desk_is_outlined_for_three_seconds(view: DiaryView) -> None:
    view.mark_next_change_as("Desk 2")
    view.set_day(without_first_visit(two_columns()), NOW)
    assert view.outlined == {"10:00 R"}
    view.set_day(two_columns(), NOW)
    assert view.outlined == {"10:00 R"}, "our own change adds none"


def test_a_visit_of_a_day_still_to_come_in_is_chosen_when_it_does(view: DiaryView) -> None:
    view.select_visit("visit Rosa Marín")
    visit = make_visit("Rosa Marín", "11:15")
    view.set_day(make_day(make_column(make_session(make_cell("11:15", visits=(visit,))))), NOW)
    assert current(view) == "11:15 R"


def test_a_hold_counts_by_the_second_and_repaints_itself(view: DiaryView) -> None:
    day = make_day(make_column(make_session(make_cell("11:20", hold=make_hold(100)))))
    assert not view.counts_seconds
    view.set_day(day, NOW)
    assert view.counts_seconds
    view.set_now(NOW + timedelta(seconds=40))
    assert view.model.data(view.model.index(0, 3)) == "1:00"
    view.set_now(NOW + timedelta(seconds=101))
    assert not view.counts_seconds


def test_an_empty_day_offers_the_next_one_with_sessions(view: DiaryView, qtbot: QtBot) -> None:
    following = date(2026, 11, 23)
    view.set_day(make_day(on=date(2026, 11, 19), next_day_with_sessions=following), NOW)
    title = view.findChild(QLabel, "empty_title")
    assert isinstance(title, QLabel)
    assert title.text() == "No one has a session on Thu 19 November."
    button = view.findChild(QPushButton, "next_day_with_sessions")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(view.day_requested) as asked:
        button.click()
    assert asked.args == [following]
    view.set_day(two_columns(), NOW)
    assert title.isHidden() or not title.isVisible()


def test_the_next_day_with_sessions_is_likelier_than_a_new_session(view: DiaryView) -> None:
    following = date(2026, 11, 23)
    view.states.offer_new_session(lambda: None)
    view.set_day(make_day(on=date(2026, 11, 19), next_day_with_sessions=following), NOW)
    buttons = [one for one in view.findChildren(QPushButton) if not one.isHidden()]
    assert [(one.objectName(), one.property("kind")) for one in buttons] == [
        ("next_day_with_sessions", "primary"),
        ("new_session_here", "plain"),
    ]


def test_a_day_that_takes_long_says_so_and_escape_stays(view: DiaryView, qtbot: QtBot) -> None:
    view.show_opening(date(2026, 11, 19))
    words = view.findChild(QLabel, "loading_words")
    assert isinstance(words, QLabel)
    assert words.isHidden(), "nothing for the first second"
    qtbot.waitUntil(lambda: not words.isHidden(), timeout=15_000)
    hint = view.findChild(QLabel, "loading_hint")
    assert isinstance(hint, QLabel)
    assert (words.text(), hint.text()) == ("Opening Thu 19 November.", "Esc to stay on today.")
    with qtbot.waitSignal(view.stay_requested):
        qtbot.keyClick(view, "\x1b")
    view.show_opening(None)
    assert words.isHidden()


def test_columns_beyond_the_edge_are_counted(view: DiaryView) -> None:
    view.set_day(picture_day(), NOW)
    view.resize(46 + 3 * 232 + 14, 600)
    assert view.heads.columns_beyond() == (0, 3)
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert view.heads.columns_beyond() == (3, 0)


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_no_column_beyond_shows_a_sliver_wherever_it_is_scrolled_to(
    view: DiaryView, odd: int
) -> None:
    view.set_day(picture_day(), NOW)
    view.resize(46 + 3 * 232 + 14 + odd, 600)
    layout = view.day_layout
    assert layout is not None
    bar, wide = view.horizontalScrollBar(), view.viewport().width()
    for column in (0, 3, 4, 5, 4, 1):
        view.choose((layout.boxes[column][0],))
        assert {bar.value(), bar.value() + wide} <= set(layout.lefts)


def test_a_note_makes_the_heads_higher_where_it_has_no_room_in_a_line(view: DiaryView) -> None:
    usual = view.heads.height()
    day = two_columns()
    long = Note(NoteId("n"), "Leaves for the hospital after the third patient", day.on_date)
    first = day.columns[0]
    noted = replace(first.sessions[0], notes=(long,))
    columns = (replace(first, sessions=(noted, *first.sessions[1:])), *day.columns[1:])
    view.set_day(replace(day, columns=columns), NOW)
    assert view.heads.height() > usual
    assert view.viewport().y() == view.heads.height()
    view.set_day(day, NOW)
    assert view.heads.height() == usual


def test_a_tooltip_says_the_whole_of_a_cell_that_hides_some(view: DiaryView) -> None:
    view.set_day(picture_day(), NOW)
    layout = view.day_layout
    assert layout is not None
    thuy, jakub = layout.find("Anjali Patel 11:50"), layout.find("Anjali Patel 11:10")
    assert thuy is not None
    assert jakub is not None
    assert "Interpreter" in view.tip_of(thuy)
    assert view.tip_of(jakub) == ""


def test_a_menu_is_asked_for_at_the_cell(view: DiaryView, qtbot: QtBot) -> None:
    layout = view.day_layout
    assert layout is not None
    box = layout.find("10:50 R")
    assert box is not None
    at = box.rect.center() - QPoint(0, view.verticalScrollBar().value())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at))
    with qtbot.waitSignal(view.menu_requested) as asked:
        view.contextMenuEvent(event)
    assert asked.args[0].key == "10:50 R"
    assert current(view) == "10:50 R"


def test_a_day_opens_with_now_a_third_down_another_at_the_same_time(view: DiaryView) -> None:
    view.resize(500, 330)
    view.set_day(make_day(on=date(2026, 11, 20)), NOW)
    view.set_day(picture_day(), NOW)
    layout = view.day_layout
    assert layout is not None
    shown_at = layout.y_of(NOW) - view.verticalScrollBar().value()
    assert shown_at == view.viewport().height() // 3
    view.set_day(replace(picture_day(), on_date=date(2026, 11, 25)), NOW - timedelta(days=7))
    box = view.current_box()
    assert box is not None
    top = box.rect.top() - view.verticalScrollBar().value()
    assert 0 <= top < view.viewport().height() - box.rect.height()


def test_the_chosen_cell_stays_in_sight_when_a_strip_below_takes_room(view: DiaryView) -> None:
    layout = view.day_layout
    assert layout is not None
    view.choose((layout.boxes[0][-1],))
    box = view.current_box()
    assert box is not None
    assert was_in_sight(view, box, view.viewport().height())
    view.resize(700, 380)
    assert was_in_sight(view, box, view.viewport().height())
    view.verticalScrollBar().setValue(0)
    view.resize(700, 340)
    assert view.verticalScrollBar().value() == 0, "who looks elsewhere is left there"


def test_free_slots_alone_are_shown_until_all_are_again(view: DiaryView) -> None:
    told: list[tuple[int, int]] = []
    view.filter.counted.connect(lambda shown, hidden: told.append((shown, hidden)))
    heads = view.heads.drawn_words()
    all_cells = view.model.rowCount()
    view.filter.only_free = True
    view.set_day(two_columns(), NOW)
    layout = view.day_layout
    assert layout is not None
    free = [box.cell for column in layout.boxes for box in column]
    assert 0 < len(free) < all_cells
    assert {(cell_state(one, NOW), one.end_at > NOW) for one in free} == {(CellState.FREE, True)}
    assert view.current_cell() in free
    assert told == [(len(free), all_cells - len(free))]
    assert view.heads.drawn_words() == heads
    view.filter.only_free = False
    view.set_day(two_columns(), NOW)
    assert view.model.rowCount() == all_cells


def test_a_day_without_a_free_slot_has_no_cell_left_and_takes_any_key(view: DiaryView) -> None:
    view.filter.only_free = True
    view.set_day(two_columns(), NOW + timedelta(days=1))
    assert view.model.rowCount() == 0
    assert view.current_cell() is None
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Return):
        press(view, key)
    assert not view.grab().isNull()
