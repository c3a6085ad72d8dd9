"""For each operation: what to prepare, and the arguments it is then called with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from desktop.domain.best_fit import Weights
from desktop.domain.needs import NeedState
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.related_people import RelatedDetails
from desktop.domain.sessions import PatternPart
from desktop.domain.visit_end import NeedAnswer
from desktop.domain.visits import Appointment
from desktop.operations.booking import book_appointment
from desktop.operations.deaths import record_death
from desktop.operations.desk import new_id
from desktop.operations.merging import merge_patients
from desktop.operations.notes import write_note
from desktop.operations.people import register_patient
from desktop.operations.practice import make_clinician, make_room
from desktop.operations.preferences import record_preference
from desktop.operations.related_people import add_related_person
from desktop.operations.sessions import block_slot, create_session
from desktop.operations.staff import end_staff, make_staff
from desktop.operations.visits import (
    mark_arrived,
    mark_did_not_attend,
    mark_done,
    mark_left_unseen,
    mark_sent_in,
)
from desktop.persistence.tables import visit_needs
from tests.operations.change_cases import CHANGE_CASES
from tests.operations.conftest import TODAY, SmallPractice
from tests.operations.setup_cases import SETUP_CASES
from tests.operations.template_cases import TEMPLATE_CASES
from tests.operations.together_cases import TOGETHER_CASES
from tests.operations.waiting_cases import WAITING_CASES

Arguments = dict[str, Any]
MONDAY = TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=20)

NO_UNDO = {
    "hold_slots": "holds go to the feed, not on record nor on the undo stack",
    "hold_together": "as hold_slots",
    "renew_hold": "as hold_slots",
    "release_hold": "as hold_slots",
    "copy_wording": "it changes nothing: what was copied is on record",
    "note_print": "paper can't be called back",
    "note_copy": "a copy is a file; deleting it is nobody's act here",
    "make_practice": "a database begins with it",
    "set_pin": "no hash goes on record or on an undo stack; a PIN is set anew",
    "record_export": "what left the practice can't be called back: that it did is on record",
    "record_look": "a look changes nothing: it is on record",
    "open_sensitive": "as record_look",
    "bring_needs_into_step": "what people told us stays; there is nothing else to go back to",
    "undo": "its own inverse is the redo, tried with every case",
}


def _free_slot(practice: SmallPractice) -> Any:
    """Return a routine slot nobody has, of a session made for it (cases never share one)."""
    from tests.operations.conftest import slots_of

    practice.clock.advance(days=1)
    practice.session = practice.make_session(on_date=practice.clock().date())
    practice.slots = slots_of(practice)
    practice.clock.set(practice.clock().replace(hour=10, minute=22))
    return practice.slots[0]


def _book(practice: SmallPractice, **changed: Any) -> Appointment:
    slot = _free_slot(practice)
    arguments = {"patient_id": practice.maggie, "slot_ids": (slot,)} | changed
    return practice.desk.act(book_appointment, **arguments).value


def _of(visit: Appointment, **more: Any) -> Arguments:
    return {"appointment_id": visit.id, "version": visit.version} | more


def _past_visits(practice: SmallPractice) -> Arguments:
    """Two visits that are over: one booked, one still here."""
    came, booked = _book(practice), _book(practice)
    assert came.start_at is not None
    assert booked.start_at is not None
    came = practice.desk.act(mark_arrived, **_of(came)).value
    practice.clock.set(booked.start_at + timedelta(hours=3))
    return {"visits": [(one.id, one.version) for one in (came, booked)]}


def _after(practice: SmallPractice, *acts: Callable[..., Any]) -> Arguments:
    visit = _book(practice)
    assert visit.start_at is not None
    practice.clock.set(visit.start_at + timedelta(minutes=6))
    for act in acts:
        visit = practice.desk.act(act, **_of(visit)).value
    return _of(visit)


def _booking(practice: SmallPractice) -> Arguments:
    _free_slot(practice)
    return {"patient_id": practice.rosa, "slot_ids": practice.slots[:2], "reason": "Knee"}


def _moving(practice: SmallPractice) -> Arguments:
    visit = _book(practice)
    return _of(visit, slot_ids=practice.slots[2:3])


def _extra(practice: SmallPractice) -> Arguments:
    _free_slot(practice)
    start = practice.clock().replace(hour=11, minute=5)
    return {
        "patient_id": practice.kwame,
        "session_id": practice.session,
        "start_at": start,
        "length_minutes": 10,
        "slot_type_id": practice.routine,
        "why": "Dr Patel agreed, chest pain",
    }


def _session(practice: SmallPractice) -> Arguments:
    return {
        "clinic_id": practice.clinic,
        "room_id": practice.other_room,
        "clinician_id": practice.nurse,
        "on_date": TODAY,
        "start_local": time(14),
        "end_local": time(15),
        "pattern": (PatternPart(3, practice.routine, 20),),
    }


def _week(practice: SmallPractice) -> Arguments:
    room = practice.desk.act(make_room, clinic_id=practice.clinic, name="Room 9").value
    visiting = practice.desk.act(
        make_clinician, given_names="Hannah", family_name="Levy", profession="GP registrar"
    ).value
    own = {"room_id": room, "clinician_id": visiting, "on_date": MONDAY}
    practice.desk.act(create_session, **(_session(practice) | own))
    return {"monday": MONDAY, "weeks": 2}


def _day(practice: SmallPractice) -> Arguments:
    monday: date = _week(practice)["monday"]
    return {"first_on": monday, "days": 1, "to": (monday + timedelta(days=1),)}


def _blocking(practice: SmallPractice) -> Arguments:
    return {"slot_id": _free_slot(practice), "version": 1, "reason": "Called away"}


def _unblocking(practice: SmallPractice) -> Arguments:
    slot = practice.desk.act(block_slot, **_blocking(practice)).value
    return {"slot_id": slot.id, "version": slot.version}


def _note(practice: SmallPractice) -> Arguments:
    return {"text": "Leaves 11:45", "on_date": TODAY, "session_id": practice.session}


def _existing_note(practice: SmallPractice) -> Arguments:
    note = practice.desk.act(write_note, **_note(practice)).value
    return {"note_id": note.id, "version": note.version}


DETAILS = PatientDetails(
    given_names="Siân",
    family_name="Pritchard",
    preferred_name="Shân",
    born_on=date(1961, 4, 2),
    nhs_number="9990000018",
    postcode="SW1A 1AA",
    contact_points=(ContactPoint("phone", "07700 900123", "mobile"),),
)


def _someone(practice: SmallPractice, family_name: str, number: str = "") -> Any:
    """Register somebody of their own for a case: a sequence of cases never meets them twice."""
    details = replace(
        DETAILS, family_name=family_name, nhs_number=number, preferred_name="", contact_points=()
    )
    return practice.desk.act(register_patient, details=details).value


def _changing(practice: SmallPractice) -> Arguments:
    person = _someone(practice, "Vaughan", "9990000107")
    changed = replace(DETAILS, family_name="Pritchard-Jones", nhs_number="", contact_points=())
    return {"patient_id": person, "version": 1, "details": changed}


BETHAN = RelatedDetails("Bethan Hughes", "daughter", is_carer=True, may_speak_for=("times",))


def _near(practice: SmallPractice) -> Arguments:
    made = practice.desk.act(add_related_person, patient_id=practice.maggie, details=BETHAN)
    return {"related_id": made.value, "version": 1}


def _number(practice: SmallPractice) -> Arguments:
    person = _someone(practice, "Llewellyn", "9990000204")
    return {"patient_id": person, "version": 1, "number": "9990000301"}


def _died(practice: SmallPractice, family_name: str = "Beddoe") -> Arguments:
    person = _someone(practice, family_name)
    practice.desk.act(record_death, patient_id=person, version=1, deceased_on=None)
    return {"patient_id": person}


def _died_with_visits(practice: SmallPractice) -> Arguments:
    arguments = _died(practice, "Quirke")
    agreed = frozenset({"deceased"})
    _free_slot(practice)
    for slot in practice.slots[:2]:
        practice.desk.act(
            book_appointment, agreed=agreed, agreed_why="Before", slot_ids=(slot,), **arguments
        )
    return arguments


def _merged(practice: SmallPractice) -> Arguments:
    survivor, other = (_someone(practice, name) for name in ("Bevan", "Maddocks"))
    arguments = {"survivor_id": survivor, "survivor_version": 1}
    practice.desk.act(merge_patients, other_id=other, other_version=1, **arguments)
    return {"patient_id": other, "version": 2}


def _somebody(practice: SmallPractice) -> Arguments:
    name = f"Tom Bell {new_id()[-6:]}"  # nobody else is called so
    made = practice.desk.act(make_staff, name=name, role=Role.MANAGER)
    return {"staff_id": made.value, "version": 1}


def _somebody_who_left(practice: SmallPractice) -> Arguments:
    arguments = _somebody(practice)
    practice.desk.act(end_staff, **arguments)
    return arguments | {"version": 2}


def _swap(practice: SmallPractice) -> Arguments:
    first = _book(practice)
    wanted = {"patient_id": practice.rosa, "slot_ids": practice.slots[1:2]}
    second = practice.desk.act(book_appointment, **wanted).value
    other = {"other_id": second.id, "other_version": second.version}
    return _of(first) | other | {"agreed": frozenset({"swap"})}


BSL = Told((("how", "in-person"), ("preferred", "Joanna Price")), own_words="Look at me")


def _told(practice: SmallPractice, family_name: str) -> Arguments:
    """Somebody with a visit to come who needs an interpreter for it."""
    person = _someone(practice, family_name)
    _book(practice, patient_id=person)
    told = replace(BSL, review_on=practice.tomorrow)
    made = practice.desk.act(record_preference, patient_id=person, kind="bsl", told=told)
    return {"preference_id": made.value, "version": 1}


def _need(practice: SmallPractice) -> Arguments:
    told = _told(practice, "Griffith")
    wanted = visit_needs.c.preference_id == told["preference_id"]
    with practice.desk.database.reading() as db:
        row = db.execute(select(visit_needs.c.id, visit_needs.c.version).where(wanted)).one()
    needs = ((row.id, row.version),)
    return {"needs": needs, "state": NeedState.NOT_NEEDED, "said_by": "Their carer"}


CASES: dict[str, Callable[[SmallPractice], Arguments]] = {
    "register_patient": lambda _practice: {"details": DETAILS},
    "change_patient": _changing,
    "add_related_person": lambda practice: {"patient_id": practice.maggie, "details": BETHAN},
    "change_related_person": lambda practice: (
        _near(practice) | {"details": replace(BETHAN, may_speak_for=("results",))}
    ),
    "end_related_person": _near,
    "record_preference": lambda practice: {
        "patient_id": _book(practice, patient_id=_someone(practice, "Mostyn")).patient_id,
        "kind": "bsl",
        "told": BSL,
    },
    "change_preference": lambda practice: (
        _told(practice, "Nevett") | {"told": Told((("how", "video"),))}
    ),
    "confirm_preference": lambda practice: _told(practice, "Olwen"),
    "put_off_preference": lambda practice: _told(practice, "Penry"),
    "end_preference": lambda practice: _told(practice, "Rosser") | {"why": "Hears again"},
    "mark_needs": _need,
    "say_of_needs": lambda practice: {
        "answers": tuple(
            NeedAnswer(key, version, NeedState.NOT_KEPT, "No interpreter came")
            for key, version in _need(practice)["needs"]
        )
    },
    "change_fit_weights": lambda _practice: {"version": 0, "details": Weights(clinician=40)},
    "change_nhs_number": _number,
    "record_death": lambda practice: {
        "patient_id": _someone(practice, "Tudor"),
        "version": 1,
        "deceased_on": TODAY,
    },
    "take_death_back": lambda practice: _died(practice) | {"version": 2},
    "cancel_future_visits": _died_with_visits,
    "merge_patients": lambda practice: {
        "survivor_id": _someone(practice, "Rhydderch"),
        "survivor_version": 1,
        "other_id": _someone(practice, "Gwynne", "9990000409"),
        "other_version": 1,
    },
    "unmerge_patient": _merged,
    "mark_distinct": lambda practice: {
        "patient_id": practice.rosa,
        "other_id": _someone(practice, "Ellis"),
    },
    "mark_sensitive": lambda practice: {
        "patient_id": _someone(practice, "Glyndwr"),
        "version": 1,
        "is_sensitive": True,
    },
    "make_staff": lambda _practice: {"name": "Tom Bell", "role": Role.RECEPTIONIST},
    "change_staff": lambda practice: (
        _somebody(practice)
        | {"name": "Tom Bell-Nair", "role": Role.CLINICIAN, "clinician_id": practice.nurse}
    ),
    "end_staff": _somebody,
    "bring_back_staff": _somebody_who_left,
    "book_appointment": _booking,
    "move_appointment": _moving,
    "swap_appointments": _swap,
    "cancel_appointment": lambda practice: _of(_book(practice), code="pat-fb"),
    "add_extra": _extra,
    "create_session": _session,
    "copy_week": _week,
    "copy_sessions": _day,
    "make_clinic": lambda _practice: {"name": "Mill Green", "features": ("step-free",)},
    "choose_downtime_folder": lambda _practice: {"folder": "/srv/lists"},
    "make_room": lambda practice: {"clinic_id": practice.clinic, "name": "Room 9"},
    "make_clinician": lambda _practice: {
        "title": "Dr",
        "given_names": "Hannah",
        "family_name": "Levy",
        "profession": "GP registrar",
        "languages": ("English",),
    },
    "block_slot": _blocking,
    "unblock_slot": _unblocking,
    "write_note": _note,
    "change_note": lambda practice: _existing_note(practice) | {"text": "No more extras"},
    "remove_note": _existing_note,
    "mark_arrived": _after,
    "mark_not_here": lambda practice: _after(practice, mark_arrived),
    "mark_sent_in": lambda practice: _after(practice, mark_arrived),
    "mark_back_to_waiting": lambda practice: _after(practice, mark_arrived, mark_sent_in),
    "mark_done": lambda practice: _after(practice, mark_arrived, mark_sent_in),
    "mark_back_in_room": lambda practice: _after(practice, mark_arrived, mark_sent_in, mark_done),
    "mark_left_unseen": lambda practice: _after(practice, mark_arrived),
    "settle_as_done": _past_visits,
    "mark_came_too_late": lambda practice: _after(practice, mark_arrived),
    "mark_did_not_attend": _after,
    "mark_back_to_booked": lambda practice: _after(practice, mark_did_not_attend),
    "mark_still_here": lambda practice: _after(practice, mark_arrived, mark_left_unseen),
    "mark_came_after_all": lambda practice: _after(practice, mark_did_not_attend),
}
CASES |= TEMPLATE_CASES | SETUP_CASES | CHANGE_CASES | TOGETHER_CASES | WAITING_CASES
