"""What goes where in a cell, and what is left to the tooltip."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.diary import Cell
from desktop.domain.ids import SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.visits import State
from desktop.ui.diary.cell_plan import BOLD_ICON, ICON, Plan, plan_cell
from desktop.ui.diary.cell_sizes import CellSizes
from desktop.ui.diary.diary_words import cell_words
from desktop.ui.kit.look import Look
from tests.factories.diary import NOW, TYPES, ZONE, make_cell, make_hold, make_visit

HERE = {"state": State.ARRIVED, "arrived_at": NOW - timedelta(minutes=7)}
MAGGIE = ("bsl", "double-length", "step-free", "large-print", "fetch")


@pytest.fixture
def sizes(qtbot: QtBot, look: Look) -> CellSizes:
    return CellSizes(look)


def plan(cell: Cell, sizes: CellSizes, width: int = 226, height: int = 22) -> Plan:
    return plan_cell(cell_words(cell, NOW, TYPES, ZONE), (width, height), sizes)


def texts(planned: Plan) -> list[str]:
    pieces = sorted((*planned.own, *planned.alike), key=lambda piece: (piece.y, piece.x))
    return [piece.text for piece in pieces if piece.role not in (ICON, BOLD_ICON)]


def icons(planned: Plan) -> list[str]:
    pieces = (*planned.alike, *planned.own)
    return [piece.text for piece in pieces if piece.role in (ICON, BOLD_ICON)]


def booked(name: str, **changed: object) -> Cell:
    return make_cell("10:20", visits=(make_visit(name, "10:20", **changed),))


def test_ten_minutes_show_name_and_short_status_on_one_line(sizes: CellSizes) -> None:
    planned = plan(booked("Hamish MacLeod", **HERE), sizes)
    assert planned.lines == 1
    assert texts(planned) == ["Hamish MacLeod", "Here 7m"]


def test_two_digits_of_waiting_stay_beside_a_long_name(sizes: CellSizes) -> None:
    long_here = {"state": State.ARRIVED, "arrived_at": NOW - timedelta(minutes=12)}
    wide = (
        sizes.title_left + sizes.pad + 2 * sizes.gap + sizes.width("bodyStrong", "Hamish MacLeod")
    )
    width = wide + sizes.icon + sizes.icon_gap + sizes.width("label", "12m")
    planned = plan(booked("Hamish MacLeod", **long_here), sizes, width=width)
    assert texts(planned) == ["Hamish MacLeod", "12m"]


def test_the_name_is_shortened_last(sizes: CellSizes) -> None:
    long = "Bartholomew Fitzgerald"
    planned = plan(booked(long, **HERE), sizes)
    assert texts(planned) == [long]
    assert icons(planned) == ["sign-in"]
    shorter = plan(booked(long * 2, **HERE), sizes)
    assert texts(shorter)[0].endswith("…")
    assert shorter.hides


def test_needs_are_icons_on_one_line_and_words_from_two_on(sizes: CellSizes) -> None:
    cell = booked("Arthur Bamford", needs=("hearing", "fetch"))
    assert icons(plan(cell, sizes)) == ["ear", "person-simple-walk"]
    assert plan(cell, sizes).hides
    worded = plan(cell, sizes, width=246, height=46)
    assert texts(worded) == ["Arthur Bamford", "face them, fetch in person"]
    assert not worded.hides


def test_forty_minutes_show_status_and_every_need_in_words(sizes: CellSizes) -> None:
    planned = plan(booked("Maggie Hughes", needs=MAGGIE, **HERE), sizes, width=240, height=94)
    assert texts(planned) == [
        "Maggie Hughes",
        "Here 7 min",
        "BSL, double, step-free",
        "large print, fetch in person",
    ]
    assert not planned.hides


@pytest.mark.parametrize("height", [22, 34, 46])
def test_a_hold_is_one_line_with_its_countdown(sizes: CellSizes, height: int) -> None:
    planned = plan(make_cell("11:20", hold=make_hold(100)), sizes, height=height)
    assert planned.lines == 1
    assert texts(planned) == ["Held, Desk 2", "1:40"]


def test_a_fifteen_minute_cell_with_nothing_but_a_status_is_one_line(sizes: CellSizes) -> None:
    done = booked("Sunita Rao", state=State.FULFILLED)
    assert plan(done, sizes, height=34).lines == 1
    with_reason = booked("Sunita Rao", state=State.FULFILLED, reason="rash")
    assert texts(plan(with_reason, sizes, height=34)) == ["Sunita Rao", "Done", "rash"]


def test_a_status_that_counts_stands_below_the_name_from_fifteen_minutes_on(
    sizes: CellSizes,
) -> None:
    assert texts(plan(booked("Jo Smith", **HERE), sizes, height=34)) == ["Jo Smith", "Here 7 min"]


def test_of_needs_in_words_the_last_are_left_out_first(sizes: CellSizes) -> None:
    cell = booked("Arthur Bamford", needs=("hearing", "fetch", "carer"))
    planned = plan(cell, sizes, height=46)
    assert len(icons(planned)) == 3
    assert texts(planned) == ["Arthur Bamford", "face them"]
    assert planned.hides


def test_why_they_ring_stands_beside_the_phone(sizes: CellSizes) -> None:
    cell = booked("Jo Smith", channel=Channel.TELEPHONE, reason="test results")
    planned = plan(cell, sizes, height=34)
    assert (texts(planned), icons(planned)) == (["Jo Smith", "test results"], ["phone"])


def test_a_long_name_has_its_status_below_where_there_is_room(sizes: CellSizes) -> None:
    done = booked("Bartholomew Fitzgerald", **HERE)
    assert plan(done, sizes, height=34).lines == 2
    assert texts(plan(done, sizes, height=34)) == ["Bartholomew Fitzgerald", "Here 7 min"]


def test_an_extra_says_so_in_its_half_of_the_column(sizes: CellSizes) -> None:
    visit = make_visit("Jo Smith", "10:40")
    planned = plan(make_cell("10:40", is_extra=True, visits=(visit,)), sizes, width=112)
    assert (texts(planned), icons(planned)) == (["Jo Smith"], ["plus"])
    assert planned.hides
    wide = plan(make_cell("10:40", is_extra=True, visits=(visit,)), sizes, width=147)
    assert texts(wide) == ["Jo Smith", "Extra"]


def test_a_group_says_how_many_and_how_many_may_still_come(sizes: CellSizes) -> None:
    people = tuple(make_visit(name, "11:00") for name in ("Ann Lee", "Bo Ray", "Cy Fox"))
    cell = make_cell("11:00", 20, "P", capacity=8, visits=people)
    assert texts(plan(cell, sizes, height=46)) == ["Group, 3 of 8", "5 free", "physiotherapy"]


def test_ten_thousand_characters_of_reason_stay_on_one_short_line(sizes: CellSizes) -> None:
    cell = booked("Jo Smith", reason="x\n" * 5000, slot_type_id=SlotTypeId("N"))
    planned = plan(cell, sizes, height=46)
    assert len(texts(planned)) == 2
    assert "\n" not in texts(planned)[1]
    assert planned.hides
