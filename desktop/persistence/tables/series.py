"""Tables of series: how each repeats, and each of its dates."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    PatientId,
    SeriesId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.repeats import Every
from desktop.domain.series import DateState
from desktop.persistence.base import Code, Id, metadata


class SeriesColumns(TypedColumns):
    """A rule that made visits: how it repeats, with whom, and what each visit carries.

    ``minutes`` None is the kind's usual length; ``nth`` is of a series by the month.
    """

    id: Named[SeriesId] = Column(Id[SeriesId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    slot_type_id: Named[SlotTypeId] = Column(
        Id[SlotTypeId](), ForeignKey("slot_types.id"), nullable=False
    )
    clinician_id: Named[ClinicianId | None] = Column(Id[ClinicianId](), ForeignKey("clinicians.id"))
    clinic_id: Named[ClinicId | None] = Column(Id[ClinicId](), ForeignKey("clinics.id"))
    minutes: Named[int | None]
    every: Named[Every] = Column(Code(Every), nullable=False)
    step: Named[int]
    weekday: Named[int]
    nth: Named[int | None]
    at_local: Named[time | None]
    first_on: Named[date]
    count: Named[int]
    channel: Named[Channel | None] = Column(Code(Channel))
    reason: Named[str]
    asked_by: Named[str]
    note: Named[str]
    call_on: Named[str | None]
    version: Named[int]


series = Table(
    "series",
    metadata,
    SeriesColumns,
    CheckConstraint("(every = 'month') = (nth IS NOT NULL)", name="nth"),
    CheckConstraint("every <> 'dates'", name="every"),
    CheckConstraint("step BETWEEN 1 AND 12", name="step"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
    CheckConstraint("count BETWEEN 2 AND 26", name="count"),
)


class SeriesDateColumns(TypedColumns):
    """One date of a series: its visit, or that it is still to book (``why``), or left out."""

    series_id: Named[SeriesId] = Column(Id[SeriesId](), ForeignKey("series.id"), primary_key=True)
    place: Named[int] = Column(primary_key=True)
    on_date: Named[date]
    state: Named[DateState] = Column(Code(DateState), nullable=False)
    appointment_id: Named[AppointmentId | None] = Column(
        Id[AppointmentId](), ForeignKey("appointments.id")
    )
    why: Named[str]
    version: Named[int]


series_dates = Table(
    "series_dates",
    metadata,
    SeriesDateColumns,
    CheckConstraint("place >= 1", name="place"),
    CheckConstraint("(state = 'booked') = (appointment_id IS NOT NULL)", name="booked"),
    UniqueConstraint("appointment_id"),
)
