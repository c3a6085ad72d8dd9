"""The waiting list: wishes written down, times offered and held, answers, and who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.asked import Asked
from desktop.domain.claims import check_booked_by, check_slots
from desktop.domain.errors import Conflict, NotFound, RuleViolation
from desktop.domain.freed import held_until
from desktop.domain.ids import AppointmentId, HoldId, OfferId, PatientId, SlotId, WishId
from desktop.domain.permissions import Act
from desktop.domain.practice import in_use
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, date_of, said_day
from desktop.domain.visits import Appointment, State
from desktop.domain.waiting import (
    ANSWERS,
    LONGEST_REASON,
    Offered,
    OfferState,
    Waiter,
    WishDetails,
    WishState,
    check_wish,
    sort_waiters,
    wish_from_asked,
)
from desktop.operations.booking import (
    book_appointment,
    check_may_open,
    move_appointment,
    where_words,
)
from desktop.operations.fit_search import usual_of
from desktop.operations.looks import is_closed_here, require_open
from desktop.operations.lost_race import taken_conflict
from desktop.operations.offer_holds import hold_offer
from desktop.operations.outcome import Outcome
from desktop.operations.weighing import wishes_of
from desktop.operations.wishes_taken import list_twins, lock_taking
from desktop.operations.work import Reading, Work
from desktop.persistence.booking import read_wanted_slots
from desktop.persistence.holds import delete_hold
from desktop.persistence.merging import find_root, list_records, lock_patients
from desktop.persistence.outline import load_outline
from desktop.persistence.patient_card import list_future_visits
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row
from desktop.persistence.tables import appointments, offers, waiting_list
from desktop.persistence.waiting_list import (
    count_waiting,
    find_open_offer,
    find_wish_for,
    get_offer_row,
    get_wish_row,
    list_wishes_of,
    lock_wish,
    wish_from,
)
from desktop.persistence.waiting_list import list_waiting as list_rows

NEW_WISH: dict[str, Any] = {
    "quiet_until": None,
    "state": WishState.WAITING,
    "ended_why": "",
    "version": 1,
}
"""The columns of a wish that adding one does not ask for."""


@dataclass(frozen=True, slots=True)
class GivesUp:
    """A visit to come that somebody may give up for an earlier time."""

    id: AppointmentId
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class WishStart:
    """What the form of a wish begins with: whose it is, and what they could give up.

    ``wish`` is what was asked of a free time, where none suited.
    """

    patient_id: PatientId
    called: str
    visits: tuple[GivesUp, ...]
    is_closed: bool = False
    wish: WishDetails | None = None


# -- who waits -------------------------------------------------------------------------------------


def list_waiting(reading: Reading) -> tuple[Waiter, ...]:
    """Return the list as it is worked through: offers to be answered, then the most in need."""
    return sort_waiters(list_rows(reading.db, reading.now))


def count_waiters(reading: Reading) -> int:
    """Return how many wait."""
    return count_waiting(reading.db, reading.now)


def start_wish(reading: Reading, *, patient_id: PatientId, asked: Asked | None = None) -> WishStart:
    """Return what the form of a wish begins with; ``asked`` is what was looked for in vain."""
    root = find_root(reading.db, patient_id)
    person = get_patient_row(reading.db, root)
    is_closed = is_closed_here(reading, root)
    records = list_records(reading.db, root)
    lines = () if is_closed else list_future_visits(reading.db, records, reading.today)
    visits = tuple(
        GivesUp(
            one.id,
            f"{said_day(one.on_date, reading.today)} {clock_time(one.start_at, reading.zone)}, "
            f"{one.clinician_name}, {one.slot_type_name}",
            one.slot_type_name,
        )
        for one in lines
        if one.state is State.BOOKED and one.start_at is not None and one.start_at > reading.now
    )
    wish = _wish_of(reading, asked, records) if asked is not None and not is_closed else None
    return WishStart(root, _called(person), visits, is_closed, wish)


def _wish_of(reading: Reading, asked: Asked, records: Sequence[PatientId]) -> WishDetails | None:
    outline = load_outline(reading.db)
    kinds = [one for one in in_use(outline.slot_types) if one.bookable]
    kind = next((one for one in kinds if one.id == asked.slot_type_id), next(iter(kinds), None))
    if kind is None:
        return None
    usual = usual_of(wishes_of(reading, records)) if asked.is_usual else ()
    known = in_use(outline.clinicians)
    return wish_from_asked(asked, kind, today=reading.today, clinicians=known, usual=usual)


# -- wishes ----------------------------------------------------------------------------------------


def add_wish(work: Work, *, patient_id: PatientId, wish: WishDetails) -> Outcome[WishId]:
    """Put somebody on the waiting list.

    Errors: RuleViolation at the field, ("contradict") naming two wishes that can't both be,
    ("already") where they wait for this kind, ("died"), ("sensitive").
    """
    work.require(Act.CHANGE_WAITING_LIST)
    person = _lock_person(work, patient_id)
    root = person["id"]
    checked = _check(work, wish, root)
    if list_wishes_of(work.db, list_records(work.db, root), checked.slot_type_id):
        raise _already(person)
    wish_id = WishId(work.new_id())
    row = {
        "id": wish_id,
        "patient_id": root,
        **_columns(checked),
        "asked_at": work.now,
        "asked_by": work.actor.name,
        **NEW_WISH,
    }
    work.rows.insert(waiting_list, row)
    kind = get_row(work.db, "slot_types", checked.slot_type_id)["name"]
    label = f"{_called(person)} is on the waiting list: {kind}."
    return _outcome(work, person, wish_id, label)


def change_wish(work: Work, *, wish_id: WishId, version: int, wish: WishDetails) -> Outcome[WishId]:
    """Change what somebody waits for; since when they wait stays, and they may be asked again.

    Errors: as ``add_wish``; RuleViolation("ended"); Conflict("stale").
    """
    before, person = _get_waiting(work, wish_id, version)
    checked = _check(work, wish, person["id"], wish_id)
    records = list_records(work.db, person["id"])
    if set(list_wishes_of(work.db, records, checked.slot_type_id)) - {wish_id}:
        raise _already(person)
    after = _columns(checked) | {"quiet_until": None}
    work.rows.update(waiting_list, (wish_id,), before, after)
    return _outcome(work, person, wish_id, f"Saved: what {_called(person)} waits for.")


def end_wish(work: Work, *, wish_id: WishId, version: int, why: str) -> Outcome[WishId]:
    """Take somebody off the waiting list, and why; a time offered to them is free again.

    Errors: RuleViolation("empty") at the reason, ("ended"); Conflict("stale").
    """
    before, person = _get_waiting(work, wish_id, version)
    said = clean_line(why, field="why", longest=LONGEST_REASON, required=True)
    _end_offer(work, find_open_offer(work.db, wish_id), OfferState.TAKEN_BACK)
    after = {"state": WishState.ENDED, "ended_why": said}
    work.rows.update(waiting_list, (wish_id,), before, after)
    return _outcome(work, person, wish_id, f"{_called(person)} is off the waiting list.")


# -- offers ----------------------------------------------------------------------------------------


def offer_time(
    work: Work, *, wish_id: WishId, version: int, slot_ids: Sequence[SlotId]
) -> Outcome[Offered]:
    """Offer somebody a time: it is held for them until it is answered or the hold ends.

    An offer whose hold has ended unanswered counts as no reply.
    Errors: RuleViolation("offered") while another time is held for them, ("ended"), ("kind");
    Conflict("taken"/"held"/"blocked"/"stale").
    """
    before, person = _get_waiting(work, wish_id, version)
    wanted = read_wanted_slots(work.db, slot_ids)
    check_slots(wanted, slot_ids, work.zone)
    work.require(Act.OFFER_TIME, wanted[0].clinician_id)
    check_booked_by(wanted, work.actor.role)
    check_may_open(work, wanted)
    called = _called(person)
    if wanted[0].slot_type_id != before["slot_type_id"]:
        raise RuleViolation("kind", None, f"{called} waits for another kind of visit.")
    if wanted[0].start_at <= work.now:
        raise RuleViolation("past", None, "This time has begun. Choose another.")
    last = find_open_offer(work.db, wish_id)
    if last is not None and last["held_until"] > work.now:
        when = clock_time(last["start_at"], work.zone)
        day = said_day(date_of(last["start_at"], work.zone), work.today)
        sentence = f"{called} is being asked about {day} {when}. Write down the answer first."
        raise RuleViolation("offered", None, sentence)
    _end_offer(work, last, OfferState.NO_REPLY)
    row = _offer_row(work, wish_id, wanted)
    work.rows.insert(offers, row)
    taken = hold_offer(work, row)
    if taken is not None:
        raise taken_conflict(work, wanted, taken)
    work.touch("day", wanted[0].on_date)
    work.touch("session", wanted[0].session_id)
    until = clock_time(row["held_until"], work.zone)
    label = f"Offered {called} {where_words(work, wanted[0])}, held until {until}."
    offered = Offered(
        row["id"],
        1,
        row["start_at"],
        row["end_at"],
        wanted[0].clinician_words,
        wanted[0].clinic_name,
        row["held_until"],
    )
    done = _outcome(work, person, wish_id, label, act=Act.OFFER_TIME)
    return Outcome(offered, done.changes, done.undo, done.words)


def accept_offer(work: Work, *, offer_id: OfferId, version: int) -> Outcome[Appointment]:
    """They take the time: book it, or move the visit to it that they give up.

    Errors: as for booking or moving; Conflict("taken"/"held") where the hold has ended and
    somebody else has the time, with ``nearest``.
    """
    lock_taking(work, get_offer_row(work.db, offer_id)["wish_id"])
    offer, wish, person = _get_open(work, offer_id, version)
    slot_ids = tuple(SlotId(one) for one in offer["held_slots"])
    begun = len(work.rows.changes)
    try:
        booked = _book(work, offer, wish, slot_ids)
    except Conflict as error:
        if offer["held_until"] > work.now:
            raise
        ended = f"The hold ended at {clock_time(offer['held_until'], work.zone)}."
        raise Conflict(error.code, f"{ended} {error}", error.later, **error.facts) from error
    visit = booked.value
    after = {**_answered(work, OfferState.ACCEPTED), "appointment_id": visit.id}
    work.rows.update(offers, (offer_id,), offer, after)
    for key in list_twins(work, wish, person["id"]):
        row = wish if key == wish["id"] else get_wish_row(work.db, key)
        work.rows.update(waiting_list, (key,), row, {"state": WishState.BOOKED})
        work.touch("waiting", key)
    facts = {"what": f"{_called(person)} takes the time offered"}
    work.record(Act.OFFER_TIME, facts, patient_id=person["id"], rows_from=begun)
    label = booked.undo.label if booked.undo is not None else booked.words
    stays = booked.undo.stays if booked.undo is not None else ""
    undo = work.inverse(Act.OFFER_TIME, label, stays=stays)
    return Outcome(visit, work.changes(), undo, booked.words)


def answer_offer(
    work: Work,
    *,
    offer_id: OfferId,
    version: int,
    answer: OfferState,
    quiet_until: date | None = None,
    said: str = "",
) -> Outcome[WishId]:
    """Write down that a time is not taken: it is free again, and they go on waiting.

    ``quiet_until`` is the day from which they may be asked again.
    Errors: RuleViolation("answer"), ("past") at quiet_until, ("answered"); Conflict("stale").
    """
    offer, wish, person = _get_open(work, offer_id, version)
    if answer not in ANSWERS:
        raise RuleViolation("answer", "answer", "Choose an answer from the list.")
    if quiet_until is not None and quiet_until <= work.today:
        raise RuleViolation("past", "quiet_until", "Type a day to come.")
    words = clean_line(said, field="said", longest=LONGEST_REASON)
    _end_offer(work, offer, answer, words)
    if quiet_until is not None:
        work.rows.update(waiting_list, (wish["id"],), wish, {"quiet_until": quiet_until})
    again = f" Not asked again before {said_day(quiet_until, work.today)}." if quiet_until else ""
    when = clock_time(offer["start_at"], work.zone)
    day = said_day(date_of(offer["start_at"], work.zone), work.today)
    label = f"{ANSWERS[answer]}: {_called(person)}, {day} {when}.{again}"
    return _outcome(work, person, wish["id"], label, act=Act.OFFER_TIME)


# -- what they share -------------------------------------------------------------------------------


def _lock_person(work: Work, patient_id: PatientId) -> dict[str, Any]:
    root = find_root(work.db, patient_id)
    person = lock_patients(work.db, (root,))[root]
    require_open(work, person)
    if person["is_deceased"]:
        raise RuleViolation("died", None, f"{_called(person)} is recorded as died.")
    return person


def _get_waiting(
    work: Work, wish_id: WishId, version: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    work.require(Act.CHANGE_WAITING_LIST)
    lock_wish(work.db, wish_id)
    before = get_wish_row(work.db, wish_id)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=wish_id)
    if before["state"] is not WishState.WAITING:
        raise RuleViolation("ended", None, "They are off the waiting list already.")
    root = find_root(work.db, before["patient_id"])
    return before, get_patient_row(work.db, root)


def _get_open(
    work: Work, offer_id: OfferId, version: int
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return the rows of an offer still to be answered, its wish and its person."""
    lock_wish(work.db, get_offer_row(work.db, offer_id)["wish_id"])
    offer = get_offer_row(work.db, offer_id)
    work.require(Act.OFFER_TIME, offer["clinician_id"])
    if offer["version"] != version:
        raise Conflict("stale", "Somebody changed this meanwhile.", key=offer_id)
    if offer["state"] is not OfferState.OPEN:
        raise RuleViolation("answered", None, "This offer has been answered already.")
    wish = get_wish_row(work.db, offer["wish_id"])
    return offer, wish, get_patient_row(work.db, find_root(work.db, wish["patient_id"]))


