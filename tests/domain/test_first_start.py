"""What is typed at a first start: each slip at its field, what is empty left for later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.first_start import (
    NewClinician,
    WeekSession,
    check_clinicians,
    check_kinds,
    check_week,
    read_rooms,
    session_dates,
)
from desktop.domain.practice_setup import STARTER_SLOT_TYPES

PATEL = NewClinician("Dr", "Anjali", "Patel", "GP")
GRACE = NewClinician("", "Grace", "Adeyemi", "Nurse")
MORNING = WeekSession(0, 0, 0, (0, 2), time(9), time(12))
ROOMS = ("Room 1", "Room 2")


def numbered(*values: object) -> list[tuple[int, object]]:
    return list(enumerate(values, start=1))


def slip(*typed: WeekSession) -> str | None:
    with pytest.raises(RuleViolation) as refused:
        check_week(numbered(*typed), STARTER_SLOT_TYPES, (PATEL, GRACE), ROOMS)  # type: ignore[arg-type]
    return refused.value.field


def test_the_starter_kinds_fit_together() -> None:
    assert check_kinds(list(enumerate(STARTER_SLOT_TYPES))) == STARTER_SLOT_TYPES


def test_a_slip_in_a_kind_is_told_at_its_row() -> None:
    kinds = list(enumerate(STARTER_SLOT_TYPES))
    kinds[2] = (2, replace(STARTER_SLOT_TYPES[2], letter="R"))
    with pytest.raises(RuleViolation, match="letter R") as refused:
        check_kinds(kinds)
    assert refused.value.field == "letter_2"
    kinds[2] = (2, replace(STARTER_SLOT_TYPES[2], short_name="T"))
    with pytest.raises(RuleViolation) as refused:
        check_kinds(kinds)
    assert refused.value.field == "short_name_2"


def test_rooms_are_one_a_line() -> None:
    assert read_rooms(" Room 1 \r\n\n  Room  2\n") == ROOMS
    assert read_rooms("  \n ") == ()
    with pytest.raises(RuleViolation, match="Room 1 is there twice"):
        read_rooms("Room 1\nRoom  1")


def test_a_row_without_a_name_is_no_clinician() -> None:
    empty = NewClinician("Dr", " ", "", "GP")
    found = check_clinicians(numbered(PATEL, empty, GRACE))  # type: ignore[arg-type]
    assert found == (PATEL, GRACE)


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (NewClinician("Dr", "Anjali", "", "GP"), "family_name_1"),
        (NewClinician("Dr", "Anjali", "Patel", " "), "profession_1"),
        (NewClinician("Dr", "A\x00", "Patel", "GP"), "given_names_1"),
        (NewClinician("D" * 41, "", "Patel", "GP"), "title_1"),
    ],
)
def test_a_slip_in_a_clinician_is_told_at_its_row(one: NewClinician, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_clinicians([(1, one)])
    assert refused.value.field == field


def test_sessions_that_only_meet_are_apart() -> None:
    typed = (
        MORNING,
        replace(MORNING, start=time(12), end=time(13)),
        replace(MORNING, days=(1,)),
        replace(MORNING, clinician=1, room=1),
        replace(MORNING, clinician=1, room=None, days=()),
    )
    found = check_week(numbered(*typed), STARTER_SLOT_TYPES, (PATEL, GRACE), ROOMS)  # type: ignore[arg-type]
    assert found == typed[:4]


def test_one_person_or_room_is_not_taken_twice() -> None:
    assert slip(MORNING, replace(MORNING, room=1, start=time(11), end=time(14))) == "days_2"
    assert slip(MORNING, replace(MORNING, clinician=1, days=(2, 3))) == "days_2"


def test_a_session_ends_after_it_starts_and_holds_a_slot() -> None:
    assert slip(replace(MORNING, end=time(9))) == "end_1"
    assert slip(replace(MORNING, end=time(9, 5))) == "end_1"


def test_nothing_is_laid_into_days_that_have_gone() -> None:
    days = (0, 2, 4)
    monday, wednesday = date(2026, 11, 16), date(2026, 11, 18)
    assert session_dates(days, today=monday, weeks=6) == (
        (),
        (monday, wednesday, date(2026, 11, 20)),
        5,
    )
    rest, week, copies = session_dates(days, today=wednesday, weeks=6)
    assert rest == (wednesday, date(2026, 11, 20))
    assert week == (date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 27))
    assert copies == 5
    assert session_dates(days, today=date(2026, 11, 22), weeks=1)[::2] == ((), 0)
