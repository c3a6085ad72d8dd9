"""Several visits of one person booked in one act: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.claims import agreements_for_person, agreements_for_slots, check_slots
from desktop.domain.errors import Agreement, Conflict
from desktop.domain.ids import AppointmentId, HoldId, PatientId, SlotId, SlotTypeId, TripId
from desktop.domain.permissions import Act
from desktop.domain.practice import Channel
from desktop.domain.series import check_apart
from desktop.domain.text import sentence_case
from desktop.domain.times import clock_time, said_day
from desktop.domain.visits import Appointment
from desktop.operations.booking import (
    check_call_on,
    check_texts,
    get_bookable_person_then,
    new_row,
    require_booking,
    times_of,
    write_visit,
)
from desktop.operations.lost_race import describe_taker
from desktop.operations.work import Work
from desktop.persistence.booked_person import BookedPerson
from desktop.persistence.booking import WantedSlot, claim_places, read_slots_of_many
from desktop.persistence.holds import delete_hold
from desktop.persistence.merging import share_patient


@dataclass(frozen=True, slots=True)
class VisitWanted:
    """One of the visits: its slots, next to each other; its kind where it is not the slot's."""

    slot_ids: tuple[SlotId, ...]
    slot_type_id: SlotTypeId | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What each of the visits carries. ``channel`` None is as the slot says."""

    reason: str = ""
    asked_by: str = ""
    note: str = ""
    channel: Channel | None = None
    call_on: str | None = None


NOTHING_MORE = Carried()


@dataclass(frozen=True, slots=True)
class Many:
    """Visits booked in one act, in the order they were asked for; ``arrange`` what is to arrange.

    ``rows_from`` is where the rows of the act go on after theirs.
    """

    person: BookedPerson
    visits: tuple[Appointment, ...]
    arrange: str
    rows_from: int


@dataclass(frozen=True, slots=True)
class _One:
    """A visit that may be booked, its row but for the places."""

    row: dict[str, Any]
    wanted: tuple[WantedSlot, ...]
    person: BookedPerson
    asked: tuple[Agreement, ...]


def book_many(
    work: Work,
    *,
    patient_id: PatientId,
    visits: Sequence[VisitWanted],
    carried: Carried,
    trip_id: TripId | None = None,
    hold_id: HoldId | None = None,
) -> Many:
    """Book all these visits of one person; ``hold_id`` is what this window holds for them.

    Errors: as ``book_appointment``, each naming its date; RuleViolation("overlap").
    """
    share_patient(work.db, patient_id)  # before it is read whether they have told us anything
    ids = [slot for one in visits for slot in one.slot_ids]
    slots = {one.id: one for one in read_slots_of_many(work.db, ids)}
    ones = [_check(work, patient_id, one, slots, carried) for one in visits]
    check_apart([(one.row["start_at"], one.row["end_at"]) for one in ones])
    work.need_agreement(_merged([asked for one in ones for asked in one.asked]))
    _claim(work, ones, hold_id)
    if hold_id is not None:
        delete_hold(work.db, hold_id)
    made, arrange = [], []
    begun = 0  # what was claimed stands in the record of the first
    for one in ones:
        row = one.row if trip_id is None else one.row | {"trip_id": trip_id}
        outcome = write_visit(
            work, row, one.wanted, one.person, act=Act.BOOK_APPOINTMENT, rows_from=begun
        )
        begun = len(work.rows.changes)
        made.append(outcome.value)
        arrange.append(outcome.more)
    return Many(ones[0].person, tuple(made), each_once(arrange), begun)


def each_once(words: Iterable[str]) -> str:
    """Return what several acts say beside their labels, the same sentence once."""
    return " ".join(dict.fromkeys(filter(None, words)))


def _check(
    work: Work,
    patient_id: PatientId,
    visit: VisitWanted,
    slots: dict[SlotId, WantedSlot],
    carried: Carried,
) -> _One:
    """Return what one visit will be, with what has to be agreed first."""
    found = [slots[one] for one in visit.slot_ids if one in slots]
    wanted = tuple(sorted(found, key=lambda one: (one.start_at, one.id)))
    check_slots(wanted, visit.slot_ids, work.zone)
    require_booking(work, wanted)
    times = times_of(wanted)
    channel = carried.channel or wanted[0].channel
    person, other_at = get_bookable_person_then(
        work,
        patient_id,
        on_date=times["on_date"],
        start_at=times["start_at"],
        end_at=times["end_at"],
    )
    when = when_words(work, wanted)
    asked = agreements_for_slots(
        wanted, visit.slot_type_id, work.now, work.zone, act="Book it", time=when
    )
    asked += agreements_for_person(person, None, work.zone)
    if other_at is not None:
        at = f"{when.rpartition(' ')[0]} {clock_time(other_at, work.zone)}"
        words = f"{person.called} already has a visit then: {at}. Book both?"
        asked.append(Agreement("same_time", words))
    values = {
        "id": AppointmentId(work.new_id()),
        "patient_id": person.id,
        "slot_type_id": visit.slot_type_id or wanted[0].slot_type_id,
        "channel": channel,
        "call_on": check_call_on(channel, carried.call_on),
        **check_texts(carried.reason, carried.asked_by, carried.note),
    }
    return _One(new_row(values) | times, wanted, person, tuple(asked))


def when_words(work: Work, wanted: Sequence[WantedSlot]) -> str:
    """Say when a visit would be, at the head of a sentence: "Wed 25 Nov 09:20"."""
    day = said_day(wanted[0].on_date, work.today)
    return f"{sentence_case(day)} {clock_time(wanted[0].start_at, work.zone)}"


def _merged(asked: Sequence[Agreement]) -> list[Agreement]:
    """Return one question of each kind, with the dates it is asked of."""
    found: dict[str, Agreement] = {}
    for one in asked:
        other = found.get(one.code)
        if other is None:
            found[one.code] = one
        elif one.message not in other.message:
            words = f"{other.message} {one.message}"
            found[one.code] = Agreement(one.code, words, other.needs_reason or one.needs_reason)
    return list(found.values())


def _claim(work: Work, ones: Sequence[_One], hold_id: HoldId | None) -> None:
    """Claim the places of all the visits, in key order over all of them.

    Errors: Conflict("taken"/"held") with the ``slot_id`` somebody else has.
    """
    pairs = [(slot, one) for one in ones for slot in one.wanted]
    for slot, one in sorted(pairs, key=lambda pair: pair[0].id):
        visit_id = one.row["id"]
        taken = claim_places(
            work.rows, (slot,), appointment_id=visit_id, now=work.now, hold_id=hold_id
        )
        if taken is not None:
            first, later = describe_taker(work, taken, slot.start_at)
            day = when_words(work, one.wanted).rpartition(" ")[0]
            words = f"{day}: {first} Nothing was booked. Choose another time for it."
            code = "held" if later is not None and later.act == "hold" else "taken"
            raise Conflict(code, words, later, slot_id=taken)