def _check(
    work: Work, wish: WishDetails, root: PatientId, own: WishId | None = None
) -> WishDetails:
    visit_on = None
    if wish.appointment_id is not None:
        visit_on = _check_gives_up(work, wish.appointment_id, root, own)
    checked = check_wish(wish, today=work.today, visit_on=visit_on)
    kind = get_row(work.db, "slot_types", wish.slot_type_id)
    if not kind["bookable"]:
        raise RuleViolation("kind", "slot_type_id", f"{kind['name']} can’t be booked.")
    for table, ids in (("clinicians", checked.clinicians), ("clinics", checked.clinics)):
        for one in ids:
            get_row(work.db, table, one)
    return checked


def _check_gives_up(
    work: Work, appointment_id: AppointmentId, root: PatientId, own: WishId | None
) -> date:
    """Return the day of the visit that is given up for an earlier one."""
    visit = read_row(work.db, appointments, (appointment_id,))
    if visit is None or find_root(work.db, visit["patient_id"]) != root:
        raise NotFound("appointment", appointment_id)
    if visit["state"] is not State.BOOKED or visit["start_at"] is None:
        sentence = "This visit is not booked any more. Choose another, or none."
        raise RuleViolation("state", "appointment_id", sentence)
    other = find_wish_for(work.db, appointment_id)
    if other is not None and other != own:
        sentence = "They wait for an earlier time than this visit already."
        raise RuleViolation("already", "appointment_id", sentence)
    on: date = visit["on_date"]
    return on


