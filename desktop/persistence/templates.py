"""Rows of session templates: the template, its pattern, its exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import SessionId, SessionTemplateId, SlotTypeId
from desktop.domain.repeats import read_repeat
from desktop.domain.sessions import PatternPart, SessionState
from desktop.domain.templates import (
    SessionTemplate,
    TemplateDetails,
    TemplateException,
    TemplateState,
)
from desktop.persistence.rows import Rows, read_row
from desktop.persistence.tables import (
    clinicians,
    clinics,
    places,
    rooms,
    session_templates,
    sessions,
    slots,
    template_exceptions,
    template_parts,
)

_PLAIN = (
    "name",
    "clinic_id",
    "room_id",
    "clinician_id",
    "first_on",
    "last_on",
    "start_local",
    "end_local",
    "bank_holidays",
)
"""Columns that are fields of the details under the same name."""


def get_template(db: Connection, template_id: SessionTemplateId) -> SessionTemplate:
    """Return a template; NotFound without one."""
    found = list_templates(db, template_id=template_id)
    if not found:
        raise NotFound("session template", template_id)
    return found[0]


def list_templates(
    db: Connection,
    *,
    template_id: SessionTemplateId | None = None,
    state: TemplateState | None = None,
) -> tuple[SessionTemplate, ...]:
    """Return the templates by clinician, clinic and name; all, one, or those of a state."""
    query = (
        select(session_templates)
        .join(clinicians, clinicians.c.id == session_templates.c.clinician_id)
        .order_by(clinicians.c.family_name, session_templates.c.name, session_templates.c.id)
    )
    if template_id is not None:
        query = query.where(session_templates.c.id == template_id)
    if state is not None:
        query = query.where(session_templates.c.state == state)
    rows = [dict(row) for row in db.execute(query).mappings()]
    keys = [row["id"] for row in rows]
    parts = _by_template(db, template_parts, keys)
    own = _by_template(db, template_exceptions, keys)
    return tuple(_template(row, parts.get(row["id"], ()), own.get(row["id"], ())) for row in rows)


def _by_template(
    db: Connection, table: Any, keys: list[SessionTemplateId]
) -> dict[SessionTemplateId, list[dict[str, Any]]]:
    found: dict[SessionTemplateId, list[dict[str, Any]]] = {}
    query = select(table).where(table.c.template_id.in_(keys))
    for row in db.execute(query.order_by(*table.primary_key.columns)).mappings():
        found.setdefault(row["template_id"], []).append(dict(row))
    return found


def _template(
    row: dict[str, Any], parts: Sequence[dict[str, Any]], own: Sequence[dict[str, Any]]
) -> SessionTemplate:
    details = TemplateDetails(
        repeat=read_repeat(row["repeat_rule"], row["first_on"]),
        pattern=tuple(
            PatternPart(one["count"], one["slot_type_id"], one["minutes"], one["capacity"])
            for one in parts
        ),
        exceptions=tuple(
            TemplateException(
                one["on_date"], one["kind"], one["start_local"], one["end_local"], one["note"]
            )
            for one in own
        ),
        **{name: row[name] for name in _PLAIN},
    )
    return SessionTemplate(row["id"], details, row["state"], row["replaces_id"], row["version"])


def template_values(details: TemplateDetails) -> dict[str, Any]:
    """Return the columns of the template's own row that its details fill."""
    return {name: getattr(details, name) for name in _PLAIN} | {"repeat_rule": details.repeat.rule}


def write_pattern(
    rows: Rows, template_id: SessionTemplateId, pattern: Sequence[PatternPart]
) -> None:
    """Put this pattern in the place of the one that is there."""
    _replace(rows, template_parts, template_id, part_rows(template_id, pattern))


def part_rows(
    template_id: SessionTemplateId, pattern: Sequence[PatternPart]
) -> list[dict[str, Any]]:
    """Return the rows of a template's pattern."""
    return [
        {
            "template_id": template_id,
            "position": position,
            "count": part.count,
            "slot_type_id": part.slot_type_id,
            "minutes": part.minutes,
            "capacity": part.capacity,
        }
        for position, part in enumerate(pattern)
    ]


def write_exceptions(
    rows: Rows, template_id: SessionTemplateId, exceptions: Sequence[TemplateException]
) -> None:
    """Put these exceptions in the place of those that are there."""
    _replace(rows, template_exceptions, template_id, exception_rows(template_id, exceptions))


def exception_rows(
    template_id: SessionTemplateId, exceptions: Sequence[TemplateException]
) -> list[dict[str, Any]]:
    """Return the rows of a template's dates of their own."""
    return [
        {
            "template_id": template_id,
            "on_date": one.on_date,
            "kind": one.kind,
            "start_local": one.start_local,
            "end_local": one.end_local,
            "note": one.note,
        }
        for one in exceptions
    ]


