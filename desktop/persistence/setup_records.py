"""Rows of what a practice is made of, as the pages of Set-up show them; who still needs them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, func, select

from desktop.domain.closures import ClosureKind
from desktop.domain.errors import NotFound
from desktop.domain.ids import SlotTypeId
from desktop.domain.opening_hours import read_hours, say_hours
from desktop.domain.practice_setup import SlotTypeDetails
from desktop.domain.release import AT_ONCE, ReleaseRule
from desktop.domain.sessions import SessionState
from desktop.domain.setup_records import (
    ClinicDetails,
    ClinicianDetails,
    PracticeDetails,
    RoomDetails,
    SetupRecord,
    SetupRecords,
)
from desktop.domain.templates import TemplateState
from desktop.persistence.closures import list_closures, list_in_force, list_release_rules
from desktop.persistence.fit_weights import read_fit_weights
from desktop.persistence.rows import read_row
from desktop.persistence.tables import (
    clinicians,
    clinics,
    practices,
    release_rules,
    rooms,
    session_templates,
    sessions,
    slot_types,
    slots,
)

HOLIDAYS_SHOWN = timedelta(days=731)
"""How far ahead the bank holidays of the calendar are listed."""

_SLOT_TYPE = tuple(
    name for name in SlotTypeDetails.__dataclass_fields__ if name not in ("release",)
)


def load_setup_records(db: Connection, today: date) -> SetupRecords:
    """Return all that the pages of Set-up show, each in the order of its list."""
    row = db.execute(select(practices)).mappings().one()
    rules = list_release_rules(db)
    on_record = list_closures(db, today, date.max)
    said = {one.details.first_on for one in on_record if one.details.kind is _HOLIDAY}
    holidays = [
        one
        for one in list_in_force(db, today, today + HOLIDAYS_SHOWN)
        if one.kind is _HOLIDAY and one.first_on not in said
    ]
    return SetupRecords(
        practice=SetupRecord(row["id"], practice_from(dict(row)), True, row["version"]),
        zone=row["zone"],
        clinics=_records(db, clinics, "name"),
        rooms=_records(db, rooms, "name"),
        clinicians=_records(db, clinicians, "family_name", "given_names"),
        slot_types=tuple(
            SetupRecord(
                one["id"],
                slot_type_from(one, rules.get(one["id"], AT_ONCE)),
                one["active"],
                one["version"],
            )
            for one in _rows(db, slot_types, "name")
        ),
        closures=on_record,
        holidays=tuple(holidays),
        today=today,
        weights=read_fit_weights(db),
    )


def get_setup_row(db: Connection, table: Table, key: str) -> dict[str, Any]:
    """Return a row of one of these tables; NotFound without one."""
    row = read_row(db, table, (key,))
    if row is None:
        raise NotFound(table.name.rstrip("s"), key)
    return row


def read_details(db: Connection, table: Table, row: dict[str, Any]) -> Any:
    """Return what is typed of a record, from its row."""
    if table is slot_types:
        return slot_type_from(row, list_release_rules(db).get(row["id"], AT_ONCE))
    return _FROM[table.name](row)


def practice_from(row: dict[str, Any]) -> PracticeDetails:
    """Return the practice's details."""
    return PracticeDetails(row["name"], row["nation"], row["ods_code"] or "", row["phone"])


def _clinic_from(row: dict[str, Any]) -> ClinicDetails:
    return ClinicDetails(
        row["name"],
        row["address"],
        row["ods_site_code"] or "",
        say_hours(row["opening_hours"]),
        row["features"],
    )


def _room_from(row: dict[str, Any]) -> RoomDetails:
    return RoomDetails(row["clinic_id"], row["name"], row["features"])


def _clinician_from(row: dict[str, Any]) -> ClinicianDetails:
    values = {name: row[name] for name in ClinicianDetails.__dataclass_fields__}
    return ClinicianDetails(**(values | {"colour": row["colour"] or ""}))