def _columns(wish: WishDetails) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in WishDetails.__dataclass_fields__}


def _already(person: dict[str, Any]) -> RuleViolation:
    sentence = f"{_called(person)} waits for this kind of visit already. Change it there (F2)."
    return RuleViolation("already", "slot_type_id", sentence)


def _offer_row(work: Work, wish_id: WishId, wanted: Sequence[Any]) -> dict[str, Any]:
    start_at = wanted[0].start_at
    return {
        "id": OfferId(work.new_id()),
        "wish_id": wish_id,
        "clinician_id": wanted[0].clinician_id,
        "clinic_id": wanted[0].clinic_id,
        "start_at": start_at,
        "end_at": wanted[-1].end_at,
        "hold_id": HoldId(work.new_id()),
        "held_slots": tuple(one.id for one in wanted),
        "held_until": held_until(work.now, start_at),
        "made_at": work.now,
        "made_by": work.actor.name,
        "state": OfferState.OPEN,
        "answered_at": None,
        "answered_by": "",
        "said": "",
        "appointment_id": None,
        "version": 1,
    }


def _end_offer(work: Work, offer: dict[str, Any] | None, state: OfferState, said: str = "") -> None:
    """End an offer, where there is one: its time is free for others at once."""
    if offer is None:
        return
    work.rows.update(offers, (offer["id"],), offer, _answered(work, state, said))
    delete_hold(work.db, offer["hold_id"])
    work.touch("day", date_of(offer["start_at"], work.zone))


