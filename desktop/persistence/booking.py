"""Claiming places: the one conditional UPDATE behind every booking, hold, move and undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Update,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
    true,
    update,
)

from desktop.domain.booking import Hold
from desktop.domain.errors import LaterAct
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.sessions import SessionState, SlotState
from desktop.persistence.prepared import Prepared
from desktop.persistence.record import find_later_act
from desktop.persistence.rows import RowChange, Rows
from desktop.persistence.tables import (
    clinicians,
    clinics,
    holds,
    notes,
    places,
    sessions,
    slot_types,
    slots,
)

NOBODY = HoldId("00000000-0000-0000-0000-000000000000")
"""Stands for "no hold of ours" in a claim, and for no visit."""


@dataclass(frozen=True, slots=True)
class WantedSlot:
    """What a claim has to know of a slot before it is made."""

    id: SlotId
    session_id: SessionId
    slot_type_id: SlotTypeId
    type_name: str
    start_at: datetime
    end_at: datetime
    capacity: int
    slot_state: SlotState
    release_at: datetime | None
    bookable: bool
    channel: Channel
    warning: str
    session_state: SessionState
    on_date: date
    clinic_id: ClinicId
    clinic_name: str
    clinician_id: ClinicianId
    clinician_title: str
    clinician_given: str
    clinician_family: str
    block_reason: str
    site_count: int
    booked_by: tuple[str, ...]

    @property
    def clinician_words(self) -> str:
        """The clinician in a sentence, "Dr Patel" or "Grace Adeyemi"."""
        if self.clinician_title == "Dr":
            return f"Dr {self.clinician_family}"
        return f"{self.clinician_given} {self.clinician_family}".strip()


WANTED_COLUMNS = (
    slots.c.id,
    slots.c.session_id,
    slots.c.slot_type_id,
    slot_types.c.name,
    slots.c.start_at,
    slots.c.end_at,
    slots.c.capacity,
    slots.c.state,
    slots.c.release_at,
    slot_types.c.bookable,
    slot_types.c.channel,
    slot_types.c.warning,
    sessions.c.state.label("session_state"),
    sessions.c.on_date,
    sessions.c.clinic_id,
    clinics.c.name.label("clinic_name"),
    sessions.c.clinician_id,
    clinicians.c.title,
    clinicians.c.given_names,
    clinicians.c.family_name,
    slots.c.block_reason,
    select(func.count()).select_from(clinics.alias("site")).scalar_subquery().label("site_count"),
    slot_types.c.booked_by,
)
_WANTED = (
    select(*WANTED_COLUMNS)
    .select_from(slots)
    .join(sessions, sessions.c.id == slots.c.session_id)
    .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
    .join(clinics, clinics.c.id == sessions.c.clinic_id)
    .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
)
WANTED_ONE = _WANTED.where(slots.c.id == bindparam("slot_id"))
_WANTED_MANY = _WANTED.where(slots.c.id.in_(bindparam("slot_ids", expanding=True))).order_by(
    slots.c.start_at, slots.c.id
)
# Sessions are locked first, then places: a booking shares the lock with other bookings, a block or
# a cancelled session takes it alone. The slots are locked with them, sessions first: a row that is
# locked is read again after the wait, the others are as they were when the statement began, and a
# slot blocked meanwhile would look open. SQLite has one writer and leaves FOR SHARE out.
_LOCK_SESSION = {
    share: (
        select(sessions.c.id).where(sessions.c.id == bindparam("id")).with_for_update(read=share)
    )
    for share in (True, False)
}
_SHARED_ONE = Prepared(WANTED_ONE.with_for_update(read=True, of=(sessions, slots)))
_SHARED_MANY = _WANTED_MANY.with_for_update(read=True, of=(sessions, slots))


def read_wanted_slots(db: Connection, slot_ids: Sequence[SlotId]) -> tuple[WantedSlot, ...]:
    """Return the slots in order of time, their sessions locked against blocking and cancelling."""
    if len(slot_ids) == 1:
        row = _SHARED_ONE.first(db, {"slot_id": slot_ids[0]})
        return () if row is None else (WantedSlot(*row),)
    rows = db.execute(_SHARED_MANY, {"slot_ids": list(slot_ids)})
    return tuple(WantedSlot(*tuple(row)) for row in rows)


_SESSIONS_OF = (
    select(slots.c.session_id)
    .where(slots.c.id.in_(bindparam("slot_ids", expanding=True)))
    .distinct()
)


def read_slots_of_many(db: Connection, slot_ids: Sequence[SlotId]) -> tuple[WantedSlot, ...]:
    """As ``read_wanted_slots``, of slots in many sessions: those are locked in key order first."""
    rows = db.execute(_SESSIONS_OF, {"slot_ids": list(slot_ids)})
    for session_id in sorted(row.session_id for row in rows):
        lock_session(db, session_id, share=True)
    return read_wanted_slots(db, slot_ids)


def lock_session(db: Connection, session_id: SessionId, *, share: bool) -> None:
    """Lock one session's row on PostgreSQL: shared to book in it, alone to change its slots."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK_SESSION[share], {"id": session_id})


