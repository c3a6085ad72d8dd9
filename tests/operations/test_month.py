"""A month counted on both engines: capacity, booked and free by kind, closures, one site."""

from __future__ import annotations

from datetime import date, time, timedelta

from sqlalchemy import update

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.month import KindOfDay, Month
from desktop.operations.booking import book_appointment
from desktop.operations.closures import add_closure
from desktop.operations.desk import open_desk
from desktop.operations.extras import add_extra
from desktop.operations.holds import hold_slots
from desktop.operations.month import read_month
from desktop.operations.practice import make_clinic
from desktop.operations.sessions import block_slot
from desktop.persistence.tables import sessions, slots
from tests.operations.conftest import TODAY, SmallPractice


def _month(practice: SmallPractice, on_date: date = TODAY, **wanted: object) -> Month:
    return practice.desk.read(read_month, on_date=on_date, **wanted)


def _kinds(practice: SmallPractice, on_date: date = TODAY) -> dict[str, KindOfDay]:
    day = _month(practice, on_date).day(on_date)
    assert day is not None
    names = {practice.routine: "routine", practice.phone: "phone", practice.group: "group"}
    return {names[one.slot_type_id]: one for one in day.kinds}


def _counts(one: KindOfDay) -> tuple[int, int, int, int, int]:
    return one.capacity, one.booked, one.free, one.later, one.blocked


def test_a_day_is_counted_by_kind_in_places_and_breaks_are_none(practice: SmallPractice) -> None:
    kinds = _kinds(practice)
    assert {name: _counts(one) for name, one in kinds.items()} == {
        "routine": (4, 0, 4, 0, 0),
        "phone": (2, 0, 2, 0, 0),
        "group": (3, 0, 3, 0, 0),
    }


def test_booked_held_blocked_not_open_yet_and_over_are_told_apart(practice: SmallPractice) -> None:
    first, second, third, fourth, *_ = practice.slots
    practice.desk.act(book_appointment, patient_id=practice.rosa, slot_ids=(first,))
    practice.desk.act(hold_slots, slot_ids=(second,))
    practice.desk.act(block_slot, slot_id=third, version=1, reason="Called away")
    opens = practice.clock() + timedelta(minutes=20)
    with practice.desk.database.writing() as db:
        db.execute(update(slots).where(slots.c.id == fourth).values(release_at=opens))
    assert _counts(_kinds(practice)["routine"]) == (3, 1, 0, 1, 1)
    practice.clock.advance(minutes=20)  # the hold has ended, the fourth is open
    assert _counts(_kinds(practice)["routine"]) == (3, 1, 2, 0, 1)
    practice.clock.advance(hours=6)
    assert _counts(_kinds(practice)["routine"]) == (3, 1, 0, 0, 1), "nothing of it is left to book"


def test_an_extra_is_no_capacity_and_a_cancelled_session_none_at_all(
    practice: SmallPractice,
) -> None:
    practice.desk.act(
        add_extra,
        patient_id=practice.kwame,
        session_id=practice.session,
        start_at=practice.clock().replace(hour=11, minute=5),
        length_minutes=10,
        slot_type_id=practice.routine,
        why="Dr Patel agreed",
    )
    assert _counts(_kinds(practice)["routine"]) == (4, 0, 4, 0, 0)
    with practice.desk.database.writing() as db:
        db.execute(update(sessions).values(state="cancelled"))
    assert _kinds(practice) == {}


def test_the_weeks_are_whole_and_other_months_stay_out(practice: SmallPractice) -> None:
    for on_date in (date(2026, 12, 6), date(2026, 12, 7)):
        practice.make_session(on_date=on_date)
    counted = [one.on_date for one in _month(practice).days if one.kinds]
    assert counted == [TODAY, date(2026, 12, 6)]
    counted = [one.on_date for one in _month(practice, date(2026, 12, 31)).days if one.kinds]
    assert counted == [date(2026, 12, 6), date(2026, 12, 7)]


def test_one_site_has_its_own_counts_and_closures(practice: SmallPractice) -> None:
    other = practice.desk.act(make_clinic, name="Weir Street").value
    practice.make_session(
        clinic_id=other, room_id=None, clinician_id=practice.nurse, on_date=practice.tomorrow
    )
    for name, clinic_id in (("Refit", other), ("Training", None)):
        details = ClosureDetails(
            ClosureKind.CLOSED, name, practice.tomorrow, practice.tomorrow, clinic_id=clinic_id
        )
        practice.desk.act(add_closure, details=details)
    afternoon = ClosureDetails(ClosureKind.TRAINING, "Half day", TODAY, TODAY, start_local=time(13))
    practice.desk.act(add_closure, details=afternoon)
    at_other = _month(practice, clinic_id=other)
    assert [one.on_date for one in at_other.days if one.kinds] == [practice.tomorrow]
    named = {one.on_date: set(one.closed) for one in at_other.days if one.closed}
    assert named == {practice.tomorrow: {"Refit", "Training"}}
    day = _month(practice).day(practice.tomorrow)
    assert day is not None
    assert day.closed == ("Training",), "one site of two is not the practice"


def test_bank_holidays_of_the_nation_are_named(practice: SmallPractice) -> None:
    closed = {one.on_date: one.closed for one in _month(practice, date(2026, 12, 1)).days}
    assert closed[date(2026, 12, 25)] == ("Christmas Day",)
    assert closed[date(2026, 12, 28)] == ("Boxing Day, substitute day",)


def test_a_day_of_a_clock_change_has_all_its_slots(practice: SmallPractice) -> None:
    practice.clock.set(practice.clock() - timedelta(days=300))
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        practice.make_session(on_date=sunday, start_local=time(9), end_local=time(11))
        practice.make_session(on_date=sunday, start_local=time(22), end_local=time(23, 59))
        day = _month(practice, sunday).day(sunday)
        assert day is not None
        assert (day.capacity, day.free) == (18, 18)


def test_what_another_desk_books_is_in_the_next_read(
    engine_url: str, practice: SmallPractice
) -> None:
    before = _kinds(practice)["routine"]
    other = open_desk(engine_url, actor=practice.desk.actor, clock=practice.clock)
    other.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    other.close()
    after = _kinds(practice)["routine"]
    assert (after.booked, after.free) == (before.booked + 1, before.free - 1)