def _replace(
    rows: Rows, table: Any, template_id: SessionTemplateId, fresh: list[dict[str, Any]]
) -> None:
    second = list(table.primary_key.columns)[1].name
    old = _by_template(rows.db, table, [template_id]).get(template_id, [])
    kept = [row for row in old if row in fresh]
    for row in old:
        if row not in kept:
            rows.delete(table, (template_id, row[second]), row)
    rows.insert_many(table, [row for row in fresh if row not in kept])


_LIVE = and_(
    sessions.c.template_id == bindparam("template"), sessions.c.state != SessionState.CANCELLED
)
_MADE = select(sessions.c.template_on, sessions.c.state).where(
    sessions.c.template_id == bindparam("template"),
    sessions.c.template_on.between(bindparam("first"), bindparam("last")),
)
_LIVE_FROM = (
    select(sessions)
    .where(
        _LIVE,
        sessions.c.template_on.between(bindparam("first"), bindparam("last")),
        sessions.c.start_at > bindparam("now"),
    )
    .order_by(sessions.c.id)
)


def list_dates_made(
    db: Connection, template_id: SessionTemplateId, first: date, last: date
) -> dict[date, bool]:
    """Return the dates for which a session was made, and whether it still takes place."""
    params = {"template": template_id, "first": first, "last": last}
    found: dict[date, bool] = {}
    for row in db.execute(_MADE, params):
        live = row.state is not SessionState.CANCELLED
        found[row.template_on] = live or found.get(row.template_on, False)
    return found


def list_coming(
    db: Connection, template_id: SessionTemplateId, first: date, last: date, now: datetime
) -> list[dict[str, Any]]:
    """Return the template's sessions for those dates that are still to begin, in key order."""
    params = {"template": template_id, "first": first, "last": last, "now": now}
    return [dict(row) for row in db.execute(_LIVE_FROM, params).mappings()]


_TAKEN_IN = (
    select(places.c.appointment_id, places.c.hold_id)
    .join(slots, slots.c.id == places.c.slot_id)
    .where(
        slots.c.session_id == bindparam("session"),
        or_(places.c.appointment_id.is_not(None), places.c.held_until > bindparam("now")),
    )
)


_TAKEN_OF = (
    select(slots.c.session_id, func.count().label("taken"))
    .select_from(sessions)
    .join(slots, slots.c.session_id == sessions.c.id)
    .join(places, places.c.slot_id == slots.c.id)
    .where(
        _LIVE,
        sessions.c.template_on >= bindparam("first"),
        sessions.c.start_at > bindparam("now"),
        or_(places.c.appointment_id.is_not(None), places.c.held_until > bindparam("now")),
    )
    .group_by(slots.c.session_id)
)


def count_taken_of(
    db: Connection, template_id: SessionTemplateId, first: date, now: datetime
) -> dict[SessionId, int]:
    """Return how many places a visit or a live hold has, of sessions to come that have any."""
    params = {"template": template_id, "first": first, "now": now}
    return {row.session_id: row.taken for row in db.execute(_TAKEN_OF, params)}


def count_taken(db: Connection, session_id: SessionId, now: datetime) -> int:
    """Return how many places of a session a visit or a live hold has."""
    return len(db.execute(_TAKEN_IN, {"session": session_id, "now": now}).all())


_BUSY = (
    select(
        sessions.c.id,
        sessions.c.template_id,
        sessions.c.clinician_id,
        sessions.c.room_id,
        sessions.c.start_at,
        sessions.c.end_at,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic"),
        rooms.c.name.label("room"),
        session_templates.c.name.label("template"),
    )
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .outerjoin(rooms, rooms.c.id == sessions.c.room_id)
    .outerjoin(session_templates, session_templates.c.id == sessions.c.template_id)
    .where(
        sessions.c.state != SessionState.CANCELLED,
        sessions.c.on_date.between(bindparam("first"), bindparam("last")),
        or_(
            sessions.c.clinician_id == bindparam("clinician"),
            sessions.c.room_id == bindparam("room"),
        ),
    )
    .order_by(sessions.c.start_at)
)


def list_busy(
    db: Connection, clinician_id: str, room_id: str | None, first: date, last: date
) -> list[dict[str, Any]]:
    """Return the sessions that the clinician or the room has on those dates, by their start."""
    params = {"clinician": clinician_id, "room": room_id, "first": first, "last": last}
    return [dict(row) for row in db.execute(_BUSY, params).mappings()]


def list_templates_with(db: Connection, slot_type_id: SlotTypeId) -> tuple[SessionTemplate, ...]:
    """Return the published templates that have slots of a kind."""
    return tuple(
        one
        for one in list_templates(db, state=TemplateState.PUBLISHED)
        if any(part.slot_type_id == slot_type_id for part in one.details.pattern)
    )


def template_row(db: Connection, template_id: SessionTemplateId) -> dict[str, Any]:
    """Return the template's own row; NotFound without one."""
    row = read_row(db, session_templates, (template_id,))
    if row is None:
        raise NotFound("session template", template_id)
    return row
