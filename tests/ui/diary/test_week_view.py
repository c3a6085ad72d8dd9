"""A week in the grid: days as columns by the clinic's clock; a kind's week as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.diary import Cell
from desktop.domain.ids import ClinicianId, ClinicId, SlotId, SlotTypeId
from desktop.domain.kind_week import FreeHalfDay, HalfDay, KindWeek
from desktop.domain.times import instant_of
from desktop.domain.week import DiaryWeek, days_of_week, monday_of
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.diary.head_words import heads_of, spoken_column, tip_of_column
from desktop.ui.diary.kind_week_view import KindWeekModel, KindWeekView
from desktop.ui.kit.look import Look
from tests.factories.diary import (
    NOW,
    ON,
    TYPES,
    ZONE,
    make_cell,
    make_column,
    make_session,
    make_visit,
)

MONDAY = monday_of(ON)
NOBODY = make_column(name="Dr Anjali Patel", profession="", clinic_id=ClinicId(""))


def _cell(on: date, clock: str, **changed: object) -> Cell:
    start = instant_of(on, time.fromisoformat(clock), ZONE)
    values = {
        "slot_ids": (SlotId(f"{on:%a} {clock}"),),
        "start_at": start,
        "end_at": start + timedelta(minutes=10),
    }
    return make_cell(clock, **(values | changed))


def week_of(monday: date, worked: dict[int, tuple[str, ...]], visits: str = "") -> DiaryWeek:
    """Return a week with free cells at these times on these days; one day's first is booked."""
    columns = []
    for number, on in enumerate(days_of_week(monday)):
        cells = [_cell(on, clock) for clock in worked.get(number, ())]
        if cells and visits and number == 1:
            cells[0] = _cell(on, worked[1][0], visits=(make_visit(visits, worked[1][0]),))
        columns.append(make_column(make_session(*cells)) if cells else NOBODY)
    key = ClinicianId("Dr Anjali Patel")
    return DiaryWeek(monday, ZONE, key, "Dr Anjali Patel", tuple(columns))


USUAL = {1: ("09:00", "09:10", "09:20"), 2: ("10:40", "10:50"), 3: ("09:10", "14:00")}


def _select(view: DiaryView, slot: str) -> None:
    assert view.day_layout is not None
    box = view.day_layout.find(slot)
    assert box is not None
    view.choose((box,))


def _current(view: DiaryView) -> str:
    cell = view.current_cell()
    assert cell is not None
    return cell.key


def test_of_a_week_too_wide_whole_days_fill_the_room(view: DiaryView) -> None:
    view.resize(500, 600)
    view.set_day(week_of(MONDAY, dict.fromkeys(range(5), ("09:00",))), NOW)
    layout = view.day_layout
    assert layout is not None
    assert view.viewport().width() in layout.lefts


def test_days_without_sessions_are_narrow_and_the_week_fits(view: DiaryView) -> None:
    view.resize(974, 600)
    view.set_day(week_of(MONDAY, USUAL), NOW)
    layout = view.day_layout
    assert layout is not None
    widths = [layout.width_of(number) for number in range(7)]
    alike = {widths[number] for number in USUAL}
    assert max(alike) - min(alike) <= 1
    assert max(widths[number] for number in (0, 4, 5, 6)) < min(widths[n] for n in USUAL)
    assert layout.width <= view.viewport().width()


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_time_is_at_one_height_on_both_sides_of_a_clock_change(
    view: DiaryView, sunday: date
) -> None:
    view.set_day(week_of(monday_of(sunday), {5: ("09:00", "11:00"), 6: ("09:00", "11:00")}), NOW)
    layout = view.day_layout
    assert layout is not None
    tops = [[box.rect.top() for box in layout.boxes[number]] for number in (5, 6)]
    assert tops[0] == tops[1]


def test_arrows_go_to_the_same_time_of_the_next_day_with_a_session(
    view: DiaryView, qtbot: QtBot
) -> None:
    view.set_day(week_of(MONDAY, USUAL), NOW)
    _select(view, "Tue 09:10")
    for expected in ("Wed 10:40", "Thu 09:10"):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        assert _current(view) == expected
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert _current(view) == "Thu 09:10", "nobody works on the days after"


def test_only_today_has_the_now_line(view: DiaryView) -> None:
    view.set_day(week_of(MONDAY, {**USUAL, 2: ("10:10", "10:50")}), NOW)
    layout = view.day_layout
    assert layout is not None
    assert list(layout.columns_of(NOW)) == [2]
    view.set_day(week_of(MONDAY + timedelta(days=7), USUAL), NOW)
    layout = view.day_layout
    assert layout is not None
    assert list(layout.columns_of(NOW)) == []
    assert not view.grab().isNull()


def test_a_change_of_another_desk_keeps_the_selection_and_is_outlined(view: DiaryView) -> None:
    view.set_day(week_of(MONDAY, USUAL), NOW)
    _select(view, "Thu 14:00")
    view.mark_next_change_as("Desk 2")
    view.set_day(week_of(MONDAY, USUAL, visits="Maggie Hughes"), NOW)
    assert _current(view) == "Thu 14:00"
    assert view.outlined == {"Tue 09:00"}


