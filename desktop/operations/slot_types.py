"""Kinds of slot: changed with their release rule in one act, retired, brought back."""

from __future__ import annotations

from desktop.domain.errors import NotFound, RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.practice_setup import SlotTypeDetails, check_slot_type
from desktop.domain.release import AT_ONCE
from desktop.operations.outcome import Outcome
from desktop.operations.release_rules import write_release_rule
from desktop.operations.setup_records import check_fresh, finish, say_names, set_active
from desktop.operations.visit_needs import follow_setup
from desktop.operations.work import Work
from desktop.persistence.closures import list_release_rules
from desktop.persistence.practice import has_letter_in_use
from desktop.persistence.setup_records import (
    count_slots_to_come,
    get_setup_row,
    list_kinds_turning_into,
    slot_type_values,
)
from desktop.persistence.tables import slot_types
from desktop.persistence.templates import list_templates_with


def make_slot_type(work: Work, *, details: SlotTypeDetails) -> Outcome[SlotTypeId]:
    """Add a kind of slot, with when its slots open.

    Errors: RuleViolation at the field; ("letter_used") when a kind in use has the letter.
    """
    work.require(Act.CHANGE_SETUP)
    checked = check_slot_type(details)
    _check_letter(work, checked.letter)
    key = SlotTypeId(work.new_id())
    values = slot_type_values(checked)
    work.rows.insert(slot_types, {"id": key, **values, "active": True, "version": 1})
    if checked.release != AT_ONCE:
        write_release_rule(work, key, checked.release)
    return finish(work, key, f"{checked.name} is added.")


def change_slot_type(
    work: Work, *, slot_type_id: SlotTypeId, version: int, details: SlotTypeDetails
) -> Outcome[SlotTypeId]:
    """Change a kind of slot; a changed release rule opens its free slots to come anew.

    Slots that are there keep their length; templates too.
    Errors: RuleViolation at the field; ("release") where a published template has a slot that
    would start before it opens; Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    checked = check_slot_type(details)
    before = get_setup_row(work.db, slot_types, slot_type_id)
    if not before["active"]:
        raise NotFound("slot_type", slot_type_id)
    check_fresh(before, version, checked.name)
    if checked.letter != before["letter"]:
        _check_letter(work, checked.letter)
    if not checked.bookable and before["bookable"]:
        _check_no_slots(work, slot_type_id, checked.name)
    values = slot_type_values(checked)
    work.rows.update(slot_types, (slot_type_id,), before, values)
    changed_values = {name: one for name, one in values.items() if before[name] != one}
    follow_setup(work, slot_types, slot_type_id, changed_values)
    label = f"{checked.name} is changed."
    if checked.release != list_release_rules(work.db).get(slot_type_id, AT_ONCE):
        work.require(Act.CHANGE_RELEASE)
        changed = write_release_rule(work, slot_type_id, checked.release)
        if changed:
            many = "1 free slot opens" if changed == 1 else f"{changed:,} free slots open"
            label = f"{label} {many} at another time now."
        work.touch("release", slot_type_id)
    return finish(work, slot_type_id, label)


def retire_slot_type(work: Work, *, slot_type_id: SlotTypeId, version: int) -> Outcome[SlotTypeId]:
    """Retire a kind of slot: no new slots of it are made; those in the diary stay.

    Errors: RuleViolation("used") naming the published templates, or the kinds that turn into it;
    Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    row = get_setup_row(work.db, slot_types, slot_type_id)
    names = tuple(
        one.details.name
        for one in list_templates_with(work.db, slot_type_id)
        if one.details.last_on is None or one.details.last_on >= work.today
    )
    if names:
        sentence = f"{row['name']} is used by {say_names(names)}. Change or end that first."
        raise RuleViolation("used", None, sentence)
    into = list_kinds_turning_into(work.db, slot_type_id)
    if into:
        sentence = f"{', '.join(into)} turns into it. Change that release rule first."
        raise RuleViolation("used", None, sentence)
    stay = count_slots_to_come(work.db, slot_type_id, work.now)
    many = "1 slot of it to come stays" if stay == 1 else f"{stay:,} slots of it to come stay"
    also = f" {many} in the diary." if stay else ""
    return set_active(work, slot_types, slot_type_id, version, active=False, also=also)


def bring_back_slot_type(
    work: Work, *, slot_type_id: SlotTypeId, version: int
) -> Outcome[SlotTypeId]:
    """Take a retired kind of slot into use again.

    Errors: RuleViolation("letter_used") when another kind has its letter; Conflict("stale").
    """
    row = get_setup_row(work.db, slot_types, slot_type_id)
    if not row["active"] and has_letter_in_use(work.db, row["letter"]):
        sentence = f"Another kind has the letter {row['letter']} by now. Give that one another."
        raise RuleViolation("letter_used", None, sentence)
    return set_active(work, slot_types, slot_type_id, version, active=True)


def _check_letter(work: Work, letter: str) -> None:
    if has_letter_in_use(work.db, letter):
        sentence = f"Another kind has the letter {letter}. Choose a letter that is free."
        raise RuleViolation("letter_used", "letter", sentence)


def _check_no_slots(work: Work, slot_type_id: SlotTypeId, name: str) -> None:
    found = count_slots_to_come(work.db, slot_type_id, work.now)
    if found:
        sentence = f"{found:,} slots of {name} are to come, so it stays bookable."
        raise RuleViolation("used", "bookable", sentence)
