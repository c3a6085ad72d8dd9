"""Free times: what is found, in which order, what was left out, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from desktop.domain.booking import DayPart, FreeAnswer, FreeRequest, FreeTime
from desktop.domain.ids import SessionId, SlotId
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.sessions import PatternPart, SessionState
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.extras import add_extra
from desktop.operations.holds import hold_slots
from desktop.operations.notes import write_note
from desktop.operations.reads import count_free_by_day, find_free_times, list_lengths_offered
from desktop.operations.sessions import block_slot
from desktop.persistence.tables import sessions, slot_types, slots
from tests.operations.conftest import TODAY, SmallPractice

ANOTHER = "another window"


def _find(practice: SmallPractice, **wanted: object) -> FreeAnswer:
    request = FreeRequest(**{"from_on": TODAY} | wanted)
    return practice.desk.read(find_free_times, request=request)


def _said(answer: FreeAnswer) -> list[str]:
    return [one.words for one in answer.left_out]


def _slots_of(answer: FreeAnswer) -> list[tuple[SlotId, ...]]:
    return [one.slot_ids for one in answer.times]


def _book(practice: SmallPractice, *slot_ids: SlotId) -> None:
    practice.desk.act(
        book_appointment,
        agreed=frozenset({"same_time"}),
        patient_id=practice.maggie,
        slot_ids=slot_ids,
    )


def _hold_elsewhere(practice: SmallPractice, *slot_ids: SlotId) -> None:
    own, practice.desk.window = practice.desk.window, ANOTHER
    practice.desk.act(hold_slots, slot_ids=slot_ids)
    practice.desk.window = own


def _open_at(practice: SmallPractice, slot: SlotId, at: datetime) -> None:
    with practice.desk.database.writing() as db:
        db.execute(update(slots).where(slots.c.id == slot).values(release_at=at))


def test_a_free_time_says_where_and_with_whom(practice: SmallPractice) -> None:
    practice.desk.act(write_note, text="Leaves 11:45", on_date=TODAY, session_id=practice.session)
    first = _find(practice, slot_type_id=practice.routine).times[0]
    assert first == FreeTime(
        slot_ids=practice.slots[:1],
        session_id=practice.session,
        slot_type_id=practice.routine,
        channel=Channel.IN_PERSON,
        start_at=datetime(2026, 11, 18, 11, tzinfo=UTC),
        end_at=datetime(2026, 11, 18, 11, 10, tzinfo=UTC),
        clinician_id=practice.doctor,
        clinician_name="Dr Anjali Patel",
        clinic_id=practice.clinic,
        clinic_name="Alder Lane",
        room_name="Room 4",
        notes=("Leaves 11:45",),
    )


def test_taken_past_extra_and_called_off_slots_and_breaks_are_never_offered(
    practice: SmallPractice,
) -> None:
    _book(practice, practice.slots[1])
    extra = practice.desk.act(
        add_extra,
        patient_id=practice.rosa,
        session_id=practice.session,
        start_at=datetime(2026, 11, 18, 12, 40, tzinfo=UTC),
        length_minutes=10,
        slot_type_id=practice.routine,
        why="Asked by the doctor",
    ).value
    practice.desk.act(
        cancel_appointment, appointment_id=extra.id, version=extra.version, code="pat"
    )
    called_off = practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room, pattern=practice.pattern_of(3)
    )
    with practice.desk.database.writing() as db:
        gone = {"state": SessionState.CANCELLED}
        db.execute(update(sessions).where(sessions.c.id == called_off).values(gone))
    practice.clock.set(datetime(2026, 11, 18, 11, 5, tzinfo=UTC))
    free = [practice.slots[place] for place in (2, 3, 5, 6, 7)]
    assert _slots_of(_find(practice)) == [(slot,) for slot in free]


def test_kinds_that_a_role_may_not_book_are_not_among_its_times(practice: SmallPractice) -> None:
    with practice.desk.database.writing() as db:
        left = update(slot_types).where(slot_types.c.id == practice.phone)
        db.execute(left.values(booked_by=(Role.CLINICIAN.value, Role.MANAGER.value)))
    everybody, reception, doctors = (
        [practice.slots.index(one.slot_ids[0]) for one in _find(practice, role=role).times]
        for role in (None, Role.RECEPTIONIST, Role.CLINICIAN)
    )
    assert everybody == doctors == [0, 1, 2, 3, 5, 6, 7]
    assert reception == [0, 1, 2, 3, 7]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"channel": Channel.TELEPHONE}, (5, 6)),
        ({"length_minutes": 30}, (0, 1, 7)),
        ({"length_minutes": 20}, (0, 1, 2, 5, 7)),
        ({"length_minutes": 50}, ()),
        ({"day_part": DayPart.AFTERNOON}, (6, 7)),
        ({"day_part": DayPart.MORNING, "length_minutes": 40}, (0,)),
        ({"from_on": TODAY + timedelta(days=1)}, ()),
        ({"until_on": TODAY - timedelta(days=1)}, ()),
        ({"limit": 2}, (0, 1)),
    ],
)
def test_a_search_is_narrowed(
    practice: SmallPractice, wanted: dict[str, object], places: tuple[int, ...]
) -> None:
    answer = _find(practice, **wanted)
    found = [one.slot_ids[0] for one in answer.times]
    assert found == [practice.slots[place] for place in places]
    assert answer.more is ("limit" in wanted)


def test_clinician_and_clinic_narrow_a_search(practice: SmallPractice) -> None:
    practice.make_session(
        clinician_id=practice.nurse, room_id=practice.other_room, pattern=practice.pattern_of(2)
    )
    hers = _find(practice, clinician_id=practice.nurse, clinic_id=practice.clinic)
    assert {one.clinician_name for one in hers.times} == {"Grace Adeyemi"}
    assert len(hers.times) == 2
    same = _find(practice, clinician_id=practice.nurse, slot_type_id=practice.routine)
    assert same.times == hers.times
    nowhere = FreeRequest(from_on=TODAY, clinic_id=practice.clinic, clinician_id=practice.clinic)
    assert practice.desk.read(find_free_times, request=nowhere).times == ()


def test_a_long_time_ends_where_kind_or_session_does(practice: SmallPractice) -> None:
    practice.make_session(
        clinician_id=practice.nurse,
        room_id=practice.other_room,
        end_local=time(11, 40),
        pattern=(PatternPart(2, practice.routine, 10), PatternPart(1, practice.phone, 10)),
    )
    found = _find(practice, clinician_id=practice.nurse, length_minutes=20)
    assert [one.end_at - one.start_at for one in found.times] == [timedelta(minutes=20)]
    assert len(found.times[0].slot_ids) == 2
    assert _said(found) == ["1 too short for 20 minutes."]


def test_another_windows_hold_is_not_free_until_it_ends(practice: SmallPractice) -> None:
    _hold_elsewhere(practice, practice.slots[0])
    practice.desk.act(hold_slots, slot_ids=practice.slots[1:2])
    answer = _find(practice, slot_type_id=practice.routine)
    assert _slots_of(answer) == [(slot,) for slot in practice.slots[1:4]]
    assert _said(answer) == ["1 held by Desk 1."]
    practice.clock.advance(minutes=30)
    assert len(_find(practice, slot_type_id=practice.routine).times) == 4


def test_what_was_left_out_is_counted_and_said(practice: SmallPractice) -> None:
    practice.desk.act(block_slot, slot_id=practice.slots[0], version=1, reason="Meeting")
    _open_at(practice, practice.slots[1], datetime(2026, 11, 18, 10, 30, tzinfo=UTC))
    _open_at(practice, practice.slots[2], datetime(2026, 11, 18, 8, tzinfo=UTC))
    answer = _find(practice, slot_type_id=practice.routine)
    assert _slots_of(answer) == [(slot,) for slot in practice.slots[2:4]]
    assert sorted(_said(answer)) == ["1 blocked.", "1 opens at 10:30."]
    practice.clock.advance(minutes=8)
    assert _said(_find(practice, slot_type_id=practice.routine)) == ["1 blocked."]


@pytest.mark.parametrize(
    ("opens_at", "words"),
    [
        (datetime(2026, 11, 20, 8, tzinfo=UTC), "2 open on the day at 08:00."),
        (datetime(2026, 11, 19, 8, tzinfo=UTC), "2 open tomorrow at 08:00."),
        (datetime(2026, 11, 18, 18, tzinfo=UTC), "2 open at 18:00."),
    ],
)
def test_slots_not_open_yet_say_when_they_open(
    practice: SmallPractice, opens_at: datetime, words: str
) -> None:
    friday = TODAY + timedelta(days=2)
    session = practice.make_session(on_date=friday, pattern=practice.pattern_of(2))
    with practice.desk.database.writing() as db:
        of_session = update(slots).where(slots.c.session_id == session)
        db.execute(of_session.values(release_at=opens_at))
    answer = _find(practice, from_on=friday)
    assert answer.times == ()
    assert _said(answer) == [words]


def test_only_the_days_the_answer_spans_are_spoken_of(practice: SmallPractice) -> None:
    later = practice.make_session(on_date=TODAY + timedelta(days=14))
    with practice.desk.database.writing() as db:
        closed = {"release_at": practice.clock() + timedelta(days=14)}
        db.execute(update(slots).where(slots.c.session_id == later).values(closed))
    assert _said(_find(practice)) == []
    _hold_elsewhere(practice, practice.slots[3])
    assert _said(_find(practice, limit=2)) == []


def test_a_group_is_one_time_while_any_place_is_free(practice: SmallPractice) -> None:
    group = practice.slots[7]
    for person in (practice.maggie, practice.rosa):
        practice.desk.act(book_appointment, patient_id=person, slot_ids=(group,))
    assert _slots_of(_find(practice, slot_type_id=practice.group)) == [(group,)]
    _hold_elsewhere(practice, group)
    answer = _find(practice, slot_type_id=practice.group)
    assert answer.times == ()
    assert _said(answer) == ["1 held by Desk 1."]


def test_a_group_with_a_held_and_a_free_place_is_free_and_not_left_out(
    practice: SmallPractice,
) -> None:
    _hold_elsewhere(practice, practice.slots[7])
    answer = _find(practice, slot_type_id=practice.group)
    assert _slots_of(answer) == [(practice.slots[7],)]
    assert answer.left_out == ()


@pytest.mark.parametrize("length", [None, 10, 20, 30])
def test_pages_follow_each_other_without_gap_or_repeat(
    practice: SmallPractice, length: int | None
) -> None:
    for days in range(3):
        practice.make_session(
            clinician_id=practice.nurse,
            room_id=practice.other_room,
            on_date=TODAY + timedelta(days=days),
        )
    whole = _find(practice, length_minutes=length, limit=100)
    request = FreeRequest(from_on=TODAY, length_minutes=length, limit=3)
    paged: list[FreeTime] = []
    while True:
        answer = practice.desk.read(find_free_times, request=request)
        paged.extend(answer.times)
        if not answer.more:
            break
        last = paged[-1]
        request = replace(request, after=(last.start_at, last.slot_ids[0]))
    assert tuple(paged) == whole.times
    starts = [(one.start_at, one.slot_ids[0]) for one in paged]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    ("on", "noon_utc"),
    [(date(2027, 3, 28), 11), (date(2027, 3, 27), 12), (date(2027, 10, 31), 12)],
)
def test_noon_is_the_clinics_noon_when_the_clocks_change(
    practice: SmallPractice, on: date, noon_utc: int
) -> None:
    practice.clock.set(datetime(2027, 1, 4, 9, tzinfo=UTC))
    practice.make_session(
        on_date=on, start_local=time(11), end_local=time(13), pattern=practice.pattern_of(12)
    )
    noon = datetime(on.year, on.month, on.day, noon_utc, tzinfo=UTC)
    wanted = {"from_on": on, "until_on": on, "limit": 50}
    morning = _find(practice, day_part=DayPart.MORNING, **wanted).times
    afternoon = _find(practice, day_part=DayPart.AFTERNOON, **wanted).times
    assert [len(morning), len(afternoon)] == [6, 6]
    assert max(one.start_at for one in morning) < noon <= min(one.start_at for one in afternoon)


def test_a_date_long_gone_by_means_from_now_on(practice: SmallPractice) -> None:
    practice.clock.set(datetime(2027, 6, 1, 9, tzinfo=UTC))
    practice.make_session(on_date=date(2027, 6, 1), pattern=practice.pattern_of(12))
    found = _find(practice, from_on=date(2020, 1, 1), day_part=DayPart.MORNING, limit=50)
    assert len(found.times) == 6


def test_a_month_counts_what_is_free_by_day_and_clinician(practice: SmallPractice) -> None:
    practice.make_session(on_date=practice.tomorrow, pattern=practice.pattern_of(3))
    _book(practice, practice.slots[0])
    practice.desk.act(block_slot, slot_id=practice.slots[1], version=1, reason="Meeting")
    request = FreeRequest(from_on=TODAY, until_on=TODAY + timedelta(days=30))
    counted = practice.desk.read(count_free_by_day, request=request)
    assert [(one.on_date, one.clinician_id, one.free) for one in counted] == [
        (TODAY, practice.doctor, 5),
        (practice.tomorrow, practice.doctor, 3),
    ]


def _lengths(practice: SmallPractice, slot: SlotId) -> list[int]:
    return [minutes for minutes, _ in practice.desk.read(list_lengths_offered, slot_id=slot)]


def test_lengths_add_up_to_the_next_slot_that_is_not_free(practice: SmallPractice) -> None:
    assert _lengths(practice, practice.slots[0]) == [10, 20, 30, 40]
    assert _lengths(practice, practice.slots[5]) == [10, 20]
    assert _lengths(practice, practice.slots[4]) == []
    assert _lengths(practice, practice.slots[7]) == [30]
    _book(practice, practice.slots[3])
    _hold_elsewhere(practice, practice.slots[1])
    assert _lengths(practice, practice.slots[0]) == [10]
    assert _lengths(practice, practice.slots[1]) == []
    assert _lengths(practice, practice.slots[2]) == [10]
    assert _lengths(practice, SlotId(SessionId("00000000-0000-0000-0000-000000000000"))) == []
