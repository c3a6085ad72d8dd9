"""Every cell and column reads as the design README says."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from desktop.domain.diary import Cell, HoldInDiary
from desktop.domain.ids import HoldId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.sessions import SlotState
from desktop.domain.visits import State
from desktop.ui.diary.diary_sentences import head_tip, spoken_cell, spoken_head, time_left
from desktop.ui.diary.diary_words import cell_words, fitting_places, head_places
from tests.factories.diary import (
    NOW,
    TYPES,
    ZONE,
    at,
    make_cell,
    make_column,
    make_day,
    make_hold,
    make_note,
    make_session,
    make_visit,
    picture_day,
)

NURSE = {"slot_type_id": SlotTypeId("N"), "needs": ("bsl", "fetch")}
HERE = {"state": State.ARRIVED, "arrived_at": NOW - timedelta(minutes=7)}
GROUP = tuple(make_visit(name, "11:00") for name in ("Ann Lee", "Bo Ray", "Cy Fox"))

CELLS = {
    "10:20 to 11:00, Maggie Hughes, here 7 minutes, nurse treatment. "
    "BSL interpreter. Fetch in person. 6 of 11": make_cell(
        "10:20", 40, "N", visits=(make_visit("Maggie Hughes", "10:20", 40, **NURSE, **HERE),)
    ),
    "10:50, free, routine, 10 minutes": make_cell("10:50"),
    "11:20, held by Desk 2, 1 minute 40 left": make_cell("11:20", hold=make_hold(100)),
    "11:20, held by you, 28 seconds left": make_cell("11:20", hold=make_hold(28, mine=True)),
    "12:00, on the day, opens 11:00": make_cell("12:00", letter="D", release_at=at("11:00")),
    "10:30, Break, 10 minutes": make_cell("10:30", letter="b"),
    "10:45, Tutorial, Dr Patel, 15 minutes": make_cell(
        "10:45", 15, "u", notes=(make_note("Dr Patel"),)
    ),
    "10:40, Blocked: fire drill, 10 minutes": make_cell(
        "10:40", slot_state=SlotState.BLOCKED, block_reason="fire drill"
    ),
    "09:00, not used, routine, 10 minutes": make_cell("09:00"),
    "11:00 to 11:20, group, 3 of 8 taken, physiotherapy. 6 of 11": make_cell(
        "11:00", 20, "P", capacity=8, visits=GROUP
    ),
    "10:40 to 10:50, Jo Smith, booked, routine. Extra. 6 of 11": make_cell(
        "10:40", is_extra=True, visits=(make_visit("Jo Smith", "10:40"),)
    ),
    "10:15 to 10:25, Tariq Aziz, late 7 minutes, routine. 6 of 11": make_cell(
        "10:15", visits=(make_visit("Tariq Aziz", "10:15"),)
    ),
    "09:40 to 09:50, Lan Chen, in room, routine. Waited 12 minutes. 6 of 11": make_cell(
        "09:40",
        visits=(
            make_visit(
                "Lan Chen",
                "09:40",
                state=State.CHECKED_IN,
                arrived_at=at("09:35"),
                sent_in_at=at("09:52"),
            ),
        ),
    ),
    "09:00 to 09:10, Peter Johnson, called, telephone. 6 of 11": make_cell(
        "09:00",
        letter="T",
        visits=(
            make_visit(
                "Peter Johnson",
                "09:00",
                state=State.FULFILLED,
                channel=Channel.TELEPHONE,
                slot_type_id=SlotTypeId("T"),
            ),
        ),
    ),
    "10:50, free, routine, 10 minutes. Note: leaves 11:45": make_cell(
        "10:50", notes=(make_note("leaves 11:45."),)
    ),
}


@pytest.mark.parametrize("sentence", CELLS)
def test_a_cell_reads_as_one_sentence(sentence: str) -> None:
    cell: Cell = CELLS[sentence]
    assert spoken_cell(cell, NOW, TYPES, ZONE, (6, 11)) == sentence


def test_every_cell_of_the_pictures_has_a_sentence_with_its_time() -> None:
    for column in picture_day().columns:
        cells = column.sessions[0].cells
        for number, cell in enumerate(cells, 1):
            spoken = spoken_cell(cell, NOW, TYPES, ZONE, (number, len(cells)))
            assert spoken[:5] == cell.start_at.strftime("%H:%M")
            assert all(visit.called in spoken for visit in cell.visits)


def test_one_minute_is_said_as_one() -> None:
    visit = make_visit(
        "Jo Smith", "10:20", state=State.ARRIVED, arrived_at=NOW - timedelta(minutes=1)
    )
    spoken = spoken_cell(make_cell("10:20", visits=(visit,)), NOW, TYPES, ZONE, (1, 2))
    assert "here 1 minute," in spoken
    assert time_left(timedelta(seconds=61)) == "1 minute 1"
    assert time_left(timedelta(seconds=120)) == "2 minutes"


def test_a_column_reads_name_place_running_time_free_and_length() -> None:
    session = make_session(make_cell("10:50"), make_cell("11:00"))
    column = make_column(session, running_late_minutes=12)
    assert (
        spoken_head(make_day(column), column, NOW)
        == "Dr Anjali Patel, GP, Room 4. 12 minutes late. 2 free. List of 2"
    )


def test_notes_are_said_with_the_column_and_shown_whole_in_its_tooltip() -> None:
    session = make_session(make_cell("10:50"), notes=(make_note("Lift out, Room 2"),))
    column = make_column(session, running_late_minutes=0)
    day = make_day(column, notes=(make_note("No more extras"),))
    assert ". On time. Lift out, Room 2. No more extras. 1 free." in spoken_head(day, column, NOW)
    assert "Lift out, Room 2\nNo more extras" in head_tip(day, column, NOW)


def test_a_sensitive_record_opens_with_a_reason_and_says_no_more() -> None:
    visit = make_visit("Maggie Hughes", "10:20", is_sensitive=True)
    cell = make_cell("10:20", visits=(visit,))
    spoken = spoken_cell(cell, NOW, TYPES, ZONE, (6, 11))
    assert "Maggie Hughes" in spoken
    assert spoken.endswith("Opens with a reason. 6 of 11")
    words = cell_words(cell, NOW, TYPES, ZONE)
    assert (words.needs, words.phrase) == ((("eye-slash", "Opens with a reason"),), "")


def test_a_visit_being_rebooked_says_so() -> None:
    cell = make_cell("10:30", visits=(make_visit("Li Na Chen", "10:30"),))
    closing = replace(cell, slot_state=SlotState.CLOSING)

    words = cell_words(closing, NOW, TYPES, ZONE)

    assert (words.title, words.status) == ("Li Na Chen", "Being rebooked")
    assert "booked, being rebooked" in spoken_cell(closing, NOW, TYPES, ZONE, (1, 2))


def test_a_group_being_rebooked_is_still_a_group() -> None:
    people = (make_visit("Li Na Chen", "10:30"), make_visit("Kwame Asante", "10:30"))
    closing = make_cell("10:30", visits=people, capacity=3, slot_state=SlotState.CLOSING)

    words = cell_words(closing, NOW, TYPES, ZONE)

    assert (words.title, words.status) == ("Group, 2 of 3", "Being rebooked")
    assert not words.is_flat
    spoken = spoken_cell(closing, NOW, TYPES, ZONE, (1, 2))
    assert "group, 2 of 3 taken, being rebooked" in spoken


def test_a_time_the_rebook_list_holds_is_not_counted_by_the_second() -> None:
    hold = HoldInDiary(HoldId("h"), "Rebook list", NOW + timedelta(days=9))
    cell = make_cell("10:30", hold=hold)

    assert cell_words(cell, NOW, TYPES, ZONE).status == ""
    assert spoken_cell(cell, NOW, TYPES, ZONE, (1, 2)) == "10:30, held by Rebook list"


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (40, "Nurse, Room 3 (step-free), Alder Lane"),
        (30, "Nurse, Room 3, Alder Lane"),
        (20, "Nurse, Alder Lane"),
        (12, "Alder Lane"),
    ],
)
def test_the_room_is_said_in_a_head_where_there_is_room(room: int, said: str) -> None:
    session = make_session(make_cell("10:50"), room_name="Room 3", room_features=("step-free",))
    places = head_places(make_column(session, profession="Nurse"))
    fits = partial(_is_short, room=room)
    assert fitting_places(places, several_sites=True, fits=fits) == said


def _is_short(words: str, *, room: int) -> bool:
    return len(words) <= room