_LOCK_ALL_SESSIONS = text("LOCK TABLE sessions IN EXCLUSIVE MODE")


def lock_out_of_sessions(db: Connection) -> None:
    """On a server: let nobody book or change a session until this act is done; all can be read."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK_ALL_SESSIONS)


_LOCK_PLACES = (
    select(places.c.slot_id)
    .where(places.c.slot_id.in_(bindparam("slot_ids", expanding=True)))
    .order_by(places.c.slot_id, places.c.seat)
    .with_for_update()
)


def lock_places(db: Connection, slot_ids: Sequence[SlotId]) -> None:
    """On a server: lock the places of slots in key order, ahead of claiming them one by one."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK_PLACES, {"slot_ids": list(slot_ids)}).all()


_FREE = and_(
    places.c.appointment_id.is_(None),
    or_(
        places.c.hold_id.is_(None),
        places.c.hold_id == bindparam("hold"),
        places.c.held_until < bindparam("now"),
    ),
)


def _claim(values: dict[str, Any], *, group: bool, skip_locked: bool) -> Update:
    statement = update(places).where(places.c.slot_id == bindparam("slot"), _FREE)
    if group:
        other = places.alias("other")
        free_seat: Select[Any] = (
            select(other.c.seat)
            .where(
                other.c.slot_id == bindparam("slot"),
                other.c.appointment_id.is_(None),
                or_(
                    other.c.hold_id.is_(None),
                    other.c.hold_id == bindparam("hold"),
                    other.c.held_until < bindparam("now"),
                ),
            )
            .order_by(
                # the seat this window holds is taken first, so that no second one stays held
                func.coalesce(other.c.hold_id == bindparam("hold"), False).desc(),
                other.c.seat,
            )
            .limit(1)
        )
        if skip_locked:
            free_seat = free_seat.with_for_update(skip_locked=True)
        statement = statement.where(places.c.seat == free_seat.scalar_subquery())
    return statement.values(values)


_BOOK_VALUES: dict[str, Any] = {
    "appointment_id": bindparam("appointment"),
    "hold_id": None,
    "held_until": None,
}
_HOLD_VALUES: dict[str, Any] = {"hold_id": bindparam("new_hold"), "held_until": bindparam("until")}
_CLAIM_VALUES = {"book": _BOOK_VALUES, "hold": _HOLD_VALUES}
_CLAIMS = {
    what: Prepared(_claim(values, group=False, skip_locked=False))
    for what, values in _CLAIM_VALUES.items()
}
_GROUP_CLAIMS = {
    (what, locked): Prepared(
        _claim(values, group=True, skip_locked=locked).returning(places.c.seat)
    )
    for what, values in _CLAIM_VALUES.items()
    for locked in (False, True)
}
_FREED = {"appointment_id": None, "hold_id": None, "held_until": None}


def claim_places(
    rows: Rows,
    wanted: Sequence[WantedSlot],
    *,
    appointment_id: AppointmentId,
    now: datetime,
    hold_id: HoldId | None = None,
) -> SlotId | None:
    """Take one place of each slot for the visit, in key order.

    Returns None when all were taken, else the first slot that was not free: then the caller
    raises and nothing is kept.
    """
    for slot in sorted(wanted, key=lambda one: one.id):
        seat = _claim_one(rows.db, "book", slot, now=now, hold=hold_id, appointment=appointment_id)
        if seat is None:
            return slot.id
        _note_claimed(rows, slot.id, seat, appointment_id)
    return None


