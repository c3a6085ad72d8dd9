"""The rebook list: in which order, by when, and what to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.domain.ids import AppointmentId, PatientId, RebookingId, SlotTypeId
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.rebooking import Rebooking, due_at, say_due, say_to_them, sort_rebookings
from desktop.domain.wording import plain_words
from tests.domain.test_fit import free

ZONE = "Europe/London"
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)  # a Friday


def one(name: str, **changed: Any) -> Rebooking:
    was = datetime(2026, 12, 10, 11, 50, tzinfo=UTC)
    values: dict[str, Any] = {
        "id": RebookingId(name),
        "version": 1,
        "appointment_id": AppointmentId(name),
        "appointment_version": 1,
        "patient_id": PatientId(name),
        "called": name,
        "born_on": None,
        "slot_type_id": SlotTypeId("N"),
        "kind": "Nurse treatment",
        "channel": Channel.IN_PERSON,
        "clinician_name": "Grace",
        "clinic_name": "Alder Lane",
        "cause": "Grace is away",
        "owner_role": Role.RECEPTIONIST,
        "owner_staff_id": None,
        "due_at": datetime(2026, 12, 1, 17, tzinfo=UTC),
        "was_at": was,
        "was_until": was + timedelta(minutes=20),
        "lost": False,
    }
    return Rebooking(**(values | changed))


def test_overdue_comes_first_then_need_then_time() -> None:
    plain, needy = one("Arthur"), one("Dilnoza", needs=("interpreter",))
    overdue = one("Owen", due_at=NOW - timedelta(hours=1), lost=True)
    later = one("Zoe", due_at=NOW + timedelta(days=9), needs=("bsl", "carer"))
    sooner = one("Yan", was_at=plain.was_at - timedelta(days=1))

    found = sort_rebookings((later, plain, needy, sooner, overdue), NOW, ZONE)

    assert [each.called for each in found] == ["Owen", "Dilnoza", "Yan", "Arthur", "Zoe"]


@pytest.mark.parametrize(
    ("was_at", "lost", "expected"),
    [
        (NOW + timedelta(days=30), False, datetime(2026, 12, 1, 17, tzinfo=UTC)),
        (datetime(2026, 12, 1, 9, tzinfo=UTC), False, datetime(2026, 11, 30, 17, tzinfo=UTC)),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), False, datetime(2026, 11, 27, 17, tzinfo=UTC)),
        (NOW + timedelta(hours=2), False, NOW),
        (NOW + timedelta(days=30), True, NOW),
    ],
)
def test_they_are_asked_a_working_day_before_their_time(
    was_at: datetime, lost: bool, expected: datetime
) -> None:
    assert due_at(NOW, was_at, ZONE, lost=lost) == expected


def test_by_when_is_said_in_words() -> None:
    assert say_due(one("A", due_at=NOW), NOW, ZONE) == "Overdue"
    assert say_due(one("A", due_at=NOW + timedelta(hours=7)), NOW, ZONE) == "by 17:00 today"
    assert say_due(one("A"), NOW, ZONE) == "by Tue 1 Dec"


def test_the_words_for_the_phone_say_what_happened_and_what_is_kept() -> None:
    said = say_to_them(one("Arthur", held=free(24 * 12).time), NOW, ZONE)

    assert [part.text for part in said if part.strong] == [
        "Thu 10 Dec", "11:50", "Mon 14 Dec", "11:50",
    ]  # fmt: skip
    assert plain_words(said) == (
        "“I am ringing about your visit Thu 10 Dec at 11:50 with Grace. Grace is away, so that "
        "time can’t go ahead. We are sorry. I have kept Mon 14 Dec at 11:50 for you. "
        "Does that suit you?”"
    )
    nothing_held = plain_words(say_to_them(one("Arthur"), NOW, ZONE))
    assert nothing_held.endswith("May I find you another time?”")
