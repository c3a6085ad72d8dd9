"""Rows of the waiting list, with the time offered to each; what an act has to read of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select
from sqlalchemy.sql.selectable import FromClause

from desktop.domain.errors import NotFound
from desktop.domain.ids import AppointmentId, OfferId, PatientId, SlotTypeId, WishId
from desktop.domain.people import Registration
from desktop.domain.visits import State
from desktop.domain.waiting import Offered, OfferState, Waiter, WishDetails, WishState
from desktop.persistence.day_roots import list_closed_groups
from desktop.persistence.people import called_name
from desktop.persistence.prepared import Prepared
from desktop.persistence.roots import root_of
from desktop.persistence.rows import read_row
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    contact_points,
    offers,
    patients,
    places,
    slot_types,
    waiting_list,
)

WISH_FIELDS = tuple(WishDetails.__dataclass_fields__)
ROOT = patients.alias("root")
VISIT = appointments.alias("visit")
GIVEN_UP = (
    (VISIT.c.id == waiting_list.c.appointment_id)
    & (VISIT.c.state == State.BOOKED)
    & (VISIT.c.start_at > bindparam("now"))
)
"""A visit that has gone its own way is nothing to give up any more."""

WAITERS: FromClause = (
    waiting_list.join(patients, patients.c.id == waiting_list.c.patient_id)
    .join(ROOT, ROOT.c.id == root_of())
    .join(slot_types, slot_types.c.id == waiting_list.c.slot_type_id)
    .outerjoin(VISIT, GIVEN_UP)
)
STILL: tuple[ColumnElement[bool], ...] = (
    waiting_list.c.state == WishState.WAITING,
    ROOT.c.is_deceased.is_(False),
    ROOT.c.registration != Registration.ENTERED_IN_ERROR,
)
"""Who has died waits for nothing; taken back, they do again."""

WAITER_COLUMNS = (
    waiting_list,
    ROOT.c.id.label("root_id"),
    ROOT.c.preferred_name,
    ROOT.c.given_names,
    ROOT.c.family_name,
    ROOT.c.born_on,
    ROOT.c.registration,
    ROOT.c.is_sensitive,
    slot_types.c.name.label("kind"),
    VISIT.c.start_at.label("visit_at"),
)
_HAS = appointments.alias("has")
_HAS_VISIT = (
    select(func.min(_HAS.c.start_at))
    .where(
        _HAS.c.patient_id == waiting_list.c.patient_id,
        _HAS.c.slot_type_id == waiting_list.c.slot_type_id,
        _HAS.c.state == State.BOOKED,
        _HAS.c.start_at > bindparam("now"),
    )
    .scalar_subquery()
)
_LIST = select(*WAITER_COLUMNS, _HAS_VISIT.label("has_visit_at")).select_from(WAITERS).where(*STILL)
_COUNT = select(func.count()).select_from(WAITERS).where(*STILL)
_OFFERS = (
    select(
        offers,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinics.c.name.label("clinic_name"),
    )
    .join(clinicians, clinicians.c.id == offers.c.clinician_id)
    .join(clinics, clinics.c.id == offers.c.clinic_id)
    .where(offers.c.state == OfferState.OPEN)
)
_HELD = (
    select(offers.c.id, func.count().label("held"))
    .join(places, places.c.hold_id == offers.c.hold_id)
    .where(offers.c.state == OfferState.OPEN)
    .group_by(offers.c.id)
)
_PHONES = (
    select(contact_points.c.patient_id, contact_points.c.value)
    .where(
        contact_points.c.patient_id.in_(bindparam("keys", expanding=True)),
        contact_points.c.system == "phone",
    )
    .order_by(contact_points.c.rank)
)
CHUNK = 500


def count_waiting(db: Connection, now: datetime) -> int:
    """Return how many wishes wait: the badge in the rail."""
    return int(db.execute(_COUNT, {"now": now}).scalar_one())


def list_waiting(db: Connection, now: datetime) -> list[Waiter]:
    """Return everybody who waits, in no order.

    Of a record that opens only with a reason there are neither numbers nor the reason for waiting.
    """
    return _made(db, db.execute(_LIST, {"now": now}).all())


def _made(db: Connection, rows: Iterable[Any]) -> list[Waiter]:
    rows = list(rows)
    roots = sorted({row.root_id for row in rows})
    closed = list_closed_groups(db, roots) | {row.root_id for row in rows if row.is_sensitive}
    phones = list_phones(db, [one for one in roots if one not in closed])
    offered = list_offered(db)
    return [
        waiter_from(
            row,
            is_closed=row.root_id in closed,
            phones=phones.get(row.root_id, ()),
            offer=offered.get(row.id),
        )
        for row in rows
    ]


def waiter_from(
    row: Any,
    *,
    is_closed: bool,
    phones: tuple[str, ...] = (),
    offer: Offered | None = None,
) -> Waiter:
    """Return who waits from a row with ``WAITER_COLUMNS``."""
    values = {name: getattr(row, name) for name in WISH_FIELDS}
    return Waiter(
        id=row.id,
        version=row.version,
        patient_id=row.root_id,
        called=called_name(row.preferred_name, row.given_names, row.family_name),
        born_on=row.born_on,
        kind=row.kind,
        wish=WishDetails(**(values | {"reason": ""} if is_closed else values)),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        quiet_until=row.quiet_until,
        visit_at=row.visit_at,
        has_visit_at=getattr(row, "has_visit_at", None),
        phones=phones,
        offer=offer,
        is_closed=is_closed,
        has_left=row.registration is Registration.LEFT,
    )


def list_phones(db: Connection, people: list[PatientId]) -> dict[PatientId, tuple[str, ...]]:
    """Return the numbers of these people, the first to ring first."""
    found: dict[PatientId, list[str]] = {}
    for start in range(0, len(people), CHUNK):
        for row in db.execute(_PHONES, {"keys": people[start : start + CHUNK]}):
            found.setdefault(row.patient_id, []).append(row.value)
    return {key: tuple(numbers) for key, numbers in found.items()}


def list_offered(db: Connection) -> dict[WishId, Offered]:
    """Return the offers that wait for an answer, by wish."""
    held = {row.id: row.held for row in db.execute(_HELD)}
    return {
        row.wish_id: Offered(
            id=row.id,
            version=row.version,
            start_at=row.start_at,
            end_at=row.end_at,
            clinician_name=" ".join(filter(None, (row.title, row.given_names, row.family_name))),
            clinic_name=row.clinic_name,
            held_until=row.held_until,
            is_held=held.get(row.id) == len(row.held_slots),
        )
        for row in db.execute(_OFFERS)
    }


_LOCK_WISH = Prepared(
    select(waiting_list.c.id).where(waiting_list.c.id == bindparam("wish")).with_for_update()
)


def lock_wish(db: Connection, wish_id: WishId) -> None:
    """On a server: let nobody change a wish, or answer for it, until this act is done.

    After people, ahead of sessions and places: whoever answers takes a wish, then its times.
    """
    if db.dialect.name == "postgresql":
        _LOCK_WISH.run(db, {"wish": wish_id})


def lock_wishes(db: Connection, wishes: Iterable[WishId]) -> None:
    """As ``lock_wish``, for several at once: in key order."""
    for one in sorted(set(wishes)):
        lock_wish(db, one)


def get_wish_row(db: Connection, wish_id: WishId) -> dict[str, Any]:
    """Return the row of a wish; NotFound without one."""
    row = read_row(db, waiting_list, (wish_id,))
    if row is None:
        raise NotFound("wish", wish_id)
    return row


def get_offer_row(db: Connection, offer_id: OfferId) -> dict[str, Any]:
    """Return the row of an offer; NotFound without one."""
    row = read_row(db, offers, (offer_id,))
    if row is None:
        raise NotFound("offer", offer_id)
    return row


_OPEN_OF = Prepared(
    select(offers.c.id).where(
        offers.c.wish_id == bindparam("wish"), offers.c.state == OfferState.OPEN
    )
)


def find_open_offer(db: Connection, wish_id: WishId) -> dict[str, Any] | None:
    """Return the row of the offer that waits for an answer of this wish, None without one."""
    row = _OPEN_OF.first(db, {"wish": wish_id})
    return None if row is None else read_row(db, offers, (row.id,))


_WAITING_OF = Prepared(
    select(waiting_list.c.id).where(
        waiting_list.c.patient_id == bindparam("patient"),
        waiting_list.c.slot_type_id == bindparam("kind"),
        waiting_list.c.state == WishState.WAITING,
    )
)


def list_wishes_of(
    db: Connection, records: Iterable[PatientId], kind: SlotTypeId
) -> tuple[WishId, ...]:
    """Return what the person of these records waits for of a kind: two records may each do."""
    params = [{"patient": one, "kind": kind} for one in records]
    return tuple(row.id for one in params for row in _WAITING_OF.all(db, one))


_GIVES_UP = Prepared(
    select(waiting_list.c.id).where(
        waiting_list.c.appointment_id == bindparam("visit"),
        waiting_list.c.state == WishState.WAITING,
    )
)


def find_wish_for(db: Connection, appointment_id: AppointmentId) -> WishId | None:
    """Return the wish that gives this visit up for an earlier time."""
    row = _GIVES_UP.first(db, {"visit": appointment_id})
    return None if row is None else row.id


def wish_from(row: dict[str, Any]) -> WishDetails:
    """Return the wishes of a row."""
    return WishDetails(**{name: row[name] for name in WISH_FIELDS})