def test_a_visit_carried_from_tuesday_fits_a_free_slot_on_thursday(view: DiaryView) -> None:
    week = week_of(MONDAY + timedelta(days=7), USUAL)
    view.set_day(week, NOW)
    visit = make_visit("Maggie Hughes", "09:00")
    view.pick_up(visit)
    _select(view, "Thu 09:10")
    moved: list[tuple[Cell, ...]] = []
    view.move_requested.connect(lambda _visit, cells: moved.append(cells))
    assert view.put_down()
    assert [one.key for one in moved[0]] == ["Thu 09:10"]
    layout = view.day_layout
    assert layout is not None
    assert set(moves.fits_of(layout, visit, NOW, TYPES)) == {
        box.cell.key for column in layout.boxes for box in column
    }


def test_days_read_as_the_design_says(view: DiaryView) -> None:
    week = week_of(MONDAY, USUAL)
    view.set_day(week, NOW)
    said = [spoken_column(week, number, NOW) for number in range(7)]
    assert said[2] == "Wed 18 November, Dr Anjali Patel. 2 free, first 10:40. List of 2"
    assert said[1] == "Tue 17 November, Dr Anjali Patel. 0 free. List of 3"
    assert said[5] == "Sat 21 November, Dr Anjali Patel. No session"
    grid = QAccessible.queryAccessibleInterface(view)
    assert grid is not None
    assert grid.childCount() == 7
    assert grid.child(2).text(QAccessible.Text.Name) == said[2]
    assert "first 10:40" in grid.child(2).text(QAccessible.Text.Description)


def _half(on: date, half: HalfDay, free: int = 0) -> FreeHalfDay:
    if not free:
        return FreeHalfDay(on, half)
    at: datetime = instant_of(on, time(9 if half is HalfDay.MORNING else 14), ZONE)
    return FreeHalfDay(
        on, half, free, at, SlotId(f"{on:%a} {half}"), (("Grace Adeyemi", free, at),)
    )


def kind_week() -> KindWeek:
    """Return a week with 3 free on Wednesday morning and 1 on Friday afternoon."""
    found = {(2, HalfDay.MORNING): 3, (4, HalfDay.AFTERNOON): 1}
    rows = tuple(
        tuple(
            _half(on, half, found.get((number, half), 0))
            for number, on in enumerate(days_of_week(MONDAY))
        )
        for half in (HalfDay.MORNING, HalfDay.AFTERNOON)
    )
    return KindWeek(MONDAY, ZONE, SlotTypeId("R"), rows)


def test_the_model_of_a_kinds_week_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = KindWeekModel()
    model.show_week(kind_week(), NOW)
    assert (model.rowCount(), model.columnCount()) == (2, 7)
    qtmodeltester.check(model)


def test_half_days_say_how_many_are_free_and_the_first() -> None:
    model = KindWeekModel()
    model.show_week(kind_week(), NOW)
    role = Qt.ItemDataRole.AccessibleTextRole
    said = "Wed 18 November, morning: 3 free, first 09:00 with Grace Adeyemi"
    assert model.data(model.index(0, 2), role) == said
    assert model.data(model.index(1, 0), role) == "Mon 16 November, afternoon: none free"
    head = model.headerData(2, Qt.Orientation.Horizontal)
    assert head == "Today, 18\n3 free"
    assert model.headerData(1, Qt.Orientation.Vertical) == "Afternoon"


def test_enter_chooses_a_half_day_and_a_reload_keeps_it(
    qtbot: QtBot, look: Look, view: DiaryView
) -> None:
    table = KindWeekView(look, view)
    table.place(0)
    table.show_week(kind_week(), NOW, ON)
    table.show()
    table.setFocus()
    assert table.current_half_day == kind_week().rows[0][2], "the wanted day's first with a free"
    chosen: list[FreeHalfDay] = []
    table.half_day_chosen.connect(chosen.append)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert chosen == [kind_week().rows[0][2]]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    table.show_week(kind_week(), NOW, ON)
    assert table.current_half_day == kind_week().rows[1][2]
    assert not table.grab().isNull()


def test_a_day_that_is_closed_says_so_in_its_head(view: DiaryView) -> None:
    closed = ("Boxing Day, substitute day", "Staff training from 13:00", *[""] * 5)
    week = replace(week_of(MONDAY, USUAL), closed=closed)
    heads = heads_of(week, NOW)
    assert heads[0].places[0] == "Boxing Day,"
    assert heads[0].state is not None
    assert heads[0].state.free == "substitute day"
    assert heads[1].state is not None
    assert heads[1].state.words == "Staff training from 13:00"
    assert heads[5].places[0] == "No session"
    monday = "Mon 16 November, Dr Anjali Patel. Boxing Day, substitute day. No session"
    assert spoken_column(week, 0, NOW) == monday
    assert "Staff training from 13:00" in spoken_column(week, 1, NOW)
    assert "Boxing Day" in tip_of_column(week, 0, NOW)
