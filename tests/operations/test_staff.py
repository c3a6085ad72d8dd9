"""Who can sign in at a desk, and with what."""

import pytest
from sqlalchemy import insert, update

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import StaffId
from desktop.domain.permissions import Role
from desktop.operations.desk import new_id
from desktop.operations.staff import (
    DEMO_PINS,
    find_first_receptionist,
    hash_pin,
    list_staff,
    read_demo_pins,
    sign_in,
)
from desktop.persistence.settings import write_setting
from desktop.persistence.tables import clinicians, staff
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


def test_the_right_pin_says_who_is_at_the_desk(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    actor = practice.desk.read(sign_in, staff_id=priya, pin=" 482913 ")
    assert (actor.name, actor.role, actor.staff_id) == ("Priya Nair", Role.RECEPTIONIST, priya)
    assert actor.clinician_id is None


def test_a_clinician_signs_in_to_their_own_sessions(practice: SmallPractice) -> None:
    doctor = add_staff(practice, "Dr Anjali Patel", Role.CLINICIAN)
    with practice.desk.database.writing() as db:
        mine = update(clinicians).where(clinicians.c.id == practice.doctor)
        db.execute(mine.values(staff_id=doctor))
    assert (
        practice.desk.read(sign_in, staff_id=doctor, pin="482913").clinician_id == practice.doctor
    )


@pytest.mark.parametrize(
    "typed", ["", "   ", "482914", "4829 13", "4" * 10_000, "\x00", "48291\u0663", "e\u0301" * 40]
)
def test_any_other_pin_is_a_sentence_at_the_field(practice: SmallPractice, typed: str) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(RuleViolation) as refused:
        practice.desk.read(sign_in, staff_id=priya, pin=typed)
    assert (refused.value.code, refused.value.field) == ("pin", "pin")
    assert refused.value.message.endswith(".")
    assert typed.strip() not in refused.value.message or not typed.strip()


def test_someone_without_a_pin_is_told_who_can_set_one(practice: SmallPractice) -> None:
    new = add_staff(practice, "Tom Bell", Role.RECEPTIONIST, None)
    with pytest.raises(RuleViolation, match="has no PIN yet"):
        practice.desk.read(sign_in, staff_id=new, pin="482913")


def test_someone_who_left_cannot_sign_in_and_is_not_listed(practice: SmallPractice) -> None:
    gone = add_staff(practice, "Ann Gone", Role.RECEPTIONIST, active=False)
    with pytest.raises(NotFound):
        practice.desk.read(sign_in, staff_id=gone, pin="482913")
    assert gone not in {one.id for one in practice.desk.read(list_staff)}


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
