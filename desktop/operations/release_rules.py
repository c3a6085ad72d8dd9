"""When slots of a kind open: the rule changed, and slots that turn into another kind in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.release import (
    AT_ONCE,
    ReleaseRule,
    check_opens_in_time,
    check_release,
    release_instant,
    say_release,
)
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.templates import starts_by_kind
from desktop.operations.work import Reading, Work
from desktop.persistence.booking import lock_session
from desktop.persistence.closures import bank_holidays_around, list_release_rules
from desktop.persistence.free_slots import list_free_slots, set_releases, turn_slots
from desktop.persistence.rows import read_row
from desktop.persistence.sessions import get_row, list_known_types
from desktop.persistence.tables import release_rules
from desktop.persistence.templates import list_templates_with

SLOTS_TURNED_AT_ONCE = 500


def read_release_rules(reading: Reading) -> dict[SlotTypeId, ReleaseRule]:
    """Return the rules by kind of slot; a kind that is not there opens at once."""
    return list_release_rules(reading.db)


def set_release_rule(
    work: Work, *, slot_type_id: SlotTypeId, rule: ReleaseRule, version: int = 0
) -> Outcome[int]:
    """Say when slots of a kind open; returns how many free slots to come open differently now.

    Slots that are booked, held or over keep the instant they have. ``version`` is that of the rule
    there, 0 for none.
    Errors: RuleViolation at the field; ("release") where a published template has a slot of the
    kind that would start before it opens; Conflict("stale").
    """
    work.require(Act.CHANGE_RELEASE)
    kind = get_row(work.db, "slot_types", slot_type_id)
    checked = _check(work, slot_type_id, rule, kind["name"])
    _write(work, slot_type_id, checked, version)
    told = len(work.rows.changes)
    changed = _open_anew(work, slot_type_id, checked)
    label = f"{kind['name']} opens {say_release(checked)}. {changed} free slots changed."
    work.touch("release", slot_type_id)
    made = work.rows.changes[told:]
    del work.rows.changes[told:]
    work.record(Act.CHANGE_RELEASE, {"what": label, "slots_changed": changed})
    work.rows.changes.extend(made)
    undo = work.inverse(Act.CHANGE_RELEASE, label, stays="The rule stays.")
    return Outcome(changed, work.changes(), undo, label)


def write_release_rule(work: Work, slot_type_id: SlotTypeId, rule: ReleaseRule) -> int:
    """Write the rule of a kind as part of a larger act; returns how many free slots it changed.

    The version of the kind's own row guards both. Errors: as ``set_release_rule``.
    """
    kind = get_row(work.db, "slot_types", slot_type_id)
    checked = _check(work, slot_type_id, rule, kind["name"])
    there = read_row(work.db, release_rules, (slot_type_id,))
    _write(work, slot_type_id, checked, there["version"] if there else 0)
    return _open_anew(work, slot_type_id, checked)


def _check(work: Work, slot_type_id: SlotTypeId, rule: ReleaseRule, name: str) -> ReleaseRule:
    checked = check_release(rule, slot_type_id)
    if checked.turns_into is not None and not list_known_types(work.db, [checked.turns_into]):
        raise RuleViolation("kind", "turns_into", "The kind it turns into is not in use.")
    for template in list_templates_with(work.db, slot_type_id):
        starts = starts_by_kind(template.details)[slot_type_id]
        check_opens_in_time(checked, starts, name)
    return checked


def _write(work: Work, slot_type_id: SlotTypeId, rule: ReleaseRule, version: int) -> None:
    values: dict[str, Any] = {
        name: getattr(rule, name) for name in ReleaseRule.__dataclass_fields__
    }
    before = read_row(work.db, release_rules, (slot_type_id,))
    if before is None:
        work.rows.insert(
            release_rules, {"slot_type_id": slot_type_id, **values, "version": version + 1}
        )
    else:
        work.rows.update(release_rules, (slot_type_id,), before | {"version": version}, values)


def _open_anew(work: Work, slot_type_id: SlotTypeId, rule: ReleaseRule) -> int:
    """Give the free slots to come of a kind the instant they open by the rule."""
    found = list_free_slots(work.db, slot_type_id, after=work.now)
    if not found:
        return 0
    for session_id in sorted({slot.session_id for slot in found}):
        lock_session(work.db, session_id, share=False)
    found = list_free_slots(work.db, slot_type_id, after=work.now)
    first, last = found[0].on_date - timedelta(days=150), found[-1].on_date
    holidays = bank_holidays_around(work.db, first, last)
    wanted = {
        slot: release_instant(rule, slot.start_at, slot.on_date, work.zone, holidays)
        for slot in found
    }
    changed = [(slot, at) for slot, at in wanted.items() if at != slot.release_at]
    set_releases(work.rows, changed)
    for slot, _ in changed:
        work.touch("day", slot.on_date)
    return len(changed)


def turn_due_slots(desk: Desk) -> int:
    """Turn the free slots whose day has come near into the kind their rule says; return how many.

    Batches are acts of their own; twice changes nothing.
    """
    turned = 0
    rules = desk.read(read_release_rules)
    for slot_type_id, rule in sorted(rules.items()):
        if rule.turns_into is None:
            continue
        while True:
            done = desk.act(_turn_some, slot_type_id=slot_type_id).value
            turned += done
            if done < SLOTS_TURNED_AT_ONCE:
                break
    return turned


def _turn_some(work: Work, *, slot_type_id: SlotTypeId) -> Outcome[int]:
    work.require(Act.EXTEND_SESSIONS)
    rules = list_release_rules(work.db)
    rule = rules.get(slot_type_id, AT_ONCE)
    if rule.turns_into is None or rule.turn_days is None:
        return Outcome(0, work.changes())
    until = work.today + timedelta(days=rule.turn_days)

    def due() -> list[Any]:
        found = list_free_slots(work.db, slot_type_id, after=work.now, until=until)
        return found[:SLOTS_TURNED_AT_ONCE]

    for session_id in sorted({slot.session_id for slot in due()}):
        lock_session(work.db, session_id, share=False)
    found = due()
    if not found:
        return Outcome(0, work.changes())
    holidays = bank_holidays_around(work.db, work.today - timedelta(days=150), until)
    into = rules.get(rule.turns_into, AT_ONCE)
    opens: list[tuple[Any, datetime | None]] = [
        (slot, release_instant(into, slot.start_at, slot.on_date, work.zone, holidays))
        for slot in found
    ]
    turn_slots(work.rows, opens, rule.turns_into)
    for slot in found:
        work.touch("day", slot.on_date)
    label = f"{len(found)} free slots turned into another kind."
    facts = {"what": label, "from": slot_type_id, "into": rule.turns_into}
    work.record(Act.EXTEND_SESSIONS, facts, rows_from=len(work.rows.changes))
    return Outcome(len(found), work.changes())
