"""The waiting list's rules as tables: wishes that can't all be, the order, how they are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from desktop.domain.asked import Asked
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, OfferId, PatientId, SlotTypeId, WishId
from desktop.domain.practice import Channel, Clinician, SlotType
from desktop.domain.waiting import (
    Offered,
    Urgency,
    Waiter,
    WishDetails,
    check_wish,
    say_hold,
    say_offered,
    say_waiting,
    say_wish,
    sort_waiters,
    wish_from_asked,
)

TODAY = date(2027, 4, 26)  # a Monday
KIND = SlotTypeId("routine")
NOW = datetime(2027, 4, 26, 9, tzinfo=UTC)
ZONE = "Europe/London"


ROUTINE = SlotType(KIND, "Routine", "RT", "R", 10, "blue", Channel.IN_PERSON)
CLINICIANS = (
    Clinician(ClinicianId("p"), "Dr", "Anjali", "Patel", "GP", "female"),
    Clinician(ClinicianId("g"), "", "Grace", "Adeyemi", "Nurse", "female"),
    Clinician(ClinicianId("m"), "", "Mark", "Hill", "Nurse", "male"),
)


def wish(**changed: Any) -> WishDetails:
    return WishDetails(**({"slot_type_id": KIND} | changed))


def test_a_wish_is_tidied() -> None:
    given = wish(
        days=("WE", "MO"),
        clinicians=(ClinicianId("b"), ClinicianId("a"), ClinicianId("b")),
        urgency=Urgency.SOON,
        urgency_by="  Dr   Patel ",
        reason=" Knee \n",
    )
    checked = check_wish(given, today=TODAY)
    assert checked.days == ("MO", "WE")
    assert checked.clinicians == ("a", "b")
    assert (checked.urgency_by, checked.reason) == ("Dr Patel", "Knee")
    routine = replace(given, urgency=Urgency.ROUTINE)
    assert check_wish(routine, today=TODAY).urgency_by == "Dr Patel"  # nothing typed is lost


CONTRADICTIONS: tuple[tuple[dict[str, Any], date | None, str, str], ...] = (
    (
        {"from_on": date(2027, 5, 4), "until_on": date(2027, 5, 3)},
        None, "not before Tue 4 May", "until Mon 3 May",
    ),
    (
        {"days": ("MO",), "from_on": date(2027, 5, 4), "until_on": date(2027, 5, 9)},
        None, "only Mondays", "until Sun 9 May",
    ),
    (
        {"days": ("MO", "FR"), "until_on": date(2027, 4, 29), "notice_days": 1},
        None, "only Mondays or Fridays", "until Thu 29 Apr",
    ),
    (
        {"from_local": time(11), "until_local": time(10)},
        None, "from 11:00", "until 10:00",
    ),
    (
        {"minutes": 40, "from_local": time(11), "until_local": time(11, 30)},
        None, "40 minutes", "from 11:00 until 11:30",
    ),
    (
        {"notice_days": 10, "until_on": date(2027, 5, 1)},
        None, "10 days’ notice", "until Sat 1 May",
    ),
    (
        {"from_on": date(2027, 5, 12)},
        date(2027, 5, 11), "not before Wed 12 May", "earlier than Tue 11 May",
    ),
    (
        {"notice_days": 20},
        date(2027, 5, 11), "20 days’ notice", "earlier than Tue 11 May",
    ),
    (
        {"days": ("SU",)},
        date(2027, 4, 30), "only Sundays", "earlier than Fri 30 Apr",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("changed", "visit_on", "first", "second"), CONTRADICTIONS)
def test_two_wishes_that_cannot_both_be_are_named(
    changed: dict[str, Any], visit_on: date | None, first: str, second: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_wish(wish(**changed), today=TODAY, visit_on=visit_on)
    assert caught.value.code == "contradict"
    assert caught.value.field in changed
    assert str(caught.value) == f"“{first}” and “{second}” can’t both be. Change one."


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"days": ("XX",)}, "choice", "days"),
    ({"days": ("MO", "MO"), "minutes": 4}, "number", "minutes"),
    ({"minutes": 481}, "number", "minutes"),
    ({"notice_days": 61}, "number", "notice_days"),
    ({"notice_days": -1}, "number", "notice_days"),
    ({"urgency": Urgency.URGENT, "urgency_by": " "}, "urgency_by", "urgency_by"),
    ({"until_on": date(2027, 4, 25)}, "gone_by", "until_on"),
    ({"reason": "x" * 501}, "too_long", "reason"),
)


@pytest.mark.parametrize(("changed", "code", "field"), WRONG)
def test_what_cannot_be_kept_is_told_at_its_field(
    changed: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_wish(wish(**changed), today=TODAY)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    "changed",
    [
        {"from_on": date(2027, 5, 4), "until_on": date(2027, 5, 4), "days": ("TU",)},
        {"days": ("MO",), "until_on": TODAY},
        {"from_local": time(9), "until_local": time(9, 1), "notice_days": 60},
    ],
)
def test_wishes_that_can_all_be_are_kept(changed: dict[str, Any]) -> None:
    assert check_wish(wish(**changed), today=TODAY) == wish(**changed)


@pytest.mark.parametrize(
    ("asked", "clinicians"),
    [
        (Asked(), ()),
        (Asked(profession="Nurse"), ("g", "m")),
        (Asked(gender="female"), ("p", "g")),
        (Asked(profession="Nurse", gender="male"), ("m",)),
        (Asked(is_usual=True), ("g",)),
        (Asked(is_usual=True, profession="GP"), ()),
    ],
)
def test_whoever_was_asked_for_is_waited_for(asked: Asked, clinicians: tuple[str, ...]) -> None:
    made = wish_from_asked(asked, ROUTINE, today=TODAY, clinicians=CLINICIANS, usual=("g",))
    assert made == wish(clinicians=clinicians)


def test_a_double_time_asked_for_is_waited_for_in_minutes() -> None:
    asked = Asked(is_double=True, first_on=date(2027, 5, 4), last_on=date(2027, 5, 7))
    assert wish_from_asked(asked, ROUTINE, today=TODAY) == wish(
        minutes=20, from_on=date(2027, 5, 4), until_on=date(2027, 5, 7)
    )


def waiter(key: str, **changed: Any) -> Waiter:
    own = wish(urgency=changed.pop("urgency", Urgency.ROUTINE), urgency_by="Dr Patel")
    given = {"asked_at": NOW - timedelta(days=changed.pop("days", 3))} | changed
    return Waiter(WishId(key), 1, PatientId(key), key, None, "Routine", own, **given)


def offer(minutes: int, *, is_held: bool = True) -> Offered:
    until = NOW + timedelta(minutes=minutes)
    start = NOW + timedelta(days=1)
    end = start + timedelta(minutes=10)
    return Offered(OfferId("o"), 1, start, end, "Dr Patel", "Alder Lane", until, is_held)


def test_offers_come_first_then_urgency_then_who_has_waited_longest() -> None:
    found = [
        waiter("new", days=1),
        waiter("old", days=90),
        waiter("soon", urgency=Urgency.SOON, days=2),
        waiter("urgent", urgency=Urgency.URGENT, days=0),
        waiter("later", offer=offer(20)),
        waiter("ended", offer=offer(-5)),
    ]
    ordered = [one.id for one in sort_waiters(found)]
    assert ordered == ["ended", "later", "urgent", "soon", "old", "new"]
    assert [one.id for one in sort_waiters(reversed(found))] == ordered


@pytest.mark.parametrize(
    ("days", "words"), [(0, "since today"), (1, "1 day"), (13, "13 days"), (14, "2 weeks")]
)
def test_how_long_somebody_has_waited_is_said(days: int, words: str) -> None:
    assert say_waiting(NOW - timedelta(days=days), TODAY, ZONE) == words


def test_wishes_and_offers_are_said_in_short() -> None:
    names = {"p": "Dr Patel", "w": "Weir Street"}
    said = wish(
        minutes=20,
        clinicians=(ClinicianId("p"),),
        clinics=(ClinicId("w"),),
        days=("MO",),
        until_on=date(2027, 5, 28),
    )
    assert say_wish(said, names, today=TODAY, zone=ZONE) == (
        "20 minutes, Dr Patel or Weir Street, only Mondays, until Fri 28 May"
    )
    assert say_wish(wish(), names, today=TODAY, zone=ZONE) == "any time"
    weekdays = wish(days=("MO", "TU", "WE", "TH", "FR"))
    at = NOW + timedelta(hours=3)
    assert say_wish(weekdays, names, today=TODAY, zone=ZONE, visit_at=at) == (
        "earlier than today 13:00, only weekdays"
    )
    assert say_offered(offer(20), NOW, ZONE) == "Offered tomorrow 10:00, Dr Patel"
    assert say_hold(offer(20), NOW, ZONE) == "held until 10:20"
    assert say_hold(offer(20, is_held=False), NOW, ZONE) == "hold ended 10:20"


def test_a_clock_time_asked_for_leaves_room_for_the_visit() -> None:
    asked = Asked(minutes=20, from_local=time(9, 20), until_local=time(9, 21))
    made = wish_from_asked(asked, ROUTINE, today=TODAY)
    assert (made.from_local, made.until_local) == (time(9, 20), time(9, 40))
    assert check_wish(made, today=TODAY) == made


def test_what_was_asked_of_a_time_is_waited_for() -> None:
    asked = Asked(
        clinician_id=ClinicianId("p"),
        not_weekdays=frozenset({3}),
        until_local=time(12),
        first_on=TODAY,
        reason="Knee\nand hip",
    )
    assert wish_from_asked(asked, ROUTINE, today=TODAY, clinicians=CLINICIANS) == wish(
        clinicians=("p",),
        days=("MO", "TU", "WE", "FR", "SA", "SU"),
        until_local=time(12),
        reason="Knee and hip",
    )
