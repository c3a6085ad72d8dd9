"""The statements that find free places: what can be booked now, what is barred, by which index.

Each reads one range of a partial index of places without an appointment, in order of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
)

from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.prepared import PreparedText
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import (
    holds,
    places,
    sessions,
    slot_types,
    slots,
)

_HALF_DAY, _DAY = 12 * 3600, 24 * 3600
_NOW: BindParameter[Any] = bindparam("now")
_WINDOW: BindParameter[Any] = bindparam("window")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a search is narrowed by; ``clock_changes`` are how many the clinic's clock has in it."""

    by_kind: bool = False
    by_clinician: bool = False
    by_clinic: bool = False
    by_channel: bool = False
    by_role: bool = False
    by_part: bool = False
    by_clock: bool = False
    by_weekday: bool = False
    clock_changes: int = 0


def _number(value: int) -> ColumnElement[int]:
    """Write a number out: at a bound LIMIT PostgreSQL's generic plan expects a tenth of a table."""
    return literal_column(str(value), BigInteger())


def _is_mine(place: Any) -> ColumnElement[bool]:
    """Whether no other window holds the place now."""
    own = exists().where(holds.c.id == place.hold_id, holds.c.window == _WINDOW)
    return or_(place.hold_id.is_(None), place.held_until <= _NOW, own.correlate_except(holds))


def _no_other_seat(*, usable: bool) -> ColumnElement[bool]:
    """Whether this seat speaks for its slot, so that each slot of a group is found once.

    ``usable``: no seat before it is one to book; else: no seat before it is without a visit, and
    none at all is one to book.
    """
    other = places.alias("other")
    before = other.c.seat < places.c.seat
    mine = _is_mine(other.c)
    found = (
        exists()
        .where(
            other.c.slot_id == places.c.slot_id,
            other.c.appointment_id.is_(None),
            and_(before, mine) if usable else or_(before, mine),
        )
        .correlate(places)
    )
    return or_(places.c.capacity == 1, not_(found))


def _is_lowest_seat() -> ColumnElement[bool]:
    lower = places.alias("lower")
    found = (
        exists()
        .where(
            lower.c.slot_id == places.c.slot_id,
            lower.c.seat < places.c.seat,
            lower.c.appointment_id.is_(None),
        )
        .correlate(places)
    )
    return or_(places.c.capacity == 1, not_(found))