def _answered(work: Work, state: OfferState, said: str = "") -> dict[str, Any]:
    return {
        "state": state,
        "answered_at": work.now,
        "answered_by": work.actor.name,
        "said": said,
    }


def _book(
    work: Work, offer: dict[str, Any], wish: dict[str, Any], slot_ids: tuple[SlotId, ...]
) -> Outcome[Appointment]:
    """Book the time offered, or move the visit to it that is given up."""
    hold_id = offer["hold_id"]
    details = wish_from(wish)
    visit = None
    if details.appointment_id is not None:
        visit = read_row(work.db, appointments, (details.appointment_id,))
    if visit is not None and _is_to_come(work, visit):
        return move_appointment(
            work,
            appointment_id=visit["id"],
            version=visit["version"],
            slot_ids=slot_ids,
            hold_id=hold_id,
        )
    return book_appointment(
        work,
        patient_id=wish["patient_id"],
        slot_ids=slot_ids,
        reason=details.reason,
        hold_id=hold_id,
    )


def _is_to_come(work: Work, visit: dict[str, Any]) -> bool:
    """Return whether a visit can still be given up: one that was missed stays as it was."""
    start_at = visit["start_at"]
    return visit["state"] is State.BOOKED and start_at is not None and start_at > work.now


def _called(row: dict[str, Any]) -> str:
    return called_name(row["preferred_name"], row["given_names"], row["family_name"])


def _outcome(
    work: Work,
    person: dict[str, Any],
    wish_id: WishId,
    label: str,
    *,
    act: Act = Act.CHANGE_WAITING_LIST,
) -> Outcome[WishId]:
    work.touch("waiting", wish_id)
    work.touch("patient", person["id"])
    work.record(act, {"what": label}, patient_id=person["id"])
    return Outcome(wish_id, work.changes(), work.inverse(act, label), label)
