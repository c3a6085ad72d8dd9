"""Who is on the staff: making, changing and ending them; the demo's PINs."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, NotFound, RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Role
from desktop.domain.practice import Staff
from desktop.domain.staff import StaffDetails, StaffMember
from desktop.operations.booking import book_appointment
from desktop.operations.desk import new_id
from desktop.operations.signing_in import hash_pin, renew_actor, set_pin, sign_in
from desktop.operations.staff import (
    DEMO_PINS,
    bring_back_staff,
    change_staff,
    end_staff,
    find_first_receptionist,
    list_everybody,
    list_staff,
    make_staff,
    read_demo_pins,
)
from desktop.operations.two_edits import read_their_staff
from desktop.operations.undo import undo
from desktop.operations.work import Actor
from desktop.persistence.settings import write_setting
from desktop.persistence.tables import staff
from tests.operations.conftest import SmallPractice


def add_staff(
    practice: SmallPractice,
    name: str,
    role: Role,
    pin: str | None = "482913",
    *,
    active: bool = True,
) -> StaffId:
    staff_id = StaffId(new_id())
    row = {"id": staff_id, "name": name, "role": role, "active": active, "version": 1}
    with practice.desk.database.writing() as db:
        db.execute(insert(staff), row | {"pin_hash": None if pin is None else hash_pin(pin)})
    return staff_id


def staff_named(practice: SmallPractice, name: str) -> Staff:
    return next(one for one in practice.desk.read(list_staff) if one.name == name)


def test_somebody_made_is_listed_under_their_role(practice: SmallPractice) -> None:
    made = practice.desk.act(make_staff, name="  Tom   Bell ", role=Role.RECEPTIONIST)
    assert made.words == "Tom Bell is on the staff as reception."
    assert staff_named(practice, "Tom Bell").role is Role.RECEPTIONIST


def test_who_may_prepare_sessions_signs_in_so(practice: SmallPractice) -> None:
    made = practice.desk.act(
        make_staff, name="Tom Bell", role=Role.RECEPTIONIST, pin="482913", may_draft=True
    ).value
    assert staff_named(practice, "Tom Bell").may_draft
    changed = {"staff_id": made, "name": "Tom Bell", "role": Role.RECEPTIONIST}
    practice.desk.act(change_staff, **changed, version=1)
    assert sign_in(practice.desk, staff_id=made, pin="482913").may_draft
    practice.desk.actor = Actor("Ruth Cohen", Role.MANAGER)
    practice.desk.act(change_staff, **changed, version=2, may_draft=False)
    assert not staff_named(practice, "Tom Bell").may_draft


@pytest.mark.parametrize("name", ["", " ", "x" * 10_000, "Tom\x00Bell"])
def test_a_name_that_cannot_be_is_a_sentence_at_the_field(
    practice: SmallPractice, name: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        practice.desk.act(make_staff, name=name, role=Role.RECEPTIONIST)
    assert refused.value.field == "name"


def test_only_managers_change_the_staff(practice: SmallPractice) -> None:
    practice.desk.actor = Actor("Priya Nair", Role.RECEPTIONIST, StaffId(new_id()))
    with pytest.raises(NotAllowed):
        practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER)


def test_the_last_manager_can_neither_be_ended_nor_made_something_else(
    practice: SmallPractice,
) -> None:
    ruth = staff_named(practice, "Ruth Cohen")
    with pytest.raises(RuleViolation, match="Ruth Cohen is the only manager"):
        practice.desk.act(end_staff, staff_id=ruth.id, version=ruth.version)
    with pytest.raises(RuleViolation, match="Ruth Cohen is the only manager"):
        practice.desk.act(
            change_staff,
            staff_id=ruth.id,
            version=ruth.version,
            name="Ruth Cohen",
            role=Role.CLINICIAN,
        )
    tom = practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER)
    practice.desk.actor = Actor("Tom Bell", Role.MANAGER, tom.value)
    practice.desk.act(end_staff, staff_id=ruth.id, version=ruth.version)
    assert [one.name for one in practice.desk.read(list_staff)] == ["Tom Bell"]
    assert tom.undo is not None
    with pytest.raises(Conflict, match="nobody would be left to manage"):
        practice.desk.act(undo, inverse=tom.undo)


def test_nobody_takes_their_own_rights_away(practice: SmallPractice) -> None:
    ruth = staff_named(practice, "Ruth Cohen")
    own = {"staff_id": ruth.id, "version": ruth.version}
    practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER)
    with pytest.raises(RuleViolation, match="Another manager can end") as refused:
        practice.desk.act(end_staff, **own)
    assert refused.value.field == "role"
    with pytest.raises(RuleViolation, match="Another manager can change your role"):
        practice.desk.act(change_staff, name="Ruth Cohen", role=Role.RECEPTIONIST, **own)
    practice.desk.act(change_staff, name="Ruth Cohen-Levy", role=Role.MANAGER, **own)


def test_a_stale_change_of_staff_is_refused(practice: SmallPractice) -> None:
    tom = practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER).value
    change = {"staff_id": tom, "version": 1, "role": Role.MANAGER}
    practice.desk.act(change_staff, name="Thomas Bell", **change)
    with pytest.raises(Conflict, match="Thomas Bell was changed meanwhile"):
        practice.desk.act(change_staff, name="Tommy Bell", **change)


def test_receptionists_are_listed_first(practice: SmallPractice) -> None:
    add_staff(practice, "Dr Anjali Patel", Role.CLINICIAN)
    add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    listed = practice.desk.read(list_staff)
    assert [one.name for one in listed] == ["Priya Nair", "Ruth Cohen", "Dr Anjali Patel"]


def test_only_a_demo_lists_its_pins(practice: SmallPractice) -> None:
    assert practice.desk.read(read_demo_pins) == ()
    assert practice.desk.read(find_first_receptionist) is None
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    anna = add_staff(practice, "Anna Bell", Role.RECEPTIONIST)
    with practice.desk.database.writing() as db:
        write_setting(db, DEMO_PINS, {priya: "482913", anna: "661207"})
    shown, _other = practice.desk.read(read_demo_pins)
    assert (shown.staff_id, shown.name, shown.pin) == (priya, "Priya Nair", "482913")
    first = practice.desk.read(find_first_receptionist)
    assert first is not None
    assert first.name == "Priya Nair"


def test_making_somebody_who_has_worked_since_is_not_undone(practice: SmallPractice) -> None:
    ruth = practice.desk.actor
    made = practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER)
    practice.desk.act(set_pin, staff_id=made.value, pin="730482")
    sign_in(practice.desk, staff_id=made.value, pin="730482")
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[-1:])
    practice.desk.actor = ruth
    assert made.undo is not None
    with pytest.raises(Conflict, match="Can’t undo: it is in use by now"):
        practice.desk.act(undo, inverse=made.undo)
    assert staff_named(practice, "Tom Bell").active


def member_named(practice: SmallPractice, name: str) -> StaffMember:
    everybody = practice.desk.read(list_everybody).members
    return next(one for one in everybody if one.name == name)


def test_somebody_made_with_a_pin_signs_in_with_it(practice: SmallPractice) -> None:
    wanted = {"name": "Tom Bell", "role": Role.RECEPTIONIST}
    with pytest.raises(RuleViolation) as refused:
        practice.desk.act(make_staff, pin="123456", **wanted)
    assert refused.value.field == "pin"
    made = practice.desk.act(make_staff, pin="730482", **wanted)
    assert member_named(practice, "Tom Bell").has_pin
    assert not member_named(practice, "Ruth Cohen").has_pin
    assert sign_in(practice.desk, staff_id=made.value, pin="730482").name == "Tom Bell"


def test_somebody_who_left_is_kept_and_brought_back(practice: SmallPractice) -> None:
    tom = practice.desk.act(make_staff, name="Tom Bell", role=Role.RECEPTIONIST, pin="730482")
    practice.desk.act(end_staff, staff_id=tom.value, version=1)
    assert not member_named(practice, "Tom Bell").active
    assert practice.desk.read(list_everybody).members[-1].name == "Tom Bell"
    with pytest.raises(NotFound):
        sign_in(practice.desk, staff_id=tom.value, pin="730482")
    back = practice.desk.act(bring_back_staff, staff_id=tom.value, version=2)
    assert back.words == "Tom Bell can sign in again."
    with pytest.raises(RuleViolation, match="can sign in already"):
        practice.desk.act(bring_back_staff, staff_id=tom.value, version=3)
    assert sign_in(practice.desk, staff_id=tom.value, pin="730482").name == "Tom Bell"


def test_a_clinician_has_the_sessions_of_the_clinician_they_are(practice: SmallPractice) -> None:
    as_patel = {"role": Role.CLINICIAN, "clinician_id": practice.doctor}
    anjali = practice.desk.act(make_staff, name="Anjali Patel", pin="730482", **as_patel).value
    with pytest.raises(RuleViolation, match="Anjali Patel signs in as Dr Anjali Patel") as refused:
        practice.desk.act(make_staff, name="Tom Bell", **as_patel)
    assert refused.value.field == "clinician_id"
    ruth = practice.desk.actor
    actor = sign_in(practice.desk, staff_id=anjali, pin="730482")
    assert actor.clinician_id == practice.doctor
    practice.desk.actor = ruth
    practice.desk.act(
        change_staff, staff_id=anjali, version=1, name="Anjali Patel", role=Role.RECEPTIONIST
    )
    assert member_named(practice, "Anjali Patel").details.clinician_id is None
    practice.desk.act(make_staff, name="Tom Bell", **as_patel)


def test_theirs_is_read_of_somebody_at_work_alone(practice: SmallPractice) -> None:
    tom = practice.desk.act(make_staff, name="Tom Bell", role=Role.RECEPTIONIST).value
    theirs = practice.desk.read(read_their_staff, staff_id=tom)
    assert (theirs.record, theirs.version) == (StaffDetails("Tom Bell", Role.RECEPTIONIST), 1)
    practice.desk.act(end_staff, staff_id=tom, version=1)
    with pytest.raises(NotFound):
        practice.desk.read(read_their_staff, staff_id=tom)


def test_two_people_called_the_same_are_warned_of_and_agreed_to(practice: SmallPractice) -> None:
    act = practice.desk.act
    arguments = {"name": "ruth  COHEN", "role": Role.RECEPTIONIST}
    with pytest.raises(NeedsAgreement, match="Ruth Cohen, manager, is on the staff already"):
        act(make_staff, **arguments)
    assert len(practice.desk.read(list_staff)) == 1
    made = act(make_staff, agreed=frozenset({"same_name"}), **arguments).value
    other = act(make_staff, name="Tom Bell", role=Role.RECEPTIONIST).value
    wanted = {"staff_id": other, "version": 1, "role": Role.RECEPTIONIST}
    with pytest.raises(NeedsAgreement, match="told apart"):
        act(change_staff, name="Ruth Cohen", **wanted)
    act(change_staff, staff_id=made, version=1, name="ruth COHEN", role=Role.CLINICIAN)


def test_who_changed_somebody_on_the_staff_is_named(practice: SmallPractice) -> None:
    made = practice.desk.act(make_staff, name="Tom Bell", role=Role.RECEPTIONIST).value
    practice.desk.act(make_staff, name="Ana Lima", role=Role.RECEPTIONIST)
    wanted = {"staff_id": made, "version": 1, "role": Role.RECEPTIONIST}
    practice.desk.actor = replace(practice.desk.actor, name="Another Manager")
    practice.desk.act(change_staff, name="Thomas Bell", **wanted)
    later = practice.desk.read(read_their_staff, staff_id=made).later
    assert later is not None
    assert (later.actor, later.act) == ("Another Manager", "change_staff")
    assert later.at == practice.clock()


def test_a_manager_made_a_receptionist_elsewhere_may_no_more(practice: SmallPractice) -> None:
    other = add_staff(practice, "Ana Lima", Role.MANAGER)
    boss = practice.desk.actor
    practice.desk.actor = Actor("Ana Lima", Role.MANAGER, other)
    assert renew_actor(practice.desk) == Actor("Ana Lima", Role.MANAGER, other)
    practice.desk.actor = boss
    practice.desk.act(change_staff, staff_id=other, version=1, name="Ana", role=Role.RECEPTIONIST)
    practice.desk.actor = Actor("Ana Lima", Role.MANAGER, other)
    assert renew_actor(practice.desk) == Actor("Ana", Role.RECEPTIONIST, other)
    with pytest.raises(NotAllowed):
        practice.desk.act(make_staff, name="Tom Bell", role=Role.MANAGER)


def test_somebody_ended_elsewhere_does_nothing_more_here(practice: SmallPractice) -> None:
    other = add_staff(practice, "Ana Lima", Role.RECEPTIONIST)
    practice.desk.act(end_staff, staff_id=other, version=1)
    practice.desk.actor = Actor("Ana Lima", Role.RECEPTIONIST, other)
    assert renew_actor(practice.desk).has_left
    slot_ids = practice.slots[:1]
    with pytest.raises(NotAllowed, match="Ana Lima can’t sign in any more"):
        practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=slot_ids)