def _in_range(narrowing: Narrowing, dialect: str) -> list[ColumnElement[bool]]:
    conditions = [
        places.c.appointment_id.is_(None),
        places.c.start_at >= bindparam("since"),
        places.c.start_at < bindparam("until"),
        or_(places.c.start_at > bindparam("since"), places.c.slot_id > bindparam("after")),
    ]
    if narrowing.by_kind:
        conditions.append(places.c.slot_type_id == bindparam("kind"))
    if narrowing.by_clinician:
        conditions.append(places.c.clinician_id == bindparam("clinician"))
    if narrowing.by_clinic:
        conditions.append(places.c.clinic_id == bindparam("clinic"))
    if narrowing.by_part or narrowing.by_clock or narrowing.by_weekday:
        local = _local_seconds(narrowing.clock_changes, dialect)
        of_day = local % _number(_DAY)
        if narrowing.by_part:
            is_afternoon = bindparam("afternoon", type_=BigInteger) == _number(1)
            conditions.append((of_day >= _number(_HALF_DAY)) == is_afternoon)
        if narrowing.by_clock:
            conditions.append(of_day >= bindparam("from_clock", type_=BigInteger))
            conditions.append(of_day < bindparam("until_clock", type_=BigInteger))
        if narrowing.by_weekday:
            # The first day of 1970 was a Thursday; Monday is 0.
            weekday = (local // _number(_DAY) + _number(3)) % _number(7)
            conditions.append(bindparam("weekdays", type_=Text).contains(cast(weekday, Text)))
    return conditions


def _local_seconds(clock_changes: int, dialect: str) -> ColumnElement[int]:
    """Return how many seconds of the clinic's clock have gone since 1970 when a place begins."""
    if dialect == "postgresql":
        seconds: ColumnElement[int] = cast(func.extract("epoch", places.c.start_at), BigInteger)
    else:
        seconds = cast(func.strftime("%s", places.c.start_at), BigInteger)
    ahead = [bindparam(f"ahead_{number}", type_=BigInteger) for number in range(clock_changes + 1)]
    offset: ColumnElement[int] = ahead[-1]
    if clock_changes:
        changes = [
            (places.c.start_at < bindparam(f"change_{number}"), ahead[number])
            for number in range(clock_changes)
        ]
        offset = case(*changes, else_=ahead[-1])
    return seconds + offset


def _of_slot(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        slots.c.is_extra.is_(False),
        sessions.c.state != SessionState.CANCELLED,
        slot_types.c.bookable,
    ]
    if not narrowing.by_kind:
        conditions.append(slot_types.c.active)
    if narrowing.by_channel:
        conditions.append(slot_types.c.channel == bindparam("channel"))
    if narrowing.by_role:
        bookers = type_coerce(slot_types.c.booked_by, Text)
        conditions.append(or_(bookers == "[]", bookers.like(bindparam("booker", type_=Text))))
    return conditions


_OPENED = or_(slots.c.release_at.is_(None), slots.c.release_at <= _NOW)
_IS_OPEN = slots.c.state == SlotState.OPEN


def _with_slots(
    dialect: str,
    columns: tuple[ColumnElement[Any], ...],
    conditions: list[ColumnElement[bool]],
    in_range: list[ColumnElement[bool]],
) -> tuple[Select[*tuple[Any, ...]], Any]:
    """Return places with their slot's columns, and those columns.

    On PostgreSQL the slot is a LATERAL with OFFSET 0, which can't be flattened: it goes by the
    index whatever its settings say.
    """
    if dialect == "postgresql":
        found = (
            select(*columns)
            .select_from(slots)
            .join(sessions, sessions.c.id == slots.c.session_id)
            .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
            .where(slots.c.id == places.c.slot_id, *conditions)
            .offset(_number(0))
            .lateral("slot")
        )
        return select().select_from(places.join(found, true())).where(*in_range), found.c
    whole = (
        places.join(slots, slots.c.id == places.c.slot_id)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .join(slot_types, slot_types.c.id == places.c.slot_type_id)
    )
    named = {column.key: column for column in columns}
    return select().select_from(whole).where(*in_range, *conditions), named


@lru_cache(maxsize=128)
def free_slots(dialect: str, narrowing: Narrowing, rows: int) -> QuickRows:
    """Return the statement of the slots that can be booked now, in order.

    Shape: slot, session, kind, channel, start, end, clinician, clinic, room. Their names are read
    once for all (``PLACE_NAMES``): joined, they cost a month's search a sixth of its time.
    """
    columns = (slots.c.session_id, slots.c.end_at, sessions.c.room_id, slot_types.c.channel)
    conditions = [*_of_slot(narrowing), _IS_OPEN, _OPENED]
    in_range = [*_in_range(narrowing, dialect), _is_mine(places.c), _no_other_seat(usable=True)]
    base, slot = _with_slots(dialect, columns, conditions, in_range)
    return QuickRows(
        base.add_columns(
            places.c.slot_id,
            slot["session_id"],
            places.c.slot_type_id,
            slot["channel"],
            places.c.start_at,
            slot["end_at"],
            places.c.clinician_id,
            places.c.clinic_id,
            slot["room_id"],
        )
        .order_by(places.c.start_at, places.c.slot_id)
        .limit(_number(rows))
    )


PLACE_NAMES = PreparedText(
    "SELECT id, title, given_names, family_name FROM clinicians "
    "UNION ALL SELECT id, '', '', name FROM clinics UNION ALL SELECT id, '', '', name FROM rooms"
)
"""Id, title and names of every clinician, clinic and room."""


@lru_cache(maxsize=64)
def barred_slots(dialect: str, narrowing: Narrowing, rows: int) -> QuickRows:
    """Return the statement of the slots nobody has that can't be booked now, in order.

    Shape: start, state, when it opens, the desk of another window's live hold.
    """
    columns = (slots.c.state, slots.c.release_at)
    conditions = _of_slot(narrowing)
    in_range = _in_range(narrowing, dialect)
    base, slot = _with_slots(dialect, columns, conditions, in_range)
    held = and_(not_(_is_mine(places.c)), _no_other_seat(usable=False))
    shut = or_(slot["state"] != SlotState.OPEN, slot["release_at"] > _NOW)
    desk = select(holds.c.desk).where(holds.c.id == places.c.hold_id).scalar_subquery()
    return QuickRows(
        base.add_columns(
            places.c.start_at,
            slot["state"],
            slot["release_at"],
            case((held, desk), else_=None).label("held_by"),
        )
        .where(or_(and_(shut, _is_lowest_seat()), held))
        .order_by(places.c.start_at, places.c.slot_id)
        .limit(_number(rows))
    )


@lru_cache(maxsize=32)
def free_by_day(dialect: str, narrowing: Narrowing) -> QuickRows:
    """Return the statement that counts the slots that can be booked now.

    Shape: date, clinician, how many.
    """
    columns = (sessions.c.on_date,)
    conditions = [*_of_slot(narrowing), _IS_OPEN, _OPENED]
    in_range = [*_in_range(narrowing, dialect), _is_mine(places.c), _no_other_seat(usable=True)]
    base, slot = _with_slots(dialect, columns, conditions, in_range)
    return QuickRows(
        base.add_columns(slot["on_date"], places.c.clinician_id, func.count())
        .group_by(slot["on_date"], places.c.clinician_id)
        .order_by(slot["on_date"], places.c.clinician_id)
    )