def slot_type_from(row: dict[str, Any], rule: ReleaseRule) -> SlotTypeDetails:
    """Return the details of a kind of slot with its release rule."""
    return SlotTypeDetails(**{name: row[name] for name in _SLOT_TYPE}, release=rule)


def slot_type_values(details: SlotTypeDetails) -> dict[str, Any]:
    """Return the columns of the kind's own row that its details fill."""
    return {name: getattr(details, name) for name in _SLOT_TYPE}


def clinic_values(details: ClinicDetails) -> dict[str, Any]:
    """Return the columns that a clinic's details fill."""
    return {
        "name": details.name,
        "address": details.address,
        "ods_site_code": details.ods_site_code or None,
        "features": details.features,
        "opening_hours": read_hours(details.opening_hours),
    }


_HOLIDAY = ClosureKind.BANK_HOLIDAY
_FROM: dict[str, Any] = {
    "practices": practice_from,
    "clinics": _clinic_from,
    "rooms": _room_from,
    "clinicians": _clinician_from,
}


def _rows(db: Connection, table: Table, *by: str) -> list[dict[str, Any]]:
    order = [*(table.c[name] for name in by), table.c.id]
    return [dict(row) for row in db.execute(select(table).order_by(*order)).mappings()]


def _records(db: Connection, table: Table, *by: str) -> Any:
    make = _FROM[table.name]
    return tuple(
        SetupRecord(row["id"], make(row), row["active"], row["version"])
        for row in _rows(db, table, *by)
    )


_REFERS = {"clinics": "clinic_id", "rooms": "room_id", "clinicians": "clinician_id"}


def list_template_names(db: Connection, table: Table, key: str, today: date) -> tuple[str, ...]:
    """Return the published templates that still use a clinic, room or clinician."""
    query = select(session_templates.c.name).where(
        session_templates.c[_REFERS[table.name]] == key,
        session_templates.c.state == TemplateState.PUBLISHED,
        session_templates.c.last_on.is_(None) | (session_templates.c.last_on >= today),
    )
    return tuple(db.execute(query.order_by(session_templates.c.name)).scalars())


def count_sessions_to_come(
    db: Connection, table: Table, key: str, now: datetime
) -> tuple[int, date | None]:
    """Return how many sessions to come use a clinic, room or clinician, and the last one's date."""
    query = select(func.count(), func.max(sessions.c.on_date)).where(
        sessions.c[_REFERS[table.name]] == key,
        sessions.c.state != SessionState.CANCELLED,
        sessions.c.end_at > now,
    )
    count, last = db.execute(query).one()
    return count, last


def list_roles(db: Connection) -> frozenset[str]:
    """Return the roles that clinicians have, retired ones too."""
    return frozenset(db.execute(select(clinicians.c.profession).distinct()).scalars())


def count_rooms_in_use(db: Connection, clinic_id: str) -> int:
    """Return how many rooms of a clinic are not retired."""
    query = select(func.count()).where(rooms.c.clinic_id == clinic_id, rooms.c.active)
    return db.execute(query).scalar_one()


def count_other_clinics(db: Connection, clinic_id: str) -> int:
    """Return how many other clinics are not retired."""
    query = select(func.count()).where(clinics.c.id != clinic_id, clinics.c.active)
    return db.execute(query).scalar_one()


def count_slots_to_come(db: Connection, slot_type_id: SlotTypeId, now: datetime) -> int:
    """Return how many slots of a kind are still to come."""
    query = (
        select(func.count())
        .select_from(slots)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .where(
            slots.c.slot_type_id == slot_type_id,
            slots.c.start_at > now,
            sessions.c.state != SessionState.CANCELLED,
        )
    )
    return db.execute(query).scalar_one()


def list_kinds_turning_into(db: Connection, slot_type_id: SlotTypeId) -> tuple[str, ...]:
    """Return the kinds in use whose free slots turn into this one."""
    query = (
        select(slot_types.c.name)
        .join(release_rules, release_rules.c.slot_type_id == slot_types.c.id)
        .where(release_rules.c.turns_into == slot_type_id, slot_types.c.active)
    )
    return tuple(db.execute(query.order_by(slot_types.c.name)).scalars())
