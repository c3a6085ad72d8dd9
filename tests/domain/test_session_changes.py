"""What changes do to a session: which slots go, who is touched, which slots come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    PatientId,
    RoomId,
    SessionId,
    SessionTemplateId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.session_changes import (
    Effect,
    SessionFacts,
    SlotFacts,
    VisitFacts,
    as_it_is,
    both_targets,
    cancel_session,
    change_hours,
    close_time,
    give_session,
    lay_out_anew,
    shift_session,
)
from desktop.domain.sessions import PlannedSlot, SlotState
from desktop.domain.visits import State

ON = date(2026, 12, 2)
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
ZONE = "Europe/London"


def at(text: str) -> datetime:
    return datetime.combine(ON, time.fromisoformat(text), UTC)


def slot(start: str, minutes: int = 20, *visits: str, **changed: Any) -> SlotFacts:
    values: dict[str, Any] = {
        "id": SlotId(start),
        "start_at": at(start),
        "end_at": at(start) + timedelta(minutes=minutes),
        "slot_type_id": SlotTypeId("N"),
        "type_name": "Nurse treatment",
        "bookable": True,
        "capacity": 1,
        "state": SlotState.OPEN,
        "is_extra": False,
        "version": 1,
        "visits": tuple(AppointmentId(one) for one in visits),
    }
    return SlotFacts(**(values | changed))


def visit(name: str, start: str, minutes: int = 20, state: State = State.BOOKED) -> VisitFacts:
    return VisitFacts(
        AppointmentId(name), 1, PatientId(name), name, state, SlotTypeId("N"), "Nurse treatment",
        Channel.IN_PERSON, at(start), at(start) + timedelta(minutes=minutes),
    )  # fmt: skip


def session(**changed: Any) -> SessionFacts:
    """Return four slots from 09:00, Arthur in the second, Dilnoza in the last two."""
    values: dict[str, Any] = {
        "id": SessionId("s"), "version": 1, "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane", "clinician_id": ClinicianId("grace"),
        "clinician_name": "Grace Adeyemi", "room_id": RoomId("3"), "room_name": "Room 3",
        "on_date": ON, "start_at": at("09:00"), "end_at": at("10:20"),
        "template_id": SessionTemplateId("t"), "template_on": ON,
        "slots": (
            slot("09:00"), slot("09:20", 20, "Arthur"),
            slot("09:40", 20, "Dilnoza"), slot("10:00", 20, "Dilnoza"),
        ),
        "visits": (visit("Arthur", "09:20"), visit("Dilnoza", "09:40", 40)),
    }  # fmt: skip
    return SessionFacts(**(values | changed))


def away(first: str | None = None, until: str | None = None) -> ClosureDetails:
    hours = [None if one is None else time.fromisoformat(one) for one in (first, until)]
    return ClosureDetails(ClosureKind.LEAVE, "Leave", ON, ON, *hours)


def told(effect: Effect | None) -> tuple[list[str], list[str], bool] | None:
    if effect is None:
        return None
    names = [one.called for one in effect.touched]
    return sorted(effect.going), names, effect.target.cancelled


@pytest.mark.parametrize(
    ("closure", "expected"),
    [
        (away(), (["09:00", "09:20", "09:40", "10:00"], ["Arthur", "Dilnoza"], True)),
        (away("09:30"), (["09:20", "09:40", "10:00"], ["Arthur", "Dilnoza"], False)),
        (away("10:00"), (["10:00"], ["Dilnoza"], False)),
        (away(None, "09:20"), (["09:00"], [], False)),
        (away("08:00", "09:00"), None),
        (away("10:20"), None),
    ],
)
def test_a_closure_touches_whom_it_overlaps(closure: ClosureDetails, expected: Any) -> None:
    assert told(close_time(session(), closure, NOW, ZONE)) == expected


@pytest.mark.parametrize("state", [State.ARRIVED, State.CHECKED_IN, State.FULFILLED])
def test_who_is_here_or_seen_is_not_touched(state: State) -> None:
    seen = session(visits=(visit("Arthur", "09:20", state=state),))

    assert told(cancel_session(seen, "", NOW)) == (["09:00", "09:20", "09:40", "10:00"], [], True)


def test_who_is_on_the_list_already_is_not_asked_again() -> None:
    closing = session(slots=(slot("09:20", 20, "Arthur", state=SlotState.CLOSING),))

    assert cancel_session(closing, "", NOW).touched == ()


@pytest.mark.parametrize(
    ("start", "end", "going", "touched", "fresh"),
    [
        ("09:00", "10:00", ["10:00"], ["Dilnoza"], []),
        ("09:20", "10:20", ["09:00"], [], []),
        ("09:00", "11:00", [], [], ["10:20", "10:40"]),
        ("09:00", "10:35", [], [], []),
        ("08:30", "10:20", [], [], ["08:40"]),
    ],
)
def test_other_hours_take_slots_away_or_bring_some(
    start: str, end: str, going: list[str], touched: list[str], fresh: list[str]
) -> None:
    effect = change_hours(session(), time.fromisoformat(start), time.fromisoformat(end), NOW, ZONE)

    assert told(effect) == (going, touched, False)
    assert [f"{one.start_at:%H:%M}" for one in effect.fresh] == fresh


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [("10:00", "09:00", "hours"), ("09:00", "10:20", "same"), ("09:00", "09:00", "hours")],
)
def test_hours_that_make_no_sense_are_refused(start: str, end: str, code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        change_hours(session(), time.fromisoformat(start), time.fromisoformat(end), NOW, ZONE)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("now", "minutes", "shifted", "starts"),
    [
        ("08:00", 30, ["09:00", "09:20", "09:40", "10:00"], "09:30"),
        ("08:00", -30, ["09:00", "09:20", "09:40", "10:00"], "08:30"),
        ("09:25", 15, ["09:40", "10:00"], "09:00"),
    ],
)
def test_only_what_is_to_come_is_shifted(
    now: str, minutes: int, shifted: list[str], starts: str
) -> None:
    effect = shift_session(session(), minutes, at(now), ZONE)

    assert sorted(effect.shifted) == shifted
    assert effect.target.start_at == at(starts)
    assert effect.target.end_at == at("10:20") + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("now", "minutes"), [("08:00", 0), ("08:00", 241), ("09:25", -10), ("10:10", 5)]
)
def test_a_shift_that_can_not_be_is_refused(now: str, minutes: int) -> None:
    with pytest.raises(RuleViolation):
        shift_session(session(), minutes, at(now), ZONE)


def test_giving_a_session_away_touches_everybody_to_come() -> None:
    effect = give_session(session(), ClinicianId("marta"), None, NOW)

    assert told(effect) == ([], ["Arthur", "Dilnoza"], False)
    for clinician, room in ((None, None), ("grace", "3")):
        with pytest.raises(RuleViolation, match="Choose another"):
            give_session(
                session(), clinician and ClinicianId(clinician), room and RoomId(room), NOW
            )
    with pytest.raises(RuleViolation, match="has begun"):
        give_session(session(), ClinicianId("marta"), None, at("09:30"))


def test_another_pattern_keeps_who_has_their_time_in_it() -> None:
    def planned(start: str, minutes: int) -> PlannedSlot:
        until = at(start) + timedelta(minutes=minutes)
        return PlannedSlot(SlotTypeId("L"), at(start), until, 1)

    wanted = [
        planned("09:00", 20),
        planned("09:20", 20),
        planned("09:40", 30),
        planned("10:10", 10),
    ]
    target = as_it_is(session())

    effect = lay_out_anew(session(), wanted, target, SessionTemplateId("new"), NOW)

    assert told(effect) == (["09:00", "09:40", "10:00"], ["Dilnoza"], False)
    assert [f"{one.start_at:%H:%M}" for one in effect.fresh] == ["09:00"]


def test_two_changes_of_one_session_both_count() -> None:
    shorter = change_hours(session(), time(9), time(10), NOW, ZONE).target
    gone = cancel_session(session(), "Sick", NOW).target

    both = both_targets(session(), shorter, gone)

    assert (both.cancelled, both.end_at, both.reason) == (True, at("10:00"), "Sick")
