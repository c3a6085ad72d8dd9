"""Setting a practice up: what a first start makes, and a week of sessions copied."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.domain.errors import NotAllowed, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice_setup import STARTER_SLOT_TYPES, SlotTypeDetails
from desktop.domain.sessions import PatternPart
from desktop.operations.checks import check_database
from desktop.operations.desk import Desk, open_desk
from desktop.operations.practice import (
    NewPractice,
    make_clinician,
    make_practice,
    make_room,
)
from desktop.operations.session_copies import LeftOut, copy_week
from desktop.operations.sessions import create_session
from desktop.operations.signing_in import sign_in
from desktop.operations.slot_types import make_slot_type
from desktop.operations.work import Actor
from desktop.persistence.tables import places, sessions
from tests.clock import SettableClock
from tests.operations.conftest import SmallPractice

MONDAY = date(2027, 3, 15)  # the clocks go on on Sunday 28 March 2027
PRACTICE = {
    "name": "Weir Street Surgery",
    "nation": "wales",
    "ods_code": "w99 001",
    "phone": "(020) 79460321",
    "clinic_name": "Weir Street",
    "manager_name": "Ruth Cohen",
    "manager_pin": "482913",
}


@pytest.fixture
def empty_desk(engine_url: str, clock: SettableClock, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(engine_url, clock=clock, lock_dir=tmp_path / "locks", needs_practice=False)
    yield desk
    desk.close()


def test_a_practice_made_from_nothing_books_in_a_week_of_sessions(
    empty_desk: Desk, engine_url: str
) -> None:
    made: NewPractice = empty_desk.act(make_practice, **PRACTICE).value
    empty_desk.start()
    assert empty_desk.practice is not None
    assert empty_desk.practice.phone == "020 7946 0321"
    assert sign_in(empty_desk, staff_id=made.manager_id, pin="482913").role is Role.MANAGER
    kinds = [empty_desk.act(make_slot_type, details=one).value for one in STARTER_SLOT_TYPES]
    room = empty_desk.act(make_room, clinic_id=made.clinic_id, name="Room 1").value
    doctor = empty_desk.act(
        make_clinician, title="Dr", given_names="Anjali", family_name="Patel", profession="GP"
    ).value
    empty_desk.act(
        create_session,
        clinic_id=made.clinic_id,
        room_id=room,
        clinician_id=doctor,
        on_date=MONDAY,
        start_local=time(9),
        end_local=time(12),
        pattern=(PatternPart(6, kinds[0], 10), PatternPart(1, kinds[-1], 10)),
    )
    copied = empty_desk.act(copy_week, monday=MONDAY, weeks=4).value
    closed = LeftOut(date(2027, 3, 29), "Closed, Easter Monday.")
    assert (len(copied.made), copied.left_out) == (3, (closed,))
    with empty_desk.database.reading() as db:
        starts = db.execute(select(sessions.c.start_at).order_by(sessions.c.start_at)).scalars()
        assert [one.hour for one in starts] == [9, 9, 8, 8]  # 09:00 at the clinic, always
        assert db.execute(select(func.count()).select_from(places)).scalar_one() == 4 * 7
    assert not any(row.violations for row in check_database(engine_url))


def test_a_database_has_one_practice(empty_desk: Desk) -> None:
    empty_desk.act(make_practice, **PRACTICE)
    with pytest.raises(RuleViolation, match="already"):
        empty_desk.act(make_practice, **PRACTICE)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("name", "x" * 10_000),
        ("nation", "france"),
        ("clinic_name", ""),
        ("manager_name", "Ruth\x00Cohen"),
        ("phone", "ring the bell"),
        ("phone", "0207 946"),
    ],
)
def test_a_slip_is_told_at_its_field_and_nothing_is_made(
    empty_desk: Desk, field: str, typed: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        empty_desk.act(make_practice, **(PRACTICE | {field: typed}))
    assert refused.value.field == field
    empty_desk.act(make_practice, **PRACTICE)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("letter", {"letter": "RR"}),
        ("letter", {"letter": "R"}),
        ("short_name", {"short_name": "Routine"}),
        ("minutes", {"minutes": 0}),
        ("colour", {"colour": "#ff0000"}),
        ("name", {"name": ""}),
    ],
)
def test_a_kind_that_cannot_be_is_told_at_its_field(
    practice: SmallPractice, field: str, changed: dict[str, object]
) -> None:
    details = {"name": "Check", "short_name": "Chk", "letter": "k", "minutes": 30} | changed
    with pytest.raises(RuleViolation) as refused:
        practice.desk.act(make_slot_type, details=SlotTypeDetails(**details))  # type: ignore[arg-type]  # on purpose
    assert refused.value.field == field


def test_a_copy_that_clashes_is_left_out_and_named(practice: SmallPractice) -> None:
    week = date(2026, 11, 16)
    practice.make_session(on_date=date(2026, 11, 25))
    copied = practice.desk.act(copy_week, monday=week, weeks=2).value
    assert len(copied.made) == 1
    words = "Dr Anjali Patel has a session then, 11:00 to 13:00 at Alder Lane."
    assert copied.left_out == (LeftOut(date(2026, 11, 25), words),)


def test_a_session_in_two_places_is_refused_and_the_other_one_named(
    practice: SmallPractice,
) -> None:
    with pytest.raises(RuleViolation) as refused:
        practice.make_session(room_id=None, start_local=time(12), end_local=time(14))
    assert refused.value.field == "clinician"
    assert refused.value.message.startswith("Dr Anjali Patel has a session then, 11:00 to 13:00")
    with pytest.raises(RuleViolation) as refused:
        practice.make_session(clinician_id=practice.nurse)
    assert refused.value.field == "room"
    assert refused.value.message == "Room 4 is taken by Dr Anjali Patel then, 11:00 to 13:00."


def test_a_week_without_sessions_cannot_be_copied(practice: SmallPractice) -> None:
    with pytest.raises(RuleViolation, match="no session"):
        practice.desk.act(copy_week, monday=date(2026, 1, 5), weeks=1)
    with pytest.raises(RuleViolation, match="1 to 52"):
        practice.desk.act(copy_week, monday=date(2026, 11, 16), weeks=53)


def test_reception_does_not_set_the_practice_up(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(NotAllowed):
        practice.desk.act(make_room, clinic_id=practice.clinic, name="Room 9")


def test_two_sessions_without_a_room_are_not_in_each_others_way(practice: SmallPractice) -> None:
    then = {"room_id": None, "start_local": time(14), "end_local": time(15)}
    one = practice.make_session(**then, pattern=practice.pattern_of(6))
    other = practice.make_session(
        **then, pattern=practice.pattern_of(6), clinician_id=practice.nurse
    )
    with practice.desk.database.reading() as db:
        kept = db.execute(select(sessions.c.id).where(sessions.c.room_id.is_(None)))
        assert {row.id for row in kept} == {one, other}
