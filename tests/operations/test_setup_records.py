"""What Set-up changes: it acts at once, nothing in use is retired, stale edits are told."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from desktop.domain.closures import ClosureState
from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, NotFound, RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.release import Release, ReleaseRule
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    PracticeDetails,
    RoomDetails,
)
from desktop.operations.booking import book_appointment
from desktop.operations.closures import (
    accept_closure,
    propose_closures,
    restore_closure,
    withdraw_closure,
    work_bank_holiday,
)
from desktop.operations.practice import make_clinician, make_room
from desktop.operations.reads import read_outline
from desktop.operations.session_copies import copy_sessions, copy_week
from desktop.operations.setup_reads import (
    read_setup,
    read_their_clinic,
    read_their_closure,
    read_their_slot_type,
)
from desktop.operations.setup_records import (
    bring_back_room,
    change_clinic,
    change_clinician,
    change_practice,
    change_room,
    retire_clinic,
    retire_clinician,
    retire_room,
)
from desktop.operations.slot_types import (
    bring_back_slot_type,
    change_slot_type,
    make_slot_type,
    retire_slot_type,
)
from desktop.operations.templates import publish_template
from desktop.operations.work import Actor
from desktop.persistence.rows import read_row
from desktop.persistence.tables import slots
from tests.factories.templates import make_closure
from tests.operations.conftest import TODAY, SmallPractice, slots_of
from tests.operations.setup_cases import clinic, kind, room
from tests.operations.template_cases import draft, published

CHRISTMAS = date(2026, 12, 25)


def words_of(practice: SmallPractice, operation: Any, **arguments: Any) -> str:
    with pytest.raises(RuleViolation) as refused:
        practice.desk.act(operation, **arguments)
    return refused.value.message


def test_a_kind_in_a_published_template_is_not_retired_and_the_template_is_named(
    practice: SmallPractice,
) -> None:
    made = published(practice)
    said = words_of(practice, retire_slot_type, slot_type_id=practice.routine, version=1)
    name = made.details.name
    assert said == f"Routine is used by the template {name}. Change or end that first."
    said = practice.desk.act(retire_slot_type, slot_type_id=practice.group, version=1).words
    assert said == "Group is retired. 1 slot of it to come stays in the diary."


def test_what_has_sessions_to_come_is_not_retired(practice: SmallPractice) -> None:
    said = words_of(practice, retire_room, room_id=practice.room, version=1)
    assert said == "Room 4 has 1 session to come, on 18 Nov 2026. Move those first."
    assert "Dr Anjali Patel has" in words_of(
        practice, retire_clinician, clinician_id=practice.doctor, version=1
    )
    assert "only clinic" in words_of(practice, retire_clinic, clinic_id=practice.clinic, version=1)
    clinic(practice)
    assert "2 rooms are in use there" in words_of(
        practice, retire_clinic, clinic_id=practice.clinic, version=1
    )
    moved = {"details": RoomDetails(clinic(practice)["clinic_id"], "Room 4"), "version": 1}
    assert "to come" in words_of(practice, change_room, room_id=practice.room, **moved)


def test_what_is_retired_is_not_used_anew_and_comes_back(practice: SmallPractice) -> None:
    key = room(practice, retire_room)
    with pytest.raises(RuleViolation, match="Room 9 is retired"):
        practice.make_session(
            room_id=key["room_id"],
            clinician_id=practice.nurse,
            start_local=time(14),
            end_local=time(16),
        )
    with pytest.raises(NotFound):
        practice.desk.act(change_room, **key, details=RoomDetails(practice.clinic, "Room 10"))
    assert "retired already" in words_of(practice, retire_room, **key)
    practice.desk.act(bring_back_room, **key)
    rooms = practice.desk.read(read_outline).rooms
    assert next(one for one in rooms if one.id == key["room_id"]).active
    place = clinic(practice, retire_clinic)["clinic_id"]
    assert "is retired" in words_of(practice, make_room, clinic_id=place, name="Room 1")


def test_a_role_has_one_spelling_however_it_is_typed(practice: SmallPractice) -> None:
    def role_of(typed: str) -> str:
        names = {"given_names": "Ada", "family_name": f"Of {typed}"}
        key = practice.desk.act(make_clinician, **names, profession=typed).value
        found = practice.desk.read(read_outline).clinicians
        return next(one.profession for one in found if one.id == key)

    assert [role_of(one) for one in ("nurse", "gp", "Reiki master", "REIKI MASTER")] == [
        "Nurse", "GP", "Reiki master", "Reiki master",
    ]  # fmt: skip
    details = ClinicianDetails("Dr", "Anjali", "Patel", "reiki Master")
    wanted = {"clinician_id": practice.doctor, "version": 1}
    practice.desk.act(change_clinician, **wanted, details=details)
    [records] = [practice.desk.read(read_setup).clinicians]
    roles = {one.id: one.details.profession for one in records}
    assert roles[practice.doctor] == "Reiki master"


def test_a_letter_taken_meanwhile_keeps_a_kind_retired(practice: SmallPractice) -> None:
    first = kind(practice, "k", retire_slot_type)
    kind(practice, "k")
    assert "letter k by now" in words_of(practice, bring_back_slot_type, **first)


def test_a_changed_release_rule_opens_free_slots_anew_in_the_same_act(
    practice: SmallPractice,
) -> None:
    rule = ReleaseRule(Release.MINUTES_BEFORE, 10)
    details = SlotTypeDetails("Routine", "Rout", "R", 10, release=rule)
    done = practice.desk.act(
        change_slot_type, slot_type_id=practice.routine, version=1, details=details
    )
    assert done.words == "Routine is changed. 4 free slots open at another time now."
    with practice.desk.database.reading() as db:
        slot = read_row(db, slots, (practice.slots[0],))
    assert slot is not None
    assert (slot["start_at"] - slot["release_at"]).total_seconds() == 600
    shown = practice.desk.read(read_their_slot_type, slot_type_id=practice.routine)
    assert (shown.record.release, shown.version) == (rule, 2)
    practice.session = practice.make_session(
        clinician_id=practice.nurse, room_id=None, pattern=practice.pattern_of(2)
    )
    with practice.desk.database.reading() as db:
        fresh = read_row(db, slots, (slots_of(practice)[0],))
    assert fresh is not None
    assert fresh["release_at"] is not None


def test_who_may_book_a_kind_is_asked_at_booking(practice: SmallPractice) -> None:
    details = SlotTypeDetails("Routine", "Rout", "R", 10, booked_by=("clinician", "manager"))
    practice.desk.act(change_slot_type, slot_type_id=practice.routine, version=1, details=details)
    manager = practice.desk.actor
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    wanted = {"patient_id": practice.rosa, "slot_ids": practice.slots[:1]}
    said = words_of(practice, book_appointment, **wanted)
    assert said.startswith("Routine is booked by clinicians and managers only.")
    practice.desk.actor = manager
    practice.desk.act(book_appointment, **wanted)


def test_a_session_outside_opening_hours_or_clinics_is_agreed_first(
    practice: SmallPractice,
) -> None:
    hours = ClinicDetails("Alder Lane", opening_hours="Mon to Fri 08:00 to 18:30")
    practice.desk.act(change_clinic, clinic_id=practice.clinic, version=1, details=hours)
    evening = {"room_id": None, "start_local": time(18), "end_local": time(20)}
    with pytest.raises(NeedsAgreement) as asked:
        practice.make_session(**evening)
    assert asked.value.asked[0].message == (
        "Alder Lane is open 08:00 to 18:30 on Wednesdays. Make the session all the same?"
    )
    practice.make_session(agreed=frozenset({"hours"}), **evening)
    late = draft(practice, start_local=time(18), end_local=time(20))
    with pytest.raises(NeedsAgreement) as asked:
        practice.desk.act(publish_template, template_id=late.id, version=1)
    assert asked.value.asked[0].message == (
        "Alder Lane is open 08:00 to 18:30 on Mondays and Thursdays. Publish it all the same?"
    )
    agreed = {"agreed": frozenset({"hours"})}
    practice.desk.act(publish_template, template_id=late.id, version=1, **agreed)
    onto = {"first_on": TODAY, "days": 1, "to": (TODAY + timedelta(days=4),)}
    with pytest.raises(NeedsAgreement, match=r"closed on Sundays\. Paste them all the same"):
        practice.desk.act(copy_sessions, **onto)
    practice.desk.act(copy_sessions, **onto, **agreed)
    with pytest.raises(NeedsAgreement, match="Paste them all the same"):
        practice.desk.act(copy_week, monday=TODAY - timedelta(days=2), weeks=1)
    elsewhere = ClinicianDetails(
        "", "Grace", "Adeyemi", "Nurse", clinic_ids=(clinic(practice)["clinic_id"],)
    )
    practice.desk.act(change_clinician, clinician_id=practice.nurse, version=1, details=elsewhere)
    with pytest.raises(NeedsAgreement, match="does not work at Alder Lane"):
        practice.make_session(clinician_id=practice.nurse, room_id=None)


def test_a_stale_edit_is_told_and_theirs_can_be_read(practice: SmallPractice) -> None:
    mine = {"clinic_id": practice.clinic, "version": 1}
    practice.desk.act(change_clinic, **mine, details=ClinicDetails("Alder Grove"))
    with pytest.raises(Conflict) as stale:
        practice.desk.act(change_clinic, **mine, details=ClinicDetails("Alder Lane Surgery"))
    assert stale.value.code == "stale"
    theirs = practice.desk.read(read_their_clinic, clinic_id=practice.clinic)
    assert (theirs.record.name, theirs.version) == ("Alder Grove", 2)


def test_bank_holidays_follow_the_nation_and_are_worked_and_closed_again(
    practice: SmallPractice,
) -> None:
    before = practice.desk.read(read_setup)
    wanted = {"practice_id": before.practice.id, "version": before.practice.version}
    practice.desk.act(change_practice, **wanted, details=PracticeDetails("Alder", "scotland"))
    named = [one.name for one in practice.desk.read(read_setup).holidays]
    assert any("St Andrew" in one for one in named)
    worked = practice.desk.act(work_bank_holiday, on_date=CHRISTMAS).value
    shown = practice.desk.read(read_setup)
    assert CHRISTMAS not in [one.first_on for one in shown.holidays]
    with pytest.raises(NotFound):
        practice.desk.read(read_their_closure, closure_id=worked.id)
    practice.desk.act(restore_closure, closure_id=worked.id, version=1)
    assert practice.desk.read(read_setup).closures[0].state is ClosureState.IN_FORCE


def test_a_proposed_closure_is_accepted_once_and_taken_back(practice: SmallPractice) -> None:
    drill = make_closure(TODAY, "Fire drill")
    practice.desk.act(propose_closures, proposed=(drill,))
    found = practice.desk.read(read_setup).closures[0]
    wanted = {"closure_id": found.id, "details": drill}
    said = practice.desk.act(accept_closure, **wanted, version=1).words
    assert said.endswith("is accepted. 1 session is made already in that time.")
    assert "decided already" in words_of(practice, accept_closure, **wanted, version=2)
    assert "not taken back" in words_of(practice, restore_closure, closure_id=found.id, version=2)
    practice.desk.act(withdraw_closure, closure_id=found.id, version=2)


@pytest.mark.parametrize(
    ("operation", "field", "details"),
    [
        ("clinic", "opening_hours", ClinicDetails("Mill", opening_hours="Mon 12 to 9")),
        ("clinic", "name", ClinicDetails(" ")),
        ("clinic", "ods_site_code", ClinicDetails("Mill", ods_site_code="?!")),
        ("room", "clinic_id", RoomDetails(None, "Room 9")),
        ("room", "features", RoomDetails(None, "Room 9", tuple(map(str, range(40))))),
        ("clinician", "family_name", ClinicianDetails("Dr", "Hannah", "", "GP")),
        ("clinician", "profession", ClinicianDetails("Dr", "Hannah", "Levy", "")),
        ("clinician", "gender", ClinicianDetails("", "H", "Levy", "GP", gender="x")),
        ("clinician", "colour", ClinicianDetails("", "H", "Levy", "GP", colour="#ff0000")),
        ("slot_type", "minutes", SlotTypeDetails("Check", "Chk", "k", 1000)),
        ("slot_type", "booked_by", SlotTypeDetails("C", "Chk", "k", 10, booked_by=("system",))),
        (
            "slot_type",
            "number",
            SlotTypeDetails("C", "Chk", "k", 10, release=ReleaseRule(Release.WEEKS_AHEAD, 0)),
        ),
        (
            "slot_type",
            "at_local",
            SlotTypeDetails("C", "Chk", "k", 10, release=ReleaseRule(Release.ON_THE_DAY)),
        ),
    ],
)
def test_a_slip_is_told_at_its_field(
    practice: SmallPractice, operation: str, field: str, details: Any
) -> None:
    change = {
        "clinic": (change_clinic, practice.clinic),
        "room": (change_room, practice.room),
        "clinician": (change_clinician, practice.doctor),
        "slot_type": (change_slot_type, practice.routine),
    }[operation]
    if operation == "room" and field != "clinic_id":
        details = RoomDetails(practice.clinic, details.name, details.features)
    key = {f"{operation}_id": change[1]}
    with pytest.raises(RuleViolation) as refused:
        practice.desk.act(change[0], **key, version=1, details=details)
    assert refused.value.field == field


def test_reception_changes_nothing_of_it(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST)
    for operation, arguments in (
        (change_room, {"room_id": practice.room, "details": RoomDetails(practice.clinic, "R")}),
        (retire_room, {"room_id": practice.other_room}),
        (retire_slot_type, {"slot_type_id": practice.phone}),
    ):
        with pytest.raises(NotAllowed):
            practice.desk.act(operation, version=1, **arguments)
    with pytest.raises(NotAllowed):
        practice.desk.act(make_slot_type, details=SlotTypeDetails("Check", "Chk", "k", 30))