def _note_claimed(rows: Rows, slot_id: SlotId, seat: int, appointment_id: AppointmentId) -> None:
    rows.note(RowChange("places", (slot_id, seat), _FREED, {"appointment_id": appointment_id}))


def hold_places(
    db: Connection, wanted: Sequence[WantedSlot], hold: Hold, *, now: datetime
) -> SlotId | None:
    """Hold one place of each slot, in key order; None, or the first slot that was not free."""
    for slot in sorted(wanted, key=lambda one: one.id):
        if not hold_place(db, slot, hold, now=now):
            return slot.id
    return None


def hold_place(
    db: Connection, slot: WantedSlot, hold: Hold, *, now: datetime, own: HoldId | None = None
) -> bool:
    """Hold one place of a slot, where it can be the one that ``own`` has; False: none is free."""
    params = {"new_hold": hold.id, "until": hold.until_at}
    return _claim_one(db, "hold", slot, now=now, hold=own or hold.id, **params) is not None


def _claim_one(
    db: Connection,
    what: str,
    slot: WantedSlot,
    *,
    now: datetime,
    hold: HoldId | None,
    **params: Any,
) -> int | None:
    values = {"slot": slot.id, "hold": hold or NOBODY, "now": now, **params}
    if slot.capacity == 1:  # the only seat is the first: nothing is to be read back
        return 1 if _CLAIMS[what].run(db, values) == 1 else None
    taken = _GROUP_CLAIMS[what, db.dialect.name == "postgresql"].first(db, values)
    return None if taken is None else int(taken.seat)


_RELEASE = Prepared(
    update(places)
    .where(places.c.appointment_id == bindparam("appointment"))
    .values(appointment_id=None)
    .returning(places.c.slot_id, places.c.seat)
)
_PLACES_OF = (
    select(places.c.slot_id, places.c.seat)
    .where(places.c.appointment_id == bindparam("appointment"))
    .order_by(places.c.slot_id, places.c.seat)
)
_LOCKED = (
    _PLACES_OF.with_for_update().cte("locked").prefix_with("MATERIALIZED", dialect="postgresql")
)
_RELEASE_PLACES = (
    update(places)
    .where(places.c.slot_id == _LOCKED.c.slot_id, places.c.seat == _LOCKED.c.seat)
    .values(appointment_id=None)
    .returning(places.c.slot_id, places.c.seat)
)
_RELEASE_LOCKED = Prepared(_RELEASE_PLACES)


def release_places(rows: Rows, appointment_id: AppointmentId) -> tuple[SlotId, ...]:
    """Free every place of a visit; returns the slots they were of."""
    release = _RELEASE_LOCKED if rows.db.dialect.name == "postgresql" else _RELEASE
    freed = release.all(rows.db, {"appointment": appointment_id})
    return _note_freed(rows, freed, appointment_id)


def _note_freed(
    rows: Rows, freed: Iterable[tuple[SlotId, int]], appointment_id: AppointmentId
) -> tuple[SlotId, ...]:
    ordered = sorted(freed)
    for key in ordered:
        was = {"appointment_id": appointment_id}
        rows.note(RowChange("places", key, was, {"appointment_id": None}))
    return tuple(slot_id for slot_id, _ in ordered)


_TRADED_FREE = _RELEASE_PLACES.cte("freed")
_TRADED_TAKEN = (
    _claim(_BOOK_VALUES, group=False, skip_locked=False).returning(places.c.seat).cte("taken")
)
_EITHER = select(literal(1).label("one")).subquery("either")
_TRADE = Prepared(
    select(_TRADED_FREE.c.slot_id, _TRADED_FREE.c.seat, _TRADED_TAKEN.c.seat.label("taken"))
    .select_from(_EITHER)
    .outerjoin(_TRADED_FREE, true())
    .outerjoin(_TRADED_TAKEN, true())
)


