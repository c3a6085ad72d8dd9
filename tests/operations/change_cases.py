"""Cases of undo for changes to a living diary, and for the rebook list; each on days of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.ids import SessionId
from desktop.domain.impact import Choice, Impact, Way
from desktop.domain.session_changes import CancelSession, Change, CloseTime
from desktop.operations.booking import book_appointment
from desktop.operations.impact import show_impact
from desktop.operations.session_changes import change_sessions
from tests.operations.conftest import SmallPractice, slots_of

Arguments = dict[str, Any]


def two_days(practice: SmallPractice) -> tuple[SessionId, date]:
    """Make a session of the doctor on two days to come; the first has three people booked.

    Returns the first session and its day; ``practice.slots`` are its slots.
    """
    practice.clock.advance(days=14)
    practice.clock.set(practice.clock().replace(hour=10, minute=22))
    on = practice.clock().date() + timedelta(days=5)
    practice.make_session(on_date=on + timedelta(days=1))
    practice.session = practice.make_session(on_date=on)
    practice.slots = slots_of(practice)
    people = (practice.rosa, practice.maggie, practice.kwame)
    for number, person in enumerate(people):
        slot = practice.slots[number : number + 1]
        practice.desk.act(book_appointment, patient_id=person, slot_ids=slot)
    return practice.session, on


def leave(practice: SmallPractice, on: date, **changed: Any) -> CloseTime:
    """Return the doctor's leave on one day."""
    values: dict[str, Any] = {
        "kind": ClosureKind.LEAVE,
        "name": "Leave",
        "first_on": on,
        "last_on": on,
        "clinician_id": practice.doctor,
    }
    return CloseTime(ClosureDetails(**(values | changed)))


def three_ways(impact: Impact) -> tuple[Choice, ...]:
    """Choose for three visits: the first is rebooked, the second kept, the third cancelled."""
    first, second, third = impact.visits
    best = first.alternatives[0].time.slot_ids if first.alternatives else ()
    return (
        Choice(first.visit.id, first.visit.version, Way.REBOOK, best),
        Choice(second.visit.id, second.visit.version, Way.KEEP),
        Choice(third.visit.id, third.visit.version, Way.CANCEL, code="prov-pers"),
    )


def all_rebooked(impact: Impact) -> tuple[Choice, ...]:
    """Put everybody on the list, with their best time."""
    return tuple(
        Choice(
            one.visit.id,
            one.visit.version,
            Way.REBOOK,
            one.alternatives[0].time.slot_ids if one.alternatives else (),
        )
        for one in impact.visits
    )


def changing(
    practice: SmallPractice,
    change: Change,
    choose: Callable[[Impact], tuple[Choice, ...]] = all_rebooked,
    **more: Any,
) -> Arguments:
    """Return the arguments that do a change as it is shown now."""
    impact = practice.desk.read(show_impact, change=change)
    return {"change": change, "shown": impact.shown, "choices": choose(impact)} | more


def _on_leave(practice: SmallPractice) -> Arguments:
    _, on = two_days(practice)
    return changing(practice, leave(practice, on), three_ways)


def rebooking_of(practice: SmallPractice, **more: Any) -> Arguments:
    """Cancel a session with three people in it; return the first on the rebook list."""
    session, _ = two_days(practice)
    arguments = changing(practice, CancelSession(session), **more)
    done = practice.desk.act(change_sessions, **arguments).value
    return {"rebooking_id": done.rebooked[0], "version": 1}


CHANGE_CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "change_sessions": _on_leave,
    "rebook_visit": rebooking_of,
}
HOURS = (time(11), time(11, 20))
