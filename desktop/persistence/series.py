"""Rows of series and their dates; which visits belong together on one trip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from desktop.domain.errors import NotFound
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    PatientId,
    SeriesId,
    TripId,
)
from desktop.domain.series import Series, SeriesDate, SeriesRule
from desktop.domain.sessions import SessionState
from desktop.domain.trips import OnTrip
from desktop.domain.visits import State
from desktop.persistence.prepared import Prepared
from desktop.persistence.rows import read_row
from desktop.persistence.tables import (
    appointments,
    clinicians,
    series,
    series_dates,
    sessions,
    slot_types,
)

RULE_FIELDS = tuple(SeriesRule.__dataclass_fields__)
_DATE_FIELDS = tuple(SeriesDate.__dataclass_fields__)
_OWN_FIELDS = (
    *("id", "patient_id", "slot_type_id"),
    *("clinician_id", "clinic_id", "minutes", "version"),
)
_SERIES = select(series, slot_types.c.name.label("type_name")).join(
    slot_types, slot_types.c.id == series.c.slot_type_id
)
_OF_RECORD = Prepared(
    _SERIES.where(series.c.patient_id == bindparam("patient")).order_by(series.c.id)
)
_BY_ID = Prepared(_SERIES.where(series.c.id == bindparam("series")))
_DATES_OF_RECORD = Prepared(
    select(series_dates)
    .join(series, series.c.id == series_dates.c.series_id)
    .where(series.c.patient_id == bindparam("patient"))
    .order_by(series_dates.c.series_id, series_dates.c.place)
)
_DATES = Prepared(
    select(series_dates)
    .where(series_dates.c.series_id == bindparam("series"))
    .order_by(series_dates.c.place)
)
_OF_VISIT = Prepared(
    select(series_dates).where(series_dates.c.appointment_id == bindparam("visit"))
)


def list_series(db: Connection, records: Iterable[PatientId]) -> tuple[Series, ...]:
    """Return the series of these records, each with its dates."""
    found: list[Series] = []
    for one in records:
        rows = _OF_RECORD.all(db, {"patient": one})
        dates: dict[SeriesId, list[Any]] = defaultdict(list)
        for row in _DATES_OF_RECORD.all(db, {"patient": one}) if rows else ():
            dates[row.series_id].append(row)
        found += [_series(row, dates[row.id]) for row in rows]
    return tuple(found)


def get_series(db: Connection, series_id: SeriesId) -> Series:
    """Return one series; NotFound without one."""
    row = _BY_ID.first(db, {"series": series_id})
    if row is None:
        raise NotFound("series", series_id)
    return _series(row, _DATES.all(db, {"series": series_id}))


def get_series_row(db: Connection, series_id: SeriesId) -> dict[str, Any]:
    """Return its whole row; NotFound without one."""
    row = read_row(db, series, (series_id,))
    if row is None:
        raise NotFound("series", series_id)
    return row


def get_date_row(db: Connection, series_id: SeriesId, place: int) -> dict[str, Any]:
    """Return the row of one date; NotFound without one."""
    row = read_row(db, series_dates, (series_id, place))
    if row is None:
        raise NotFound("series", series_id)
    return row


def find_date_of_visit(db: Connection, appointment_id: AppointmentId) -> dict[str, Any] | None:
    """Return the date of a series that a visit is of, None for a visit of none."""
    row = _OF_VISIT.first(db, {"visit": appointment_id})
    return None if row is None else row._asdict()


def _series(row: Any, dates: Iterable[Any]) -> Series:
    kept = row._asdict()
    return Series(
        rule=SeriesRule(**{name: kept[name] for name in RULE_FIELDS}),
        type_name=kept["type_name"],
        dates=tuple(_date(one) for one in dates),
        **{name: kept[name] for name in _OWN_FIELDS},
    )


def _date(row: Any) -> SeriesDate:
    return SeriesDate(**{name: getattr(row, name) for name in _DATE_FIELDS})


_MADE_UNTIL = Prepared(
    select(func.max(sessions.c.on_date)).where(sessions.c.on_date >= bindparam("today"))
)
_SESSIONS_ON = (
    select(func.count())
    .select_from(sessions)
    .where(sessions.c.on_date == bindparam("on"), sessions.c.state != SessionState.CANCELLED)
)


def count_sessions_on(
    db: Connection,
    on: date,
    *,
    clinician_id: ClinicianId | None = None,
    clinic_id: ClinicId | None = None,
) -> int:
    """Return how many sessions a day has, of one clinician or clinic where that is asked."""
    query = _SESSIONS_ON
    if clinician_id is not None:
        query = query.where(sessions.c.clinician_id == clinician_id)
    if clinic_id is not None:
        query = query.where(sessions.c.clinic_id == clinic_id)
    return int(db.execute(query, {"on": on}).scalar_one())


_VISITS_OF_SERIES = Prepared(
    select(appointments)
    .join(series_dates, series_dates.c.appointment_id == appointments.c.id)
    .where(series_dates.c.series_id == bindparam("series"))
    .order_by(appointments.c.on_date, appointments.c.start_at)
)


def find_made_until(db: Connection, today: date) -> date | None:
    """Return the last day that has sessions, None where none has from today on."""
    row = _MADE_UNTIL.first(db, {"today": today})
    return None if row is None else row[0]


def list_visits_of_series(db: Connection, series_id: SeriesId) -> list[dict[str, Any]]:
    """Return the visits of a series, whole rows in order of time."""
    return [row._asdict() for row in _VISITS_OF_SERIES.all(db, {"series": series_id})]


_TRIPS_OF = Prepared(
    select(appointments.c.trip_id)
    .where(appointments.c.patient_id == bindparam("patient"), appointments.c.trip_id.is_not(None))
    .distinct()
)
_ROWS_OF_TRIP = Prepared(
    select(appointments)
    .where(appointments.c.trip_id == bindparam("trip"), appointments.c.trip_id.is_not(None))
    .order_by(appointments.c.id)
)


def list_trips_of(db: Connection, records: Iterable[PatientId]) -> tuple[TripId, ...]:
    """Return the trips of these records."""
    found = {row.trip_id for one in records for row in _TRIPS_OF.all(db, {"patient": one})}
    return tuple(sorted(found))


def list_rows_of_trip(db: Connection, trip_id: TripId) -> list[dict[str, Any]]:
    """Return every visit of a trip, in whatever state, whole rows."""
    return [row._asdict() for row in _ROWS_OF_TRIP.all(db, {"trip": trip_id})]


_ON_TRIP = Prepared(
    select(
        appointments.c.id,
        appointments.c.version,
        appointments.c.start_at,
        appointments.c.end_at,
        appointments.c.clinic_id,
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
    )
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .where(
        appointments.c.trip_id == bindparam("trip"),
        appointments.c.trip_id.is_not(None),
        appointments.c.id != bindparam("but"),
        appointments.c.start_at.is_not(None),
        or_(
            *(
                appointments.c.state == one
                for one in (State.BOOKED, State.PENDING, State.ARRIVED, State.CHECKED_IN)
            )
        ),
    )
    .order_by(appointments.c.start_at, appointments.c.id)
)


def list_on_trip(db: Connection, trip_id: TripId, but: AppointmentId) -> tuple[OnTrip, ...]:
    """Return the other visits of a trip that are not over or cancelled, in order of time."""
    return tuple(
        OnTrip(
            row.id,
            row.version,
            row.start_at,
            row.end_at,
            row.clinic_id,
            " ".join(filter(None, (row.title, row.given_names, row.family_name))),
        )
        for row in _ON_TRIP.all(db, {"trip": trip_id, "but": but})
    )