def trade_places(
    rows: Rows,
    wanted: Sequence[WantedSlot],
    *,
    appointment_id: AppointmentId,
    now: datetime,
    hold_id: HoldId | None = None,
) -> tuple[tuple[SlotId, ...], SlotId | None]:
    """Free every place of a visit and take one of each slot, as ``claim_places``.

    Returns the slots it had, and None or the first slot that was not free. Nearly every move is to
    one time of its own: then a server is asked once.
    """
    if rows.db.dialect.name != "postgresql" or len(wanted) > 1 or wanted[0].capacity > 1:
        left = release_places(rows, appointment_id)
    else:
        slot_id = wanted[0].id
        given = {"slot": slot_id, "hold": hold_id or NOBODY, "now": now}
        found = _TRADE.all(rows.db, {"appointment": appointment_id, **given})
        freed = [(row.slot_id, row.seat) for row in found if row.slot_id is not None]
        left = _note_freed(rows, freed, appointment_id)
        if found[0].taken is not None:
            _note_claimed(rows, slot_id, found[0].taken, appointment_id)
            return left, None
        # Perhaps it was its own: as the statement began it was not free.
    taken = claim_places(rows, wanted, appointment_id=appointment_id, now=now, hold_id=hold_id)
    return left, taken


def list_slots_of(db: Connection, appointment_id: AppointmentId) -> tuple[SlotId, ...]:
    """Return the slots a visit holds a place of."""
    return tuple(row.slot_id for row in db.execute(_PLACES_OF, {"appointment": appointment_id}))


_BOOK_AGAIN = (
    update(places)
    .where(places.c.slot_id == bindparam("slot"), places.c.seat == bindparam("seat_no"), _FREE)
    .values(_BOOK_VALUES)
)
_FREE_AGAIN = (
    update(places)
    .where(
        places.c.slot_id == bindparam("slot"),
        places.c.seat == bindparam("seat_no"),
        places.c.appointment_id == bindparam("was"),
    )
    .values(_FREED)
)


def restore_place(
    rows: Rows,
    key: tuple[SlotId, int],
    *,
    was: AppointmentId | None,
    now_to: AppointmentId | None,
    now: datetime,
    hold_id: HoldId | None = None,
) -> bool:
    """Give a place back to a visit, or free it again; False when somebody has it meanwhile."""
    slot, seat = key
    if now_to is None:
        done = rows.db.execute(_FREE_AGAIN, {"slot": slot, "seat_no": seat, "was": was})
    else:
        params = {"slot": slot, "seat_no": seat, "appointment": now_to, "now": now}
        done = rows.db.execute(_BOOK_AGAIN, params | {"hold": hold_id or NOBODY})
    if done.rowcount != 1:
        return False
    rows.note(RowChange("places", key, {"appointment_id": was}, {"appointment_id": now_to}))
    return True


@dataclass(frozen=True, slots=True)
class Taken:
    """Who has a slot: a visit or a live hold, and the act that did it."""

    held: bool
    desk: str
    later: LaterAct | None


_WHO = (
    select(places.c.appointment_id, holds.c.desk, places.c.held_until)
    .outerjoin(holds, holds.c.id == places.c.hold_id)
    .where(places.c.slot_id == bindparam("slot"))
    .order_by(places.c.seat)
)


def find_taker(db: Connection, slot_id: SlotId) -> Taken | None:
    """Return who has the slot, for the sentence of a lost race."""
    for row in db.execute(_WHO, {"slot": slot_id}):
        if row.appointment_id is not None:
            later = find_later_act(db, appointment_id=row.appointment_id)
            return Taken(False, later.desk if later else "", later)
        if row.desk is not None:
            return Taken(True, row.desk, None)
    return None


_NOTES = select(notes.c.text).where(
    or_(
        notes.c.session_id == bindparam("session"),
        notes.c.slot_id.in_(bindparam("slots", expanding=True)),
    )
)


def list_notes_for(
    db: Connection, session_id: SessionId, slot_ids: Sequence[SlotId]
) -> tuple[str, ...]:
    """Return the notes on a session and on some of its slots, for the sentence before booking."""
    params = {"session": session_id, "slots": list(slot_ids)}
    return tuple(row.text for row in db.execute(_NOTES, params))
