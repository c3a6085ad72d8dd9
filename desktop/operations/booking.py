"""Booking, moving and cancelling a visit; adding an extra."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from desktop.domain.claims import (
    LONGEST_NOTE,
    LONGEST_REASON,
    agreement_for_channel,
    agreements_for_person,
    agreements_for_slots,
    check_booked_by,
    check_slots,
)
from desktop.domain.errors import Agreement, Conflict, NotFound, RuleViolation
from desktop.domain.ids import AppointmentId, HoldId, PatientId, SlotId, SlotTypeId
from desktop.domain.needs import NotNeeded
from desktop.domain.people import Registration
from desktop.domain.permissions import Act
from desktop.domain.practice import Channel
from desktop.domain.rebooking import RebookingState
from desktop.domain.text import clean_line, clean_lines
from desktop.domain.times import clock_time, minutes_between, said_day
from desktop.domain.trips import Time
from desktop.domain.visits import CANCEL_CODES, REMOTE, Appointment, State, Step, check_step
from desktop.operations.closing import close_rebooking, settle_session
from desktop.operations.events import write_event
from desktop.operations.lost_race import taken_conflict
from desktop.operations.outcome import Outcome
from desktop.operations.trip_links import agreements_to_part, part_trip
from desktop.operations.visit_needs import call_off_arranged, follow_booking
from desktop.operations.work import Work
from desktop.persistence.booked_person import (
    BookedPerson,
    PersonThen,
    find_booked_person,
    find_booked_person_then,
    read_wanted_for,
)
from desktop.persistence.booking import (
    WantedSlot,
    claim_places,
    release_places,
    trade_places,
)
from desktop.persistence.holds import delete_hold
from desktop.persistence.merging import find_root, list_records, share_patient, share_person_of
from desktop.persistence.moving import read_move
from desktop.persistence.tables import appointments
from desktop.persistence.visits import Waiting, appointment_from, get_leaving_row


def book_appointment(
    work: Work,
    *,
    patient_id: PatientId,
    slot_ids: Sequence[SlotId],
    slot_type_id: SlotTypeId | None = None,
    channel: Channel | None = None,
    reason: str = "",
    asked_by: str = "",
    note: str = "",
    call_on: str | None = None,
    hold_id: HoldId | None = None,
    not_needed: Sequence[NotNeeded] = (),
) -> Outcome[Appointment]:
    """Book a visit into one or several adjacent slots (one place of each).

    ``not_needed`` are the needs it does without this time, each with who said so.
    Errors: NeedsAgreement kind, early, past, deceased, left, same_time; Conflict("taken"/"held"/
    "blocked") when somebody was quicker; RuleViolation at a field.
    """
    share_patient(work.db, patient_id)  # before it is read whether they have told us anything
    wanted, found = read_wanted_for(work.db, slot_ids, patient_id)
    check_slots(wanted, slot_ids, work.zone)
    require_booking(work, wanted)
    texts = check_texts(reason, asked_by, note)
    number = check_call_on(channel or wanted[0].channel, call_on)
    person, other = get_bookable_person_then(
        work,
        patient_id,
        on_date=wanted[0].on_date,
        start_at=wanted[0].start_at,
        end_at=wanted[-1].end_at,
        found=found,
    )
    work.need_agreement(
        agreements_for_slots(wanted, slot_type_id, work.now, work.zone, act=f"Book {person.called}")
        + agreements_for_person(person, other, work.zone)
    )
    values = {
        "id": AppointmentId(work.new_id()),
        "patient_id": person.id,
        "slot_type_id": slot_type_id or wanted[0].slot_type_id,
        "channel": channel or wanted[0].channel,
        "call_on": number,
        **texts,
    }
    return insert_visit(
        work,
        values,
        wanted,
        person,
        hold_id=hold_id,
        act=Act.BOOK_APPOINTMENT,
        not_needed=not_needed,
    )


def insert_visit(
    work: Work,
    values: dict[str, Any],
    wanted: Sequence[WantedSlot],
    person: BookedPerson,
    *,
    hold_id: HoldId | None,
    act: Act,
    facts: dict[str, Any] | None = None,
    not_needed: Sequence[NotNeeded] = (),
) -> Outcome[Appointment]:
    """Claim the places, write the visit, its event, record and inverse."""
    row = new_row(values) | times_of(wanted)
    taken = claim_places(work.rows, wanted, appointment_id=row["id"], now=work.now, hold_id=hold_id)
    if taken is not None:
        raise taken_conflict(work, wanted, taken)
    if hold_id is not None:
        delete_hold(work.db, hold_id)
    return write_visit(work, row, wanted, person, act=act, facts=facts, not_needed=not_needed)


def write_visit(
    work: Work,
    row: dict[str, Any],
    wanted: Sequence[WantedSlot],
    person: BookedPerson,
    *,
    act: Act,
    facts: dict[str, Any] | None = None,
    rows_from: int = 0,
    not_needed: Sequence[NotNeeded] = (),
) -> Outcome[Appointment]:
    """Write a visit whose places are claimed, its event, record and inverse."""
    work.rows.insert_last(appointments, row)
    arrange = follow_booking(work, row, person, not_needed=not_needed)
    write_event(work, row["id"], Step.BOOKED)
    touch_visit(work, row)
    where = where_words(work, wanted[0])
    work.record(
        act,
        {"when": where, **(facts or {})},
        patient_id=row["patient_id"],
        appointment_id=row["id"],
        session_id=row["session_id"],
        rows_from=rows_from,
    )
    label = f"Booked {person.called}, {where}."
    slot_ids = tuple(slot.id for slot in wanted)
    stays = f"{person.called}’s visit stays booked."
    undo = work.inverse(act, label, stays=stays)
    words = _with(label, arrange)
    return Outcome(appointment_from(row, slot_ids), work.changes(), undo, words)


def move_appointment(
    work: Work,
    *,
    appointment_id: AppointmentId,
    version: int,
    slot_ids: Sequence[SlotId],
    hold_id: HoldId | None = None,
) -> Outcome[Appointment]:
    """Move a booked visit to other slots, on any day; it keeps its id and all it carries.

    Errors: as ``book_appointment``; RuleViolation("state") for a visit that has begun or is over.
    """
    share_person_of(work.db, appointment_id)  # before it is read whether they told us anything
    before, waiting, wanted, found = read_move(work.db, appointment_id, slot_ids)
    _check_version(work, before, version)
    if before["state"] is not State.BOOKED:
        raise RuleViolation("state", None, "Only a visit that is still booked can be moved.")
    check_slots(wanted, slot_ids, work.zone)
    work.require(Act.MOVE_APPOINTMENT, before["clinician_id"])
    work.require(Act.MOVE_APPOINTMENT, wanted[0].clinician_id)
    check_booked_by(wanted, work.actor.role)
    check_may_open(work, wanted)
    had = minutes_between(before["start_at"], before["end_at"])
    person = agree_to_move(work, before, wanted, had_minutes=had, found=found)
    return write_move(work, before, waiting, wanted, person, hold_id=hold_id)


def agree_to_move(
    work: Work,
    before: dict[str, Any],
    wanted: Sequence[WantedSlot],
    *,
    had_minutes: int,
    found: PersonThen | None = None,
    moves_too: Sequence[AppointmentId] = (),
) -> BookedPerson:
    """Return whose visit it is, once all that a move to these slots asks is agreed.

    ``found`` is the person where they were read with the slots; ``moves_too`` is the other visit
    of a trip that moves as a whole.
    """
    person, other = get_bookable_person_then(
        work,
        before["patient_id"],
        on_date=wanted[0].on_date,
        start_at=wanted[0].start_at,
        end_at=wanted[-1].end_at,
        except_ids=(before["id"], *moves_too),
        found=found,
    )
    asked = agreements_for_slots(
        wanted, before["slot_type_id"], work.now, work.zone, act=f"Move {person.called}"
    )
    asked += agreement_for_channel(
        person.called, before["channel"], moved_channel(before, wanted), is_first=not asked
    )
    asked += agreements_for_person(person, other, work.zone, verb="Move")
    if before["trip_id"] is not None:
        asked += agreements_to_part(work, before, act="Move", times=[time_of(wanted)])
    work.need_agreement(asked + _agreement_for_length(had_minutes, wanted, person.called))
    return person


def write_move(
    work: Work,
    before: dict[str, Any],
    waiting: Waiting,
    wanted: Sequence[WantedSlot],
    person: BookedPerson,
    *,
    hold_id: HoldId | None,
    stays_on_trip: bool = False,
    left: tuple[SlotId, ...] = (),
) -> Outcome[Appointment]:
    """Let the visit's places go, claim the others, write visit, event, record and inverse.

    ``left`` are the slots whose places have been let go already, of visits that move together.
    """
    appointment_id = before["id"]
    if before["trip_id"] is not None and not stays_on_trip:
        before = part_trip(work, before, times=[time_of(wanted)])
    after = times_of(wanted) | {"channel": moved_channel(before, wanted), "state": State.BOOKED}
    close_rebooking(work, waiting, RebookingState.MOVED)
    claim = {"appointment_id": appointment_id, "now": work.now, "hold_id": hold_id}
    if left:
        old_slots, taken = left, claim_places(work.rows, wanted, **claim)
    else:
        old_slots, taken = trade_places(work.rows, wanted, **claim)
    if taken is not None:
        raise taken_conflict(work, wanted, taken)
    if hold_id is not None:
        delete_hold(work.db, hold_id)
    work.rows.update_last(appointments, (appointment_id,), before, after)
    if waiting.session_closes:
        settle_session(work, before["session_id"])
    row = before | after | {"version": before["version"] + 1}
    arrange = follow_booking(work, row, person, time_changed=True)
    facts = {
        "from": {"start_at": before["start_at"], "slots": list(old_slots)},
        "to": {"start_at": after["start_at"], "slots": [slot.id for slot in wanted]},
    }
    write_event(work, appointment_id, Step.MOVED, facts)
    touch_visit(work, before)
    touch_visit(work, row)
    where = where_words(work, wanted[0])
    work.record(
        Act.MOVE_APPOINTMENT,
        {"to": where},
        patient_id=before["patient_id"],
        appointment_id=appointment_id,
        session_id=row["session_id"],
    )
    label = f"Moved {person.called} to {where}."
    undo = work.inverse(
        Act.MOVE_APPOINTMENT, label, stays=f"{person.called}’s visit stays at the new time."
    )
    slot_ids = tuple(slot.id for slot in wanted)
    return Outcome(appointment_from(row, slot_ids), work.changes(), undo, _with(label, arrange))


def cancel_appointment(
    work: Work,
    *,
    appointment_id: AppointmentId,
    version: int,
    code: str,
    words: str = "",
) -> Outcome[Appointment]:
    """Cancel a visit for a FHIR reason; its future places are free at once.

    Errors: NeedsAgreement trip for one of a trip; RuleViolation("reason") for an unknown code,
    ("state") when there is nothing to cancel.
    """
    before, waiting = get_leaving_row(work.db, appointment_id)
    _check_version(work, before, version)
    if before["trip_id"] is not None:
        work.need_agreement(agreements_to_part(work, before, act="Cancel"))
    return cancel_row(work, before, waiting, code=code, words=words)


def cancel_row(
    work: Work, before: dict[str, Any], waiting: Waiting, *, code: str, words: str
) -> Outcome[Appointment]:
    """Cancel the visit of this row; errors as ``cancel_appointment``."""
    appointment_id = before["id"]
    work.require(Act.CANCEL_APPOINTMENT, before["clinician_id"])
    if code not in CANCEL_CODES:
        raise RuleViolation("reason", "reason", "Choose a reason from the list.")
    said = clean_line(words, field="words", longest=LONGEST_REASON)
    check_step(Step.CANCELLED, before["state"], before["channel"], before["start_at"], work.now)
    person = get_bookable_person(work, before["patient_id"])
    after = {
        "state": State.CANCELLED,
        "cancel_code": code,
        "cancel_words": said,
        "cancelled_at": work.now,
    }
    close_rebooking(work, waiting, RebookingState.CANCELLED)
    release_places(work.rows, appointment_id)
    work.rows.update_last(appointments, (appointment_id,), before, after)
    if waiting.session_closes:
        settle_session(work, before["session_id"])
    off = call_off_arranged(work, appointment_id, person)
    write_event(work, appointment_id, Step.CANCELLED, {"code": code})
    row = before | after | {"version": before["version"] + 1}
    touch_visit(work, row)
    when = said_day(before["on_date"], work.today)
    if before["start_at"] is not None:
        when = f"{when} {clock_time(before['start_at'], work.zone)}"
    work.record(
        Act.CANCEL_APPOINTMENT,
        {"when": when, "code": code},
        patient_id=before["patient_id"],
        appointment_id=appointment_id,
        session_id=before["session_id"],
    )
    label = f"Cancelled {person.called}, {when}."
    undo = work.inverse(
        Act.CANCEL_APPOINTMENT, label, stays=f"{person.called}’s visit stays cancelled."
    )
    return Outcome(appointment_from(row), work.changes(), undo, _with(label, off))


def _with(label: str, more: str) -> str:
    return f"{label} {more}" if more else label


def get_bookable_person(work: Work, patient_id: PatientId) -> BookedPerson:
    """Return what booking needs of the person; NotFound also for one entered in error.

    Of a merged record it is the one that lives on.
    """
    person = find_booked_person(work.db, patient_id)
    if person is not None and person.root_id is not None:
        person = find_booked_person(work.db, find_root(work.db, patient_id))
    return _not_in_error(person, patient_id)


def get_bookable_person_then(
    work: Work,
    patient_id: PatientId,
    *,
    on_date: date,
    start_at: datetime,
    end_at: datetime,
    except_ids: Sequence[AppointmentId] = (),
    found: PersonThen | None = None,
) -> PersonThen:
    """Return the person and when another visit of theirs overlaps that time.

    Of a merged record it is the one that lives on, with the visits of all its records.
    ``found`` is what was read with the slots already.
    """
    then: dict[str, Any] = {
        "on_date": on_date,
        "start_at": start_at,
        "end_at": end_at,
        "except_ids": except_ids,
    }
    found = found or find_booked_person_then(work.db, patient_id, **then)
    person, other = found or (None, None)
    if person is not None and person.root_id is not None:
        return get_bookable_person_then(work, find_root(work.db, patient_id), **then)
    if person is not None and person.has_merged and other is None:
        for record in list_records(work.db, person.id)[1:]:
            found = find_booked_person_then(work.db, record, **then)
            other = other or (found[1] if found else None)
    return _not_in_error(person, patient_id), other


def _not_in_error(person: BookedPerson | None, patient_id: PatientId) -> BookedPerson:
    if person is None or person.registration is Registration.ENTERED_IN_ERROR:
        raise NotFound("patient", patient_id)
    return person


def check_call_on(channel: Channel, call_on: str | None) -> str | None:
    """Return the number to ring, tidied; one is due for a phone visit alone."""
    if channel not in REMOTE or call_on is None:
        return None
    return clean_line(call_on, field="call_on", longest=60) or None


def check_texts(reason: str, asked_by: str, note: str) -> dict[str, str]:
    """Return what is typed of a visit, tidied; RuleViolation at a field that is too long."""
    return {
        "reason": clean_lines(reason, field="reason", longest=LONGEST_REASON),
        "asked_by": clean_line(asked_by, field="asked_by", longest=200),
        "note": clean_lines(note, field="note", longest=LONGEST_NOTE),
    }


def require_booking(work: Work, wanted: Sequence[WantedSlot]) -> None:
    """Refuse slots that the actor may not book, or not yet."""
    work.require(Act.BOOK_APPOINTMENT, wanted[0].clinician_id)
    check_booked_by(wanted, work.actor.role)
    check_may_open(work, wanted)


def check_may_open(work: Work, wanted: Sequence[WantedSlot]) -> None:
    """Raise NotAllowed where a slot is not open yet and the actor may not open it early."""
    if any(slot.release_at and slot.release_at > work.now for slot in wanted):
        work.require(Act.BOOK_EARLY, wanted[0].clinician_id)


def _check_version(work: Work, before: dict[str, Any], version: int) -> None:
    if before["version"] != version:
        raise Conflict("stale", "This visit has changed since you opened it.", key=before["id"])


def _agreement_for_length(
    had_minutes: int, wanted: Sequence[WantedSlot], called: str
) -> list[Agreement]:
    short = had_minutes - minutes_between(wanted[0].start_at, wanted[-1].end_at)
    if short <= 0:
        return []
    return [
        Agreement("shorter", f"This time is {short} minutes short. Move {called} all the same?")
    ]


def moved_channel(before: dict[str, Any], wanted: Sequence[WantedSlot]) -> Channel:
    """Return how a moved visit takes place: a call stays a call, else as its new slot says."""
    kept: Channel = before["channel"]
    return wanted[0].channel if kept not in REMOTE else kept


def time_of(wanted: Sequence[WantedSlot]) -> Time:
    """Return when and where the visit of these slots is."""
    return Time(wanted[0].start_at, wanted[-1].end_at, wanted[0].clinic_id)


def times_of(wanted: Sequence[WantedSlot]) -> dict[str, Any]:
    """Return the columns of a visit that its slots say."""
    first = wanted[0]
    return {
        "clinic_id": first.clinic_id,
        "clinician_id": first.clinician_id,
        "session_id": first.session_id,
        "on_date": first.on_date,
        "start_at": first.start_at,
        "end_at": wanted[-1].end_at,
    }


def new_row(values: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a visit just booked, but for its times."""
    return {
        "state": State.BOOKED,
        "cancel_code": None,
        "cancel_words": "",
        "cancelled_at": None,
        "arrived_at": None,
        "sent_in_at": None,
        "done_at": None,
        "version": 1,
        **values,
    }


def touch_visit(work: Work, row: dict[str, Any]) -> None:
    """Name what a change of this visit touches."""
    work.touch("day", row["on_date"])
    work.touch("patient", row["patient_id"])
    work.touch("appointment", row["id"])
    work.touch("session", row["session_id"])


def where_words(work: Work, slot: WantedSlot) -> str:
    """Say a slot: "today 11:15, Dr Okafor", and the site where the practice has several."""
    day = said_day(slot.on_date, work.today)
    words = f"{day} {clock_time(slot.start_at, work.zone)}, {slot.clinician_words}"
    says_site = slot.site_count > 1 and slot.channel is Channel.IN_PERSON
    return f"{words}, {slot.clinic_name}" if says_site else words
