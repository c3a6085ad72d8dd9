"""Who can sign in at a desk, and with what."""

import pytest
from argon2 import PasswordHasher, Type
from sqlalchemy import select, update

from desktop.domain.errors import NotAllowed, NotFound, RuleViolation
from desktop.domain.permissions import Role
from desktop.operations.signing_in import set_pin, sign_in
from desktop.operations.staff import list_staff
from desktop.persistence.tables import audit_log, clinicians
from tests.operations.conftest import SmallPractice
from tests.operations.test_staff import add_staff

WRONG = "482914"


def test_the_right_pin_says_who_is_at_the_desk(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    actor = sign_in(practice.desk, staff_id=priya, pin=" 482913 ")
    assert (actor.name, actor.role, actor.staff_id) == ("Priya Nair", Role.RECEPTIONIST, priya)
    assert actor.clinician_id is None


def test_a_clinician_signs_in_to_their_own_sessions(practice: SmallPractice) -> None:
    doctor = add_staff(practice, "Dr Anjali Patel", Role.CLINICIAN)
    with practice.desk.database.writing() as db:
        mine = update(clinicians).where(clinicians.c.id == practice.doctor)
        db.execute(mine.values(staff_id=doctor))
    assert sign_in(practice.desk, staff_id=doctor, pin="482913").clinician_id == practice.doctor


def test_a_stolen_hash_is_dear_to_try_pins_on(real_hasher: PasswordHasher) -> None:
    # OWASP's least for argon2id: 19 MiB, two turns, one lane.
    assert real_hasher.type is Type.ID
    assert real_hasher.memory_cost >= 19 * 1024
    assert real_hasher.time_cost >= 2


@pytest.mark.parametrize(
    "typed", ["", "   ", "482914", "4829 13", "4" * 10_000, "\x00", "48291\u0663", "e\u0301" * 40]
)
def test_any_other_pin_is_a_sentence_at_the_field(practice: SmallPractice, typed: str) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(RuleViolation) as refused:
        sign_in(practice.desk, staff_id=priya, pin=typed)
    assert (refused.value.code, refused.value.field) == ("pin", "pin")
    assert refused.value.message.endswith(".")
    assert typed.strip() not in refused.value.message or not typed.strip()


def test_someone_without_a_pin_is_told_who_can_set_one(practice: SmallPractice) -> None:
    new = add_staff(practice, "Tom Bell", Role.RECEPTIONIST, None)
    with pytest.raises(RuleViolation, match="has no PIN yet"):
        sign_in(practice.desk, staff_id=new, pin="482913")


def test_someone_who_left_cannot_sign_in_and_is_not_listed(practice: SmallPractice) -> None:
    gone = add_staff(practice, "Ann Gone", Role.RECEPTIONIST, active=False)
    with pytest.raises(NotFound):
        sign_in(practice.desk, staff_id=gone, pin="482913")
    assert gone not in {one.id for one in practice.desk.read(list_staff)}


def test_five_wrong_pins_rest_the_person_for_a_minute(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    for _ in range(4):
        with pytest.raises(RuleViolation, match="not the PIN of Priya Nair"):
            sign_in(practice.desk, staff_id=priya, pin=WRONG)
    for typed in (WRONG, "482913"):  # the fifth begins the rest, in which no PIN is right
        with pytest.raises(RuleViolation, match="rests for") as refused:
            sign_in(practice.desk, staff_id=priya, pin=typed)
        assert refused.value.code == "rest"
    practice.clock.advance(minutes=1, seconds=1)
    assert sign_in(practice.desk, staff_id=priya, pin="482913").name == "Priya Nair"


def test_a_right_pin_forgets_the_wrong_ones(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(RuleViolation, match="not the PIN"):
                sign_in(practice.desk, staff_id=priya, pin=WRONG)
        sign_in(practice.desk, staff_id=priya, pin="482913")


def test_every_try_is_on_record_and_no_pin(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    with pytest.raises(RuleViolation):
        sign_in(practice.desk, staff_id=priya, pin=WRONG)
    sign_in(practice.desk, staff_id=priya, pin="482913")
    practice.desk.act(set_pin, staff_id=priya, pin="661207")
    with practice.desk.database.reading() as db:
        rows = db.execute(select(audit_log.c.act, audit_log.c.entry, audit_log.c.staff_id)).all()
    tried = [row for row in rows if row.act == "sign_in"]
    assert ['"right":false' in row.entry for row in tried] == [True, False]
    assert tried[-1].staff_id == priya
    assert not any(pin in row.entry for row in rows for pin in (WRONG, "482913", "661207", "argon"))


def test_a_pin_is_set_by_its_owner_or_a_manager(practice: SmallPractice) -> None:
    priya = add_staff(practice, "Priya Nair", Role.RECEPTIONIST)
    anna = add_staff(practice, "Anna Bell", Role.RECEPTIONIST, None)
    practice.desk.act(set_pin, staff_id=anna, pin="661207")  # as the manager
    sign_in(practice.desk, staff_id=priya, pin="482913")
    practice.desk.act(set_pin, staff_id=priya, pin="730482")
    with pytest.raises(NotAllowed):
        practice.desk.act(set_pin, staff_id=anna, pin="730482")
    assert sign_in(practice.desk, staff_id=anna, pin="661207").staff_id == anna
    assert sign_in(practice.desk, staff_id=priya, pin="730482").staff_id == priya
